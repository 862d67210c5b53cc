"""The progress of a letter keeps itself up to date where script runs, and asks for the whole page once the state has changed."""

from pathlib import Path

import pytest

import tamizdat

SCRIPT = (Path(tamizdat.__file__).parent / "newsletters" / "static" / "newsletters" / "progress.js").read_text()
PAGE = '<main><div id="progress" data-state="sending" data-address="?progress"><p>{}</p></div></main><script>{}</script>'


class Server:
    """Answers as the desk would; *state* and *words* are what it says now."""

    def __init__(self, page):
        self.state, self.words, self.whole = "sending", "1 of 3", 0
        page.route("**/*", self.answer)

    def answer(self, route):
        if "progress" in route.request.url.partition("?")[2]:
            route.fulfill(body=f'<body data-state="{self.state}"><p>{self.words}</p></body>', content_type="text/html")
        else:
            self.whole += 1
            route.fulfill(body=PAGE.format(self.words, SCRIPT), content_type="text/html")


@pytest.fixture
def desk(browser):
    page = browser.new_page()
    page.clock.install()
    server = Server(page)
    page.goto("http://newsroom.test/sending/x/")
    yield page, server
    page.close()


def test_the_numbers_move_without_a_new_page(desk):
    page, server = desk
    server.words = "2 of 3"
    page.clock.run_for(2500)
    page.get_by_text("2 of 3").wait_for()
    assert server.whole == 1


def test_the_page_is_asked_for_once_the_letter_is_through(desk):
    page, server = desk
    server.state, server.words = "sent", "3 of 3"
    with page.expect_navigation():
        page.clock.run_for(2500)
    assert server.whole == 2


def test_an_answer_without_a_state_such_as_a_log_in_changes_nothing(desk):
    page, _ = desk
    page.unroute("**/*")
    page.route("**/*", lambda route: route.fulfill(body="<p>Log in", content_type="text/html"))
    for _ in range(2):  # when the second is asked for, the first has been dealt with
        with page.expect_response("**/*"):
            page.clock.run_for(2500)
    assert page.get_by_text("1 of 3").count() == 1
    assert page.get_by_text("Log in").count() == 0
