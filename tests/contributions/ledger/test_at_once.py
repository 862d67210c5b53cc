"""Many at once: fifty threads with one event leave one row, on SQLite and on PostgreSQL; and without what holds them apart they do not."""

import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing, contextmanager

import pytest
from django.db import connections

from factories.ledger import NOON, REF, monthly, paid, refunded, started
from simulators.counting_house import environment, without_unique_indexes
from simulators.postgres import postgres
from tamizdat.contributions.ledger import append, log
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.verifying import verify
from tamizdat.contributions.models import ChainHead, Contribution, Deed, Entry

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

THREADS = 50
LEDGER = Ledger(now=lambda: NOON)


@pytest.fixture(autouse=True)
def file(tmp_path):
    """A ledger in a file for all new threads, as in life; the tests' own in memory stays this thread's."""
    connection, path = connections["ledger"], tmp_path / "ledger.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
        schema = ";\n".join(sql for (sql,) in cursor.fetchall())
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=WAL")
        copy.executescript(schema)
        copy.execute("INSERT INTO contributions_chainhead (id, number, digest) VALUES (1, 0, '')")
        copy.execute("INSERT INTO contributions_monthshead (id, number, revision) VALUES (1, 0, 0)")
        copy.commit()
    kept, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], str(path)
    yield path
    connection.settings_dict["NAME"] = kept


def together(work, threads=THREADS):
    """Do *work* in as many threads; return what broke, by type."""
    barrier, broke = threading.Barrier(threads), Counter()

    def run():
        try:
            barrier.wait()
            work()
        except Exception as error:  # noqa: BLE001 - counted
            broke[f"{type(error).__name__} {error}"] += 1
        finally:
            connections.close_all()

    waiting = [threading.Thread(target=run) for _ in range(threads)]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    return broke


def alone(work):
    """Do one thing on the file; return what it returned."""
    found = []
    assert not together(lambda: found.append(work()), 1)
    return found[0]


def test_one_event_in_fifty_threads_is_one_row():
    done = []
    assert not together(lambda: done.append(LEDGER.apply([paid()])))
    assert sum(done) == 1
    assert alone(lambda: (Entry.objects.count(), Contribution.objects.get().paid)) == (1, 1000)


def test_what_belongs_together_comes_together_whichever_thread_is_first():
    facts = [started(), *(monthly(number) for number in range(5)), refunded(500, "ch_m2")]
    waiting = facts * 3
    assert not together(lambda: LEDGER.apply([waiting.pop()]), len(waiting))
    assert alone(lambda: verify().faults) == []
    kept = alone(Contribution.objects.get)
    assert (kept.ref, kept.paid, kept.refunded, kept.payments) == (REF, 2500, 500, 5)


def test_the_log_stays_a_chain():
    assert not together(lambda: log.note("nadia", "looked", "", "", NOON), 8)
    assert alone(lambda: (log.check(), Deed.objects.count())) == (None, 8)


def test_without_what_holds_them_apart_one_event_is_many_rows(monkeypatch):
    """The control: neither the lock nor the unique index, and all have looked before anybody has written."""

    @contextmanager
    def unlocked():
        yield ChainHead(pk=1, number=next(numbers), digest="")

    def after_all_have_looked(*arguments, **options):
        looked.wait(20)
        return chained(*arguments, **options)

    numbers, looked, chained = iter(range(100, 200, 10)), threading.Barrier(8), append.chained
    monkeypatch.setattr(append, "one_at_a_time", unlocked)
    monkeypatch.setattr(append, "chained", after_all_have_looked)
    monkeypatch.setattr(append, "file_entries", lambda _: None)
    alone(without_unique_indexes)
    assert not together(lambda: LEDGER.apply([paid()]), 8)
    assert alone(Entry.objects.count) == 8


def test_all_of_it_holds_on_postgresql(tmp_path):
    with postgres() as url:
        words = [sys.executable, "-m", "simulators.counting_house", "try", str(tmp_path / "home"), "--postgres", url]
        done = subprocess.run(words, env=environment(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == "one row, append only, all holds\n"
