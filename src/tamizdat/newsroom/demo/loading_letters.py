"""The demo's letters in the newsroom: those of past weeks stand in the archive, the next one is a draft with the week's selection."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from wagtail.models import Locale

from tamizdat.newsroom import freezing
from tamizdat.newsroom.demo.shapes import DemoLetter, DemoOffer
from tamizdat.newsroom.export.letters import issue_time, kind_of, letter_record
from tamizdat.newsroom.models import Letter, LetterArticle, LetterKind
from tamizdat.newsroom.selection import proposed, take

TEN = time(10)


def kinds_of(offer: DemoOffer) -> list[LetterKind]:
    """Return what readers of a language can order, unsaved."""
    hours = {True: TEN, False: None}
    return [
        LetterKind(
            code=kind.code,
            name=kind.name,
            promise=kind.promise,
            rhythm=kind.rhythm,
            weekday=kind.weekday,
            time=hours[kind.weekday is not None],
        )
        for kind in offer.kinds
    ]


def load_letter(piece: DemoLetter, key: uuid.UUID, articles: dict[str, Any], intro: str, note: str, now: datetime) -> None:
    """Make one letter; one of past weeks goes into the archive at its own hour. *articles* are the language's, by the demo's keys."""
    letter = Letter(kind=piece.kind, locale=Locale.objects.get(language_code=piece.language), translation_key=key)
    letter.date = now.date()
    letter.date = _day(letter, piece.weeks_ago, now)
    letter.subject, letter.preheader, letter.intro, letter.note = piece.subject, piece.preheader, intro, note
    letter.appeal, letter.appeal_label = piece.appeal, piece.appeal_label
    letter.items = [
        LetterArticle(article=articles[item.article], form=item.form, remark=item.remark, sort_order=place)
        for place, item in enumerate(piece.items)
    ]
    letter.save()
    if not piece.weeks_ago:
        take(letter, proposed(letter), replace=False)
        letter.save()
    letter.save_revision()
    if piece.weeks_ago:
        freezing.keep(letter_record(letter), issue_time(letter))


def _day(letter: Letter, weeks_ago: int, now: datetime) -> Any:
    """Return the day of the letter: the last one of its kind's whose hour has passed, and *weeks_ago* weeks before the one after it."""
    kind = kind_of(letter)
    weekday = kind.weekday if kind and kind.weekday is not None else letter.date.weekday()
    letter.date += timedelta(days=(weekday - letter.date.weekday()) % 7)
    if issue_time(letter) <= now:
        letter.date += timedelta(weeks=1)
    return letter.date - timedelta(weeks=weeks_ago)
