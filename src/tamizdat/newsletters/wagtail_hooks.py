"""Where the sending desk hooks into the newsroom: its addresses, its place in the menu, and the way to it from a letter's form."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import HeaderButton

from tamizdat.newsletters import readers_hooks  # noqa: F401 - importing them registers them
from tamizdat.newsletters.views.rights import SEE
from tamizdat.newsletters.views.shown import latest
from tamizdat.newsletters.views.urls import patterns


class DeskItem(MenuItem):  # type: ignore[misc] # Wagtail has no types
    """The desk in the menu, for those who may see how letters go."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether who asks may see it."""
        return bool(request.user.has_perm(SEE))


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def desk_addresses() -> list[URLPattern]:
    """Return the desk's addresses."""
    return patterns()


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def desk_in_the_menu() -> MenuItem:
    """Return its place, below the letters."""
    return DeskItem("Sending desk", reverse("letters_desk"), name="sending-desk", icon_name="upload", order=215)


@hooks.register("newsroom_letter_hindrances")  # type: ignore[untyped-decorator]
def going_out_still(letter: str) -> str:
    """Say that a letter is still going out; *letter* is its record id."""
    mailing = latest(letter)
    moving = mailing is not None and mailing.state in ("sending", "paused")
    return "This letter is still going out: cancel it at the sending desk first, or wait until it is through." if moving else ""


@hooks.register("newsroom_letter_buttons")  # type: ignore[untyped-decorator]
def way_to_the_desk(letter: str, user: Any) -> list[Any]:
    """Return the button at the head of a letter's form that leads here; *letter* is its record id."""
    if not user.has_perm(SEE):
        return []
    return [HeaderButton("Sending desk", reverse("letters_desk_letter", args=[letter]), icon_name="upload")]
