"""Glue between rooms that may not import each other: who opens addresses, and what the newspaper says of itself.

Promises: the letters' side learns of the newspaper from its frozen records alone, as every reader does. The settings name these
functions; nobody imports them.
"""

from collections.abc import Iterator
from typing import cast

from django.conf import settings

from tamizdat.edition.records import Site
from tamizdat.edition.schema import decode_kept
from tamizdat.sealed.agent import AgentClient
from tamizdat.site.conf import AGENT_SOCKET


def opener() -> AgentClient:
    """Return the key agent of this home."""
    return AgentClient(settings.TAMIZDAT.home / AGENT_SOCKET)


def now() -> Site | None:
    """Return what the newspaper says of itself now, None before it has said anything."""
    from tamizdat.newsroom.models import Freeze

    last = Freeze.objects.filter(kind="site").order_by("-change").first()
    return cast(Site, decode_kept(last.data.encode())) if last else None


def since(change: int) -> Iterator[Site]:
    """Yield all that the newspaper has said of itself after *change*, oldest first."""
    from tamizdat.newsroom.models import Freeze

    for data in Freeze.objects.filter(kind="site", change__gt=change).order_by("change").values_list("data", flat=True):
        yield cast(Site, decode_kept(data.encode()))
