"""Quoted-printable with places left open: a text that is the same for all readers, encoded once, and links put in later.

Promises: no line is longer than 76 characters, the links' included; no line begins with a dot or with "From ", which mail servers on the
way may change; what a place is filled with decodes to exactly that. RFC 2045, 6.7.
"""

import re
from collections.abc import Sequence
from email import quoprimime

_WIDTH = 74
"""Two less than a line may have: a first character may grow from one to three."""

_SOFT = "=\r\n"
_CODED_LINE = re.compile(r"(?:=3D|[^=]){1,70}")
_RISKY = re.compile(r"^(\.|F(?=rom ))", re.MULTILINE)


def pieces(text: str, marks: Sequence[str]) -> list[str]:
    """Return *text* encoded and cut at *marks*: even places are encoded text, odd ones the marks. Each piece begins a line."""
    parts = re.split("(" + "|".join(re.escape(mark) for mark in marks) + ")", text) if marks else [text]
    return [part if place % 2 else _encoded(part, last=place == len(parts) - 1) for place, part in enumerate(parts)]


def filled(plain: str) -> str:
    """Return *plain* (URL characters) as a piece: in lines of its own, each of which goes on in the next."""
    coded = plain.replace("=", "=3D")
    return "".join(line + _SOFT for line in _lines(coded))


def _encoded(text: str, *, last: bool) -> str:
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    coded = quoprimime.body_encode(unix.encode().decode("latin-1"), _WIDTH, "\r\n") if unix else ""
    safe = _RISKY.sub(lambda found: f"={ord(found[0]):02X}", coded)
    if last:
        return safe + "\r\n"  # the line end before a boundary belongs to the boundary
    return safe if not safe or safe.endswith("\r\n") else safe + _SOFT


def _lines(coded: str) -> list[str]:
    """Cut *coded* into lines, an encoded character never in two; none begins with a dot."""
    lines = [coded[place : place + 70] for place in range(0, len(coded), 70)] if "=" not in coded else _CODED_LINE.findall(coded)
    return [line.replace(".", "=2E", 1) if line.startswith(".") else line for line in lines]
