"""The appeal's form: boxes to tick where the record has lists, sections of its own language, and no wording twice."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from tamizdat.newsroom.models.articles import KINDS

PLACEMENTS = [
    ("bar", "In a bar below the masthead"),
    ("article", "At the end of an article"),
    ("front", "On the front"),
    ("letter", "In a letter: an editor may take its words"),
    ("page", "On the support page"),
]


class AppealForm(WagtailAdminModelForm):
    """An appeal's form."""

    placements = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="Where it stands")
    kinds = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label="Kinds of article", required=False, help_text="Only with these. None: all."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["placements"].choices, self.fields["kinds"].choices = PLACEMENTS, KINDS
        sections = self.fields["sections"]
        sections.widget = forms.CheckboxSelectMultiple(choices=sections.widget.choices)
        sections.queryset = sections.queryset.filter(locale_id=self.instance.locale_id)

    def is_valid(self) -> bool:
        """Refuse two wordings of one code, in the row of the second."""
        valid, seen = super().is_valid(), set()
        for row in self.formsets["variants"].forms if "variants" in self.formsets else ():
            code = row.cleaned_data.get("code") if hasattr(row, "cleaned_data") and not row.cleaned_data.get("DELETE") else None
            if code and code in seen:
                row.add_error("code", "Another wording has this code.")
                valid = False
            seen.add(code)
        return valid
