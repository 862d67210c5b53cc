"""Changed terms of giving before they hold: what changes, who changed it, and the button of the second person."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from tamizdat.newsroom import terms
from tamizdat.newsroom.giving import approve_terms
from tamizdat.newsroom.models import GivingSettings, TermsStep
from tamizdat.newsroom.terms_changes import changes
from tamizdat.newsroom.views.giving import CHANGE, settings_address

LATELY = 20


@require_http_methods(["GET", "POST"])
def changed_terms(request: HttpRequest) -> HttpResponse:
    """Show what waits and the log; approve it, or take it back, on POST."""
    may_change = request.user.has_perm(CHANGE)
    if not (may_change or request.user.has_perm(terms.APPROVE)):
        raise PermissionDenied
    if request.method == "POST":
        return _decide(request)
    waiting = terms.waiting()
    shown = {
        "waiting": waiting,
        "lines": changes(waiting.holds, waiting.wanted) if waiting else [],
        "verdict": terms.may_approve(request.user, waiting) if waiting else None,
        "able": terms.able(waiting) if waiting else [],
        "may_go_back": terms.in_force() is not None,
        "steps": TermsStep.objects.order_by("-number")[:LATELY],
        "broken": terms.first_broken(),
        "settings": settings_address() if may_change else "",
    }
    return render(request, "newsroom/giving/terms.html", shown)


def say_what_waits(request: HttpRequest, giving: Any) -> None:
    """After saving: say that readers do not have it yet, and where the second person finds it, or that there is none left."""
    found = terms.waiting() if isinstance(giving, GivingSettings) else None
    if found is None:
        return
    kept = format_html(
        'Kept. Readers keep the terms they have until a second person approves yours. <a href="{}">Read what changes</a>.', terms_address()
    )
    stuck = format_html(
        "Kept, but nobody can approve it any more: everybody who may has written some of it. "
        '<a href="{}">Take it back</a>, and let one person write all of it.',
        terms_address(),
    )
    messages.warning(request, kept if terms.able(found) else stuck)


def terms_address() -> str:
    """Return where changed terms are read and approved."""
    return reverse("newsroom_terms")


def _decide(request: HttpRequest) -> HttpResponse:
    said = request.POST.get("said", "")
    try:
        if request.POST.get("decision") == "back":
            terms.take_back(said)
            messages.success(request, "The settings say again what readers have.")
        elif request.POST.get("decision") == "approve":
            approve_terms(request.user, said)
            log(instance=GivingSettings.load(), action="newsroom.approve_terms", user=request.user)
            messages.success(request, "The changed terms hold from now on.")
    except terms.NotNow as refusal:
        messages.error(request, str(refusal))
    return redirect("newsroom_terms")
