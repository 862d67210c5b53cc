"""Publishing an appeal and taking it down: a page that says what will happen, and a button."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from tamizdat.newsroom import terms
from tamizdat.newsroom.announce import announce_publications
from tamizdat.newsroom.appeals import problems, publish_appeal, take_down_appeal
from tamizdat.newsroom.models import Appeal
from tamizdat.newsroom.rules import may_publish

PUBLISH = "newsroom.publish_appeal"


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the wordings and whether this person may publish them; publish on POST."""
    appeal = _appeal(request, pk)
    verdict, reasons, held = may_publish(request.user, appeal), problems(appeal), terms.in_force()
    if request.method == "POST" and request.POST.get("revision") != str(appeal.latest_revision_id):
        messages.error(request, "Somebody has changed it since you read it: read it again.")
        return redirect("newsroom_publish_appeal", appeal.pk)
    if request.method == "POST" and verdict and not reasons:
        with announce_publications(request):
            publish_appeal(appeal, request.user)
        messages.success(request, f"“{appeal}” is published in {appeal.language}.")
        return redirect(edit_address(appeal))
    shown = {
        "appeal": appeal,
        "verdict": verdict,
        "reasons": reasons,
        "silent": held is None or held.words_in(appeal.language) is None,
        "back": edit_address(appeal),
    }
    return render(request, "newsroom/appeals/publish.html", shown)


@require_http_methods(["GET", "POST"])
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more; take it down on POST."""
    appeal = _appeal(request, pk)
    if not appeal.is_published:
        messages.error(request, "Readers do not see this appeal.")
        return redirect(edit_address(appeal))
    if request.method == "POST":
        with announce_publications(request):
            take_down_appeal(appeal, request.user)
        messages.success(request, f"“{appeal}” is taken down. It stays here, and can be published again.")
        return redirect(edit_address(appeal))
    return render(request, "newsroom/appeals/take_down.html", {"appeal": appeal, "back": edit_address(appeal)})


def edit_address(appeal: Appeal) -> str:
    """Return where the appeal is edited."""
    return reverse(appeal.snippet_viewset.get_url_name("edit"), args=[appeal.pk])


def _appeal(request: HttpRequest, pk: int) -> Appeal:
    appeal: Appeal = get_object_or_404(Appeal, pk=pk)
    if not request.user.has_perm(PUBLISH):
        raise PermissionDenied
    return appeal
