"""The list of readers as a file: asked for, approved by somebody else, taken once. All rules are in ``readers.exporting``."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from tamizdat.newsletters.interfaces import Locked
from tamizdat.newsletters.models import ConsentText, ExportRequest
from tamizdat.newsletters.readers import audit
from tamizdat.newsletters.readers.doors import opener
from tamizdat.newsletters.readers.exporting import NotAllowed, ask, decide, take
from tamizdat.newsletters.views.rights import needs

EXPORT = "newsletters.export_readers"
LATELY = 50


@require_http_methods(["GET", "POST"])
@needs(EXPORT)
def all_requests(request: HttpRequest) -> HttpResponse:
    """Show the requests and the form; ask on POST."""
    if request.method == "POST":
        letter, _, language = request.POST.get("which", "").partition("/")
        said = lambda: ask(_person(request), request.POST.get("reason", "")[:300], timezone.now(), letter=letter, language=language)  # noqa: E731
        return _answered(request, said, "Asked. Somebody else must approve it within a day.")
    rows = [_row(row, _person(request)) for row in ExportRequest.objects.order_by("-pk")[:LATELY]]
    lists = ConsentText.objects.order_by("letter", "language").values_list("letter", "language").distinct()
    shown = {"rows": rows, "lists": lists, "head": audit.head(), "broken": audit.check()}
    return render(request, "newsletters/exports/requests.html", shown)


@require_POST
@needs(EXPORT)
def decide_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse."""
    approve = request.POST.get("decision") == "approve"
    words = "Approved. Who asked may take the file within a day." if approve else "Refused."
    return _answered(request, lambda: decide(pk, _person(request), timezone.now(), approve=approve), words)


@require_POST
@never_cache
@needs(EXPORT)
def take_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out the file, sealed to the key or passphrase that was typed."""
    try:
        sealed = take(pk, _person(request), request.POST.get("seal_to", ""), opener(), timezone.now())
    except (NotAllowed, Locked) as refusal:
        messages.error(request, str(refusal))
        return redirect("readers_exports")
    name = f"readers-{pk}.csv.age"
    return HttpResponse(sealed, content_type="application/octet-stream", headers={"Content-Disposition": f'attachment; filename="{name}"'})


for _view in (all_requests, decide_request, take_file):
    _view.writes_elsewhere = True  # type: ignore[attr-defined] # the readers' database has its own transactions


def _person(request: HttpRequest) -> str:
    return str(request.user.get_username())


def _answered(request: HttpRequest, work: Callable[[], object], words: str) -> HttpResponse:
    try:
        work()
        messages.success(request, words)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("readers_exports")


def _row(asked: ExportRequest, person: str) -> dict[str, object]:
    mine = asked.asked_by == person
    return {
        "asked": asked,
        "what": f"{asked.letter or 'all letters'}, {asked.language or 'all languages'}",
        "may_approve": asked.state == ExportRequest.ASKED and not mine,
        "may_refuse": asked.state == ExportRequest.ASKED,
        "may_take": asked.state == ExportRequest.APPROVED and mine,
    }
