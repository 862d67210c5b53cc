"""Signing up: the one form of strangers, plain or sealed in the page. docs/spec/gate.md, sections 3 and 4.

Promises: the same answer whatever was typed; what differs says nothing about anybody, and is decided before what was typed is looked at.
What is told as taken is on the disk, or was not wanted.
"""

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tamizdat.gate.board import is_path
from tamizdat.gate.http import FORM, Answer, Request, fields, first, plain
from tamizdat.gate.lines import BEAT, FULL, KEPT, STRANGER
from tamizdat.gate.pages import Pages
from tamizdat.sealed.keys import b64, unb64
from tamizdat.sealed.records import LONGEST_ADDRESS, can_be_opened, is_box, sealed

if TYPE_CHECKING:
    from tamizdat.gate.routes import Gate

MOST_LETTERS = 10
CODE = re.compile(r"[a-z0-9-]{1,40}")
VERSION = re.compile(r"[A-Za-z0-9._-]{1,40}")


@dataclass(slots=True)
class Posted:
    """A post that can be queued: its box, whether anybody wants it, whether a page had sealed it."""

    box: bytes = field(repr=False)
    wanted: bool
    boxed: bool


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
    pages, back = gate.pages(first(form, "lang", 12)), first(form, "back")
    posted = _boxed(gate, pages, form) if "box" in form else _typed(gate, pages, form, now)
    if isinstance(posted, Answer):
        return posted
    if gate.floods.are_too_many(now) or gate.shared.rows >= gate.limits.rows:
        gate.shared.add("full")
        return pages.message("full", status=503)
    if gate.floods.wants_second_step(gate.form_token, first(form, "token"), first(form, "work"), boxed=posted.boxed, now=now):
        gate.shared.add("second_steps")
        return pages.second_step(b64(posted.box), gate.token("page"), back)
    return await _queue(gate, pages, posted, back)


async def _queue(gate: "Gate", pages: Pages, posted: Posted, back: str) -> Answer:
    gate.shared.add("taken" if posted.wanted else "dropped")
    said = await (gate.keeper.ask(STRANGER, posted.box) if posted.wanted else gate.keeper.ask(BEAT))
    if said == KEPT:
        return pages.message("thanks", back=back) if posted.boxed else _elsewhere(pages, back)
    gate.shared.add("full" if said == FULL else "errors")
    return pages.message("full" if said == FULL else "failed", status=503)


def _elsewhere(pages: Pages, back: str) -> Answer:
    """Lead to the answer: a browser that brings its tabs back keeps a post that made a page, with all that was typed, on the disk."""
    way = {"lang": pages.tongue.code if pages.tongue else "", "back": back if is_path(back) else ""}
    return Answer(303, b"", location=f"/thanks?{urlencode(way)}")


async def thanks(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the answer that a plain form is led to. It says nothing of what was typed, and asks nothing."""
    try:
        said = fields(request.query.encode())
    except ValueError:
        said = {}
    return gate.pages(first(said, "lang", 12)).message("thanks", back=first(said, "back"))


def _boxed(gate: "Gate", pages: Pages, form: dict[str, list[str]]) -> Posted | Answer:
    box = read_box(gate, form)
    if box == 409:
        return pages.letter(gate.token("page"), status=409, before="old")
    if isinstance(box, int):
        return plain(400, "This form is not sealed as the gate expects it.")
    return Posted(box, wanted=not first(form, "website"), boxed=True)


def _typed(gate: "Gate", pages: Pages, form: dict[str, list[str]], now: float) -> Posted | Answer:
    address = first(form, "address", LONGEST_ADDRESS)
    letters = [code for code in form.get("letter", ()) if CODE.fullmatch(code)][:MOST_LETTERS]
    consent = first(form, "consent", 40)
    missing = [name for name, value in (("address", address), ("letters", letters), ("consent", consent)) if not value]
    if missing:
        return pages.message("missing", *[f"missing_{name}" for name in missing], "missing_back", status=422)
    wanted = gate.floods.is_wanted(address, first(form, "website"), now=now) and bool(VERSION.fullmatch(consent))
    language = pages.tongue.code if pages.tongue else ""
    said = {"address": address, "letters": letters, "consent": consent, "discreet": first(form, "discreet") == "1", "language": language}
    # One that is not wanted is sealed as well, under a kind that nobody handles: a second step carries it like any other.
    return Posted(sealed(gate.queue_key, "sign_up", **said) if wanted else sealed(gate.queue_key, "void"), wanted=wanted, boxed=False)
