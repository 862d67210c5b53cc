"""The form of a photo."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.forms import BaseImageForm

from tamizdat.newsroom.uploads import RefusedUpload


class PhotoForm(BaseImageForm):
    """A photo's form: what the door refused is refused here, in its words."""

    def clean_file(self) -> Any:
        """Return the cleaned photo, or say why it is refused."""
        file = self.cleaned_data.get("file")
        if isinstance(file, RefusedUpload):
            raise ValidationError(file.reason)
        return file
