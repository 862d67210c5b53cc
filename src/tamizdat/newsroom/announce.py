"""After a publication: tell the editor in which edition it came out, or that it is safe and waits for the press."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils.html import format_html
from wagtail.admin import messages

from tamizdat.newsroom import delivery
from tamizdat.newsroom.models import Freeze, NewspaperSettings

logger = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds that an editor waits for the edition before the page goes on without its number."""

SHOWN = ("article", "page", "front", "site", "giving", "appeal", "tombstone")


@contextmanager
def announce_publications(request: HttpRequest) -> Iterator[None]:
    """Hold delivery until the block (a transaction) is done, deliver, and say what became of it. Inside of another, that one says it."""
    newest = _newest_change()
    with delivery.held() as handover:
        yield
    if handover.frozen and not delivery.is_held():
        _say(request, handover.ticket, newest)


def _say(request: HttpRequest, ticket: int | None, newest: int) -> None:
    if not Freeze.objects.filter(change__gt=newest, kind__in=SHOWN).exists():
        return
    edition = _edition(ticket)
    if edition is None:
        messages.warning(request, "It is safe, and waits for the press: readers will see it as soon as the press runs.")
        return
    messages.success(request, format_html("Readers see it in edition {}.{}", edition, _link(newest)))


def _edition(ticket: int | None) -> int | None:
    try:
        return delivery.press_desk().wait(ticket, PATIENCE) if ticket is not None else None
    except Exception:  # as in delivery: the editor's work is done
        logger.exception("The press did not answer")
        return None


def _link(newest: int) -> str:
    row = Freeze.objects.filter(change__gt=newest, kind__in=("article", "page")).exclude(path="").order_by("-change").first()
    if row is None:
        return ""
    base = NewspaperSettings.load().canonical_base
    return format_html(' <a href="{}/{}" target="_blank" rel="noopener">Open it on the site</a>', base, row.path)


def _newest_change() -> int:
    return Freeze.objects.order_by("-change").values_list("change", flat=True).first() or 0
