"""The gate's pages: plain HTML that works without script, in the reader's language, light and dark, in either direction.

Promises: nothing that a reader typed is ever in a page, and no field asks a browser to remember it; every word from the sign board is
escaped; one style, allowed by its hash, and nothing else runs or loads. Pure but for reading its own style once.
"""

import base64
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

from tamizdat.gate.board import Board, Offer, Tongue, is_path
from tamizdat.gate.http import Answer
from tamizdat.gate.words import words_of

_STYLE = "".join(line.strip() for line in Path(__file__).with_name("pages.css").read_text("utf-8").splitlines())
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


AT_FIRST_SIGHT = 4
"""Mailbox providers that the form's warning names; the others are behind a click."""


class Pages:
    """The pages in one language of one board; *language* may be anything."""

    def __init__(self, board: Board | None, language: str) -> None:
        self._board = board
        self.tongue: Tongue | None = board.tongue(language) if board else None
        self._words = words_of(self.tongue.code if self.tongue else language)

    def letter(self, token: str, *, status: int = 200, before: Sequence[str] = (), back: str = "") -> Answer:
        """Return the sign-up form; *before*: the names of sentences above it; *back*: the page of the newspaper to return to."""
        if self.tongue is None or not self.tongue.letters:
            return self.message("nothing", status=status)
        first = self.tongue.letters[0].code
        note = f'<p class="note">{" ".join(map(self._say, before))}</p>' if before else ""
        hidden = _hidden(lang=self.tongue.code, token=token, back=back if is_path(back) else "")
        return self._page(
            self._words["form_title"],
            f"{note}<p>{self._say('form_lead')}</p>{self._careful()}"
            f'<form method="post" action="/sign-up">{hidden}'
            f'<label><span class="name">{self._say("address")}</span>'
            '<input type="email" name="address" required maxlength="254" autocomplete="off" dir="ltr"></label>'
            f"<fieldset><legend>{self._say('letters')}</legend>{self._offers({first})}</fieldset>{self._discreet(checked=False)}"
            f'<div class="trap" aria-hidden="true"><label>{self._say("trap")}'
            '<input name="website" tabindex="-1" autocomplete="off"></label></div>'
            f'<label class="choice"><input type="checkbox" name="consent" value="{escape(self.tongue.version)}" required>'
            f"<span>{escape(self.tongue.consent)} {self._privacy()}</span></label><button>{self._say('send')}</button></form>",
            status=status,
        )

    def confirm(self, link: str) -> Answer:
        """Return the page with the button that confirms."""
        return self._buttons("confirm", f"/c/{link}", f"<button>{self._say('confirm_send')}</button>")

    def leave(self, link: str, letter: str) -> Answer:
        """Return the page that unsubscribes from one letter, if the link names one, or from all."""
        one = f'<button name="letter" value="{escape(letter)}">{self._say("leave_one")}</button> ' if letter else ""
        second = ' class="second"' if one else ""
        every = f'<button name="letter" value=""{second}>{self._say("leave_all")}</button>'
        return self._buttons("leave", f"/u/{link}", one + every)

    def preferences(self, link: str, has: set[str]) -> Answer:
        """Return the form with the letters that the link says the reader has (and ``+discreet``)."""
        offers = f"<fieldset><legend>{self._say('letters')}</legend>{self._offers(has)}</fieldset>"
        fields = offers + self._languages() + self._discreet(checked="+discreet" in has)
        return self._buttons("preferences", f"/p/{link}", f"{fields}<button>{self._say('preferences_send')}</button>")

    def message(self, name: str, *sentences: str, status: int = 200, back: str = "") -> Answer:
        """Return a page with the sentence *name* under its title, and *sentences* after it."""
        title = self._words.get(f"{name}_title", self._words["full_title"])
        said = [name, *sentences] if name in self._words else sentences
        text = "".join(f"<p>{self._say(each)}</p>" for each in said)
        return self._page(title, text + (self._other_ways() if status >= 500 else "") + self._back(back), status=status)

    def _buttons(self, name: str, action: str, inside: str) -> Answer:
        form = f'<form method="post" action="{escape(action)}">{inside}</form>'
        return self._page(self._words[f"{name}_title"], f"<p>{self._say(name)}</p>{form}")

    def _page(self, title: str, main: str, *, status: int = 200) -> Answer:
        code = self.tongue.code if self.tongue else "en"
        html = (
            f'<!doctype html><html lang="{escape(code)}" dir="{self._words["direction"]}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
            f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><header>{self._masthead()}</header>"
            f"<main><h1>{escape(title)}</h1>{main}</main>{self._footer()}</body></html>"
        )
        return Answer(status, html.encode(), policy=POLICY)

    def _say(self, name: str) -> str:
        return escape(self._words[name])

    def _masthead(self) -> str:
        if self._board is None or self.tongue is None:
            return ""
        return _link(self._board.site, self.tongue.home, self.tongue.newspaper)

    def _footer(self) -> str:
        if self._board is None or self.tongue is None:
            return ""
        others = [
            f'<a href="/letter?lang={escape(each.code)}" lang="{escape(each.code)}">{escape(each.newspaper)}</a>' for each in self._others()
        ]
        return f"<footer>{self._privacy()} {' '.join(others)}{self._other_ways()}</footer>"

    def _privacy(self) -> str:
        if self._board is None or self.tongue is None or not self.tongue.privacy:
            return ""
        return _link(self._board.site, self.tongue.privacy, self._words["privacy"])

    def _others(self) -> Iterable[Tongue]:
        return () if self._board is None else (each for each in self._board.languages if each is not self.tongue and each.letters)

    def _other_ways(self) -> str:
        if self._board is None:
            return ""
        mail = f'<a href="mailto:{escape(self._board.mail)}"><bdi>{escape(self._board.mail)}</bdi></a>'
        onion = f'<a href="{escape(self._board.onion)}"><bdi>{escape(self._board.onion)}</bdi></a>'
        ways = [self._say("by_mail").format(mail=mail)] if self._board.mail else []
        ways += [self._say("by_onion").format(onion=onion)] if self._board.onion else []
        return f"<p>{self._say('other_ways')}: {' · '.join(ways)}</p>" if ways else ""

    def _back(self, path: str) -> str:
        if self._board is None or self.tongue is None:
            return ""
        return f"<p>{_link(self._board.site, path if is_path(path) and path else self.tongue.home, self._words['back'])}</p>"

    def _careful(self) -> str:
        if self._board is None or not self._board.careful:
            return ""
        known = [escape(domain) for domain in self._board.careful]
        rest = len(known) - AT_FIRST_SIGHT
        every = f"<details><summary>+{rest}</summary>{', '.join(known)}</details>" if rest > 0 else ""
        return f'<div class="note">{self._say("careful").format(providers=", ".join(known[:AT_FIRST_SIGHT]))}{every}</div>'

    def _offers(self, chosen: set[str]) -> str:
        letters: tuple[Offer, ...] = self.tongue.letters if self.tongue else ()
        return "".join(
            f'<label class="choice"><input type="checkbox" name="letter" value="{escape(letter.code)}"'
            f"{' checked' if letter.code in chosen else ''}>"
            f"<span>{escape(letter.name)}<small>{escape(letter.promise)}</small></span></label>"
            for letter in letters
        )

    def _discreet(self, *, checked: bool) -> str:
        return (
            f'<label class="choice"><input type="checkbox" name="discreet" value="1"{" checked" if checked else ""}>'
            f"<span>{self._say('discreet')}<small>{self._say('discreet_why')}</small></span></label>"
        )

    def _languages(self) -> str:
        if self._board is None or len(self._board.languages) < 2:
            return ""
        options = "".join(
            f'<option value="{escape(each.code)}"{" selected" if each is self.tongue else ""}>{escape(each.newspaper)}</option>'
            for each in self._board.languages
        )
        return f'<label><span class="name">{self._say("language")}</span><select name="language">{options}</select></label>'


def _hidden(**values: str) -> str:
    return "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in values.items() if value)


def _link(site: str, path: str, words: str) -> str:
    return f'<a href="{escape(f"{site}/{path}")}">{escape(words)}</a>'
