"""Gates in memory, good and bad: what the newsroom's collector may meet at the other end of its line."""

import json
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tamizdat.newsletters.collecting.gate_line import GateLine
from tamizdat.sealed.doors import takes
from tamizdat.sealed.hooks import Posted, cut
from tamizdat.sealed.keys import P256, PrivateKey, b64, unb64
from tamizdat.sealed.poll import Answer, PollRefused, Request, Row, read_request, sign_answer
from tamizdat.sealed.records import record_id, sealed


def door_of(kind: str) -> str:
    """The door by which records of a kind come; where one signs up, if there is none."""
    return next((door for door in "SRLHG" if takes(door, kind)), "S")


def reply(status: int, body: bytes) -> httpx.Response:
    """A response that is still to be read."""
    return httpx.Response(status, stream=httpx.ByteStream(body))


@dataclass
class GateSimulator(httpx.BaseTransport):
    """A gate that does as it should. Subclasses do not."""

    identity: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    newsroom: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    queue_key: PrivateKey = field(default_factory=lambda: PrivateKey.generate(P256))
    queue: str = "queue-1"
    rows: list[Row] = field(default_factory=list)
    last: int = 0
    heard: set[str] = field(default_factory=set)
    requests: list[Request] = field(default_factory=list)
    posted: list[dict[str, str]] = field(default_factory=list)

    def line(self) -> GateLine:
        """The newsroom's line to it."""
        return GateLine("http://gate.example", gate=self.identity.public_key(), key=self.newsroom, way=self)

    @property
    def keys(self) -> dict[bytes, PrivateKey]:
        """What opens its boxes."""
        return {self.queue_key.public.id: self.queue_key}

    def take(self, kind: str, **fields: object) -> bytes:
        """Queue a record; return its box."""
        box = sealed(self.queue_key.public, kind, **fields)
        self.put(box, door_of(kind))
        return box

    def hook(self, name: str, body: bytes, *, hook: str = "", came: int | None = None, **headers: str) -> list[bytes]:
        """Queue a hook; return the boxes of its parts."""
        came = int(time.time()) if came is None else came
        posted = Posted(name=name, headers={key.replace("_", "-"): value for key, value in headers.items()}, body=body, came=came)
        boxes = cut(self.queue_key.public, posted, hook=hook or b64(secrets.token_bytes(16)))
        for box in boxes:
            self.put(box, "H")
        return boxes

    def put(self, box: bytes, door: str = "S") -> None:
        """Queue a box."""
        self.last += 1
        self.rows.append(Row(self.last, int(time.time() // 60), box, door))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request as the gate's doors would."""
        body = request.read()
        if request.url.path == "/newsroom/poll":
            return self.poll(body)
        if request.url.path == "/token":
            return reply(200, json.dumps({"token": "T" * 43, "work": 0, "after": 0, "keys": []}).encode())
        self.posted.append(dict(httpx.QueryParams(body.decode())))
        if "box" in self.posted[-1]:
            self.put(unb64(self.posted[-1]["box"]))
        return reply(200, b"thanks")

    def poll(self, body: bytes) -> httpx.Response:
        """Answer the newsroom."""
        try:
            asked = read_request(self.newsroom.public_key(), body, gate=self.identity.public_key(), now=time.time())
        except PollRefused:
            return reply(403, b"")
        if asked.nonce in self.heard:
            return reply(403, b"")
        self.heard.add(asked.nonce)
        self.requests.append(asked)
        if asked.queue == self.queue and asked.seen in {record_id(row.box) for row in self.rows if row.seq == asked.done}:
            self.rows = [row for row in self.rows if row.seq > asked.done]
        return reply(200, self.answer(asked))

    def answer(self, asked: Request) -> bytes:
        """The signed answer to a request."""
        return sign_answer(self.identity, self.said(asked), nonce=asked.nonce)

    def said(self, asked: Request) -> Answer:
        """What it says."""
        first = self.rows[0].seq if self.rows else self.last + 1
        return Answer(queue=self.queue, first=first, last=self.last, time=int(time.time()), records=self.rows[: asked.limit])


class FakeGate(GateSimulator):
    """Somebody else at the gate's address, with a key of their own."""

    def answer(self, asked: Request) -> bytes:
        return sign_answer(Ed25519PrivateKey.generate(), self.said(asked), nonce=asked.nonce)


class ReplayingGate(GateSimulator):
    """Answers every request with the answer to the first one."""

    first: bytes | None = None

    def answer(self, asked: Request) -> bytes:
        self.first = self.first or super().answer(asked)
        return self.first


class WithholdingGate(GateSimulator):
    """Thanks, and numbers nothing of what readers post."""

    def put(self, box: bytes, door: str = "S") -> None:
        pass


class LosingGate(GateSimulator):
    """Erased some rows without having handed them out."""

    def lose(self, *sequence: int) -> None:
        self.rows = [row for row in self.rows if row.seq not in sequence]


class GarbledGate(GateSimulator):
    """Answers something that *garble* made of the true answer."""

    garble: Callable[[bytes], bytes] = staticmethod(lambda body: body[:-1])

    def answer(self, asked: Request) -> bytes:
        return self.garble(super().answer(asked))


class BadLine(GateSimulator):
    """A good gate behind a line that loses questions and answers by chance."""

    chance = random.Random(3)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        fate = self.chance.random()
        if fate < 0.25:
            raise httpx.ConnectError("lost on the way there", request=request)
        answer = super().handle_request(request)
        if fate < 0.5:
            raise httpx.ReadError("lost on the way back", request=request)
        return answer
