"""Routes: which address does what, and what all of them share within one door.

Promises: GET and HEAD change nothing; an address that is not ours gets 404 whatever its method. docs/spec/gate.md, section 3.
"""

import json
import os
import time
from collections.abc import Awaitable, Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tamizdat.gate import asking, by_link, gift_links, given, giving, hooks, reminding, signing_up
from tamizdat.gate.conf import Conf
from tamizdat.gate.connection import LARGEST_FORM
from tamizdat.gate.connection import POLL as POLL_PLACE
from tamizdat.gate.floods import Floods
from tamizdat.gate.gift_floods import GiftFloods
from tamizdat.gate.home import Home
from tamizdat.gate.http import Answer, Request, plain
from tamizdat.gate.lines import ASK, POLL, REPLY, KeeperLine, ask_hatch
from tamizdat.gate.pages import Pages
from tamizdat.gate.shared import Shared
from tamizdat.gate.tokens import YOUNGEST, Use, make_token
from tamizdat.sealed.hooks import LARGEST_BODY
from tamizdat.sealed.keys import PublicKey, b64
from tamizdat.sealed.links import Link, read_link
from tamizdat.sealed.poll import LARGEST_REQUEST, PollRefused, read_request

_LOOKS = 1.0
"""Seconds after which a door looks again whether board or keys have changed."""


class Gate:
    """What a door knows: keys, board, limits, and its lines to keeper and hatch."""

    def __init__(self, conf: Conf, shared: Shared, *, identity: Ed25519PublicKey, keeper: bytes, hatch: bytes) -> None:
        self.limits, self.hooks, self.shared = conf.limits, conf.hooks, shared
        self.floods, self.gifts = Floods(conf.limits, shared), GiftFloods(conf.limits, shared)
        self.keeper = KeeperLine(keeper)
        self._hatch, self._home = hatch, Home(conf.home)
        self.form_token, self._links, self._newsroom = self._home.form_token(), self._home.links(), self._home.newsroom()
        self._identity = identity
        self._looked = 0.0
        self._changed: tuple[int, ...] = ()
        self.refresh(time.monotonic())

    def refresh(self, now: float) -> None:
        """Read board and queue keys if they have changed."""
        if now - self._looked < _LOOKS:
            return
        self._looked, changed = now, self._home.changed()
        if changed != self._changed:
            self.board, self.queue_keys, self._changed = self._home.board(), self._home.queue_keys(), changed

    @property
    def queue_key(self) -> PublicKey:
        """The key to seal to."""
        return self.queue_keys[0]

    def pages(self, language: str) -> Pages:
        """Return the pages in *language*."""
        return Pages(self.board, language)

    def token(self, use: Use) -> str:
        """Return a fresh time token."""
        now = time.time()
        return make_token(self.form_token, use, work=self.work(use, now), now=now, nonce=os.urandom(10))

    def work(self, use: Use, now: float) -> int:
        """Return how many bits of work a token for *use* asks for."""
        # Scripts ask before they say what for: while cards are being tried, who signs up works a little longer too.
        return max(self.floods.work(now), self.gifts.work(now)) if use == "script" else 0

    def link(self, text: str) -> Link | None:
        """Return what a signed link says, or None."""
        return read_link(self._links, text, now=time.time())

    async def reply(self, ref: str, wait: int, *, asks: bool = True) -> str | None:
        """Return the one-use reply to *ref*, waiting at most *wait* seconds. *asks*: its record has just come, by an address that asks."""
        try:
            text = await ask_hatch(self._hatch, ASK if asks else REPLY, bytes([wait]) + ref.encode("ascii", "replace"))
        except (OSError, EOFError):
            return None
        return text.decode() or None

    async def poll(self, body: bytes) -> bytes:
        """Return the hatch's answer to the newsroom; empty if it refuses. What nobody signed does not get that far."""
        try:
            read_request(self._newsroom, body, gate=self._identity, now=time.time())
            return await ask_hatch(self._hatch, POLL, body)
        except (PollRefused, OSError, EOFError):
            return b""

    async def respond(self, request: Request) -> Answer:
        """Return the answer to *request*."""
        self.refresh(time.monotonic())
        place = request.path[: len(hooks.PLACE)]
        if place == hooks.PLACE and request.path[len(place) :] in self.hooks:
            return await _by_method(self, request, request.path[len(place) :], _HOOK)
        methods = _PLACES.get(request.path) or _BY_LINK.get(request.path[:3])
        if methods is None:
            return plain(404, "Nothing is here. The form is at /letter")
        return await _by_method(self, request, request.path[3:], methods)

    def room(self, path: str) -> int:
        """Return how many bytes a body may have there."""
        if path == POLL_PLACE:
            return LARGEST_REQUEST
        return LARGEST_BODY if path.startswith(hooks.PLACE) and path[len(hooks.PLACE) :] in self.hooks else LARGEST_FORM


Handler = Callable[[Gate, Request, str], Awaitable[Answer]]


async def _by_method(gate: Gate, request: Request, rest: str, methods: dict[str, Handler]) -> Answer:
    handler = methods.get("GET" if request.method == "HEAD" else request.method)
    if handler is None:
        allowed = ", ".join(sorted({*methods, *(["HEAD"] if "GET" in methods else [])}))
        return plain(405, f"This address takes {allowed}.", allow=allowed)
    return await handler(gate, request, rest)


async def _token(gate: Gate, _: Request, __: str) -> Answer:
    said = {
        "token": gate.token("script"),
        "work": gate.work("script", time.time()),
        "after": YOUNGEST,
        "keys": [b64(key.id) for key in gate.queue_keys],
    }
    return Answer(200, json.dumps(said).encode(), "application/json", for_script=True)


async def _health(gate: Gate, _: Request, __: str) -> Answer:
    full = gate.shared.rows >= gate.limits.rows
    state = "closed" if gate.board is None else "full" if full else "ok"
    return Answer(200 if state == "ok" else 503, json.dumps({"state": state}).encode(), "application/json", for_script=True)


async def _poll(gate: Gate, request: Request, _: str) -> Answer:
    answer = await gate.poll(request.body)
    return Answer(200, answer, "application/octet-stream") if answer else plain(403, "Not accepted.")


_PLACES: dict[str, dict[str, Handler]] = {
    "/": {"GET": signing_up.letter},
    "/letter": {"GET": signing_up.letter},
    "/sign-up": {"POST": signing_up.sign_up},
    "/thanks": {"GET": signing_up.thanks},
    "/not-taken": {"GET": signing_up.not_taken},
    "/token": {"GET": _token},
    "/health": {"GET": _health},
    "/give": {"GET": giving.show, "POST": giving.give},
    "/give/check": {"GET": giving.check},
    "/give/go": {"POST": giving.go},
    "/give/no": {"GET": giving.no},
    "/give/away": {"GET": giving.away},
    "/given": {"GET": given.show},
    "/changed": {"GET": gift_links.changed},
    "/remind": {"GET": reminding.show, "POST": reminding.remind},
    "/remind/thanks": {"GET": reminding.done},
    "/ask": {"POST": asking.ask},
    "/reply": {"POST": asking.reply},
    POLL_PLACE: {"POST": _poll},
}
_BY_LINK: dict[str, dict[str, Handler]] = {
    "/c/": {"GET": by_link.show_confirm, "POST": by_link.confirm},
    "/p/": {"GET": by_link.show_preferences, "POST": by_link.prefer},
    "/u/": {"GET": by_link.show_leave, "POST": by_link.leave},
    "/g/": {"GET": gift_links.show, "POST": gift_links.change},
    "/r/": {"GET": gift_links.show_reminder, "POST": gift_links.remind},
}
"""Address -> method -> who answers; in the second table a signed link follows."""

_HOOK: dict[str, Handler] = {"POST": hooks.take}
