"""Signing up: the one form of strangers, plain or sealed in the page. docs/spec/gate.md, sections 3 and 4.

Promises: the same answer whatever was typed; what differs says nothing about anybody, and is decided before what was typed is looked at.
What is told as taken is on the disk, or was not wanted.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tamizdat.gate.board import is_path
from tamizdat.gate.http import FORM, Answer, Request, fields, first, plain
from tamizdat.gate.lines import BEAT, FULL, KEPT, SIGN_UP
from tamizdat.sealed.keys import unb64
from tamizdat.sealed.records import LONGEST_ADDRESS, can_be_opened, is_box, sealed

if TYPE_CHECKING:
    from tamizdat.gate.routes import Gate

MOST_LETTERS = 10
CODE = re.compile(r"[a-z0-9-]{1,40}")
VERSION = re.compile(r"[A-Za-z0-9._-]{1,40}")
AGAIN = ("step", "missing_address", "missing_letters", "missing_consent")
"""Sentences that say why a plain form is to be filled in once more."""


@dataclass(slots=True)
class Posted:
    """A post that can be queued: its box, and whether anybody wants it."""

    box: bytes = field(repr=False)
    wanted: bool


async def sign_up(gate: "Gate", request: Request, _: str) -> Answer:
    """Answer a post of the sign-up form."""
    now = time.time()
    gate.floods.post_came(now)
    form = read_form(request)
    answer = form if isinstance(form, Answer) else await _answer(gate, form, now)
    answer.for_script = True
    return answer


def read_form(request: Request) -> dict[str, list[str]] | Answer:
    """Return the fields of a posted form, or the answer to what is none."""
    if request.kind not in (FORM, "text/plain"):
        return plain(415, "The gate takes plain forms alone.")
    try:
        return fields(request.body)
    except ValueError:
        return plain(400, "This form cannot be read.")


def read_box(gate: "Gate", form: dict[str, list[str]]) -> bytes | int:
    """Return the box that a page sealed, or the status that refuses it: 400 for none, 409 for one to a key that is gone."""
    try:
        box = unb64(first(form, "box", 4_000))
    except ValueError:
        return 400
    if not is_box(box):
        return 400
    return box if can_be_opened(box, gate.queue_keys) else 409


async def _answer(gate: "Gate", form: dict[str, list[str]], now: float) -> Answer:
    box = read_box(gate, form) if "box" in form else None
    if isinstance(box, int):
        return _unread(gate, form, box)
    if box is None and (missing := _missing(form)):
        return _elsewhere(gate, form, "/letter", missing)
    if gate.floods.are_too_many(now) or gate.shared.rows >= gate.limits.rows:
        gate.shared.add("full")
        return _not_taken(gate, form, "full")
    if gate.floods.wants_second_step(gate.form_token, first(form, "token"), first(form, "work"), boxed=box is not None, now=now):
        gate.shared.add("second_steps")
        return plain(428, "Ask for a token and its work.") if box else _elsewhere(gate, form, "/letter", ["step"])
    return await _queue(gate, form, Posted(box, wanted=not first(form, "website")) if box else _typed(gate, form, now))


async def _queue(gate: "Gate", form: dict[str, list[str]], posted: Posted) -> Answer:
    gate.shared.add("taken" if posted.wanted else "dropped")
    said = await (gate.keeper.ask(SIGN_UP, posted.box) if posted.wanted else gate.keeper.ask(BEAT))
    if said != KEPT:
        gate.shared.add("full" if said == FULL else "errors")
        return _not_taken(gate, form, "full" if said == FULL else "failed")
    if "box" in form:
        return gate.pages(first(form, "lang", 12)).message("thanks", back=first(form, "back"))
    return _elsewhere(gate, form, "/thanks")


def _not_taken(gate: "Gate", form: dict[str, list[str]], why: str) -> Answer:
    if "box" in form:
        return gate.pages(first(form, "lang", 12)).message(why, status=503)
    return _elsewhere(gate, form, "/not-taken", [why])


def _elsewhere(gate: "Gate", form: dict[str, list[str]], place: str, why: Sequence[str] = ()) -> Answer:
    """Lead to the answer: a browser that brings its tabs back keeps a post that made a page, with all that was typed, on the disk.

    So the address that it leads to says nothing of what was typed, and what is to be typed again is typed into a fresh page.
    """
    pages, back = gate.pages(first(form, "lang", 12)), first(form, "back")
    way = {"lang": pages.tongue.code if pages.tongue else "", "back": back if is_path(back) else ""}
    return Answer(303, b"", location=f"{place}?{urlencode(way | ({'why': '.'.join(why)} if why else {}))}")


async def letter(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the plain form; who was led back to it is told why."""
    said = _query(request)
    why = [name for name in first(said, "why").split(".") if name in AGAIN]
    again = [*why, "again"] if why else []
    return gate.pages(first(said, "lang", 12)).letter(gate.token("page"), before=again, back=first(said, "back"))


async def thanks(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the answer that a plain form is led to. It says nothing of what was typed, and asks nothing."""
    said = _query(request)
    return gate.pages(first(said, "lang", 12)).message("thanks", back=first(said, "back"))


async def not_taken(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the answer that a plain form is led to when it was not taken."""
    said = _query(request)
    why = "failed" if first(said, "why") == "failed" else "full"
    return gate.pages(first(said, "lang", 12)).message(why, status=503, back=first(said, "back"))


def _query(request: Request) -> dict[str, list[str]]:
    try:
        return fields(request.query.encode())
    except ValueError:
        return {}


def _unread(gate: "Gate", form: dict[str, list[str]], status: int) -> Answer:
    if status == 409:
        return gate.pages(first(form, "lang", 12)).letter(gate.token("page"), status=409, before=["old"])
    return plain(400, "This form is not sealed as the gate expects it.")


def _missing(form: dict[str, list[str]]) -> list[str]:
    """Return which sentences say what was left empty."""
    has = {"address": first(form, "address"), "letters": _letters(form), "consent": first(form, "consent", 40)}
    return [f"missing_{name}" for name, value in has.items() if not value]


def _letters(form: dict[str, list[str]]) -> list[str]:
    return [code for code in form.get("letter", ()) if CODE.fullmatch(code)][:MOST_LETTERS]


def _typed(gate: "Gate", form: dict[str, list[str]], now: float) -> Posted:
    address, consent, pages = first(form, "address", LONGEST_ADDRESS), first(form, "consent", 40), gate.pages(first(form, "lang", 12))
    wanted = gate.floods.is_wanted(address, first(form, "website"), now=now) and bool(VERSION.fullmatch(consent))
    if not wanted:
        return Posted(sealed(gate.queue_key, "void"), wanted=False)  # sealed as well, so that it takes as long
    language, discreet = pages.tongue.code if pages.tongue else "", first(form, "discreet") == "1"
    said = {"address": address, "letters": _letters(form), "consent": consent, "discreet": discreet, "language": language}
    return Posted(sealed(gate.queue_key, "sign_up", **said), wanted=True)
