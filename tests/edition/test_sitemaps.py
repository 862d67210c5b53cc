"""Sitemaps: what the protocols require, every page once, alternates both ways, and shards that rest once their month is over."""

from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from factories.edition import PERSIAN, RUSSIAN, article, language, newspaper, page, person, section, tombstone
from factories.scopes import every_spec, scope_of
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.records import Record
from tamizdat.edition.scope import state_of
from tamizdat.edition.views.sitemaps import MOST_NEWS, SITEMAP_VIEWS

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"
N = "{http://www.google.com/schemas/sitemap-news/0.9}"
BASE = "https://farshore.example/"
AS_OF = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def made(path: str, records: list[Record], as_of: datetime = AS_OF) -> Element:
    scope = scope_of(path, records, as_of=as_of)
    return fromstring(SITEMAP_VIEWS[scope.spec.view](scope))


def addresses(root: Element) -> list[str]:
    return [loc.text.removeprefix(BASE) for loc in root.iter(f"{S}loc")]


def alternates(root: Element, path: str) -> dict[str, str]:
    url = next(url for url in root if url.find(f"{S}loc").text == BASE + path)
    return {link.get("hreflang"): link.get("href").removeprefix(BASE) for link in url.findall(f"{X}link")}


def test_the_index_names_every_shard_and_nothing_else():
    records = newspaper()
    shards = {path for path in every_spec(Catalogue(records)) if path.startswith("sitemap/")}
    assert set(addresses(made("sitemap.xml", records))) == shards
    assert {"sitemap/en-2026-10.xml", "sitemap/en-2026-11.xml", "sitemap/en-pages.xml", "sitemap/ru-pages.xml"} <= shards


def test_the_shards_name_every_page_that_is_worth_finding_once():
    records = newspaper()
    paths = every_spec(Catalogue(records))
    named = [address for shard in addresses(made("sitemap.xml", records)) for address in addresses(made(shard, records))]
    assert len(named) == len(set(named))
    views = {"article", "page", "section", "topic", "story", "person", "archive", "archive_month", "front", "corrections"}
    wanted = {path.removesuffix("index.html") for path, spec in paths.items() if spec.view in views} - {""}
    assert wanted <= set(named)
    assert {f"{address}index.html" if address.endswith("/") else address for address in named} <= set(paths)


@pytest.mark.parametrize("shard", ["sitemap/en-2026-11.xml", "sitemap/ru-2026-11.xml"])
def test_twins_name_one_another_and_themselves(shard):
    root = made(shard, newspaper())
    english, russian = "en/2026/11/article-1.html", "ru/2026/11/article-1-ru.html"
    path = english if "/en-" in shard else russian
    assert alternates(root, path) == {"en": english, "ru": russian, "x-default": english}


def test_an_article_without_twin_has_no_alternates():
    assert alternates(made("sitemap/en-2026-10.xml", newspaper()), "en/2026/10/article-2.html") == {}


def test_twins_outside_the_default_language_have_no_default():
    twins = [
        article(id=f"a-{code}", language=code, translation_key="k", section=None, topics=(), story=None, bylines=())
        for code in ("ru", "fa")
    ]
    records = newspaper(*twins, languages=(language(), RUSSIAN, PERSIAN))
    assert set(alternates(made("sitemap/fa-2026-11.xml", records), "fa/2026/11/a-fa.html")) == {"ru", "fa"}


def test_fronts_sections_and_pages_name_their_translations():
    more = [
        section(id="section-ru", language="ru", translation_key="key-section-politics", slug="politika"),
        page(id="page-about-ru", language="ru", translation_key="key-page-about", slug="o-nas"),
    ]
    root = made("sitemap/ru-pages.xml", newspaper(*more))
    assert alternates(root, "ru/")["en"] == alternates(root, "ru/")["x-default"] == "en/"
    assert alternates(root, "ru/section/politika.html")["en"] == "en/section/politics.html"
    assert alternates(root, "ru/o-nas.html")["en"] == "en/about.html"


def test_lastmod_is_the_articles_own():
    root = made("sitemap/en-2026-11.xml", newspaper())
    assert [stamp.text for stamp in root.iter(f"{S}lastmod")] == ["2026-11-19T15:00:00Z"]


def test_a_withdrawn_article_is_in_no_sitemap():
    gone = tombstone(id="article-1", change=9, path="en/2026/11/article-1.html")
    records = newspaper(gone)
    for path in every_spec(Catalogue(records)):
        if path.startswith("sitemap"):
            assert not any(address.endswith("article-1.html") for address in addresses(made(path, records)))


def shards_state(records: list[Record]) -> dict[str, str]:
    """The state that the press compares, by shard: equal means that the shard is not made again."""
    catalogue = Catalogue(records)
    scopes = {path: scope_of(path, records) for path in every_spec(catalogue) if path.startswith("sitemap/")}
    for scope in scopes.values():
        SITEMAP_VIEWS["sitemap"](scope)
    return {path: "\n".join(f"{name} {state_of(name, catalogue)}" for name in sorted(scope.names)) for path, scope in scopes.items()}


def test_a_new_article_leaves_the_shards_of_other_months_and_of_pages_alone():
    before, after = shards_state(newspaper()), shards_state(newspaper(article(id="article-3", change=9, sequence=9)))
    assert {path for path in after if before[path] != after[path]} == {"sitemap/en-2026-11.xml"}


def test_a_new_twin_changes_the_shard_of_the_article_that_it_translates():
    twin = article(
        id="article-2-ru",
        language="ru",
        translation_key="key-article-2",
        change=9,
        sequence=9,
        section=None,
        topics=(),
        story=None,
        bylines=(),
    )
    before, after = shards_state(newspaper()), shards_state(newspaper(twin))
    assert before["sitemap/en-2026-10.xml"] != after["sitemap/en-2026-10.xml"]
    assert (
        "ru/2026/11/article-2-ru.html" in alternates(made("sitemap/en-2026-10.xml", newspaper(twin)), "en/2026/10/article-2.html").values()
    )


def test_a_new_name_changes_the_shard_of_pages():
    before, after = shards_state(newspaper()), shards_state(newspaper(person(id="person-zoe", change=9)))
    assert {path for path in after if before[path] != after[path]} == {"sitemap/en-pages.xml"}


def test_the_news_sitemap_holds_two_days_before_the_edition_and_no_more():
    hours = {0: True, 47: True, 48: True, 49: False, 500: False}
    ages = [
        article(id=f"news-{age}", sequence=age, first_published=(AS_OF - timedelta(hours=age)).strftime("%Y-%m-%dT%H:%M:%SZ"))
        for age in hours
    ]
    named = addresses(made("sitemap-news.xml", newspaper(*ages)))
    assert [path.rpartition("-")[2] for path in named] == [f"{age}.html" for age, fresh in hours.items() if fresh]


def test_the_news_sitemap_has_what_its_protocol_requires():
    fresh = article(id="news", first_published="2026-11-22T06:00:00Z", headline="Ports & <quays>")
    entry = made("sitemap-news.xml", newspaper(fresh)).find(f"{S}url/{N}news")
    assert entry.find(f"{N}publication/{N}name").text == "The Far Shore"
    assert entry.find(f"{N}publication/{N}language").text == "en"
    assert entry.find(f"{N}publication_date").text == "2026-11-22T06:00:00Z"
    assert entry.find(f"{N}title").text == "Ports & <quays>"


def test_the_news_sitemap_never_passes_a_thousand():
    busy = [article(id=f"n{n}", sequence=n, first_published="2026-11-22T06:00:00Z") for n in range(MOST_NEWS + 5)]
    assert len(addresses(made("sitemap-news.xml", newspaper(*busy)))) == MOST_NEWS


def test_robots_txt_welcomes_all_and_names_both_sitemaps():
    scope = scope_of("robots.txt", newspaper())
    lines = SITEMAP_VIEWS["robots"](scope).splitlines()
    assert lines[:2] == ["User-agent: *", "Disallow:"]
    assert lines[3:] == [f"Sitemap: {BASE}sitemap.xml", f"Sitemap: {BASE}sitemap-news.xml"]


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_no_text_breaks_a_sitemap(words):
    fresh = article(id="news", first_published="2026-11-22T06:00:00Z", headline=words)
    records = newspaper(fresh, languages=(language(name=words or "x"),))
    scope = scope_of("sitemap-news.xml", records)
    fromstring(SITEMAP_VIEWS["sitemap_news"](scope).encode())
