"""Large gifts that wait for a person: allow or refuse, with a reason. Who wants to give was asked to write to the newspaper."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from tamizdat.contributions import doors, large_gifts
from tamizdat.contributions.desk import words
from tamizdat.contributions.desk.rights import DECIDE
from tamizdat.contributions.models import Alarm, Checkout
from tamizdat.contributions.refunds import NotPossible
from tamizdat.edition.sums import write_sum
from tamizdat.newsletters.views.rights import needs


@dataclass(frozen=True, slots=True)
class Wish:
    """A large gift that waits."""

    row: Checkout
    amount: str
    how: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A large gift that somebody has decided about."""

    alarm: Alarm
    amount: str
    button: str  # what can be done with its page, "" for nothing


@never_cache
@require_http_methods(["GET", "POST"])
@needs(DECIDE)
def large(request: HttpRequest) -> HttpResponse:
    """Show what waits and what was decided; allow, refuse, or show a page's address again on POST."""
    address = ""
    if request.method == "POST":
        address = _decide(request)
        if not address:
            return redirect("contributions_large")
    limits = [write_sum("en", amount, currency) for currency, amount in doors.giving().review_above]
    shown = {
        "waiting": [_wish(row) for row in large_gifts.waiting()],
        "decided": [_decided(alarm) for alarm in large_gifts.decided()],
        "address": address,
        "limits": limits,
        "until": _until(request.POST.get("ref", "")[:22]) if address else None,
    }
    return render(request, "contributions/desk/large.html", shown)


large.writes_elsewhere = True  # type: ignore[attr-defined] # the ledger's database, and a provider is asked meanwhile


def _decide(request: HttpRequest) -> str:
    """Do what was asked; return the address to show, "" for none."""
    ref, reason = request.POST.get("ref", "")[:22], request.POST.get("reason", "")[:300]
    said = {"person": request.user.get_username(), "reason": reason, "now": timezone.now()}
    try:
        if request.POST.get("act") == "allow":
            return large_gifts.allow(ref, **said)  # type: ignore[arg-type]
        if request.POST.get("act") == "refuse":
            large_gifts.refuse(ref, **said)  # type: ignore[arg-type]
            messages.success(request, "Refused. What was kept of its giver is gone.")
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return ""


def _until(ref: str) -> datetime | None:
    return Checkout.objects.filter(ref=ref).values_list("until", flat=True).first()


def _wish(row: Checkout) -> Wish:
    how = f"{words.FREQUENCIES.get(row.frequency, row.frequency)}, {words.METHODS.get(row.method, row.method)}"
    return Wish(row, write_sum("en", row.amount, row.currency), how)


def _decided(alarm: Alarm) -> Decided:
    amount, currency = alarm.detail.get("amount"), alarm.detail.get("currency")
    wish = Checkout.objects.filter(ref=alarm.ref, state=Checkout.OPEN).first()
    button = ("Make another page" if large_gifts.is_over(wish, timezone.now()) else "Show its address") if wish else ""
    return Decided(alarm, write_sum("en", amount, currency) if amount and currency else "", button)
