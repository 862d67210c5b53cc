"""Withdrawing an article: a form that asks for the public note, and asks once more."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from tamizdat.newsroom.forms import WithdrawalForm
from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.withdrawal import withdraw


@require_http_methods(["GET", "POST"])
def withdraw_article(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the form; withdraw on POST."""
    page = get_object_or_404(ArticlePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_withdraw():
        raise PermissionDenied
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw(page, form.cleaned_data["note"], request.user)
        messages.success(request, f"“{page.title}” is withdrawn. It stays here as a draft.")
        return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "newsroom/withdraw.html", {"page": page, "form": form})
