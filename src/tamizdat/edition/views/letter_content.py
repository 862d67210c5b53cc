"""What a letter shows, as data: the mail, its plain text and its page in the archive are all made from this.

Promises: nothing is fetched to read it (a picture becomes its words and a link); what has left the edition leaves no word of its own
behind, the editor's remark on it included. Leaves to the caller whether links are relative (a page, which works from any mirror)
or absolute (a mail), and what to do when an article is gone.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from tamizdat.edition.paths import entry_path
from tamizdat.edition.records import Article, Block, Figure, Letter, LetterItem
from tamizdat.edition.scope import Scope
from tamizdat.edition.teaser import Teaser
from tamizdat.edition.views.body import MAKERS, Body, Maker, Shown
from tamizdat.edition.views.labels import KINDS, OPINIONS, label
from tamizdat.edition.views.links import link
from tamizdat.edition.views.pictures import TAPPED
from tamizdat.edition.views.teasers import bylines
from tamizdat.edition.views.words import Words, words_of

Address = Callable[[str], Markup]
"""From a path in the edition to an address that may stand between double quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a letter is shown: what links look like; which articles are shortened to teasers; whether a stranger who looks over the
    reader's shoulder may see whose letter it is.
    """

    address: Address
    shortened: Collection[str] = ()
    discreet: bool = False


def of_page(scope: Scope) -> Manner:
    """Return the manner of a page: relative links."""
    return Manner(address=lambda path: link(scope, path))


def of_mail(scope: Scope, *, discreet: bool, shortened: Collection[str] = ()) -> Manner:
    """Return the manner of a mail: absolute links to the newspaper's own address."""
    return Manner(address=lambda path: escape(scope.absolute(path)), shortened=shortened, discreet=discreet)


def content(scope: Scope, letter: Letter, manner: Manner) -> dict[str, Any]:
    """Return the letter from masthead to note. Items that are no longer there are left out or say that they were withdrawn."""
    words = words_of(scope)
    body = LetterBody(scope, words, manner.address)
    return {
        "name": "" if manner.discreet else scope.language.name,
        "home": manner.address(f"{scope.language.code}/index.html"),
        "kind": "" if manner.discreet else kind_name(scope, letter),
        "date": words.time(letter.published),
        "title": neutral_title(scope, letter) if manner.discreet else letter.subject,
        "intro": body.blocks(letter.intro),
        "items": [shown for item in letter.items if (shown := _item(scope, words, item, manner))],
        "appeal": letter.appeal,
        "appeal_label": letter.appeal_label,
        "support": manner.address(f"{scope.language.code}/support.html"),
        "note": body.blocks(letter.note),
    }


def neutral_title(scope: Scope, letter: Letter) -> str:
    """Return a heading that gives nobody away: the same for every newspaper."""
    words = words_of(scope)
    weekly = letter.letter in [kind.code for kind in scope.language.letters[:1]]
    return words.text("Your weekly reading") if weekly else words.text("Your reading")


def neutral_head(scope: Scope, letter: Letter) -> tuple[str, str]:
    """Return subject and preheader of a mail that gives nobody away; the date keeps mailboxes from piling the letters up."""
    words = words_of(scope)
    return f"{neutral_title(scope, letter)}, {words.date(letter.published, 'date')}", words.text("What we chose for you.")


def kind_name(scope: Scope, letter: Letter) -> str:
    """Return the name of the letter that readers ordered; "" for one that is offered no more."""
    return next((kind.name for kind in scope.language.letters if kind.code == letter.letter), "")


def _item(scope: Scope, words: Words, item: LetterItem, manner: Manner) -> dict[str, Any] | None:
    found = scope.teaser(item.article)
    if found is None:
        stone = scope.tombstone(item.article)
        return {"gone": True} if stone and stone.kind == "withdrawn" else None
    full = item.form == "full" and item.article not in manner.shortened
    return {
        "gone": False,
        "href": manner.address(found.path),
        "headline": found.headline,
        "standfirst": found.standfirst,
        "remark": item.remark,
        "kind": label(KINDS, found.kind, words.text),
        "opinion": found.kind in OPINIONS,
        "byline": _byline(scope, found),
        "blocks": _full(scope, words, scope.article(item.article), manner) if full else [],
    }


def _byline(scope: Scope, found: Teaser) -> str:
    return ", ".join(person["name"] for person in bylines(scope, found.bylines))


def _full(scope: Scope, words: Words, article: Article, manner: Manner) -> list[Shown]:
    body = LetterBody(scope, words, manner.address, top=2)
    lead = [body.picture(article.lead)] if article.lead else []
    return [*lead, *body.blocks(article.body)]


class LetterBody(Body):
    """Blocks as a letter can carry them, headings below one of level *top*."""

    def __init__(self, scope: Scope, words: Words, address: Address, *, top: int = 1) -> None:
        super().__init__(scope, words, top=top)
        self.address = address

    def maker(self, kind: str) -> Maker:
        """Return what makes blocks of this type."""
        return _MAKERS.get(kind) or MAKERS[kind]

    def below(self) -> "LetterBody":
        """Return a body for blocks within a block."""
        return LetterBody(self.scope, self.words, self.address, top=self.top + 1)

    def picture(self, figure: Figure) -> Shown:
        """Return a picture's words, and where it can be seen if it has arrived."""
        photo = self.scope.photo(figure.photo)
        jpegs = [file for file in photo.renditions if file.format == "jpeg"] if photo else []
        seen = [file for file in jpegs if file.width <= TAPPED] or jpegs[:1]
        return {
            "type": "photo",
            "href": self.address(seen[-1].path) if seen else "",
            "alt": figure.alt,
            "caption": figure.caption if figure.caption != figure.alt else "",
            "credit": figure.credit,
        }

    def _address(self, record_id: str) -> str | None:
        self.scope.get(record_id)
        path = entry_path(self.scope.catalogue, record_id)
        return path and self.address(path)


def _photo(body: LetterBody, block: Block) -> Shown:
    return body.picture(Figure(**{name: block[name] for name in ("photo", "alt", "caption", "credit")}))


def _related(body: LetterBody, block: Block) -> Shown | None:
    found = body.scope.teaser(block["article"])
    return {"type": "related", "headline": found.headline, "href": body.address(found.path)} if found else None


def _nothing(body: LetterBody, block: Block) -> None:
    """A letter does not advertise itself, and has one appeal of its own."""


_MAKERS: dict[str, Maker] = {"photo": _photo, "related": _related, "letter_box": _nothing, "appeal_box": _nothing}
