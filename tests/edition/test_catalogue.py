"""The catalogue: the same whatever came first, nothing replaced by what is older, and places that are kept."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories.edition import article, correction, figure, newspaper, page, person, photo, redirect, section, site, tombstone
from tamizdat.edition.canonical import digest
from tamizdat.edition.catalogue import Catalogue, list_keys, period_of, photos_of, teaser_of
from tamizdat.edition.records import Record
from tamizdat.edition.schema import encode

KEYS = (
    "site",
    "lang:en",
    "lang:ru",
    "section:section-politics",
    "section:s2",
    "topic:topic-ports",
    "story:story-strait",
    "person:person-mara",
)


def answers(catalogue: Catalogue) -> dict[str, object]:
    """Everything that a view or the plan can learn from a catalogue."""
    found: dict[str, object] = {"ids": catalogue.ids(), "keys": catalogue.list_keys(), "last": catalogue.last_change}
    for key in KEYS:
        periods = catalogue.periods(key)
        found[key] = [
            periods,
            [catalogue.members(key, period) for period in periods],
            [catalogue.part(key, period, 1, 2) for period in periods],
            [catalogue.newest(key, count) for count in (1, 3, 100)],
            catalogue.since(key, "2026-11-10T00:00:00Z", 50),
            catalogue.live_count(key),
            catalogue.changed(key),
        ]
    for record_id in catalogue.ids():
        entry = catalogue.entry(record_id)
        about = catalogue.sharing_media(entry), catalogue.redirects_to(record_id), catalogue.photo_is_shown(record_id)
        found[record_id] = [entry, catalogue.digest_of(record_id), *about, catalogue.claimants(getattr(entry, "path", ""))]
        found[f"{record_id} at"] = catalogue.standing_at(getattr(entry, "path", ""))
        found[f"{record_id} twins"] = catalogue.twins(getattr(entry, "translation_key", ""))
    found["corrected"] = [catalogue.corrected(language) for language in ("en", "ru")]
    return found


@st.composite
def histories(draw) -> list[Record]:
    """Versions of a few articles, photos and pages, each record with a change of its own."""
    records: list[Record] = []
    for change in range(1, draw(st.integers(2, 14))):
        number = draw(st.integers(1, 4))
        day = f"2026-{9 + number % 3:02}-{number:02}T06:00:00Z"
        common = {"id": f"a{number}", "change": change, "first_published": day, "sequence": number}
        lists = {"section": draw(st.sampled_from([None, "section-politics", "s2"])), "story": draw(st.sampled_from([None, "story-strait"]))}
        kept = {"former": ("section:section-politics", "section:s2", "story:story-strait")}
        made = article(
            **common,
            **lists,
            **kept,
            translation_key=draw(st.sampled_from(["k", f"k{number}"])),
            slug=draw(st.sampled_from(["same", f"a{number}"])),
        )
        stone = tombstone(**common, **kept, path=made.path, kind=draw(st.sampled_from(["withdrawn", "unpublished"])), lists=list_keys(made))
        other = draw(
            st.sampled_from(
                [photo(id="p1", change=change), page(id="page-1", change=change), redirect(id="r1", change=change, target="a1")]
            )
        )
        records.append(draw(st.sampled_from([made, made, replace(made, corrections=(correction(),)), stone, other])))
    return records


def newest_of_each(records: list[Record]) -> list[Record]:
    return list({record.id: record for record in sorted(records, key=lambda record: record.change)}.values())


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_the_order_of_arrival_does_not_matter(records, data):
    settled = newest_of_each([*newspaper(), *records])
    shuffled = data.draw(st.permutations(settled))
    assert answers(Catalogue(shuffled)) == answers(Catalogue(settled))


@settings(max_examples=150, deadline=None)
@given(histories())
def test_a_history_ends_where_its_last_records_alone_would_begin(records):
    assert answers(Catalogue(records)) == answers(Catalogue(newest_of_each(records)))


@given(histories(), st.data())
def test_what_is_older_never_replaces_what_is_newer(records, data):
    catalogue = Catalogue(records)
    before = answers(catalogue)
    for record in data.draw(st.permutations(records)):
        assert not catalogue.put(record)
    assert answers(catalogue) == before


@given(histories())
def test_a_teaser_says_what_its_article_said(records):
    """The press keeps teasers and fills the catalogue from these after a start."""
    live = {record.id: record for record in newest_of_each(records)}
    teasers = [teaser_of(record) if hasattr(record, "body") and hasattr(record, "headline") else record for record in live.values()]
    assert answers(Catalogue(teasers)) == answers(Catalogue(live.values()))


@given(histories(), st.integers(1, 4))
def test_a_draft_laid_over_is_gone_without_a_trace(records, number):
    catalogue = Catalogue(newest_of_each([*newspaper(), *records]))
    before = answers(catalogue)
    draft = article(id=f"a{number}", change=500, section="s2", first_published="2026-07-01T06:00:00Z", translation_key="k")
    undo = catalogue.lay_over(draft)
    assert catalogue.teaser(draft.id).section == "s2"
    catalogue.put_back(draft.id, *undo)
    after = answers(catalogue)
    changes = ("last", *KEYS, "keys")
    assert {name: value for name, value in after.items() if name not in changes} == {n: v for n, v in before.items() if n not in changes}
    for key in KEYS:
        assert after[key][:2] == before[key][:2]
        assert after[key][3:6] == before[key][3:6]


def test_tombstones_keep_their_place_in_every_list():
    gone = tombstone(
        id="article-1",
        path="en/2026/11/article-1.html",
        first_published="2026-11-18T06:00:00Z",
        sequence=1,
        change=9,
        lists=KEYS[1:2] + KEYS[3:4],
    )
    with_it, without = Catalogue(newspaper()), Catalogue(newspaper(gone))
    for key in ("lang:en", "section:section-politics"):
        assert [member and member.id for member in with_it.members(key, "2026-11")] == [None, "article-1"]
        assert without.members(key, "2026-11") == [None, None]
        assert without.periods(key) == ["2026-10"]
    assert without.get("article-1") is without.teaser("article-1") is None
    assert without.tombstone("article-1") == gone
    assert without.entry("article-1") == gone


def test_an_article_that_changes_its_section_leaves_the_old_list_and_is_remembered_there():
    moved = article(id="article-1", change=9, version=2, section="s2", former=("section:section-politics",))
    catalogue = Catalogue([*newspaper(), moved])
    assert [teaser.id for teaser in catalogue.newest("section:s2", 9)] == ["article-1"]
    assert [teaser.id for teaser in catalogue.newest("section:section-politics", 9)] == ["article-2"]
    assert catalogue.changed("section:section-politics")[0] == 9


def test_newest_looks_across_periods_and_since_stops_at_its_time():
    catalogue = Catalogue(
        [article(id=f"a{month}", sequence=month, first_published=f"2026-{month:02}-05T06:00:00Z") for month in range(1, 10)]
    )
    assert [teaser.id for teaser in catalogue.newest("lang:en", 3)] == ["a9", "a8", "a7"]
    assert [teaser.id for teaser in catalogue.since("lang:en", "2026-08-05T06:00:00Z", 9)] == ["a9", "a8"]
    assert [teaser.id for teaser in catalogue.since("lang:en", "2026-01-01T00:00:00Z", 2)] == ["a9", "a8"]


@pytest.mark.parametrize(
    ("key", "period"),
    [("site", "2026"), ("lang:en", "2026-11"), ("section:x", "2026-11"), ("topic:x", "2026"), ("person:x", "2026"), ("story:x", "all")],
)
def test_lists_are_cut_into_months_years_or_not_at_all(key, period):
    assert period_of(key, teaser_of(article())) == period_of(key, tombstone()) == period


def test_a_path_belongs_to_pages_before_withdrawals_before_redirects_then_to_the_newest():
    path = "en/2026/11/article-1.html"
    wanting = [
        redirect(id="r", old_path=path, change=90),
        tombstone(id="t", path=path, change=80),
        article(id="b", slug="article-1", change=3),
        article(id="c", slug="article-1", change=4),
    ]
    for count, owner in ((4, "c"), (3, "b"), (2, "t"), (1, "r")):
        assert Catalogue(wanting[:count]).standing_at(path) == owner
        assert Catalogue(reversed(wanting[:count])).standing_at(path) == owner
    assert Catalogue().standing_at(path) is None


def test_twins_are_the_live_ones_and_one_a_language():
    pair = [article(id="en", translation_key="k"), article(id="ru", language="ru", translation_key="k")]
    assert Catalogue(pair).twins("k") == {"en": "en", "ru": "ru"}
    assert Catalogue([*pair, article(id="aa", translation_key="k")]).twins("k") == {"en": "aa", "ru": "ru"}
    assert Catalogue([*pair, tombstone(id="ru", language="ru", path="ru/2026/11/ru.html", change=2)]).twins("k") == {"en": "en"}
    assert Catalogue(pair).twins("other") == {}


def test_corrections_and_withdrawals_are_listed_by_language_until_they_are_no_more():
    catalogue = Catalogue(newspaper())
    assert [entry.id for entry in catalogue.corrected("en")] == ["article-1", "article-9"]
    assert catalogue.corrected("ru") == []
    catalogue.put(article(id="article-1", change=5, version=3))
    catalogue.put(tombstone(kind="unpublished", change=6))
    assert catalogue.corrected("en") == []


def test_photos_are_shown_as_long_as_anything_shows_them():
    catalogue = Catalogue([photo(), article(lead=None), site(), person(portrait=None)])
    assert not catalogue.photo_is_shown("photo-harbour")
    for shown, bare in (
        (article(change=3), article(change=4, lead=None)),
        (person(change=5, portrait=figure()), person(change=6)),
        (site(change=7, logo="photo-harbour"), site(change=8)),
    ):
        catalogue.put(shown)
        assert catalogue.photo_is_shown("photo-harbour")
        catalogue.put(bare)
        assert not catalogue.photo_is_shown("photo-harbour")


def test_photos_in_a_body_count_once_each():
    body = ({"type": "photo", "photo": name, "alt": "", "caption": "", "credit": ""} for name in ("p2", "p1", "p2"))
    assert photos_of(article(body=tuple(body), lead=figure(photo="p3"))) == (
        *photos_of(teaser_of(article(lead=figure(photo="p3"))))[:1],
        "p2",
        "p1",
    )


def test_digests_name_whole_records():
    catalogue = Catalogue(newspaper())
    assert catalogue.digest_of("article-1") == digest(encode(newspaper()[7]))
    assert catalogue.digest_of("nobody") == ""
    assert catalogue.digest_of("article-9") == digest(encode(tombstone()))


def test_kinds_are_told_apart():
    catalogue = Catalogue(newspaper(section(id="section-gone", change=1)))
    catalogue.put(tombstone(id="section-gone", of="section", path="", lists=(), first_published="", change=2, kind="unpublished"))
    assert [entry.id for entry in catalogue.of_kind(type(section()))] == ["section-politics"]
    assert [teaser.id for teaser in catalogue.articles()] == ["article-1", "article-1-ru", "article-2"]
    assert catalogue.languages() == ["en", "ru"]


def test_a_catalogue_without_a_site_says_so():
    with pytest.raises(KeyError):
        _ = Catalogue().site
