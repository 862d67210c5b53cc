"""The queue in SQLite: durable, numbered without gaps, and after erasing not a byte is left."""

import os
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from simulators.gate_running import SOURCE
from tamizdat.gate.stores import StoreAway, Taken
from tamizdat.gate.stores.sqlite import SqliteHatch, SqliteShelf
from tamizdat.sealed.poll import Row
from tamizdat.sealed.records import BOX_BYTES

NOW = 1_800_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue.sqlite3"


@pytest.fixture
def hatch(path: Path) -> SqliteHatch:
    return SqliteHatch(path)


def some_rows(first: int, count: int) -> list[Row]:
    return [Row(seq, 1_000, os.urandom(BOX_BYTES)) for seq in range(first, first + count)]


def test_rows_come_back_in_order(path, hatch):
    rows = some_rows(1, 5)
    SqliteShelf(path).append(rows, 0)
    assert hatch.read(3) == rows[:3]
    assert hatch.bounds() == (1, 5)
    assert hatch.box(4) == rows[3].box
    assert hatch.box(6) == b""


def test_a_queue_from_before_doors_were_marked_goes_on(path):
    old, new = some_rows(1, 2), [Row(3, 1_000, os.urandom(BOX_BYTES), "c")]
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE record (seq INTEGER PRIMARY KEY, minute INTEGER NOT NULL, box BLOB NOT NULL)")
        database.executemany("INSERT INTO record VALUES (?, ?, ?)", [(row.seq, row.minute, row.box) for row in old])
    database.close()
    hatch = SqliteHatch(path)
    SqliteShelf(path).append(new, 0)
    assert hatch.read(9) == [*old, *new] == SqliteHatch(path).read(9)
    assert [row.door for row in hatch.read(9)] == ["", "", "c"]


def test_numbers_go_on_after_everything_was_erased(path, hatch):
    SqliteShelf(path).append(some_rows(1, 5), 0)
    assert hatch.erase(5) == 5
    assert hatch.bounds() == (6, 5)
    assert SqliteHatch(path).bounds() == (6, 5)


def test_erasing_what_never_was_moves_nothing(path, hatch):
    SqliteShelf(path).append(some_rows(1, 2), 0)
    hatch.erase(99)
    assert hatch.bounds() == (3, 2)
    hatch.erase(99)
    assert hatch.bounds() == (3, 2)


def test_after_erasing_no_byte_of_a_box_is_in_any_file(path, hatch):
    rows, kept = some_rows(1, 300), some_rows(301, 3)
    shelf = SqliteShelf(path)
    for start in range(0, 300, 50):
        shelf.append(rows[start : start + 50], 1)
    assert any(rows[0].box[100:120] in each.read_bytes() for each in path.parent.iterdir())
    shelf.append(kept, 0)
    hatch.erase(300)
    lying = b"".join(each.read_bytes() for each in path.parent.iterdir())
    for row in rows:
        for place in range(0, BOX_BYTES - 16, 64):
            assert row.box[place : place + 16] not in lying
    assert all(row.box[:64] in lying for row in kept)
    assert path.stat().st_size < 40_000


def test_nothing_of_an_erased_row_stays_beside_one_that_is_kept(path, hatch):
    rows = [Row(seq, 1_000, os.urandom(300)) for seq in range(1, 10)]  # several to a page
    SqliteShelf(path).append(rows, 0)
    hatch.erase(8)
    lying = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert rows[8].box in lying
    assert not [row.seq for row in rows[:8] for place in range(0, 284, 8) if row.box[place : place + 16] in lying]


def test_a_number_is_used_once(path, hatch):
    shelf = SqliteShelf(path)
    shelf.append(some_rows(1, 3), 0)
    with pytest.raises(Taken):
        shelf.append(some_rows(3, 2), 0)
    assert hatch.bounds() == (1, 3)


def test_a_nonce_is_new_once_also_after_a_restart(path, hatch):
    assert hatch.is_new(b"n" * 16, NOW)
    assert not hatch.is_new(b"n" * 16, NOW)
    assert not SqliteHatch(path).is_new(b"n" * 16, NOW + 500)
    assert SqliteHatch(path).is_new(b"n" * 16, NOW + 700)


def test_a_queue_keeps_its_name_and_another_has_another(path, hatch, tmp_path):
    assert SqliteHatch(path).queue == hatch.queue
    assert SqliteHatch(tmp_path / "other.sqlite3").queue != hatch.queue


def test_the_files_are_closed_to_other_users(path, hatch):
    os.umask(os.umask(0o077))
    SqliteShelf(path).append(some_rows(1, 1), 0)
    assert path.stat().st_mode & 0o077 == 0


def test_a_store_that_fails_says_so_without_the_databases_words(path, hatch):
    shelf = SqliteShelf(path)
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE record")
    with pytest.raises(StoreAway, match="does not take it"):
        shelf.append(some_rows(1, 1), 0)


def test_a_full_disk_loses_nothing_that_was_taken_and_takes_again_when_there_is_room(path, hatch):
    shelf, taken = SqliteShelf(path), []
    shelf._database.execute("PRAGMA max_page_count=60")
    with suppress(StoreAway):
        for row in some_rows(1, 500):
            shelf.append([row], 0)
            taken.append(row)
    assert 5 < len(taken) < 100
    assert hatch.read(500) == taken
    hatch.erase(len(taken))
    after = some_rows(len(taken) + 1, 3)
    shelf.append(after, 0)
    assert hatch.read(500) == after


def test_the_disk_is_waited_for_before_an_append_returns(path, hatch, tmp_path):
    code = f"""
import os
from pathlib import Path
from tamizdat.gate.stores.sqlite import SqliteShelf
from tamizdat.sealed.poll import Row
shelf = SqliteShelf(Path({str(path)!r}))
os.write(2, b"BEFORE")
shelf.append([Row(1, 1, b"x" * 2138)], 0)
os.write(2, b"AFTER")
"""
    log = tmp_path / "calls"
    command = ["strace", "-f", "-o", str(log), "-e", "trace=fsync,fdatasync,write", sys.executable, "-c", code]
    subprocess.run(command, check=True, env={"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]}, capture_output=True)
    calls = log.read_text()
    between = calls[calls.index("BEFORE") : calls.index("AFTER")]
    assert "fdatasync(" in between or "fsync(" in between
