"""A full build equals the incremental one, byte for byte, whatever was published, changed, withdrawn and renamed before."""

import shutil
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.edition import (
    AS_OF,
    appeal,
    article,
    country_rule,
    giving,
    giving_method,
    giving_words,
    letter,
    letter_item,
    newspaper,
    person,
    raised,
    section,
    site,
    tombstone,
    topic,
)
from press.conftest import files_of, folder_of
from tamizdat.edition.asking import settle_words
from tamizdat.edition.catalogue import list_keys
from tamizdat.edition.doors import settle
from tamizdat.edition.records import Appeal, Article, Letter, Record, Tombstone

LETTERS = st.sampled_from([f"letter-{number}" for number in range(1, 5)])
IDS = st.sampled_from([f"article-{number}" for number in range(1, 7)])
SECTIONS = ("section-politics", "section-culture", None)
TOPICS = ("topic-ports", "topic-law", "topic-fish")
PERSONS = ("person-mara", "person-ilya")


class Newsroom:
    """Freezes records as the newsroom does: changes grow, paths rest, former lists are carried over."""

    def __init__(self):
        self.known: dict[str, Record] = {}
        self.change = 1

    def freeze(self, record: Record) -> Record:
        self.known[record.id] = record
        return record

    def _next(self) -> dict:
        self.change += 1
        return {"change": self.change, "frozen": f"2026-11-20T10:{self.change // 60:02}:{self.change % 60:02}Z"}

    def publish(self, record_id, headline, section_id, topics, persons, month, related) -> Record:
        old = self.known.get(record_id)
        published = getattr(old, "first_published", "") or f"2026-{month:02}-05T06:00:00Z"
        carried = {"former": self._former(old)} if old else {}
        made = article(
            id=record_id,
            headline=headline,
            section=section_id,
            topics=tuple(topics),
            bylines=tuple(persons),
            first_published=published,
            translation_key="key-shared" if record_id == "article-3" else f"key-{record_id}",
            language="ru" if record_id == "article-3" else "en",
            related=tuple(related),
            lead=None,
            card=None,
            **carried,
            **self._next(),
        )
        return self.freeze(made)

    def retract(self, record_id, kind) -> Record | None:
        old = self.known.get(record_id)
        if not isinstance(old, Article):
            return None
        stone = tombstone(
            id=record_id,
            kind=kind,
            language=old.language,
            path=old.path,
            first_published=old.first_published,
            sequence=old.sequence,
            lists=list_keys(old),
            former=old.former,
            **self._next(),
        )
        return self.freeze(stone)

    def send(self, record_id, subject, kind, year, items) -> Record:
        old = self.known.get(record_id)
        first = getattr(old, "published", "") or getattr(old, "first_published", "") or f"{year}-01-02T09:00:00Z"
        made = letter(
            id=record_id,
            subject=subject,
            letter=kind,
            published=first,
            sequence=old.sequence if old else self.change,
            language="ru" if record_id == "letter-4" else "en",
            translation_key="key-twins" if record_id in ("letter-3", "letter-4") else f"key-{record_id}",
            slug="the-week" if record_id in ("letter-1", "letter-2") else record_id,
            items=tuple(letter_item(article=name, form=form) for name, form in items),
            **self._next(),
        )
        return self.freeze(made)

    def recall(self, record_id, kind) -> Record | None:
        old = self.known.get(record_id)
        if not isinstance(old, Letter):
            return None
        stone = tombstone(
            id=record_id,
            of="letter",
            kind=kind,
            language=old.language,
            path=old.path,
            first_published=old.published,
            sequence=old.sequence,
            lists=(),
            **self._next(),
        )
        return self.freeze(stone)

    def set_terms(self, ask, country, methods) -> Record:
        terms = giving(
            words=(giving_words(ask_text=ask), giving_words(language="ru", ask_text=ask)),
            countries=(country_rule(country=country),),
            methods=(giving_method(),) * methods,
            **self._next(),
        )
        return self.freeze(settle_words(self.known.get("giving"), terms))

    def appeal(self, record_id, title, rank) -> Record:
        shared = {"language": "ru" if record_id == "appeal-2" else "en", "translation_key": "key-appeal"}
        made = appeal(id=record_id, rank=rank, **shared, **self._next())
        return self.freeze(replace(made, variants=(replace(made.variants[0], title=title),)))

    def stop_appeal(self, record_id) -> Record | None:
        old = self.known.get(record_id)
        if not isinstance(old, Appeal):
            return None
        about = {"of": "appeal", "kind": "unpublished", "language": old.language, "path": "", "lists": ()}
        return self.freeze(tombstone(id=record_id, **about, **self._next()))

    def raise_money(self, amount) -> Record:
        return self.freeze(raised(amount=amount, **self._next()))

    def rename(self, name) -> Record:
        return self.freeze(person(name=name, **self._next()))

    def change_section(self, name, slug) -> Record:
        return self.freeze(section(name=name, slug=slug, **self._next()))

    def change_site(self, base) -> Record:
        return self._settle(site(languages=newspaper()[0].languages, canonical_base=base, **self._next()))

    def open_door(self, gate) -> Record:
        return self._settle(replace(self.known["site"], gates=(gate,), mirrors=(gate,), **self._next()))

    def _settle(self, changed) -> Record:
        return self.freeze(settle(self.known["site"], changed))

    def _former(self, old: Record) -> tuple[str, ...]:
        lists = list_keys(old) if isinstance(old, Article) else old.lists if isinstance(old, Tombstone) else ()
        return tuple(dict.fromkeys([*old.former, *lists]))


HEADLINES = st.sampled_from(["Tide", "Ebb", "Storm", "Calm", "Fog"])
STEPS = st.one_of(
    st.tuples(
        st.just("publish"),
        IDS,
        HEADLINES,
        st.sampled_from(SECTIONS),
        st.lists(st.sampled_from(TOPICS), unique=True),
        st.lists(st.sampled_from(PERSONS), unique=True),
        st.integers(8, 11),
        st.lists(IDS, unique=True, max_size=2),
    ),
    st.tuples(st.just("retract"), IDS, st.sampled_from(["withdrawn", "unpublished"])),
    st.tuples(
        st.just("send"),
        LETTERS,
        HEADLINES,
        st.sampled_from(["weekly", "alerts"]),
        st.integers(2024, 2026),
        st.lists(st.tuples(IDS, st.sampled_from(["teaser", "full"])), max_size=3, unique_by=lambda item: item[0]),
    ),
    st.tuples(st.just("recall"), LETTERS, st.sampled_from(["withdrawn", "unpublished"])),
    st.tuples(
        st.just("set_terms"),
        st.sampled_from(["", "Please give.", "Give today."]),
        st.sampled_from(["BY", "RU"]),
        st.sampled_from([0, 1, 1, 1]),
    ),
    st.tuples(st.just("appeal"), st.sampled_from(["appeal-1", "appeal-2", "appeal-3"]), HEADLINES, st.integers(1, 2)),
    st.tuples(st.just("stop_appeal"), st.sampled_from(["appeal-1", "appeal-2"])),
    st.tuples(st.just("raise_money"), st.integers(0, 3)),
    st.tuples(st.just("rename"), HEADLINES),
    st.tuples(st.just("change_section"), HEADLINES, st.sampled_from(["politics", "power"])),
    st.tuples(st.just("open_door"), st.sampled_from(["https://one.example", "https://two.example"])),
    st.tuples(st.just("change_site"), st.sampled_from(["https://one.example", "https://two.example/paper"])),
)


def beginning() -> list[Record]:
    extra = [
        section(id="section-culture", name="Culture"),
        topic(id="topic-law"),
        topic(id="topic-fish"),
        person(id="person-ilya", name="Ilya"),
    ]
    return [record for record in newspaper(*extra) if not isinstance(record, Article | Tombstone)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(STEPS, min_size=1, max_size=3), min_size=1, max_size=5))
def test_any_history_ends_in_the_edition_that_a_full_build_makes(press, folder, batches):
    for name in ("step", "whole"):
        shutil.rmtree(folder / name, ignore_errors=True)
    newsroom, step_by_step = Newsroom(), press("step")
    step_by_step.take([newsroom.freeze(record) for record in beginning()])
    for number, batch in enumerate(batches):
        records = [getattr(newsroom, name)(*about) for name, *about in batch]
        step_by_step.take(record for record in records if record)
        step_by_step.build(as_of=AS_OF)
        if number % 2:  # the press may be too busy to settle
            step_by_step.settle()
    at_once = press("whole")
    at_once.take(newsroom.known.values())
    at_once.build(as_of=AS_OF, full=True)

    assert files_of(step_by_step) == files_of(at_once)
    assert folder_of(step_by_step) == folder_of(at_once)


def test_the_order_in_which_records_arrive_does_not_matter(press):
    forwards, backwards = press("forwards"), press("backwards")
    forwards.take(newspaper())
    backwards.take(reversed(newspaper()))
    for builder in (forwards, backwards):
        builder.build(as_of=AS_OF)

    assert files_of(forwards) == files_of(backwards)


def test_several_processes_make_what_one_makes(press, monkeypatch):
    monkeypatch.setattr("tamizdat.press.render.PARALLEL_FROM", 2)
    alone, together = press("alone"), press("together", processes=2)
    for builder in (alone, together):
        builder.take(newspaper())
        builder.build(as_of=AS_OF)

    assert files_of(alone) == files_of(together)


def test_an_older_change_never_replaces_a_newer_one(press):
    builder = press()
    builder.take([*newspaper(), article(id="article-5", change=9, headline="Second thought", lead=None)])
    builder.take([article(id="article-5", change=8, headline="First thought", lead=None)])
    builder.build(as_of=AS_OF)

    assert b"Second thought" in folder_of(builder)["en/2026/11/article-5.html"]


@pytest.mark.parametrize("again", [False, True])
def test_building_without_changes_writes_no_page(press, again):
    builder = press()
    builder.take(newspaper())
    builder.build(as_of=AS_OF)
    report = builder.build(as_of=AS_OF, full=again)

    assert report.pages_written == 0
