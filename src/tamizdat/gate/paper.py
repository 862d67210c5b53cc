"""Paper: what all of the gate's pages share: masthead, footer, the newspaper's colours, ways back. In the reader's language and direction.

Promises: every word from the sign board is escaped; one style, allowed by its hash, and nothing else runs or loads; the colours are the
newspaper's own, and plain ones without a board. Pure but for reading its own style once.
"""

import base64
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path

from tamizdat.gate.board import Board, Tongue, is_path
from tamizdat.gate.http import Answer
from tamizdat.gate.words import digits, words_of

_CSS = "".join(line.strip() for line in Path(__file__).with_name("pages.css").read_text("utf-8").splitlines())
AT_FIRST_SIGHT = 4
"""Mailbox providers that a form's warning names; the others are behind a click."""

_PLAIN = ("#8a1c1c", "#f0a59b")
"""The colours of a page without a board, on light and dark paper."""


@lru_cache(maxsize=4)
def style_and_hash(accent: str, accent_dark: str) -> tuple[str, str]:
    """Return the style in these colours, and its hash as a policy names it."""
    style = _CSS.replace("ACCENT-LIGHT", accent).replace("ACCENT-DARK", accent_dark)
    return style, base64.b64encode(sha256(style.encode()).digest()).decode()


def policy(style_hash: str, origins: Sequence[str] = ()) -> str:
    """Return a page's policy; *origins*: where its form may be led to, for browsers hold redirects to it as well."""
    leads = " ".join(["'self'", *origins])
    return f"default-src 'none'; style-src 'sha256-{style_hash}'; form-action {leads}; base-uri 'none'; frame-ancestors 'none'"


class Paper:
    """A page in one language of one board; *language* may be anything."""

    place = "/letter"
    """Where the footer's languages lead."""

    def __init__(self, board: Board | None, language: str) -> None:
        self.board = board
        self.tongue: Tongue | None = board.tongue(language) if board else None
        self.words = words_of(self.tongue.code if self.tongue else language)

    def message(self, name: str, *sentences: str, status: int = 200, back: str | None = None) -> Answer:
        """Return a page with the sentence *name* under its title, and *sentences* after it.

        *back*: the page of the newspaper that one came from, "" for none; None: one came by a link in a mail.
        """
        title = self.words.get(f"{name}_title", self.words["full_title"])
        said = [name, *sentences] if name in self.words else sentences
        text = "".join(f"<p>{self.say(each)}</p>" for each in said)
        return self.page(title, text + (self.other_ways() if status >= 500 else "") + self.back(back), status=status)

    def page(self, title: str, main: str, *, status: int = 200, origins: Sequence[str] = ()) -> Answer:
        """Return a page with *main* under its *title*; *origins*: where its form may be led to."""
        code = self.tongue.code if self.tongue else "en"
        style, style_hash = style_and_hash(*(self.board.colours if self.board and self.board.colours else _PLAIN))
        html = (
            f'<!doctype html><html lang="{escape(code)}" dir="{self.words["direction"]}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
            f"<title>{escape(title)}</title><style>{style}</style></head><body><header>{self._masthead()}</header>"
            f"<main><h1>{escape(title)}</h1>{main}</main>{self._footer()}</body></html>"
        )
        return Answer(status, html.encode(), policy=policy(style_hash, origins))

    def say(self, name: str, **places: str) -> str:
        """Return a sentence, escaped; *places* are markup that is put in."""
        said = escape(self.words[name])
        return said.format(**places) if places else said

    def number(self, count: int) -> str:
        """Return *count* in the reader's digits."""
        return digits(self.words, str(count))

    def other_ways(self) -> str:
        """Return the ways that do not need this form."""
        if self.board is None:
            return ""
        mail = f'<a href="mailto:{escape(self.board.mail)}"><bdi>{escape(self.board.mail)}</bdi></a>'
        ways = [self.say("by_mail", mail=mail)] if self.board.mail else []
        ways += [self.say("by_onion", onion=_onion(self.board.onion))] if self.board.onion else []
        return f"<p>{self.say('other_ways')}: {' · '.join(ways)}</p>" if ways else ""

    def back(self, path: str | None) -> str:
        """Return the ways back to the newspaper: its own site may be blocked where the reader came from a copy."""
        if self.board is None or self.tongue is None:
            return ""
        home = path if path and is_path(path) else self.tongue.home
        lead = link(self.board.site, home, self.words["back"])
        if path is None:
            return f"<p>{lead}</p>"
        onion = f" {self.say('by_onion', onion=_onion(self.board.onion, home))}" if self.board.onion else ""
        return f"<p>{lead}. {self.say('back_copy')}{onion}</p>"

    def careful(self, name: str) -> str:
        """Return the sentence *name* with the mailbox providers that must hand mail over; "" where none are named."""
        if self.board is None or not self.board.careful:
            return ""
        known = [escape(domain) for domain in self.board.careful]
        rest = len(known) - AT_FIRST_SIGHT
        every = ""
        if rest > 0:
            every = (
                f"<details><summary>{self.say('and_more', count=self.number(rest))}</summary>{', '.join(known[AT_FIRST_SIGHT:])}</details>"
            )
        return f'<div class="note">{self.say(name, providers=", ".join(known[:AT_FIRST_SIGHT]))}{every}</div>'

    def privacy(self) -> str:
        """Return the link to the page on readers' data, if there is one."""
        if self.board is None or self.tongue is None or not self.tongue.privacy:
            return ""
        return link(self.board.site, self.tongue.privacy, self.words["privacy"])

    def others(self) -> Iterable[Tongue]:
        """Return the other languages in which this page exists."""
        return () if self.board is None else (each for each in self.board.languages if each is not self.tongue and each.letters)

    def _masthead(self) -> str:
        if self.board is None or self.tongue is None:
            return ""
        return link(self.board.site, self.tongue.home, self.tongue.newspaper)

    def _footer(self) -> str:
        if self.board is None or self.tongue is None:
            return ""
        others = [
            f'<a href="{self.place}?lang={escape(each.code)}" lang="{escape(each.code)}">{escape(each.called)}</a>'
            for each in self.others()
        ]
        return f"<footer>{self.privacy()} {' '.join(others)}{self.other_ways()}</footer>"


def hidden(**values: str) -> str:
    """Return hidden fields."""
    return "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in values.items() if value)


def link(site: str, path: str, words: str) -> str:
    """Return a link into the newspaper."""
    return f'<a href="{escape(f"{site}/{path}")}">{escape(words)}</a>'


def _onion(onion: str, path: str = "") -> str:
    # The address that can be clicked leads to the page; what is read is the host alone.
    return f'<a href="{escape(f"{onion}/{path}" if path else onion)}"><bdi>{escape(onion)}</bdi></a>'
