"""Paths: one scheme, relative addresses that work from any folder, and nothing of ours where another file must stand."""

from posixpath import join, normpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.edition import article, newspaper, page, person, photo, redirect, section, tombstone
from factories.scopes import every_spec
from tamizdat.edition.catalogue import Catalogue, teaser_of
from tamizdat.edition.paths import (
    FILES,
    entry_path,
    feed_path,
    list_path,
    media_stems,
    own_path,
    path_wanted,
    period_path,
    relative,
    twin_paths,
)
from tamizdat.edition.statement import path_can_be_stated

CATALOGUE = Catalogue(newspaper(section(id="section-ru", language="ru", translation_key="key-section-politics", slug="politika")))


def test_everything_stands_where_the_design_says():
    assert entry_path(CATALOGUE, "article-1") == "en/2026/11/article-1.html"
    assert entry_path(CATALOGUE, "page-about") == "en/about.html"
    assert entry_path(CATALOGUE, "section-politics") == "en/section/politics.html"
    assert entry_path(CATALOGUE, "topic-ports") == "en/topic/ports.html"
    assert entry_path(CATALOGUE, "story-strait") == "en/story/strait.html"
    assert entry_path(CATALOGUE, "person-mara") == "en/person/mara.html"
    assert list_path(CATALOGUE, "site") == "index.html"
    assert list_path(CATALOGUE, "lang:ru") == "ru/index.html"
    assert period_path(CATALOGUE, "lang:en", "2026-11", 1) == "en/archive/2026-11.html"
    assert period_path(CATALOGUE, "section:section-politics", "2026-11", 2) == "en/section/politics/2026-11-2.html"
    assert feed_path("en/section/politics.html", "atom") == "en/section/politics.atom.xml"


@pytest.mark.parametrize("record_id", [None, "", "nobody", "article-9", "photo-harbour", "front.en", "redirect-1", "site"])
def test_what_has_no_page_has_no_path(record_id):
    assert entry_path(CATALOGUE, record_id) is None


def test_a_list_of_nothing_has_no_path():
    assert list_path(CATALOGUE, "section:gone") is period_path(CATALOGUE, "section:gone", "2026-11", 1) is None


def test_twins_are_found_by_their_language():
    assert twin_paths(CATALOGUE, "key-section-politics") == {"en": "en/section/politics.html", "ru": "ru/section/politika.html"}


def test_a_withdrawn_article_wants_its_path_and_an_unpublished_one_wants_none():
    assert path_wanted(tombstone()) == own_path(tombstone()) == "en/2026/11/article-9.html"
    assert path_wanted(tombstone(kind="unpublished")) is None
    assert path_wanted(redirect(query="p=1")) is None
    assert path_wanted(redirect()) == "news/2019/harbour/index.html"
    assert path_wanted(photo()) is None


def test_pictures_of_one_source_begin_alike():
    assert media_stems(photo()) == {path.rpartition("-")[0] for path in (photo().renditions[0].path, photo().teasers[0].path)}
    assert len(media_stems(teaser_of(article()))) == 1
    assert not media_stems(teaser_of(article(card=None)))
    assert not media_stems(person())


names = st.text("abc-1", min_size=1, max_size=4)
paths = st.lists(names, min_size=1, max_size=5).map("/".join).map(lambda path: f"{path}.html")


@given(paths, paths)
def test_a_relative_address_leads_from_one_page_to_the_other(here, there):
    address = relative(there, of=here)
    assert normpath(join(here.rpartition("/")[0] or ".", address)) == there
    assert not address.startswith("/")
    assert "://" not in address


@given(paths, paths, st.lists(names, min_size=1, max_size=3).map("/".join))
def test_it_leads_there_from_any_folder_too(here, there, folder):
    assert normpath(join(f"{folder}/{here}".rpartition("/")[0], relative(there, of=here))) == f"{folder}/{there}"


def test_every_path_of_an_edition_can_be_stated_and_none_stands_in_anothers_way():
    paths = set(every_spec(Catalogue(newspaper(page(id="page-2", slug="imprint")))))
    folders = {path[:at] for path in paths for at, letter in enumerate(path) if letter == "/"}
    assert all(path_can_be_stated(path) for path in paths)
    assert not folders & paths
    assert not any(folder.endswith(FILES) for folder in folders)
    assert len({path.lower() for path in paths if not path.startswith("media/")}) == len([p for p in paths if not p.startswith("media/")])
