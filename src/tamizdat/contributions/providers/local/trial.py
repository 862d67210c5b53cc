"""A trial: have the pretend provider refuse cards issued in some countries, and see whether it does.

Promises: the card really goes through the page on which one pays, and nothing of the trial stays: no checkout, no webhook, no line.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from tamizdat.contributions.providers.local import paying
from tamizdat.contributions.providers.local.answers import Request
from tamizdat.contributions.providers.local.app import App
from tamizdat.contributions.providers.local.books import opened
from tamizdat.contributions.providers.local.means import MEANS, PAYS, Means
from tamizdat.contributions.providers.local.store import Plain

_ORDER: Plain = {
    "ref": "trial-of-a-listed-card",
    "amount": 1000,
    "currency": "EUR",
    "frequency": "once",
    "method": "card",
    "language": "en",
    "thanks": "https://newspaper.invalid/",
    "back": "https://newspaper.invalid/",
}


class _Undone(Exception):
    """Takes a trial back."""


def block(app: App, countries: Iterable[str]) -> None:
    """Have cards issued in *countries* refused, and no others."""
    with app.store.change():
        app.store.note("blocked", sorted(set(countries)))


def is_refused(app: App, countries: Iterable[str]) -> bool:
    """Return whether a test card from each of *countries* for which there is one is refused, and another is not; at least one must be."""
    listed = [means for means in MEANS.values() if means.method == "card" and means.issued_in in set(countries)]
    return bool(listed) and all(not _pays(app, means) for means in listed) and _pays(app, MEANS[PAYS])


def _pays(app: App, means: Means) -> bool:
    """Whether a card pays, on the page, of a checkout that is taken back."""
    status = 0
    try:
        with app.store.change():
            with opened(app.store, now=app.clock.now(), real=app.clock.real(), account=app.clock.account) as books:
                checkout = paying.start(books, _ORDER)
            body = urlencode({"means": means.code}).encode()
            status = app.handle(Request(method="POST", path=f"/pay/{checkout['id']}", body=body)).status
            raise _Undone
    except _Undone:
        return status == 303
