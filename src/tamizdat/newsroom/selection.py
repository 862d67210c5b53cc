"""The week's selection: what a letter could hold, proposed from what was published since the last one of its kind and language.

Promises: what the editors put on the front comes first, in the front's order, then the newest; what the last letter held is left out.
A bounded number, however much was published.
"""

from datetime import datetime, timedelta
from typing import Any

from tamizdat.edition.records import Letter as LetterRecord
from tamizdat.edition.schema import decode
from tamizdat.newsroom.export.letters import issue_time
from tamizdat.newsroom.models import ArticlePage, Freeze, FrontPage, Letter, LetterArticle

MOST = 12
WEEK = timedelta(days=7)
LOOKED_AT = 60
"""Letters of the archive in which the last one of a kind is looked for."""


def proposed(letter: Letter) -> list[ArticlePage]:
    """Return the articles proposed for *letter*, the most important first, without those that it holds."""
    last = last_before(letter)
    held = {item.article.record_id for item in letter.items.all()} | ({item.article for item in last.items} if last else set())
    fresh = ArticlePage.objects.live().filter(locale_id=letter.locale_id, first_published_at__gt=since(letter, last))
    newest = fresh.select_related("locale").defer("body").order_by("-first_published_at", "-pk")
    chosen = {pk: place for place, pk in enumerate(_on_the_front(letter))}
    there = [*newest.filter(pk__in=chosen), *newest.exclude(pk__in=chosen)[: MOST + len(held)]]
    there.sort(key=lambda page: chosen.get(page.pk, len(chosen)))
    return [page for page in there if page.record_id not in held][:MOST]


def since(letter: Letter, last: LetterRecord | None) -> datetime:
    """Return the moment from which articles are news for *letter*: when the last one went out, else a week before its day."""
    return datetime.fromisoformat(min(last.published, last.frozen)) if last else issue_time(letter) - WEEK


def last_before(letter: Letter) -> LetterRecord | None:
    """Return the last letter of the same kind and language that went out before this one's day."""
    rows = Freeze.objects.filter(kind="letter", path__startswith=f"{letter.language}/letters/").exclude(record=letter.record_id)
    records = (decode(row.data.encode()) for row in rows.order_by("-path")[:LOOKED_AT])
    earlier: Any = (record for record in records if record.letter == letter.kind and record.sequence < letter.sequence)  # type: ignore[attr-defined]
    return max(earlier, key=lambda record: (record.published, record.sequence), default=None)


def take(letter: Letter, articles: list[ArticlePage], *, replace: bool) -> None:
    """Put *articles* behind those that *letter* holds, or in their place. Saves nothing."""
    kept = [] if replace else list(letter.items.all())
    there = {item.article_id for item in kept}
    items = [*kept, *(LetterArticle(article=article, form="teaser") for article in articles if article.pk not in there)]
    for place, item in enumerate(items):
        item.sort_order = place
    letter.items = items


def _on_the_front(letter: Letter) -> list[int]:
    front = FrontPage.objects.filter(locale_id=letter.locale_id, live=True).first()
    return [item.article_id for item in front.chosen_articles.all()] if front else []
