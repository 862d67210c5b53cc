"""What appeals brought, read from the ledger: gifts by wording, each with what it is worth. Amounts alone; nobody is named.

Promises: one currency at a time, for none is converted. A single gift is worth what is left of it; a yearly one, one year; a monthly one
what it brings on average in twelve months, by how many monthly givers stay (``months_expected``). What went back altogether is no gift.
"""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

from django.db.models import Count, F, OuterRef, Subquery, Sum

from tamizdat.contributions.models import AppealTotal, Contribution, Origin, Total

YEAR = timedelta(days=365)
_PAID, _ENDED = 20, 1
"""Monthly payments, and ends among them, that are assumed before any are known: one in twenty ends."""

SIGNS = {"paid": 1, "refunded": -1, "disputed": -1, "dispute_won": 1}


def brought() -> dict[str, tuple[int, dict[str, int]]]:
    """Return appeal -> how many gave after it, and what is left of their money by currency (minor units)."""
    gifts: Counter[str] = Counter()
    sums: dict[str, Counter[str]] = {}
    for appeal, currency, what, amount, count in (
        AppealTotal.objects.exclude(appeal="").values_list("appeal", "currency", "what").annotate(Sum("amount"), Sum("count"))
    ):
        kept = sums.setdefault(appeal, Counter())
        kept[currency] += SIGNS.get(what, 0) * amount
        gifts[appeal] += count if what == "gave" else 0
    return {appeal: (gifts[appeal], dict(kept)) for appeal, kept in sums.items()}


def gifts_by_currency(appeal: str) -> dict[str, int]:
    """Return currency -> how many gave after reading *appeal*, the most first."""
    rows = AppealTotal.objects.filter(appeal=appeal, what="gave").values_list("currency").annotate(gifts=Sum("count"))
    return dict(sorted(((currency, gifts) for currency, gifts in rows if gifts), key=lambda row: (-row[1], row[0])))


def gifts_without_wording(appeal: str) -> int:
    """Return how many gave after *appeal* of whom no wording is known."""
    return int(AppealTotal.objects.filter(appeal=appeal, variant="", what="gave").aggregate(gifts=Sum("count"))["gifts"] or 0)


def worths(appeal: str, currency: str, *, since: datetime, months: float) -> dict[str, list[int]]:
    """Return by wording what each gift after it is worth (minor units), of those that began since then; "" for those without a wording."""
    origins = Origin.objects.filter(appeal=appeal)
    gifts = (
        Contribution.objects.filter(ref__in=origins.values("ref"), currency=currency, began__gte=since, payments__gt=0)
        .annotate(variant=Subquery(origins.filter(ref=OuterRef("ref")).values("variant")), kept=F("paid") - F("refunded") - F("disputed"))
        .filter(kept__gt=0)
    )
    found: defaultdict[str, list[int]] = defaultdict(list)
    for variant, frequency, amount, kept, count in gifts.values_list("variant", "frequency", "amount", "kept").annotate(Count("pk")):
        worth = {"monthly": round(amount * months), "annual": amount}.get(frequency, kept)
        found[variant] += [worth] * count
    return found


def months_expected(today: date) -> float:
    """Return how many of its first twelve monthly payments come, on average: by the ends and the payments of the last year."""
    rows = Total.objects.filter(frequency="monthly", what__in=("paid", "ended", "lapsed"), day__gt=today - YEAR, day__lte=today)
    counts = dict(rows.values_list("what").annotate(Sum("count")))
    ended = counts.get("ended", 0) + counts.get("lapsed", 0)
    stay = max(0.0, 1 - (ended + _ENDED) / (counts.get("paid", 0) + _PAID))
    return sum(stay**month for month in range(12))
