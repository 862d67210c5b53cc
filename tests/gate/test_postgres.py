"""The queue in PostgreSQL: who appends may do nothing else; the rest is as in SQLite."""

import os
import subprocess
from contextlib import closing
from urllib.parse import urlsplit

import psycopg
import pytest

from simulators.gate_running import ask, furnish, running_gate, sign_up
from simulators.postgres import postgres
from tamizdat.gate.stores import StoreAway, Taken
from tamizdat.gate.stores.postgres import PostgresHatch, PostgresShelf
from tamizdat.newsletters.collecting.gate_line import GateLine
from tamizdat.sealed.poll import Row
from tamizdat.sealed.records import BOX_BYTES, opened, record_id


@pytest.fixture(scope="module")
def server():
    with postgres() as url:
        with psycopg.connect(url, autocommit=True) as database:
            database.execute("CREATE ROLE door LOGIN")
            database.execute("CREATE ROLE hatch LOGIN")
            database.execute("CREATE DATABASE gate OWNER hatch")
        yield urlsplit(url).port


@pytest.fixture
def urls(server):
    door, hatch = (f"postgres://{role}@127.0.0.1:{server}/gate" for role in ("door", "hatch"))
    yield door, hatch
    with psycopg.connect(hatch, autocommit=True) as database:
        database.execute("DROP TABLE IF EXISTS record, queue, beat, heard")


@pytest.fixture
def hatch(urls):
    with closing(PostgresHatch(urls[1], door=urls[0])) as hatch:
        yield hatch


@pytest.fixture
def shelf(urls, hatch):
    with closing(PostgresShelf(urls[0])) as shelf:
        yield shelf


def some_rows(first: int, count: int) -> list[Row]:
    return [Row(seq, 1_000, os.urandom(BOX_BYTES)) for seq in range(first, first + count)]


def test_rows_are_appended_read_and_erased(urls, hatch, shelf):
    rows = some_rows(1, 5)
    shelf.append(rows, 2)
    assert hatch.read(3) == rows[:3]
    assert hatch.bounds() == (1, 5)
    assert hatch.box(4) == rows[3].box
    assert hatch.erase(5) == 5
    assert hatch.bounds() == (6, 5)
    with closing(PostgresHatch(urls[1], door=urls[0])) as again:
        assert again.queue == hatch.queue
    assert hatch.is_new(b"n" * 16, 1_000)
    assert not hatch.is_new(b"n" * 16, 1_000)


@pytest.mark.parametrize(
    "forbidden",
    [
        "SELECT * FROM record",
        "SELECT count(*) FROM record",
        "UPDATE record SET minute = 0",
        "DELETE FROM record",
        "TRUNCATE record",
        "COPY record TO STDOUT",
        "INSERT INTO record VALUES (9, 9, '') RETURNING box",
        "SELECT * FROM queue",
        "SELECT * FROM heard",
        "INSERT INTO queue VALUES ('x', 0)",
        "DROP TABLE record",
    ],
)
def test_the_doors_role_may_insert_and_nothing_else(urls, hatch, forbidden):
    with closing(psycopg.connect(urls[0])) as database, pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.execute(forbidden)


def test_a_number_is_used_once_and_a_lost_connection_made_anew(hatch, shelf, server):
    shelf.append(some_rows(1, 2), 0)
    with pytest.raises(Taken):
        shelf.append(some_rows(2, 2), 0)
    with psycopg.connect(f"postgres://postgres@127.0.0.1:{server}/gate", autocommit=True) as database:
        database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN ('door', 'hatch')")
    with pytest.raises(StoreAway):
        shelf.append(some_rows(3, 2), 0)
    shelf.append(some_rows(3, 2), 0)
    with pytest.raises(StoreAway):
        hatch.bounds()
    assert hatch.bounds() == (1, 4)


def test_a_whole_gate_runs_on_it(urls, tmp_path):
    door, hatch = urls
    newsroom = furnish(tmp_path / "gate")
    with running_gate(tmp_path / "gate", database=door, hatch_database=hatch) as gate:
        for number in range(5):
            assert ask(gate.port, sign_up(f"reader{number}@mail.example"))[0] == 303
        with GateLine(gate.url(), gate=newsroom.gate, key=newsroom.poll) as line:
            answer = line.ask(wait=5)
            assert [opened(newsroom.keys, row.box)["address"] for row in answer.records] == [
                f"reader{number}@mail.example" for number in range(5)
            ]
            last = answer.records[-1]
            assert line.ask(queue=answer.queue, done=last.seq, seen=record_id(last.box)).records == []
    assert not list((tmp_path / "gate").glob("*.sqlite3"))
    assert subprocess.run(["grep", "-c", "Traceback", str(gate.log)], capture_output=True, text=True).stdout.strip() == "0"
