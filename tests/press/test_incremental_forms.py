"""Pages with a form follow what the form names: privacy page, latest letter, script; incremental equals full, with the real templates."""

from dataclasses import replace

import pytest

from factories.edition import AS_OF, letter, newspaper, page, tombstone
from factories.pages import taking_letters
from press.conftest import files_of
from tamizdat.edition import compile as compiling
from tamizdat.edition.records import Photo
from tamizdat.edition.views import VIEWS
from tamizdat.press.build import Builder
from tamizdat.reader import load_theme

PRIVACY = page(id="page-privacy", slug="privacy", role="privacy", title="Privacy", change=11)
SITE = taking_letters()
STEPS = {
    "a privacy page comes": [PRIVACY],
    "it stops being the privacy page": [replace(PRIVACY, role="other", change=12)],
    "it is the privacy page again": [replace(PRIVACY, change=13)],
    "a letter comes": [letter(change=14)],
    "the privacy page goes": [tombstone(id="page-privacy", of="page", kind="unpublished", path="", note="", lists=(), change=15)],
    "the letter is withdrawn": [
        tombstone(id="letter-1", of="letter", path=letter().path, lists=("letters:en",), first_published=letter().published, change=16)
    ],
}


@pytest.fixture
def build(folder, monkeypatch):
    """Return a function that opens a builder by name. Its views are the real ones, which this folder's tests otherwise do without."""
    monkeypatch.setattr(compiling, "VIEWS", VIEWS)
    monkeypatch.setattr("tamizdat.press.build.sync_filesystem", lambda folder: None)
    opened = []

    def open_builder(name, theme=None):
        opened.append(Builder(folder / name, theme or load_theme(), processes=1, pack=False))
        return opened[-1]

    yield open_builder
    for builder in opened:
        builder.close()


def built(builder, records):
    builder.take(records)
    builder.build(as_of=AS_OF)
    return files_of(builder)


def test_every_step_makes_what_a_full_build_makes(build):
    start = [record for record in newspaper(**SITE) if not isinstance(record, Photo)]
    known, steps = {record.id: record for record in start}, build("steps")
    before = built(steps, start)
    for name, records in STEPS.items():
        known |= {record.id: record for record in records}
        after = built(steps, records)
        assert after == built(build(name), list(known.values())), name
        assert after["en/letter.html"] != before["en/letter.html"], name
        assert after["index.html"] != before["index.html"], name
        before = after


def test_a_changed_script_makes_every_page_anew(build, folder):
    records = [record for record in newspaper(**SITE) if not isinstance(record, Photo)]
    first = build("press")
    before = built(first, records)
    first.close()
    theme = load_theme()
    changed = replace(theme, scripts={**theme.scripts, "letter": theme.scripts["letter"] + "\n"}, version="another")
    after = built(build("press", changed), [])
    assert after == built(build("whole", changed), records)
    pages = {path for path in before if path.endswith(".html") and path != "404.html" and not path.startswith("news/")}
    assert {path for path in pages if after[path] == before[path]} == set()
    assert after["js/letter.js"] != before["js/letter.js"]
