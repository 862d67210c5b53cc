"""Pictures for the tests: made here, never stored. Whatever is planted in them carries ``MARKER``."""

import struct
import zlib
from dataclasses import asdict
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

from tamizdat.media import child
from tamizdat.media.limits import LIMITS

MARKER = b"Planted-Marker-9C41"
WORDS = MARKER.decode()

CORNERS = {(0, 0): (220, 30, 30), (1, 0): (30, 180, 40), (0, 1): (40, 60, 220), (1, 1): (230, 200, 30)}
"""The colours of the four quarters by column and row: red and green above, blue and yellow below."""


def quarters(width: int = 120, height: int = 80) -> Image.Image:
    """A picture of four plain quarters: one sees which way up it is, and where it was cut."""
    picture = Image.new("RGB", (width, height))
    for (column, row), colour in CORNERS.items():
        picture.paste(colour, (column * width // 2, row * height // 2, (column + 1) * width // 2, (row + 1) * height // 2))
    return picture


def scene(width: int, height: int) -> Image.Image:
    """A picture with as much detail as a photo: soft shapes with grain on them, the same every time."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.radial_gradient("L").resize((width, height))
    grain = Image.frombytes("L", (width, height), _grain(width * height))
    return Image.merge("RGB", [Image.blend(part, grain, 0.12) for part in (across, down, Image.blend(across, down, 0.5))])


def noise(width: int, height: int) -> Image.Image:
    """A picture that no encoder can make small."""
    return Image.frombytes("RGB", (width, height), _grain(width * height * 3))


def _grain(count: int) -> bytes:
    return b"".join(zlib.crc32(at.to_bytes(4, "big")).to_bytes(4, "big") for at in range(count // 4 + 1))[:count]


def file(picture: Image.Image, form: str, **options: Any) -> bytes:
    """Return *picture* as a file of Pillow's format *form*."""
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return the picture in *data*, decoded."""
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def cleaned(data: bytes) -> bytes:
    """Return the master as the child makes it, without starting one: for the many tests that are not about the cage."""
    [[master]] = child.make_master(data, {"limits": asdict(LIMITS)}).values()
    return master.data


def near(picture: Image.Image, column: float, row: float) -> tuple[int, int]:
    """Return which quarter's colour stands at a place given as fractions of width and height."""
    seen = picture.convert("RGB").getpixel((round(column * (picture.width - 1)), round(row * (picture.height - 1))))
    return min(CORNERS, key=lambda place: sum(abs(a - b) for a, b in zip(CORNERS[place], seen, strict=True)))


def thumbnail() -> bytes:
    """A small JPEG of a chequered pattern that is nowhere in ``quarters`` or ``scene``."""
    board = Image.new("RGB", (64, 48), (255, 0, 255))
    for at in range(0, 64 * 48, 7):
        board.putpixel((at % 64, at // 64), (0, 255, 128))
    return file(board, "JPEG", quality=90)


def scan_of(jpeg: bytes) -> bytes:
    """Return the coded pixels of a JPEG, without the tables that many files share."""
    return jpeg[jpeg.index(b"\xff\xda") + 14 : -2]


def exif(*, orientation: int = 1, byte_order: str = "<") -> bytes:
    """Return an Exif block: camera, artist, a place in GPS, and a thumbnail in a second directory (Exif 2.3, 4.5.2 and 4.6)."""
    small = thumbnail()
    texts = MARKER + b"\0"
    entries, gps_entries, thumb_entries = 4, 3, 2
    first = 8
    gps = first + 2 + 12 * entries + 4
    second = gps + 2 + 12 * gps_entries + 4
    data = second + 2 + 12 * thumb_entries + 4
    place = b"".join(struct.pack(f"{byte_order}II", part, 1) for part in (52, 13, 37))

    def entry(tag: int, kind: int, count: int, value: int) -> bytes:
        return struct.pack(f"{byte_order}HHII", tag, kind, count, value)

    def short(tag: int, value: int) -> bytes:
        return struct.pack(f"{byte_order}HHIHH", tag, 3, 1, value, 0)

    def directory(parts: list[bytes], following: int) -> bytes:
        return struct.pack(f"{byte_order}H", len(parts)) + b"".join(parts) + struct.pack(f"{byte_order}I", following)

    after_texts = data + len(texts)
    return (
        (b"II*\0" if byte_order == "<" else b"MM\0*")
        + struct.pack(f"{byte_order}I", first)
        + directory(
            [
                entry(0x010F, 2, len(texts), data),
                short(0x0112, orientation),
                entry(0x013B, 2, len(texts), data),
                entry(0x8825, 4, 1, gps),
            ],
            second,
        )
        + directory([entry(1, 2, 2, int.from_bytes(b"N\0\0\0", "little")), entry(2, 5, 3, after_texts), entry(29, 2, len(texts), data)], 0)
        + directory([entry(0x0201, 4, 1, after_texts + len(place)), entry(0x0202, 4, 1, len(small))], 0)
        + texts
        + place
        + small
    )


def xmp() -> bytes:
    """Return an XMP packet that names a person."""
    return (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="' + MARKER + b'"/></rdf:RDF></x:xmpmeta>'
    )


def iptc() -> bytes:
    """Return an IPTC by-line in the resource block that Photoshop made customary."""
    field = b"\x1c\x02\x50" + struct.pack(">H", len(MARKER)) + MARKER
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(field)) + field + b"\0" * (len(field) % 2)


def profile(*, swapped: bool = False) -> bytes:
    """Return an sRGB profile with the marker after its last tag; *swapped*: one that calls red what others call green."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if swapped:
        made = made.replace(b"rXYZ", b"tmp!").replace(b"gXYZ", b"rXYZ").replace(b"tmp!", b"gXYZ")
    made += MARKER + b"\0" * (-len(MARKER) % 4)
    return struct.pack(">I", len(made)) + made[4:]


def segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    """Return *jpeg* with a segment put in after its start."""
    return jpeg[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def chunk(png: bytes, kind: bytes, body: bytes, *, before: bytes = b"IDAT") -> bytes:
    """Return *png* with a chunk put in before the first one of another kind."""
    at = png.index(before) - 4
    return png[:at] + struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) + png[at:]


def riff_chunk(webp: bytes, kind: bytes, body: bytes) -> bytes:
    """Return *webp* with a chunk at its end."""
    longer = webp + kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return longer[:4] + struct.pack("<I", len(longer) - 8) + longer[8:]


def box(kind: bytes, body: bytes) -> bytes:
    """Return a box of the ISO media file format."""
    return struct.pack(">I", len(body) + 8) + kind + body
