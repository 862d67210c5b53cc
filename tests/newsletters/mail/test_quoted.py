"""Quoted-printable with open places: whatever is put in, the reader's program reads exactly that."""

import quopri

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tamizdat.newsletters.mail.quoted import filled, pieces

MARKS = ("https://one.invalid/", "https://two.invalid/")
URLS = st.text("ABCxyz019-_.~/:=?&", min_size=1, max_size=400)
TEXTS = st.lists(st.one_of(st.text(max_size=200), st.sampled_from([*MARKS, "\n", ".", "From ", " ", "=\n", "\t\n", "ж" * 90])), max_size=20)


def written(text, links):
    return "".join(filled(links[MARKS.index(piece)]) if place % 2 else piece for place, piece in enumerate(pieces(text, MARKS)))


@given(TEXTS, URLS, URLS)
@example([".", MARKS[0], ".", MARKS[1], "From "], "." * 200, "a")
def test_what_is_read_is_what_was_written(parts, one, two):
    text = "".join(parts).replace("\r\n", "\n").replace("\r", "\n")
    read = quopri.decodestring(written(text, (one, two)).encode()).decode().replace("\r\n", "\n")
    wanted = text.replace(MARKS[0], one).replace(MARKS[1], two)
    assert read == wanted + "\n"  # the boundary's own line end


@given(TEXTS, URLS, URLS)
def test_no_line_is_too_long_or_begins_with_what_mail_servers_change(parts, one, two):
    coded = written("".join(parts), (one, two))
    assert coded.isascii() and coded.endswith("\r\n") and "\n" not in coded.replace("\r\n", "") and "\r" not in coded.replace("\r\n", "")
    for line in coded.split("\r\n"):
        assert len(line) <= 76 and not line.startswith((".", "From ")) and not line.endswith((" ", "\t"))


def test_a_link_is_one_link_although_its_lines_are_short():
    link = "https://gate.example/u/" + "x" * 300
    assert quopri.decodestring(written(f'<a href="{MARKS[0]}">', (link, "")).encode()) == f'<a href="{link}">'.encode() + b"\r\n"


@pytest.mark.parametrize("place", range(40, 60))
def test_an_encoded_character_is_never_cut_in_two(place):
    link = "https://gate.example/?" + "x" * place + "=" + "y" * place
    coded = filled(link)
    assert quopri.decodestring(coded.encode()).decode() == link
    assert not [line for line in coded.split("=\r\n") if line.endswith(("=", "=3"))]
