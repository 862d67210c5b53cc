"""The letter's form, and the form that begins a new one."""

from typing import Any, ClassVar

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from tamizdat.newsroom.appeal_words import WordsSelect, offer_words

COUNTED = ("subject", "preheader", "appeal")
"""Fields beside which the editor sees how long they are."""


class LetterForm(WagtailAdminModelForm):
    """A letter's form: its articles speak its language, and what has gone out stays as it is."""

    class Media:
        js: ClassVar = ["newsroom/counts.js", "newsroom/appeal_words.js"]

    appeal_words = forms.ChoiceField(
        label="Take the words of an appeal",
        required=False,
        widget=WordsSelect,
        help_text="Of those that are published for letters. They come into the fields below, where you may change them.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in COUNTED:
            if name in self.fields:
                self.fields[name].widget.attrs["data-counted"] = self.fields[name].max_length
        if "appeal" in self.fields:
            offer_words(self.fields["appeal_words"], self.instance.locale_id, self.fields["appeal"].max_length)

    def clean(self) -> dict[str, Any]:
        """Refuse a letter that has gone out."""
        cleaned: dict[str, Any] = super().clean()
        if self.instance.pk and self.instance.went_out:
            self.add_error(None, "This letter has gone out: it stays as readers got it. Make a new one.")
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Save; every article gets the place that it has in the form, the unmoved ones too: a row deleted before left a gap behind."""
        rows = self.formsets["items"].ordered_forms if "items" in self.formsets else []
        places = {row.instance.pk: place for place, row in enumerate(rows)}
        for item in self.instance.items.get_object_list() if rows else ():
            item.sort_order = places.get(item.pk, item.sort_order)
        return super().save(commit=commit)

    def is_valid(self) -> bool:
        """Refuse articles of another language, each in its own row."""
        valid = super().is_valid()
        for row in self.formsets["items"].forms if "items" in self.formsets else ():
            article = row.cleaned_data.get("article") if hasattr(row, "cleaned_data") else None
            if article and article.locale_id != self.instance.locale_id and not row.cleaned_data.get("DELETE"):
                row.add_error("article", f"“{article}” is in another language: choose its twin.")
                valid = False
        return valid


class NewLetterForm(forms.Form):
    """Which letter, in which language."""

    which = forms.ChoiceField(label="Which letter", widget=forms.RadioSelect)

    def __init__(self, *args: Any, kinds: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {str(kind.pk): kind for kind in kinds}
        self.fields["which"].choices = [(key, f"{kind.name} ({kind.page.language})") for key, kind in self.kinds.items()]

    @property
    def kind(self) -> Any:
        """The letter that was chosen."""
        return self.kinds[self.cleaned_data["which"]]
