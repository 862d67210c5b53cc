"""The country of a network: looked up in an offline table, at each connection, and kept nowhere."""

import asyncio
import socket
from pathlib import Path

import pytest

from simulators.gate_running import furnish
from simulators.networks import write_table
from tamizdat.gate.conf import BadSetting, Limits, load
from tamizdat.gate.countries import Countries, name, names
from tamizdat.gate.door import Door

TABLE = {"5.8.0.0/16": "RU", "77.88.0.0/18": "RU", "8.8.8.0/24": "US", "2a02:6b8::/32": "RU"}


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    return write_table(tmp_path_factory.mktemp("table") / "networks.mmdb", TABLE)


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("5.8.1.2", "RU"),
        ("77.88.8.8", "RU"),
        ("8.8.8.8", "US"),
        ("::ffff:5.8.1.2", "RU"),
        ("2a02:6b8::1", "RU"),
        (" 5.8.1.2 ", "RU"),
        ("9.9.9.9", ""),
        ("127.0.0.1", ""),
        ("10.1.2.3", ""),
        ("192.168.0.1", ""),
        ("fe80::1%eth0", ""),
        ("::1", ""),
        ("unix:", ""),
        ("", ""),
        ("5.8.1.2:443", ""),
    ],
)
def test_an_address_has_a_country_only_if_the_table_says_so(table, address, country):
    assert Countries(table).of(address) == country


def test_a_table_that_is_none_is_named(tmp_path):
    (tmp_path / "junk.mmdb").write_bytes(b"junk")
    with pytest.raises(ValueError, match=r"junk\.mmdb is no table of networks"):
        Countries(tmp_path / "junk.mmdb")
    with pytest.raises(BadSetting, match="TAMIZDAT_GATE_COUNTRIES"):
        load({"TAMIZDAT_GATE_COUNTRIES": str(tmp_path / "missing.mmdb")})
    with pytest.raises(BadSetting, match="TAMIZDAT_GATE_CLIENT_HEADER"):
        load({"TAMIZDAT_GATE_CLIENT_HEADER": "x real ip"})


@pytest.mark.parametrize(("language", "called"), [("en", "Netherlands"), ("ru", "Нидерланды"), ("fa", "هلند"), ("xx", "Netherlands")])
def test_countries_are_called_as_the_reader_calls_them(language, called):
    assert name(language, "NL") == called
    assert ("NL", called) in names(language) and len(names(language)) > 200


def door_of(tmp_path: Path, table: Path | None, **settings: str) -> Door:
    """A door that has not been opened, and its gate, which knows no more than its settings."""
    furnish(tmp_path / "gate")
    conf = load({"TAMIZDAT_GATE_HOME": str(tmp_path / "gate")} | {f"TAMIZDAT_GATE_{each.upper()}": said for each, said in settings.items()})
    return Door(conf, None, notice=0, countries=Countries(table) if table else None)


def test_behind_no_proxy_nobody_is_believed_where_they_come_from(tmp_path, table):
    door = door_of(tmp_path, table)
    assert door._network("NL", [(b"x-real-ip", b"5.8.1.2")]) == "NL"


@pytest.mark.parametrize(
    ("headers", "country"),
    [
        ([(b"x-forwarded-for", b"5.8.1.2")], "RU"),
        ([(b"x-forwarded-for", b"8.8.8.8, 5.8.1.2")], "RU"),
        ([(b"x-forwarded-for", b"8.8.8.8"), (b"x-forwarded-for", b"5.8.1.2")], "RU"),
        ([(b"x-forwarded-for", b"junk")], ""),
        ([], ""),
    ],
)
def test_behind_a_proxy_its_own_word_counts_which_is_the_last(tmp_path, table, headers, country):
    door = door_of(tmp_path, table, client_header="X-Forwarded-For")
    assert door._network("NL", headers) == country


def test_a_door_without_a_table_knows_no_country(tmp_path):
    assert door_of(tmp_path, None, client_header="x-real-ip")._network("", [(b"x-real-ip", b"5.8.1.2")]) == ""


def test_who_connects_is_looked_up_once_and_the_address_is_in_nothing_that_stays(tmp_path, table):
    door = door_of(tmp_path, table)
    looked = []
    door._countries = type("Noting", (), {"of": staticmethod(lambda address: looked.append(address) or "RU")})()
    door._gate = type("Gate", (), {"room": staticmethod(lambda _: 100)})()

    async def story() -> list[str]:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            client = socket.create_connection(listening.getsockname(), source_address=("127.66.77.88", 0))
            listening.setblocking(False)
            door._accept(listening)
            await asyncio.sleep(0.05)
            kept = [repr(vars(connection)) for connection in door._open]
            countries = [connection._network(()) for connection in door._open]
            client.close()
            for connection in list(door._open):
                connection.cut()
            await asyncio.sleep(0)
            return kept + countries

    kept, country = asyncio.run(story())
    assert looked == ["127.66.77.88"] and country == "RU"
    assert "66.77.88" not in kept


def test_limits_of_giving_can_be_set():
    assert load({"TAMIZDAT_GATE_GIFT_HOUR": "5"}).limits == Limits(gift_hour=5)
