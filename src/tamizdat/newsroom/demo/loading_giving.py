"""The demo's terms of giving and its appeals in the newsroom, published. Its editors have looked through the table of countries today."""

import uuid
from collections.abc import Callable
from datetime import datetime

from wagtail.models import Locale

from tamizdat.newsroom.appeals import publish_appeal
from tamizdat.newsroom.demo.shapes import DemoAppeal, DemoGiving
from tamizdat.newsroom.models import Appeal, AppealVariantRow, GivingOfferRow, GivingSettings, GivingWordsRow


def load_giving(piece: DemoGiving, key: Callable[[str, str], uuid.UUID], rich: Callable[[str, str], str], now: datetime) -> None:
    """Set the terms, and publish the appeals. *key* makes the twins' keys, *rich* the editor's spelling of inline text."""
    giving = GivingSettings.load()
    names = ("currency", "frequency", "amounts", "least", "most")
    giving.offers = [
        GivingOfferRow(sort_order=place, **{name: getattr(offer, name) for name in names}) for place, offer in enumerate(piece.offers)
    ]
    giving.words = [
        GivingWordsRow(
            sort_order=place,
            locale=_locale(words.language),
            **{name: getattr(words, name) for name in words.__slots__ if name != "language"},
        )
        for place, words in enumerate(piece.words)
    ]
    giving.looked_through, giving.looked_through_by = now.date(), "demo"
    giving.save()
    for appeal in piece.appeals:
        _load_appeal(appeal, key("Appeal", appeal.code), rich, now)


def _load_appeal(piece: DemoAppeal, key: uuid.UUID, rich: Callable[[str, str], str], now: datetime) -> None:
    goal = {name: getattr(piece, name) for name in ("goal_amount", "goal_currency", "goal_label")}
    appeal = Appeal(
        code=piece.code, locale=_locale(piece.language), translation_key=key, placements=list(piece.placements), rank=piece.rank, **goal
    )
    appeal.variants = [
        AppealVariantRow(code=one.code, title=one.title, text=rich(one.text, piece.language), button=one.button, sort_order=place)
        for place, one in enumerate(piece.wordings)
    ]
    appeal.save()
    appeal.save_revision()
    publish_appeal(appeal, now=now)


def _locale(language: str) -> Locale:
    return Locale.objects.get(language_code=language)
