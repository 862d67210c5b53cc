"""The door: every file that is uploaded to the newsroom passes here, whichever view it is meant for.

Promises: no view ever sees the bytes that came in or the name they had; it gets the cleaned master under a random name, or a
``RefusedUpload`` with no bytes and the reason. What came in stays in memory and is dropped. Leaves the cleaning to ``media``.
"""

import secrets
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from tamizdat.media.cleaning import clean
from tamizdat.media.limits import LIMITS
from tamizdat.media.refusals import PhotoRefused


class RefusedUpload(InMemoryUploadedFile):
    """What a view gets instead of a file that was refused: nothing, and the sentence that says why."""

    def __init__(self, field: str | None, reason: str) -> None:
        super().__init__(BytesIO(), field, "refused.jpg", "image/jpeg", 0, None)
        self.reason = reason


class PhotoDoor(FileUploadHandler):
    """Django's upload handler that lets cleaned photos through and nothing else."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; its name and type, as the browser gave them, are forgotten."""
        super().new_file(*args, **kwargs)
        self.file_name = self.content_type = None
        self.received = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what came in as long as it could be a photo, one byte over the limit at most."""
        self.received += raw_data[: LIMITS.max_bytes + 1 - len(self.received)]

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the cleaned photo, or the refusal."""
        received, self.received = bytes(self.received), bytearray()
        try:
            master = clean(received)
        except PhotoRefused as refusal:
            return RefusedUpload(self.field_name, str(refusal))
        name = f"{secrets.token_hex(11)}.jpg"
        return InMemoryUploadedFile(BytesIO(master.data), self.field_name, name, "image/jpeg", len(master.data), None)
