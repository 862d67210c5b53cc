"""Where the readers' part hooks into the newsroom: the numbers on the home page, and the list of readers as a file."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from tamizdat.newsletters.panels import ReadersPanel
from tamizdat.newsletters.views import exports
from tamizdat.newsletters.views.rights import SEE


class ExportsItem(MenuItem):  # type: ignore[misc] # Wagtail has no types
    """The list of readers among the settings, for those who may ask for it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether who asks may see it."""
        return bool(request.user.has_perm(exports.EXPORT))


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def readers_addresses() -> list[URLPattern]:
    """Return the addresses of exports."""
    return [
        path("readers/exports/", exports.all_requests, name="readers_exports"),
        path("readers/exports/<int:pk>/decide/", exports.decide_request, name="readers_exports_decide"),
        path("readers/exports/<int:pk>/take/", exports.take_file, name="readers_exports_take"),
    ]


@hooks.register("register_settings_menu_item")  # type: ignore[untyped-decorator]
def exports_in_the_menu() -> MenuItem:
    """Return the place of exports, among the settings."""
    return ExportsItem("List of readers", reverse("readers_exports"), name="readers-exports", icon_name="group", order=900)


@hooks.register("construct_homepage_panels", order=50)  # type: ignore[untyped-decorator]
def numbers_on_the_home(request: HttpRequest, shown: list[Any]) -> None:
    """Put the letters' numbers on the home page of those who may see them."""
    if request.user.has_perm(SEE):
        shown.append(ReadersPanel())
