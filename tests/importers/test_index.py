"""The archive in order: by time, by number, by every address that readers may hold."""

from pathlib import Path

import pytest

from importers import wxr_factory as make
from tamizdat.importers.index import Archive, normal, read_archive
from tamizdat.importers.reusable import with_reusable
from tamizdat.importers.tally import Tally
from tamizdat.importers.wxr import MAX_ELEMENT


def archive(folder: Path, *parts: str, **options: str) -> Archive:
    return read_archive(make.write(folder, make.document(*parts, **options)))


def test_pages_come_first_then_posts_by_time_then_those_without_one(tmp_path: Path) -> None:
    found = archive(
        tmp_path,
        make.item(1, date_gmt="2022-01-01 00:00:00"),
        make.item(2, date="", date_gmt="", pub=""),
        make.item(3, date_gmt="2020-01-01 00:00:00"),
        make.item(4, type="page", date_gmt="2023-01-01 00:00:00"),
    )
    assert [post.id for post in found.posts()] == [4, 3, 1, 2]


def test_what_goes_in_comes_out_the_same(tmp_path: Path) -> None:
    from tamizdat.importers.wxr import read_wxr

    path = make.write(tmp_path, make.document(make.item(terms=make.term() + make.term("post_tag", "x", "Ы")), make.attachment()))
    entries = list(read_wxr(path))
    found = read_archive(path)
    assert [*found.posts(), *found.attachments()] == entries[-2:]


@pytest.mark.parametrize(
    ("address", "item"),
    [
        ("https://old.example/2021/05/story-11/", 11),
        ("http://WWW.OLD.EXAMPLE:80/2021/05/story-11", 11),
        ("https://old.example/2021/05/story-11/?utm_source=x#more-11", 11),
        ("https://old.example/2021/05/story-11/2/", 11),
        ("https://old.example/2021/05/story-11/amp", 11),
        ("https://old.example/?p=11", 11),
        ("https://old.example/?p=582", 12),
        ("https://old.example/?attachment_id=50", 11),
        ("https://old.example/harbour-50/", 11),
        ("https://old.example/wp-content/uploads/2021/05/harbour.jpg", None),
        ("https://old.example/", None),
        ("https://old.example/2021/05/", None),
        ("https://other.example/2021/05/story-11/", None),
        ("https://old.example/?p=13", None),
        ("mailto:x@old.example", None),
        ("https://[broken", None),
    ],
)
def test_an_old_address_finds_its_post(tmp_path: Path, address: str, item: int | None) -> None:
    found = archive(
        tmp_path,
        make.item(11, guid="https://old.example/?p=582"),
        make.item(12, guid="https://elsewhere.example/?p=12", link="https://old.example/?p=582"),
        make.item(13, status="trash"),
        make.attachment(parent=11),
    )
    assert found.item_at(address) == item


def test_a_post_keeps_its_own_number_against_anothers_guid(tmp_path: Path) -> None:
    found = archive(tmp_path, make.item(11, guid="https://old.example/?p=12"), make.item(12))
    assert found.item_at("https://old.example/?p=12") == 12


def test_addresses_with_letters_of_any_script_compare_decoded() -> None:
    assert normal("https://old.example/%D0%BC%D0%BE%D1%81%D1%82/") == normal("https://old.example/мост")


def test_a_number_that_stands_twice_is_listed(tmp_path: Path) -> None:
    found = archive(tmp_path, make.item(11), make.item(11, title="Another"), make.attachment(50), make.attachment(50, title="Twin"))
    assert found.duplicates == [("post", "Another"), ("attachment", "Twin")]


def block(number: int, content: str) -> str:
    return make.item(number, type="wp_block", title="Box", content=content)


def test_a_reusable_block_stands_in_the_post(tmp_path: Path) -> None:
    tally = Tally()
    found = archive(tmp_path, block(8, "<p>Kept once.</p>"), make.item(9))
    text = with_reusable('<!-- wp:block {"ref":8} /--><!-- wp:block {"ref":9} /--><!-- wp:block {"ref":99} /-->', found, tally)
    assert text == '<p>Kept once.</p><!-- wp:block {"ref":9} /--><!-- wp:block {"ref":99} /-->'
    assert [one.excerpt for one in tally.differences] == ["Box"]


def test_blocks_that_name_each_other_grow_no_further(tmp_path: Path) -> None:
    more = '<!-- wp:block {"ref":8} /-->' * 1000
    found = archive(tmp_path, block(8, more))
    assert len(with_reusable(more, found, Tally())) <= MAX_ELEMENT + len(more)
