"""``GET /health`` on the newsroom's port: whether it works, for a service manager or a monitor. No log-in, nothing about anybody."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer ``{"state": "ok"}``, or 503 and ``"down"`` if the newsroom's database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"state": "down"}, status=503, headers={"Cache-Control": "no-store"})
    return JsonResponse({"state": "ok"}, headers={"Cache-Control": "no-store"})
