"""The head's metadata: one canonical address, translations both ways, share tags, JSON-LD that says no more than the page."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.edition import article, every_block, figure, language, newspaper, page, person, redirect, section, site, tombstone
from factories.scopes import scope_of
from tamizdat.edition.records import Record
from tamizdat.edition.views.metadata import head_data

BASE = "https://farshore.example/"
ENGLISH, RUSSIAN = "en/2026/11/article-1.html", "ru/2026/11/article-1-ru.html"


class Head(HTMLParser):
    """What a browser would find in the head: links by rel and language, tags by name, JSON-LD."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str, str]] = []
        self.tags: dict[str, str] = {}
        self.scripts: list[str] = []
        self.elements: list[str] = []
        self._in_script = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append(tag)
        self._in_script = tag == "script"
        if tag == "link":
            self.links.append((found["rel"], found.get("hreflang", ""), found["href"]))
        if tag == "meta":
            self.tags[found.get("property") or found["name"]] = found["content"]
        if tag == "script":
            assert found == {"type": "application/ld+json"}
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        assert self._in_script, f"text outside of any element: {data!r}"
        self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    @property
    def json_ld(self) -> dict:
        (script,) = self.scripts
        return json.loads(script)


def head(path: str, records: list[Record] | None = None, title: str = "A title", description: str = "A description") -> Head:
    return Head(head_data(scope_of(path, records or newspaper()), title, description))


@pytest.mark.parametrize("path", [ENGLISH, "en/section/politics.html", "en/archive/2026-11.html", "en/about.html", "en/index.html"])
def test_every_page_has_one_canonical_address_under_the_base(path):
    found = head(path)
    canonical = [href for rel, _, href in found.links if rel == "canonical"]
    assert canonical == [BASE + path.removesuffix("index.html")] == [found.tags["og:url"]]


def test_the_root_is_the_default_languages_front():
    assert [link for link in head("index.html").links if link[0] == "canonical"] == [("canonical", "", f"{BASE}en/")]


def test_a_base_with_a_folder_is_kept():
    found = head(ENGLISH, newspaper(canonical_base="https://host.example/paper"))
    assert found.tags["og:url"] == f"https://host.example/paper/{ENGLISH}"


@pytest.mark.parametrize("path", [ENGLISH, RUSSIAN])
def test_twins_name_one_another_themselves_and_the_default(path):
    alternates = {(code, href.removeprefix(BASE)) for rel, code, href in head(path).links if rel == "alternate"}
    assert alternates == {("en", ENGLISH), ("ru", RUSSIAN), ("x-default", ENGLISH)}


def test_a_page_in_one_language_alone_names_no_alternates():
    for path in ("en/2026/10/article-2.html", "en/section/politics.html", "en/about.html"):
        assert [rel for rel, _, _ in head(path).links] == ["canonical"]


def test_pages_that_each_language_has_are_twins():
    for name in ("", "archive.html", "corrections.html", "letter.html", "support.html"):
        alternates = {code: href for rel, code, href in head(f"en/{name or 'index.html'}").links if rel == "alternate"}
        assert alternates == {"en": f"{BASE}en/{name}", "ru": f"{BASE}ru/{name}", "x-default": f"{BASE}en/{name}"}


def test_translated_sections_and_pages_are_twins():
    more = [
        section(id="s-ru", language="ru", translation_key="key-section-politics", slug="politika"),
        page(id="p-ru", language="ru", translation_key="key-page-about", slug="o-nas"),
    ]
    assert ("alternate", "ru", f"{BASE}ru/section/politika.html") in head("en/section/politics.html", newspaper(*more)).links
    assert ("alternate", "en", f"{BASE}en/about.html") in head("ru/o-nas.html", newspaper(*more)).links


@pytest.mark.parametrize("path", ["404.html", "en/search.html", "en/2026/11/article-9.html", "news/2019/harbour/index.html"])
def test_what_no_search_engine_should_list_says_only_so(path):
    found = head(path)
    assert found.tags == {"robots": "noindex"}
    assert not found.links
    assert not found.scripts


def test_an_article_is_shared_with_its_card():
    tags = head(ENGLISH, title="Harbour & <sea>", description='"Quoted"').tags
    assert tags["og:type"] == "article"
    assert tags["twitter:card"] == "summary_large_image"
    assert tags["og:title"] == "Harbour & <sea>"
    assert tags["og:description"] == '"Quoted"'
    assert tags["og:image"].endswith("-card.jpg")
    assert tags["og:image"].startswith(BASE)
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")


def test_without_a_card_the_lead_photo_is_shared_without_a_large_card():
    tags = head(ENGLISH, newspaper(article(card=None))).tags
    assert tags["og:image"].endswith("-320.jpg")
    assert "twitter:card" not in tags


def test_without_any_picture_no_image_is_claimed():
    found = head(ENGLISH, newspaper(article(card=None, lead=None)))
    assert not [name for name in found.tags if name.startswith("og:image")]
    assert "image" not in found.json_ld


def test_json_ld_tells_of_the_article_what_the_page_tells():
    found = head(ENGLISH).json_ld
    assert found["@context"] == "https://schema.org"
    assert "NewsArticle" in found["@type"]
    assert found["headline"] == article().headline
    assert found["description"] == article().standfirst
    assert (found["datePublished"], found["dateModified"]) == ("2026-11-18T06:00:00Z", "2026-11-19T15:00:00Z")
    assert found["inLanguage"] == "en"
    assert found["articleSection"] == "Politics"
    assert found["isAccessibleForFree"] is True
    assert found["author"] == [{"@type": "Person", "name": "Mara Lind", "url": f"{BASE}en/person/mara.html"}]
    assert found["publisher"]["name"] == "The Far Shore"
    assert found["publishingPrinciples"] == f"{BASE}en/about.html"
    assert found["correction"] == [
        {"@type": "CorrectionComment", "text": "An earlier version gave the wrong year.", "datePublished": "2026-11-19T15:00:00Z"}
    ]
    assert [(twin["url"], twin["inLanguage"]) for twin in found["workTranslation"]] == [(BASE + RUSSIAN, "ru")]


def test_opinion_is_told_from_report():
    assert head("en/2026/10/article-2.html").json_ld["@type"] == ["NewsArticle", "OpinionNewsArticle"]
    assert head(ENGLISH, newspaper(article(kind="feature"))).json_ld["@type"] == "NewsArticle"


def test_principles_are_claimed_only_where_a_page_of_them_exists():
    assert "publishingPrinciples" not in head(ENGLISH, newspaper(page(role="imprint"))).json_ld
    assert "publishingPrinciples" not in head(RUSSIAN).json_ld


def test_an_article_without_byline_is_the_newspapers():
    assert head(RUSSIAN).json_ld["author"]["@type"] == "NewsMediaOrganization"


def test_a_pseudonym_is_told_like_any_name():
    plain, masked = (head(ENGLISH, newspaper(person(pseudonym=pseudonym))).json_ld for pseudonym in (False, True))
    assert plain == masked


def test_a_withdrawn_twin_is_named_no_more():
    gone = tombstone(id="article-1-ru", language="ru", path=RUSSIAN, change=9, lists=("lang:ru",))
    found = head(ENGLISH, newspaper(gone))
    assert "workTranslation" not in found.json_ld
    assert [rel for rel, _, _ in found.links] == ["canonical"]


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("en/index.html", "WebSite"),
        ("en/person/mara.html", "ProfilePage"),
        ("en/section/politics.html", "CollectionPage"),
        ("en/story/strait.html", "CollectionPage"),
    ],
)
def test_lists_and_persons_say_what_they_are(path, type_):
    assert head(path).json_ld["@type"] == type_


def test_a_person_is_linked_to_nothing_outside_the_newspaper():
    found = head("en/person/mara.html").json_ld["mainEntity"]
    assert found["name"] == "Mara Lind"
    assert found["jobTitle"] == "Political correspondent"
    assert set(found) == {"@type", "name", "url", "jobTitle", "description"}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for item in value.values() for text in strings(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in strings(item))
    elif isinstance(value, str):
        yield value


def test_no_address_leaves_the_canonical_base():
    for path in (ENGLISH, RUSSIAN, "en/index.html", "en/person/mara.html", "en/section/politics.html"):
        found = head(path)
        hrefs = [href for _, _, href in found.links] + [text for text in strings(found.json_ld) if "://" in text] + [found.tags["og:url"]]
        assert all(href.startswith(BASE) or href == "https://schema.org" for href in hrefs)


def test_the_metadata_of_an_article_costs_less_than_a_kilobyte():
    full = newspaper(article(translation_key="key-strait", body=every_block(), lead=figure()))
    html = head_data(scope_of(ENGLISH, full), article().headline, article().standfirst)
    assert len(brotli.compress(html.encode(), quality=5)) < 1024


hostile = st.text(st.one_of(st.characters(exclude_categories=("Cs",)), st.sampled_from("<>&\"'/!-")), max_size=40) | st.sampled_from(
    ["</script><script>alert(1)</script>", "<!--<script>", "]]>", '"><img src=x>', "\x00\x01\ufffe", "\u2028\u2029"]
)


@given(headline=hostile, name=hostile, title=hostile)
def test_no_text_leaves_its_place_in_the_head(headline, name, title):
    records = newspaper(article(headline=headline), person(name=name), languages=(language(name=name),))
    html = head_data(scope_of(ENGLISH, records), title, title)
    assert set(Head(html).elements) <= {"link", "meta", "script"}
    assert html.count("</script") == 1
    assert "<!--" not in html
    assert "\x00" not in html
    assert Head(html).json_ld["@type"]


def test_redirects_ask_nothing_of_the_head():
    assert head("news/2019/harbour/index.html", newspaper(redirect(), site())).links == []
