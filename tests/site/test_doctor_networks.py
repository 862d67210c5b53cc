"""The doctor on the table of networks: missing, old or damaged is said, with where to get one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from simulators.networks import write_table
from tamizdat.site import made_up_networks
from tamizdat.site.doctor.findings import Case
from tamizdat.site.doctor.networks import table

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def case() -> Case:
    mail = replace(settings.TAMIZDAT.mail, gate_here=True)
    return Case(replace(settings.TAMIZDAT, mail=mail), NOW, demo=False, network=False)


@pytest.mark.parametrize(("days", "level"), [(1, "fine"), (89, "fine"), (91, "warning")])
def test_a_table_grows_old(case, tmp_path, monkeypatch, days, level):
    made = int((NOW - timedelta(days=days)).timestamp())
    monkeypatch.setenv("TAMIZDAT_GATE_COUNTRIES", str(write_table(tmp_path / "networks.mmdb", {"5.8.0.0/16": "RU"}, made=made)))
    assert [said for said, _ in table(case)] == [level]


@pytest.mark.parametrize(("demo", "level"), [(True, "warning"), (False, "bad")])
def test_the_demos_table_is_none_for_a_newspaper(case, tmp_path, monkeypatch, demo, level):
    monkeypatch.setenv("TAMIZDAT_GATE_COUNTRIES", str(made_up_networks.write_table(tmp_path / "networks.mmdb")))
    [(said, words)] = table(replace(case, demo=demo))
    assert said == level and "made up" in words


def test_a_missing_table_is_said_with_where_to_get_one(case, tmp_path, monkeypatch):
    monkeypatch.delenv("TAMIZDAT_GATE_COUNTRIES", raising=False)
    monkeypatch.setenv("TAMIZDAT_GATE_HOME", str(tmp_path))
    [(level, words)] = table(case)
    assert level == "warning" and "docs/adr/0013" in words


def test_a_table_that_is_none_is_bad(case, tmp_path, monkeypatch):
    (tmp_path / "junk.mmdb").write_bytes(b"junk")
    monkeypatch.setenv("TAMIZDAT_GATE_COUNTRIES", str(tmp_path / "junk.mmdb"))
    assert [level for level, _ in table(case)] == ["bad"]
    monkeypatch.setenv("TAMIZDAT_GATE_COUNTRIES", str(tmp_path / "missing.mmdb"))
    assert [level for level, _ in table(case)] == ["bad"]
