"""One contribution's page: its facts in order, its sums, what a person should look at, and what a person may do about it.

Promises: GET changes nothing; each button is a POST, and pressed twice does no more than once. No name of a giver is read here.
"""

import secrets
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from tamizdat.contributions import deciding, doors, refunds
from tamizdat.contributions.desk.people import others_may_decide
from tamizdat.contributions.desk.rights import DECIDE
from tamizdat.contributions.desk.shown import shown_of
from tamizdat.contributions.ledger import accepting
from tamizdat.contributions.models import Contribution, Refund
from tamizdat.contributions.money import BadAmount, read_amount
from tamizdat.edition.sums import write_sum
from tamizdat.newsletters.views.rights import needs


@require_safe
@needs(DECIDE)
def one_contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contribution."""
    one = get_object_or_404(Contribution, pk=pk)
    person = request.user.get_username()
    others = others_may_decide(person)
    limit = dict(doors.giving().refund_alone).get(one.currency, 0)
    shown = {
        "shown": shown_of(one, person, others=others),
        "wish": secrets.token_urlsafe(16),
        "others": others,
        "limit": write_sum("en", limit, one.currency) if limit else "",
    }
    return render(request, "contributions/desk/contribution.html", shown)


@require_POST
@needs(DECIDE)
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do what a button of the page says, and lead back to it."""
    if act not in ACTS:
        raise Http404
    one = get_object_or_404(Contribution, pk=pk)
    try:
        messages.success(request, ACTS[act](request, one))
    except ValueError as refusal:  # also of ``accepting``: a sentence for who pressed the button
        messages.error(request, str(refusal))
    return redirect("contributions_one", pk)


act.writes_elsewhere = True  # type: ignore[attr-defined] # the ledger's database, and a provider is asked meanwhile


def _refund(request: HttpRequest, one: Contribution) -> str:
    person, wish = request.user.get_username(), request.POST.get("wish", "")
    if not 16 <= len(wish) <= 43:
        raise refunds.NotPossible("Open the page again: this form is not whole.")
    transaction = request.POST.get("transaction", "")
    payment = next((one for one in refunds.payments(one) if one.transaction == transaction), None)
    try:
        amount = read_amount(request.POST.get("amount", ""), payment.currency if payment else one.currency)
    except BadAmount as error:
        raise refunds.NotPossible(f"{str(error).capitalize()}.") from None
    made = refunds.ask(
        one, transaction, amount, person=person, reason=request.POST.get("reason", ""), wish=wish, others=others_may_decide(person),
        now=timezone.now(),
    )  # fmt: skip
    return _carried(made) if made.state != Refund.ASKED else "Written down. A second person must approve it before anything is given back."


def _approve(request: HttpRequest, one: Contribution) -> str:
    refund, person = _named(request, one), request.user.get_username()
    if not refunds.approve(refund, person=person, others=others_may_decide(refund.asked_by), now=timezone.now()):
        raise refunds.NotPossible("It waits no longer: somebody has decided about it.")
    return _carried(refund)


def _drop(request: HttpRequest, one: Contribution) -> str:
    if not refunds.drop(_named(request, one), person=request.user.get_username(), now=timezone.now()):
        raise refunds.NotPossible("It waits no longer: somebody has decided about it.")
    return "Dropped: nothing is given back."


def _finish(request: HttpRequest, one: Contribution) -> str:
    return _carried(_named(request, one))


def _carried(refund: Refund) -> str:
    if not refunds.carry_out(refund, timezone.now()):
        raise refunds.NotPossible("There is nothing to carry out: it was dropped, or the provider refused it.")
    return "Given back at the provider. A bank record of the gift stays where it is."


def _end(request: HttpRequest, one: Contribution) -> str:
    deciding.end(one, person=request.user.get_username(), reason=request.POST.get("reason", ""), now=timezone.now())
    return "It has ended at the provider: no payment is taken any more."


def _accept(request: HttpRequest, one: Contribution) -> str:
    done = accepting.accept(one, request.user.get_username(), request.POST.get("reason", ""), timezone.now())
    return "It counts as paid from here on." if done else "It counted already: somebody was quicker."


def _looked(request: HttpRequest, one: Contribution) -> str:
    returned = request.POST.get("returned") == "1"
    said = {"decision": request.POST.get("reason", ""), "seen": request.POST.get("seen", ""), "now": timezone.now()}
    act = deciding.RETURNED if returned else deciding.LOOKED
    new = deciding.note_looked(one, person=request.user.get_username(), act=act, **said)
    return "Written down, and off the list." if new else "Somebody had looked at it already; what they wrote stays."


def _named(request: HttpRequest, one: Contribution) -> Refund:
    """Return the refund that a form names, if it is of this contribution."""
    number = request.POST.get("refund", "")
    refund = Refund.objects.filter(pk=int(number), provider=one.provider).first() if number.isdecimal() else None
    if refund is None or refunds.contribution_of(refund) != one.pk:
        raise refunds.NotPossible("There is no such refund here.")
    return refund


ACTS: dict[str, Callable[[HttpRequest, Contribution], str]] = {
    "refund": _refund,
    "approve": _approve,
    "drop": _drop,
    "finish": _finish,
    "end": _end,
    "accept": _accept,
    "looked": _looked,
}
