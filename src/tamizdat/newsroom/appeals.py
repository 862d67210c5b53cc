"""Appeals on their way to readers: published by a second person, taken down by whoever sees the mistake.

Promises: what is published is the appeal as it was last saved, and readers keep that until somebody publishes again; both acts are logged
with who did them. Leaves the rule to ``rules`` and the record to ``export``.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from tamizdat.edition.records import Appeal as AppealRecord
from tamizdat.edition.schema import BadRecord, decode, encode
from tamizdat.newsroom import freezing
from tamizdat.newsroom.export import Stamp
from tamizdat.newsroom.export.appeals import appeal_record
from tamizdat.newsroom.models import Appeal, Freeze
from tamizdat.newsroom.rules import may_publish
from tamizdat.newsroom.times import utc


@transaction.atomic
def publish_appeal(appeal: Appeal, user: Any = None, now: datetime | None = None) -> None:
    """Show *appeal* to readers as it was last saved. Raises ``PermissionDenied`` with the rule, for who wrote some of it."""
    if user is not None and not (verdict := may_publish(user, appeal)):
        raise PermissionDenied(verdict.reason)
    freezing.freeze(appeal, now)
    Appeal.objects.filter(pk=appeal.pk).update(live_revision=appeal.latest_revision)
    log(instance=appeal, action="newsroom.publish_appeal", user=user)


@transaction.atomic
def take_down_appeal(appeal: Appeal, user: Any = None, now: datetime | None = None) -> None:
    """Take *appeal* away from readers; it stays in the newsroom."""
    freezing.bury(appeal, now=now)
    Appeal.objects.filter(pk=appeal.pk).update(live_revision=None)
    log(instance=appeal, action="newsroom.take_down_appeal", user=user)


def problems(appeal: Appeal) -> list[str]:
    """Return why *appeal* cannot be published, a sentence each."""
    foreign = [section for section in appeal.sections.all() if section.locale_id != appeal.locale_id]
    wanting = [sentence for speaks, sentence in WANTING if speaks(appeal)]
    return wanting or [f"“{section}” belongs to another language: choose its twin." for section in foreign] or _broken(appeal)


WANTING = [
    (lambda appeal: not appeal.variants.all(), "It has no wording."),
    (lambda appeal: not appeal.placements, "It stands nowhere: say where."),
    (lambda appeal: appeal.ends is not None and appeal.ends <= timezone.now(), "Its time is over: give it another end."),
]
"""Whether something is wanting, and what the editor is told."""


def standing(appeal: Appeal, now: datetime | None = None) -> str:
    """Return in a few words how *appeal* stands with readers."""
    now, record = now or timezone.now(), frozen(appeal)
    if record is None:
        return "Not published"
    if record.ends and record.ends <= utc(now):
        return "Over"
    waiting = "Published, from its day on" if record.starts > utc(now) else "Readers see it"
    return f"{waiting}; changed since" if changed(appeal) else waiting


def changed(appeal: Appeal) -> bool:
    """Return whether publishing *appeal* now would change what readers see."""
    record = frozen(appeal)
    return record is not None and replace(_draft(appeal), change=record.change, frozen=record.frozen) != record


def frozen(appeal: Appeal) -> AppealRecord | None:
    """Return what readers see of *appeal*, None if nothing."""
    latest = Freeze.latest(appeal.record_id)
    record = decode(latest.data.encode()) if latest else None
    return record if isinstance(record, AppealRecord) else None


def _draft(appeal: Appeal) -> AppealRecord:
    return appeal_record(appeal, Stamp(change=0, now=timezone.now(), past=None))


def _broken(appeal: Appeal) -> list[str]:
    try:
        encode(_draft(appeal))
    except BadRecord as broken:
        return [f"The edition cannot show it: {broken}."]
    return []
