"""Beginning a letter, with the week's selection in it, and taking the selection over later."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import CreateView

from tamizdat.newsroom.export.letters import kind_of
from tamizdat.newsroom.letter_forms import NewLetterForm
from tamizdat.newsroom.models import Letter, LetterKind
from tamizdat.newsroom.models.newspaper import today
from tamizdat.newsroom.selection import last_before, proposed, since, take
from tamizdat.newsroom.slots import free_day


class NewLetterView(CreateView):
    """Asks which letter in which language, makes it with the week's selection in it, and leads to its form."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask."""
        return self._ask(NewLetterForm(kinds=orderable()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it."""
        form = NewLetterForm(request.POST, kinds=orderable())
        if not form.is_valid():
            return self._ask(form)
        letter = new_letter(form.kind, request.user)
        messages.success(request, f"Here is the letter, with {_articles(letter)} proposed. Write its subject and first words.")
        return redirect(edit_address(letter))

    def _ask(self, form: NewLetterForm) -> HttpResponse:
        return TemplateResponse(self.request, "newsroom/letters/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def week_selection(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was published since the last letter; take over or add what is ticked."""
    letter = get_object_or_404(Letter, pk=pk)
    if not request.user.has_perm("newsroom.change_letter"):
        raise PermissionDenied
    if letter.went_out:
        messages.error(request, "This letter has gone out: it stays as it is.")
        return redirect(edit_address(letter))
    articles = proposed(letter)
    if request.method == "GET":
        last = last_before(letter)
        shown = {"letter": letter, "articles": articles, "last": last, "since": since(letter, last)}
        return TemplateResponse(request, "newsroom/letters/selection.html", shown)
    ticked = [article for article in articles if str(article.pk) in request.POST.getlist("article")]
    take(letter, ticked, replace="replace" in request.POST)
    keep(letter, request.user)
    messages.success(request, f"The letter now holds {_articles(letter)}.")
    return redirect(edit_address(letter))


def orderable() -> list[LetterKind]:
    """Return the letters that the newspaper offers, language by language."""
    kinds = LetterKind.objects.filter(page__live=True).select_related("page__locale")
    return sorted(kinds, key=lambda kind: (kind.page.language, kind.sort_order or 0))


def new_letter(kind: LetterKind, user: Any = None) -> Letter:
    """Return a new letter of *kind* for its next day, with the week's selection in it."""
    letter = Letter(kind=kind.code, locale=kind.page.locale, date=free_day(kind, today()), created_by=user)
    letter.save()
    take(letter, proposed(letter), replace=True)
    keep(letter, user, "wagtail.create")
    return letter


def keep(letter: Letter, user: Any, action: str = "wagtail.edit") -> None:
    """Save *letter* with a revision, as the form does."""
    letter.save()
    revision = letter.save_revision(user=user)
    log(instance=letter, action=action, user=user, revision=revision, content_changed=True)


def edit_address(letter: Letter) -> str:
    """Return where the letter is edited."""
    return reverse(letter.snippet_viewset.get_url_name("edit"), args=[letter.pk])


def _articles(letter: Letter) -> str:
    count = letter.items.count()
    return "1 article" if count == 1 else f"{count} articles"


def kind_name(letter: Letter) -> str:
    """Return the name of the letter's kind as readers know it."""
    kind = kind_of(letter)
    return kind.name if kind else letter.kind
