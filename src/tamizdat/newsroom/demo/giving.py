"""The demo's terms of giving and its appeals, read field by field from ``giving.toml``. Refuses, with ``BadContent``, what is not whole."""

from collections.abc import Iterator, Sequence

from tamizdat.edition.inline import BadInline
from tamizdat.newsroom.demo.fields import Fields
from tamizdat.newsroom.demo.notation import inline
from tamizdat.newsroom.demo.shapes import DemoAppeal, DemoGiving, DemoGivingOffer, DemoGivingWords, DemoWording

WORDS = ("headline", "promise", "ask_title", "ask_text", "ask_button", "statement", "receiver")


def read_giving(table: Fields, languages: Sequence[str]) -> DemoGiving:
    """Return all of it."""
    offers = tuple(_offer(offer) for offer in table.tables("offers"))
    words, appeals = [], []
    for language in (code for code in languages if table.has(code)):
        said = table.table(language)
        words.append(DemoGivingWords(language=language, **{name: said.text(name) for name in WORDS}))
        appeals += [_appeal(language, one) for one in said.tables("appeals")]
        said.finish()
    table.finish(also=languages)
    return DemoGiving(offers=offers, words=tuple(words), appeals=tuple(appeals))


def _offer(said: Fields) -> DemoGivingOffer:
    offer = DemoGivingOffer(*(said.text(name) for name in ("currency", "frequency", "amounts", "least", "most")))
    said.finish()
    return offer


def _appeal(language: str, said: Fields) -> DemoAppeal:
    appeal = DemoAppeal(
        language=language,
        code=said.text("code"),
        placements=said.texts("placements"),
        rank=said.number("rank"),
        goal_amount=said.text("goal_amount", ""),
        goal_currency=said.text("goal_currency", ""),
        goal_label=said.text("goal_label", ""),
        wordings=tuple(_wordings(said.tables("variants"))),
    )
    said.finish()
    return appeal


def _wordings(tables: Sequence[Fields]) -> Iterator[DemoWording]:
    for said in tables:
        try:
            yield DemoWording(said.text("code"), said.text("title"), inline(said.text("text")), said.text("button"))
        except BadInline as error:
            raise said.wrong("text", str(error)) from None
        said.finish()
