"""The provider's pages in Chromium, without script: one pays, is led to the newspaper on another origin, and changes a card."""

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe

from simulators.pretend import BEGAN, KEY, SECRET, order
from tamizdat.contributions.providers.local.app import App
from tamizdat.contributions.providers.local.client import Local
from tamizdat.contributions.providers.local.server import Server
from tamizdat.contributions.providers.local.store import Store

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1200, "height": 800}


class Newspaper(BaseHTTPRequestHandler):
    """Thanks, on an origin of its own."""

    def do_GET(self):
        body = b"<!doctype html><html lang=en><title>Thanks</title><h1>Thank you</h1>"
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def served():
    """A provider and a newspaper, each on a port; gives the client, and the newspaper's address."""
    with HTTPServer(("127.0.0.1", 0), Newspaper) as newspaper:
        app = App(Store(), url="", key=KEY, real=lambda: BEGAN)
        with Server(app, 0) as server:
            app._api._url = f"http://127.0.0.1:{server.server_address[1]}"
            for one in (newspaper, server):
                threading.Thread(target=one.serve_forever, daemon=True).start()
            client = Local(url=app._api._url, key=KEY, secret=SECRET)
            yield client, f"http://127.0.0.1:{newspaper.server_port}"
            client.close()
            server.shutdown()
        newspaper.shutdown()
        app.store.close()


@pytest.fixture
def page(browser, request):
    context = browser.new_context(viewport=getattr(request, "param", PHONE), java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("page", [PHONE, DESK], indirect=True, ids=["phone", "desk"])
def test_one_pays_without_script_and_is_led_to_the_newspaper(served, page):
    client, newspaper = served
    made = client.start(order(language="ru", thanks=f"{newspaper}/ru/thanks.html", back=f"{newspaper}/ru/"), key="k")
    page.goto(made.url)
    page.get_by_text("4000 0000 0000 2000").click()
    page.locator("button").click()
    assert page.get_by_role("alert").inner_text() == "Платёж отклонён. Ничего не списано."
    page.get_by_text("Другой номер").click()
    page.get_by_label("Номер карты").fill("4000000000001000")
    page.locator("button").click()
    page.wait_for_url(f"{newspaper}/ru/thanks.html")
    page.goto(made.url)
    assert "Оплачено" in page.locator("main").inner_text()


def test_one_turns_back(served, page):
    client, newspaper = served
    page.goto(client.start(order(back=f"{newspaper}/en/support.html"), key="k").url)
    page.get_by_role("link", name="Back without paying").click()
    page.wait_for_url(f"{newspaper}/en/support.html")


def test_a_card_is_changed(served, page):
    client, newspaper = served
    made = client.start(order(frequency="monthly", thanks=f"{newspaper}/"), key="k")
    page.goto(made.url)
    page.locator("button").click()
    page.wait_for_url(f"{newspaper}/")
    subscription = next(fact.subscription for fact in facts(client))
    page.goto(client.card_page(subscription, back=f"{newspaper}/changed", key="c"))
    page.get_by_text("4000 0000 0000 4000").click()
    page.get_by_role("button", name="Use this card").click()
    page.wait_for_url(f"{newspaper}/changed")


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
@pytest.mark.parametrize("method", ["card", "paypal", "crypto"])
def test_nothing_stands_in_anybodys_way(served, browser, language, method):
    client, _ = served
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(client.start(order(language=language, method=method, amount=123_450), key="k").url)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    context.close()


def facts(client):
    return client.listing(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
