"""The preview: the page that publishing this draft would make, by the code that publishes."""

from typing import Any

from django.utils import timezone

from tamizdat.newsroom import delivery
from tamizdat.newsroom.freezing import draft_records


def preview_html(page: Any) -> str:
    """Return the HTML of *page*'s draft as readers would get it."""
    records = draft_records(page, timezone.now())
    return delivery.press_desk().preview(records, page.record_id)


def front_html(front: Any) -> str:
    """Return the HTML of a front with the drafted choice."""
    records = draft_records(front, timezone.now())
    return delivery.press_desk().front_preview(records, front.language)
