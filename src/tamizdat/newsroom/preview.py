"""The preview: the page that publishing this draft would make, by the code that publishes."""

from typing import Any

from django.utils import timezone

from tamizdat.edition.records import Record
from tamizdat.newsroom import delivery
from tamizdat.newsroom.freezing import draft_records
from tamizdat.newsroom.models import NewspaperSettings


def preview_html(page: Any) -> str:
    """Return the HTML of *page*'s draft as readers would get it."""
    records = _with_newspaper(page)
    return delivery.press_desk().preview(records, page.record_id)


def front_html(front: Any) -> str:
    """Return the HTML of a front with the drafted choice."""
    records = _with_newspaper(front)
    return delivery.press_desk().front_preview(records, front.language)


def _with_newspaper(thing: Any) -> list[Record]:
    """Return the drafted records with the newspaper's own, which the press may not have got yet."""
    now = timezone.now()
    return [*draft_records(NewspaperSettings.load(), now), *draft_records(thing, now)]
