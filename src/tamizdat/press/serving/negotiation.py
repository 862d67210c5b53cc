"""Negotiation: which of the encodings that we hold a browser would rather have.

Promises the rules of RFC 9110, section 12.5.3: weights, ``*``, ``identity;q=0``, ``x-gzip``. Of equal weights the one that
is offered first wins. A weight that is no weight counts as 0, so that nobody gets what they did not clearly ask for.
"""

import re
from functools import lru_cache

IDENTITY = "identity"

_WEIGHT = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)
_UNSAID = 0.0001  # identity, when nobody mentions it: allowed, but after everything that was asked for (least weight: 0.001)
_LONGEST_REMEMBERED = 200  # characters; browsers send about 25, and memory is not for those who send 10,000


def preferred(header: str | None, offered: tuple[str, ...]) -> str | None:
    """Return the coding of *offered* that an ``Accept-Encoding`` *header* likes best, or None if it refuses them all."""
    if header is None:
        return IDENTITY if IDENTITY in offered else None
    if len(header) > _LONGEST_REMEMBERED:
        return _weigh(header, offered)
    return _remembered(header, offered)


def _weigh(header: str, offered: tuple[str, ...]) -> str | None:
    said = dict(_weights(header))
    best, heaviest = None, 0.0
    for coding in offered:
        weight = said.get(coding, said.get("*", _UNSAID if coding == IDENTITY else 0.0))
        if weight > heaviest:
            best, heaviest = coding, weight
    return best


_remembered = lru_cache(maxsize=512)(_weigh)


def _weights(header: str) -> list[tuple[str, float]]:
    items = (item.partition(";") for item in header.lower().split(","))
    return [(name.strip().removeprefix("x-"), _weight(parameter)) for name, _, parameter in items if name.strip()]


def _weight(parameter: str) -> float:
    if not parameter.strip():
        return 1.0
    found = _WEIGHT.fullmatch(parameter)
    return float(found[1]) if found else 0.0
