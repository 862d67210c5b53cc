"""What the newspaper says of itself in public, for the rooms that may not ask the newsroom: the frozen records of the site.

Promises: what readers were shown, not what an editor is typing. ``TAMIZDAT_NEWSPAPER`` names this module.
"""

from collections.abc import Iterator
from typing import cast

from tamizdat.edition.records import Site
from tamizdat.edition.schema import decode

SITE = "site"


def now() -> Site | None:
    """Return the newspaper as it stands in the last frozen record, None before there is one."""
    from tamizdat.newsroom.models import Freeze  # Django may not have started when this module is named

    row = Freeze.latest(SITE)
    return cast(Site, decode(row.data.encode())) if row else None


def since(change: int) -> Iterator[Site]:
    """Yield every record of the newspaper with a greater change, oldest first."""
    from tamizdat.newsroom.models import Freeze

    for row in Freeze.objects.filter(record=SITE, change__gt=change).order_by("change").iterator():
        yield cast(Site, decode(row.data.encode()))
