"""The words of appeals for a letter: an editor picks one, and its words stand in the letter's own fields, to be changed at will."""

from typing import Any

from django import forms

from tamizdat.newsroom.plain import plain

Words = tuple[str, str]
"""Text and button, plain."""


class WordsSelect(forms.Select):
    """A choice whose options carry the words that a script puts into the fields for text and button."""

    words: dict[str, Words]

    def __init__(self, attrs: Any = None, choices: Any = ()) -> None:
        super().__init__(attrs, choices)
        self.words = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return an option with its words."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.words:
            option["attrs"]["data-text"], option["attrs"]["data-button"] = self.words[str(value)]
        return option


def offer_words(field: forms.ChoiceField, locale_id: int | None, longest: int) -> None:
    """Offer in *field* the wordings of the appeals that are published for letters in a language, as far as they fit."""
    from tamizdat.newsroom.appeals import frozen
    from tamizdat.newsroom.models import Appeal

    records = [record for appeal in Appeal.objects.filter(locale_id=locale_id) if (record := frozen(appeal))]
    offered = [(record.code, variant) for record in records if "letter" in record.placements for variant in record.variants]
    words = {f"{code}/{variant.code}": (plain(variant.text), variant.button) for code, variant in offered}
    field.widget.words = {key: said for key, said in words.items() if len(said[0]) <= longest}
    titles = {f"{code}/{variant.code}": f"{code}, wording “{variant.code}”: {variant.title}" for code, variant in offered}
    field.choices = [("", "Words of one's own"), *((key, titles[key]) for key in field.widget.words)]
