"""The article's page: what it says of an article, and what it leaves out once that has gone."""

import pytest

from factories.edition import (
    FROZEN,
    article,
    attribution,
    correction,
    every_block,
    figure,
    newspaper,
    paragraph,
    person,
    photo,
    rendition,
    section,
    tombstone,
)
from factories.pages import Parsed, page_at, pages
from tamizdat.edition.blocks import FORMS

PATH = "en/2026/11/article-1.html"


def shown(**changes) -> Parsed:
    return page_at(PATH, article(**changes))


def test_headline_standfirst_byline_and_dateline_are_there():
    page = shown()
    assert page.one("h1").text == "Harbour closed as talks over the strait stall"
    assert page.one("p", class_="stand").text.startswith("The ferries stopped")
    assert page.one("a", rel="author").attributes["href"] == "../../person/mara.html"
    assert page.one("span", class_="dl").text == "Lower Veldt"


def test_several_bylines_keep_their_order():
    other = person(id="person-ilya", name="Ilya Varga")
    page = page_at(PATH, article(bylines=("person-ilya", "person-mara")), other)
    assert [link.text for link in page.all("a", rel="author")] == ["Ilya Varga", "Mara Lind"]


def test_an_article_without_byline_names_nobody():
    assert shown(bylines=()).all("a", rel="author") == []


def test_a_byline_that_has_left_the_edition_is_not_named():
    gone = tombstone(id="person-mara", of="person", kind="unpublished", path="", note="", lists=(), first_published="", change=9)
    page = page_at(PATH, gone, article())
    assert page.all("a", rel="author") == []
    assert "Mara Lind" not in page.html


def test_times_are_in_the_newspapers_zone_and_in_utc_for_machines():
    (time,) = [one for one in shown().inside(".by") if one.name == "time"]
    assert (time.attributes["datetime"], time.text) == ("2026-11-18T06:00:00Z", "18 November 2026, 08:00")


def test_an_update_is_shown_only_when_there_was_one():
    assert "Updated:" not in shown().main
    assert "Updated: 19 November 2026, 17:00" in shown(updated="2026-11-19T15:00:00Z").main


@pytest.mark.parametrize(("kind", "label"), [("news", ""), ("opinion", "Opinion"), ("explainer", "Explainer")])
def test_what_is_not_news_says_so(kind, label):
    kickers = [one.text for one in shown(kind=kind).all("p", class_="kicker")]
    assert kickers == [f"Politics {label}".strip()]


def test_opinion_is_set_apart():
    assert shown(kind="editorial").all("article", class_="op")
    assert not shown(kind="news").all("article", class_="op")


def test_the_lead_photo_has_alt_caption_credit_and_exact_size():
    page = shown()
    image = next(one for one in page.inside("figure") if one.name == "img")
    assert image.attributes["alt"] == "Three cranes over an empty quay at dusk"
    assert (image.attributes["width"], image.attributes["height"]) == ("320", "213")
    assert "loading" not in image.attributes, "the first picture is not put off"
    caption = page.one("figcaption").text
    assert "The harbour of Lower Veldt" in caption
    assert "Ilya Varga" in caption


def test_a_phone_takes_the_first_file_and_a_tap_brings_no_more_than_a_phone_can_show():
    wide = photo(renditions=tuple(rendition(width=width, format=form) for width in (320, 960, 1440) for form in ("avif", "jpeg")))
    page = page_at(PATH, article(), wide)
    source = page.one("source")
    assert source.attributes["sizes"].endswith(" 1px")
    assert source.attributes["srcset"].split(", ")[0].endswith("-320.avif 320w")
    (link,) = [one for one in page.inside("figure") if one.name == "a"]
    assert link.attributes["href"].endswith("-960.jpg")


def test_a_picture_without_alt_text_is_a_link_with_a_name():
    page = shown(lead=figure(alt=""))
    assert next(one for one in page.inside("figure") if one.name == "a").attributes["aria-label"] == "Larger picture"
    assert "aria-label" not in next(one for one in shown().inside("figure") if one.name == "a").attributes


def test_a_photo_that_has_not_arrived_leaves_no_hole():
    page = shown(lead=figure(photo="photo-unknown"), body=({"type": "photo", "photo": "photo-unknown", **WORDS}, paragraph()))
    assert page.all("img") == []
    assert page.all("figure") == []


WORDS = {"alt": "a", "caption": "c", "credit": "d"}


def test_every_type_of_block_is_shown():
    page = shown(body=every_block())
    assert {block["type"] for block in every_block()} == set(FORMS)
    within = page.inside(".body")
    names = [one.name for one in within]
    assert {"h2", "h3", "ul", "ol", "blockquote", "figure", "hr", "section"} <= set(names)
    assert [one.attributes["href"] for one in within if one.name == "a" and ".card" in one.within] == ["https://example.org/report"]
    assert next(one.text for one in within if one.name == "small") == "example.org"
    assert next(one.attributes["href"] for one in within if ".see" in one.within and one.name == "a") == "../10/article-2.html"
    assert [one.attributes["href"] for one in within if one.attributes.get("class") == "go"] == [
        "../../letter.html",
        "../../support.html",
    ]


def test_links_within_the_text_lead_to_the_edition_or_become_words():
    there, gone = '<a href="record:article-2">the reply</a>', '<a href="record:article-77">the lost</a>'
    page = shown(body=(paragraph(f"Read {there} and {gone}."),))
    assert [(one.text, one.attributes["href"]) for one in page.inside(".body") if one.name == "a"] == [
        ("the reply", "../10/article-2.html")
    ]
    assert "and the lost." in page.main


@pytest.mark.parametrize(
    ("written", "shown_as"), [([3, 3], ["h2", "h3"]), ([2, 3, 3], ["h2", "h3", "h3"]), ([3, 2, 3], ["h2", "h2", "h3"])]
)
def test_headings_never_skip_a_level(written, shown_as):
    body = tuple({"type": "heading", "text": "x", "level": level} for level in written)
    assert [one.name for one in shown(body=body).inside(".body") if one.name in ("h2", "h3")] == shown_as


def test_headings_inside_a_box_stand_below_its_title():
    inner = [{"type": "heading", "text": "inner", "level": 2}]
    page = shown(body=({"type": "background", "title": "outer", "blocks": inner},))
    assert [(one.name, one.text) for one in page.inside(".box") if one.name in ("h2", "h3")] == [("h2", "outer"), ("h3", "inner")]


def test_empty_boxes_speak_the_editions_own_words():
    page = shown(body=({"type": "letter_box", "title": "", "text": ""}, {"type": "appeal_box", "title": "Ours", "text": "Own words."}))
    titles = [one.text for one in page.inside(".box") if one.name == "h2"]
    assert titles == ["The Friday letter", "Ours"]
    assert "Own words." in page.main


def test_corrections_are_shown_newest_first_and_announced_at_the_top():
    old, new = correction(text="First."), correction(kind="clarification", time="2026-11-20T09:00:00Z", text="Second.")
    page = shown(corrections=(old, new))
    notes = [one.text for one in page.inside(".box") if one.name == "p"]
    assert notes == ["Clarification, 20 November 2026. Second.", "Correction, 19 November 2026. First."]
    assert page.one("a", href="#corrections").text == "This article was corrected."
    assert page.one("section", id="corrections")


def test_an_article_without_corrections_speaks_of_none():
    assert "orrect" not in shown().main


def test_sources_are_given_with_who_checked_them():
    page = shown(attributions=(attribution(), attribution(claim="B", source="C", checked_by="")))
    assert "The ferries stopped on 3 November Port authority log, seen by us. Checked by: Two editors B C" in page.main


def test_related_articles_are_listed_and_vanish_when_they_are_gone():
    both = article(related=("article-2", "article-9", "article-77"))
    page = page_at(PATH, both)
    assert [one.text for one in page.inside(".more") if one.name == "h3"] == ["Who owns the sea?"]
    assert shown(related=("article-9",)).all("section", class_="more") == []


def test_the_twin_is_offered_in_its_own_language():
    page = page_at(PATH)
    (link,) = [one for one in page.inside(".by") if one.attributes.get("hreflang")]
    assert link.text == "Читать по-русски"
    assert link.attributes == {"href": "../../../ru/2026/11/article-1-ru.html", "lang": "ru", "dir": "ltr", "hreflang": "ru"}


def test_the_story_is_linked_at_the_articles_place_on_its_line():
    pages_made = pages(newspaper())
    link = next(one for one in Parsed(pages_made[PATH]).inside(".tags") if one.name == "a")
    assert link.attributes["href"] == "../../story/strait.html#article-1"
    assert Parsed(pages_made["en/story/strait.html"]).one("li", id="article-1")


def test_share_links_are_plain_links_to_the_canonical_address():
    links = {one.text: one.attributes["href"] for one in shown().inside(".share") if one.name == "a"}
    address = "https%3A%2F%2Ffarshore.example%2Fen%2F2026%2F11%2Farticle-1.html"
    assert links == {
        "Telegram": f"https://t.me/share/url?url={address}",
        "WhatsApp": f"https://wa.me/?text={address}",
        "E-mail": f"mailto:?subject=Harbour%20closed%20as%20talks%20over%20the%20strait%20stall&body={address}",
    }


def test_paper_carries_the_address():
    assert shown().one("p", class_="pr").text == "https://farshore.example/en/2026/11/article-1.html"


def test_the_section_is_named_and_may_be_missing():
    assert shown(section=None, kind="news").all("p", class_="kicker") == []
    renamed = page_at(PATH, section(name="Power", change=2, frozen=FROZEN))
    assert renamed.one("p", class_="kicker").text.startswith("Power")
