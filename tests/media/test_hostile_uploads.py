"""Files that want to do harm, or are simply no photos: one plain sentence, nothing kept, nothing broken."""

import contextlib
import struct
import zlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from media.pictures import box, chunk, file, quarters, scene
from tamizdat.media.bare import size_of_bare_jpeg
from tamizdat.media.cleaning import clean
from tamizdat.media.kinds import PHOTOS, identify
from tamizdat.media.limits import LIMITS
from tamizdat.media.refusals import SENTENCES, PhotoRefused

JPEG = file(quarters(), "JPEG")
PNG = file(quarters(), "PNG")
SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def _reason(data: bytes) -> str:
    with pytest.raises(PhotoRefused) as refused:
        clean(data)
    assert str(refused.value) == SENTENCES[refused.value.reason]
    return refused.value.reason


def _png_of_size(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    blank = chunk(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 0) + b"IEND\xaeB`\x82", b"IHDR", head, before=b"IEND")
    return chunk(blank, b"IDAT", zlib.compress(bytes(10_000)), before=b"IEND")


@pytest.mark.parametrize(
    ("reason", "upload"),
    [
        ("empty", b""),
        ("not a photo", b"\0"),
        ("not a photo", b"hello, this is a text"),
        ("not a photo", b"BM" + bytes(200)),
        ("not a photo", b"\x7fELF" + bytes(200)),
        ("markup", SVG),
        ("markup", b'\xef\xbb\xbf \n<?xml version="1.0"?>' + SVG),
        ("markup", b"\n\n<!DOCTYPE html><title>x</title>"),
        ("markup", b"<!-- a comment --><svg/>"),
        ("markup", SVG.decode().encode("utf-16")),
        ("markup", SCRIPT + JPEG),
        ("archive", b"PK\x03\x04" + bytes(100)),
        ("archive", b"%PDF-1.7\n" + JPEG),
        ("archive", b"\x1f\x8b\x08\0" + bytes(100)),
        ("heic", box(b"ftyp", b"heic\0\0\0\0mif1heic") + bytes(100)),
        ("heic", box(b"ftyp", b"mif1\0\0\0\0mif1heic") + bytes(100)),
        ("raw", b"8BPS\0\1" + bytes(100)),
        ("video", box(b"ftyp", b"isom\0\0\x02\0isommp41") + bytes(100)),
        ("video", b"\x1aE\xdf\xa3" + bytes(100)),
    ],
)
def test_what_is_no_photo_is_refused_with_a_reason_that_helps(reason: str, upload: bytes) -> None:
    assert _reason(upload) == reason


@pytest.mark.parametrize(
    "bomb",
    [_png_of_size(40_000, 40_000), _png_of_size(7_500, 7_000), _png_of_size(20_001, 1), _png_of_size(2**31 - 1, 2**31 - 1)],
)
def test_a_pixel_bomb_is_refused_by_its_header(bomb: bytes) -> None:
    assert _reason(bomb) == "too many pixels"


def test_a_bomb_in_a_compressed_text_is_not_unpacked() -> None:
    assert _reason(chunk(PNG, b"zTXt", b"Comment\0\0" + zlib.compress(bytes(20_000_000)))) == "damaged"


def test_a_bomb_in_a_compressed_profile_is_not_unpacked() -> None:
    assert _reason(chunk(PNG, b"iCCP", b"icc\0\0" + zlib.compress(bytes(20_000_000)))) == "damaged"


def test_an_animation_of_many_frames_costs_one() -> None:
    frames = [quarters(400, 300).rotate(turn) for turn in range(30)]
    assert clean(file(frames[0], "GIF", save_all=True, append_images=frames[1:])).width == 400


def test_a_gif_whose_canvas_is_a_bomb_is_refused() -> None:
    gif = file(quarters(), "GIF")
    assert _reason(gif[:6] + struct.pack("<HH", 60_000, 60_000) + gif[10:]) == "too many pixels"


def test_a_file_over_the_limit_is_refused_before_anything_reads_it() -> None:
    assert _reason(JPEG + bytes(LIMITS.max_bytes)) == "too many bytes"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"])
def test_a_truncated_photo_is_refused(form: str) -> None:
    whole = file(scene(300, 200), form)
    assert _reason(whole[: len(whole) // 2]) == "damaged"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"])
def test_a_head_without_a_photo_is_refused(form: str) -> None:
    assert _reason(file(quarters(), form)[:24]) == "damaged"


@pytest.mark.parametrize(
    "polyglot",
    [
        JPEG + b"PK\x03\x04" + SCRIPT,
        JPEG[:2] + b"\xff\xfe" + struct.pack(">H", len(SCRIPT) + 2) + SCRIPT + JPEG[2:],
        file(quarters(), "GIF", comment=b"*/=1;" + SCRIPT),
        file(quarters(), "GIF") + SCRIPT,
        PNG + SVG + SCRIPT,
        file(quarters(), "WEBP") + SCRIPT,
    ],
    ids=["jpeg and zip", "jpeg and html", "gif and js", "gif and html", "png and svg", "webp and html"],
)
def test_of_a_polyglot_only_the_picture_is_left(polyglot: bytes) -> None:
    assert SCRIPT in polyglot
    master = clean(polyglot).data
    assert b"script" not in master
    assert size_of_bare_jpeg(master) == (120, 80)


def test_pixels_deeper_than_photos_have_are_refused() -> None:
    assert _reason(file(quarters().convert("F"), "TIFF")) == "depth"


def test_a_photo_that_takes_too_much_memory_is_refused() -> None:
    with pytest.raises(PhotoRefused) as refused:
        clean(file(Image.new("RGB", (4900, 5000)), "PNG", compress_level=1), limits=replace(LIMITS, memory=200 * 1024 * 1024))
    assert refused.value.reason == "too costly"


@settings(deadline=None)
@given(st.binary(max_size=700))
def test_random_bytes_are_a_photo_only_by_their_signature(data: bytes) -> None:
    known = [kind for kind, fits in PHOTOS.items() if fits(data)]
    if known:
        assert identify(data) == known[0]
    else:
        with pytest.raises(PhotoRefused):
            identify(data)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"]), st.binary(min_size=1, max_size=60), st.floats(0, 1))
def test_a_photo_with_random_bytes_in_it_is_cleaned_or_refused(form: str, bytes_: bytes, where: float) -> None:
    whole = file(scene(64, 48), form)
    at = 12 + round(where * (len(whole) - 12))
    with contextlib.suppress(PhotoRefused):
        master = clean(whole[:at] + bytes_ + whole[at + len(bytes_) :])
        assert size_of_bare_jpeg(master.data) == (master.width, master.height)
