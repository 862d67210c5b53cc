"""The theme as one value: read once, named by its content, strict about what templates ask for."""

import minijinja
import pytest

from tamizdat.reader import load_theme, loader


def test_the_theme_is_read_once():
    assert load_theme() is load_theme()


def test_the_version_names_every_file(tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "base.css").write_text("a{}")
    before = loader._version(tmp_path)
    assert loader._version(tmp_path) == before
    (tmp_path / "css" / "base.css").write_text("b{}")
    changed = loader._version(tmp_path)
    (tmp_path / "css" / "base.css").rename(tmp_path / "css" / "more.css")
    assert len({before, changed, loader._version(tmp_path)}) == 3


def test_compiled_python_does_not_change_the_version(tmp_path):
    before = loader._version(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "loader.pyc").write_bytes(b"\0")
    assert loader._version(tmp_path) == before


def test_a_template_that_names_what_it_was_not_given_is_refused_with_its_line():
    with pytest.raises(minijinja.TemplateError, match=r"undefined value(.|\n)*bare\.html"):
        load_theme().render("not_found.html", {})


def test_every_style_sheet_chapter_is_read():
    room = loader.files("tamizdat.reader") / "css"
    assert {entry.name for entry in room.iterdir()} == {f"{name}.css" for name in (*loader.STYLE_SHEETS, "form", "give", "mail")}
