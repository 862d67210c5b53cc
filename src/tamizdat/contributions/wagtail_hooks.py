"""Where the desk of money hooks into the newsroom: its addresses, and its pages below "Contributions" in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets.button import HeaderButton

from tamizdat.contributions.desk.giving_panel import GivingPanel
from tamizdat.contributions.desk.panels import CardRulePanel, DecidePanel
from tamizdat.contributions.desk.places import PLACES, Place, addresses
from tamizdat.contributions.desk.rights import DECIDE, SEE, SET_UP
from tamizdat.contributions.desk.waiting_panel import WaitingPanel


class PlaceItem(MenuItem):  # type: ignore[misc] # Wagtail has no types
    """A page of the desk in the menu, for those who may see it."""

    def __init__(self, place: Place, order: int) -> None:
        super().__init__(place.title, reverse(place.name), name=place.name.replace("_", "-"), icon_name=place.icon, order=order)
        self.right, self.count = place.right, place.count

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether who asks may see it."""
        return bool(request.user.has_perm(self.right))

    def render_component(self, request: HttpRequest) -> Any:
        """Return it as it stands in the menu, with how much waits there."""
        return _numbered(super().render_component(request), self.waits(request))

    def waits(self, request: HttpRequest) -> int:
        """Return how much waits there for who asks."""
        return self.count() if self.count and self.is_shown(request) else 0


class DeskItem(SubmenuMenuItem):  # type: ignore[misc] # Wagtail has no types
    """The desk in the menu, with how much waits on its pages."""

    def render_component(self, request: HttpRequest) -> Any:
        """Return it as it stands in the menu."""
        places = [item for item in self.menu.menu_items_for_request(request) if isinstance(item, PlaceItem)]
        return _numbered(super().render_component(request), sum(item.waits(request) for item in places))


def _numbered(shown: Any, waits: int) -> Any:
    shown.label = f"{shown.label} ({waits})" if waits else shown.label
    return shown


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def desk_addresses() -> list[URLPattern]:
    """Return the desk's addresses."""
    return addresses()


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def contributions_in_the_menu() -> MenuItem:
    """Return the desk's place, below the sending desk; it is not shown to whom none of its pages is."""
    pages = Menu(items=[PlaceItem(place, order) for order, place in enumerate(PLACES)])
    return DeskItem("Contributions", pages, name="contributions", icon_name="pick", order=216)


@hooks.register("construct_homepage_panels", order=60)  # type: ignore[untyped-decorator]
def what_must_be_seen_to(request: HttpRequest, shown: list[Any]) -> None:
    """Put what waits for a person on the home page of those who may see to it."""
    if request.user.has_perm(SET_UP):
        shown.append(CardRulePanel())
    if request.user.has_perm(DECIDE):
        shown += [WaitingPanel(), DecidePanel()]


@hooks.register("construct_homepage_panels", order=51)  # type: ignore[untyped-decorator]
def sums_on_the_home(request: HttpRequest, shown: list[Any]) -> None:
    """Put what giving brings on the home page of those who may see it."""
    if request.user.has_perm(SEE):
        shown.append(GivingPanel())


@hooks.register("newsroom_appeal_buttons")  # type: ignore[untyped-decorator]
def way_to_the_numbers(code: str, user: Any) -> list[Any]:
    """Return the button at the head of an appeal's form that leads to what it brought."""
    return [HeaderButton("What it brought", reverse("contributions_appeal", args=[code]), icon_name="view")] if user.has_perm(SEE) else []
