"""Fetching what was just caused: the webhook says it too, seconds or minutes later."""

import logging
from datetime import datetime, timedelta

from tamizdat.contributions.interfaces import Facts, Provider, ProviderFault

BACK, AHEAD = timedelta(minutes=10), timedelta(minutes=5)
"""How far the clocks of two houses may differ, and how long a change may take."""

log = logging.getLogger(__name__)


def fetch_lately(provider: Provider, ledger: Facts, now: datetime) -> int:
    """Enter what happened at *provider* in the last minutes; return how much was new. What cannot be had now comes by webhook."""
    try:
        return ledger.apply(provider.listing(now - BACK, now + AHEAD))
    except ProviderFault as fault:
        log.warning("what was just changed could not be fetched: %s", fault)
        return 0
