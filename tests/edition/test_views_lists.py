"""Lists of articles: what their first pages show, how periods hang together, how a story is told."""

import re

from factories.edition import article, newspaper, person, tombstone
from factories.pages import Parsed, page_at, pages
from tamizdat.edition.plan import HEADLINES_PER_PART, TEASERS_PER_PART
from tamizdat.edition.views.lists import NEWEST


def numbered(first: int, last: int, month: str = "2026-05", **changes):
    return [
        article(
            id=f"piece-{n}",
            headline=f"Piece {n}",
            sequence=n,
            first_published=f"{month}-{1 + n // 24:02}T{n % 24:02}:00:00Z",
            **changes,
        )
        for n in range(first, last + 1)
    ]


def headlines(page: Parsed) -> list[str]:
    return [one.text for one in page.inside("main") if one.attributes.get("class") == "h"]


def onwards(page: Parsed) -> dict[str, tuple[str, str]]:
    return {one.attributes["rel"]: (one.text, one.attributes["href"]) for one in page.inside(".onwards")}


def test_a_section_shows_its_description_and_its_newest():
    page = page_at("en/section/politics.html", *numbered(1, 30))
    assert page.one("h1").text == "Politics"
    assert "Power, and who holds it." in page.main
    assert len(headlines(page)) == NEWEST
    assert headlines(page)[:3] == ["Harbour closed as talks over the strait stall", "Who owns the sea?", "Piece 30"]


def test_the_current_section_is_marked_in_the_navigation():
    assert [one.text for one in page_at("en/section/politics.html").all("a", **{"aria-current": "page"})] == ["Politics"]
    assert page_at("en/index.html").all("a", **{"aria-current": "page"}) == []


def test_a_list_names_its_periods_newest_first():
    page = page_at("en/section/politics.html", *numbered(1, 3))
    links = [(one.text, one.attributes["href"]) for one in page.inside(".periods") if one.name == "a"]
    assert links == [
        ("November 2026", "politics/2026-11.html"),
        ("October 2026", "politics/2026-10.html"),
        ("May 2026", "politics/2026-05.html"),
    ]


def test_a_period_is_cut_from_its_oldest_and_shown_from_its_newest():
    records = numbered(1, TEASERS_PER_PART + 3)
    first = page_at("en/section/politics/2026-05.html", *records)
    second = page_at("en/section/politics/2026-05-2.html", *records)
    assert headlines(first) == [f"Piece {n}" for n in range(TEASERS_PER_PART, 0, -1)]
    assert headlines(second) == ["Piece 28", "Piece 27", "Piece 26"]
    assert second.one("h1").text == "May 2026 (2)"


def test_parts_and_periods_lead_to_one_another():
    records = numbered(1, TEASERS_PER_PART + 3)
    first = onwards(page_at("en/section/politics/2026-05.html", *records))
    second = onwards(page_at("en/section/politics/2026-05-2.html", *records))
    assert first == {"next": ("Newer: May 2026 (2)", "2026-05-2.html")}
    assert second["prev"] == ("Older: May 2026", "2026-05.html")
    assert second["next"] == ("Newer: October 2026", "2026-10.html")


def test_an_old_period_stays_as_it_is_when_something_new_is_published():
    before = pages(newspaper(*numbered(1, 60)))
    new = article(id="piece-new", sequence=999, change=7, first_published="2026-11-21T06:00:00Z")
    after = pages(newspaper(*numbered(1, 60), new))
    changed = {path for path in before if re.search(r"/20\d\d(-\d\d)?(-\d+)?\.html$", path) and before[path] != after[path]}
    assert changed == {
        "en/archive/2026-11.html",
        "en/person/mara/2026-3.html",
        "en/section/politics/2026-11.html",
        "en/topic/ports/2026-3.html",
    }


def test_a_tombstone_keeps_its_place():
    gone = tombstone(
        id="piece-2", change=5, lists=("lang:en", "section:section-politics"), sequence=2, first_published="2026-05-01T02:00:00Z"
    )
    records = [record for record in numbered(1, TEASERS_PER_PART + 1) if record.id != "piece-2"]
    stone_path = {"path": "en/2026/05/piece-2.html"}
    made = pages(newspaper(*records, tombstone(**{f: getattr(gone, f) for f in gone.__slots__} | stone_path)))
    assert headlines(Parsed(made["en/section/politics/2026-05-2.html"])) == [f"Piece {TEASERS_PER_PART + 1}"]
    assert len(headlines(Parsed(made["en/section/politics/2026-05.html"]))) == TEASERS_PER_PART - 1


def test_a_story_is_told_from_the_oldest_to_the_newest_with_its_dates():
    page = page_at("en/story/strait.html")
    items = [one for one in page.all("li") if "id" in one.attributes]
    assert [one.attributes["id"] for one in items] == ["article-2", "article-1"]
    assert [one.text for one in page.inside(".line") if one.name == "time"] == ["30 October 2026", "18 November 2026"]
    assert "2 articles" in page.main
    assert "From the beginning" not in page.main


def test_a_long_story_shows_its_newest_and_the_way_to_its_beginning():
    records = numbered(1, TEASERS_PER_PART + 5)
    page = page_at("en/story/strait.html", *records)
    assert headlines(page)[0] == "Piece 8"
    assert headlines(page)[-1] == "Harbour closed as talks over the strait stall"
    (link,) = [one for one in page.all("a") if one.text == "From the beginning"]
    beginning = page_at(f"en/story/{link.attributes['href']}", *records)
    assert headlines(beginning)[:2] == ["Piece 1", "Piece 2"]


def test_a_persons_page_says_who_they_are():
    page = page_at("en/person/mara.html")
    assert page.one("h1").text == "Mara Lind"
    assert "Political correspondent" in page.main
    assert "Mara Lind has covered the strait since 2019. She writes from abroad." in page.main
    assert "pseudonym" not in page.main


def test_a_pseudonym_is_called_one():
    assert "This name is a pseudonym." in page_at("en/person/mara.html", person(pseudonym=True)).main


def test_the_archive_names_the_months_by_year():
    old = numbered(1, 1, month="2019-03")
    page = page_at("en/archive.html", *old)
    assert [one.text for one in page.all("h2")] == ["2026", "2019"]
    links = [(one.text, one.attributes["href"]) for one in page.inside(".periods") if one.name == "a"]
    assert links == [
        ("November 2026", "archive/2026-11.html"),
        ("October 2026", "archive/2026-10.html"),
        ("March 2019", "archive/2019-03.html"),
    ]


def test_a_month_of_the_archive_lists_headlines_by_day():
    page = page_at("en/archive/2026-05.html", *numbered(1, 30))
    assert [one.text for one in page.all("h2")] == ["2 May 2026", "1 May 2026"]
    assert len([one for one in page.inside(".rows") if one.name == "a"]) == 30


def test_a_full_month_goes_on_in_a_second_part():
    records = numbered(1, HEADLINES_PER_PART + 2)
    page = page_at("en/archive/2026-05-2.html", *records)
    assert page.one("h1").text == "May 2026 (2)"
    assert [one.text for one in page.inside(".rows") if one.name == "a"] == ["Piece 102", "Piece 101"]


def test_lists_offer_their_own_feeds():
    page = page_at("en/topic/ports.html")
    assert [one.attributes["href"] for one in page.inside(".feeds") if one.name == "a"] == [
        "ports.rss.xml",
        "ports.atom.xml",
        "ports.feed.json",
    ]
