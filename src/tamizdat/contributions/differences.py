"""Differences between the ledger and a provider: noted once each, closed when they are gone or somebody has decided.

Promises: what a person decided stays decided, and is logged with the reason; what came back by itself is open again.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tamizdat.contributions.interfaces import Fact, Facts, Settlement
from tamizdat.contributions.ledger import log
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.models import Difference, Reconciliation

WHAT_TO_DO = {
    Difference.MISSING_HERE: "The provider lists it and it never came here: apply it.",
    Difference.MISSING_THERE: "It was entered here and the provider does not list it: look there; if it never was, note why it is left.",
    Difference.OTHERWISE: "Both know it and say different things: look at the provider; the entry here stays as it was learned.",
    Difference.SETTLED_OTHERWISE: "What was settled is not what was entered: look at the provider's report.",
    Difference.SETTLED_UNKNOWN: "The report settles something that is not in the ledger: apply what is missing first, then compare again.",
}
"""Kind of difference -> what a person does about it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One difference, as just found."""

    kind: str
    event: str
    here: Fact | None = None
    there: Fact | Settlement | None = None


def open_differences(provider: str = "") -> list[Difference]:
    """Return what is open, oldest first; of one provider, if it is named."""
    rows = Difference.objects.filter(closed__isnull=True).order_by("pk")
    return list(rows.filter(provider=provider) if provider else rows)


def note(found: Found, report: Reconciliation, now: datetime) -> None:
    """Write down what was *found*. What a person left stays left, unless either side says something new."""
    said = {"here": _plain(found.here), "there": _plain(found.there)}
    row, new = Difference.objects.get_or_create(
        provider=report.provider, kind=found.kind, event=found.event, defaults={"found": report, "seen": report, **said}
    )
    if new:
        return
    row.seen = report
    if row.closed and (not row.closed_by or (row.here, row.there) != (said["here"], said["there"])):
        row.closed, row.closed_by, row.decision = None, "", ""
    row.here, row.there = said["here"], said["there"]
    row.save()


def close_gone(report: Reconciliation, now: datetime) -> int:
    """Close what was looked for by *report* and not found again; return how many."""
    gone = [row.pk for row in open_differences(report.provider) if row.seen_id != report.pk and _at(row) >= report.since]
    return int(Difference.objects.filter(pk__in=gone).update(closed=now, decision="It was gone when it was looked at again."))


def decide(row: Difference, person: str, reason: str, now: datetime, ledger: Facts, *, apply: bool) -> bool:
    """Close a difference: enter what the provider says (*apply*, where it is missing here), or leave it. Return whether it was open.

    Logged with the reason; raises ``ValueError`` without one, or where there is nothing to enter.
    """
    if not reason.strip():
        raise ValueError("Say why: somebody will read it later.")
    if apply and row.kind != Difference.MISSING_HERE:
        raise ValueError("There is nothing to enter: an entry never changes, and what is missing there is not ours to make.")
    with one_at_a_time():
        said = reason.strip()[:300]
        closed = Difference.objects.filter(pk=row.pk, closed__isnull=True).update(closed=now, closed_by=person, decision=said)
        if closed:
            log.note(person, "difference applied" if apply else "difference left", f"{row.provider} {row.event}", said, now)
            if apply:
                ledger.apply([fact_in(row.there)])
    return bool(closed)


def fact_in(plain: dict[str, Any]) -> Fact:
    """Return the fact that a difference holds."""
    return Fact(**{**plain, "at": datetime.fromisoformat(plain["at"])})


def _plain(said: Fact | Settlement | None) -> dict[str, Any] | None:
    return None if said is None else asdict(said) | {"at": said.at.isoformat()}


def _at(row: Difference) -> datetime:
    return datetime.fromisoformat((row.here or row.there or {})["at"])
