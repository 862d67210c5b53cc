"""What programs may ask of the pretend provider: ``/v1/…`` in JSON, with the key of the account; ``/control/…`` for tests and the demo.

Promises: a write with an idempotency key is done once, and answered alike however often it comes; the same key for another wish is
refused. Nothing is done without the account's key.
"""

import hmac
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from tamizdat.contributions.providers.local import paying, renewing, returning
from tamizdat.contributions.providers.local.answers import Answer, Request, says
from tamizdat.contributions.providers.local.books import Books, Refused, opened
from tamizdat.contributions.providers.local.faults import STALL_SECONDS, Faults
from tamizdat.contributions.providers.local.store import Plain, Store
from tamizdat.contributions.providers.local.timing import Clock

PAGE = 200
"""Lines of a list in one answer."""

KINDS = {"checkouts": "checkout", "payments": "payment", "subscriptions": "subscription"}


class Api:
    """The programs' side. *url*: where the pages are."""

    def __init__(self, store: Store, clock: Clock, *, key: str, url: str) -> None:
        self._store, self._clock, self._key, self._url = store, clock, key, url
        self._faults = Faults(store)

    def answer(self, request: Request) -> Answer:
        """Answer a request to ``/v1/…`` or ``/control/…``."""
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {self._key}".encode()):
            return says(401, {"error": "not_allowed"})
        place = request.path.strip("/").split("/")
        if place[0] == "control":
            return self._control(place[1:], request)
        if self._faults.take("stall"):
            return Answer(status=500, stall=STALL_SECONDS)
        if self._faults.take("error_before"):
            return says(500, {"error": "pretend_error"})
        said = self._write(place[1:], request) if request.method == "POST" else self._read(place[1:], request)
        return says(500, {"error": "pretend_error"}) if self._faults.take("error_after") else said

    def _books(self) -> Any:
        return opened(self._store, now=self._clock.now(), real=self._clock.real(), account=self._clock.account)

    def _write(self, place: list[str], request: Request) -> Answer:
        key = request.headers.get("idempotency-key", "")
        if not key:
            return says(400, {"error": "no_idempotency_key"})
        digest = sha256(request.path.encode() + b"\n" + request.body).hexdigest()
        with self._books() as books:
            known = self._store.rows("SELECT digest, status, body FROM answered WHERE key = ?", key)
            if known:
                same = known[0][0] == digest
                return Answer(status=known[0][1], body=known[0][2].encode()) if same else says(409, {"error": "key_used_for_another"})
            said = self._done(books, place, request)
            if said.status < 500:
                self._store.rows("INSERT INTO answered VALUES (?, ?, ?, ?)", key, digest, said.status, said.body.decode())
        return said

    def _done(self, books: Books, place: list[str], request: Request) -> Answer:
        try:
            fields = json.loads(request.body or b"{}")
            if not isinstance(fields, dict):
                raise ValueError
            return says(200, self._do(books, place, fields))
        except Refused as no:
            return says(no.status, {"error": no.code})
        except (ValueError, RecursionError):
            return says(400, {"error": "no_json"})

    def _do(self, books: Books, place: list[str], fields: Plain) -> Plain:
        if place == ["checkouts"]:
            made = paying.start(books, fields)
            return {"id": made["id"], "url": f"{self._url}/pay/{made['id']}", "until": made["until"]}
        if len(place) != 3:
            raise Refused(404, "not_found")
        kind, thing, what = place
        if (kind, what) == ("payments", "refund"):
            _only(fields, "amount")
            return _whole(books, returning.refund(books, books.need("payment", thing), fields["amount"]))
        if kind != "subscriptions" or what not in CHANGES:
            raise Refused(404, "not_found")
        wanted, change = CHANGES[what]
        _only(fields, *wanted)
        done = change(books, books.need("subscription", thing), *(fields[name] for name in wanted))
        return {"url": f"{self._url}/card/{done['id']}"} if what == "card-page" else _whole(books, done)

    def _read(self, place: list[str], request: Request) -> Answer:
        asked = request.asked()
        try:
            if place == ["journal"]:
                return says(200, self._journal(*_period(asked)))
            if place == ["settlements"]:
                return says(200, self._settlements(*_period(asked)))
            if len(place) == 2 and place[0] in KINDS:
                with self._books() as books:
                    return says(200, _whole(books, books.need(KINDS[place[0]], place[1])))
        except Refused as no:
            return says(no.status, {"error": no.code})
        return says(404, {"error": "not_found"})

    def _journal(self, since: int, until: int, after: int) -> Plain:
        query = "SELECT seq, name, fact FROM journal WHERE at >= ? AND at < ? AND seq > ? ORDER BY seq LIMIT ?"
        found = self._store.rows(query, since, until, after, PAGE)
        lines = [{"event": name} | json.loads(fact) for _, name, fact in found]
        return {"lines": lines, "after": found[-1][0] if len(found) == PAGE else None}

    def _settlements(self, since: int, until: int, after: int) -> Plain:
        query = "SELECT rowid, data FROM thing WHERE kind = 'settlement' AND rowid > ? ORDER BY rowid LIMIT ?"
        found = [(row, json.loads(data)) for row, data in self._store.rows(query, after, PAGE)]
        lines = [line for _, line in found if since <= line["at"] < until]
        return {"lines": lines, "after": found[-1][0] if len(found) == PAGE else None}

    def _control(self, place: list[str], request: Request) -> Answer:
        fields = json.loads(request.body or b"{}")
        if place == ["clock"]:
            moved = self._clock.to_next(fields["next"]) if "next" in fields else self._clock.move(**fields)
            return says(200, {"now": moved})
        if place == ["faults"] and self._faults.set(fields):
            return says(200, {})
        if place == ["blocked"]:
            with self._store.change():
                self._store.note("blocked", sorted(fields["countries"]))
            return says(200, {})
        return says(422, {"error": "no_such_switch"})


CHANGES: dict[str, tuple[tuple[str, ...], Callable[..., Plain]]] = {
    "amount": (("amount",), renewing.change_amount),
    "pause": (("until",), renewing.pause),
    "resume": ((), renewing.resume),
    "card-page": (("back",), renewing.card_page),
    "cancel": ((), renewing.end),
}
"""What may be asked of a recurring contribution -> the fields that it takes, and what does it."""


def _only(fields: Plain, *names: str) -> None:
    if set(fields) != set(names):
        raise Refused(422, "bad_request")


def _whole(books: Books, thing: Plain) -> Plain:
    return thing | {"history": books.history(thing["id"], *books.come_of(thing))}


def _period(asked: dict[str, str]) -> tuple[int, int, int]:
    try:
        return int(asked["since"]), int(asked["until"]), int(asked.get("after", "0"))
    except (KeyError, ValueError):
        raise Refused(422, "bad_period") from None
