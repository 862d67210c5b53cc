"""The desk's pages: all letters, and one letter. GET shows and changes nothing; what changes something is a POST to ``act``."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from tamizdat.newsletters.sending.desk import NotPossible
from tamizdat.newsletters.views.acting import ACTIONS, Refused
from tamizdat.newsletters.views.composed import Composed, letters
from tamizdat.newsletters.views.mails import outbox_folder
from tamizdat.newsletters.views.rights import OUTBOX, SEE, check, needs
from tamizdat.newsletters.views.shown import RIGHTS, latest, lines, shown_of, version_of


@require_safe
@needs(SEE)
def all_letters(request: HttpRequest) -> HttpResponse:
    """Show all letters, and where each stands."""
    return TemplateResponse(
        request, "newsletters/desk/letters.html", {"lines": lines(), "outbox": request.user.has_perm(OUTBOX) and outbox_folder()}
    )


@require_safe
@needs(SEE)
def one_letter(request: HttpRequest, letter: str) -> HttpResponse:
    """Show one letter: dry run, schedule, progress, who did not get it."""
    shown = shown_of(_about(letter), request, timezone.now())
    template = "newsletters/desk/moving.html" if "progress" in request.GET else "newsletters/desk/letter.html"
    return TemplateResponse(request, template, {"shown": shown, "mailing": shown.mailing, "letter": shown.letter})


@require_POST
def act(request: HttpRequest, letter: str, action: str) -> HttpResponse:
    """Do what a button of the page says, and lead back to it."""
    if action not in ACTIONS:
        raise Http404
    check(request, RIGHTS[action])
    composed = _about(letter)
    try:
        messages.success(request, _done(request, composed, action))
    except (Refused, NotPossible, LookupError) as refusal:
        messages.error(request, str(refusal))
    return redirect("letters_desk_letter", composed.id)


def _done(request: HttpRequest, letter: Composed, action: str) -> str:
    mailing = latest(letter.id)
    if mailing is None and action != "prepare":
        raise Refused("The letter is not handed in yet.")
    if mailing is not None and request.POST.get("version", "") != version_of(mailing):
        raise Refused("The letter was handed in anew after you opened this page: look at it again.")
    return ACTIONS[action](request, letter, mailing)


act.writes_elsewhere = True  # type: ignore[attr-defined] # the readers' database: the newsroom's stays free while a relay is asked


def _about(letter: str) -> Composed:
    try:
        return letters().about(letter)
    except LookupError as gone:
        raise Http404(str(gone)) from None
