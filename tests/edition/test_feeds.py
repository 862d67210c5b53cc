"""Feeds: the elements their specifications require, ids that stay, order and times from the articles, nothing that breaks a parser."""

import json
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from factories.edition import PERSIAN, RUSSIAN, article, figure, language, newspaper, person, photo, site, tombstone
from factories.scopes import every_spec, scope_of
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.records import Record
from tamizdat.edition.views.feeds import FEED_VIEWS, NEWEST

A = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LISTS = ("index", "en/index", "ru/index", "en/section/politics", "en/topic/ports", "en/story/strait", "en/person/mara")


def made(path: str, records: list[Record]) -> str:
    scope = scope_of(path, records)
    return FEED_VIEWS[scope.spec.view](scope)


def rss(list_path: str, records: list[Record]) -> Element:
    return fromstring(made(f"{list_path}.rss.xml", records))


def atom(list_path: str, records: list[Record]) -> Element:
    return fromstring(made(f"{list_path}.atom.xml", records))


def json_feed(list_path: str, records: list[Record]) -> dict:
    return json.loads(made(f"{list_path}.feed.json", records))


def text(parent: Element, name: str) -> str:
    found = parent.find(name)
    assert found is not None, f"{name} is missing"
    assert found.text, f"{name} is empty"
    return found.text


@pytest.mark.parametrize("path", LISTS)
def test_rss_has_what_its_specification_requires(path):
    channel = rss(path, newspaper()).find("channel")
    for name in ("title", "link", "description", "language"):
        assert text(channel, name)
    for item in channel.findall("item"):
        assert text(item, "title")
        assert text(item, "guid")
        assert text(item, "link").startswith("https://farshore.example/")
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(text(item, "pubDate")).utcoffset().total_seconds() == 0
        assert set(item.find("enclosure").keys()) == {"url", "length", "type"}
        assert item.find("author") is None, "RSS authors are e-mail addresses: we give names"


@pytest.mark.parametrize("path", LISTS)
def test_atom_has_what_rfc_4287_requires(path):
    feed = atom(path, newspaper())
    assert feed.tag == f"{A}feed"
    for parent in (feed, *feed.findall(f"{A}entry")):
        assert text(parent, f"{A}id").startswith("urn:uuid:")
        assert text(parent, f"{A}title")
        assert datetime.fromisoformat(text(parent, f"{A}updated")).tzinfo
        assert [link for link in parent.findall(f"{A}link") if link.get("rel") == "alternate"]
        assert parent.get(XML_LANG)
    assert text(feed.find(f"{A}author"), f"{A}name"), "entries without a byline lean on the feed's author"
    assert [link.get("href") for link in feed.findall(f"{A}link") if link.get("rel") == "self"] == [
        f"https://farshore.example/{path}.atom.xml"
    ]


@pytest.mark.parametrize("path", LISTS)
def test_json_feed_has_what_version_1_1_requires(path):
    feed = json_feed(path, newspaper())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == f"https://farshore.example/{path}.feed.json"
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert item["url"].startswith("https://")
        assert all(set(author) <= {"name", "url", "avatar"} for author in item["authors"]) if "authors" in item else True


def test_every_list_has_its_three_feeds():
    paths = every_spec(Catalogue(newspaper()))
    assert {f"{path}{suffix}" for path in LISTS for suffix in (".rss.xml", ".atom.xml", ".feed.json")} <= set(paths)


def test_the_three_formats_tell_the_same():
    records = newspaper()
    channel, feed, plain = rss("index", records).find("channel"), atom("index", records), json_feed("index", records)
    ids = [text(entry, f"{A}id") for entry in feed.findall(f"{A}entry")]
    assert len(ids) == 3
    assert ids == [text(item, "guid") for item in channel.findall("item")] == [item["id"] for item in plain["items"]]


def test_the_newest_twenty_come_newest_first():
    days = [article(id=f"article-{n}", sequence=n, first_published=f"2026-11-{n:02}T06:00:00Z") for n in range(1, 26)]
    titles = [item["url"][-15:] for item in json_feed("en/section/politics", newspaper(*days))["items"]]
    assert len(titles) == NEWEST
    assert titles == [f"/article-{n}.html"[-15:] for n in range(25, 5, -1)]


def test_a_withdrawn_article_is_in_no_feed():
    gone = tombstone(id="article-1", change=9, path="en/2026/11/article-1.html", lists=("lang:en", "section:section-politics"))
    for path in ("index", "en/index", "en/section/politics"):
        assert "article-1.html" not in made(f"{path}.atom.xml", newspaper(gone))
        assert "article-1.html" in made(f"{path}.atom.xml", newspaper())


def test_an_article_keeps_its_id_when_the_newspaper_moves_house_or_the_headline_changes():
    before = json_feed("en/index", newspaper())
    after = json_feed(
        "en/index",
        newspaper(article(translation_key="key-strait", headline="Other words"), canonical_base="https://elsewhere.example/paper"),
    )
    assert [item["id"] for item in before["items"]] == [item["id"] for item in after["items"]]
    assert (
        atom("en/index", newspaper()).find(f"{A}id").text
        == atom("en/index", newspaper(canonical_base="https://b.example")).find(f"{A}id").text
    )


def test_twins_and_lists_have_ids_of_their_own():
    feeds = [atom(path, newspaper()) for path in LISTS]
    assert len({text(feed, f"{A}id") for feed in feeds}) == len(LISTS)
    everything = json_feed("index", newspaper())["items"]
    assert len({item["id"] for item in everything}) == len(everything) == 3


def test_the_feed_is_as_old_as_its_newest_article_whatever_the_clock_says():
    feed = atom("en/index", newspaper())
    assert text(feed, f"{A}updated") == "2026-11-19T15:00:00Z"
    early, late = (
        FEED_VIEWS["feed_atom"](scope_of("en/index.atom.xml", newspaper(), as_of=datetime.fromisoformat(f"{y}-01-01T00:00:00Z")))
        for y in (2027, 2037)
    )
    assert early == late


def test_an_empty_list_has_a_valid_feed():
    feed = atom("en/index", [site(languages=(language(navigation=(), footer=()),))])
    assert text(feed, f"{A}updated") == site().frozen
    assert not feed.findall(f"{A}entry")


def test_a_pseudonym_looks_like_any_other_name():
    plain, masked = (json_feed("en/index", newspaper(person(pseudonym=pseudonym))) for pseudonym in (False, True))
    assert plain == masked


def test_an_article_without_byline_gets_none():
    items = atom("ru/index", newspaper()).findall(f"{A}entry")
    assert len(items) == 1
    assert items[0].find(f"{A}author") is None


def test_bylines_keep_their_order():
    zoe = person(id="person-zoe", name="Zoe Alt")
    channel = rss("en/index", newspaper(zoe, article(bylines=("person-zoe", "person-mara")))).find("channel")
    assert [creator.text for creator in channel.find("item").findall(f"{DC}creator")] == ["Zoe Alt", "Mara Lind"]


def test_without_a_card_the_smallest_jpeg_of_the_lead_photo_serves():
    item = json_feed("en/index", newspaper(article(card=None)))["items"][0]
    smallest = next(rendition for rendition in photo().renditions if rendition.format == "jpeg")
    assert item["image"] == f"https://farshore.example/{smallest.path}"
    channel = rss("en/index", newspaper(article(card=None))).find("channel")
    assert channel.find("item/enclosure").get("length") == str(smallest.bytes)


def test_without_any_picture_there_is_no_enclosure():
    for bare in (article(card=None, lead=None), article(card=None, lead=figure(photo="photo-not-here"))):
        assert "image" not in json_feed("en/index", newspaper(bare))["items"][0]
        assert rss("en/index", newspaper(bare)).find("channel/item").find("enclosure") is None


def test_each_article_says_its_language_and_direction():
    persian = article(
        id="article-fa",
        language="fa",
        section=None,
        topics=(),
        story=None,
        bylines=(),
        standfirst="BBC گفت",
        first_published="2026-11-21T06:00:00Z",
    )
    records = newspaper(persian, languages=(language(), RUSSIAN, PERSIAN))
    first = json_feed("index", records)["items"][0]
    assert first["language"] == "fa"
    assert first["content_html"] == '<p lang="fa" dir="rtl">BBC گفت</p>'
    assert text(rss("index", records).find("channel/item"), "description") == first["content_html"]
    assert atom("index", records).find(f"{A}entry").get(XML_LANG) == "fa"
    assert text(atom("index", records).find(f"{A}entry"), f"{A}summary") == first["content_html"]


def test_an_article_without_standfirst_still_has_content():
    item = json_feed("en/index", newspaper(article(standfirst="")))["items"][0]
    assert "Harbour closed" in item["content_html"]
    assert "summary" not in item


anything = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


@given(headline=anything, standfirst=anything, name=anything)
def test_no_text_breaks_a_feed(headline, standfirst, name):
    hostile = article(headline=headline or "x", standfirst=standfirst)
    records = newspaper(hostile, person(name=name), languages=(replace(language(), name=name or "x"),))
    for path, view in (("en/index.rss.xml", "feed_rss"), ("en/index.atom.xml", "feed_atom")):
        written = FEED_VIEWS[view](scope_of(path, records))
        fromstring(written.encode())
        assert "<![CDATA[" not in written
    assert json_feed("en/index", records)["items"]


@given(standfirst=anything)
def test_a_summary_is_text_in_html_and_never_markup(standfirst):
    found = text(atom("en/index", newspaper(article(standfirst=f"x{standfirst}"))).find(f"{A}entry"), f"{A}summary")
    inner = found.removeprefix('<p lang="en" dir="ltr">').removesuffix("</p>")
    assert "<" not in inner
    assert ">" not in inner
