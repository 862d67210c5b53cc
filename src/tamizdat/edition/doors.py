"""The newspaper's doors: what of its record changes often and stands in few pages.

Mirrors come and go by the day, and the queue key turns every week. Were that a change of the whole newspaper, each would mean a new
statement in 100,000 pages. So a site's record notes which of its changes was the last of anything else, and all pages but those with
doors in them depend on that one. Promises: the note follows from a record and the one before it alone.
"""

from dataclasses import replace
from typing import Any

from tamizdat.edition.records import Site

_CLOSED: dict[str, Any] = {"mirrors": (), "gates": (), "queue_key": "", "sign_up_address": "", "careful_providers": (), "discreet": False}


def without_doors(site: Site) -> Site:
    """Return what most pages show of *site*, as of its last change of anything but doors."""
    change, frozen = site.settled_change or site.change, site.settled or site.frozen
    return replace(site, change=change, frozen=frozen, settled_change=0, settled="", **_CLOSED)


def settle(past: Site | None, site: Site) -> Site:
    """Return *site* with its note: where only doors differ from the record before it, the last change stays as it was."""
    fresh = replace(site, settled_change=0, settled="")
    if past is None:
        return fresh
    before = without_doors(past)
    if replace(without_doors(fresh), change=before.change, frozen=before.frozen) != before:
        return fresh
    return replace(fresh, settled_change=before.change, settled=before.frozen)
