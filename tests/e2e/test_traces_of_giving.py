"""What giving, being reminded and changing a contribution leave on a reader's own device, in the running newspaper, with script and without:
no address, no amount and no country of whom one gave to; only which addresses were opened."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from conftest import CHROMIUM
from e2e import giving_ways as ways
from e2e.conftest import Newspaper
from e2e.test_letter import mails, wait_for
from reader.test_traces import found_in

NAME = "a-giver-nobody-may-know"
TYPED, WRITTEN, CHANGED = "137,31", "137.31", "146.53"
"""An amount as it is typed, as the pages write it, and another that it is changed to."""

SECRETS = (NAME, TYPED, "137%2C31", WRITTEN, CHANGED, "bank=LV")
SPENT = {True: "with", False: "without"}


@pytest.fixture
def profile(browser, tmp_path):
    """Return a function that does something in a browser with a profile of its own, closes it, and returns the profile."""

    def browse(act, script: bool) -> Path:
        options = {"executable_path": shutil.which("chromium"), "args": CHROMIUM, "java_script_enabled": script}
        context: BrowserContext = browser.browser_type.launch_persistent_context(str(tmp_path / "profile"), **options)
        act(context.new_page())
        context.close()
        return tmp_path / "profile"

    return browse


def give(page: Page, newspaper: Newspaper, address: str, *, script: bool) -> None:
    """Give as far as to the provider's page, go back and forth, and come back without having paid anything twice."""
    page.goto(ways.support(newspaper.site))
    page.wait_for_load_state("networkidle")
    ways.fill(page, other=TYPED, **({"email": address} if script else {}))
    page.click("form.give .go")
    if not script:
        page.wait_for_url("**/give/check?**")
        assert WRITTEN in page.inner_text("dl") and "Latvia" in page.inner_text("dl")
        page.fill("[name=email]", address)
        page.wait_for_timeout(ways.RIPE)
        page.click("main button")
    ways.pay(page)
    ways.come_back(page, newspaper, "en")
    if script:
        page.wait_for_load_state("networkidle")
        kept = json.loads(page.evaluate("localStorage.getItem('tamizdat appeals')") or "{}")
        assert kept.keys() <= {"seen", "rest"}, "who has given has kept what who closed an appeal has"


def change(page: Page, newspaper: Newspaper, address: str) -> None:
    """Change the amount by the link in the receipt."""
    page.goto(ways.link_in(newspaper, wait_for(lambda: mails(newspaper, address))[0], "g"))
    page.fill("[name=amount]", CHANGED)
    page.click("button[value=amount]")
    page.wait_for_url("**/changed?**")


def be_reminded(page: Page, newspaper: Newspaper, address: str) -> None:
    """Ask to be reminded, on the site and, where an address was forgotten there, on the gate."""
    page.goto(ways.support(newspaper.site))
    page.check(".remind [name=consent]")
    page.click(".remind .go")
    page.wait_for_url("**/remind?**")
    page.wait_for_timeout(ways.RIPE)
    page.fill("[name=email]", address)
    page.check("[name=consent]")
    page.click("main button")
    page.wait_for_url("**/remind/thanks?**")


@pytest.mark.parametrize("script", [True, False])
def test_giving_changing_and_being_reminded_leave_which_pages_were_opened_and_no_more(newspaper, profile, script):
    address, later = (f"{NAME}{number}-{SPENT[script]}@example.org" for number in (1, 2))

    def act(page: Page) -> None:
        give(page, newspaper, address, script=script)
        change(page, newspaper, address)
        be_reminded(page, newspaper, later)
        page.wait_for_timeout(1_000)

    left = profile(act, script)
    assert found_in(left, newspaper.gate.removeprefix("http://")), "the search finds what is there: the visited address"
    assert found_in(left, "thanks.html")
    assert not {secret: files for secret in SECRETS if (files := found_in(left, secret))}


@pytest.mark.parametrize(("door", "secret"), [("give", TYPED), ("remind", NAME)])
def test_the_search_finds_what_a_post_that_made_a_page_would_leave(newspaper, profile, door, secret):
    def act(page: Page) -> None:
        page.route(f"**/{door}", lambda route: route.fulfill(body="<!doctype html><main>no</main>", content_type="text/html"))
        page.goto(ways.support(newspaper.site))
        if door == "give":
            ways.fill(page, other=TYPED)
        else:
            page.fill(".remind [name=email]", f"{NAME}@example.org")
        page.click(f"form[action$='/{door}'] .go")
        page.get_by_text("no", exact=True).wait_for()
        page.wait_for_timeout(1_000)

    left = profile(act, False)
    found = found_in(left, secret) | found_in(left, secret.replace(",", "%2C"))
    assert {Path(name).parts[1] for name in found} == {"Sessions"}
