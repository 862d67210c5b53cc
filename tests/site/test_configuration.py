"""Printed configuration: systemd takes it, and the walls between gate and newsroom are in it."""

import subprocess

import pytest

from tamizdat.site.commands.processes import PROCESSES
from tamizdat.site.conf import load
from tamizdat.site.configuration import fronts, systemd


@pytest.fixture
def settings():
    return load(
        {"TAMIZDAT_HOME": "/srv/newspaper", "TAMIZDAT_GATE_HOME": "/srv/gate", "TAMIZDAT_GATE_URL": "https://letters.courier.example"}
    )


def units(settings):
    return dict(systemd.units(settings, "/bin/true"))


def test_systemd_finds_nothing_wrong_with_the_units(settings, tmp_path):
    for name, text in units(settings).items():
        (tmp_path / name).write_text(text.replace("User=tamizdat-gate", "User=daemon").replace("User=tamizdat", "User=root"))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "tamizdat" in line]
    assert not ours and done.returncode == 0, done.stderr


def test_every_process_has_a_unit(settings):
    assert {f"tamizdat-{name}.service" for name in PROCESSES} <= set(units(settings))
    elsewhere = load({"TAMIZDAT_HOME": "/srv/newspaper", "TAMIZDAT_GATE_POLL_URL": "https://letters.courier.example"})
    assert "tamizdat-gate.service" not in dict(systemd.units(elsewhere))


def test_the_gate_is_another_user_who_sees_nothing_of_the_newsroom(settings):
    gate = units(settings)["tamizdat-gate.service"]
    assert "User=tamizdat-gate" in gate and "InaccessiblePaths=-/srv/newspaper\n" in gate
    assert "TAMIZDAT_HOME" not in gate and "newsroom.env" not in gate
    inside = dict(systemd.units(load({"TAMIZDAT_HOME": "/srv/newspaper"})))["tamizdat-gate.service"]
    assert "-/srv/newspaper/keys" in inside and "-/srv/newspaper/gate" not in inside


@pytest.mark.parametrize("name", ["tamizdat-gate.service", "tamizdat-agent.service"])
def test_what_holds_secrets_in_memory_is_never_swapped_out_or_dumped(settings, name):
    text = units(settings)[name]
    assert "MemorySwapMax=0" in text and "LimitCORE=0" in text and "LimitMEMLOCK=infinity" in text


def test_press_and_key_agent_have_no_network(settings):
    assert {name for name, text in units(settings).items() if "PrivateNetwork=yes" in text} == {
        "tamizdat-press.service",
        "tamizdat-agent.service",
    }


def test_nothing_in_front_notes_who_came(settings):
    text = fronts.nginx(settings, "courier.example")
    assert text.count("access_log off;") == text.count("server {") == 2
    assert "server_name letters.courier.example;" in text and 'X-Forwarded-For ""' in text
    assert fronts.onion(settings).count("HiddenServicePort") == 3
