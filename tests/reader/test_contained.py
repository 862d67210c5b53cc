"""No page of the edition runs anything but our own script, styles anything by attribute, or asks another host for anything by itself."""

import re
from itertools import pairwise
from posixpath import normpath
from urllib.parse import urlsplit

from factories.edition import newspaper, tombstone
from factories.pages import Element, Parsed, edition, paths_by_kind, whole_newspaper
from tamizdat.edition.records import Photo
from tamizdat.edition.theme import source_hash
from tamizdat.edition.views import VIEWS
from tamizdat.reader import load_theme

FETCHING = {"src", "srcset", "data", "poster", "formaction", "background", "manifest", "ping", "archive", "codebase"}
"""Attributes by which a page makes a browser fetch something without being asked."""

TOLD = {"canonical", "alternate"}
"""Kinds of ``<link>`` that tell an address and fetch nothing."""


RECORDS = whole_newspaper()
EDITION = edition(RECORDS)
PAGES = {path: Parsed(text) for path, text in EDITION.items() if path.endswith(".html")}
MEDIA = {file.path for record in RECORDS if isinstance(record, Photo) for file in (*record.renditions, *record.teasers)}


def test_the_newspaper_of_these_tests_has_a_page_of_every_kind():
    files_without_a_face = {
        "feed_rss",
        "feed_atom",
        "feed_json",
        "sitemap",
        "sitemap_index",
        "sitemap_news",
        "robots",
        "script",
        "giving",
        "appeals",
    }
    of_giving = {"thanks"}  # tests/reader/test_giving.py
    assert {kind for kind, paths in paths_by_kind(PAGES).items() if paths} == set(VIEWS) - files_without_a_face - of_giving


WITH_FORM = {"index.html", *(f"{language}/{name}.html" for language in ("en", "ru", "fa") for name in ("index", "letter"))}
GATES = "https://gate.example https://other-gate.example"


def is_bare(path: str) -> bool:
    """Tell whether nothing at all runs in a page: redirects, the 404 page, and letters, which are shown as they are mailed."""
    letter = re.fullmatch(r"../letters/(latest|20..-..-..-(?!gone).*)\.html", path) and path != "ru/letters/latest.html"  # none there yet
    return path == "404.html" or path.startswith("news/") or bool(letter)


def test_nothing_runs_but_our_script_which_is_the_same_in_every_page():
    ours = load_theme().scripts["open"]
    for path, page in PAGES.items():
        running = [script for script in page.all("script") if script.attributes != {"type": "application/ld+json"}]
        assert [script.text for script in running] == ([] if is_bare(path) else [ours]), path
        assert all(set(script.attributes) == {"data-letter"} for script in running), path
        for element in page.elements:
            assert element.name not in ("iframe", "object", "embed", "base", "frame", "template"), path
            assert "style" not in element.attributes, (path, element)
            assert not any(name.startswith("on") for name in element.attributes), (path, element)
            address = element.attributes["href"].lower() if element.name == "a" else ""
            assert not address.startswith(("javascript:", "data:", "vbscript:")), (path, element)


def test_nothing_is_fetched_from_elsewhere():
    for path, page in PAGES.items():
        for element in page.elements:
            for address in _fetched(element):
                assert not urlsplit(address).scheme, (path, element)
                assert not address.startswith("//"), (path, element)


def _fetched(element: Element) -> list[str]:
    addresses = [value for name, value in element.attributes.items() if name in FETCHING]
    if element.name == "link" and element.attributes["rel"] not in TOLD and element.attributes["href"] != "data:,":
        addresses.append(element.attributes["href"])
    return [part.split()[0] for address in addresses for part in address.split(",")]


def test_only_the_front_and_the_page_of_the_letter_carry_a_form_and_it_goes_to_a_gate():
    assert {path for path, page in PAGES.items() if page.all("form")} == WITH_FORM
    assert {path for path, page in PAGES.items() if page.all("input") or page.all("button")} == WITH_FORM
    assert {PAGES[path].one("form").attributes["action"] for path in WITH_FORM} == {"https://gate.example/sign-up"}


def test_the_policy_allows_our_style_our_pictures_and_our_scripts_by_hash():
    theme = load_theme()
    script = " ".join(f"'{source_hash(theme.scripts[name])}'" for name in ("open", "letter"))
    for path, page in PAGES.items():
        policy = page.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"].split("; ")
        style, *form_style = page.all("style")
        assert [one.text for one in form_style] == ([theme.form_css] if path in WITH_FORM else []), path
        icon, nowhere = "img-src 'self' data:", ["base-uri 'none'", "form-action 'none'"]
        if is_bare(path):
            assert policy == ["default-src 'none'", f"style-src '{source_hash(style.text)}'", icon, *nowhere], path
            continue
        assert policy == [
            "default-src 'none'",
            f"script-src {script}",
            f"style-src '{source_hash(style.text)}' '{source_hash(theme.form_css)}'",
            icon,
            "connect-src 'self' https:",
            "base-uri 'none'",
            f"form-action {GATES}" if path in WITH_FORM else "form-action 'none'",
        ], path


def test_no_page_but_those_with_a_form_names_a_gate_so_that_a_moved_gate_is_no_new_edition():
    for path, page in PAGES.items():
        assert ("gate.example" in page.html) is (path in WITH_FORM), path


def test_the_script_that_pages_fetch_is_a_file_of_the_edition():
    assert EDITION["js/letter.js"] == load_theme().scripts["letter"]
    for path, page in PAGES.items():
        for script in page.all("script") if not is_bare(path) else ():
            if letter := script.attributes.get("data-letter"):
                assert normpath(f"{path.rpartition('/')[0]}/{letter}".lstrip("/")) in ("en/letter.html", "ru/letter.html", "fa/letter.html")


def test_the_policy_comes_before_all_that_it_governs():
    for path, page in PAGES.items():
        tags = [element.name for element in page.elements]
        policy = next(at for at, element in enumerate(page.elements) if "http-equiv" in element.attributes)
        assert not {"style", "link", "script", "img", "title"} & set(tags[:policy]), path


def test_no_referrer_is_sent():
    for page in PAGES.values():
        assert page.one("meta", name="referrer").attributes["content"] == "no-referrer"


def test_a_page_says_what_it_is():
    for path, page in PAGES.items():
        html = page.one("html").attributes
        assert page.html.startswith("<!doctype html>"), path
        assert html["dir"] == ("rtl" if html["lang"] == "fa" else "ltr"), path
        assert html["lang"] == (path.split("/")[0] if path.split("/")[0] in ("en", "ru", "fa") else "en"), path
        assert page.one("title").text.strip(), path
        assert page.one("main"), path


def test_headings_begin_at_the_first_and_never_skip_a_level():
    for path, page in PAGES.items():
        levels = [int(element.name[1]) for element in page.elements if re.fullmatch("h[1-6]", element.name)]
        assert levels.count(1) == 1, (path, levels)
        assert levels[0] == 1, (path, levels)
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


def test_no_id_stands_twice():
    for path, page in PAGES.items():
        ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
        assert len(ids) == len(set(ids)), path


def test_every_link_within_the_edition_leads_somewhere():
    for path, page in PAGES.items():
        for element in page.elements if path != "404.html" else ():  # its links: test_views_standing.py
            for name in ("href", "src", "srcset"):
                for address in element.attributes.get(name, "").split(", "):
                    _check_address(path, address.split(" ")[0])


def _check_address(path: str, address: str) -> None:
    parts = urlsplit(address)
    if not address or parts.scheme:
        return
    assert not parts.path.startswith("/"), f"{path} links to {address}, which depends on the host's root"
    target = normpath(f"{path.rpartition('/')[0]}/{parts.path}".lstrip("/")) if parts.path else path
    assert target in EDITION or target in MEDIA, f"{path} links to {address}, which is not in the edition"
    if parts.fragment and "/story/" not in target:  # a long story's page no longer shows its first articles
        assert any(element.attributes.get("id") == parts.fragment for element in PAGES[target].elements), (path, address)


def test_a_withdrawn_article_is_nowhere_but_on_its_page():
    gone = tombstone(id="article-2", path="en/2026/10/article-2.html", lists=("lang:en",), change=5)
    texts = edition(newspaper(gone))
    assert {path for path, text in texts.items() if "Who owns the sea?" in text} == set()
    assert {path for path, text in texts.items() if "article-2" in text} == {"en/2026/10/article-2.html"}  # its own statement
