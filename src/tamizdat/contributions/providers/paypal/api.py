"""How one talks to PayPal: JSON both ways, a token that lasts some hours, ``PayPal-Request-Id`` on what is made.

Promises: every refusal is judged by one table. Source: PayPal's REST reference ("Authentication", "Idempotency", "API responses").
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.providers.faults import USUAL, clean_code, refused
from tamizdat.contributions.providers.keys import outgoing
from tamizdat.contributions.providers.reading import Clock
from tamizdat.contributions.providers.wire import Reply, Wire

FAULTS = USUAL

EARLY = timedelta(seconds=60)
"""So long before its end a token is not used any more."""


class PayPalApi:
    """One application at PayPal."""

    def __init__(
        self, application: str, secret: str, *, base: str, clock: Clock, proxy: str = "", way: httpx.BaseTransport | None = None
    ) -> None:
        self._wire, self._clock = Wire("PayPal", base, proxy=proxy, way=way), clock
        self._basic = b64encode(f"{application}:{secret}".encode()).decode()
        self._token: tuple[str, datetime] | None = None
        self.close = self._wire.close

    def get(self, path: str, *, doing: str, **said: Any) -> Any:
        """Return an object, or a page of them. Raises ``ProviderFault``."""
        return self._answer(self._ask("GET", path, doing, query=urlencode(said)), doing)

    def pages(self, path: str, *, doing: str, size: int, **said: Any) -> Iterator[Any]:
        """Yield the pages of a list that says how many there are. Raises ``ProviderFault``."""
        number, last = 1, 1
        while number <= last:
            page = self.get(path, doing=doing, page_size=size, page=number, **said)
            yield page
            number, last = number + 1, page.get("total_pages") or 0

    def post(self, path: str, body: Any, *, doing: str, key: str = "", step: str = "") -> Any:
        """Write, once for each *key* and *step*; without a key what PayPal has none for. Raises ``ProviderFault``."""
        more = {"Content-Type": "application/json", "Prefer": "return=representation"}
        more |= {"PayPal-Request-Id": outgoing(key, step)} if key else {}
        return self._answer(self._ask("POST", path, doing, content=json.dumps(body).encode(), more=more), doing)

    def _ask(self, method: str, path: str, doing: str, *, more: dict[str, str] | None = None, **said: Any) -> Reply:
        reply = self._send(method, path, doing, more or {}, **said)
        if reply.status == 401:  # a token may be taken back before its time
            self._token = None
            reply = self._send(method, path, doing, more or {}, **said)
        return reply

    def _send(self, method: str, path: str, doing: str, more: dict[str, str], **said: Any) -> Reply:
        headers = {"Authorization": f"Bearer {self._bearer()}", **more}
        return self._wire.send(method, path, doing=doing, headers=headers, **said)

    def _bearer(self) -> str:
        now = self._clock()
        if self._token is None or self._token[1] <= now:
            headers = {"Authorization": f"Basic {self._basic}", "Content-Type": "application/x-www-form-urlencoded"}
            doing = "asking for a token"
            reply = self._wire.send("POST", "/v1/oauth2/token", doing=doing, headers=headers, content=b"grant_type=client_credentials")
            said = self._answer(reply, doing)
            if not isinstance(said.get("access_token"), str) or not isinstance(said.get("expires_in"), int):
                raise ProviderFault("retry", f"PayPal gave no token while {doing}")
            self._token = (said["access_token"], now + timedelta(seconds=said["expires_in"]) - EARLY)
        return self._token[0]

    def _answer(self, reply: Reply, doing: str) -> Any:
        said = {} if reply.status == 204 else reply.json()
        if reply.status in (200, 201, 202, 204) and isinstance(said, dict):
            return said
        said = said if isinstance(said, dict) else {}
        details = said.get("details")
        detail = details[0] if isinstance(details, list) and details and isinstance(details[0], dict) else {}
        code = clean_code(detail.get("issue")) or clean_code(said.get("name")) or clean_code(said.get("error"))
        raise refused(FAULTS, "PayPal", doing, reply.status, code)
