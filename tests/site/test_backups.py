"""Backups: one moment of several databases, a parcel that is whole or refused, keys that age understands."""

import io
import os
import sqlite3
import tarfile
import threading
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyrage import x25519

from simulators.postgres import postgres
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keyring_locks import LEAST_COST
from tamizdat.sealed.keys import X25519, PrivateKey
from tamizdat.site.backups import restoring, stores
from tamizdat.site.backups.age_keys import identity, recipient
from tamizdat.site.backups.making import ledger_head, make_backup
from tamizdat.site.backups.parcel import BadParcel, Member, nowhere, read_parcel, write_parcel
from tamizdat.site.backups.restoring import refuse_a_home_that_is_not_empty, restore_backup
from tamizdat.site.backups.stores import PostgresStore, SqliteStore, one_moment, restore_postgres
from tamizdat.site.conf import load
from tamizdat.site.errors import CannotDo

KEY = x25519.Identity.generate()


def parcel(folder, files, about=None):
    """Return a parcel with *files* (name -> bytes)."""
    members = []
    for number, (name, data) in enumerate(files.items()):
        path = folder / str(number)
        path.write_bytes(data)
        members.append(Member(name, path))
    out = io.BytesIO()
    write_parcel(out, [KEY.to_public()], members, about or {})
    return out.getvalue()


def unpacked(data, key=KEY):
    found = {}

    def sink(name, _, pieces):
        found[name] = b"".join(pieces)

    return read_parcel(io.BytesIO(data), [key], sink), found


def encrypted(entries):
    """Return an encrypted tar with *entries* (TarInfo, bytes) and nothing else."""
    plain, out = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for info, data in entries:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    pyrage.encrypt_io(io.BytesIO(plain.getvalue()), out, [KEY.to_public()])
    return out.getvalue()


# Keys


@given(st.binary(min_size=32, max_size=32))
def test_our_keys_are_ages_keys(secret):
    key = PrivateKey.from_bytes(bytes([X25519]) + secret)
    assert str(x25519.Identity.from_str(identity(key)).to_public()) == recipient(key.public)


# The parcel


def test_what_goes_in_comes_out(tmp_path):
    files = {"keys/lookup": b"", "press/objects/a/a1": os.urandom(3_000_000), f"newsroom/photos/{'long' * 60}.jpg": b"photo"}
    manifest, found = unpacked(parcel(tmp_path, files, {"made": 7}))
    assert found == files and manifest["made"] == 7 and set(manifest["files"]) == set(files)


def test_a_parcel_cut_or_changed_anywhere_is_refused(tmp_path):
    whole = parcel(tmp_path, {"a": os.urandom(200_000), "b": b"b"})
    for place in range(0, len(whole), len(whole) // 60):
        changed = bytearray(whole)
        changed[place] ^= 1
        for data in (whole[:place], bytes(changed)):
            with pytest.raises(BadParcel):
                unpacked(data)


def test_a_parcel_for_another_key_is_refused(tmp_path):
    with pytest.raises(BadParcel, match="another key"):
        unpacked(parcel(tmp_path, {"a": b"a"}), x25519.Identity.generate())


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../b", "", "a" * 400])
def test_a_name_that_leads_elsewhere_is_refused(name):
    with pytest.raises(BadParcel):
        unpacked(encrypted([(tarfile.TarInfo(name), b"x")]))


def test_links_and_devices_are_refused():
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE):
        info = tarfile.TarInfo("a")
        info.type, info.linkname = kind, "/etc/passwd"
        with pytest.raises(BadParcel, match="no backup of ours"):
            unpacked(encrypted([(info, b"")]))


@pytest.mark.parametrize("manifest", [b"", b"{}", b"[]", b"no JSON", b'{"format": 1, "files": {}}', b'{"format": 9, "files": {}}'])
def test_a_manifest_that_says_something_else_is_refused(manifest):
    with pytest.raises(BadParcel):
        unpacked(encrypted([(tarfile.TarInfo("a"), b"a"), (tarfile.TarInfo("manifest.json"), manifest)]))
    with pytest.raises(BadParcel):
        unpacked(encrypted([(tarfile.TarInfo("a"), b"a")]))


def test_a_file_that_vanishes_while_it_is_packed_fails_the_backup(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_parcel(io.BytesIO(), [KEY.to_public()], [Member("a", tmp_path / "gone")], {})


def test_checking_alone_keeps_nothing(tmp_path):
    assert read_parcel(io.BytesIO(parcel(tmp_path, {"a": b"a"})), [KEY], nowhere)["files"]["a"][0] == 1


# One moment


@pytest.fixture
def two(tmp_path):
    """Two SQLite files with a table each."""
    paths = [tmp_path / "one.sqlite3", tmp_path / "two.sqlite3"]
    for path in paths:
        with closing(sqlite3.connect(path)) as db:
            db.executescript("PRAGMA journal_mode=WAL; CREATE TABLE n (n INTEGER PRIMARY KEY);")
    return paths


def numbers(path):
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute("SELECT n FROM n ORDER BY n")]


def test_copies_of_several_databases_are_of_one_moment(two, tmp_path):
    going = True

    def write():
        number = 0
        with (
            closing(sqlite3.connect(two[0], timeout=30, isolation_level=None)) as one,
            closing(sqlite3.connect(two[1], timeout=30, isolation_level=None)) as other,
        ):
            while going:
                number += 1
                one.execute("INSERT INTO n VALUES (?)", (number,))
                other.execute("INSERT INTO n VALUES (?)", (number,))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(5):
            time.sleep(0.05)
            opened = [SqliteStore(path.name, path) for path in two]
            with one_moment(opened, lambda: None):
                time.sleep(0.02)  # whatever is written now is not in the copies
                for store in opened:
                    store.copy(tmp_path / f"{turn}-{store.name}")
            first, second = (numbers(tmp_path / f"{turn}-{path.name}") for path in two)
            assert len(first) - len(second) in (0, 1) and first[: len(second)] == second
    finally:
        going = False
        writer.join()
    assert len(numbers(two[0])) > len(first)


def test_writers_wait_for_a_moment_only(two):
    opened = [SqliteStore(path.name, path) for path in two]
    with one_moment(opened, lambda: None), closing(sqlite3.connect(two[0], timeout=0.5)) as db:
        db.execute("INSERT INTO n VALUES (1)")
        db.commit()


def test_what_lies_beside_is_set_aside_while_nobody_can_write(two):
    def beside():
        with closing(sqlite3.connect(two[1], timeout=0)) as db, pytest.raises(sqlite3.OperationalError, match="locked"):
            db.execute("INSERT INTO n VALUES (1)")

    with one_moment([SqliteStore(path.name, path) for path in two], beside):
        pass


def test_a_database_that_stays_busy_delays_the_backup_and_nobody_else(two, monkeypatch):
    monkeypatch.setattr(stores, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(stores, "TRIES", 3)
    opened = [SqliteStore(path.name, path) for path in two]
    with closing(sqlite3.connect(two[1], isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(CannotDo, match=r"two\.sqlite3 was being written to"), one_moment(opened, lambda: None):
            pass
        with closing(sqlite3.connect(two[0], timeout=0)) as first:
            first.execute("INSERT INTO n VALUES (1)")


def test_postgresql_is_copied_at_the_moment_and_brought_back_whole(tmp_path):
    with postgres() as url:
        with psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True) as db:
            db.execute("CREATE TABLE n (n INTEGER PRIMARY KEY)")
            db.execute("INSERT INTO n VALUES (1)")
            db.execute("CREATE DATABASE empty")
            store = PostgresStore("readers/readers.pgdump", url)
            with one_moment([store], lambda: None):
                db.execute("INSERT INTO n VALUES (2)")
                store.copy(tmp_path / "readers.pgdump")
        other = url.rpartition("/")[0] + "/empty"
        restore_postgres(tmp_path / "readers.pgdump", other)
        with psycopg.connect(other.replace("postgres://", "postgresql://", 1)) as db:
            assert db.execute("SELECT n FROM n").fetchall() == [(1,)]
        with pytest.raises(CannotDo, match="not empty"):
            restore_postgres(tmp_path / "readers.pgdump", other)
    with pytest.raises(CannotDo, match="does not answer"):
        PostgresStore("readers/readers.pgdump", url)


# The whole


@pytest.fixture
def newspaper(tmp_path):
    """A small home with something in every zone."""
    settings = load({"TAMIZDAT_HOME": str(tmp_path / "var")})
    Keyring(settings.home / "keys").make_missing("correct horse battery", cost=LEAST_COST)
    for path in ("newsroom/newsroom.sqlite3", "readers/readers.sqlite3", "press/index.sqlite3", "gate/queue.sqlite3"):
        (settings.home / path).parent.mkdir(exist_ok=True)
        with closing(sqlite3.connect(settings.home / path)) as db:
            db.execute("CREATE TABLE n (n INTEGER)")
    for path in ("newsroom/photos/a.jpg", "press/objects/a/abc", "press/objects/begun/half", "gate/identity", "mail/letter.eml"):
        (settings.home / path).parent.mkdir(parents=True, exist_ok=True)
        (settings.home / path).write_text(path)
    return settings


def back(newspaper, file, home, wake=lambda _: None):
    settings = load({"TAMIZDAT_HOME": str(home)})
    key = Keyring(newspaper.home / "keys").open_locked("backup", "correct horse battery")
    return restore_backup(settings, file, identity(key), wake)


def made(newspaper, file):
    return make_backup(newspaper, file, [recipient(Keyring(newspaper.home / "keys").backup_public())])


def test_every_zone_is_in_the_backup_and_nothing_that_helps_nobody(newspaper, tmp_path):
    assert made(newspaper, tmp_path / "b.age").missing == ()
    files = set(back(newspaper, tmp_path / "b.age", tmp_path / "new")["files"])
    assert files >= {
        *("newsroom/newsroom.sqlite3", "readers/readers.sqlite3", "press/index.sqlite3", "gate/queue.sqlite3"),
        *("newsroom/photos/a.jpg", "press/objects/a/abc", "gate/identity", "keys/lookup", "keys/list.locked"),
    }
    assert not [name for name in files if "mail/" in name or "begun" in name]
    assert (tmp_path / "new" / "keys" / "lookup").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new" / "keys").stat().st_mode & 0o777 == 0o700


def test_a_backup_is_never_written_over(newspaper, tmp_path):
    (tmp_path / "b.age").write_text("older")
    with pytest.raises(CannotDo, match="there already"):
        made(newspaper, tmp_path / "b.age")
    assert (tmp_path / "b.age").read_text() == "older"


def test_a_backup_that_did_not_reach_the_disk_whole_does_not_count(newspaper, tmp_path, monkeypatch):
    def written_badly(file, identities, sink):
        Path(file.name).write_bytes(file.read()[:-1])
        with open(file.name, "rb") as cut:
            return read_parcel(cut, identities, sink)

    monkeypatch.setattr("tamizdat.site.backups.making.read_parcel", written_badly)
    with pytest.raises(BadParcel):
        made(newspaper, tmp_path / "b.age")
    assert not list(tmp_path.glob("b.age*")) and not list((newspaper.home / "backups").iterdir())


def test_a_gate_elsewhere_is_said_to_be_missing(newspaper, tmp_path):
    away = load({"TAMIZDAT_HOME": str(newspaper.home), "TAMIZDAT_GATE_POLL_URL": "http://abc.onion"})
    (sentence,) = made(away, tmp_path / "b.age").missing
    assert "another machine" in sentence


def test_a_database_that_is_not_whole_is_not_brought_back(newspaper, tmp_path, monkeypatch):
    made(newspaper, tmp_path / "b.age")
    put = restoring._put

    def damaged(home, name, mode, pieces):
        whole = list(pieces)
        put(home, name, mode, [bytes(4096)] if name.endswith("readers.sqlite3") else whole)

    monkeypatch.setattr(restoring, "_put", damaged)
    with pytest.raises(CannotDo, match=r"readers\.sqlite3 is not whole"):
        back(newspaper, tmp_path / "b.age", tmp_path / "new")
    assert not (tmp_path / "new").exists() and not (tmp_path / "new~").exists()


def test_nothing_counts_if_the_newspaper_does_not_wake(newspaper, tmp_path):
    made(newspaper, tmp_path / "b.age")

    def fails(home):
        assert (home / "keys" / "lookup").exists()
        raise CannotDo("the edition is not whole")

    with pytest.raises(CannotDo):
        back(newspaper, tmp_path / "b.age", tmp_path / "new", fails)
    assert not (tmp_path / "new").exists() and not (tmp_path / "new~").exists()


def test_only_a_home_without_a_file_is_empty(tmp_path):
    home = tmp_path / "var"
    refuse_a_home_that_is_not_empty(home)
    (home / "keys").mkdir(parents=True)
    refuse_a_home_that_is_not_empty(home)
    (home / "keys" / "lookup").write_text("a key")
    with pytest.raises(CannotDo, match="keys/lookup lies there"):
        refuse_a_home_that_is_not_empty(home)


def test_a_dump_of_postgresql_needs_a_database_to_go_into(newspaper, tmp_path, monkeypatch):
    class Dump:
        name = "ledger/ledger.pgdump"

        def pause(self):
            return

        freeze = resume = close = pause

        def copy(self, target):
            target.write_bytes(b"a dump")

    monkeypatch.setattr("tamizdat.site.backups.making.PostgresStore", lambda name, url: Dump())
    there = load({"TAMIZDAT_HOME": str(newspaper.home), "TAMIZDAT_DATABASE_LEDGER": "postgres://host/ledger"})
    made(there, tmp_path / "b.age")
    with pytest.raises(CannotDo, match="TAMIZDAT_DATABASE_LEDGER=postgres://"):
        back(newspaper, tmp_path / "b.age", tmp_path / "new")


def test_a_tool_that_is_not_there_is_named(monkeypatch):
    with pytest.raises(CannotDo, match="no-such-tool is not installed"):
        stores.run_tool("no-such-tool", [], "postgres://user:secret@host/readers")
    with pytest.raises(CannotDo, match="false ended with code 1"):
        stores.run_tool("false", [], "postgres://user:secret@host/readers")


def test_the_head_of_the_ledger_is_noted_outside_of_it(tmp_path):
    """So that newest entries, cut off in the database, show: ``contributions verify`` is held against it."""
    (tmp_path / "ledger").mkdir()
    assert ledger_head(tmp_path) == ""
    with closing(sqlite3.connect(tmp_path / "ledger" / "ledger.sqlite3")) as copy:
        assert ledger_head(tmp_path) == ""
        copy.execute("CREATE TABLE contributions_chainhead (id INTEGER PRIMARY KEY, number INTEGER, digest TEXT)")
        copy.execute("INSERT INTO contributions_chainhead VALUES (1, 0, '')")
        copy.commit()
        assert ledger_head(tmp_path) == ""
        copy.execute("UPDATE contributions_chainhead SET number = 7, digest = 'ab'")
        copy.commit()
    assert ledger_head(tmp_path) == "7:ab"
