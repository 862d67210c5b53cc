"""What a plain form posted at the real gate leaves on the reader's own device, whatever comes of it: the visited addresses, and no more."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from conftest import CHROMIUM
from e2e.test_sign_up import Paper, paper_with_gate
from e2e.test_sign_up import paper as paper
from reader.signing import LETTER
from reader.test_traces import ADDRESS, NAME, found_in
from simulators.gate_running import ask, sign_up
from tamizdat.gate.words import words_of

WORDS = words_of("en")


def browse(browser, profile: Path, paper: Paper, act) -> None:
    """Do something on the page of the letter in a browser with a profile of its own, without script, and close it."""
    options = {"executable_path": shutil.which("chromium"), "args": CHROMIUM, "java_script_enabled": False}
    context = browser.browser_type.launch_persistent_context(str(profile), **options)
    page = context.new_page()
    page.goto(f"{paper.site}/{LETTER}")
    act(page)
    context.close()


def post(page: Page, *, consent: bool = True) -> str:
    """Fill a plain form in and send it, as a browser does that checks nothing itself; return the words of the answer."""
    page.locator("[name=address]").fill(ADDRESS)
    if consent:
        page.locator("[name=consent]").check()
    page.locator("main form button, form.sign .go").last.click()
    page.wait_for_load_state()
    return page.locator("main").inner_text()


def in_calm(page: Page) -> None:
    assert WORDS["thanks"] in post(page)


def at_the_gates_own_form(page: Page) -> None:
    page.goto(page.locator("form.sign").get_attribute("action").replace("/sign-up", "/letter"))
    page.wait_for_timeout(2_100)
    assert WORDS["thanks"] in post(page)


def too_quickly_and_then_again(page: Page) -> None:
    page.goto(page.locator("form.sign").get_attribute("action").replace("/sign-up", "/letter"))
    assert WORDS["step"] in post(page)
    page.wait_for_timeout(2_100)
    assert WORDS["thanks"] in post(page)


def when_the_queue_is_full(page: Page) -> None:
    assert WORDS["full"] in post(page)


def without_consent(page: Page) -> None:
    # An old browser does not know ``required``: here the attribute is taken out on the way.
    page.route("**/letter.html", lambda route: route.fulfill(body=route.fetch().text().replace(" required", ""), content_type="text/html"))
    page.reload()
    assert WORDS["missing_consent"] in post(page, consent=False)


@pytest.mark.parametrize("act", [in_calm, at_the_gates_own_form, too_quickly_and_then_again, without_consent])
def test_a_plain_form_leaves_no_trace_of_what_was_typed(tmp_path, browser, paper, act):
    browse(browser, tmp_path, paper, act)
    assert found_in(tmp_path, paper.gate.url().removeprefix("http://")), "the search finds what is there: the visited address"
    assert found_in(tmp_path, NAME) == set()


def test_a_form_that_was_not_taken_leaves_no_trace_either(tmp_path, browser):
    with paper_with_gate(tmp_path, rows="1") as paper:
        assert ask(paper.gate.port, sign_up("first@mail.example"))[0] == 303
        browse(browser, tmp_path / "profile", paper, when_the_queue_is_full)
    assert found_in(tmp_path / "profile", paper.gate.url().removeprefix("http://"))
    assert found_in(tmp_path / "profile", NAME) == set()


def test_the_search_finds_what_a_post_that_made_a_page_leaves(tmp_path, browser, paper):
    def answered_by_a_page(page: Page) -> None:
        page.route("**/sign-up", lambda route: route.fulfill(body="<!doctype html><main>no</main>", content_type="text/html"))
        assert post(page) == "no"

    browse(browser, tmp_path, paper, answered_by_a_page)
    assert {Path(name).parts[1] for name in found_in(tmp_path, NAME)} == {"Sessions"}
