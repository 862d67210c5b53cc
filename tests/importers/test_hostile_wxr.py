"""Archives that are broken, or made to break us: one plain sentence, soon, and nothing half-read passes for whole."""

import time
from pathlib import Path

import pytest

from importers import wxr_factory as make
from tamizdat.importers.archive import BadArchive
from tamizdat.importers.wxr import MAX_ELEMENT, read_wxr

WHOLE = make.document(make.item())
BOMB = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)

BROKEN = {
    "empty": ("", "is empty"),
    "truncated": (WHOLE[: len(WHOLE) // 2], "cut off"),
    "truncated in its last line": (WHOLE.rstrip()[:-4], "cut off"),
    "not XML": ("Dear editor,\n", "not well-formed"),
    "a page": ("<html><body>Log in</body></html>", "<rss>"),
    "another feed": ('<rss version="2.0"><channel><title>x</title></channel></rss>', "not a WordPress export"),
    "a feed with items": ("<rss><channel><item><title>x</title></item></channel></rss>", "not a WordPress export"),
    "a later version": (WHOLE.replace("<wp:wxr_version>1.2", "<wp:wxr_version>2.0"), "version '2.0'"),
    "a tag that is not closed": (WHOLE.replace("</wp:status>", ""), "not well-formed"),
    "an entity bomb": (BOMB + "]><rss>&j;</rss>", "document type"),
    "an outside entity": ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss>&x;</rss>', "document type"),
    "an outside document type": ('<!DOCTYPE rss SYSTEM "https://old.example/x.dtd"><rss></rss>', "document type"),
    "an undeclared entity": (WHOLE.replace("<wp:status>publish", "<wp:status>&nbsp;"), "not well-formed"),
    "an item without a number": (WHOLE.replace("<wp:post_id>11", "<wp:post_id>eleven"), "no <wp:post_id>"),
    "deep nesting": (WHOLE.replace("<item>", "<item>" + "<x>" * 40), "deep"),
    "a packed file": (b"PK\x03\x04....", "packed"),
    "bad letters": (WHOLE.encode().replace(b"Story 11", b"Story \xff\xfe"), "not well-formed"),
    "an unknown encoding": (WHOLE.replace("UTF-8", "klingon-1"), "encoding"),
    "too many fields": (WHOLE.replace("</item>", make.term() * 20_001 + "</item>"), "fields"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_archive_is_refused_in_one_sentence_within_a_second(tmp_path: Path, name: str) -> None:
    text, words = BROKEN[name]
    path = make.write(tmp_path, text)
    start = time.monotonic()
    with pytest.raises(BadArchive) as caught:
        list(read_wxr(path))
    assert time.monotonic() - start < 1
    message = str(caught.value)
    assert words in message
    assert "export.xml" in message
    assert "\n" not in message
    assert len(message) < 400


def test_the_message_names_line_and_item(tmp_path: Path) -> None:
    text = make.document(make.item(title="The bridge")).replace("</wp:status>", "")
    with pytest.raises(BadArchive, match=r"line \d+, in the item “The bridge”"):
        list(read_wxr(make.write(tmp_path, text)))


def test_an_element_beyond_all_measure_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    text = make.document(make.item(content="x" * (MAX_ELEMENT + 1)))
    with pytest.raises(BadArchive, match="longer than"):
        list(read_wxr(make.write(tmp_path, text)))


def test_a_tag_that_never_ends_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    text = WHOLE.replace("<item>", '<item x="' + "y" * 3_000_000)
    with pytest.raises(BadArchive, match="single tag"):
        list(read_wxr(make.write(tmp_path, text)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadArchive, match=r"nowhere\.xml cannot be read"):
        list(read_wxr(tmp_path / "nowhere.xml"))
