"""May this person publish this text? Named rules, and the answer says which one spoke.

Promises: as soon as two people may publish, nobody publishes what they wrote themselves; every way of publishing asks here. Refuses
nothing to programs that act for nobody (the clock, an import). What counts as writing is a change of content: a publisher who presses
the button without touching the text has read it, not written it.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from tamizdat.newsroom.permissions import PUBLISHING_ROLES

_BOOKKEEPING = {
    "comments",
    "draft_title",
    "expired",
    "first_published_at",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
    "path",
    "depth",
    "url_path",
    "wagtail_admin_comments",
}
"""Fields of a revision that say what happened to a page, not what it says."""

RECENT = 50
"""Revisions that are looked through for who last changed something; readers who save fifty times without a change are no case."""

_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer that is true or false, and the rule behind it."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


@dataclass
class Case:
    """A person and a page, with the facts that the rules look at; each fact is looked up once."""

    user: Any
    page: Any

    @cached_property
    def publisher(self) -> bool:
        """Whether the person's role publishes."""
        return publishers().filter(pk=self.user.pk).exists()

    @cached_property
    def second_person_exists(self) -> bool:
        """Whether another person could publish."""
        return publishers().exclude(pk=self.user.pk).exists()

    @cached_property
    def author(self) -> bool:
        """Whether the person wrote any of what is not yet published."""
        return self.page.pk is None or self.user.pk in authors_since_publication(self.page)


RULES: list[tuple[str, Callable[[Case], bool], bool]] = [
    ("your role does not publish", lambda case: not case.publisher, False),
    ("you are the only publisher", lambda case: not case.second_person_exists, True),
    ("you wrote some of it: another publisher must read and publish it", lambda case: case.author, False),
]
"""What the rule says, when it speaks, and its answer. The first that speaks decides; if none does, the answer is yes."""


def may_publish(user: Any, page: Any) -> Verdict:
    """Return whether *user* may publish the latest draft of *page*, and why."""
    case = Case(user, page)
    for name, speaks, answer in RULES:
        if speaks(case):
            return Verdict(answer, name)
    return Verdict(allowed=True, reason="somebody else wrote it")


def publishers() -> Any:
    """Return the active accounts that may publish."""
    return get_user_model().objects.filter(Q(groups__name__in=PUBLISHING_ROLES) | Q(is_superuser=True), is_active=True).distinct()


def authors_since_publication(page: Any) -> set[int | None]:
    """Return the accounts that changed the content of *page* after the revision that is live."""
    revisions = page.revisions.order_by("pk")
    before: dict[str, Any] | None = None
    if page.live_revision_id:
        before = _content(page.live_revision)
        revisions = revisions.filter(pk__gt=page.live_revision_id)
    authors = set() if before else {page.owner_id}
    for revision in revisions.iterator():
        content = _content(revision)
        if content != before:
            authors.add(revision.user_id)
        before = content
    return authors


def last_changer(thing: Any) -> Any:
    """Return the account that last changed what *thing* says, or None if nobody is known; saving without a change is reading."""
    revisions = list(thing.revisions.order_by("-pk").select_related("user")[:RECENT])
    for revision, before in zip(revisions, [*revisions[1:], None], strict=True):
        if before is None or _content(revision) != _content(before):
            return revision.user
    return None


def _content(revision: Any) -> dict[str, Any]:
    return {name: _without_ids(value) for name, value in revision.content.items() if name not in _BOOKKEEPING}


def _without_ids(value: Any) -> Any:
    """Leave out what the editor gives anew on each saving: ids of blocks and inline rows, keys of paragraphs."""
    if isinstance(value, str):
        return _without_ids(json.loads(value)) if value.startswith('[{"') else _BLOCK_KEY.sub("", value)
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_ids(item) for name, item in value.items() if name not in ("pk", "id")}
    return value
