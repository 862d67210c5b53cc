"""The desk's pages in a real browser, phone and desk, light and dark: nothing is cut off, and axe finds nothing to object to.

With ``TAMIZDAT_LOOK`` set to a folder, pictures of every page are left there.
"""

import os
from contextvars import copy_context
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.utils import timezone

from factories.ledger import NOON
from simulators.giving_house import ADA
from tamizdat.contributions import reconcile
from tamizdat.contributions.givers.following import follow
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.models import GiftChange, Inbound
from tamizdat.contributions.providers.local.client import Local
from tamizdat.contributions.providers.local.means import LISTED

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])

NEWSROOM = "http://newsroom.test"
SCREENS = [(390, "dark"), (1280, "light")]

BEYOND = """[...document.querySelectorAll("main input, main button, main select, main summary, main p, main h3")]
    .filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.outerHTML.slice(0, 120))"""


def answer(client):
    """Answer the browser's questions from the newsroom in this process, and its files from where they lie."""
    context = copy_context()  # the browser's own has no connection to the tests' databases

    def fulfil(route):
        asked = urlsplit(route.request.url)
        if asked.path.startswith("/static/"):
            found = finders.find(asked.path.removeprefix("/static/"))
            route.fulfill(path=found) if found else route.fulfill(status=404)
            return
        if route.request.method == "POST":
            got = context.run(client.post, asked.path, dict(parse_qsl(route.request.post_data or "")))
        else:
            got = context.run(client.get, f"{asked.path}?{asked.query}")
        headers = {name: got.headers[name] for name in ("Content-Type", "Location") if name in got.headers}
        route.fulfill(status=got.status_code, headers=headers, body=got.content)

    return fulfil


def raises(fault):
    """Return what raises *fault*, whatever it is called with."""

    def ask(*_, **__):
        raise fault

    return ask


@pytest.fixture
def busy(house, monkeypatch):
    """A day on which much waits: a listed card, a contradiction, something set aside, a payment that nobody told us of, what givers asked for."""
    ref = house.give(frequency="monthly")
    refused, late = (house.give(frequency="monthly", email=f"{one}@reader.example") for one in ("di", "ed"))
    follow(house.now)
    for one, fault in ((refused, ProviderFault("damaged", "the provider says no")), (late, ProviderFault("retry", "away"))):
        monkeypatch.setattr(Local, "cancel", raises(fault))
        house.ask("cancel", one)
        house.carry_out()
    GiftChange.objects.update(made=timezone.now() - timedelta(minutes=11))
    house.give(LISTED, frequency="monthly", email="bo@reader.example")
    fact = next(fact for fact in house.pretend.journal() if fact.kind == "paid")
    house.ledger.apply([replace(fact, amount=fact.amount + 500)])
    monkeypatch.setattr(house, "learn", lambda: None)
    house.give(email="cy@reader.example")
    house.ledger.apply([replace(fact, event="made up", transaction="tx", subscription="sub", ref="Z" * 22)])
    house.days(1)
    reconcile.run(house.pretend.client, house.ledger, house.now)
    fields = {"name": "local", "box": b"sealed", "received": NOON, "came": NOON, "due": NOON, "state": "damaged", "tries": 3}
    Inbound.objects.create(id="hook-1", why="it is not what this provider sends (KeyError)", **fields)
    return ref


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_nothing_is_cut_off_and_axe_finds_nothing(busy, browser, publisher, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.route("**/*", answer(publisher.client))
    publisher.client.post("/contributions/givers/ask/", {"year": str(NOON.year - 1), "reason": "the key was locked in January"})
    publisher.client.get("/contributions/deeds/")  # the message about it, which Wagtail fades in
    try:
        for name in ("waiting", "givers", "opened", "deeds"):
            page.goto(f"{NEWSROOM}/contributions/{'givers' if name == 'opened' else name}/")
            if name == "opened":
                page.get_by_label("Or the giver’s mail address").fill(ADA)
                page.get_by_label("Why (no names, no address)", exact=True).fill("asked what we keep of them")
                page.get_by_role("button", name="Open by the address").click()
                page.get_by_text(ADA).wait_for()
                page.get_by_text("€10 every month").wait_for()
                page.get_by_text("Erase …").click()
            found = Axe().run(page, options={"rules": {"region": {"enabled": False}}}).response["violations"]
            assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than the screen"
            assert page.evaluate(BEYOND) == [], f"something on {name} lies beyond the screen"
            if folder := os.environ.get("TAMIZDAT_LOOK"):
                page.set_viewport_size({"width": width, "height": 3200})
                page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png")
                page.set_viewport_size({"width": width, "height": 900})
    finally:
        page.close()
