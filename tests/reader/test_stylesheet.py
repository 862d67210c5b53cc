"""The style sheet: small enough to stand in every page, asking nobody for anything."""

import re

import brotli
import pytest

from factories.edition import site
from tamizdat.edition.budget import FORM_STYLE_BYTES, STYLE_BYTES
from tamizdat.edition.records import Style
from tamizdat.reader import load_theme
from tamizdat.reader.stylesheet import squeeze


def test_the_style_sheet_is_within_its_budget():
    style = load_theme().style(site())
    assert len(brotli.compress(style.encode(), quality=5)) <= STYLE_BYTES


def test_the_style_of_forms_stands_on_few_pages_and_weighs_little_there():
    assert len(brotli.compress(load_theme().form_css.encode(), quality=5)) <= FORM_STYLE_BYTES


@pytest.mark.parametrize("style", ["css", "form_css"])
def test_the_style_sheet_fetches_nothing(style):
    assert not re.search(r"url\(|@import|image-set|src\(|expression", getattr(load_theme(), style))


def test_the_newspapers_colours_stand_where_their_names_were():
    style = load_theme().style(site(style=Style(accent="#123456", accent_dark="#abcdef")))
    assert "--own:#123456" in style
    assert "--own:#abcdef" in style
    assert "ACCENT" not in style


@pytest.mark.parametrize("style", ["css", "form_css"])
def test_no_rule_names_left_or_right(style):
    assert not re.search(r"[\s;{-](left|right)\s*[:;}]", getattr(load_theme(), style))


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
