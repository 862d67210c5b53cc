"""Who may do what at the desk. The table of roles is the newsroom's; here each action names the right that it needs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

SEE = "newsroom.see_letter_numbers"
TRY = "newsroom.try_letter"
STOP = "newsroom.stop_letter"
SEND = "newsroom.send_letter"
OUTBOX = "newsroom.open_outbox"

View = Callable[..., HttpResponse]


def needs(right: str) -> Callable[[View], View]:
    """Let only those who have *right* into a view."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            check(request, right)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def check(request: HttpRequest, right: str) -> None:
    """Raise ``PermissionDenied`` unless who asks has *right*."""
    if not request.user.has_perm(right):
        raise PermissionDenied


def others_may_approve(person: str) -> bool:
    """Return whether an active account besides *person* (a log-in name) may approve a letter."""
    able: Any = get_user_model().objects
    return bool(able.with_perm(SEND, is_active=True, backend="django.contrib.auth.backends.ModelBackend").exclude(username=person).exists())
