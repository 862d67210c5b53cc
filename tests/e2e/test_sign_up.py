"""A reader signs up on a real site through the real gate, with script and without, on an article and on the letter's page: the newsroom
finds one and the same record in the queue, and the reader reads one and the same answer."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

from factories.pages import Parsed, edition, taking_letters, whole_newspaper
from press.serve_kit import published, running
from reader.signing import ARTICLE, FRONT, LETTER, head_of
from simulators.gate_running import RunningGate, furnish, running_gate
from tamizdat.edition.head import encode_head
from tamizdat.gate.words import words_of
from tamizdat.sealed.boxes import open_box
from tamizdat.sealed.keys import P256, PrivateKey
from tamizdat.sealed.records import PURPOSE

WAYS = {"plain page": (LETTER, False), "plain front": (FRONT, False), "sealed page": (LETTER, True), "sealed article": (ARTICLE, True)}


@dataclass
class Paper:
    """The site, the gate that its form goes to, and what opens the queue."""

    site: str
    gate: RunningGate
    key: PrivateKey = field(repr=False)

    def queue(self) -> list[bytes]:
        """Return what was sealed into the boxes of the queue, oldest first."""
        (database,) = self.gate.home.glob("*.sqlite3")
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as queue:
            boxes = [row[0] for row in queue.execute("SELECT box FROM record ORDER BY seq")]
        return [open_box({self.key.public.id: self.key}, box, purpose=PURPOSE, padded=True) for box in boxes]

    def addresses(self) -> list[str]:
        """Return the addresses in the queue."""
        return [json.loads(record)["address"] for record in self.queue()]


@contextmanager
def paper_with_gate(folder: Path, **settings: str) -> Iterator[Paper]:
    """Run a gate, and a site whose form goes there."""
    newsroom = furnish(folder / "gate")
    with running_gate(folder / "gate", **settings) as gate:
        gates = (gate.url(),)
        letters = taking_letters(canonical_base="http://127.0.0.1", gates=gates, queue_key=newsroom.queue.public.text)
        files = {path: text.encode() for path, text in edition(whole_newspaper(**letters)).items()}
        files["head.json"] = encode_head(head_of(gates, newsroom.queue))
        with running(published(folder, files)) as (_, port):
            yield Paper(f"http://127.0.0.1:{port}", gate, newsroom.queue)


@pytest.fixture(scope="module")
def paper(tmp_path_factory) -> Iterator[Paper]:
    with paper_with_gate(tmp_path_factory.mktemp("sign-up")) as running_paper:
        yield running_paper


def sign_up(paper: Paper, open_page, path: str, script: bool, address: str) -> str:
    """Sign *address* up as a reader does; return the words of the answer."""
    page: Page = open_page(f"{paper.site}/{path}", java_script_enabled=script)
    if path == ARTICLE:
        page.locator(".foot li a").first.click()
    page.fill("form.sign [name=address]", address)
    page.check("form.sign [name=consent]")
    page.click("form.sign .go")
    answer = page.locator(".said:focus" if script else "main")
    answer.wait_for()
    return answer.inner_text()


def test_every_way_puts_the_same_record_into_the_queue_and_gets_the_same_answer(paper, open_page):
    already, thanks = len(paper.queue()), words_of("en")["thanks"]
    for path, script in WAYS.values():
        assert thanks in sign_up(paper, open_page, path, script, "reader@example.org")
    records = paper.queue()[already:]
    assert len(records) == len(WAYS)
    assert set(records) == {
        b'{"address":"reader@example.org","consent":"2026-11","discreet":false,"kind":"sign_up","language":"en","letters":["weekly"]}'
    }


@pytest.mark.parametrize("way", ["plain page", "sealed article"])
def test_the_answer_tells_nothing_of_what_was_typed(paper, open_page, way):
    assert words_of("en")["thanks"] in sign_up(paper, open_page, *WAYS[way], "nobody@e-post.example")


def test_the_answer_in_place_is_the_gates_in_every_language():
    for path, text in edition(whole_newspaper()).items():
        if path.endswith("/letter.html"):
            data = Parsed(text).one("form").attributes
            words = words_of(path[:2])
            assert (data["data-done"], data["data-full"], data["data-consent"]) == (
                words["thanks"],
                words["full"],
                words["missing_consent"],
            )


def test_a_box_for_a_key_that_is_gone_is_not_taken_and_the_reader_is_told(paper, open_page):
    already = paper.queue()
    page = open_page(f"{paper.site}/{ARTICLE}")
    old = json.loads(page.request.get(f"{paper.site}/head.json").text()) | {"queue": PrivateKey.generate(P256).public.text}
    page.route("**/head.json", lambda route: route.fulfill(body=json.dumps(old)))
    page.locator(".foot li a").first.click()
    page.fill("form.sign [name=address]", "reader@example.org")
    page.check("form.sign [name=consent]")
    page.click("form.sign .go")
    page.locator(".said", has_text="too old").wait_for()
    assert paper.queue() == already


def test_under_attack_script_works_for_it_and_who_has_none_types_once_more(tmp_path, open_page):
    with paper_with_gate(tmp_path, calm="3") as paper:
        flood = open_page("about:blank").request
        for number in range(5):
            flood.post(paper.gate.url("/sign-up"), form={"address": f"{number}@flood.example", "letter": "weekly", "consent": "2026-11"})
        asked = json.loads(open_page(paper.gate.url("/token")).inner_text("body"))
        assert asked["work"] > 0, "the gate is under attack"
        assert words_of("en")["thanks"] in sign_up(paper, open_page, ARTICLE, True, "sealed@example.org")
        page = open_page(f"{paper.site}/{LETTER}", java_script_enabled=False)
        assert words_of("en")["step"] in post(page, "plain@example.org")
        assert "plain@example.org" not in paper.addresses()
        page.wait_for_timeout(2_100)
        assert words_of("en")["thanks"] in post(page, "plain@example.org")
        assert {"sealed@example.org", "plain@example.org"} <= set(paper.addresses())


def post(page: Page, address: str) -> str:
    """Fill the plain form of a page in and send it; return the words of the answer."""
    page.fill("[name=address]", address)
    page.check("[name=consent]")
    page.locator("form.sign .go, main form button").last.click()
    page.wait_for_load_state()
    return page.locator("main").inner_text()
