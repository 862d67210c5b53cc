"""A letter as mail: one message for all readers of a language, with marks where readers differ.

Promises: the mail is made from the same data by the same template as the letter's page in the archive. It holds no picture, no
address that a mail program fetches by itself, no link that leads anywhere but where it says; every link is absolute. Where it would
pass ``MAIL_BYTES``, which is where mailboxes cut, texts in full become teasers, the last first, and ``Mail.warnings`` says so.
Refuses to name an article that is not in the edition. Leaves MIME, each reader's own links and sending to the newsletters.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import css_inline
from markupsafe import Markup, escape

from tamizdat.edition.budget import MAIL_BYTES
from tamizdat.edition.records import Letter, Page
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.letter_content import content, neutral_head, of_mail
from tamizdat.edition.views.letter_text import letter_text, one_line
from tamizdat.edition.views.markup import clean
from tamizdat.edition.views.words import words_of

UNSUBSCRIBE = "https://unsubscribe.invalid/"
PREFERENCES = "https://preferences.invalid/"
"""What stands, in HTML and in text, where each reader's own signed links belong. ``.invalid`` never resolves (RFC 2606)."""

ROOM_FOR_LINKS = 2_000
"""Bytes that are kept free for the readers' own links, which are longer than the marks."""

MIRRORS = 2
"""How many mirrors a mail names: one may be blocked tomorrow, and more would be found and blocked for nothing."""

_INVISIBLE = "\u034f\u200c\u00a0"
FILLER, DISCREET_FILLER = _INVISIBLE * 40, _INVISIBLE * 120
"""What follows the preheader, unseen, so that a list of mails shows nothing of the text behind it."""


class ArticleGone(LookupError):
    """A letter names an article that is not in the edition; the message says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A letter in one language: the HTML is a whole document, inlined. ``warnings`` are sentences for the editor."""

    subject: str
    preheader: str
    html: str
    text: str
    language: str
    direction: Literal["ltr", "rtl"]
    warnings: tuple[str, ...] = ()


def letter_mail(scope: Scope, letter: Letter, *, discreet: bool = False, fingerprint: str = "") -> Mail:
    """Return the mail of *letter*; *scope* is that of its page.

    A *discreet* mail has a subject and a heading that fit any newspaper, and no masthead. *fingerprint* is that of the key that signs
    editions, "" while they are not signed. Raises ``ArticleGone``.
    """
    _check(scope, letter)
    shortened: list[str] = []
    in_full = [item.article for item in letter.items if item.form == "full"]
    mail = _mail(scope, letter, shortened, discreet=discreet, fingerprint=fingerprint)
    while _is_too_long(mail) and in_full:
        shortened.append(in_full.pop())
        mail = _mail(scope, letter, shortened, discreet=discreet, fingerprint=fingerprint)
    return replace(mail, warnings=tuple(_warnings(scope, mail, shortened)))


def _check(scope: Scope, letter: Letter) -> None:
    for number, item in enumerate(letter.items, 1):
        if scope.teaser(item.article) is None:
            raise ArticleGone(f"The article in place {number} of the letter is not published: take it out, or publish it.")


def _is_too_long(mail: Mail) -> bool:
    return len(mail.html.encode()) > MAIL_BYTES - ROOM_FOR_LINKS


def _warnings(scope: Scope, mail: Mail, shortened: list[str]) -> Iterator[str]:
    for headline in (found.headline for record_id in shortened if (found := scope.teaser(record_id))):
        yield f"“{headline}” goes out as a teaser: with its full text the mail would pass {MAIL_BYTES:,} bytes, where mailboxes cut."
    if _is_too_long(mail):
        yield f"The mail has {len(mail.html.encode()):,} bytes; mailboxes cut at {MAIL_BYTES:,}. Shorten the words around the articles."


def _mail(scope: Scope, letter: Letter, shortened: list[str], *, discreet: bool, fingerprint: str) -> Mail:
    words, language = words_of(scope), scope.language
    shown = content(scope, letter, of_mail(scope, discreet=discreet, shortened=shortened))
    foot = _foot(scope, letter, fingerprint)
    subject, preheader = neutral_head(scope, letter) if discreet else (letter.subject, letter.preheader)
    head = {"subject": one_line(subject), "preheader": one_line(preheader)}
    page = {
        "_": words.text,
        "lang": language.code,
        "dir": language.direction,
        "filler": DISCREET_FILLER if discreet else FILLER,
        "style": Markup(scope.theme.mail_style(scope.site)),  # noqa: S704  our own file and two colours
        "letter": shown,
    }
    html = _inliner().inline(clean(scope.theme.render("mail.html", page | head | foot)))
    text = letter_text(words, shown, foot)
    return Mail(**head, html=html, text=text, language=language.code, direction=language.direction, warnings=())


def _foot(scope: Scope, letter: Letter, fingerprint: str) -> dict[str, Any]:
    site = scope.doors
    addresses = dict.fromkeys((f"{site.canonical_base}/", *site.mirrors))
    return {
        "preferences": escape(PREFERENCES),
        "unsubscribe": escape(UNSUBSCRIBE),
        "browser": escape(scope.absolute(letter.path)),
        "addresses": [escape(one) for one in list(addresses)[: 1 + MIRRORS]],
        "onion": site.onion,
        "fingerprint": fingerprint,
        "imprint": _imprint(scope),
    }


def _imprint(scope: Scope) -> dict[str, Any] | None:
    """The page that says who answers for the newspaper and where post reaches it, if its footer leads there."""
    pages = (scope.get(record_id) for record_id in scope.language.footer)
    found = next((page for page in pages if isinstance(page, Page) and page.role == "imprint"), None)
    return None if found is None else {"title": found.title, "href": escape(scope.absolute(found.path))}


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    """What puts each rule beside its element. It fetches nothing: neither from the network nor from a disk."""
    return css_inline.CSSInliner(load_remote_stylesheets=False, remove_inlined_selectors=True)
