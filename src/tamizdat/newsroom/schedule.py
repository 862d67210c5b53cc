"""The clock's work: what is due goes out, what has expired goes away, what the press has not got yet is handed over.

Promises: each due revision is published once, in a transaction of its own, after any restart or jump of the clock; one that breaks
does not stop the others. The worker calls ``tick`` every few seconds. Takes the time as an argument.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, Revision

from tamizdat.newsroom import delivery, giving

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """What one look at the clock did."""

    published: int
    expired: int
    giving: int  # records of giving that were frozen
    ticket: int | None  # the press's, if anything was handed over


class DuePublication(PublishPageRevisionAction):
    """Publishes a revision whose time has come by the caller's clock; its schedule is done with."""

    def __init__(self, revision: Revision) -> None:
        super().__init__(revision, log_action="wagtail.publish.scheduled")
        self.object.go_live_at = None


def tick(now: datetime | None = None) -> Tick:
    """Do what is due at *now*, by default the present. What breaks at one page is logged and tried again at the next tick."""
    now = now or timezone.now()
    with delivery.held() as handover:
        published = sum(_each(publish_due, due_revisions(now), now))
        expired = sum(_each(expire, expired_pages(now), now))
        given = giving.refresh(now)
    ticket = handover.ticket if handover.frozen else delivery.try_to_deliver()
    return Tick(published, expired, given, ticket)


def due_revisions(now: datetime) -> list[int]:
    """Return the revisions whose time has come, the earliest first."""
    return list(Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk").values_list("pk", flat=True))


def expired_pages(now: datetime) -> list[int]:
    """Return the live pages whose time is over."""
    return list(Page.objects.live().filter(expire_at__lte=now).order_by("expire_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def publish_due(revision_id: int, now: datetime) -> bool:
    """Publish one revision if it is still due: somebody may have called it off, or another worker been quicker."""
    revision = Revision.objects.select_for_update().filter(pk=revision_id, approved_go_live_at__lte=now).first()
    if revision is None:
        return False
    DuePublication(revision).execute(skip_permission_checks=True)
    return True


@transaction.atomic
def expire(page_id: int, now: datetime) -> bool:
    """Take one page from readers if it is still over its time."""
    page = Page.objects.select_for_update().filter(pk=page_id, live=True, expire_at__lte=now).first()
    if page is None:
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _each(work: Any, ids: list[int], now: datetime) -> list[bool]:
    return [_one(work, item, now) for item in ids]


def _one(work: Any, item: int, now: datetime) -> bool:
    try:
        return bool(work(item, now))
    except Exception:  # one page that cannot go out must not hold up the others
        logger.exception("Could not %s %d", work.__name__, item)
        return False
