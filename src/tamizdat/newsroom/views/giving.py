"""Looking through the table of countries: the whole table on one page, and a button that says that somebody has."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from tamizdat.newsroom.announce import announce_publications
from tamizdat.newsroom.giving import look_through
from tamizdat.newsroom.models import GivingSettings
from tamizdat.newsroom.models.giving import LAWS

CHANGE = "newsroom.change_givingsettings"

MEANING = {
    "no_ask": "Giving is a crime there: nobody is asked, nobody can give",
    "no_share": "Sharing our pages is punished there: nobody is asked to",
    "warn": "Lawful, but watched: who gives is warned",
    "unsupported": "Sanctions or the provider keep it out: nobody can give by these ways",
}
"""Law -> what it means for readers."""


@require_http_methods(["GET", "POST"])
def countries(request: HttpRequest) -> HttpResponse:
    """Show the table; write today's look down on POST."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    giving = GivingSettings.load()
    if request.method == "POST":
        with announce_publications(request):
            giving = look_through(request.user.get_username())
        log(instance=giving, action="newsroom.look_through", user=request.user)
        messages.success(request, "Written down: the table was looked through today.")
        return redirect("newsroom_countries")
    laws = [(MEANING[law], [row for row in giving.countries.all() if row.law == law]) for law, _ in LAWS]
    shown = {"giving": giving, "laws": laws, "stale": giving.stale(timezone.localdate()), "back": settings_address()}
    return render(request, "newsroom/giving/countries.html", shown)


def settings_address() -> str:
    """Return where the settings of giving are edited."""
    return reverse("wagtailsettings:edit", args=["newsroom", "givingsettings"])
