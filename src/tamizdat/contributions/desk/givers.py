"""Givers: who gave is opened here, one at a time, for a reason that is written down. Everywhere else pages show amounts and references.

Promises: an address is typed into a form and shown on the answer alone, which no cache keeps; it stands in no address, log or error report.
While the list key is locked nobody is opened. Erasing takes two clicks and cannot be taken back.
"""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from tamizdat.contributions.desk import saying
from tamizdat.contributions.desk.rights import OPEN_GIVERS
from tamizdat.contributions.givers import correcting, opening
from tamizdat.contributions.givers.opening import Opened
from tamizdat.contributions.givers.silence import is_silent
from tamizdat.contributions.ledger import log
from tamizdat.contributions.mails import statement_runs, statements
from tamizdat.contributions.models import Giver, StatementRun
from tamizdat.newsletters.interfaces import Locked
from tamizdat.newsletters.readers.doors import newspaper, opener
from tamizdat.newsletters.views.rights import needs
from tamizdat.sealed.keyring_locks import WrongPassphrase

NAME = "contributions_givers"
LATELY = 10


@require_safe
@never_cache
@needs(OPEN_GIVERS)
def givers(request: HttpRequest) -> HttpResponse:
    """Show the forms, and what was asked for of all statements."""
    return _page(request)


@require_POST
@never_cache
@sensitive_post_parameters()
@needs(OPEN_GIVERS)
def act(request: HttpRequest, action: str) -> HttpResponse:
    """Do what a form says. Opening shows the giver; all else leads back."""
    if action not in (*ACTIONS, "open"):
        raise Http404
    now = timezone.now()
    try:
        if action == "open":
            return _one(request, _open(request, now), now)
        messages.success(request, ACTIONS[action](request, now))
    except WrongPassphrase as refusal:
        messages.error(request, f"The list key stays locked: {refusal}.")
        return _page(request, status=422)
    except (ValueError, Locked) as refusal:  # ``BadAddress`` and what is not allowed are such
        messages.error(request, _sentence(refusal))
        return _page(request, status=422)
    return redirect(NAME)


act.writes_elsewhere = True  # type: ignore[attr-defined] # the ledger's database has its own transactions


def _open(request: HttpRequest, now: datetime) -> Opened:
    person, reason = request.user.get_username(), request.POST.get("reason", "")
    if "address" in request.POST:
        return opening.by_address(request.POST["address"], person, reason, opener(), now)
    return opening.by_contribution(request.POST.get("reference", ""), person, reason, opener(), now)


def _unlock(request: HttpRequest, now: datetime) -> str:
    opener().unlock(request.POST.get("passphrase", "").strip())
    return "The list key is unlocked for two hours. Then it is forgotten by itself."


def _correct(request: HttpRequest, now: datetime) -> str:
    ref, address = request.POST.get("giver", ""), request.POST.get("address", "")
    one = correcting.correct(ref, address, request.user.get_username(), request.POST.get("reason", ""), opener(), now)
    return "The address is corrected." + (" Another giver had it: they are one now, with all their contributions." if one else "")


def _erase(request: HttpRequest, now: datetime) -> str:
    ref = request.POST.get("giver", "")
    gone = correcting.erase(ref, request.user.get_username(), request.POST.get("reason", ""), now)
    if not gone:
        raise ValueError("This giver was erased before, or forgotten.")
    return "Erased: the key under which they lay is destroyed. Amounts and references stay in the books, and lead to nobody."


def _statement(request: HttpRequest, now: datetime) -> str:
    said, reason = newspaper(), opening.good_reason(request.POST.get("reason", ""))
    giver = Giver.objects.filter(pk=request.POST.get("giver", "")).first()
    if giver is None or said is None:
        raise ValueError("This giver was erased or forgotten meanwhile.")
    year = int(request.POST.get("year", "0")) if request.POST.get("year", "").isdecimal() else 0
    if is_silent(giver.pk):
        raise ValueError("No mail is sent to this giver: a card of theirs is from a country where giving is a crime.")
    if year not in statements.years(giver.pk, said.time_zone):
        raise ValueError("There is nothing in that year to state.")
    if not statements.queue(giver, year, said.time_zone, now, asked=f"{now:%Y%m%d}"):
        raise ValueError("It was sent for today already: it is on its way.")
    log.note(request.user.get_username(), "sent a yearly statement", f"giver {giver.pk}: {year}", reason, now)
    return f"The statement of {year} is on its way. Should the list key be locked, it waits until somebody unlocks it."


def _ask(request: HttpRequest, now: datetime) -> str:
    year = request.POST.get("year", "")
    asked = statement_runs.ask(int(year) if year.isdecimal() else 0, request.user.get_username(), request.POST.get("reason", ""), now)
    return f"Asked. When somebody else has approved it, the statements of {asked.year} go out within the hour."


def _decide(request: HttpRequest, now: datetime) -> str:
    which, approve = request.POST.get("which", ""), request.POST.get("decision") == "approve"
    statement_runs.decide(int(which) if which.isdecimal() else 0, request.user.get_username(), now, approve=approve)
    return "Approved. They go out within the hour." if approve else "Refused: nothing is sent."


ACTIONS: dict[str, Callable[[HttpRequest, datetime], str]] = {
    "unlock": _unlock,
    "correct": _correct,
    "erase": _erase,
    "statement": _statement,
    "ask": _ask,
    "decide": _decide,
}


def _page(request: HttpRequest, status: int = 200) -> HttpResponse:
    now = timezone.now()
    shown = {
        "locked": opener().needs_passphrase(),
        "typed": request.POST,
        "runs": StatementRun.objects.order_by("-pk")[:LATELY],
        "years": statement_runs.years(now),
        "person": request.user.get_username(),
    }
    return TemplateResponse(request, "contributions/givers/page.html", shown, status=status)


def _one(request: HttpRequest, opened: Opened, now: datetime) -> HttpResponse:
    said = newspaper()
    shown = {
        "opened": opened,
        "language": saying.language_name(opened.person.language),
        "gifts": [(gift, saying.sum_of(gift.paid, gift.currency), saying.sum_of(gift.refunded, gift.currency)) for gift in opened.gifts],
        "going_on": correcting.going_on(opened.giver),
        "years": statements.years(opened.giver.pk, said.time_zone) if said else [],
        "silent": is_silent(opened.giver.pk),
    }
    return TemplateResponse(request, "contributions/givers/one.html", shown)


def _sentence(refusal: Exception) -> str:
    words = str(refusal)
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith((".", "!", "?")) else ".")
