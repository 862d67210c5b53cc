"""What all our pages share: an address that the edition gives, a slug that stays, our permission tester, our preview."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from tamizdat.newsroom.models.history import Freeze
from tamizdat.newsroom.rights import NewsroomPageTester
from tamizdat.newsroom.slugs import slug_from

PREVIEW_SIZES = [
    {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": "As on a phone"},
    {"name": "desk", "icon": "desktop", "device_width": 1280, "label": "As on a desk"},
]


class EditionPage(Page):
    """A page that becomes a record of the edition."""

    show_in_menus_default = False
    promote_panels: list[Any] = []

    class Meta:
        abstract = True

    @property
    def language(self) -> str:
        """The code of the page's language."""
        return self.locale.language_code

    @property
    def record_id(self) -> str:
        """The id of its record in the edition."""
        return f"{self.translation_key.hex}.{self.language}"

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """The widths at which an editor sees the draft."""
        return PREVIEW_SIZES

    def permissions_for_user(self, user: Any) -> NewsroomPageTester:
        """Return who may do what here, the second person's rule included."""
        return NewsroomPageTester(user, self)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Return the page's address on the site, or None while no reader can open it."""
        from tamizdat.newsroom.models.newspaper import NewspaperSettings

        path = self.public_path() if self.live else ""
        return (0, NewspaperSettings.load().canonical_base, f"/{path}") if path else None

    def public_path(self) -> str:
        """Return the page's path in the edition, or "" if it was never published."""
        latest = Freeze.latest(self.record_id)
        return latest.path if latest else ""

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Answer with the page that publishing this draft would make."""
        from tamizdat.newsroom.preview import preview_html

        return HttpResponse(preview_html(self))

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Give the page an ASCII slug of its own before Wagtail checks it."""
        if not self.slug:
            self.slug = self._free_slug(slug_from(self.title))
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        """Refuse another slug once readers know one, and one that some other page's readers know."""
        super().clean()
        known = Freeze.latest(self.record_id) if self.locale_id else None
        slug = known.path.rsplit("/", 1)[-1].removesuffix(".html") if known and known.path else ""
        if slug and slug != self.slug:
            raise ValidationError({"slug": f"Readers know this page as “{slug}”: the slug stays as it is."})

    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """Publish, whole or not at all: the frozen record is part of it."""
        with transaction.atomic():
            return super().publish(*args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        """Unpublish, whole or not at all."""
        with transaction.atomic():
            return super().unpublish(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete, whole or not at all."""
        with transaction.atomic():
            return super().delete(*args, **kwargs)

    def _free_slug(self, wanted: str) -> str:
        number, slug = 1, wanted
        while not self._slug_is_available(slug, self.get_parent() if self.path else None, self):
            number += 1
            slug = f"{wanted}-{number}"
        return slug
