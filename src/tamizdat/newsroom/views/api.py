"""What Wagtail's pages fetch while an editor works: lists of pages. Nothing is done through it."""

from typing import Any, ClassVar

from wagtail.admin.api.views import PagesAdminAPIViewSet


class ReadOnlyPages(PagesAdminAPIViewSet):
    """Wagtail's list of pages without its actions: publishing goes through views that ask the second person's rule."""

    actions: ClassVar[dict[str, Any]] = {}
