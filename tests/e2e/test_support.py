"""A reader gives on a real site through the real gate, with script and without: the gate looks it over once more, the newsroom finds one
and the same wish in the queue, and who asks to be reminded is."""

import json
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from e2e.test_sign_up import Paper
from factories.edition import giving_words
from factories.pages import edition, whole_newspaper
from press.serve_kit import published, running
from reader.signing import head_of
from simulators.gate_running import BOARD, GIVING, furnish, running_gate
from tamizdat.edition.canonical import canonical
from tamizdat.edition.head import encode_head
from tamizdat.edition.records import SCHEMA
from tamizdat.edition.schema import _plain, decode

SUPPORT = "en/support.html"
WISH = {
    **{"amount": 1250, "appeal": "", "bank": "LV", "cover": False, "currency": "USD", "email": "", "frequency": "once"},
    **{"kind": "wish", "language": "en", "method": "card", "residence": "", "variant": ""},
}


@pytest.fixture(scope="module")
def paper(tmp_path_factory) -> Iterator[Paper]:
    folder = tmp_path_factory.mktemp("support")
    newsroom = furnish(folder / "gate", BOARD | {"giving": GIVING})
    with running_gate(folder / "gate") as gate:
        gates = (gate.url(),)
        site = {"canonical_base": "http://127.0.0.1", "gates": gates, "queue_key": newsroom.queue.public.text}
        files = {path: text.encode() for path, text in edition([*whole_newspaper(**site), terms()]).items()}
        files["head.json"] = encode_head(head_of(gates, newsroom.queue))
        with running(published(folder, files)) as (_, port):
            yield Paper(f"http://127.0.0.1:{port}", gate, newsroom.queue)


def terms():
    """The record that says what the gate's board says: one source of terms."""
    about = {"schema": SCHEMA, "record": "giving", "id": "giving", "change": 1, "frozen": "2026-11-20T09:30:00Z"}
    return decode(canonical(GIVING | about | {"words": [_plain(giving_words())], "looked_through": ""}))


def fill(page: Page, country: str = "LV") -> None:
    page.select_option("#bank", country)
    page.locator("[value=once]").check(force=True)
    page.fill("#other", "12,50")


def wishes(paper: Paper, kind: str = "wish") -> list[dict]:
    return [record for record in map(json.loads, paper.queue()) if record["kind"] == kind]


def test_without_script_the_gate_shows_once_more_what_will_be_paid(paper, open_page):
    page = open_page(f"{paper.site}/{SUPPORT}", java_script_enabled=False)
    fill(page)
    page.click("form.give .go")
    page.wait_for_url("**/give/check?**")
    assert "12.50" in page.inner_text("main")
    assert not wishes(paper), "nothing is taken before the giver has looked at it"


def test_in_a_listed_country_the_gate_refuses_who_reached_it_all_the_same(paper, open_page):
    page = open_page(f"{paper.site}/{SUPPORT}", java_script_enabled=False)
    answer = page.request.post(
        paper.gate.url("/give"),
        form={"frequency": "once", "currency": "USD", "other": "12", "method": "card", "bank": "RU", "language": "en"},
    )
    assert answer.status == 451
    assert not wishes(paper)


def test_with_script_the_same_wish_is_sealed_in_the_page(paper, open_page):
    page = open_page(f"{paper.site}/{SUPPORT}")
    page.wait_for_load_state("networkidle")
    fill(page)
    page.click("form.give .go")
    deadline = time.monotonic() + 20
    while not wishes(paper) and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert wishes(paper) == [WISH]


def test_who_asks_to_be_reminded_is_in_the_queue(paper, open_page):
    page = open_page(f"{paper.site}/{SUPPORT}", java_script_enabled=False)
    page.locator(".remind [value='3']").check(force=True)
    page.fill("#remind-mail", "reader@example.org")
    page.check(".remind [name=consent]")
    page.click(".remind .go")
    page.wait_for_url("**/remind/thanks?**")
    assert wishes(paper, "reminder") == [{"kind": "reminder", "when": "3", "email": "reader@example.org", "language": "en", "consent": "1"}]
