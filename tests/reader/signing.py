"""A newspaper whose forms go to gates in this process, served as readers get it, and the key that opens what they send."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from factories.pages import edition, whole_newspaper
from press.serve_kit import published, running
from simulators.form_gates import FormGate, form_gate
from tamizdat.edition.head import Head, encode_head
from tamizdat.sealed.boxes import open_box
from tamizdat.sealed.keys import P256, PrivateKey, unb64

ARTICLE, PERSIAN, FRONT, LETTER = "en/2026/11/article-1.html", "fa/2026/11/fa-1.html", "en/index.html", "en/letter.html"
ADDRESS = "reader.of.the.far.shore@example.org"
PURPOSE = "tamizdat gate record 1"

LINK = ".foot li a"
DONE, GONE, FULL, OLD = "a mail is on its way", "None of our gates", "Too much is arriving", "too old"
"""The first words of the sentences by which a form says how it went."""


@dataclass
class Newspaper:
    """The newspaper: where its site and a mirror of it are, its two gates, and what opens the boxes."""

    site: str
    mirror: str
    gates: tuple[FormGate, FormGate]
    folder: Path
    key: PrivateKey = field(repr=False)

    def opened(self, box: str) -> dict[str, Any]:
        """Return what a reader's page sealed."""
        return json.loads(open_box({self.key.public.id: self.key}, unb64(box), purpose=PURPOSE, padded=True))

    def head(self, **changes: Any) -> str:
        """Return the present head's text, changed."""
        return json.dumps(json.loads((self.folder / "head.json").read_bytes()) | changes)

    def reset(self) -> None:
        """Forget what the gates were sent and told."""
        for gate in self.gates:
            gate.statuses, gate.work, gate.after, gate.tokens, gate.redirects = [], 0, 0, 0, False
            gate.posts.clear()
            gate.heard.clear()


@contextmanager
def newspaper_with_gates(home: Path) -> Iterator[Newspaper]:
    """Serve a newspaper twice, the second time as its mirror would be."""
    key = PrivateKey.generate(P256)
    with ExitStack() as stack:
        gates = stack.enter_context(form_gate()), stack.enter_context(form_gate())
        addresses = tuple(gate.url for gate in gates)
        records = whole_newspaper(canonical_base="http://127.0.0.1", gates=addresses, queue_key=key.public.text)
        files = {path: text.encode() for path, text in edition(records).items()}
        files["head.json"] = encode_head(head_of(addresses, key))
        link = published(home, files)
        site, mirror = (stack.enter_context(running(link))[1] for _ in range(2))
        yield Newspaper(f"http://127.0.0.1:{site}", f"http://127.0.0.1:{mirror}", gates, link, key)


def head_of(gates: tuple[str, ...], key: PrivateKey) -> Head:
    """Return a head that names the gates and the key, good for years."""
    none = {"pages": "", "objects": "", "floor": "", "mirrors": ()}
    return Head(edition=1, time="2026-11-22T00:00:00Z", expires="2099-01-01T00:00:00Z", gates=gates, queue=key.public.text, **none)


def open_form(page: Page) -> None:
    """Open the whole form where the page's link to it stands."""
    page.locator(LINK).first.click()
    page.locator("form.sign [name=address]:focus").wait_for()


def fill(page: Page, address: str = ADDRESS) -> None:
    """Type an address and give consent."""
    page.fill("form.sign [name=address]", address)
    page.check("form.sign [name=consent]")


def answer(page: Page, words: str = DONE) -> None:
    """Wait until the form says *words*."""
    said = page.locator(".said", has_text=words)
    said.wait_for()


def said_to(gates: tuple[FormGate, ...]) -> str:
    """Return every request that the gates heard."""
    return "\n".join(text for gate in gates for text in gate.heard)
