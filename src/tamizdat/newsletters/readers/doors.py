"""The doors of this part: where its keys lie, what the newspaper says of itself, who opens boxes. Nothing else here knows the settings.

Promises: nothing is kept between calls, so that a turned key or a new wording counts at once. Leaves the settings to ``site``:
``TAMIZDAT_NEWSPAPER`` names a module with ``now() -> Site | None``, ``since(change) -> iterator of Site``, ``privacy() -> dict`` and
``giving() -> dict | None``,
``TAMIZDAT_OPENER`` a function that returns the key agent.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from tamizdat.edition.records import Site
from tamizdat.newsletters.collecting.sign_board import Board, sign_board
from tamizdat.newsletters.interfaces import Opener
from tamizdat.sealed.keyring import Keyring

DATABASE = "readers"
"""The database that every transaction here is about."""


def keyring() -> Keyring:
    """Return the newsroom's keys."""
    return Keyring(settings.TAMIZDAT.home / "keys")


def newspaper() -> Site | None:
    """Return what the newspaper says of itself now, None before it has said anything."""
    return cast(Site | None, import_module(settings.TAMIZDAT_NEWSPAPER).now())


def privacy_pages() -> dict[str, str]:
    """Return language -> path of the page that says what is known of readers, for the languages that have one."""
    return cast(dict[str, str], import_module(settings.TAMIZDAT_NEWSPAPER).privacy())


def board() -> Board | None:
    """Return what the gate's pages need, None before the newspaper has said anything."""
    said = newspaper()
    if said is None:
        return None
    return sign_board(said, privacy_pages(), discreet=said.discreet, giving=import_module(settings.TAMIZDAT_NEWSPAPER).giving())


def newspaper_since(change: int) -> Iterator[Site]:
    """Yield all that the newspaper has said of itself after *change*, oldest first."""
    return cast(Iterator[Site], import_module(settings.TAMIZDAT_NEWSPAPER).since(change))


def opener() -> Opener:
    """Return the key agent."""
    return cast(Opener, import_string(settings.TAMIZDAT_OPENER)())
