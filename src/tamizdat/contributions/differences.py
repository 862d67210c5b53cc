"""Differences between the ledger and a provider: noted once each, closed when they are gone or somebody has decided.

Promises: what a person decided stays decided, and is logged with the reason; what came back by itself is open again.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tamizdat.contributions.interfaces import Fact, Settlement
from tamizdat.contributions.ledger import chain, log
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.entries import SETTLEMENT
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

AT_ONCE = 500
"""How many one decision may be about: the ledger is held meanwhile."""


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


class Changed(ValueError):
    """What a person decided about is not what it was when they looked."""


def version(row: Difference) -> str:
    """Return what names a difference as it stands: a page carries it, so that nobody decides about what they have not seen."""
    return chain.digest("", {"kind": row.kind, "here": row.here, "there": row.there})[:16]


def may_apply(row: Difference) -> bool:
    """Return whether the provider's word can be entered: what is missing here, or what the report alone says was settled."""
    if row.kind == Difference.MISSING_HERE:
        return True
    here, there = row.here or {}, row.there or {}
    same = (here.get("amount"), here.get("currency")) == (abs(there.get("amount", 0)), there.get("currency"))
    return row.kind == Difference.SETTLED_OTHERWISE and same and here.get("kind") != "settled"


def decide(row: Difference, person: str, reason: str, now: datetime, ledger: Ledger, *, apply: bool, seen: str = "") -> bool:
    """Close a difference: enter what the provider says (*apply*), or leave it. Return whether it was open.

    Logged with the reason. Raises ``ValueError`` without one, or where there is nothing to enter; ``Changed`` if *seen* is not its
    ``version`` any more.
    """
    said = _reason(reason)
    with one_at_a_time():
        current = Difference.objects.filter(pk=row.pk, closed__isnull=True).first()
        if current is None:
            return False
        if seen and seen != version(current):
            raise Changed("One side says something else by now: look at it again.")
        if apply and not may_apply(current):
            raise ValueError("There is nothing to enter: an entry never changes, and what is missing there is not ours to make.")
        _close([current.pk], person, said, now)
        log.note(person, "difference applied" if apply else "difference left", f"{current.provider} {current.event}", said, now)
        if apply:
            _enter([current], ledger)
    return True


def missing_here(provider: str) -> list[Difference]:
    """Return what one decision can be about: the oldest ``AT_ONCE`` of what *provider* lists and nobody has entered."""
    rows = Difference.objects.filter(provider=provider, kind=Difference.MISSING_HERE, closed__isnull=True)
    return list(rows.order_by("pk")[:AT_ONCE])


def apply_missing(provider: str, person: str, reason: str, now: datetime, ledger: Ledger, *, seen: int, last: int) -> int:
    """Enter what ``missing_here`` returned: *seen* rows, of which *last* was the last; return how many.

    Raises ``ValueError`` without a reason, ``Changed`` if it is not the same rows any more.
    """
    said = _reason(reason)
    with one_at_a_time():
        rows = missing_here(provider)
        if not rows or (len(rows), rows[-1].pk) != (seen, last):
            raise Changed("Others are missing by now: look at them again.")
        _close([row.pk for row in rows], person, said, now)
        log.note(person, "differences applied", f"{provider}: {len(rows)} up to {rows[-1].event}", said, now)
        _enter(rows, ledger)
    return len(rows)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ValueError("Say why: somebody will read it later.")
    return reason.strip()[:300]


def _close(rows: Sequence[int], person: str, said: str, now: datetime) -> None:
    Difference.objects.filter(pk__in=rows, closed__isnull=True).update(closed=now, closed_by=person, decision=said)


def _enter(rows: Sequence[Difference], ledger: Ledger) -> None:
    missing = [row for row in rows if row.kind == Difference.MISSING_HERE]
    ledger.apply([fact_in(row.there or {}) for row in missing])
    ledger.apply([settled_in(row.provider, row.there or {}) for row in rows if row not in missing], source=SETTLEMENT)


def settled_in(provider: str, plain: dict[str, Any]) -> Fact:
    """Return what a line of *provider*'s settlement report says, as a fact."""
    return Fact(
        provider=provider,
        event=f"settlement:{plain['transaction']}",
        kind="settled",
        ref="",
        at=datetime.fromisoformat(plain["at"]),
        transaction=plain["transaction"],
        settled=abs(plain["settled"]),
        settled_currency=plain["settled_currency"],
        fee=plain["fee"],
    )


def fact_in(plain: dict[str, Any]) -> Fact:
    """Return the fact that a difference holds."""
    return Fact(**{**plain, "at": datetime.fromisoformat(plain["at"])})


def _plain(said: Fact | Settlement | None) -> dict[str, Any] | None:
    return None if said is None else asdict(said) | {"at": said.at.isoformat()}


def _at(row: Difference) -> datetime:
    return datetime.fromisoformat((row.here or row.there or {})["at"])
