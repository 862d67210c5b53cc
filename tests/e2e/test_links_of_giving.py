"""Signed links to contributions and reminders over the running gate, collector and till, without a browser: forged, used twice, another's,
answered late, and with the gate started anew in between."""

import os
import signal
from dataclasses import dataclass

import httpx
import pytest

from e2e import giving_ways as ways
from e2e.conftest import Newspaper
from e2e.test_letter import mails, wait_for

ME = "links@giver.example"
STATE = "SELECT state FROM contributions_contribution WHERE amount = ?"


@dataclass
class Gift:
    """A monthly contribution, known by its amount, and its link."""

    newspaper: Newspaper
    amount: int
    link: str

    def press(self, what: str, link: str = "", **fields: str) -> str:
        """POST to the link as its page's button does; return the name of what is said to have come of it."""
        answer = httpx.post(link or self.link, data={"what": what} | fields, timeout=20)
        assert answer.status_code == 303
        return httpx.URL(answer.headers["location"]).params["why"]

    def state(self) -> str:
        """What the ledger says."""
        ((state,),) = ways.gifts(self.newspaper, STATE, self.amount)
        return state


def give(newspaper: Newspaper, amount: str) -> None:
    """Give monthly by the plain form, as far as the receipt."""
    with httpx.Client(base_url=newspaper.gate, timeout=20) as http:
        form = {"language": "en", "frequency": "monthly", "currency": "USD", "other": amount, "method": "card", "bank": "LV"}
        carried = httpx.URL(http.post("/give", data=form).headers["location"]).params["w"]
        answer = wait_for(lambda: "/give/" not in (at := pressed(http, carried)) and at)
        assert httpx.post(answer, data={"means": ways.PAYS}).status_code == 303


def pressed(http: httpx.Client, carried: str) -> str:
    """Press the check page's button; return where that leads. A page that is too young comes again with another."""
    return http.post("/give/go", data={"lang": "en", "w": carried, "email": ME}).headers["location"]


@pytest.fixture(scope="module")
def two(newspaper) -> tuple[Gift, Gift]:
    for amount in ("31", "32"):
        give(newspaper, amount)
    wait_for(lambda: len(mails(newspaper, ME)) == 2)
    links = {
        amount: ways.link_in(newspaper, mail, "g")
        for mail in mails(newspaper, ME)
        for amount in (31, 32)
        if f"${amount}" in ways.text_of(mail)
    }
    return Gift(newspaper, 3_100, links[31]), Gift(newspaper, 3_200, links[32])


def test_a_forged_link_shows_nothing_and_does_nothing(two):
    first, _ = two
    body = first.link.rpartition("/")[2]
    for forged in (body[:-2] + ("AA" if body[-2:] != "AA" else "BB"), "A" * len(body), body[: len(body) // 2], body[::-1]):
        address = first.link.replace(body, forged)
        assert "US$31" not in httpx.get(address).text
        assert first.press("cancel", link=address) in ("later", "unknown")
        reminder = address.replace("/g/", "/r/")
        assert httpx.post(reminder, data={"what": "stop"}).status_code == 200, "what a link is worth is not told"
    assert first.state() == "active"


def test_a_link_used_twice_does_it_once_and_another_contribution_stays_as_it_is(two, newspaper):
    first, second = two
    assert [first.press("pause", when="") for _ in range(2)] == ["done_pause", "done_pause"]
    wait_for(lambda: first.state() == "paused")
    assert second.state() == "active"
    assert first.press("resume") == "done_resume"
    wait_for(lambda: first.state() == "active")
    filed = "contributions_entry e JOIN contributions_filed f ON f.entry_id = e.number JOIN contributions_contribution c ON c.id = f.contribution_id"
    assert ways.gifts(newspaper, f"SELECT count(*) FROM {filed} WHERE e.kind = 'paused' AND c.amount = 3100") == [(1,)]


def test_what_was_asked_while_the_newsroom_was_away_is_done_after_the_gate_was_started_anew(two, newspaper):
    _, second = two
    with ways.newsroom_away(newspaper):
        assert second.press("cancel") == "later", "what was not answered is not called done"
        os.kill(ways.process_of(newspaper, "tamizdat.gate"), signal.SIGTERM)
        wait_for(lambda: not is_up(newspaper))
        wait_for(lambda: is_up(newspaper))
        assert second.state() == "active"
    wait_for(lambda: second.state() == "cancelled")
    assert second.press("cancel") in ("done_cancel", "ended"), "the link outlives the gate's process"
    ways.mail_that_says(newspaper, ME, "Your contribution has ended")


def is_up(newspaper: Newspaper) -> bool:
    try:
        return httpx.get(f"{newspaper.gate}/health").status_code == 200
    except httpx.HTTPError:
        return False
