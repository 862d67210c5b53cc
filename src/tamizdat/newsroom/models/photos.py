"""Photos: the cleaned master, and the files that readers get, made at upload and again when the focal point moves."""

import secrets
from typing import Any

from django.db import models
from django.dispatch import Signal
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from tamizdat.media.renditions import Renditions
from tamizdat.newsroom.pictures import keep_files, make_files

TITLE = 100
"""Characters of the caption under which the newsroom lists a photo."""

photo_renamed = Signal()
"""Sent when a photo has other files, and so another id, than the one that readers may know (``former``)."""


class Photo(AbstractImage):
    """A picture of the newspaper. Its file went through the door (``uploads``): it holds pixels and nothing else."""

    caption = models.CharField(max_length=500, help_text="What, who, where, when. An article may say it in its own words.")
    credit = models.CharField(max_length=200, help_text="Who made it, as readers see it. A pseudonym or an agency will do.")
    source = models.CharField(max_length=22, blank=True, editable=False, db_index=True)
    renditions_made = models.JSONField(default=list, blank=True, editable=False)
    teasers_made = models.JSONField(default=list, blank=True, editable=False)
    made_for = models.CharField(max_length=200, blank=True, editable=False)  # the master and focal point of the files above

    admin_form_fields = (
        *("file", "caption", "credit", "description", "collection", "tags"),
        *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
    )
    search_fields = [*AbstractImage.search_fields, index.SearchField("caption"), index.SearchField("credit")]

    class Meta(AbstractImage.Meta):
        verbose_name = "photo"
        verbose_name_plural = "photos"

    @property
    def record_id(self) -> str:
        """The id of its record in the edition: stands for the pixels and the focal point."""
        return self.source

    @property
    def default_alt_text(self) -> str:
        """What Wagtail shows where no alt text is given."""
        return self.description or self.caption

    def get_upload_to(self, filename: str) -> str:
        """Return where the master lies: under a name that says nothing of the file that came in."""
        return f"masters/{secrets.token_hex(11)}.jpg"

    def save(self, *args: Any, made: Renditions | None = None, **kwargs: Any) -> None:
        """Save the photo, and make its files anew if the master or the focal point is another than they were made for.

        *made* are the files of this master and focal point, for a caller that has made them already.
        """
        self.title = self.caption[:TITLE]  # the file's name, which Wagtail would take, may say who made it
        super().save(*args, **kwargs)
        wanted = f"{self.file.name} {self.focal_point_x},{self.focal_point_y}"
        if self.made_for != wanted:
            former = self.source
            keep_files(self, made or make_files(self))
            self.made_for = wanted
            super().save(update_fields=["source", "renditions_made", "teasers_made", "made_for"])
            if former and former != self.source:
                photo_renamed.send(sender=Photo, instance=self, former=former)

    def focus(self) -> tuple[float, float] | None:
        """Return the focal point as fractions of width and height, or None."""
        if self.focal_point_x is None or self.focal_point_y is None:
            return None
        return self.focal_point_x / self.width, self.focal_point_y / self.height


class PhotoRendition(AbstractRendition):
    """A thumbnail for the newsroom's own pages. Readers never get one."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_thumbnail_a_size")]

    def get_upload_to(self, filename: str) -> str:
        """Return where the thumbnail lies."""
        return f"thumbnails/{filename}"
