"""Given: the one page to which a payment provider leads whoever has paid, and from it the ways back. docs/spec/giving.md, section 4.

Promises: the address is the same for all who give in one language, so that a provider never learns from which copy of the newspaper a giver
came: whether they read it at a mirror or over Tor is nobody's to know who knows their name. What a provider adds to the address is neither
read nor kept, and no page that it leads to is told. Where it leads on are the newspaper's own addresses alone, from its sign board.
"""

from html import escape
from typing import TYPE_CHECKING

from tamizdat.gate.http import Answer, Request, fields, first
from tamizdat.gate.paper import Paper, link

if TYPE_CHECKING:
    from tamizdat.gate.routes import Gate


async def show(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the page that thanks, and leads back."""
    try:
        said = fields(request.query.encode())
    except ValueError:
        said = {}
    return GivenPages(gate.board, first(said, "lang", 12)).given()


class GivenPages(Paper):
    """The page in one language of one board."""

    place = "/given"

    def given(self) -> Answer:
        """Return the page."""
        return self.page(self.words["given_title"], f"<p>{self.say('given')}</p>{self._ways()}{self._offers()}")

    def _ways(self) -> str:
        if self.board is None or self.tongue is None:
            return ""
        path = f"{self.tongue.home.rpartition('/')[0]}/thanks.html".lstrip("/")
        copies = [*self.board.copies, *([self.board.onion] if self.board.onion else [])]
        others = "".join(
            f'<li><a href="{escape(f"{copy}/{path}")}"><bdi dir="ltr">{escape(_named(copy))}</bdi></a></li>' for copy in copies
        )
        more = f"<p>{self.say('given_copies')}</p><ul>{others}</ul>" if others else ""
        return f"<p>{link(self.board.site, path, self.words['given_on'])}</p>{more}"

    def _offers(self) -> str:
        """Return what the newspaper's own page of thanks offers, for who goes no further than here."""
        if self.tongue is None:
            return ""
        letter = [("/letter", self.words["form_title"])] if self.tongue.letters else []
        offers = [*letter, ("/remind", self.words["remind_title"])]
        ways = "".join(f'<li><a href="{place}?lang={escape(self.tongue.code)}">{escape(words)}</a></li>' for place, words in offers)
        return f"<ul>{ways}</ul>"


def _named(copy: str) -> str:
    return copy.partition("://")[2]
