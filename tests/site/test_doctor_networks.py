"""The doctor on the table of networks: missing, old or damaged is said, with where to get one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from simulators.networks import write_table
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


def test_a_missing_table_is_said_with_where_to_get_one(case, monkeypatch):
    monkeypatch.delenv("TAMIZDAT_GATE_COUNTRIES", raising=False)
    [(level, words)] = table(case)
    assert level == "warning" and "docs/adr/0013" in words


def test_a_table_that_is_none_is_bad(case, tmp_path, monkeypatch):
    (tmp_path / "junk.mmdb").write_bytes(b"junk")
    monkeypatch.setenv("TAMIZDAT_GATE_COUNTRIES", str(tmp_path / "junk.mmdb"))
    assert [level for level, _ in table(case)] == ["bad"]
    monkeypatch.setenv("TAMIZDAT_GATE_COUNTRIES", str(tmp_path / "missing.mmdb"))
    assert [level for level, _ in table(case)] == ["bad"]
