"""At upload: from whatever came in to the master that is stored. The only way for a photo into the newspaper.

Promises: the master is a JPEG in sRGB that holds pixels alone (``canvas`` says how, ``bare`` checks it), at most
``long_side`` long, upright. Refuses everything else with ``PhotoRefused``. Stores nothing, logs nothing, and never learns the
file's name. The caller drops the original: not even a rejected file is worth keeping.
"""

from dataclasses import dataclass
from typing import Literal

from tamizdat.media import cage
from tamizdat.media.bare import NotBare, size_of_bare_jpeg
from tamizdat.media.kinds import identify
from tamizdat.media.limits import LIMITS, Limits
from tamizdat.media.refusals import PhotoRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPhoto:
    """The master: its bytes and its size in pixels."""

    data: bytes
    format: Literal["jpeg"]
    width: int
    height: int


def clean(data: bytes, *, limits: Limits = LIMITS) -> CleanPhoto:
    """Return the master of the photo in *data*: JPEG, PNG, WebP, AVIF, GIF or TIFF, told by its content.

    Raises ``PhotoRefused``, whose text is a sentence for the editor. Takes a tenth of a second to start and about
    a second for 50 megapixels, in a process of its own.
    """
    if len(data) > limits.max_bytes:
        raise PhotoRefused("too many bytes")
    identify(data)
    made = cage.run("master", data, limits)
    try:
        [master] = made
        width, height = size_of_bare_jpeg(master.data)
    except (ValueError, NotBare) as broken:
        raise PhotoRefused("too costly") from broken
    return CleanPhoto(data=master.data, format="jpeg", width=width, height=height)
