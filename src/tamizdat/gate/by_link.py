"""Signed links from letters: confirm, preferences, unsubscribe. docs/spec/gate.md, sections 3 and 6.

Promises: a page shows what its link says and nothing else, for the gate can look nothing up; opening one changes nothing; any POST
unsubscribes, as RFC 8058 wants it: no cookie, no redirect, whatever the body. A link that is not good gets the same pages and answers.
"""

import time
from typing import TYPE_CHECKING, Any

from tamizdat.gate.http import FORM, Answer, Request, fields, first, plain
from tamizdat.gate.lines import BEAT, FULL, KEPT, LINK
from tamizdat.gate.signing_up import CODE, MOST_LETTERS
from tamizdat.sealed.links import LINK_CHARACTERS, Action, Link
from tamizdat.sealed.records import sealed

if TYPE_CHECKING:
    from tamizdat.gate.routes import Gate

_NOBODY = "A" * 22


async def show_confirm(gate: "Gate", _: Request, text: str) -> Answer:
    """Return the page with the button that confirms."""
    link = _read(gate, text, "confirm")
    return gate.pages(link.language).confirm(text, link.shown) if len(text) <= LINK_CHARACTERS else _too_long()


async def confirm(gate: "Gate", _: Request, text: str) -> Answer:
    """Take a confirmation."""
    link = _read(gate, text, "confirm")
    return await _take(gate, link, "confirmed", "confirm")


async def show_preferences(gate: "Gate", _: Request, text: str) -> Answer:
    """Return the form that shows what the link says."""
    link = _read(gate, text, "preferences")
    return gate.pages(link.language).preferences(text, set(link.shown)) if len(text) <= LINK_CHARACTERS else _too_long()


async def prefer(gate: "Gate", request: Request, text: str) -> Answer:
    """Take a change of preferences, or a leave from all letters if the page's second button says so."""
    link, form = _read(gate, text, "preferences"), _form(request)
    if first(form, "leave") == "all":
        return await _take(gate, link, "left", "unsubscribe", letter="", issue=link.issue)
    letters = [code for code in form.get("letter", ()) if CODE.fullmatch(code)][:MOST_LETTERS]
    asked = first(form, "language", 12)
    language = asked if gate.board and asked in {tongue.code for tongue in gate.board.languages} else link.language
    return await _take(gate, link, "preferred", "preferences", letters=letters, language=language, discreet=first(form, "discreet") == "1")


async def show_leave(gate: "Gate", _: Request, text: str) -> Answer:
    """Return the page with the buttons that unsubscribe."""
    link = _read(gate, text, "unsubscribe")
    return gate.pages(link.language).leave(text, link.shown[0] if link.shown else "") if len(text) <= LINK_CHARACTERS else _too_long()


async def leave(gate: "Gate", request: Request, text: str) -> Answer:
    """Take a leave: from the letter that the link names, from all if the page's second button says so."""
    link, form = _read(gate, text, "unsubscribe"), _form(request)
    own = link.shown[0] if link.shown else ""
    letter = own if first(form, "letter", 40) or "letter" not in form else ""
    return await _take(gate, link, "left", "unsubscribe", letter=letter, issue=link.issue)


def _read(gate: "Gate", text: str, action: Action) -> Link:
    """Return what the link says; what is not good, or for something else, says nothing of nobody."""
    link = gate.link(text)
    return (link.opens(action) if link else None) or Link(action="confirm", ref=_NOBODY, language="")


def _form(request: Request) -> dict[str, list[str]]:
    try:
        return fields(request.body) if request.kind == FORM else {}
    except ValueError:
        return {}


async def _take(gate: "Gate", link: Link, done: str, kind: str, **said: Any) -> Answer:
    box = sealed(gate.queue_key, kind, ref=link.ref, **said)
    good = link.ref != _NOBODY and gate.floods.is_new_reference(link.ref, now=time.time())
    gate.shared.add("taken" if good else "dropped")
    answer = await (gate.keeper.ask(LINK, box) if good else gate.keeper.ask(BEAT))
    pages = gate.pages(link.language)
    if answer == KEPT:
        return pages.message(done)
    gate.shared.add("full" if answer == FULL else "errors")
    return pages.message("failed", status=503)


def _too_long() -> Answer:
    return plain(404, "Nothing is here. The form is at /letter")
