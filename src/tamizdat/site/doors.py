"""Glue between rooms that may not import each other: who opens addresses, and what the newspaper says of itself.

Promises: the letters' side learns of the newspaper from its frozen records alone, as every reader does. The settings name these
functions; nobody imports them.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from django.conf import settings

from tamizdat.contributions.terms import BadTerms, Terms, read_terms
from tamizdat.edition.records import Page, Site
from tamizdat.edition.schema import decode_kept
from tamizdat.sealed.agent import AgentClient, Locked
from tamizdat.sealed.keyring import Keyring
from tamizdat.site.conf import AGENT_SOCKET

log = logging.getLogger(__name__)


class DemoAgent(AgentClient):
    """The key agent of a home whose passphrase lies on its disk, as in the demo: it is unlocked whenever it must open something."""

    def __init__(self, socket: Path, passphrase: str) -> None:
        super().__init__(socket)
        self._passphrase = passphrase

    def needs_passphrase(self) -> bool:
        """Return no: it lies on the disk."""
        return False

    def open(self, boxes: Sequence[bytes]) -> list[str | None]:
        """Return the addresses in *boxes*. Raises ``Locked`` only if no agent runs."""
        try:
            return super().open(boxes)
        except Locked:
            self.unlock(self._passphrase)
            return super().open(boxes)


def opener() -> AgentClient:
    """Return the key agent of this home."""
    home = settings.TAMIZDAT.home
    passphrase = Keyring(home / "keys").passphrase_on_disk()
    return DemoAgent(home / AGENT_SOCKET, passphrase) if passphrase else AgentClient(home / AGENT_SOCKET)


def now() -> Site | None:
    """Return what the newspaper says of itself now, None before it has said anything."""
    from tamizdat.newsroom.models import Freeze

    last = Freeze.objects.filter(kind="site").order_by("-change").first()
    return cast(Site, decode_kept(last.data.encode())) if last else None


def privacy() -> dict[str, str]:
    """Return language -> path of the page that says what is known of readers, for the languages that have one."""
    from tamizdat.newsroom.models import Freeze

    latest = {row.record: row for row in Freeze.objects.filter(kind="page").order_by("change")}
    pages = [cast(Page, decode_kept(row.data.encode())) for row in latest.values() if Freeze.latest(row.record) == row]
    return {page.language: page.path for page in pages if page.role == "privacy"}


def terms() -> Terms | None:
    """Return the terms on which one gives now, None while the newspaper has said none that make sense."""
    said = giving()
    return read_terms(said) if said else None


def giving() -> dict[str, Any] | None:
    """Return the fields of the record ``giving``, None while the newspaper has said none that make sense."""
    from tamizdat.newsroom.models import Freeze

    last = Freeze.objects.filter(kind="giving").order_by("-change").first()
    said = json.loads(last.data) if last else None
    try:
        return said if said and read_terms(said) else None
    except BadTerms as error:
        log.error("nobody can give: %s", error)
        return None


def giving_pages(language: str) -> tuple[str, str]:
    """Return the addresses to which a provider leads who has paid, and who turns back, in *language* or the newspaper's first.

    Both are the gate's: the same for all who give in one language, from whichever copy they came.
    """
    said, gate = now(), settings.TAMIZDAT.mail.gate_url
    codes = [known.code for known in said.languages] if said else []
    code = language if language in codes else (codes or [language])[0]
    return f"{gate}/given?lang={code}", f"{gate}/give?lang={code}"


def since(change: int) -> Iterator[Site]:
    """Yield all that the newspaper has said of itself after *change*, oldest first."""
    from tamizdat.newsroom.models import Freeze

    for data in Freeze.objects.filter(kind="site", change__gt=change).order_by("change").values_list("data", flat=True):
        yield cast(Site, decode_kept(data.encode()))
