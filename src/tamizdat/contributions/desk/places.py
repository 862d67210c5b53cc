"""The desk's pages: where each stands in the menu "Contributions", its address, and who may see it.

Promises: a view guards itself as well (``newsletters.views.rights.needs``); the right named here only hides what would be refused.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import URLPattern, path

from tamizdat.contributions.desk import appeals, contribution, dashboard, deeds, givers, large, methods, one_by_one, waiting
from tamizdat.contributions.desk.rights import APPROVE, DECIDE, OPEN_GIVERS, SEE, SET_UP


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the menu. One without a view is the newsroom's own, and has its address there."""

    title: str
    name: str  # of its address
    icon: str
    right: str
    address: str = ""
    view: Callable[..., HttpResponse] | None = None
    count: Callable[[], int] | None = None  # how much waits there; it stands in the menu


PLACES: tuple[Place, ...] = (
    Place("What giving brings", "contributions_dashboard", "history", SEE, "contributions/", dashboard.dashboard),
    Place("Appeals’ numbers", "contributions_appeals", "view", SEE, "contributions/appeals/", appeals.all_appeals),
    Place("To decide", "contributions_waiting", "warning", DECIDE, "contributions/waiting/", waiting.waiting, waiting.count),
    Place("One by one", "contributions_one_by_one", "list-ul", DECIDE, "contributions/one-by-one/", one_by_one.one_by_one),
    Place("Large gifts", "contributions_large", "warning", DECIDE, "contributions/large/", large.large),
    Place("Givers", "contributions_givers", "user", OPEN_GIVERS, "contributions/givers/", givers.givers),
    Place("Ways to pay", "contributions_methods", "lock-open", SET_UP, "contributions/methods/", methods.ways_to_pay),
    Place("Changed terms", "newsroom_terms", "draft", APPROVE),
    Place("Log of deeds", "contributions_deeds", "history", DECIDE, "contributions/deeds/", deeds.deeds),
)
"""The pages in the menu, in its order."""


def addresses() -> list[URLPattern]:
    """Return the addresses of all pages of the desk, those that stand in no menu after the others."""
    return [*(path(place.address, place.view, name=place.name) for place in PLACES if place.view), *_more()]


def _more() -> list[URLPattern]:
    return [
        path("contributions/appeals/<slug:code>/", appeals.one_appeal, name="contributions_appeal"),
        path("contributions/one-by-one/<int:pk>/", contribution.one_contribution, name="contributions_one"),
        path("contributions/one-by-one/<int:pk>/<slug:act>/", contribution.act, name="contributions_one_act"),
        path("contributions/waiting/<slug:what>/", waiting.decide, name="contributions_waiting_decide"),
        path("contributions/givers/<slug:action>/", givers.act, name="contributions_givers_act"),
    ]
