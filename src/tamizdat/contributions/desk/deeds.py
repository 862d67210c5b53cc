"""The log of deeds: who decided what about money, or opened who gave, and why; the newest first. Shown, never changed.

Promises: says whether the chain is whole, and shows the newest digest, so that somebody may note it.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from tamizdat.contributions.desk.rights import DECIDE
from tamizdat.contributions.ledger import log
from tamizdat.contributions.models import Deed
from tamizdat.newsletters.views.rights import needs

ON_A_PAGE = 50


@require_safe
@needs(DECIDE)
def deeds(request: HttpRequest) -> HttpResponse:
    """Show a page of the log."""
    rows = Deed.objects.order_by("-number")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
    shown = {"page": page, "broken": log.check(), "head": rows.first()}
    return TemplateResponse(request, "contributions/waiting/deeds.html", shown)
