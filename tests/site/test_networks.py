"""The operator's table of networks: what is none is not installed, and a gate that runs uses a new one soon."""

import io
import os
import tarfile
from pathlib import Path

import pytest

from simulators.networks import write_table
from tamizdat.gate.countries import Countries, Table
from tamizdat.site import made_up_networks
from tamizdat.site.cli import main

CODES = [f"{first}{second}" for first in "ABCDE" for second in "ABCDE"]
WORLD = {f"5.{number}.0.0/16": code for number, code in enumerate(CODES)}


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("TAMIZDAT_GATE_HOME", str(tmp_path / "gate"))
    monkeypatch.delenv("TAMIZDAT_GATE_COUNTRIES", raising=False)
    return tmp_path


def package(path: Path, *tables: bytes) -> Path:
    """An npm package with tables in it."""
    with tarfile.open(path, "w:gz") as made:
        for number, data in enumerate(tables):
            member = tarfile.TarInfo(f"package/{number}.mmdb")
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    return path


def test_a_table_is_taken_from_a_file_or_a_package_and_is_where_the_gate_looks(home, capsys):
    table = write_table(home / "world.mmdb", WORLD, made=1_790_000_000)
    for file in (table, package(home / "world.tgz", table.read_bytes())):
        assert main(["networks", "install", str(file)]) == 0
        assert Countries(home / "gate" / "networks.mmdb").of("5.1.2.3") == "AB"
        (home / "gate" / "networks.mmdb").unlink()
    main(["networks", "install", str(table)])
    assert main(["networks", "show"]) == 0
    assert "made on 2026-09-21, networks of 25 countries" in capsys.readouterr().out
    assert [path.name for path in (home / "gate").iterdir()] == ["networks.mmdb"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda home: write_table(home / "x", {"5.8.0.0/16": "RU"}), "not a table of countries"),
        (lambda home: package(home / "x"), "holds 0 tables"),
        (lambda home: package(home / "x", b"a", b"b"), "holds 2 tables"),
        (lambda home: package(home / "x", b"junk"), "is no table of networks"),
        (lambda home: home / "missing", "cannot be read"),
    ],
)
def test_what_is_no_table_of_countries_changes_nothing_and_is_said(home, capsys, make, words):
    main(["networks", "install", str(write_table(home / "world.mmdb", WORLD))])
    before = (home / "gate" / "networks.mmdb").read_bytes()
    assert main(["networks", "install", str(make(home))]) == 1
    assert words in capsys.readouterr().err and (home / "gate" / "networks.mmdb").read_bytes() == before
    assert [path.name for path in (home / "gate").iterdir()] == ["networks.mmdb"]


def test_an_older_table_goes_in_only_if_that_is_said(home, capsys):
    main(["networks", "install", str(write_table(home / "new.mmdb", WORLD, made=1_790_000_000))])
    old = str(write_table(home / "old.mmdb", WORLD, made=1_780_000_000))
    assert main(["networks", "install", old]) == 1
    assert "is newer (2026-09-21) than this one (2026-05-28)" in capsys.readouterr().err
    assert main(["networks", "install", old, "--older"]) == 0


def test_without_a_table_it_is_said_how_to_get_one(home, capsys):
    assert main(["networks", "show"]) == 1
    assert "tamizdat networks install FILE" in capsys.readouterr().err


def test_a_running_gate_uses_a_new_table_and_keeps_the_old_one_where_the_new_is_none(tmp_path):
    path, new = tmp_path / "networks.mmdb", tmp_path / "new.mmdb"
    table = Table(path)
    assert not table.refresh() and table.countries is None
    write_table(path, {"5.8.0.0/16": "RU"})
    assert table.refresh() and not table.refresh()
    os.replace(write_table(new, {"5.8.0.0/16": "NL"}), path)
    assert table.refresh() and table.countries.of("5.8.1.1") == "NL"
    new.write_bytes(b"junk")
    os.replace(new, path)
    with pytest.raises(ValueError, match="is no table of networks"):
        table.refresh()
    assert not table.refresh() and table.countries.of("5.8.1.1") == "NL"
    path.unlink()
    assert not table.refresh() and table.countries.of("5.8.1.1") == "NL"


def test_the_demos_table_says_that_it_is_made_up(tmp_path):
    table = Countries(made_up_networks.write_table(tmp_path / "networks.mmdb"))
    assert (
        table.made_up
        and table.of("5.8.1.1") == "RU"
        and table.of("2a02:6b8::1") == "RU"
        and table.all() == set(made_up_networks.NETWORKS.values())
    )
