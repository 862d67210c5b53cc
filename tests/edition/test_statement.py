"""Statements: a lone page says what it is, and neither its bytes nor its statement can be altered unnoticed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.edition.canonical import digest
from tamizdat.edition.statement import (
    MOST_PATH_BYTES,
    TAIL_BYTES,
    BadStatement,
    Statement,
    body_digest,
    path_can_be_stated,
    read_statement,
    seal_page,
)

HTML = b"<!doctype html><title>t</title><p>text\n"
DATE = "2026-11-22T18:35:00Z"


def seal(html: bytes = HTML, **values) -> bytes:
    return seal_page(html, **{"path": "en/2026/11/a.html", "version": 3, "edition": 41, "date": DATE} | values)


def test_a_page_ends_with_its_statement_as_it_is_written_down():
    assert seal() == HTML + f"<!--tamizdat 1 en/2026/11/a.html 3 41 {DATE} - {digest(HTML)} --->\n".encode()


def test_what_is_stated_is_read_back():
    assert read_statement(seal()) == Statement("en/2026/11/a.html", 3, 41, DATE, digest(HTML))
    assert body_digest(seal()) == digest(HTML)


@given(st.binary(max_size=200), st.integers(0, 10**9), st.integers(0, 10**9))
def test_any_bytes_can_be_sealed(html, version, edition):
    found = read_statement(seal(html, version=version, edition=edition))
    assert (found.version, found.edition, found.hash) == (version, edition, digest(html))


def test_no_byte_of_a_page_can_be_changed():
    page = seal()
    for at in range(len(HTML)):
        with pytest.raises(BadStatement, match="changed"):
            read_statement(page[:at] + bytes([page[at] ^ 1]) + page[at + 1 :])


def test_a_statement_in_the_middle_of_a_page_counts_for_nothing():
    inner = seal(b"<p>inner", path="other.html")
    assert read_statement(seal(inner)).path == "en/2026/11/a.html"
    with pytest.raises(BadStatement):
        read_statement(inner + b"<p>more")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b" 3 41 ", b" 03 41 "),
        (b" 3 41 ", b" -3 41 "),
        (b" 3 41 ", b" 3  41 "),
        (b" 3 41 ", b" 3 " + b"9" * 30 + b" "),
        (b"tamizdat 1", b"tamizdat 2"),
        (b"18:35:00Z", b"18:35:00+00:00"),
        (b"18:35:00Z", b"18:35:00"),
        (b" --->\n", b" --->"),
        (b" --->\n", b" --->\n\n"),
        (b" --->\n", b" -->\n"),
        (b" - ", b" "),
        (b"<!--", b"<!- "),
    ],
)
def test_a_statement_has_one_form(old, new):
    page = seal()
    assert old in page
    with pytest.raises(BadStatement):
        read_statement(page.replace(old, new))


def test_pages_that_are_none_are_refused_and_nothing_else_happens():
    chance = random.Random("noise")
    for data in (b"", b"\n", b"-->\n", HTML, seal()[:-2], *(chance.randbytes(chance.randrange(300)) for _ in range(300))):
        with pytest.raises(BadStatement):
            read_statement(data)


@pytest.mark.parametrize(
    "path", ["", "a b.html", "a\nb.html", "a>b.html", "-->.html", "a<b.html", "a\x00.html", "a\u202e.html", "x" * (MOST_PATH_BYTES + 1)]
)
def test_a_path_that_would_break_the_comment_is_refused(path):
    assert not path_can_be_stated(path)
    with pytest.raises(ValueError, match="cannot be stated"):
        seal(path=path)


@pytest.mark.parametrize("path", ["foo--bar/index.html", "новости/порт.html", "x" * MOST_PATH_BYTES, "a--!b.html", "-/-.html"])
def test_any_other_path_can_be_stated_and_found_again(path):
    page = seal(path=path)
    assert read_statement(page).path == path
    assert len(page) - len(HTML) < TAIL_BYTES
    assert page.count(b"-->") == 1
