"""Requests and answers of the pretend provider, as plain values: what its server, and tests without one, hand it and get back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked. Names of headers in lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    def form(self) -> dict[str, str]:
        """Return the fields of a posted form, the last of each name."""
        return _last(self.body.decode("utf-8", "replace"))

    def asked(self) -> dict[str, str]:
        """Return the fields of the query."""
        return _last(self.query)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is answered. *stall*: seconds to keep who asked waiting before."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    location: str = ""
    policy: str = ""
    stall: float = 0.0

    def headers(self) -> dict[str, str]:
        """Return its headers."""
        found = {"content-type": self.kind, "content-length": str(len(self.body)), "cache-control": "no-store"}
        found |= {"x-content-type-options": "nosniff", "referrer-policy": "same-origin"}
        found |= {"location": self.location} if self.location else {}
        return found | ({"content-security-policy": self.policy} if self.policy else {})


def says(status: int, said: Any) -> Answer:
    """Return an answer in JSON."""
    return Answer(status=status, body=json.dumps(said).encode())


def leads_to(address: str) -> Answer:
    """Return an answer that leads elsewhere."""
    return Answer(status=303, location=address, kind="text/plain")


def _last(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}
