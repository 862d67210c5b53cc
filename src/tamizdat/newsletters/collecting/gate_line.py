"""The newsroom's line to its gate: one signed question, one signed answer, through a SOCKS proxy where need be.

Promises: what the pinned gate has not signed for this very question is not returned; no more is read than an answer may have. Opens
connections and accepts none.
"""

import secrets
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Self

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tamizdat.sealed.keys import b64
from tamizdat.sealed.poll import (
    LARGEST_ANSWER,
    NONCE_BYTES,
    Answer,
    PollRefused,
    Request,
    gate_name,
    read_answer,
    sign_request,
)

SECONDS = 20.0
"""To connect, and beyond what the question itself waits: Tor takes its time."""


class GateAway(RuntimeError):
    """No answer came: no connection, a gate that stops or is overloaded, a proxy in between. It may be there again in a moment."""


class NotOurGate(RuntimeError):
    """Something answered that is not the pinned gate, or answered to another question: somebody must look."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a public address of the gate answered to a reader's post."""

    status: int
    body: bytes


class GateLine:
    """A line to one gate. *gate*: its pinned identity; *key*: signs what the newsroom asks; *way*: another than the network, for tests."""

    def __init__(
        self, url: str, *, gate: Ed25519PublicKey, key: Ed25519PrivateKey, proxy: str = "", way: httpx.BaseTransport | None = None
    ) -> None:
        self._url, self._gate, self._key = url.rstrip("/"), gate, key
        # No environment: a proxy that is set for other programs must not learn of the gate.
        self.waiting: AbstractContextManager[object] = nullcontext()
        self._http = httpx.Client(proxy=proxy or None, transport=way, timeout=SECONDS, trust_env=False)

    def ask(self, *, wait: int = 0, **said: Any) -> Answer:
        """Return the gate's answer to a request with *said* (``poll.Request``). Raises ``GateAway``, ``NotOurGate``."""
        nonce = b64(secrets.token_bytes(NONCE_BYTES))
        request = Request(gate=gate_name(self._gate), nonce=nonce, time=int(time.time()), wait=wait, **said)
        form = self._post("/newsroom/poll", sign_request(self._key, request), "application/octet-stream", SECONDS + wait)
        if form.status != 200:
            raise GateAway(f"the gate answers {form.status}" + _REFUSED.get(form.status, ""))
        try:
            return read_answer(self._gate, form.body, nonce=nonce)
        except PollRefused as error:
            raise NotOurGate(f"what answers there is not our gate: {error}") from None

    def post(self, path: str, fields: Mapping[str, str]) -> Form:
        """Post a form to a public address of the gate, as a reader does. Raises ``GateAway``."""
        body = httpx.QueryParams(dict(fields))
        return self._post(path, str(body).encode(), "application/x-www-form-urlencoded", SECONDS)

    def get(self, path: str) -> Form:
        """Get a public address of the gate. Raises ``GateAway``."""
        return self._send(self._http.build_request("GET", f"{self._url}{path}", timeout=SECONDS))

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _post(self, path: str, body: bytes, kind: str, seconds: float) -> Form:
        headers = {"content-type": kind}
        return self._send(self._http.build_request("POST", f"{self._url}{path}", content=body, headers=headers, timeout=seconds))

    def _send(self, request: httpx.Request) -> Form:
        try:
            with self.waiting:
                answer = self._http.send(request, stream=True)
                try:
                    return Form(answer.status_code, _read(answer))
                finally:
                    answer.close()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise GateAway(f"the gate cannot be reached ({type(error).__name__})") from None


_REFUSED = {403: ": it does not take our signature. Is its newsroom key ours, and are both clocks right?"}


def _read(answer: httpx.Response) -> bytes:
    body = bytearray()
    for part in answer.iter_raw(65_536):
        body += part
        if len(body) > LARGEST_ANSWER:
            raise GateAway("the gate's answer does not end")
    return bytes(body)
