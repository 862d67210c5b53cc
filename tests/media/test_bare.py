"""The second wall: a JPEG with anything beside its picture does not pass, whoever made it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.pictures import exif, file, profile, quarters, segment, thumbnail
from tamizdat.media.bare import NotBare, size_of_bare_jpeg

BARE = file(quarters(), "JPEG")


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"optimize": True}, {"restart_marker_blocks": 2}])
def test_a_picture_alone_passes_with_its_size(options: dict[str, object]) -> None:
    assert size_of_bare_jpeg(file(quarters(), "JPEG", **options)) == (120, 80)


@pytest.mark.parametrize(
    "carrier",
    [
        b"",
        BARE[:-2],
        BARE[: len(BARE) // 2],
        BARE + b"\0",
        BARE + thumbnail(),
        b"\n" + BARE,
        *(segment(BARE, marker, b"x" * 20) for marker in (0xE0, *range(0xE1, 0xF0), 0xFE, 0xDC, 0xC8, 0xF0)),
        segment(BARE, 0xE0, b"JFIF\0\1\1\0\0\1\0\1\4\4" + bytes(48)),
        file(quarters(), "JPEG", exif=b"Exif\0\0" + exif()),
        file(quarters(), "JPEG", icc_profile=profile()),
        file(quarters(), "JPEG", comment=b"x"),
        file(quarters(), "JPEG", dpi=(72, 72)),
        file(quarters().convert("L"), "JPEG"),
        file(quarters().convert("CMYK"), "JPEG"),
        file(quarters(), "PNG"),
    ],
)
def test_anything_more_or_less_does_not_pass(carrier: bytes) -> None:
    with pytest.raises(NotBare):
        size_of_bare_jpeg(carrier)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_read_without_harm(data: bytes) -> None:
    with pytest.raises(NotBare):
        size_of_bare_jpeg(b"\xff\xd8" + data)
