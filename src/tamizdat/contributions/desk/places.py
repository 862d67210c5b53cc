"""The desk's pages: where each stands in the menu "Contributions", its address, and who may see it.

Promises: a view guards itself as well (``newsletters.views.rights.needs``); the right named here only hides what would be refused.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import URLPattern, path

from tamizdat.contributions.desk import appeals, contribution, dashboard, deeds, givers, large, methods, one_by_one, waiting
from tamizdat.contributions.desk.rights import DECIDE, OPEN_GIVERS, SEE, SET_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page in the menu."""

    title: str
    name: str  # of its address
    address: str
    view: Callable[..., HttpResponse]
    icon: str
    right: str
    order: int
    count: Callable[[], int] | None = None  # how much waits there; it stands in the menu


PLACES: tuple[Place, ...] = (
    Place(
        title="What giving brings",
        name="contributions_dashboard",
        address="contributions/",
        view=dashboard.dashboard,
        icon="history",
        right=SEE,
        order=10,
    ),
    Place(
        title="Appeals’ numbers",
        name="contributions_appeals",
        address="contributions/appeals/",
        view=appeals.all_appeals,
        icon="view",
        right=SEE,
        order=20,
    ),
    Place(
        title="One by one",
        name="contributions_one_by_one",
        address="contributions/one-by-one/",
        view=one_by_one.one_by_one,
        icon="list-ul",
        right=DECIDE,
        order=40,
    ),
    Place(
        title="Large gifts",
        name="contributions_large",
        address="contributions/large/",
        view=large.large,
        icon="warning",
        right=DECIDE,
        order=45,
    ),
    Place(
        title="Ways to pay",
        name="contributions_methods",
        address="contributions/methods/",
        view=methods.ways_to_pay,
        icon="lock-open",
        right=SET_UP,
        order=70,
    ),
    Place(
        title="To decide",
        name="contributions_waiting",
        address="contributions/waiting/",
        view=waiting.waiting,
        icon="warning",
        right=DECIDE,
        order=30,
        count=waiting.count,
    ),
    Place(
        title="Givers",
        name="contributions_givers",
        address="contributions/givers/",
        view=givers.givers,
        icon="user",
        right=OPEN_GIVERS,
        order=50,
    ),
    Place(
        title="Log of deeds",
        name="contributions_deeds",
        address="contributions/deeds/",
        view=deeds.deeds,
        icon="history",
        right=DECIDE,
        order=90,
    ),
)
"""The pages in the menu."""


def addresses() -> list[URLPattern]:
    """Return the addresses of all pages of the desk, those that stand in no menu after the others."""
    return [*(path(place.address, place.view, name=place.name) for place in PLACES), *_more()]


def _more() -> list[URLPattern]:
    return [
        path("contributions/appeals/<slug:code>/", appeals.one_appeal, name="contributions_appeal"),
        path("contributions/one-by-one/<int:pk>/", contribution.one_contribution, name="contributions_one"),
        path("contributions/one-by-one/<int:pk>/<slug:act>/", contribution.act, name="contributions_one_act"),
        path("contributions/waiting/<slug:what>/", waiting.decide, name="contributions_waiting_decide"),
        path("contributions/givers/<slug:action>/", givers.act, name="contributions_givers_act"),
    ]
