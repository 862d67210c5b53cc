"""The doors of this part: its database, its keys, the terms of giving. Nothing else here knows the settings.

Promises: nothing is kept between calls, so that a turned key or a new rule counts at once. ``TAMIZDAT_TERMS`` names a function that returns
the ``Terms`` now, None before there are any.
"""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from tamizdat.contributions.terms import Terms
from tamizdat.sealed.keyring import Keyring

DATABASE = "ledger"
"""The database that every transaction here is about."""


def keyring() -> Keyring:
    """Return the newsroom's keys."""
    return Keyring(settings.TAMIZDAT.home / "keys")


def terms() -> Terms | None:
    """Return the terms of giving as they are now."""
    return cast(Terms | None, import_string(settings.TAMIZDAT_TERMS)())
