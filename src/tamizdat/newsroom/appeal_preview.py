"""The preview of an appeal: the newest article, cut short, with this wording where the default appeal stands, by the code that publishes.

Without script a page holds the default appeal; the page's script puts another appeal's words into the very same place.
"""

from dataclasses import replace

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from tamizdat.edition.giving import GivingWords
from tamizdat.edition.records import Article, Giving
from tamizdat.edition.schema import BadRecord, decode
from tamizdat.newsroom import delivery
from tamizdat.newsroom.export.text import one_line
from tamizdat.newsroom.freezing import draft_records
from tamizdat.newsroom.letter_preview import FRAME
from tamizdat.newsroom.models import Appeal, ArticlePage, Freeze, GivingSettings, NewspaperSettings
from tamizdat.newsroom.plain import plain

STILL = FRAME.replace("img-src data:", "img-src 'self' data:")
"""What the page may do: be looked at, pictures included. Its script would look for other appeals than this one."""


def draft_response(appeal: Appeal, variant: str) -> HttpResponse:
    """Return the answer that shows *appeal* in one wording, or says why there is nothing to show."""
    row = next((row for row in appeal.variants.all() if row.code == variant), None) or appeal.variants.first()
    if row is None:
        return _nothing("it has no wording yet")
    giving = _with_words(appeal.language, row.title, plain(one_line(row.text)), row.button)
    if giving is None:
        return _nothing(f"the settings of giving have no words in “{appeal.language}” yet")
    article = _short_article(appeal)
    if article is None:
        return _nothing(f"no article is published in “{appeal.language}” yet")
    records = [*draft_records(NewspaperSettings.load(), timezone.now()), giving, article]
    try:
        html = delivery.press_desk().preview(records, article.id)
        return HttpResponse(html, headers={"Content-Security-Policy": STILL})
    except BadRecord as error:
        return _nothing(str(error))


def _short_article(appeal: Appeal) -> Article | None:
    """Return the newest article in the appeal's language with its first block alone, so that nobody has to look for the appeal."""
    page = ArticlePage.objects.live().filter(locale_id=appeal.locale_id).order_by("-first_published_at").first()
    latest = Freeze.latest(page.record_id) if page else None
    article = decode(latest.data.encode()) if latest else None
    return replace(article, body=article.body[:1]) if isinstance(article, Article) else None


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
