"""Fill a ledger with some years of giving: ``fill(entries)``, in a process whose Django has an empty ledger.

Promises: afterwards it stands as if every entry had been appended here: chained, filed, with states, totals and months; ``verify`` finds
nothing. Rows go in by the thousand, since appending a million takes an hour. Contributions: at least a third once; the others monthly or
annual, for up to five years; some refunded, failed or ended.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections, transaction

from tamizdat.contributions.interfaces import Fact
from tamizdat.contributions.ledger import rows
from tamizdat.contributions.ledger.entries import chained
from tamizdat.contributions.ledger.filing import add_totals, row_of
from tamizdat.contributions.ledger.handles import handles
from tamizdat.contributions.ledger.states import add_months, derive
from tamizdat.contributions.ledger.tallies import Sums, Tally
from tamizdat.contributions.models import ChainHead, Contribution, Filed, Handle, Month, MonthsHead, Origin
from tamizdat.contributions.numbers import monthly

SEED, AT_ONCE = 2026, 500
BEGAN, DAYS = datetime(2021, 11, 1, 12, tzinfo=UTC), 1_825
CURRENCIES = ("EUR", "EUR", "EUR", "USD", "USD", "GBP")


def fill(entries: int) -> int:
    """Add about *entries* entries; return how many they are. A contribution's facts stand together, as they need not in life."""
    chance, done, number, sums = random.Random(SEED), 0, 0, (Tally(), Sums())
    while done < entries:
        batch = [facts_of(chance, number + one) for one in range(AT_ONCE)]
        number += AT_ONCE
        done += _write(batch, chance, *sums)
    _sum_up(*sums, until=done)
    with connections["ledger"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return done


def facts_of(chance: random.Random, number: int) -> list[Fact]:
    """Return the facts of one contribution."""
    frequency = chance.choice(("once", "monthly", "annual")) if number % 3 else "once"
    began = BEGAN + timedelta(days=chance.randrange(DAYS), seconds=chance.randrange(86_400))
    common: dict[str, Any] = {"provider": "local", "ref": f"{number:022}", "currency": chance.choice(CURRENCIES), "frequency": frequency}
    common["method"] = chance.choice(("card", "card", "paypal", "crypto") if frequency == "once" else ("card", "paypal"))
    amount = chance.choice((200, 500, 1000, 2500, 10_000))
    facts = [_paid(common, number, 0, amount, began)] if frequency == "once" else list(_course(chance, common, number, amount, began))
    if chance.random() < 0.02:
        last = next(fact for fact in reversed(facts) if fact.kind == "paid")
        said = {"event": f"re_{number}", "kind": "refunded", "at": last.at + timedelta(days=2), "transaction": f"re_{number}"}
        facts.append(Fact(**common, **said, of=last.transaction, amount=last.amount))  # type: ignore[arg-type]
    return facts


def _course(chance: random.Random, common: dict[str, Any], number: int, amount: int, began: datetime) -> Iterator[Fact]:
    common |= {"subscription": f"sub_{number}"}
    yield Fact(**common, event=f"sub_{number}:started", kind="started", at=began, amount=amount)
    end, months = BEGAN + timedelta(days=DAYS), {"monthly": 1, "annual": 12}[common["frequency"]]
    turn, at = 0, began
    while at < end:
        yield _paid(common, number, turn, amount, at)
        if chance.random() < 0.02:
            kind = chance.choice(("cancelled", "failed"))
            yield Fact(**common, event=f"sub_{number}:{kind}:{turn}", kind=kind, at=at + timedelta(days=9))  # type: ignore[arg-type]
            if kind == "cancelled":
                return
        turn += 1
        at = add_months(began, months * turn)


def _paid(common: dict[str, Any], number: int, turn: int, amount: int, at: datetime) -> Fact:
    said: dict[str, Any] = {"transaction": f"ch_{number}_{turn}", "amount": amount, "fee": 30 + amount // 40, "settled": amount}
    return Fact(**common, **said, event=f"ch_{number}_{turn}:paid", kind="paid", at=at, settled_currency="EUR")


def _write(batch: list[list[Fact]], chance: random.Random, tally: Tally, months: Sums) -> int:
    facts = [fact for story in batch for fact in story]
    with transaction.atomic("ledger"):
        head = ChainHead.objects.get(pk=1)
        entries = chained(facts, head, source="provider", learned=BEGAN + timedelta(days=DAYS))
        head.save()
        rows.insert(entries)
        states = [derive(story) for story in batch]
        made = Contribution.objects.bulk_create(row_of(state) for state in states)
        origins = [(f"appeal-{chance.randrange(6)}", chance.choice("ab")) if chance.random() < 0.5 else ("", "") for _ in batch]
        rows.insert(Origin(ref=state.ref, appeal=one[0], variant=one[1]) for state, one in zip(states, origins, strict=True) if one[0])
        for state, origin in zip(states, origins, strict=True):
            tally.add(state, *origin)
            for key, amount, count in monthly.sums(state, origin[0]):
                months.add(key, amount, count)
        owners = [row.pk for row, story in zip(made, batch, strict=True) for _ in story]
        rows.insert(Filed(entry_id=entry.number, contribution_id=owner) for entry, owner in zip(entries, owners, strict=True))
        named = sorted({(name, owner) for fact, owner in zip(facts, owners, strict=True) for name in handles(fact)})
        rows.insert(Handle(provider="local", name=name, contribution_id=owner) for name, owner in named)
    return len(entries)


def _sum_up(tally: Tally, months: Sums, *, until: int) -> None:
    with transaction.atomic("ledger"):
        add_totals(tally)
        rows.add(Month, monthly.KEY, [(*key, amount, count) for key, amount, count in months.rows()])
        MonthsHead.objects.update(number=until)
