"""The demo newspaper is whole, is what was promised, and repeats itself nowhere."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import brotli
import pytest

from tamizdat.edition.blocks import FORMS, check_block
from tamizdat.edition.inline import plain_text
from tamizdat.edition.records import ArticleKind, CorrectionKind, PageRole
from tamizdat.newsroom.demo.content import load
from tamizdat.newsroom.demo.shapes import Block, DemoArticle, DemoPage

NOW = datetime(2031, 7, 4, 3, 30, tzinfo=UTC)
NEWSPAPER = load()
LONG_READS = ("the-parcel-train", "the-road-repaired-eleven-times")


def articles(language: str) -> dict[str, DemoArticle]:
    return {article.key: article for article in NEWSPAPER.articles if article.language == language}


def twins() -> Iterator[tuple[DemoArticle, DemoArticle]]:
    english, russian = articles("en"), articles("ru")
    return ((english[key], russian[key]) for key in sorted(english.keys() & russian.keys()))


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """The words of *blocks*, tag by tag."""
    for block in blocks:
        yield from (plain_text(block[field]) for field in ("title", "text") if block.get(field))
        yield from (plain_text(part) for part in (*block.get("items", ()), *block.get("paragraphs", ())))
        yield from texts(block.get("blocks", ()))


def all_texts(piece: DemoArticle | DemoPage) -> list[str]:
    head = [piece.headline if isinstance(piece, DemoArticle) else piece.title, piece.standfirst]
    notes = [note.text for note in piece.corrections] if isinstance(piece, DemoArticle) else []
    return [*head, *texts(piece.body), *notes]


def words(article: DemoArticle) -> int:
    return sum(len(text.split()) for text in texts(article.body))


def dispute(language: str) -> list[DemoArticle]:
    return [article for article in NEWSPAPER.articles if article.story == "ferry" and article.language == language]


def test_there_are_as_many_articles_as_were_promised() -> None:
    assert len(articles("en")) >= 28
    assert len(articles("ru")) >= 14
    assert len(articles("fa")) == 4
    assert len(list(twins())) >= 10


def test_every_persian_article_has_twins_in_both_other_languages() -> None:
    assert set(articles("fa")) <= set(articles("en")) & set(articles("ru"))


@pytest.mark.parametrize("pair", list(twins()), ids=lambda pair: pair[0].key)
def test_twins_tell_the_same_story(pair: tuple[DemoArticle, DemoArticle]) -> None:
    def frame(article: DemoArticle) -> tuple[Any, ...]:
        picture = article.lead.picture if article.lead else None
        notes = [note.kind for note in article.corrections]
        named = (article.kind, article.bylines, article.section, article.topics, article.story, picture)
        return (*named, notes, len(article.attributions), [block["type"] for block in article.body if block["type"] not in LOOSE])

    assert frame(pair[0]) == frame(pair[1])


LOOSE = ("paragraph", "related")
"""A translation may divide its paragraphs otherwise and leave out a link to what is not translated."""


def test_the_newspaper_has_its_sections_topics_and_stories_in_english_and_russian() -> None:
    for language in ("en", "ru"):
        assert len([term for term in NEWSPAPER.sections if term.language == language]) == 6
        assert len([term for term in NEWSPAPER.topics if term.language == language]) >= 14
        assert {term.key for term in NEWSPAPER.stories if term.language == language} == {"ferry", "library"}


def test_every_english_topic_and_section_has_an_article() -> None:
    used = {key for article in articles("en").values() for key in (article.section, *article.topics)}
    assert used == {term.key for term in (*NEWSPAPER.sections, *NEWSPAPER.topics) if term.language == "en"}


def test_seven_people_sign_and_the_two_pseudonyms_show_no_face() -> None:
    people = {person.key: person for person in NEWSPAPER.people if person.language == "en"}
    assert len(people) == 7
    assert [person.portrait for person in people.values() if person.pseudonym] == [None, None]
    assert sum(person.portrait is not None for person in people.values()) == 4
    assert {key for article in NEWSPAPER.articles for key in article.bylines} == set(people)


def test_the_dispute_is_told_over_five_weeks_with_its_sources_named() -> None:
    pieces = dispute("en")
    days = [piece.published.at(NOW) for piece in pieces if piece.kind != "editorial"]
    assert len(days) >= 9
    assert days == sorted(days)
    assert timedelta(days=33) < days[-1] - days[0] < timedelta(days=40)
    assert len({day.date() for day in days}) == len(days)
    assert all(piece.attributions for piece in [*pieces, *dispute("ru")])


def test_the_archive_reaches_back_more_than_a_year() -> None:
    months = {moment.strftime("%Y-%m") for moment in (article.published.at(NOW) for article in articles("en").values())}
    assert len(months) >= 10
    assert NOW - min(article.published.at(NOW) for article in NEWSPAPER.articles) > timedelta(days=395)


def test_no_piece_lies_in_the_future_whenever_it_is_loaded() -> None:
    for hour in range(24):
        now = NOW.replace(hour=hour)
        moments = [article.published.at(now) for article in NEWSPAPER.articles]
        assert max(moments) <= now


def test_what_happens_to_an_article_happens_after_its_publication() -> None:
    for article in NEWSPAPER.articles:
        later = [note.time for note in article.corrections] + ([article.withdrawn.time] if article.withdrawn else [])
        assert all(moment.at(NOW) > article.published.at(NOW) for moment in later), article.file


def test_every_kind_of_article_note_page_and_block_is_used() -> None:
    assert {article.kind for article in NEWSPAPER.articles} == set(get_args(ArticleKind))
    assert {note.kind for article in NEWSPAPER.articles for note in article.corrections} == set(get_args(CorrectionKind))
    for language in ("en", "ru"):
        assert {page.role for page in NEWSPAPER.pages if page.language == language} == set(get_args(PageRole)) - {"other"}
    assert {block["type"] for article in NEWSPAPER.articles for block in article.body} == set(FORMS)


def test_bylines_are_of_every_sort() -> None:
    counts = Counter(min(2, len(article.bylines)) for article in articles("en").values())
    assert all(counts[number] for number in (0, 1, 2))
    assert [article.key for article in NEWSPAPER.articles if article.withdrawn] == ["governor-of-halmy-to-resign"]
    assert len([article for article in articles("en").values() if article.kind == "opinion"]) == 2


def test_every_block_is_in_form() -> None:
    for piece in (*NEWSPAPER.articles, *NEWSPAPER.pages):
        for block in piece.body:
            check_block(block)


def test_two_articles_are_long_reads_and_the_others_are_not() -> None:
    lengths = {key: words(article) for key, article in articles("en").items()}
    assert {key for key, length in lengths.items() if 1200 <= length <= 1600} == set(LONG_READS)
    assert all(100 <= length <= 720 for key, length in lengths.items() if key not in LONG_READS)


def test_every_text_leaves_room_on_a_page_of_ten_kilobytes() -> None:
    for piece in NEWSPAPER.articles:
        body = "".join(f"<p>{text}</p>" for text in all_texts(piece)).encode()
        assert len(brotli.compress(body, quality=5)) <= 5000, piece.file


def test_no_two_pieces_share_a_sentence() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for piece in (*NEWSPAPER.articles, *NEWSPAPER.pages):
        for sentence in (part for text in all_texts(piece) for part in re.split(r"(?<=[.!?…؟])\s+", text)):
            if len(sentence.split()) >= 3:
                places[sentence].add(piece.file)
    assert [sentence for sentence, files in places.items() if len(files) > 1] == []


_DATED = re.compile(
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|понедельник|вторник|сред[ау]|четверг|пятниц|суббот|воскресень|январ|феврал|апрел|июн|июл|август|сентябр|октябр|ноябр|декабр)",
    re.IGNORECASE,
)


def test_no_text_names_a_day_that_the_calendar_could_contradict() -> None:
    found = [(piece.file, _DATED.findall(" ".join(all_texts(piece)))) for piece in (*NEWSPAPER.articles, *NEWSPAPER.pages)]
    assert [place for place in found if place[1]] == []


def test_quotation_marks_and_dashes_are_typographic() -> None:
    for piece in (*NEWSPAPER.articles, *NEWSPAPER.pages):
        text = " ".join(all_texts(piece))
        assert not re.search(r"[\"']| - |--|\.\.\.", text), piece.file
        assert piece.language == "en" or not re.search("[“‘]", text), piece.file


def test_the_accents_can_be_read_on_light_and_on_dark() -> None:
    assert _contrast(NEWSPAPER.site.accent, "#ffffff") >= 4.5
    assert _contrast(NEWSPAPER.site.accent_dark, "#111111") >= 4.5


def _contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))

    low, high = sorted((light(one), light(two)))
    return (high + 0.05) / (low + 0.05)


def test_every_picture_and_caption_is_used_and_has_words() -> None:
    shown = {article.lead.picture for article in NEWSPAPER.articles if article.lead}
    shown |= {block["photo"] for piece in (*NEWSPAPER.articles, *NEWSPAPER.pages) for block in piece.body if block["type"] == "photo"}
    shown |= {person.portrait.picture for person in NEWSPAPER.people if person.portrait}
    assert shown == {picture.key for picture in NEWSPAPER.pictures}
    figures = [figure for picture in NEWSPAPER.pictures for figure in picture.figures.values()]
    assert all(len(figure.alt) >= 30 for figure in figures)


def test_each_language_opens_with_articles_in_the_editors_order() -> None:
    assert {language.code: len(language.front) for language in NEWSPAPER.site.languages} == {"en": 8, "ru": 8, "fa": 4}
    assert all(len(set(language.front)) == len(language.front) for language in NEWSPAPER.site.languages)
