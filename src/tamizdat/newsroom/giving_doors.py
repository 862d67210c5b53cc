"""The doors to giving: what the newsroom asks of the room that takes money, which it may not import. The settings name who answers.

Promises: an amount is an integer in the currency's minor unit as soon as it leaves a form; nothing is kept between calls, so that a
method that an operator opened or shut counts at once.
"""

import logging
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils.module_loading import import_string

from tamizdat.edition.records import Block

logger = logging.getLogger(__name__)

FREQUENCIES = [("once", "Once"), ("monthly", "Monthly"), ("annual", "Annually")]
METHODS = [("card", "Cards"), ("paypal", "PayPal"), ("crypto", "Cryptocurrency")]


def currencies() -> list[tuple[str, str]]:
    """Return the currencies that may be offered, as choices of a form."""
    return [(code, code) for code in sorted(_money().EXPONENTS)]


def read_amount(text: str, currency: str) -> int:
    """Return the minor units of an amount that a person typed. Raises ``ValueError`` with a sentence."""
    amount: int = _money().read_amount(text, currency)
    return amount


def write_amount(amount: int, currency: str) -> str:
    """Return an amount as a form shows it: ``12.50``, and ``12`` where nothing is lost by it."""
    text: str = _money().write_amount(amount, currency)
    whole, _, part = text.partition(".")
    return text if part.strip("0") else whole


def open_methods() -> tuple[Any, ...]:
    """Return the ways to pay that are open (as ``contributions.methods.OpenMethod``)."""
    found: tuple[Any, ...] = import_string(settings.TAMIZDAT_METHODS)()
    return found


def closed_methods() -> tuple[Any, ...]:
    """Return the ways to pay that could be open and are not, each with ``code``, ``name`` and ``why``."""
    found: tuple[Any, ...] = import_string(settings.TAMIZDAT_CLOSED_METHODS)()
    return found


def least_taken(currency: str) -> int:
    """Return the smallest amount that every open way to pay takes in *currency*, 0 where none takes it."""
    return max((method.least[currency] for method in open_methods() if currency in method.least), default=0)


def check_terms(plain: Mapping[str, Any]) -> str:
    """Return why nobody could give on these terms, as a sentence; "" if one can."""
    try:
        import_string(settings.TAMIZDAT_READ_TERMS)(plain)
    except ValueError as error:
        return str(error)
    return ""


def raised() -> Callable[[str, str], int | None] | None:
    """Return who says what an appeal has brought: (code, currency) -> minor units, None of too few gifts. None while nobody does."""
    return import_string(settings.TAMIZDAT_RAISED) if settings.TAMIZDAT_RAISED else None


def funding(language: str) -> tuple[Block, ...]:
    """Return the newspaper's figures for the imprint, as blocks; none while nobody says them, or while the ledger is away."""
    if not settings.TAMIZDAT_FUNDING:
        return ()
    try:
        blocks: tuple[Block, ...] = import_string(settings.TAMIZDAT_FUNDING)(language)
    except DatabaseError:  # an imprint without figures is better than none; they come with the next look
        logger.exception("The imprint has no figures of giving")
        return ()
    return blocks


def _money() -> Any:
    return import_module(settings.TAMIZDAT_MONEY)
