"""Watching the gate: what its numbers say about it, noted for the newsroom's home and ``doctor``.

Promises: a queue that lost, repeated or was exchanged is noticed and counted; nothing is refused because of it: what the gate still has
is better than nothing. A canary that the newsroom posts like a reader finds out a gate that withholds.
"""

import json
import logging
import secrets
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from tamizdat.newsletters.collecting.applying import Applied
from tamizdat.newsletters.collecting.gate_line import GateAway, GateLine
from tamizdat.newsletters.interfaces import GateRecord
from tamizdat.newsletters.models.collected import GateState
from tamizdat.sealed.keys import PublicKey, b64
from tamizdat.sealed.poll import Answer
from tamizdat.sealed.records import sealed

CANARY_EVERY = timedelta(hours=1)
CANARY_WITHIN = timedelta(minutes=10)

log = logging.getLogger(__name__)


def gate_state() -> GateState:
    """Return what is known of the gate."""
    state, _ = GateState.objects.get_or_create(pk=1)
    return state


def withholds(state: GateState, now: datetime) -> bool:
    """Whether what was posted at the gate did not come out of it in time."""
    sent = state.canary_sent
    return sent is not None and (state.canary_back is None or state.canary_back < sent) and now - sent > CANARY_WITHIN


def note(answer: Answer, applied: Applied, done: int) -> None:
    """Note an *answer* whose records were applied up to *done* (0: it had none)."""
    state = gate_state()
    if state.queue and state.queue != answer.queue:
        state.replaced += 1
        log.error("the gate's queue is another one than before: what was in the old one is lost, or the gate was set up anew")
    elif answer.last < state.last:
        state.went_back += 1
        log.error("the gate's queue is older than it was: it was restored, or somebody exchanged it")
    elif state.queue:
        state.missing += _missing(state.last, answer)
    state.queue, state.last = answer.queue, max(done, answer.first - 1)
    state.heard, state.numbers = timezone.now(), dict(answer.numbers)
    state.waiting = max(0, answer.last - state.last)
    state.unreadable += applied.counts["unreadable"]
    state.unknown += applied.counts["unknown"]
    state.refused += applied.counts["refused"]
    state.wrong_door += applied.counts["wrong door"]
    state.save()


def _missing(before: int, answer: Answer) -> int:
    """Return how many numbers after *before* never came."""
    expected, gone = before + 1, max(0, answer.first - before - 1)
    for row in answer.records:
        gone += max(0, row.seq - max(expected, answer.first))
        expected = max(expected, row.seq + 1)
    if gone:
        log.error("%s records are missing at the gate", gone)
    return gone


def canary_came(record: GateRecord) -> None:
    """Handle the kind ``canary``."""
    sign = record.fields.get("sign")
    GateState.objects.filter(pk=1, canary=str(sign)[:22]).exclude(canary="").update(canary_back=timezone.now())


class Canary:
    """Posts the canary as a reader's script would: asks for a token, lets it ripen, posts. One step a turn, so that nothing waits."""

    def __init__(self, line: GateLine) -> None:
        self._line = line
        self._token: str | None = None
        self._ripe = 0.0

    def step(self, keys: Sequence[PublicKey]) -> None:
        """Do what is due. Raises nothing that the network may do: a gate that is away is noticed by the poll."""
        state = gate_state()
        if state.canary_sent is not None and timezone.now() - state.canary_sent < CANARY_EVERY:
            return
        try:
            if self._token is None:
                self._fetch()
            elif time.monotonic() >= self._ripe:
                self._post(keys[0])
        except (GateAway, ValueError, KeyError, TypeError):
            self._token = None

    def _fetch(self) -> None:
        said = json.loads(self._line.get("/token").body)
        if not said["work"]:  # under attack it is one reader less
            self._token, self._ripe = str(said["token"]), time.monotonic() + int(said["after"])

    def _post(self, key: PublicKey) -> None:
        sign = b64(secrets.token_bytes(16))
        # Noted before it is posted: the poll may bring it back before the post is answered.
        GateState.objects.filter(pk=1).update(canary=sign, canary_sent=timezone.now(), canary_back=None)
        box = sealed(key, "canary", sign=sign)
        self._line.post("/sign-up", {"box": b64(box), "token": self._token or ""})
        self._token = None
