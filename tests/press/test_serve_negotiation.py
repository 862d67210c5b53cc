"""Which encoding a browser gets: RFC 9110, section 12.5.3, row by row and at random."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.press.serving.negotiation import preferred

ALL = ("br", "gzip", "identity")


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP;Q=0.5", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0.001", "br"),
        ("identity;q=0.8, gzip;q=0.5", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("br;q=0, gzip;q=0", "identity"),
        ("*", "br"),
        ("*;q=0.1, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("deflate", "identity"),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("*;q=0, identity", "identity"),
        ("*;q=0, gzip", "gzip"),
        ("identity;q=0, gzip", "gzip"),
        ("br;q=much, gzip;q=1.5", "identity"),
        ("br ; q=0.9 , gzip ; q=1.000", "gzip"),
        (",,br,,", "br"),
        ("brr, gzipp", "identity"),
        ("gzip;q=0.5," + " " * 300 + "br;q=0.4", "gzip"),
    ],
)
def test_the_coding_that_is_chosen(header: str | None, chosen: str | None) -> None:
    assert preferred(header, ALL) == chosen


def test_only_what_we_hold_is_offered() -> None:
    assert preferred("br, gzip", ("identity",)) == "identity"
    assert preferred("br, identity;q=0", ("identity",)) is None
    assert preferred("br, gzip;q=0.1", ("gzip", "identity")) == "gzip"


weights = st.integers(0, 1000)


@given(said=st.dictionaries(st.sampled_from([*ALL, "*", "zstd"]), weights))
def test_nothing_is_sent_that_weighs_less_than_something_we_hold(said: dict[str, int]) -> None:
    header = ", ".join(f"{coding};q={weight / 1000:.3f}" for coding, weight in said.items())
    chosen = preferred(header, ALL)

    def weight(coding: str) -> float:
        return said.get(coding, said.get("*", 0.5 if coding == "identity" else 0))

    acceptable = [coding for coding in ALL if weight(coding) > 0]
    assert chosen == (max(acceptable, key=weight) if acceptable else None)


@given(header=st.text(st.characters(max_codepoint=255)))
def test_no_header_can_break_it(header: str) -> None:
    assert preferred(header, ALL) in (*ALL, None)
