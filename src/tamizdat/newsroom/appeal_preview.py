"""The preview of an appeal: the front as it is, with this wording where the default appeal stands, by the code that makes the front.

Without script a page holds the default appeal; the page's script puts another appeal's words into the very same place.
"""

from dataclasses import replace

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from tamizdat.edition.giving import GivingWords
from tamizdat.edition.records import Giving
from tamizdat.edition.schema import BadRecord
from tamizdat.newsroom import delivery
from tamizdat.newsroom.export.text import one_line
from tamizdat.newsroom.freezing import draft_records
from tamizdat.newsroom.models import Appeal, GivingSettings, NewspaperSettings
from tamizdat.newsroom.plain import plain


def draft_response(appeal: Appeal, variant: str) -> HttpResponse:
    """Return the answer that shows *appeal* in one wording, or says why there is nothing to show."""
    row = next((row for row in appeal.variants.all() if row.code == variant), None) or appeal.variants.first()
    if row is None:
        return _nothing("it has no wording yet")
    giving = _with_words(appeal.language, row.title, plain(one_line(row.text)), row.button)
    if giving is None:
        return _nothing(f"the settings of giving have no words in “{appeal.language}” yet")
    records = [*draft_records(NewspaperSettings.load(), timezone.now()), giving]
    try:
        return HttpResponse(delivery.press_desk().front_preview(records, appeal.language))
    except BadRecord as error:
        return _nothing(str(error))


def _with_words(language: str, title: str, text: str, button: str) -> Giving | None:
    """Return the drafted terms with these words as the default appeal of *language*, None if that has no words."""
    (giving,) = draft_records(GivingSettings.load(), timezone.now())
    assert isinstance(giving, Giving)
    if language not in [words.language for words in giving.words]:
        return None
    return replace(giving, words=tuple(_said(words, language, title, text, button) for words in giving.words))


def _said(words: GivingWords, language: str, title: str, text: str, button: str) -> GivingWords:
    return replace(words, ask_title=title, ask_text=text, ask_button=button) if words.language == language else words


def _nothing(reason: str) -> HttpResponse:
    return HttpResponse(render_to_string("newsroom/letters/no_mail.html", {"reason": f"{reason}."}))
