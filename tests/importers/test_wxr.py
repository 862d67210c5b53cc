"""Reading a WordPress export: what is kept, and what never gets past the door."""

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest

from importers import wxr_factory as make
from tamizdat.importers.archive import WxrAttachment, WxrAuthor, WxrPost, WxrSite, WxrTerm
from tamizdat.importers.wxr import read_wxr


def read(folder: Path, *parts: str, **options: str) -> list[object]:
    return list(read_wxr(make.write(folder, make.document(*parts, **options))))


def only_post(folder: Path, **fields: object) -> WxrPost:
    return next(entry for entry in read(folder, make.item(**fields)) if isinstance(entry, WxrPost))


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_each_version_gives_its_site_terms_authors_and_items(tmp_path: Path, version: str) -> None:
    kinds = [type(entry) for entry in read(tmp_path, make.item(), make.attachment(), version=version)]
    assert kinds == [WxrSite, WxrAuthor, WxrTerm, WxrTerm, WxrPost, WxrAttachment]


def test_a_post_keeps_what_readers_saw(tmp_path: Path) -> None:
    post = only_post(tmp_path, excerpt="In short.", sticky=1, extra=make.meta("_thumbnail_id", "50"))
    assert (post.title, post.slug, post.excerpt, post.sticky, post.picture) == ("Story 11", "story-11", "In short.", True, 50)
    assert post.published == datetime(2021, 5, 4, 12, tzinfo=UTC)
    assert post.terms == (WxrTerm(domain="category", slug="politics", name="Politics"),)
    assert post.content.startswith("The first paragraph.")


def test_an_attachment_keeps_its_address_and_words(tmp_path: Path) -> None:
    found = next(entry for entry in read(tmp_path, make.attachment(excerpt="At dawn.")) if isinstance(entry, WxrAttachment))
    assert (found.file, found.alt, found.caption) == ("2021/05/harbour.jpg", "Cranes over water", "At dawn.")
    assert found.address == "https://old.example/wp-content/uploads/2021/05/harbour.jpg"


def test_nothing_personal_gets_past_the_door(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        make.item(
            password="Secretpassword", extra=make.comment() + make.meta("_edit_lock", "Secretmeta:1") + make.meta("geo", "Secretplace")
        ),
    )
    kept = repr([dataclasses.asdict(entry) for entry in entries])
    for planted in ("vera-login", "secret.example", "Secret", "203.0.113.77"):
        assert planted not in kept
    post = next(entry for entry in entries if isinstance(entry, WxrPost))
    assert post.protected
    assert post.comments == 1


def test_an_author_is_found_by_login_and_kept_by_name(tmp_path: Path) -> None:
    entries = read(tmp_path, make.item())
    vera = next(entry for entry in entries if isinstance(entry, WxrAuthor))
    assert vera.name == "Vera Lind"
    assert next(entry for entry in entries if isinstance(entry, WxrPost)).author == vera.key


@pytest.mark.parametrize("creator", ["", "somebody-else", "Vera Lind"])
def test_a_byline_is_never_guessed(tmp_path: Path, creator: str) -> None:
    assert only_post(tmp_path, creator=creator).author is None


def test_a_display_name_that_is_an_address_is_no_byline(tmp_path: Path) -> None:
    entries = read(tmp_path, make.item(), head=make.author(name="vera@secret.example"))
    assert not [entry for entry in entries if isinstance(entry, WxrAuthor)]
    assert "secret.example" not in repr(entries)


@pytest.mark.parametrize(
    ("fields", "expected", "is_local"),
    [
        ({"date_gmt": "0000-00-00 00:00:00"}, datetime(2021, 5, 4, 12, tzinfo=UTC), False),
        ({"date_gmt": "0000-00-00 00:00:00", "pub": ""}, datetime(2021, 5, 4, 14, tzinfo=UTC), True),
        ({"date_gmt": "2021-02-31 10:00:00", "pub": "Mon, 30 Nov -0001 00:00:00 +0000", "date": "0000-00-00 00:00:00"}, None, True),
        ({"date_gmt": "0001-01-01 00:00:00", "pub": "Tue, 04 May 0001 15:30:00 +0000"}, datetime(2021, 5, 4, 14, tzinfo=UTC), True),
        ({"date_gmt": "", "pub": "Tue, 04 May 2021 15:30:00 +0300"}, datetime(2021, 5, 4, 12, 30, tzinfo=UTC), False),
    ],
)  # fmt: skip
def test_impossible_times_fall_back_and_never_become_today(
    tmp_path: Path, fields: dict[str, str], expected: datetime | None, is_local: bool
) -> None:
    post = only_post(tmp_path, **fields)
    assert (post.published, post.published_is_local) == (expected, is_local)


def test_slugs_in_percent_signs_are_decoded(tmp_path: Path) -> None:
    assert only_post(tmp_path, name="%d0%bf%d1%80%d0%b8%d0%b2%d0%b5%d1%82").slug == "привет"


def test_a_term_named_twice_as_in_version_1_0_counts_once(tmp_path: Path) -> None:
    post = only_post(tmp_path, terms="<category><![CDATA[Politics]]></category>" + make.term() + make.term("tag", "border", "Border"))
    assert [(term.domain, term.name) for term in post.terms] == [("category", "Politics"), ("tag", "Border")]


def test_the_commonest_faults_of_exports_are_forgiven(tmp_path: Path) -> None:
    text = "\r\n\n" + make.document(make.item(content="Rain\x08 and\x0b wind."))
    post = next(entry for entry in read_wxr(make.write(tmp_path, text)) if isinstance(entry, WxrPost))
    assert post.content == "Rain and wind."


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16", "koi8-r"])
def test_older_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = make.document(make.item(title="Мост закрыт")).replace("UTF-8", encoding)
    post = next(entry for entry in read_wxr(make.write(tmp_path, text.encode(encoding))) if isinstance(entry, WxrPost))
    assert post.title == "Мост закрыт"


def test_a_text_in_several_cdata_sections_is_one_text(tmp_path: Path) -> None:
    assert only_post(tmp_path, content="a ]]> b").content == "a ]]> b"


def test_a_postmeta_field_cannot_pass_for_a_field_of_the_item(tmp_path: Path) -> None:
    entries = read(tmp_path, make.attachment(extra=make.meta("wp:attachment_url", "https://elsewhere.example/x.jpg")))
    found = next(entry for entry in entries if isinstance(entry, WxrAttachment))
    assert found.address == "https://old.example/wp-content/uploads/2021/05/harbour.jpg"
