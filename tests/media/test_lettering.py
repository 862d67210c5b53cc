"""Lines of type: they fit, they lose no word, and what cannot be set is not set."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.media import lettering
from tamizdat.media.lettering import ELLIPSIS, Face, fit, font, settable

WIDTH, HEIGHT = 1072, 330
SIZES = (116, 84, 60, 48)
FACES: tuple[Face, ...] = ("headline", "label", "arabic")
words = st.lists(st.text("abcdefghijklmnopqrstuvwxyzабвгдеж", min_size=1, max_size=14), min_size=1, max_size=14).map(" ".join)


def _width(line: str, face: Face, size: int) -> float:
    return font(face, size).getlength(line)


@settings(deadline=None)
@given(words)
def test_lines_fit_and_hold_the_whole_text_or_end_in_an_ellipsis(text: str) -> None:
    setting = fit(text, "headline", SIZES, WIDTH, HEIGHT)
    assert setting.height <= HEIGHT
    assert all(_width(line, setting.face, setting.size) <= WIDTH for line in setting.lines)
    assert " ".join(setting.lines) == text or setting.lines[-1].endswith(ELLIPSIS)


def test_a_short_text_is_large_and_a_long_one_small() -> None:
    assert fit("Short", "headline", SIZES, WIDTH, HEIGHT).size == 116
    assert fit("word " * 30, "headline", SIZES, WIDTH, HEIGHT).size == 48


def test_too_long_a_text_is_cut_at_a_word() -> None:
    setting = fit("several words " * 40, "headline", SIZES, WIDTH, HEIGHT)
    assert setting.lines[-1].endswith(("several" + ELLIPSIS, "words" + ELLIPSIS))


def test_a_word_wider_than_a_line_is_broken_and_not_lost() -> None:
    setting = fit("ы" * 90, "headline", (84, 60), WIDTH, 600)
    assert "".join(setting.lines) == "ы" * 90
    assert all(_width(line, setting.face, setting.size) <= WIDTH for line in setting.lines)


def test_no_line_is_left_with_a_lone_short_word() -> None:
    first, last = fit("Ministers agree on rules for small boats at", "headline", (60,), WIDTH, HEIGHT).lines
    assert _width(last, "headline", 60) > _width(first, "headline", 60) / 2


def test_nothing_is_set_of_nothing() -> None:
    assert fit("", "headline", SIZES, WIDTH, HEIGHT).lines == ()
    assert settable(" \n ") == ""


def test_signs_that_are_no_letters_are_left_out() -> None:
    assert settable("Storm 🌩 warning ➡ now\u00ad") == "Storm warning now"


@pytest.mark.parametrize("text", ["Zürich, 5 € – „so“", "Ёлка у Нью-Йорка: «да» № 7", "Қазақстан", "за́мок", "گفت‌وگو BBC ۱۲", "Łódź ₴ ₽"])
def test_the_languages_of_our_fonts_are_set_whole(text: str) -> None:
    assert settable(text, shaping=True) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", ["日本", "Ελλάδα", "Tokyo 東京", "שלום", "ქართული"])
def test_a_text_with_letters_from_elsewhere_is_not_set_at_all(text: str) -> None:
    assert settable(text, shaping=True) == ""


def test_without_shaping_arabic_script_is_not_set_but_the_rest_is() -> None:
    assert settable("سلام", shaping=False) == ""
    assert settable("Salaam", shaping=False) == "Salaam"


@pytest.mark.parametrize("face", FACES)
def test_the_fonts_have_every_letter_that_we_say_they_have(face: Face) -> None:
    missing = bytes(font(face, 40, shaping=False).getmask("\uffff"))
    for code in range(0x21, 0xFFFF):
        sign = chr(code)
        if unicodedata.category(sign)[0] in "LNPS" and not lettering._UNKNOWN[face].match(sign):
            assert bytes(font(face, 40, shaping=False).getmask(sign)) != missing, f"U+{code:04X}"


def test_the_fonts_are_small_and_come_with_their_licence() -> None:
    assert all(len((lettering.FONTS / f"{face}.ttf").read_bytes()) <= 150_000 for face in FACES)
    assert "SIL OPEN FONT LICENSE" in (lettering.FONTS / "OFL.txt").read_text()
