"""Social cards: their size, their words, what they do with a photo, and what they leave off."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from media.pictures import CORNERS, cleaned, exif, file, near, noise, opened, quarters, scene
from tamizdat.media import cards
from tamizdat.media.bare import size_of_bare_jpeg
from tamizdat.media.cards import make_card
from tamizdat.media.refusals import PhotoRefused

WORDS: dict[str, Any] = {
    "headline": "Ferries run again after the long winter",
    "newspaper": "The Lantern",
    "section": "Coast",
    "accent": "#136f4a",
    "photo": None,
    "focus": None,
    "direction": "ltr",
}
PERSIAN = WORDS | {"headline": "کشتی‌ها دوباره به راه افتادند", "newspaper": "فانوس", "section": "دریا", "direction": "rtl"}


def _card(**changed: Any) -> Image.Image:
    return opened(make_card(**WORDS | changed))


def _differ(one: Image.Image, other: Image.Image) -> bool:
    return max(high for _, high in ImageChops.difference(one, other).getextrema()) > 60


def _master(picture: Image.Image) -> bytes:
    return cleaned(file(picture, "PNG"))


@pytest.fixture(scope="module")
def photo() -> bytes:
    """A master whose four quarters have their own colours."""
    return _master(quarters(2400, 1260))


def test_a_card_is_1200_by_630_and_holds_nothing_but_its_picture(photo: bytes) -> None:
    for picture in (None, photo):
        assert size_of_bare_jpeg(make_card(**WORDS | {"photo": picture})) == (1200, 630)


def test_the_same_words_give_the_same_card(photo: bytes) -> None:
    assert make_card(**WORDS | {"photo": photo}) == make_card(**WORDS | {"photo": photo})


@pytest.mark.parametrize("words", ["headline", "newspaper", "section"])
@pytest.mark.parametrize("language", [WORDS, PERSIAN, WORDS | {"headline": "Паромы снова ходят", "newspaper": "Фонарь", "section": "Море"}])
def test_each_word_is_on_the_card_with_and_without_a_photo(words: str, language: dict[str, Any], photo: bytes) -> None:
    for picture in (None, photo):
        given_ = language | {"photo": picture}
        assert _differ(opened(make_card(**given_)), opened(make_card(**given_ | {words: ""})))


def test_lines_begin_at_the_right_in_right_to_left() -> None:
    left, right = (opened(make_card(**PERSIAN | {"headline": "سلام", "direction": way})) for way in ("ltr", "rtl"))
    for card, dark_side in ((left, 0), (right, 600)):
        half = card.crop((dark_side + 24 * (dark_side == 0), 240, dark_side + 576, 600)).convert("L")
        other = card.crop((624 - dark_side, 240, 1176 - dark_side, 600)).convert("L")
        assert half.getextrema()[0] < 80 < 200 < other.getextrema()[0]


@pytest.mark.parametrize("word", ["newspaper", "section", "headline"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_long_words_stay_within_the_margins(word: str, direction: str) -> None:
    for picture in (None, _master(Image.new("RGB", (1200, 630), "black"))):
        blank = _card(**{word: "", "direction": direction, "photo": picture})
        drawn = _card(**{word: "Gazette of the Associated Harbours " * 9, "direction": direction, "photo": picture})
        for left in (24, 1200 - cards.MARGIN + 2):
            box = (left, 0, left + 36, 630)
            assert not _differ(blank.crop(box), drawn.crop(box))


def test_letters_of_arabic_script_are_joined() -> None:
    joined, apart = (opened(make_card(**PERSIAN | {"headline": text})) for text in ("سلام", "س\u200cل\u200cا\u200cم"))
    assert _differ(joined, apart)


def test_on_a_machine_that_cannot_shape_arabic_script_the_words_are_left_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards.lettering.settable, "__kwdefaults__", {"shaping": False})
    unset = make_card(**PERSIAN)
    assert unset == make_card(**PERSIAN | {"headline": "", "newspaper": "", "section": ""})
    assert _differ(_card(), _card(headline=""))


@pytest.mark.parametrize("headline", ["日本語の見出し", "כותרת", "Ελληνικά", "ข่าว"])
def test_a_headline_in_letters_that_we_do_not_have_is_left_off(headline: str) -> None:
    assert make_card(**WORDS | {"headline": headline}) == make_card(**WORDS | {"headline": ""})


def test_without_a_headline_the_sheet_shows_the_newspapers_name() -> None:
    assert _differ(_card(headline="").crop((64, 240, 1136, 600)), Image.new("RGB", (1072, 360), cards.PAPER))


@pytest.mark.parametrize("focus", [(0.0, 0.0), (1.0, 0.0)])
def test_the_photo_is_cut_around_the_focal_point(focus: tuple[float, float]) -> None:
    card = opened(make_card(**WORDS | {"photo": _master(quarters(4000, 400)), "focus": focus, "headline": ""}))
    assert near(card, 0.5, 0.1) == (round(focus[0]), 0)


def test_the_upper_part_of_the_photo_stays_as_it_is(photo: bytes) -> None:
    card = opened(make_card(**WORDS | {"photo": photo, "headline": "Short"}))
    assert all(abs(a - b) < 12 for a, b in zip(card.getpixel((100, 40)), CORNERS[0, 0], strict=True))


@pytest.mark.parametrize("headline", ["Short", "A headline of middling length that takes two lines", "word " * 60])
def test_white_letters_stand_out_even_from_a_white_photo(headline: str) -> None:
    white = Image.new("RGB", (1600, 900), "white")
    blank = make_card(**WORDS | {"photo": _master(white), "headline": headline})
    lines = cards.lettering.fit(headline.strip(), "headline", cards.OVER_PHOTO, cards.MEASURE, 270)
    behind = opened(blank).getpixel((1190, 520 - lines.height))
    assert (1.05) / (cards._linear(max(behind) / 255) + 0.05) >= 3  # WCAG 2.2, 1.4.3, large text


def test_a_light_accent_carries_dark_words_and_a_dark_one_white() -> None:
    assert cards._readable_on((242, 194, 48)) == cards.INK
    assert cards._readable_on((19, 111, 74)) == cards.WHITE


def test_a_photo_that_was_not_cleaned_is_refused() -> None:
    for upload in (file(quarters(), "JPEG", exif=b"Exif\0\0" + exif()), file(quarters(), "PNG"), b""):
        with pytest.raises(PhotoRefused) as refused:
            make_card(**WORDS | {"photo": upload})
        assert refused.value.reason == "master damaged"


@pytest.mark.parametrize("picture", [noise(1300, 700), scene(300, 900), quarters(3, 2)], ids=["noise", "portrait", "tiny"])
def test_any_master_makes_a_card(picture: Image.Image) -> None:
    assert size_of_bare_jpeg(make_card(**WORDS | {"photo": _master(picture)})) == (1200, 630)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=120), st.text(max_size=30), st.sampled_from(["ltr", "rtl"]))
def test_any_words_make_a_card(headline: str, section: str, direction: str) -> None:
    card = make_card(**WORDS | {"headline": headline, "section": section, "newspaper": section, "direction": direction})
    assert size_of_bare_jpeg(card) == (1200, 630)
