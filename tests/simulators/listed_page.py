"""The page of giving in Chromium, with script and without, as it stands on the site, on a mirror in a folder and at an onion address: every
method with every declared bank and residence. Nothing of it leaves the browser: what would go to a gate is counted and answered here.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, Route

from conftest import CHROMIUM
from factories.edition import giving_words
from factories.pages import edition, whole_newspaper
from press.serve_kit import published, running
from reader.signing import head_of
from simulators import copies
from simulators.listed import COUNTRIES, RULED, TABLE, UNRULED, Tried, every
from tamizdat.contributions.rules import Signals, decide, listed
from tamizdat.edition.canonical import canonical
from tamizdat.edition.head import encode_head
from tamizdat.edition.records import SCHEMA
from tamizdat.edition.schema import _plain, decode
from tamizdat.sealed.keys import P256, PrivateKey

GATE = "https://gate.example"
_ANSWERS = {"/token": {"token": "t" * 43, "work": 0, "after": 0, "keys": []}, "/give": {"ref": "r" * 22, "answer": "{}"}}
_ENDS = {"access-control-allow-origin": "*"}

_CHOOSE = """([method, bank, residence]) => {
  const form = document.querySelector("form.give"), field = form.elements;
  const choose = (one, how) => { how(one); one.dispatchEvent(new Event("change", {bubbles: true})); };
  choose(form.querySelector("[name=frequency][value=once]"), one => one.checked = true);
  choose(form.querySelector(`[name=method][value=${method}]`), one => one.checked = true);
  choose(field.bank, one => one.value = bank);
  choose(field.residence, one => one.value = residence);
  choose(field.other, one => one.value = "10");
  form.querySelector(".said").textContent = "";
  return form.querySelector(".go").checkVisibility();
}"""
_SAID = """() => {
  const form = document.querySelector("form.give"), links = [...form.querySelectorAll(".links a")];
  return [form.querySelector(".said").textContent, form.dataset.busy, links.filter(one => one.checkVisibility()).length];
}"""


@contextmanager
def pages(browser: Browser, *, ruled: bool) -> Iterator[dict[str, Callable[[bool], Page]]]:
    """Serve an edition with the rules, or without, in three places; give for each what opens its page, with script or without."""
    with TemporaryDirectory() as name:
        folder = published(Path(name), files(ruled=ruled))
        with running(folder) as (_, port), copies.copied(folder) as other:
            hidden, options = copies.onion(other)
            opened = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=[*CHROMIUM, *options])
            homes = {"site": f"http://127.0.0.1:{port}", "mirror": f"http://localhost:{other}{copies.FOLDER}", "onion": hidden}
            yield {place: _opener(opened, home) for place, home in homes.items()}
            opened.close()


def files(*, ruled: bool) -> dict[str, bytes]:
    """Return an edition with the terms."""
    key = PrivateKey.generate(P256)
    records = whole_newspaper(canonical_base="http://127.0.0.1", gates=(GATE,), queue_key=key.public.text)
    about = {"schema": SCHEMA, "record": "giving", "id": "giving", "change": 1, "frozen": "2026-11-20T09:30:00Z"}
    said = (RULED if ruled else UNRULED) | about | {"words": [_plain(giving_words())], "looked_through": ""}
    made = {path: text.encode() for path, text in edition([*records, decode(canonical(said))]).items()}
    return made | {"head.json": encode_head(head_of((GATE,), key))}


def _opener(browser: Browser, home: str) -> Callable[[bool], Page]:
    def open_page(script: bool) -> Page:
        page = browser.new_context(java_script_enabled=script).new_page()
        page.goto(f"{home}/en/support.html")
        page.wait_for_load_state("networkidle")
        return page

    return open_page


def try_all(page: Page, *, script: bool, countries: Iterable[str] = COUNTRIES) -> Tried:
    """Give by every method from everywhere; passed is what would have gone to a gate, or is led to a page made beforehand.

    Without script the style sheet knows no method: it closes the form where nobody can give at all, and leaves the rest to the gate.
    """
    sent: list[str] = []
    page.route(f"{GATE}/**", lambda route: _answer(route, sent, script=script))
    found = Tried()
    for signals in every(networks=("",), countries=countries):
        sent.clear()
        links = _send(page, signals, script=script)
        found.add(decide(TABLE, signals).may if script else not _nobody_can(signals), bool(sent or links))
    page.unroute_all()
    return found


def _nobody_can(signals: Signals) -> bool:
    everywhere = [rule for rule in TABLE if not rule.methods]
    return any(listed(everywhere, country, law) for country in signals.countries() for law in ("no_ask", "unsupported"))


def _answer(route: Route, sent: list[str], *, script: bool) -> None:
    place = route.request.url.removeprefix(GATE)
    if place == "/give":
        sent.append(route.request.post_data or "")
    if script:
        route.fulfill(json=_ANSWERS[place], headers=_ENDS)
    else:
        route.fulfill(status=204)  # the browser stays where it is


def _send(page: Page, signals: Signals, *, script: bool) -> int:
    """Press the button, if there is one to press; where script decides, the form is sent also if there is none, as by another program.

    Returns how many pages made beforehand can be clicked: no newsroom answers here, so that they are shown to everybody who may give.
    """
    pressed: Any = page.evaluate(_CHOOSE, [signals.method, signals.bank, signals.residence])
    if pressed and not script:
        with page.expect_request(f"{GATE}/give"):
            page.click("form.give .go", no_wait_after=True)
        page.wait_for_timeout(0)  # whoever answers it has had their turn
    elif script:
        page.evaluate("() => document.querySelector('form.give').requestSubmit()")
        for _ in range(1_000):
            said, busy, links = page.evaluate(_SAID)
            if said not in ("", busy):
                return int(links)
        raise RuntimeError(f"the form says nothing: {json.dumps(page.url)}")
    return 0
