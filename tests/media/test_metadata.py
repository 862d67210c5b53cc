"""Whatever is planted in an upload, in any format that is accepted, is in nothing that leaves the room."""

import zlib
from collections.abc import Callable

import pytest
from PIL import TiffImagePlugin

from media.pictures import (
    MARKER,
    WORDS,
    box,
    chunk,
    exif,
    file,
    iptc,
    opened,
    profile,
    quarters,
    riff_chunk,
    scan_of,
    scene,
    segment,
    thumbnail,
    xmp,
)
from tamizdat.media.cards import make_card
from tamizdat.media.cleaning import clean
from tamizdat.media.renditions import make_renditions

PLAIN = quarters()
HARMLESS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "duration", "timestamp"}
"""What Pillow reports of a JPEG or AVIF with nothing in it but a picture."""


def _tiff(**fields: object) -> bytes:
    directory = TiffImagePlugin.ImageFileDirectory_v2()
    for name, value in fields.items():
        directory[int(name.removeprefix("tag_"))] = value
    return file(PLAIN, "TIFF", tiffinfo=directory)


PLANTED: dict[str, Callable[[], bytes]] = {
    "jpeg exif with gps and thumbnail": lambda: file(PLAIN, "JPEG", exif=b"Exif\0\0" + exif()),
    "jpeg exif in the other byte order": lambda: file(PLAIN, "JPEG", exif=b"Exif\0\0" + exif(byte_order=">")),
    "jpeg xmp": lambda: file(PLAIN, "JPEG", xmp=xmp()),
    "jpeg extended xmp": lambda: segment(file(PLAIN, "JPEG"), 0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 40 + xmp()),
    "jpeg iptc": lambda: segment(file(PLAIN, "JPEG"), 0xED, b"Photoshop 3.0\0" + iptc()),
    "jpeg profile": lambda: file(PLAIN, "JPEG", icc_profile=profile()),
    "jpeg comment": lambda: file(PLAIN, "JPEG", comment=MARKER),
    "jpeg unknown application segment": lambda: segment(file(PLAIN, "JPEG"), 0xEB, MARKER),
    "jpeg jfif thumbnail segment": lambda: segment(file(PLAIN, "JPEG"), 0xE0, b"JFXX\0\x10" + MARKER + thumbnail()),
    "jpeg second picture": lambda: file(PLAIN, "MPO", save_all=True, append_images=[opened(thumbnail())]) + MARKER,
    "jpeg trailing bytes": lambda: file(PLAIN, "JPEG") + MARKER + thumbnail(),
    "png text": lambda: chunk(file(PLAIN, "PNG"), b"tEXt", b"Author\0" + MARKER),
    "png text after the picture": lambda: chunk(file(PLAIN, "PNG"), b"tEXt", b"Author\0" + MARKER, before=b"IEND"),
    "png compressed text": lambda: chunk(file(PLAIN, "PNG"), b"zTXt", b"Author\0\0" + zlib.compress(MARKER)),
    "png international text": lambda: chunk(file(PLAIN, "PNG"), b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp()),
    "png exif with gps and thumbnail": lambda: file(PLAIN, "PNG", exif=exif()),
    "png profile": lambda: file(PLAIN, "PNG", icc_profile=profile()),
    "png private chunk": lambda: chunk(file(PLAIN, "PNG"), b"prVt", MARKER + thumbnail()),
    "png trailing bytes": lambda: file(PLAIN, "PNG") + MARKER + thumbnail(),
    "gif comment": lambda: file(PLAIN, "GIF", comment=MARKER),
    "gif second frame": lambda: file(PLAIN, "GIF", save_all=True, append_images=[opened(thumbnail())], comment=MARKER),
    "gif application block": lambda: file(PLAIN, "GIF")[:-1] + b"\x21\xff\x0bXMP DataXMP" + bytes([len(MARKER)]) + MARKER + b"\0;",
    "gif trailing bytes": lambda: file(PLAIN, "GIF") + MARKER + thumbnail(),
    "webp exif with gps and thumbnail": lambda: file(PLAIN, "WEBP", exif=exif()),
    "webp xmp": lambda: file(PLAIN, "WEBP", xmp=xmp()),
    "webp profile": lambda: file(PLAIN, "WEBP", icc_profile=profile()),
    "webp unknown chunk": lambda: riff_chunk(file(PLAIN, "WEBP", exif=b"Exif\0\0"), b"Prvt", MARKER + thumbnail()),
    "webp trailing bytes": lambda: file(PLAIN, "WEBP") + MARKER + thumbnail(),
    "avif exif with gps": lambda: file(PLAIN, "AVIF", exif=exif()),  # Pillow writes no thumbnail here
    "avif xmp with thumbnail": lambda: file(PLAIN, "AVIF", xmp=xmp() + thumbnail()),
    "avif profile": lambda: file(PLAIN, "AVIF", icc_profile=profile()),
    "avif unknown box": lambda: file(PLAIN, "AVIF") + box(b"free", MARKER + thumbnail()),
    "tiff description and artist": lambda: _tiff(tag_270=WORDS, tag_315=WORDS),
    "tiff xmp": lambda: _tiff(tag_700=xmp()),
    "tiff iptc": lambda: _tiff(tag_33723=iptc()),
    "tiff exif": lambda: file(PLAIN, "TIFF", exif=exif()),
    "tiff profile": lambda: file(PLAIN, "TIFF", icc_profile=profile()),
    "tiff second page": lambda: file(PLAIN, "TIFF", save_all=True, append_images=[opened(thumbnail())]) + MARKER,
    "tiff trailing bytes": lambda: file(PLAIN, "TIFF") + MARKER + thumbnail(),
}


def _unpacked(data: bytes) -> bytes:
    """Return *data* with everything in it that zlib can unpack: markers must not hide in compressed chunks."""
    found, at = [data], 0
    while (at := data.find(b"\x78", at)) >= 0:
        try:
            found.append(zlib.decompressobj().decompress(data[at:], 1_000_000))
        except zlib.error:
            pass
        at += 1
    return b"".join(found)


def _holds_marker(data: bytes) -> bool:
    spellings = {MARKER, WORDS.encode("utf-16-le"), WORDS.encode("utf-16-be"), MARKER.lower(), MARKER.upper()}
    return any(spelling in _unpacked(data) for spelling in spellings)


def _holds_thumbnail(data: bytes) -> bool:
    scan = scan_of(thumbnail())
    return any(scan[at : at + 12] in data for at in range(len(scan) - 12))


def _everything_that_leaves(upload: bytes) -> dict[str, bytes]:
    master = clean(upload).data
    made = make_renditions(master, (0.3, 0.3))
    card = make_card(headline="Headline", newspaper="Paper", section="World", accent="#aa2233", photo=master, focus=None, direction="ltr")
    return {"master": master, "card": card} | {file.name: file.data for file in (*made.renditions, *made.teasers)}


def _holds_nothing_planted(data: bytes) -> bool:
    return not _holds_marker(data) and not _holds_thumbnail(data) and set(opened(data).info) <= HARMLESS


@pytest.mark.parametrize("what", PLANTED)
def test_no_planted_byte_is_in_the_master(what: str) -> None:
    upload = PLANTED[what]()
    assert _holds_marker(upload)
    assert _holds_nothing_planted(clean(upload).data)


@pytest.mark.parametrize("what", [what for what in PLANTED if "exif" in what or "comment" in what])
def test_no_planted_byte_is_in_anything_made_from_the_master(what: str) -> None:
    for name, data in _everything_that_leaves(PLANTED[what]()).items():
        assert _holds_nothing_planted(data), name


@pytest.mark.parametrize("what", [what for what in PLANTED if "thumbnail" in what or "trailing" in what or "unknown box" in what])
def test_the_planted_thumbnail_is_really_there(what: str) -> None:
    assert _holds_thumbnail(PLANTED[what]())


@pytest.mark.parametrize("what", ["jpeg exif with gps and thumbnail", "png exif with gps and thumbnail"])
def test_the_planted_place_is_one_that_a_decoder_finds(what: str) -> None:
    gps = opened(PLANTED[what]()).getexif().get_ifd(0x8825)
    assert gps[2] == (52.0, 13.0, 37.0)


def test_the_files_name_the_kind_of_data_that_they_lack() -> None:
    upload = file(scene(700, 500), "JPEG", exif=b"Exif\0\0" + exif(), xmp=xmp(), icc_profile=profile(), comment=MARKER)
    for name, data in _everything_that_leaves(upload).items():
        for sign in (b"Exif", b"http", b"ICC_PROFILE", b"Photoshop", b"mime", b"prof", b"Lavc", b"aom"):
            assert sign not in data, (name, sign)


def test_the_picture_itself_is_still_there() -> None:
    master = opened(clean(PLANTED["jpeg exif with gps and thumbnail"]()).data)
    assert [master.getpixel((x, y))[0] > 120 for x, y in ((20, 20), (100, 20), (20, 60), (100, 60))] == [True, False, False, True]
