"""The pages that stand: what they promise, and that they promise no more."""

import pytest

from factories.edition import RUSSIAN, article, correction, language, newspaper, page, paragraph, site, tombstone
from factories.pages import Parsed, page_at, pages


def test_a_static_page_shows_its_body_and_when_it_was_last_updated():
    shown = page_at("en/about.html", page(body=(paragraph("We are <em>few</em>."),)))
    assert shown.one("h1").text == "About us"
    assert "We are few." in shown.main
    assert "Updated: 20 November 2026" in shown.main


def test_footer_pages_are_linked_from_every_page():
    for path in ("en/index.html", "en/2026/11/article-1.html", "en/section/politics.html", "en/letter.html"):
        assert "About us" in [one.text for one in page_at(path).inside("footer") if one.name == "a"], path


@pytest.mark.parametrize("service", ["letter", "support", "search"])
def test_what_is_not_there_yet_says_so_and_pretends_no_form(service):
    shown = page_at(f"en/{service}.html")
    assert "yet" in shown.main
    assert not {"form", "input", "button", "select", "textarea"} & {one.name for one in shown.elements}


@pytest.mark.parametrize("service", ["letter", "search"])
def test_until_then_it_names_the_feeds(service):
    links = [one.attributes["href"] for one in page_at(f"en/{service}.html").inside("main") if one.name == "a"]
    assert {"index.rss.xml", "index.atom.xml", "index.feed.json"} <= set(links)


def test_support_warns_those_for_whom_giving_is_a_crime():
    assert "is a crime, please do not" in page_at("en/support.html").main
    assert "преступление" in page_at("ru/support.html").main


def test_a_withdrawn_page_gives_date_and_note_and_nothing_of_the_article():
    gone = tombstone(id="article-2", path="en/2026/10/article-2.html", change=5, note="A source asked us.", time="2026-11-20T09:00:00Z")
    shown = page_at("en/2026/10/article-2.html", gone)
    assert shown.one("h1").text == "This article was withdrawn"
    assert "20 November 2026" in shown.main
    assert "A source asked us." in shown.main
    assert "Who owns the sea?" not in shown.html
    assert "Mara Lind" not in shown.html
    assert shown.all("img") == []


def test_corrections_stand_newest_first_withdrawals_among_them():
    later = article(id="article-3", headline="Third", corrections=(correction(time="2026-11-21T08:00:00Z", kind="update", text="Late."),))
    shown = page_at("en/corrections.html", later)
    assert [one.text for one in shown.inside(".correction") if one.attributes.get("class") == "kicker"] == [
        "Update · 21 November 2026",
        "Withdrawn · 20 November 2026",
        "Correction · 19 November 2026",
    ]
    assert [one.text for one in shown.all("h2")] == ["Third", "Harbour closed as talks over the strait stall"]
    assert "Withdrawn to protect a source." in shown.main


def test_a_newspaper_without_corrections_says_so():
    shown = Parsed(pages([site(languages=(language(navigation=(), footer=()),))])["en/corrections.html"])
    assert "There is nothing to correct so far." in shown.main


def test_no_link_of_the_404_page_depends_on_where_it_was_asked_for():
    shown = page_at("404.html", site(languages=(language(), RUSSIAN), mirrors=("https://mirror.example/far/",)))
    links = [one.attributes["href"] for one in shown.all("a")]
    assert all(link.startswith(("/", "https://")) for link in links)
    assert links == [
        "/en/index.html",
        "/en/archive.html",
        "/ru/index.html",
        "/ru/archive.html",
        "https://farshore.example/",
        "https://mirror.example/far/",
    ]


def test_the_404_page_of_a_newspaper_in_a_folder_stays_in_its_folder():
    shown = page_at("404.html", site(canonical_base="https://host.example/far"))
    assert [one.attributes["href"] for one in shown.all("a")][:1] == ["/far/en/index.html"]


def test_the_404_page_speaks_every_language_of_the_newspaper():
    shown = page_at("404.html")
    assert "There is no page at this address." in shown.main
    assert "По этому адресу страницы нет." in shown.one("section", lang="ru").text


def test_a_redirect_sends_the_reader_on_and_the_search_engine_home():
    shown = page_at("news/2019/harbour/index.html")
    target = "../../../en/2026/11/article-1.html"
    assert shown.one("meta", **{"http-equiv": "refresh"}).attributes["content"] == f"0; url={target}"
    assert shown.one("a").attributes["href"] == target
    assert shown.one("link", rel="canonical").attributes["href"] == "https://farshore.example/en/2026/11/article-1.html"


def test_a_sign_stands_in_the_masthead_and_the_tab():
    shown = page_at("en/letter.html", site(logo="photo-harbour"))
    assert shown.one("link", rel="icon").attributes["href"].endswith("-320.jpg")
    assert next(one.attributes["alt"] for one in shown.inside("header") if one.name == "img") == ""


def test_a_newspaper_without_a_sign_spares_its_readers_the_question_for_one():
    for path in ("en/letter.html", "404.html"):
        assert page_at(path).one("link", rel="icon").attributes["href"] == "data:,"


def test_a_newspaper_in_one_language_offers_no_other():
    made = pages(newspaper(site()))
    assert "Русский" not in made["en/letter.html"]
