"""Hooks: what another machine posted (a relay's bounces, a payment provider's events), cut into records of the one size and joined again.

Promises: every part is a record like any other, so that the queue shows no more than how many there are; what does not join to what was
cut is refused. Pure. Leaves believing a hook to who knows its secret. docs/spec/gate.md, section 12.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tamizdat.sealed.keys import PublicKey, b64, unb64
from tamizdat.sealed.records import sealed

KIND = "hook"
LARGEST_BODY = 256 * 1024
PART_BYTES = 1_400
"""Of a hook in one record: in base64url, with the fields beside it, it fits."""

_LARGEST_HEAD = 16 * 1024
MOST_PARTS = -(-(LARGEST_BODY + _LARGEST_HEAD) // PART_BYTES)

_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a hook: whose (the hook's random id), which (from 0), of how many."""

    hook: str
    number: int
    count: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What was posted: at which name, with which headers (names in lower case), when by the gate's clock (seconds since 1970)."""

    name: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    came: int


def is_name(text: str) -> bool:
    """Return whether a hook can be called *text*."""
    return bool(_NAME.fullmatch(text))


def cut(key: PublicKey, posted: Posted, *, hook: str) -> list[bytes]:
    """Return *posted* as boxes of the one size; *hook* is its id: 22 characters, random."""
    head = {"name": posted.name, "headers": dict(posted.headers), "came": posted.came}
    whole = json.dumps(head, separators=(",", ":")).encode() + b"\n" + posted.body
    pieces = [whole[start : start + PART_BYTES] for start in range(0, len(whole), PART_BYTES)]
    return [sealed(key, KIND, hook=hook, part=number, parts=len(pieces), data=b64(piece)) for number, piece in enumerate(pieces)]


def read_part(fields: Mapping[str, Any]) -> Part:
    """Return the part in an opened record's *fields*. Raises ``ValueError`` for what is none."""
    hook, number, count, data = (fields.get(name) for name in ("hook", "part", "parts", "data"))
    if not isinstance(hook, str) or not _ID.fullmatch(hook) or not isinstance(data, str):
        raise ValueError("no part of a hook")
    if type(number) is not int or type(count) is not int or not 0 <= number < count <= MOST_PARTS:
        raise ValueError("a part of a hook without its place")
    return Part(hook, number, count, unb64(data))


def join(parts: Sequence[Part]) -> Posted:
    """Return what was cut into *parts*, which may come in any order. Raises ``ValueError`` if they are not all of one."""
    pieces = {part.number: part.data for part in parts}
    if {part.hook for part in parts} != {parts[0].hook} or {part.count for part in parts} != {len(pieces)}:
        raise ValueError("not all parts of one hook")
    head, _, body = b"".join(pieces[number] for number in sorted(pieces)).partition(b"\n")
    said = _head(head)
    name, headers, came = said.get("name"), said.get("headers"), said.get("came")
    if not isinstance(name, str) or not is_name(name) or type(came) is not int or not 0 <= came < 2**40:
        raise ValueError("a hook without name or time")
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise ValueError("a hook whose headers are none")
    return Posted(name=name, headers=headers, body=body, came=came)


def _head(head: bytes) -> dict[str, Any]:
    try:
        said = json.loads(head)
    except RecursionError:
        said = None
    if not isinstance(said, dict):
        raise ValueError("a hook without a head")
    return said
