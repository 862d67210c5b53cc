"""The style sheet: small enough to stand in every page, asking nobody for anything."""

import re

import brotli
import pytest

from factories.edition import site
from tamizdat.edition.records import Style
from tamizdat.reader import load_theme
from tamizdat.reader.stylesheet import squeeze

BUDGET = 3072
"""DESIGN.md, "Style": what every page can carry."""


def test_the_style_sheet_is_within_its_budget():
    style = load_theme().style(site())
    assert len(brotli.compress(style.encode(), quality=5)) <= BUDGET


def test_the_style_sheet_fetches_nothing():
    assert not re.search(r"url\(|@import|image-set|src\(|expression", load_theme().css)


def test_the_newspapers_colours_stand_where_their_names_were():
    style = load_theme().style(site(style=Style(accent="#123456", accent_dark="#abcdef")))
    assert "--own:#123456" in style
    assert "--own:#abcdef" in style
    assert "ACCENT" not in style


def test_no_rule_names_left_or_right():
    assert not re.search(r"[\s;{-](left|right)\s*[:;}]", load_theme().css)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a {\n  color: red;\n}\n", "a{color:red}"),
        ("/* why */ a, b > c { margin: 0 auto }", "a,b>c{margin:0 auto}"),
        ("a { width: calc(1em + 2px); }", "a{width:calc(1em + 2px)}"),
        ("@media (min-width: 40em) { a:hover b { top: 0; } }", "@media (min-width:40em){a:hover b{top:0}}"),
        ('a::after { content: " (" attr(href) ")"; }', 'a::after{content:" (" attr(href) ")"}'),
        (".t + .t { order: -1; }", ".t + .t{order:-1}"),
    ],
)
def test_squeezing_keeps_every_meaning(written, expected):
    assert squeeze(written) == expected
