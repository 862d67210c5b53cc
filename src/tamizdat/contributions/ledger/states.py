"""States: what all facts about one contribution come to. A pure fold of a set: no order, no clock, no memory.

Promises: every order in which facts are learned ends in the same state; where two facts cannot both be counted, which one counts is said
here, and a person is asked to look. Money in is never counted twice for one transaction. docs/spec/ledger.md, sections 3 and 4.
"""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import count
from typing import Literal, NamedTuple

from tamizdat.contributions.interfaces import Fact, FactKind

StateName = Literal[
    "open",  # nothing that decides is known yet
    "failed",
    "expired",
    "held",  # what came came late, or was too little: a person decides
    "paid",
    "refunded",  # all of it
    "disputed",  # the giver's bank has taken money back, for now
    "lost",  # and keeps it
    "active",
    "past_due",  # the last payment failed
    "paused",
    "cancelled",
    "lapsed",  # it ended because payments failed
]
Look = Literal[
    "partial", "late", "over", "disputed", "bounced", "refund_without_payment", "refunded_too_much", "two_currencies", "two_refs"
]
What = Literal[
    "paid", "refunded", "disputed", "dispute_won", "held", "failed", "fee", "settled", "began", "changed", "ended", "lapsed", "gave"
]

RECURRING = ("monthly", "annual")
MONTHS = {"monthly": 1, "annual": 12}

_ORDER: tuple[FactKind, ...] = (
    *("started", "failed", "expired", "partial", "late", "paid", "over"),
    *("refunded", "bounced", "disputed", "dispute_won", "dispute_lost"),
    *("changed", "paused", "resumed", "cancelled", "settled"),
)
"""What counts as earlier at one moment: what fails before what succeeds, what begins before what ends."""

_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}


class Movement(NamedTuple):
    """One thing that a day's totals count. *amount* may be below zero."""

    day: date
    what: What
    currency: str
    amount: int
    count: int = 1  # type: ignore[assignment]  # hides a tuple's own, for which nobody asks


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One contribution. Amounts in minor units of ``currency``; those in another currency are among the movements alone."""

    provider: str
    ref: str
    subscription: str
    state: StateName
    look: tuple[Look, ...]  # why a person should look at it
    frequency: str
    method: str
    currency: str
    amount: int  # recurring: of each payment from now on; once: of the first
    paid: int
    refunded: int
    disputed: int  # what banks took back and have not given again
    held: int
    payments: int
    began: datetime | None
    last_paid: datetime | None
    failed: datetime | None  # when payments began to fail, if none has come since
    due_by: datetime | None  # when the next payment should have come
    ended: datetime | None
    movements: tuple[Movement, ...]

    @property
    def kept(self) -> int:
        """What is left of what was paid."""
        return self.paid - self.refunded - self.disputed


class Moved(NamedTuple):
    """Money that moved by *fact*: *amount* may differ from the fact's (more came; not all was taken back)."""

    what: What
    fact: Fact
    amount: int


def derive(facts: Iterable[Fact]) -> State:
    """Return the state of the contribution that *facts* are about: at least one, all of one provider."""
    return _Case(facts).state()


def money_moved(facts: Iterable[Fact]) -> tuple[Moved, ...]:
    """Return the money that moved by one contribution's *facts*, in whatever currency: that which its sums and the totals count."""
    return tuple(_Case(facts)._moved)  # noqa: SLF001 - a view of the case below


def held(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return those of one contribution's *facts* that wait for a person's decision: money that came partly or late."""
    return tuple(_Case(facts)._held)  # noqa: SLF001 - a view of the case below


class _Case:
    """The facts of one contribution, in their order, and what they say one by one."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = sorted(set(facts), key=lambda fact: (fact.at, _RANK[fact.kind], fact.event))
        self._of: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in self._facts:
            self._of[fact.kind].append(fact)
        self._moved = [*self._income(), *self._refunds(), *self._disputes()]
        self._currency = _first(self._coming(), "currency") or _first(self._facts, "currency")

    def state(self) -> State:
        recurring, began, ended = self._recurring, self._began, self._ended
        incoming = [moved.fact for moved in self._moved if moved.what == "paid"]
        last_paid = max((fact.at for fact in incoming), default=None)
        failed = self._failed(last_paid)
        name = self._recurring_state(failed) if recurring and began else self._once_state()
        period = MONTHS.get(_first(self._facts, "frequency"), 0)
        waits = recurring and name in ("active", "past_due") and period
        return State(
            provider=self._facts[0].provider,
            ref=min((fact.ref for fact in self._facts if fact.ref), default=""),
            subscription=_first(self._facts, "subscription"),
            state=name,
            look=self._look(),
            frequency=_first(self._facts, "frequency"),
            method=_first(self._facts, "method"),
            currency=self._currency,
            amount=self._amount(),
            paid=self._sum("paid"),
            refunded=self._sum("refunded"),
            disputed=self._taken_back(),
            held=sum(fact.amount for fact in self._held if fact.currency == self._currency),
            payments=len(incoming),
            began=began,
            last_paid=last_paid,
            failed=failed if began else None,
            due_by=self._due_by(last_paid or began, period) if waits and began else None,
            ended=ended,
            movements=tuple(self._movements(name)),
        )

    # Money that came in

    def _income(self) -> Iterable[Moved]:
        """Each transaction counts once; where more came than was asked, it is what came in all."""
        paid = {fact.transaction or fact.event: fact for fact in self._of["paid"]}
        over = {fact.transaction or fact.of or fact.event: fact for fact in self._of["over"]}
        for name in {**paid, **over}:
            fact = paid.get(name) or over[name]
            yield Moved("paid", fact, max(fact.amount, over[name].amount if name in over else 0))

    @cached_property
    def _held(self) -> list[Fact]:
        """What came partly or late, and was not counted as paid since."""
        counted = [*self._of["paid"], *self._of["over"]]
        names = {name for fact in counted for name in (fact.transaction, fact.of) if name}
        whole = bool(counted) and not self._recurring
        partial = [fact for fact in self._of["partial"] if not whole and not {fact.transaction, fact.of} & names]
        return partial + [fact for fact in self._of["late"] if not {fact.transaction, fact.of} & names]

    def _coming(self) -> list[Fact]:
        return [fact for fact in self._facts if fact.kind in ("paid", "over", "started", "partial", "late")]

    # Money that was taken back

    def _refunds(self) -> Iterable[Moved]:
        yield from (Moved("refunded", fact, fact.amount) for fact in self._of["refunded"])
        yield from (Moved("refunded", fact, -again) for fact, again in self._offset("refunded", by="bounced"))

    def _disputes(self) -> Iterable[Moved]:
        yield from (Moved("disputed", fact, fact.amount) for fact in self._of["disputed"])
        yield from (Moved("dispute_won", fact, again) for fact, again in self._offset("disputed", by="dispute_won"))

    def _offset(self, went: str, *, by: str) -> Iterable[tuple[Fact, int]]:
        """Yield what came again of money that *went*; of each payment no more than went: before that is known, nothing."""
        left: defaultdict[str, int] = defaultdict(int)
        for fact in self._of[went]:
            left[fact.of] += fact.amount
        for fact in self._of[by]:
            again = min(fact.amount, left[fact.of])
            left[fact.of] -= again
            if again:
                yield fact, again

    def _taken_back(self) -> int:
        return self._sum("disputed") - self._sum("dispute_won")

    @cached_property
    def _disputed_still(self) -> bool:
        """Whether a dispute waits for its end: each of them ends once, won or lost."""
        open_disputes: defaultdict[str, int] = defaultdict(int)
        for kind, sign in (("disputed", 1), ("dispute_won", -1), ("dispute_lost", -1)):
            for fact in self._of[kind]:
                open_disputes[fact.of] += sign
        return any(count > 0 for count in open_disputes.values())

    @property
    def _bounced_still(self) -> bool:
        """Whether a giver waits for money that came back here: since then none was given back."""
        last = max((fact.at for fact in self._of["refunded"]), default=None)
        return any(last is None or fact.at >= last for fact in self._of["bounced"])

    def _sum(self, what: What) -> int:
        return sum(moved.amount for moved in self._moved if moved.what == what and moved.fact.currency == self._currency)

    # The course of a recurring contribution

    @cached_property
    def _recurring(self) -> bool:
        return _first(self._facts, "frequency") in RECURRING or any(fact.subscription for fact in self._facts)

    @cached_property
    def _began(self) -> datetime | None:
        """A payment says as much as its own fact: it may be learned first, and some providers say nothing else."""
        return min((fact.at for fact in self._facts if fact.kind in ("started", "paid", "over")), default=None)

    @cached_property
    def _ended(self) -> datetime | None:
        return min((fact.at for fact in self._of["cancelled"]), default=None)

    def _failed(self, last_paid: datetime | None) -> datetime | None:
        return min((fact.at for fact in self._of["failed"] if last_paid is None or fact.at > last_paid), default=None)

    def _due_by(self, last: datetime, months: int) -> datetime:
        """The first whole number of periods after *last* that is past a pause, too: what fell due while it lasted is not taken."""
        resumed = max((fact.at for fact in self._of["resumed"]), default=last)
        return next(due for number in count(1) if (due := add_months(last, months * number)) > resumed)

    def _terms(self) -> list[Fact]:
        """What set the amount, oldest first: the start (without one, the first payment), then each change until the end."""
        ended = self._ended
        start = self._of["started"] or self._of["paid"] or self._of["over"]
        return [*start[:1], *(fact for fact in self._of["changed"] if ended is None or fact.at <= ended)]

    def _amount(self) -> int:
        terms = [fact for fact in self._terms() if fact.amount] or self._coming() or self._facts
        return terms[-1].amount if self._recurring else terms[0].amount

    def _recurring_state(self, failed: datetime | None) -> StateName:
        if self._of["cancelled"]:
            return "lapsed" if failed else "cancelled"
        turns = [fact for fact in self._facts if fact.kind in ("paused", "resumed")]
        if turns and turns[-1].kind == "paused":
            return "paused"
        return "past_due" if failed else "active"

    def _once_state(self) -> StateName:
        paid, kept = self._sum("paid"), self._sum("paid") - self._sum("refunded") - self._taken_back()
        rules: tuple[tuple[StateName, object], ...] = (
            ("disputed", self._disputed_still),
            ("refunded", paid and self._sum("refunded") >= paid),
            ("lost", self._of["dispute_lost"] and paid and kept <= 0),
            ("paid", paid),
            ("open", self._moved),
            ("held", self._held),
            ("cancelled", self._of["cancelled"]),
            ("expired", self._of["expired"]),
            ("failed", self._of["failed"]),
        )
        return next((name for name, holds in rules if holds), "open")

    # What people look at, and what totals count

    def _look(self) -> tuple[Look, ...]:
        held = {fact.kind for fact in self._held}
        paid, refunded = self._sum("paid"), self._sum("refunded")
        money = {moved.fact.currency for moved in self._moved} | {self._currency}
        rules: tuple[tuple[Look, object], ...] = (
            ("partial", "partial" in held),
            ("late", "late" in held),
            ("over", self._of["over"] and not refunded),
            ("disputed", self._disputed_still),
            ("bounced", self._bounced_still),
            ("refund_without_payment", (refunded or self._of["disputed"]) and not paid),
            ("refunded_too_much", paid and refunded > paid),
            ("two_currencies", len(money) > 1),
            ("two_refs", len({fact.ref for fact in self._facts if fact.ref}) > 1),
        )
        return tuple(name for name, holds in rules if holds)

    def _movements(self, name: StateName) -> Iterable[Movement]:
        for moved in self._moved:
            count = -1 if moved.fact.kind == "bounced" else 1
            yield Movement(moved.fact.at.date(), moved.what, moved.fact.currency, moved.amount, count)
            yield from self._settled(moved)
        for kind, facts in (("held", self._held), ("failed", self._of["failed"])):
            for fact in facts:
                yield Movement(fact.at.date(), kind, fact.currency or self._currency, fact.amount)  # type: ignore[arg-type]
        incoming = [moved for moved in self._moved if moved.what == "paid"]
        if incoming:
            first = min(incoming, key=lambda moved: (moved.fact.at, moved.fact.event))
            yield Movement(first.fact.at.date(), "gave", first.fact.currency, first.amount)
        if self._recurring and self._began:
            yield from self._course(name)

    def _settled(self, moved: Moved) -> Iterable[Movement]:
        """The fee and what reached the newspaper's account: by the settlement report, or else as the fact itself said."""
        said = [fact for fact in self._of["settled"] if fact.transaction and fact.transaction == moved.fact.transaction]
        fact = said[0] if said else moved.fact
        sign = 1 if moved.fact.kind in ("paid", "over", "dispute_won", "bounced") else -1
        day = moved.fact.at.date()
        if fact.fee:
            yield Movement(day, "fee", fact.settled_currency or fact.currency, fact.fee)
        if fact.settled is not None:
            yield Movement(day, "settled", fact.settled_currency, sign * fact.settled)

    def _course(self, name: StateName) -> Iterable[Movement]:
        """When it began, what each change changed, when it ended: their running sum is what recurs."""
        began, ended = self._began, self._ended
        assert began is not None
        start, *changes = self._terms()
        now = start.amount or next((fact.amount for fact in self._of["paid"]), 0)
        yield Movement(began.date(), "began", self._currency, now)
        for fact in changes:
            yield Movement(max(fact.at, began).date(), "changed", self._currency, fact.amount - now)
            now = fact.amount
        if ended is not None:
            yield Movement(max(ended, began).date(), "lapsed" if name == "lapsed" else "ended", self._currency, now)


def add_months(moment: datetime, months: int) -> datetime:
    """Return the same day *months* later, or that month's last."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, calendar.monthrange(year, month + 1)[1]))


def _first(facts: Iterable[Fact], name: str) -> str:
    return next((said for fact in facts if (said := getattr(fact, name))), "")
