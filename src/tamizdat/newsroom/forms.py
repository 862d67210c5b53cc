"""The newsroom's forms: what an editor is told before anything is kept."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from tamizdat.newsroom.slugs import slug_from


class EditionPageForm(WagtailAdminPageForm):
    """A page's form: where no slug is given, one is made from the title that no other page has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """Fill in the slug before Wagtail compares it with its neighbours'."""
        if not self.cleaned_data.get("slug") and self.cleaned_data.get("title") and "slug" not in self.errors:
            self.cleaned_data["slug"] = free_slug(self.cleaned_data["title"], self.parent_page, self.instance)
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class ArticleForm(EditionPageForm):
    """An article's form: what it is filed under speaks its language."""

    def clean(self) -> dict[str, Any]:
        """Refuse the section, story or topic of another language."""
        cleaned = super().clean()
        language = getattr(self.parent_page, "locale_id", None) or self.instance.locale_id
        for field in ("section", "story", "topics"):
            chosen = cleaned.get(field) or []
            foreign = [thing for thing in (chosen if field == "topics" else [chosen]) if thing and thing.locale_id != language]
            if foreign:
                self.add_error(field, f"“{foreign[0]}” belongs to another language: choose its twin.")
        return cleaned


class WithdrawalForm(forms.Form):
    """What readers are told where the article stood."""

    note = forms.CharField(
        label="Public note",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Readers see this instead of the article. Say why it was withdrawn, without repeating what was wrong.",
    )


class LetterWithdrawalForm(WithdrawalForm):
    """What readers are told where the letter stood in the archive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = "Readers see this where the letter stood. Say why, without repeating what was wrong."


def free_slug(title: str, parent: Page | None, page: Page) -> str:
    """Return a slug for *title* that no other page under *parent* has."""
    wanted = slug = slug_from(title)
    number = 1
    while not Page._slug_is_available(slug, parent, page):  # noqa: SLF001 - Wagtail's own rule, which has no public name
        number += 1
        slug = f"{wanted}-{number}"
    return slug
