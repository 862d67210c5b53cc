"""The whole newspaper in a folder, a second one whose forms go to gates, and tabs to look at them with."""

import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from factories.pages import edition, paths_by_kind, whole_newspaper
from reader.signing import newspaper_with_gates
from tamizdat.edition.records import Photo


@dataclass(frozen=True)
class Folder:
    """An edition on a disk, as on a USB stick."""

    root: Path
    kinds: dict[str, list[str]]

    def url(self, path: str) -> str:
        return (self.root / path).as_uri()

    @property
    def one_of_each(self) -> list[str]:
        """A page of every kind that stays, and a front and an article that is read from right to left."""
        first = [paths[0] for kind, paths in self.kinds.items() if kind != "redirect"]
        return sorted({*first, "en/2026/11/article-1.html", "fa/index.html", "fa/2026/11/fa-1.html"})


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    root = tmp_path_factory.mktemp("edition")
    records = whole_newspaper()
    texts = edition(records)
    for path, text in texts.items():
        _write(root / path, text.encode())
    for record in records:
        for file in (*record.renditions, *record.teasers) if isinstance(record, Photo) else ():
            _write(root / file.path, _picture(file.format, file.width, file.height))
    return Folder(root, paths_by_kind(texts))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _picture(form: str, width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "#47606b").save(out, form.upper())
    return out.getvalue()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    with newspaper_with_gates(tmp_path_factory.mktemp("signing")) as paper:
        yield paper


@pytest.fixture
def paper(served):
    served.reset()
    return served


@pytest.fixture(scope="session")
def contexts(browser):
    """Return a function that gives the context with these options, the same each time; pages are closed by who opened them."""
    made = {}

    def context_with(**options):
        key = json.dumps(options, sort_keys=True)
        if key not in made:
            made[key] = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
            made[key].route("**/media/*", lambda route: route.fulfill(content_type="image/jpeg", body=""))
        return made[key]

    yield context_with
    for context in made.values():
        context.close()


@pytest.fixture
def tab(contexts):
    """Return a function that opens an address in a tab, which notes what it asks for and what the browser complains of."""
    pages = []

    def open_tab(url, **options):
        page = contexts(**options).new_page()
        pages.append(page)
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(url)
        return page

    yield open_tab
    for page in pages:
        page.context.clear_cookies()
        page.close()
