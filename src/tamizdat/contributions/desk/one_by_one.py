"""Contributions one by one: found by the reference of a receipt, or listed by what they are. No names, a page at a time.

Promises: a page is found without counting or sorting the rest. A reference goes into no address, so that none is in a log or a
browser's history.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from tamizdat.contributions import refunds
from tamizdat.contributions.desk import words
from tamizdat.contributions.desk.rights import DECIDE
from tamizdat.contributions.models import Contribution, LookedAt, Refund
from tamizdat.contributions.money import EXPONENTS
from tamizdat.edition.sums import write_sum
from tamizdat.newsletters.views.rights import needs

A_PAGE = 50
TO_LOOK_AT = "any"
COMMONEST = "paid"
"""Most contributions by far: SQLite is kept from looking them all up in its index of states, to sort them and show fifty."""

LONGEST_REFERENCE = 22


@dataclass(frozen=True, slots=True)
class Line:
    """A contribution in the list."""

    one: Contribution
    amount: str
    paid: str
    state: str
    how: str
    look: str


@require_http_methods(["GET", "POST"])
@needs(DECIDE)
def one_by_one(request: HttpRequest) -> HttpResponse:
    """Show a page of the list; on POST, go to the contribution with a reference."""
    if request.method == "POST":
        return _by_reference(request)
    asked = {name: request.GET.get(name, "") for name in ("state", "currency", "method", "look", "since", "until")}
    rows = list(_before(listed(asked), request.GET.get("before", ""))[: A_PAGE + 1])
    last = rows[A_PAGE - 1].pk if len(rows) > A_PAGE else None
    shown = {
        "lines": [_line(row) for row in rows[:A_PAGE]],
        "asked": asked,
        "older": urlencode({**{name: said for name, said in asked.items() if said}, "before": last}) if last else "",
        "newest": "before" not in request.GET,
        "choices": _choices(),
        "refunds": [
            (refund, refunds.contribution_of(refund), _amount(refund), words.REFUNDS[refund.state]) for refund in refunds.waiting()
        ],
    }
    return render(request, "contributions/desk/one_by_one.html", shown)


one_by_one.writes_elsewhere = True  # type: ignore[attr-defined] # it writes nothing


def listed(asked: dict[str, str]) -> QuerySet[Contribution]:
    """Return the contributions that are *asked* for, newest first. What is no choice asks for nothing."""
    rows = Contribution.objects.order_by("-pk")
    if asked.get("state") == COMMONEST:
        rows = rows.annotate(said=Concat("state", Value(""))).filter(said=COMMONEST)
    elif asked.get("state") in words.STATES:
        rows = rows.filter(state=asked["state"])
    for name, known in (("currency", EXPONENTS), ("method", words.METHODS)):
        if asked.get(name) in known:
            rows = rows.filter(**{name: asked[name]})
    if asked.get("look") == TO_LOOK_AT:
        rows = to_look_at(rows)
    elif asked.get("look") in words.LOOKS:
        rows = rows.exclude(look="").filter(look__contains=asked["look"])
    since, until = _day(asked.get("since", "")), _day(asked.get("until", ""))
    rows = rows.filter(began__gte=since) if since else rows
    return rows.filter(began__lt=until + timedelta(days=1)) if until else rows


def to_look_at(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Return those of *rows* that somebody should look at and nobody has."""
    named = Q(name=Concat(Value("ref:"), OuterRef("ref"))) | Q(name=Concat(Value("sub:"), OuterRef("subscription")))
    decided = LookedAt.objects.filter(named, provider=OuterRef("provider"), look=OuterRef("look"))
    return rows.exclude(look="").filter(~Exists(decided))


def _before(rows: QuerySet[Contribution], number: str) -> QuerySet[Contribution]:
    return rows.filter(pk__lt=int(number)) if number.isdecimal() and len(number) < 19 else rows


def _by_reference(request: HttpRequest) -> HttpResponse:
    ref = request.POST.get("ref", "").strip()
    found = list(Contribution.objects.filter(ref=ref).order_by("pk")[:2]) if 0 < len(ref) <= LONGEST_REFERENCE else []
    if found:
        return redirect("contributions_one", found[0].pk)
    messages.error(request, "No contribution has this reference. It stands in every receipt: 22 letters and digits, capitals count.")
    return redirect("contributions_one_by_one")


def _choices() -> dict[str, Any]:
    return {
        "state": list(words.STATES.items()),
        "currency": [(code, code) for code in sorted(EXPONENTS)],
        "method": list(words.METHODS.items()),
        "look": [(name, name.replace("_", " ")) for name in words.LOOKS],
    }


def _line(one: Contribution) -> Line:
    how = ", ".join(filter(None, (words.FREQUENCIES.get(one.frequency), words.METHODS.get(one.method))))
    look = ", ".join(word.replace("_", " ") for word in one.look.split())
    paid = write_sum("en", one.paid, one.currency) if one.paid else ""
    amount = write_sum("en", one.amount, one.currency) if one.currency else ""
    return Line(one, amount, paid, words.STATES.get(one.state, one.state), how, look)


def _amount(refund: Refund) -> str:
    return write_sum("en", refund.amount, refund.currency)


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        return None
