"""How one talks to Stripe: forms in, JSON out, one pinned version, an idempotency key on every write.

Promises: every refusal is judged by one table. Source: Stripe's API reference, version as pinned ("Errors", "Idempotent requests",
"Pagination").
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import httpx

from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.providers.faults import USUAL, Table, clean_code, refused
from tamizdat.contributions.providers.keys import outgoing
from tamizdat.contributions.providers.wire import Reply, Wire

BASE = "https://api.stripe.com"
VERSION = "2026-10-28.endive"
"""What objects look like. Changed on purpose, with the simulator's schema, never by Stripe's account settings."""

PAGE = 100

FAULTS: Table = (
    ("424", "*", "retry"),  # somebody behind Stripe does not answer
    *USUAL,
)

Form = Mapping[str, Any]
_NOTHING: Form = {}
_FORM = "application/x-www-form-urlencoded"


class StripeApi:
    """One account at Stripe."""

    def __init__(self, key: str, *, base: str = BASE, proxy: str = "", way: httpx.BaseTransport | None = None) -> None:
        self._key, self._wire = key, Wire("Stripe", base, proxy=proxy, way=way)
        self.close = self._wire.close

    def get(self, path: str, *, doing: str, **said: Any) -> Any:
        """Return an object, or a page of them. Raises ``ProviderFault``."""
        return self._answer(self._send("GET", path, doing, query=encode(said)), doing)

    def each(self, path: str, *, doing: str, **said: Any) -> Iterator[Any]:
        """Yield all objects of a list, page by page. Raises ``ProviderFault``."""
        after: dict[str, str] = {}
        while True:
            page = self.get(path, doing=doing, limit=PAGE, **said, **after)
            yield from page["data"]
            if not page["has_more"]:
                return
            after = {"starting_after": page["data"][-1]["id"]}

    def post(self, path: str, form: Form, *, key: str, doing: str, step: str = "", twice_is_harmless: bool = False) -> Any:
        """Write, once for each *key* and *step*. Raises ``ProviderFault``.

        Stripe repeats its first answer to a key for a day, also where that was a fault of its own. What harms nobody if it was done
        after all is then done under another key; anything else is for a person.
        """
        reply = self._write(path, form, outgoing(key, step), doing)
        if reply.status >= 500 and reply.headers.get("idempotent-replayed") == "true":
            if not twice_is_harmless:
                raise ProviderFault("damaged", f"Stripe failed while {doing}, and does not say whether it was done")
            reply = self._write(path, form, outgoing(key, f"{step} again"), doing)
        return self._answer(reply, doing)

    def delete(self, path: str, *, doing: str) -> Any:
        """End something. Raises ``ProviderFault``."""
        return self._answer(self._send("DELETE", path, doing), doing)

    def _write(self, path: str, form: Form, key: str, doing: str) -> Reply:
        content = encode(form).encode()
        return self._send("POST", path, doing, content=content, more={"Content-Type": _FORM, "Idempotency-Key": key})

    def _send(self, method: str, path: str, doing: str, *, query: str = "", content: bytes | None = None, more: Form = _NOTHING) -> Reply:
        headers = {"Authorization": f"Bearer {self._key}", "Stripe-Version": VERSION, **more}
        return self._wire.send(method, path, doing=doing, headers=headers, query=query, content=content)

    def _answer(self, reply: Reply, doing: str) -> Any:
        said = reply.json()
        if reply.status == 200 and isinstance(said, dict):
            return said
        error = said.get("error") if isinstance(said, dict) else None
        error = error if isinstance(error, dict) else {}
        raise refused(FAULTS, "Stripe", doing, reply.status, clean_code(error.get("code")) or clean_code(error.get("type")))


def encode(form: Form) -> str:
    """Return *form* as Stripe reads it: ``a[b][0][c]=d``."""
    return urlencode([pair for name, value in form.items() for pair in _pairs(name, value)])


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner, said in value.items():
            yield from _pairs(f"{name}[{inner}]", said)
    elif isinstance(value, list | tuple):
        for index, said in enumerate(value):
            yield from _pairs(f"{name}[{index}]", said)
    else:
        yield name, ("true" if value else "false") if isinstance(value, bool) else str(value)
