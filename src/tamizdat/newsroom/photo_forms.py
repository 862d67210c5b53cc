"""The form of a photo."""

from typing import Any

from wagtail.images.forms import BaseImageForm

from tamizdat.newsroom.uploads import RefusedUpload


class PhotoForm(BaseImageForm):
    """A photo's form: what the door refused is refused here, in its words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            attributes = self.fields["file"].widget.attrs
            for name in [name for name in attributes if name.startswith("data-")]:
                del attributes[name]  # Wagtail's script would copy the file's name into a title
        if "description" in self.fields:
            self.fields["description"].label = "Alt text"
            self.fields[
                "description"
            ].help_text = "What the photo shows, for those who cannot see it. An article may say it in its own words."

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for file in self.files.values():
            if isinstance(file, RefusedUpload):
                self.errors["file"] = self.error_class([file.reason])
