"""Requests and answers as values, and the headers that every answer carries.

Promises: forms are read strictly, with limits and without any cache that would remember them; answers are stored nowhere, set no cookie,
and score 130 by the rules of MDN's Observatory behind TLS. Pure.
"""

from dataclasses import dataclass, field

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 100

HSTS = ("strict-transport-security", "max-age=15768000")
"""Half a year, this host only: a lapsed certificate must not lock readers out longer."""

_EVERYWHERE = (
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
)
_PAGE = (
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_FOR_SCRIPT = ("access-control-allow-origin", "*")

_HEX = {f"{high}{low}": int(high + low, 16) for high in "0123456789abcdefABCDEF" for low in "0123456789abcdefABCDEF"}


@dataclass(slots=True)
class Request:
    """What a reader asked. Slots and no representation of its parts: nothing prints it by mistake."""

    method: str
    path: str
    query: str
    kind: str = field(repr=False)  # media type of the body, lower case, without parameters
    body: bytes = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # of a hook: those that its signature needs; else none
    network: str = field(default="", repr=False)  # country of the network that it came from; "": unknown


@dataclass(slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = field(repr=False)
    kind: str = "text/html; charset=utf-8"
    policy: str = "default-src 'none'; frame-ancestors 'none'"
    for_script: bool = False
    allow: str = ""
    location: str = ""
    again: int = 0  # seconds after which to try again; 0: not said

    def headers(self, *, hsts: bool, close: bool) -> list[tuple[str, str]]:
        """Return the headers; *hsts*: the gate is reached by TLS; *close*: this is the connection's last answer."""
        found = [
            ("content-type", self.kind),
            ("content-length", str(len(self.body))),
            *_EVERYWHERE,
            ("content-security-policy", self.policy),
        ]
        found += _PAGE if self.kind.startswith("text/html") else ()
        found += [_FOR_SCRIPT] if self.for_script else []
        found += [("allow", self.allow)] if self.allow else []
        found += [("location", self.location)] if self.location else []
        found += [("retry-after", str(self.again))] if self.again else []
        found += [HSTS] if hsts else []
        found += [("connection", "close")] if close else []
        return found


def plain(status: int, text: str, *, allow: str = "", again: int = 0) -> Answer:
    """Return a sentence as an answer, for machines and scanners."""
    return Answer(status, text.encode() + b"\n", "text/plain; charset=utf-8", allow=allow, again=again)


def fields(text: bytes) -> dict[str, list[str]]:
    """Return the fields of an urlencoded form or query. Raises ``ValueError`` for too many or what is no UTF-8.

    ``urllib`` does the same, and remembers what it has read.
    """
    parts = text.split(b"&") if text else []
    if len(parts) > MOST_FIELDS:
        raise ValueError("too many fields")
    found: dict[str, list[str]] = {}
    for part in parts:
        name, _, value = part.partition(b"=")
        found.setdefault(_decoded(name), []).append(_decoded(value))
    return found


def first(form: dict[str, list[str]], name: str, longest: int = 200) -> str:
    """Return the first value of a field, trimmed and cut; "" if it is not there."""
    return form.get(name, [""])[0].strip()[:longest]


def _decoded(text: bytes) -> str:
    head, *rest = text.replace(b"+", b" ").split(b"%")
    raw = bytearray(head)
    for part in rest:
        code = _HEX.get(part[:2].decode("latin-1"))
        raw += b"%" + part if code is None else bytes([code]) + part[2:]
    return raw.decode("utf-8")
