"""The archive of letters: a page for each, the latest at one address, the list, and what changes when one goes out."""

import re
from dataclasses import replace

import brotli
import pytest

from factories.edition import RUSSIAN, article, every_block, language, letter, letter_item, letter_kind, paragraph, tombstone
from factories.letters import page_of, persian_letter, with_letters
from factories.pages import Parsed
from factories.scopes import every_spec
from simulators.small_press import SmallPress
from tamizdat.edition.budget import ARTICLE_BYTES
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.plan import TEASERS_PER_PART
from tamizdat.edition.statement import read_statement
from tamizdat.edition.theme import source_hash
from tamizdat.edition.views import VIEWS
from tamizdat.reader import load_theme

PATH = "en/letters/2026-11-20-the-week.html"
LATEST = "en/letters/latest.html"
LIST = "en/letters/index.html"


def weekly(number, **changes):
    """A letter of week *number*, counted from the beginning of 2025."""
    values = {"slug": f"letter-{number}", "sequence": number, "subject": f"Subject {number}.", "items": ()}
    published = f"{2025 + number // 48}-{1 + number % 48 // 4:02}-{1 + 7 * (number % 4):02}T09:00:00Z"
    return letter(id=f"letter-{number:03}", change=number, published=published, **values | changes)


def subjects(html):
    return re.findall(r"Subject \d+", Parsed(html).main)


def leads(html):
    return {one.attributes["href"] for one in Parsed(html).all("a")}


# A letter's page


def test_the_page_of_a_letter_has_a_way_back_and_a_way_to_sign_up():
    html = page_of(PATH, letter(items=(letter_item(article="article-2"),)))
    assert {"../letter.html", "../index.html", "index.html", "../2026/10/article-2.html", "../support.html"} <= leads(html)


def test_the_page_works_from_any_mirror():
    html = page_of(PATH, letter(intro=every_block()))
    assert not [href for href in leads(html) if "farshore.example" in href]


def test_the_page_carries_only_its_own_style_and_nothing_runs_in_it():
    html = page_of(PATH, letter(intro=every_block()))
    page = Parsed(html)
    policy = page.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    assert f"style-src '{source_hash(page.one('style').text)}'" in policy and "script-src" not in policy
    assert not [one for one in page.elements if "style" in one.attributes or one.name in ("script", "img", "form")]


def test_the_page_ends_with_its_statement():
    statement = read_statement(page_of(PATH, letter(change=7)).encode())
    assert (statement.path, statement.version, statement.edition) == (PATH, 1, 7)


def test_the_page_says_what_it_is_to_machines():
    head = page_of(PATH, letter(), persian_letter())
    assert f'<link rel="canonical" href="https://farshore.example/{PATH}">' in head
    assert '<link rel="alternate" hreflang="fa" href="https://farshore.example/fa/letters/2026-11-20-the-week.html">' in head
    assert '<meta property="og:title" content="The week the ferries stopped">' in head
    assert '<meta name="description" content="Who gave the order, and who pays for it.">' in head


def test_twins_lead_to_one_another():
    english, persian = page_of(PATH, letter(), persian_letter()), page_of(PATH.replace("en/", "fa/"), letter(), persian_letter())
    assert "../../fa/letters/2026-11-20-the-week.html" in leads(english)
    assert "../../en/letters/2026-11-20-the-week.html" in leads(persian)


def test_no_reader_finds_the_links_of_another():
    assert ".invalid" not in page_of(PATH, letter())


@pytest.mark.parametrize("kind", ["withdrawn", "unpublished"])
def test_an_article_that_is_gone_leaves_no_word_in_the_archive(kind):
    shown = letter(items=(letter_item(article="article-9", form="full", remark="A remark on it."), letter_item(article="article-2")))
    html = page_of(PATH, shown, tombstone(kind=kind))
    assert ("An article that stood here was withdrawn." in html) is (kind == "withdrawn")
    assert "A remark on it." not in html and "article-9" not in html and "Who owns the sea?" in html


def test_a_withdrawn_letter_says_so_and_no_more():
    html = page_of(PATH, tombstone(id="letter-1", of="letter", path=PATH, note="It named a source."))
    page = Parsed(html)
    assert "This letter was withdrawn" in page.main and "It named a source." in page.main
    assert '<meta name="robots" content="noindex">' in html


def test_a_letter_of_ten_teasers_passes_a_throttled_line():
    text = "Bericht {0}: {1} Fähren, {2} Schlepper und {3} Schiffer warten seit {4} Tagen auf ein Papier mit {5} Unterschriften."
    said = [text.format(*(n * 7919 * k % 997 for k in range(3, 9))) for n in range(1, 31)]
    articles = [article(id=f"article-{40 + n}", headline=said[n], standfirst=said[10 + n], lead=None, card=None) for n in range(10)]
    items = tuple(letter_item(article=one.id, remark=said[20 + n]) for n, one in enumerate(articles))
    page = page_of(PATH, letter(intro=tuple(paragraph(one) for one in said[:9]), items=items), *articles)
    assert len(brotli.compress(page.encode(), quality=5)) <= ARTICLE_BYTES


# The latest


def test_the_latest_is_the_newest_letter_that_sign_up_boxes_offer():
    older, newer = weekly(1), weekly(2)
    alert = weekly(3, letter="alerts")
    offered = (language(letters=(letter_kind(), letter_kind(code="alerts"))),)
    assert "Subject 2." in page_of(LATEST, older, newer, alert, languages=offered)
    assert "Subject 3." in page_of(LATEST, older, newer, alert, languages=(language(letters=(letter_kind(code="alerts"),)),))


def test_where_none_of_that_kind_has_gone_out_the_latest_is_the_newest_of_any():
    assert "Subject 3." in page_of(LATEST, weekly(3, letter="alerts"))


def test_the_latest_is_the_letters_own_page_but_for_what_machines_read():
    own, latest = page_of(PATH, letter()), page_of(LATEST, letter())
    assert Parsed(own).words == Parsed(latest).words
    assert '<meta name="robots" content="noindex">' in latest


def test_before_the_first_letter_the_addresses_are_there_and_say_so():
    for path in (LATEST, LIST, "ru/letters/latest.html"):
        assert Parsed(page_of(path)).one("h1")
    assert "No letter has gone out yet." in page_of(LATEST) and "No letter has gone out yet." in page_of(LIST)


# The list


def test_the_list_shows_the_newest_and_leads_to_every_year():
    html = page_of(LIST, *(weekly(number) for number in range(1, 61)))
    assert subjects(html)[:3] == ["Subject 60", "Subject 59", "Subject 58"] and len(subjects(html)) == 20
    assert {"2025.html", "2026.html", "../letter.html"} <= leads(html)


def test_every_letter_stands_in_its_year_once():
    letters = [weekly(number) for number in range(1, 61)]
    paths = [path for path in every_spec(Catalogue(with_letters(*letters))) if re.fullmatch(r"en/letters/20\d\d(-\d+)?\.html", path)]
    assert paths == ["en/letters/2025.html", "en/letters/2025-2.html", "en/letters/2026.html"]
    found = [subject for path in paths for subject in subjects(page_of(path, *letters))]
    assert sorted(found) == sorted(one.subject.rstrip(".") for one in letters)
    assert Parsed(page_of(paths[1], *letters)).one("h1").text == "Letters 2025 (2)"
    assert {"2025.html", "2026.html"} <= leads(page_of(paths[1], *letters))


def test_letters_can_be_followed_by_feed():
    feed = page_of("en/letters/index.atom.xml", letter(), weekly(1))
    assert feed.index("The week the ferries stopped") < feed.index("Subject 1.")
    assert "<title>The Friday letter – The Far Shore</title>" in feed
    assert f'href="https://farshore.example/{PATH}"' in feed
    assert "index.atom.xml" in page_of(LIST, letter())


def test_letters_stand_in_the_sitemap():
    sitemap = page_of("sitemap/en-pages.xml", letter(), persian_letter())
    assert f"<loc>https://farshore.example/{PATH}</loc><lastmod>2026-11-20T09:00:00Z</lastmod>" in sitemap
    assert "<loc>https://farshore.example/en/letters/</loc>" in sitemap


# What a letter changes


def texts(files):
    return {path: file.text for path, file in files.items()}


def changed(press, *records):
    before = texts(press.files)
    press.take(records)
    after = texts(press.files)
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_one_more_letter_touches_its_own_pages_and_leaves_the_old_ones_at_rest():
    press = SmallPress(lambda scope: VIEWS[scope.spec.view](scope), load_theme())
    press.take(with_letters(*(weekly(number) for number in range(1, 61))))
    touched = {path for path in changed(press, weekly(61)) if path.endswith(".html")}
    assert touched == {"en/letters/2026-04-08-letter-61.html", "en/letters/2026.html", LIST, LATEST}
    assert texts(press.files) == texts(press.at_once())


def test_a_letter_that_begins_a_part_leaves_the_full_one_but_for_its_way_onwards():
    press = SmallPress(lambda scope: VIEWS[scope.spec.view](scope), load_theme())
    press.take(with_letters(*(weekly(number) for number in range(1, TEASERS_PER_PART + 1))))
    assert "en/letters/2025-2.html" not in press.files
    touched = {path for path in changed(press, weekly(TEASERS_PER_PART + 1)) if path.startswith("en/letters/2025")}
    assert {"en/letters/2025-2.html", "en/letters/2025.html"} <= touched and len(touched) == 3


def test_a_withdrawn_letter_keeps_its_place():
    letters = [weekly(number) for number in range(1, TEASERS_PER_PART + 6)]
    press = SmallPress(lambda scope: VIEWS[scope.spec.view](scope), load_theme())
    press.take(with_letters(*letters))
    gone = letters[3]
    stone = tombstone(
        id=gone.id,
        change=99,
        of="letter",
        path=gone.path,
        first_published=gone.published,
        sequence=gone.sequence,
        lists=(),
        kind="unpublished",
    )
    assert "en/letters/2025-2.html" not in changed(press, stone)
    assert texts(press.files) == texts(press.at_once())


def test_a_changed_article_touches_the_letters_that_show_it():
    press = SmallPress(lambda scope: VIEWS[scope.spec.view](scope), load_theme())
    press.take(with_letters(weekly(1, items=(letter_item(article="article-2"),)), weekly(2)))
    again = article(id="article-2", change=99, headline="Whose sea?", sequence=2, first_published="2026-10-30T06:00:00Z")
    touched = {path for path in changed(press, again) if "/letters/" in path}
    assert touched == {"en/letters/2025-01-08-letter-1.html"}


def test_a_letter_in_a_language_without_letters_has_no_name_of_its_kind():
    russian = weekly(1, language="ru", subject="Письмо", intro=(paragraph("Да."),), letter="weekly")
    html = page_of("ru/letters/2025-01-08-letter-1.html", russian, languages=(language(), replace(RUSSIAN, letters=())))
    assert "Письмо" in html and "Friday letter" not in Parsed(html).main
