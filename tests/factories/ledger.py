"""Facts as providers tell them: defaults filled in, one field said."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tamizdat.contributions.interfaces import Fact
from tamizdat.contributions.ledger.tallies import APPEAL_KEY, DAY_KEY
from tamizdat.contributions.models import AppealTotal, Contribution, Filed, Handle, Total
from tamizdat.contributions.rules import CountryRule
from tamizdat.contributions.terms import Terms

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REF = "AAAAAAAAAAAAAAAAAAAAAA"


def day(number: int) -> datetime:
    """Return noon, *number* days after the first."""
    return NOON + timedelta(days=number)


def fact(kind: str, event: str = "", **said: Any) -> Fact:
    """Return a fact of the provider ``local``; without an event, it is named after what it says."""
    fields: dict[str, Any] = {"provider": "local", "at": NOON, "ref": REF, "currency": "EUR"} | said
    named = event or ":".join(str(part) for part in (kind, fields.get("transaction", ""), fields["at"].isoformat()) if part)
    return Fact(kind=kind, event=named, **fields)  # type: ignore[arg-type]


def paid(amount: int = 1000, transaction: str = "ch_1", **said: Any) -> Fact:
    """Return a payment by card, once, that is settled in the same currency with a fee of 59."""
    fields: dict[str, Any] = {"method": "card", "frequency": "once", "fee": 59, "settled": amount, "settled_currency": "EUR"} | said
    return fact("paid", amount=amount, transaction=transaction, **fields)


def monthly(number: int = 0, amount: int = 500, **said: Any) -> Fact:
    """Return the payment of a month, counted from 0, of a contribution of each month. It carries no reference of ours."""
    fields: dict[str, Any] = {"subscription": "sub_1", "frequency": "monthly", "ref": "", "at": day(30 * number)} | said
    return paid(amount, f"ch_m{number}", **fields)


def started(amount: int = 500, **said: Any) -> Fact:
    """Return the beginning of a contribution of each month: it carries our reference and the provider's."""
    fields: dict[str, Any] = {"subscription": "sub_1", "frequency": "monthly", "method": "card", "amount": amount} | said
    return fact("started", **fields)


def refunded(amount: int = 1000, of: str = "ch_1", transaction: str = "re_1", **said: Any) -> Fact:
    """Return money given back a day later. It carries no reference of ours."""
    return fact("refunded", amount=amount, of=of, transaction=transaction, **({"ref": "", "at": day(1)} | said))


def bounced(amount: int = 1000, of: str = "ch_1", transaction: str = "re_1:failed", **said: Any) -> Fact:
    """Return that money which was given back came again some days later."""
    return fact("bounced", amount=amount, of=of, transaction=transaction, **({"ref": "", "at": day(5)} | said))


def disputed(amount: int = 1000, of: str = "ch_1", **said: Any) -> Fact:
    """Return what a bank took back."""
    return fact(
        "disputed",
        amount=amount,
        of=of,
        **({"transaction": "dp_1", "ref": "", "at": day(2), "fee": 1500, "settled_currency": "EUR"} | said),
    )


def dispute_won(amount: int = 1000, of: str = "ch_1", **said: Any) -> Fact:
    """Return what a bank gave again."""
    return fact("dispute_won", amount=amount, of=of, **({"transaction": "dw_1", "ref": "", "at": day(20)} | said))


def dispute_lost(of: str = "ch_1", **said: Any) -> Fact:
    """Return the end of a dispute that keeps the money away."""
    return fact("dispute_lost", of=of, **({"ref": "", "at": day(20)} | said))


def terms() -> Terms:
    """Return terms of giving: cards, and one country (XN) where giving is a crime."""
    crime = CountryRule(country="XN", law="no_ask", reason="Giving is a crime there.", date="2026-01-01", source="its gazette")
    return Terms(offers=(), methods=(), countries=(crime,))


def books() -> dict[str, Any]:
    """Return all that is made of the entries, without the numbers of rows: two databases that hold the same facts have the same books."""
    contributions = [
        {name: value for name, value in row.items() if name != "id"}
        | {
            "entries": sorted(Filed.objects.filter(contribution=row["id"]).values_list("entry__event", flat=True)),
            "names": sorted(Handle.objects.filter(contribution=row["id"]).values_list("name", flat=True)),
        }
        for row in Contribution.objects.values()
    ]
    totals = {
        tuple(row[name] for name in DAY_KEY): (row["amount"], row["count"]) for row in Total.objects.exclude(amount=0, count=0).values()
    }
    appeals = {
        tuple(row[name] for name in APPEAL_KEY): (row["amount"], row["count"])
        for row in AppealTotal.objects.exclude(amount=0, count=0).values()
    }
    return {"contributions": sorted(contributions, key=repr), "totals": totals, "appeals": appeals}
