"""The newsroom's line to a provider: HTTPS, through a SOCKS proxy where need be, connections of its own in each process.

Promises: whatever a network may do is a ``ProviderFault`` that says "retry"; an answer that does not end is not read on; no redirect is
followed; the environment's proxies are not asked. Neither keys nor addresses get into a sentence.
"""

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from tamizdat.contributions.interfaces import ProviderFault

CONNECT_SECONDS = 8.0
READ_SECONDS = 12.0
"""Providers answer within seconds, Tor takes its time; together no longer than the till has a wish to itself (``till.LEASE``)."""

LARGEST_ANSWER = 8 * 2**20
"""Bytes. A page of a hundred objects with everything in them is a quarter of that."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # lower-case names

    def json(self) -> Any:
        """Return what the body says, None if that is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Wire:
    """A line to the provider *name* at *base*. *way*: another than the network, for tests."""

    def __init__(
        self, name: str, base: str, *, proxy: str = "", way: httpx.BaseTransport | None = None, seconds: float = READ_SECONDS
    ) -> None:
        self.name, self._base, self._proxy, self._way = name, base.rstrip("/"), proxy, way
        self._timeout = httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
        self._making, self._process = threading.Lock(), 0
        self._http: httpx.Client | None = None

    def send(
        self, method: str, path: str, *, doing: str, headers: Mapping[str, str], query: str = "", content: bytes | None = None
    ) -> Reply:
        """Send one request and return the answer, whatever its status. Raises ``ProviderFault``."""
        url = f"{self._base}{path}" + (f"?{query}" if query else "")
        try:
            said = {"User-Agent": "tamizdat", "Accept": "application/json", **headers}
            request = self._client().build_request(method, url, headers=said, content=content)
            answer = self._client().send(request, stream=True)
            try:
                return Reply(answer.status_code, self._read(answer, doing), dict(answer.headers))
            finally:
                answer.close()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ProviderFault("retry", f"{self.name} could not be reached while {doing} ({type(error).__name__})") from None

    def _read(self, answer: httpx.Response, doing: str) -> bytes:
        body = bytearray()
        for part in answer.iter_bytes(65_536):
            body += part
            if len(body) > LARGEST_ANSWER:
                raise ProviderFault("retry", f"{self.name}'s answer does not end, while {doing}")
        return bytes(body)

    def close(self) -> None:
        """Close this process's connections; the next request opens new ones."""
        with self._making:
            client, self._http = self._http, None
        if client is not None and self._process == os.getpid():
            client.close()

    def _client(self) -> httpx.Client:
        # A connection that a fork has copied would answer to both: each process makes its own. Threads may share one.
        with self._making:
            if self._http is None or self._process != os.getpid():
                self._http = httpx.Client(proxy=self._proxy or None, transport=self._way, timeout=self._timeout, trust_env=False)
                self._process = os.getpid()
            return self._http
