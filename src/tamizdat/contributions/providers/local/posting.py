"""Posting: webhooks go out, signed, each until it was taken.

Promises: at least once, in no promised order; what is not answered by 2xx is posted again, ever more slowly, for three days. One step
posts all that is due and returns: the clock comes in, and a thread of the server does nothing but step.
"""

import secrets
from collections.abc import Callable

from tamizdat.contributions.providers.local.faults import Faults
from tamizdat.contributions.providers.local.signing import HEADER, signature
from tamizdat.contributions.providers.local.store import Store

AGAIN_AFTER = (1, 2, 5, 15, 60, 300)
"""Seconds, the last of them from then on."""

KEPT = 3 * 86_400

Send = Callable[[bytes, dict[str, str]], int]
"""Posts a body with headers; returns the status, 0 if nobody answered."""


class Postman:
    """Who carries the webhooks."""

    def __init__(self, store: Store, *, secret: bytes, send: Send, real: Callable[[], float]) -> None:
        self._store, self._secret, self._send, self._real = store, secret, send, real
        self._faults = Faults(store)

    def step(self) -> int:
        """Post what is due; return how many were taken."""
        order = "DESC" if self._faults.value("reorder") else "ASC"
        latest = self._real() - self._faults.value("delay")
        due = self._store.rows(f"SELECT seq, body, tries FROM parcel WHERE due <= ? ORDER BY seq {order}", latest)  # noqa: S608 - our own words
        return sum(self._carry(*parcel) for parcel in due)

    def waiting(self) -> int:
        """Return how many are still to be taken."""
        return int(self._store.rows("SELECT count(*) FROM parcel")[0][0])

    def _carry(self, seq: int, body: str, tries: int) -> bool:
        if self._faults.take("drop"):
            return self._forget(seq)
        if self._faults.take("forge"):
            self._post(body, secrets.token_bytes(32))
        twice = self._faults.take("duplicate")
        taken = 200 <= self._post(body, self._secret) < 300
        if taken and twice:
            self._post(body, self._secret)
        if taken:
            return not self._forget(seq)
        again = self._real() + AGAIN_AFTER[min(tries, len(AGAIN_AFTER) - 1)]
        with self._store.change():
            self._store.rows("UPDATE parcel SET tries = tries + 1, due = ? WHERE seq = ?", again, seq)
            self._store.rows("DELETE FROM parcel WHERE made < ?", self._real() - KEPT)
        return False

    def _forget(self, seq: int) -> bool:
        with self._store.change():
            self._store.rows("DELETE FROM parcel WHERE seq = ?", seq)
        return False

    def _post(self, body: str, secret: bytes) -> int:
        raw = body.encode()
        return self._send(raw, {"content-type": "application/json", HEADER: signature(secret, raw, now=int(self._real()))})
