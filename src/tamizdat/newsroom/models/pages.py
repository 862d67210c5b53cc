"""What all our pages share: an address that the edition gives, a slug that stays, our permission tester, our preview."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from tamizdat.newsroom.forms import EditionPageForm, free_slug
from tamizdat.newsroom.models.history import Freeze
from tamizdat.newsroom.rights import NewsroomPageTester

PREVIEW_SIZES = [
    {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": "As on a phone"},
    {"name": "desk", "icon": "desktop", "device_width": 1280, "label": "As on a desk"},
]


class EditionPage(Page):
    """A page that becomes a record of the edition."""

    show_in_menus_default = False
    promote_panels: ClassVar[list[Any]] = []
    base_form_class = EditionPageForm

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

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        """Return the whole address: the newsroom and the site are different hosts."""
        url: str | None = self.get_full_url(request)
        return url

    url = property(get_url)

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
            self.slug = free_slug(self.title, self.get_parent() if self.path else None, self)
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        """Refuse what the edition could not keep."""
        super().clean()
        self.check_slug()

    def check_slug(self) -> None:
        """Refuse another slug once readers know one, and one under which they know another page."""
        path = self.public_path() if self.locale_id else ""
        known = path.rsplit("/", 1)[-1].removesuffix(".html")
        if known and known != self.slug:
            raise ValidationError({"slug": f"Readers know this page as “{known}”: the slug stays as it is."})
        if not known and self.locale_id and Freeze.objects.filter(path=self.first_path()).exclude(record=self.record_id).exists():
            raise ValidationError({"slug": "Another page stood at this address, and readers may hold its link: choose another slug."})

    def first_path(self) -> str:
        """Return where the page would stand if it were first published now."""
        return f"{self.language}/{self.slug}.html"

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
