"""Asking: a box whose sender waits for the newsroom's answer. docs/spec/gate.md, section 8.

Promises: what is asked is on the disk before anybody waits; an answer is given once, to who knows the record's id, by POST alone.
It serves nothing but giving: where that is a crime, by the network, nothing is asked and nothing is answered.
"""

import json
import re
import time
from typing import TYPE_CHECKING, Any

from tamizdat.gate import networks
from tamizdat.gate.http import Answer, Request, first, plain
from tamizdat.gate.lines import GIVE, KEPT
from tamizdat.gate.signing_up import read_box, read_form
from tamizdat.sealed.records import record_id

if TYPE_CHECKING:
    from tamizdat.gate.routes import Gate

LONGEST_WAIT = 20
"""Seconds that a reader's browser is kept waiting."""

_REF = re.compile(r"[A-Za-z0-9_-]{22}")


async def ask(gate: "Gate", request: Request, _: str) -> Answer:
    """Take a box and wait for the newsroom's reply to it."""
    now = time.time()
    gate.floods.post_came(now)
    gate.gifts.came(now)
    form = read_form(request)
    return form if isinstance(form, Answer) else await take(gate, request, form, now)


async def take(gate: "Gate", request: Request, form: dict[str, list[str]], now: float) -> Answer:
    """Take the box in *form*, unless it comes from where one may not give by its *method*, and wait for the newsroom's reply to it.

    Nobody here can look whether that is the method of the wish within: the box goes in by the door of what was said, and the newsroom does.
    """
    method = first(form, "method", 10)
    method = method if method in GIVE else ""
    if (listed := networks.refuse(gate, request, method=method)) is not None:
        return listed
    box = read_box(gate, form)
    if isinstance(box, int):
        return said(box, error="not sealed as the gate expects it" if box == 400 else "sealed for a key that is gone")
    if gate.gifts.wants_second_step(gate.form_token, first(form, "token"), first(form, "work"), boxed=True, now=now):
        return said(428, error="ask for a token and its work")
    if gate.floods.are_too_many(now) or not gate.gifts.lets_through(now, boxed=True):
        return said(503, error="too much is arriving just now")
    if await gate.keeper.ask(GIVE[method], box) != KEPT:
        return said(503, error="not taken")
    gate.shared.add("gifts")
    ref = record_id(box)
    answer = await gate.reply(ref, _wait(form))
    return said(202, ref=ref) if answer is None else said(200, ref=ref, answer=answer)


async def reply(gate: "Gate", request: Request, _: str) -> Answer:
    """Hand out the reply that the newsroom left, once."""
    if (listed := networks.refuse_all(gate, request)) is not None:
        return listed
    form = read_form(request)
    if isinstance(form, Answer):
        return form
    ref = first(form, "ref", 22)
    if not _REF.fullmatch(ref):
        return plain(400, "A reference has 22 characters.")
    answer = await gate.reply(ref, _wait(form), asks=False)
    return said(404) if answer is None else said(200, answer=answer)


def _wait(form: dict[str, list[str]]) -> int:
    text = first(form, "wait", 3)
    return min(int(text), LONGEST_WAIT) if text.isdecimal() and text.isascii() else 0


def said(status: int, **fields: Any) -> Answer:
    """Return *fields* as an answer to script."""
    return Answer(status, json.dumps(fields).encode(), "application/json", for_script=True)
