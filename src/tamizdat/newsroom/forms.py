"""The newsroom's forms: what an editor is told before anything is kept."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm


class ArticleForm(WagtailAdminPageForm):
    """An article's form: the slug may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False


class WithdrawalForm(forms.Form):
    """What readers are told where the article stood."""

    note = forms.CharField(
        label="Public note",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Readers see this instead of the article. Say why it was withdrawn, without repeating what was wrong.",
    )
