"""The newsroom's home: the edition and its warnings, what went out, what is scheduled, what waits for whom."""

import logging
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.dateparse import parse_datetime
from wagtail.admin.ui.components import Component
from wagtail.models import Revision, TaskState

from tamizdat.edition.records import Article, Page, Tombstone
from tamizdat.edition.schema import decode
from tamizdat.newsroom import terms
from tamizdat.newsroom.checks import remarks
from tamizdat.newsroom.delivery import press_desk
from tamizdat.newsroom.models import ArticlePage, Freeze, NewspaperSettings
from tamizdat.newsroom.rules import may_publish, publishers

logger = logging.getLogger(__name__)

LATELY = 8
CHECKED = 40
"""How many of the newest articles are looked through for remarks."""


class EditionPanel(Component):
    """The edition's number, its last build, and what is amiss."""

    name = "edition"
    template_name = "newsroom/home/edition.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the press's own account, or that it does not answer."""
        status = _status()
        return {
            "status": status,
            "built": parse_datetime(status.built) if status and status.built else None,
            "undelivered": Freeze.objects.filter(delivered=False).count(),
            "warnings": list(_warnings(status)),
            "base": _base(),
        }


class PublishedPanel(Component):
    """What went out lately."""

    name = "published"
    template_name = "newsroom/home/published.html"
    order = 20

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the newest frozen articles, pages and departures."""
        rows = Freeze.objects.filter(kind__in=("article", "page", "tombstone")).exclude(path="").order_by("-change")[:LATELY]
        return {"events": [_event(row) for row in rows], "base": _base()}


class ScheduledPanel(Component):
    """What goes out by the clock."""

    name = "scheduled"
    template_name = "newsroom/home/scheduled.html"
    order = 30

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the approved revisions that wait for their time."""
        return {"revisions": Revision.objects.filter(approved_go_live_at__isnull=False).order_by("approved_go_live_at")[:20]}


class WaitingPanel(Component):
    """What waits for whom."""

    name = "waiting"
    template_name = "newsroom/home/waiting.html"
    order = 40

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the articles handed in for approval, and who may give it."""
        states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).select_related("workflow_state__requested_by")[:20]
        everybody = list(publishers())
        return {"waiting": [_waiting(state, everybody) for state in states]}


class TermsPanel(Component):
    """Changed terms of giving that wait for a second person; or a log of them that is not what it was."""

    name = "changed-terms"
    template_name = "newsroom/home/terms.html"
    order = 11

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return what waits, and whether who looks may approve it."""
        waiting = terms.waiting()
        return {
            "waiting": waiting,
            "verdict": terms.may_approve(self.user, waiting) if waiting else None,
            "broken": terms.first_broken(),
        }


def _status() -> Any:
    try:
        return press_desk().status()
    except Exception:  # the home page opens whatever the press does
        logger.exception("The press did not answer")
        return None


def _base() -> str:
    return NewspaperSettings.load().canonical_base


def _event(row: Freeze) -> dict[str, Any]:
    record = decode(row.data.encode())
    gone = record.kind if isinstance(record, Tombstone) else ""
    title = record.headline if isinstance(record, Article) else record.title if isinstance(record, Page) else _last_title(row)
    updated = isinstance(record, Article) and record.version > 1
    return {"title": title, "path": row.path, "time": row.created, "gone": gone, "updated": updated}


def _last_title(row: Freeze) -> str:
    before = Freeze.objects.filter(record=row.record, change__lt=row.change).exclude(kind="tombstone").order_by("-change").first()
    record = decode(before.data.encode()) if before else None
    return getattr(record, "headline", getattr(record, "title", row.path))


def _warnings(status: Any) -> Iterator[dict[str, Any]]:
    for path, sentence in getattr(status, "warnings", ()):
        yield {"what": path, "sentence": sentence, "url": f"{_base()}/{path}"}
    newest = ArticlePage.objects.live().order_by("-last_published_at").prefetch_related("attributions")[:CHECKED]
    for page in newest:
        for sentence in remarks(page):
            yield {"what": page.title, "sentence": sentence, "page": page}


def _waiting(state: TaskState, everybody: list[AbstractBaseUser]) -> dict[str, Any]:
    page = state.workflow_state.content_object.specific
    able = [user for user in everybody if may_publish(user, page)]
    return {"page": page, "since": state.started_at, "by": state.workflow_state.requested_by, "able": able}
