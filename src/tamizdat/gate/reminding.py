"""Asking to be reminded later: as signing up does, with the same floods and one answer. docs/spec/giving.md, section 8.

Promises: from a network where nobody may give nobody is asked to be reminded of it; the same answer whatever was typed; nothing typed in an
address or a page; what is called taken is on the disk, or was not wanted. Leaves to the newsroom what becomes of an address at a mailbox
provider that must hand mail over: the form says that none gets a reminder.
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tamizdat.contributions.rules import Decision
from tamizdat.gate.board import is_path
from tamizdat.gate.gift_link_pages import TIMES, GiftLinkPages
from tamizdat.gate.giving_pages import GivingPages
from tamizdat.gate.http import Answer, Request, fields, first
from tamizdat.gate.lines import BEAT, FULL, KEPT, REMIND
from tamizdat.gate.networks import rule_for_all
from tamizdat.gate.signing_up import read_box, read_form
from tamizdat.sealed.records import LONGEST_ADDRESS, sealed

if TYPE_CHECKING:
    from tamizdat.gate.routes import Gate

AGAIN = ("step", "missing_address", "missing_consent", "again")


async def show(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the form; who was led back to it is told why."""
    said = _query(request)
    if refused := _refused(gate, request, said):
        return refused
    pages, back = _pages(gate, said), first(said, "back")
    why = [name for name in first(said, "why").split(".") if name in AGAIN]
    return pages.ask(gate.token("page"), [*why, "again"] if why else [], back=back if is_path(back) else "")


async def remind(gate: "Gate", request: Request, _: str) -> Answer:
    """Take a wish to be reminded, plain or sealed in the page."""
    now = time.time()
    gate.floods.post_came(now)
    form = read_form(request)
    answer = form if isinstance(form, Answer) else _refused(gate, request, form) or await _answer(gate, form, now)
    answer.for_script = True
    return answer


async def done(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the answer that a plain form is led to."""
    said = _query(request)
    return _pages(gate, said).message("remind_thanks", back=first(said, "back"))


def _refused(gate: "Gate", request: Request, said: dict[str, list[str]]) -> Answer | None:
    pages = GivingPages(gate.board, _language(said))
    why = rule_for_all(pages.giving.terms, request.network) if pages.giving else ""
    return pages.refused(Decision(refused=why, country=request.network), [request.network]) if why else None


async def _answer(gate: "Gate", form: dict[str, list[str]], now: float) -> Answer:
    box = read_box(gate, form) if "box" in form else None
    if isinstance(box, int):
        return _pages(gate, form).message("old" if box == 409 else "failed", status=box)
    if box is None and (missing := _missing(form)):
        return _to(gate, form, "/remind", missing)
    if gate.floods.are_too_many(now) or gate.shared.rows >= gate.limits.rows:
        gate.shared.add("full")
        return _not_taken(gate, form, "full")
    if gate.floods.wants_second_step(gate.form_token, first(form, "token"), first(form, "work"), boxed=box is not None, now=now):
        gate.shared.add("second_steps")
        return _pages(gate, form).message("step", status=428) if box else _to(gate, form, "/remind", ["step"])
    wanted = (
        not first(form, "website") if box else gate.floods.is_wanted(first(form, "email", LONGEST_ADDRESS), first(form, "website"), now=now)
    )
    gate.shared.add("taken" if wanted else "dropped")
    said = await (gate.keeper.ask(REMIND, box or _sealed(gate, form)) if wanted else gate.keeper.ask(BEAT))
    if said != KEPT:
        gate.shared.add("full" if said == FULL else "errors")
        return _not_taken(gate, form, "full" if said == FULL else "failed")
    return _pages(gate, form).message("remind_thanks", back=first(form, "back")) if box else _to(gate, form, "/remind/thanks")


def _sealed(gate: "Gate", form: dict[str, list[str]]) -> bytes:
    pages, when = _pages(gate, form), first(form, "when", 10)
    language = pages.tongue.code if pages.tongue else ""
    email = first(form, "email", LONGEST_ADDRESS)
    consent = first(form, "consent", 8)
    return sealed(gate.queue_key, "reminder", when=when if when in TIMES else TIMES[0], email=email, language=language, consent=consent)


def _missing(form: dict[str, list[str]]) -> list[str]:
    empty = {"missing_address": first(form, "email"), "missing_consent": first(form, "consent")}
    return [name for name, said in empty.items() if not said]


def _not_taken(gate: "Gate", form: dict[str, list[str]], why: str) -> Answer:
    return _pages(gate, form).message(why, status=503) if "box" in form else _to(gate, form, "/not-taken", [why])


def _to(gate: "Gate", form: dict[str, list[str]], place: str, why: Sequence[str] = ()) -> Answer:
    pages, back = _pages(gate, form), first(form, "back")
    way = {"lang": pages.tongue.code if pages.tongue else "", "back": back if is_path(back) else ""}
    return Answer(303, b"", location=f"{place}?{urlencode(way | ({'why': '.'.join(why)} if why else {}))}")


def _pages(gate: "Gate", said: dict[str, list[str]]) -> GiftLinkPages:
    return GiftLinkPages(gate.board, _language(said))


def _language(said: dict[str, list[str]]) -> str:
    return first(said, "lang", 12) or first(said, "language", 12)


def _query(request: Request) -> dict[str, list[str]]:
    try:
        return fields(request.query.encode())
    except ValueError:
        return {}
