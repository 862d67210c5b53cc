"""The settings door: what is missing or garbled stops the start with its name and an example."""

import stat

import pytest

from tamizdat.site.conf import BadSetting, database, load, make_folders, secret_key


def test_nothing_needs_to_be_said_to_start_on_one_machine():
    conf = load({})
    assert (conf.site_port, conf.newsroom_port, conf.gate_port) == (8000, 8001, 8002)
    assert conf.newsroom_url == "http://127.0.0.1:8001"
    assert conf.home.name == "var"
    assert not conf.https


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSROOM_PORT", "eighty"),
        ("SITE_PORT", "0"),
        ("GATE_PORT", "65536"),
        ("TAMIZDAT_NEWSROOM_URL", "newsroom.example.org"),
        ("TAMIZDAT_NEWSROOM_URL", "https://example.org/newsroom"),
        ("TAMIZDAT_ALLOWED_HOSTS", "*"),
        ("TAMIZDAT_DATABASE_READERS", "mysql://host/readers"),
        ("TAMIZDAT_DATABASE_LEDGER", "postgres://host"),
    ],
)
def test_a_garbled_setting_is_named_with_an_example(name, value):
    with pytest.raises(BadSetting, match=rf"^{name} .* Example: {name}=\S+"):
        load({name: value})


def test_https_is_told_by_the_newsrooms_address():
    conf = load({"TAMIZDAT_NEWSROOM_URL": "https://newsroom.example.org/"})
    assert conf.https
    assert "newsroom.example.org" in conf.allowed_hosts


def test_readers_and_ledger_wait_for_the_disk_and_all_write_at_once(tmp_path):
    conf = load({"TAMIZDAT_HOME": str(tmp_path)})
    for zone, synchronous in (("newsroom", "NORMAL"), ("readers", "FULL"), ("ledger", "FULL")):
        described = database(conf, zone)
        assert f"synchronous={synchronous}" in described["OPTIONS"]["init_command"]
        assert described["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        assert described["NAME"] == str(tmp_path / zone / f"{zone}.sqlite3")


def test_a_postgres_address_is_taken_apart():
    conf = load({"TAMIZDAT_DATABASE_LEDGER": "postgres://keeper:p%40ss@db.example:5433/ledger?sslmode=require"})
    described = database(conf, "ledger")
    assert (described["USER"], described["PASSWORD"], described["HOST"], described["PORT"]) == ("keeper", "p@ss", "db.example", "5433")
    assert (described["NAME"], described["OPTIONS"]) == ("ledger", {"sslmode": "require"})


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    make_folders(tmp_path)
    key = secret_key(tmp_path)
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "keys" / "newsroom-secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_key_that_is_cut_short_stops_the_start(tmp_path):
    secret_key(tmp_path)
    (tmp_path / "keys" / "newsroom-secret").write_text("short")
    with pytest.raises(BadSetting, match="cut short"):
        secret_key(tmp_path)
