"""The files that readers get, encoded once, at upload, and never replaced.

Promises: names that stand for bytes. The ids in the names are hashes of the master, the focal point, and the recipe with the
versions of the encoders, so that other bytes always mean another name, and no two photos of different focal points share a
file. Sizes and budgets: ``encoding``. Leaves storing, alt text and caption to the newsroom.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from PIL import features

from tamizdat.media import cage
from tamizdat.media.bare import NotBare, size_of_bare_jpeg
from tamizdat.media.encoding import Format
from tamizdat.media.framing import Focus, checked
from tamizdat.media.limits import LIMITS, Limits
from tamizdat.media.names import digest, source_id
from tamizdat.media.refusals import PhotoRefused

RECIPE: Final = 1
"""Counts the changes to how files are encoded: a new number gives new names."""

EXTENSION: Final[dict[Format, str]] = {"avif": "avif", "jpeg": "jpg"}

Data = bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RenditionFile:
    """One encoded file: all that a Rendition record says of it, and its bytes."""

    name: str  # {22-char id}-{width}.{avif|jpg}
    format: Format
    width: int
    height: int
    bytes: int
    digest: str
    data: Data


@dataclass(frozen=True, slots=True, kw_only=True)
class Renditions:
    """A picture as readers get it. In both rows smallest first, AVIF before its JPEG twin; the first pair is within 9,216 B."""

    source: str  # stands for the pixels and the focal point; begins the names of the whole frame's files
    renditions: tuple[RenditionFile, ...]
    teasers: tuple[RenditionFile, ...]  # 3:2


def make_renditions(master: bytes, focus: Focus | None, *, limits: Limits = LIMITS) -> Renditions:
    """Return all files for *master* (from ``cleaning.clean``), cropped around *focus* (fractions from the upper left).

    Raises ``PhotoRefused`` for a master that is not as ``clean`` left it, ``ValueError`` for a focus outside the picture.
    """
    point = checked(focus)
    try:
        size_of_bare_jpeg(master)
    except NotBare as broken:
        raise PhotoRefused("master damaged") from broken
    made = cage.run("renditions", master, limits, focus=point)
    frame, teasers = (source_id(master, repr(point).encode(), _recipe(), row) for row in (b"renditions", b"teasers"))
    return Renditions(
        source=frame,
        renditions=tuple(_named(frame, file) for file in made if file.row == "renditions"),
        teasers=tuple(_named(teasers, file) for file in made if file.row == "teasers"),
    )


def _named(source: str, file: cage.Made) -> RenditionFile:
    form: Format = "avif" if file.format == "avif" else "jpeg"
    return RenditionFile(
        name=f"{source}-{file.width}.{EXTENSION[form]}",
        format=form,
        width=file.width,
        height=file.height,
        bytes=len(file.data),
        digest=digest(file.data),
        data=file.data,
    )


@cache
def _recipe() -> bytes:
    encoders = {name: features.version(name) for name in ("pil", "avif", "libjpeg_turbo", "jpg")}
    return f"{RECIPE} {encoders}".encode()
