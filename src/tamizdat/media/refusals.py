"""Why a photo is refused: every reason, with the one sentence that the editor reads.

The child process answers with a reason, never with words of its own: it has read a hostile file and is not to be quoted.
"""

from typing import Final

SENTENCES: Final = {
    "empty": "This file is empty: choose the photo again, or copy it from the camera once more.",
    "too many bytes": "This file is larger than 32 MB: save it as JPEG at a lower quality or a smaller size, and upload that.",
    "too many pixels": "This picture has more pixels than we can safely open: save it as JPEG, or make it smaller than "
    "25 megapixels, and upload that.",
    "markup": "This file is a web page or an SVG drawing, not a photo: save it as PNG or JPEG and upload that.",
    "archive": "This file is an archive or a document, not a photo: take the photo out of it and upload that alone.",
    "heic": "This photo is in HEIC, which browsers cannot show: save it as JPEG (on an iPhone: Settings, Camera, Formats, "
    "“Most Compatible”) and upload that.",
    "raw": "This is a camera's raw file or an editor's working file: develop it, save it as JPEG and upload that.",
    "video": "This file is a video: take a still picture from it, and upload that as JPEG.",
    "not a photo": "We cannot recognise this file as a photo: upload a JPEG, PNG, WebP, AVIF, GIF or TIFF file.",
    "damaged": "This photo is damaged or incomplete: copy it from the camera or ask the sender for it once more.",
    "depth": "This picture has 32 bits a colour, as scientific pictures do: save it as JPEG or PNG and upload that.",
    "too costly": "This picture needs more time or memory than any honest photo: open it, save it as JPEG and upload that.",
    "master damaged": "The stored photo is damaged: restore it from a backup, or upload it again.",
}
"""What happened, why, and what to do, by reason. A newsroom that speaks another language translates by reason."""


class PhotoRefused(ValueError):
    """A photo that we do not take. ``str()`` is the sentence for the editor, ``reason`` its key in ``SENTENCES``."""

    def __init__(self, reason: str) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason
