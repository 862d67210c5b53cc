"""What holds for every request to the newsroom: it is done whole or not at all, speaks to no other host, and knows the newspaper's time."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages

from tamizdat.edition.schema import BadRecord
from tamizdat.newsroom.announce import announce_publications

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}

POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        # Wagtail writes small scripts and styles into its pages
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
"""The newsroom loads from itself alone and sends to itself alone."""


class ContentPolicy:
    """Adds the security headers that Django does not know."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers added."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class NewspaperTime:
    """Times are shown in the newspaper's zone, unless an editor chose another."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the newspaper's zone."""
        from tamizdat.newsroom.models import NewspaperSettings

        if request.user.is_authenticated:
            zone = NewspaperSettings.load().time_zone
            timezone.activate(zone)
            _tell_wagtail(request.user, zone)
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


def _tell_wagtail(user: Any, zone: str) -> None:
    """Put *zone* into the profile of who has chosen none, in memory alone: Wagtail would show and read their times in UTC."""
    from wagtail.users.models import UserProfile

    profile = getattr(user, "wagtail_userprofile", None) or UserProfile(user=user)  # the new one hangs on *user* from here on
    profile.current_time_zone = profile.current_time_zone or zone


class OneTransaction:
    """A request that writes is one transaction: a publication and its frozen record, or neither. Afterwards the press is told.

    A view that ``writes_elsewhere``, in another zone's database, keeps its own transactions there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the work is in ``process_view``."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        """Call the view inside a transaction, and tell the editor in which edition it came out."""
        if request.method in SAFE or getattr(view, "writes_elsewhere", False):
            return None
        try:
            with announce_publications(request), transaction.atomic():
                return view(request, *args, **kwargs)
        except BadRecord as broken:  # the last wall; checks.problems says it earlier and more kindly
            messages.error(request, f"Nothing was done: the edition cannot show it ({broken}).")
            return redirect(request.get_full_path())
