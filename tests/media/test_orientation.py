"""A photo stands upright, whichever way the camera was held, because nothing is left that could say so later."""

import struct

import pytest
from PIL import Image

from media.pictures import CORNERS, cleaned, exif, file, near, opened, quarters
from tamizdat.media.cleaning import clean

UPRIGHT = quarters(120, 80)

EDGES = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}
"""For each orientation, the edge of the scene that is the first row of the file, and the edge that is its first column (Exif 2.3, 4.6.4)."""


def _as_stored(picture: Image.Image, orientation: int) -> Image.Image:
    """Return *picture* as a camera stores it, pixel by pixel from the table."""
    first_row = EDGES[orientation][0]
    sideways = first_row in ("left", "right")
    stored = Image.new("RGB", (picture.height, picture.width) if sideways else picture.size)
    for row in range(stored.height):
        for column in range(stored.width):
            down, across = (column, row) if sideways else (row, column)
            x = picture.width - 1 - across if "right" in EDGES[orientation] else across
            y = picture.height - 1 - down if "bottom" in EDGES[orientation] else down
            stored.putpixel((column, row), picture.getpixel((x, y)))
    return stored


def _stands_upright(data: bytes) -> bool:
    return all(near(opened(data), *place) == place for place in CORNERS)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_orientation_of_a_jpeg_is_baked_in(orientation: int) -> None:
    stored = _as_stored(UPRIGHT, orientation)
    upload = file(stored, "JPEG", exif=b"Exif\0\0" + exif(orientation=orientation))
    assert _stands_upright(file(stored, "JPEG")) is (orientation == 1)
    master = cleaned(upload)
    assert opened(master).size == UPRIGHT.size
    assert _stands_upright(master)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF", "TIFF"])
def test_other_formats_are_turned_too(form: str) -> None:
    master = cleaned(file(_as_stored(UPRIGHT, 6), form, exif=exif(orientation=6)))
    assert opened(master).size == UPRIGHT.size
    assert _stands_upright(master)


def test_a_large_photo_is_turned_after_it_was_made_smaller() -> None:
    master = cleaned(file(quarters(4200, 2800), "JPEG", exif=b"Exif\0\0" + exif(orientation=6)))
    assert opened(master).size == (1707, 2560)


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_ignored(value: int) -> None:
    assert _stands_upright(cleaned(file(UPRIGHT, "JPEG", exif=b"Exif\0\0" + exif(orientation=value))))


def test_broken_metadata_does_not_cost_the_photo() -> None:
    broken = b"Exif\0\0II*\0" + struct.pack("<I", 8) + struct.pack("<H", 60_000) + b"\xff" * 200
    assert _stands_upright(clean(file(UPRIGHT, "JPEG", exif=broken)).data)
