"""Walking through every address of the newsroom: which there are, how to fill them in, and what they answer."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN, SHUT = "open", "shut"

SHUT_STATUS = {403, 404, 405}
HOME, LOGIN = "/", "/login/"


def all_routes() -> list[str]:
    """Return every route of the newsroom's URLconf, admin included, as written there."""
    return sorted(set(_routes(get_resolver("tamizdat.site.urls"), "")))


def _routes(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)


@dataclass(frozen=True)
class Fill:
    """Values for the parameters of routes: for any route, and for those that begin with something."""

    anywhere: dict[str, Any]
    below: dict[str, dict[str, Any]]
    plain: dict[str, str]  # routes written as regular expressions, already filled in
    variant: dict[str, Any] = field(default_factory=dict)  # what a row of the table says itself

    def address(self, route: str) -> str:
        """Return the address for *route*. Raises ``KeyError`` for a parameter that nobody has thought of."""
        if route in self.plain:
            return "/" + self.plain[route]
        values = {**self.anywhere}
        for beginning, more in self.below.items():
            if route.startswith(beginning):
                values |= more
        values |= {name: self._meant(value) for name, value in self.variant.items() if name != "form"}
        query = f"?{values['?']}" if "?" in values else ""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), route) + query

    def form(self) -> dict[str, Any]:
        """Return what a row of the table sends."""
        return {name: self._meant(value) for name, value in self.variant["form"].items()}

    def _meant(self, value: Any) -> Any:
        """Return a variant's value with ``@name`` replaced by the value of that name."""
        return re.sub(r"@(\w+)", lambda found: str(self.anywhere[found[1]]), value) if isinstance(value, str) else value


def answer(client: Client, address: str) -> str:
    """Return whether an address lets this client in, asked and told nothing. Whatever it did is undone."""
    return OPEN if OPEN in (_outcome(client.get, address), _outcome(client.post, address)) else SHUT


def effect(client: Client, address: str, form: dict[str, Any], state: Callable[[], Any]) -> str:
    """Return whether a form sent to *address* changes anything; for addresses that open to all and refuse thing by thing."""
    with transaction.atomic():
        before = state()
        client.post(address, form)
        changed = state() != before
        transaction.set_rollback(True)
    return OPEN if changed else SHUT


def _outcome(send: Any, address: str) -> str:
    try:
        with transaction.atomic():
            response = send(address)
            if hasattr(response, "streaming_content"):
                response.close()
            transaction.set_rollback(True)
    except Exception:  # noqa: BLE001 - it came past the door and stumbled over the empty form
        return OPEN
    if response.status_code in SHUT_STATUS:
        return SHUT
    target = response.headers.get("Location", "").partition("?")[0]
    return SHUT if response.status_code == 302 and target in (HOME, LOGIN) else OPEN
