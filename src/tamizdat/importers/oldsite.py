"""What the conversion of a body may ask about the old site, and the answers.

An interface, so that a body can be converted with no archive at hand: ``Nothing`` knows no picture and no page.
"""

import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urljoin

MISSING = "photo not in the archive"

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_SAFE = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a body asks for. ``id`` is None when there is none to show, and ``why`` says why."""

    id: str | None
    name: str  # file name, for the list of what is missing
    alt: str = ""
    caption: str = ""  # HTML, as the old site's library has it
    why: str = MISSING


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link goes now: None when it must be words only. ``why`` says how that differs; "" when it does not."""

    address: str | None
    why: str = ""


class OldSite(Protocol):
    """What can be known of the old site without asking it."""

    @property
    def base(self) -> str:
        """The old site's address, without a slash at the end."""

    def picture(self, address: str, attachment: int | None) -> Picture:
        """Return the picture at *address*, or that of the library's *attachment*."""

    def attached(self, item: int) -> list[int]:
        """Return the ids of the pictures that belong to *item*, in order."""

    def page(self, address: str) -> str | None:
        """Return ``record:…`` for an absolute *address* that was a post, page or attachment's page of the old site."""

    def file(self, attachment: int) -> str | None:
        """Return the address of the library's file."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """An old site of which nothing is known."""

    base: str = "https://old.example"

    def picture(self, address: str, attachment: int | None) -> Picture:
        """Return a picture whose file is not at hand."""
        return Picture(None, address.rsplit("/", 1)[-1] or f"attachment {attachment}")

    def attached(self, item: int) -> list[int]:
        """Return no picture."""
        return []

    def page(self, address: str) -> str | None:
        """Return no page."""
        return None

    def file(self, attachment: int) -> str | None:
        """Return no file."""
        return None


def absolute(base: str, address: str) -> str | None:
    """Return *address* as the old site meant it, fit to stand in an ``href``; None if it is no web or mail address.

    Spaces, quotes and other letters that no address may hold are percent-encoded; nothing else is changed.
    """
    address = re.sub(r"[\t\r\n]", "", address).strip()
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() == "mailto":
        rest = quote(address[7:], safe=_SAFE)
        return f"mailto:{rest}" if rest else None
    if scheme and scheme[1].lower() not in ("http", "https"):
        return None
    try:
        joined = urljoin(f"{base}/", address)
    except ValueError:
        return None
    joined = quote(joined, safe=_SAFE)
    return joined if re.match(r"https?://[^/?#]", joined) else None


def target(old: OldSite, href: str) -> Target:
    """Return where a link to *href* goes now."""
    if href.startswith("#"):
        return Target(None, "pointed to a place on its own page")
    address = absolute(old.base, href)
    if address is None:
        return Target(None, "no web address")
    record = old.page(address)
    if record:
        return Target(record)
    return Target(address, "points to the old site, where nothing of this archive stood" if _is_ours(old.base, address) else "")


def _is_ours(base: str, address: str) -> bool:
    return bool(base) and re.sub(r"^https?://(www\.)?", "", address).startswith(re.sub(r"^https?://(www\.)?", "", base))
