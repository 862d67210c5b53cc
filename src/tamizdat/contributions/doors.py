"""The doors of this room: keys, terms, the newspaper's pages, the gate. Nothing but this file and ``ledger/doors`` knows the settings.

Promises: nothing is kept between calls, so that new terms or a turned key count at once. Leaves the settings to ``site``:
``TAMIZDAT_TERMS`` names a function that returns the terms, ``TAMIZDAT_GIVING_PAGES`` one that returns, for a language, the addresses to
which a provider leads who has paid, and who turns back.
"""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from tamizdat.contributions import rules
from tamizdat.contributions.ledger.doors import DATABASE, keyring, terms
from tamizdat.contributions.providers.settings import GivingSettings
from tamizdat.newsletters.collecting.gate_line import GateLine
from tamizdat.newsletters.collecting.process import open_line

__all__ = ["DATABASE", "after_card", "gate_line", "giving", "keyring", "may_take", "pages", "terms"]


def giving() -> GivingSettings:
    """Return what the operator has said about taking payments."""
    return cast(GivingSettings, settings.TAMIZDAT.giving)


def pages(language: str) -> tuple[str, str]:
    """Return the addresses of the thank-you page and of the page with the form; the same for all who give in *language*."""
    return cast(tuple[str, str], import_string(settings.TAMIZDAT_GIVING_PAGES)(language))


def may_take(method: str, country: str) -> bool:
    """Return whether money may be taken of a card or account in *country*, as a provider says. While nobody can give, none."""
    said = terms()
    return said is not None and rules.may_take(said.countries, method, country)


def after_card() -> str:
    """Return the address to which a provider leads who may have entered a new card: the same for everybody, whose language is sealed."""
    return f"{settings.TAMIZDAT.mail.gate_url}/changed?why=card"


def gate_line() -> GateLine:
    """Return a line of one's own to the gate. Raises ``KeyringDamaged`` while no gate is pinned."""
    return open_line(keyring())
