"""Withdrawing an article, or a letter's page in the archive: a form that asks for the public note, and asks once more. And the way back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from tamizdat.newsroom.forms import LetterWithdrawalForm, WithdrawalForm
from tamizdat.newsroom.models import ArticlePage, Letter
from tamizdat.newsroom.views.letters import edit_address
from tamizdat.newsroom.withdrawal import hindrances, put_letter_back, withdraw, withdraw_letter

SEND = "newsroom.send_letter"
"""Who may send a letter may take it back."""


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


@require_http_methods(["GET", "POST"])
def withdraw_a_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form and what will happen; withdraw on POST."""
    letter = _sent_letter(request, pk)
    for sentence in hindrances(letter):
        messages.error(request, sentence)
        return redirect(edit_address(letter))
    form = LetterWithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_letter(letter, form.cleaned_data["note"], request.user)
        messages.success(request, f"“{letter}” is withdrawn from the archive. It can be put back.")
        return redirect(edit_address(letter))
    return render(request, "newsroom/letters/withdraw.html", {"letter": letter, "form": form, "back": edit_address(letter)})


@require_http_methods(["GET", "POST"])
def put_a_letter_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more; put it back on POST."""
    letter = _sent_letter(request, pk)
    if not letter.withdrawn:
        messages.error(request, "This letter is not withdrawn.")
        return redirect(edit_address(letter))
    if request.method == "POST":
        put_letter_back(letter, request.user)
        messages.success(request, f"“{letter}” stands in the archive again, as it went out.")
        return redirect(edit_address(letter))
    return render(request, "newsroom/letters/put_back.html", {"letter": letter, "back": edit_address(letter)})


def _sent_letter(request: HttpRequest, pk: int) -> Letter:
    letter: Letter = get_object_or_404(Letter, pk=pk)
    if not request.user.has_perm(SEND):
        raise PermissionDenied
    return letter
