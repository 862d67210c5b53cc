"""The front: the editor's choice leads, nothing stands twice, opinion is set apart."""

from collections import Counter

from factories.edition import RUSSIAN, article, front, language, newspaper, photo, section, site, tombstone
from factories.pages import Parsed, page_at, pages

FRONT = "en/index.html"


def numbered(count: int, **changes):
    """Articles from the oldest to the newest, one a day."""
    return [
        article(
            id=f"piece-{n}",
            headline=f"Piece {n}",
            sequence=n,
            first_published=f"2026-09-{n:02}T06:00:00Z",
            **{"story": None} | changes,
        )
        for n in range(1, count + 1)
    ]


def front_of(*records) -> Parsed:
    kept = [site(languages=(language(footer=()),)), section(), *records]
    return Parsed(pages(kept)[FRONT])


def headlines(page: Parsed, part: str = "main") -> list[str]:
    return [one.text for one in page.inside(part) if one.attributes.get("class") == "h"]


def test_the_editors_choice_leads_in_its_order():
    page = front_of(*numbered(9), front(articles=("piece-3", "piece-1")))
    assert headlines(page, ".lead") == ["Piece 3"]
    assert headlines(page, ".beside") == ["Piece 1", "Piece 9", "Piece 8", "Piece 7"]


def test_without_a_choice_the_newest_leads():
    page = front_of(*numbered(3))
    assert headlines(page, ".lead") == ["Piece 3"]


def test_a_choice_that_has_gone_is_passed_over():
    gone = tombstone(id="piece-3", path="en/2026/09/piece-3.html", change=2, kind="unpublished", note="")
    page = front_of(*numbered(4), gone, front(articles=("piece-3", "piece-9", "piece-1")))
    assert headlines(page, ".lead") == ["Piece 1"]


def test_nothing_stands_twice_but_in_the_story_box():
    page = front_of(*numbered(27))
    shown = Counter(headlines(page))
    assert shown.most_common(1)[0][1] == 1
    assert len(shown) > 10


def test_a_choice_on_a_small_front_does_not_stand_twice_either():
    page = front_of(*numbered(3), front(articles=("piece-3", "piece-1")))
    assert headlines(page) == ["Piece 3", "Piece 1", "Piece 2"]


def test_opinion_does_not_lead_by_itself_and_stands_apart_with_its_author():
    opinions = [
        article(
            id=f"view-{n}",
            headline=f"View {n}",
            kind="opinion",
            sequence=50 + n,
            first_published=f"2026-10-0{n}T06:00:00Z",
            story=None,
        )
        for n in (1, 2)
    ]
    page = page_at(FRONT, *numbered(6), *opinions, front(articles=()), section())
    assert "View 2" in headlines(page, ".opinion")
    assert "View 2" not in headlines(page, ".beside") + headlines(page, ".lead")
    assert "Mara Lind" in next(one.text for one in page.all("section", class_="opinion"))


def test_an_editor_may_lead_with_opinion():
    view = article(id="view", headline="View", kind="opinion", story=None)
    page = front_of(*numbered(3), view, front(articles=("view",)))
    assert headlines(page, ".lead") == ["View"]


def test_the_story_of_the_lead_has_its_box_oldest_to_newest():
    page = page_at(FRONT)
    (box,) = page.all("section", class_="running")
    assert "The strait dispute" in box.text
    assert headlines(page, ".running") == ["Who owns the sea?", "Harbour closed as talks over the strait stall"]


def test_each_section_of_the_navigation_shows_what_the_top_has_not():
    page = front_of(*numbered(20))
    assert headlines(page, ".block") == ["Piece 11", "Piece 10", "Piece 9", "Piece 8"]


def test_the_root_shows_the_default_languages_front_and_points_to_it():
    made = pages(newspaper())
    root = Parsed(made["index.html"])
    assert root.one("link", rel="canonical").attributes["href"] == "https://farshore.example/en/"
    assert root.main == Parsed(made[FRONT]).main
    assert {one.attributes["href"] for one in root.all("link", rel="alternate") if "type" in one.attributes} == {
        "index.rss.xml",
        "index.atom.xml",
        "index.feed.json",
    }


def test_name_motto_date_and_other_languages_stand_in_the_masthead():
    page = page_at(FRONT)
    head = " ".join(page.one("header", class_="mast").text.split())
    assert head.startswith("Thursday, 19 November 2026 Русский The Far Shore Read at home all the same Politics")


def test_the_date_of_the_front_is_that_of_its_newest_change_not_of_a_clock():
    page = front_of(*numbered(3))
    assert "Thursday, 3 September 2026" in page.one("header", class_="mast").text


def test_a_newspaper_without_articles_says_so():
    page = Parsed(pages([site(languages=(language(navigation=(), footer=()), RUSSIAN))])["ru/index.html"])
    assert page.main == "Здесь ещё ничего не опубликовано."


def test_the_lead_picture_is_not_put_off_and_the_others_are():
    page = front_of(*numbered(6), photo())
    images = page.all("img")
    assert "loading" not in images[0].attributes
    assert {one.attributes["loading"] for one in images[1:]} == {"lazy"}


def test_pictures_beside_headlines_are_ornaments():
    page = front_of(*numbered(6), photo())
    links = [one for one in page.all("a") if one.attributes.get("class") == "pic"]
    assert {one.attributes["alt"] for one in page.all("img")} == {""}
    assert all(one.attributes["aria-hidden"] == "true" and one.attributes["tabindex"] == "-1" for one in links)
