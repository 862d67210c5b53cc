"""A build killed at any point leaves the previous edition whole, and the next one completes it."""

import os
import sqlite3
from multiprocessing import get_context

import pytest

from factories.edition import AS_OF, article, newspaper, tombstone
from press.conftest import files_of, folder_of
from tamizdat.press import build, store
from tamizdat.press import folder as folders
from tamizdat.press.build import Builder

AFTERWARDS = [
    article(id="article-2", change=7, headline="Who owns the tide?", lead=None, topics=("topic-ports",), former=("lang:en",)),
    article(id="article-7", change=8, headline="A ninth crossing", lead=None),
    tombstone(id="article-1", change=9, path="en/2026/11/article-1.html", first_published="2026-11-18T06:00:00Z", sequence=1),
]


class Countdown:
    """Ends the process, as kill -9 does, when something that leaves a trace on disk happens for the n-th time."""

    def __init__(self, steps):
        self.left = steps

    def around(self, function):
        def counted(*arguments, **options):
            self.left -= 1
            if self.left < 0:
                os._exit(9)
            return function(*arguments, **options)

        return counted


class CountedConnection(sqlite3.Connection):
    countdown = None

    def execute(self, sql, *arguments):
        if sql.startswith("COMMIT") and self.countdown:
            return self.countdown.around(super().execute)(sql, *arguments)
        return super().execute(sql, *arguments)


def _build_and_die(home, theme, steps):
    countdown = Countdown(steps)
    CountedConnection.countdown = countdown
    connect = sqlite3.connect
    build.Index.__init__.__globals__["sqlite3"].connect = lambda *a, **o: connect(*a, **o, factory=CountedConnection)
    for module, names in ((os, ("rename", "replace", "link", "unlink")), (store, ("sync_filesystem",)), (folders, ("_link",))):
        for name in names:
            setattr(module, name, countdown.around(getattr(module, name)))
    build.sync_filesystem = store.sync_filesystem
    builder = Builder(home, theme, processes=1, pack=True)
    builder.take(AFTERWARDS)
    builder.build(as_of=AS_OF)
    builder.settle()
    os._exit(0)


def _run_killed(home, theme, steps):
    process = get_context("fork").Process(target=_build_and_die, args=(home, theme, steps))
    process.start()
    process.join(60)
    return process.exitcode


@pytest.fixture
def expected(press):
    builder = press("expected", pack=True)
    builder.take(newspaper())
    builder.build(as_of=AS_OF)
    before = folder_of(builder)
    builder.take(AFTERWARDS)
    builder.build(as_of=AS_OF)
    return before, folder_of(builder), files_of(builder)


def test_a_build_killed_at_any_point_leaves_a_whole_edition_and_is_completed(press, plain_theme, folder, expected):
    before, after, files = expected
    steps, survived = 0, False
    kills = 0
    while not survived:
        home = folder / f"killed-{steps}"
        builder = press(home.name, pack=True)
        builder.take(newspaper())
        builder.build(as_of=AS_OF)
        builder.close()
        survived = _run_killed(home, plain_theme, steps) == 0
        kills += not survived
        again = press(home.name, pack=True)
        assert folder_of(again) in (before, after), f"killed at step {steps}: the edition is neither the old one nor the new one"
        again.take(AFTERWARDS)
        again.build(as_of=AS_OF)
        assert folder_of(again) == after, f"killed at step {steps}: the next build did not complete it"
        assert files_of(again) == files
        steps += 1 if steps < 12 else 9  # every early step, then a spread over the hundreds of links
    assert kills > 20, "the kills did not reach into the build"
