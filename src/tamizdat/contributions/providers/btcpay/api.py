"""How one talks to a BTCPay server: its Greenfield API, JSON both ways. Source: BTCPay's published specification of it."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx

from tamizdat.contributions.providers.faults import USUAL, clean_code, refused
from tamizdat.contributions.providers.wire import Reply, Wire

FAULTS = USUAL

PAGE = 100


class BtcpayApi:
    """One store of one server."""

    def __init__(self, url: str, store: str, key: str, *, proxy: str = "", way: httpx.BaseTransport | None = None) -> None:
        self._key, self._wire = key, Wire("BTCPay", f"{url}/api/v1/stores/{store}", proxy=proxy, way=way)
        self.close = self._wire.close

    def get(self, path: str, *, doing: str, **said: Any) -> Any:
        """Return an object, or a list. Raises ``ProviderFault``."""
        return self._answer(self._wire.send("GET", path, doing=doing, headers=self._headers(), query=urlencode(said)), doing)

    def each(self, path: str, *, doing: str, **said: Any) -> Iterator[Any]:
        """Yield all of a list, page by page. Raises ``ProviderFault``."""
        skip = 0
        while page := self.get(path, doing=doing, skip=skip, take=PAGE, **said):
            yield from page
            skip += len(page)

    def post(self, path: str, body: Any, *, doing: str) -> Any:
        """Write. Raises ``ProviderFault``."""
        headers = {**self._headers(), "Content-Type": "application/json"}
        return self._answer(self._wire.send("POST", path, doing=doing, headers=headers, content=json.dumps(body).encode()), doing)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"token {self._key}"}

    def _answer(self, reply: Reply, doing: str) -> Any:
        said = reply.json()
        if reply.status == 200 and said is not None:
            return said
        code = clean_code(said.get("code")) if isinstance(said, dict) else ""
        raise refused(FAULTS, "BTCPay", doing, reply.status, code)
