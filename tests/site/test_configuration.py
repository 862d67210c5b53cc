"""Printed configuration: systemd takes it, and the walls between gate and newsroom are in it."""

import asyncio
import os
import re
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager

import pytest

from simulators.gate_running import BOARD, furnish, request, running_gate
from tamizdat.sealed.hooks import LARGEST_BODY
from tamizdat.sealed.keys import b64
from tamizdat.sealed.poll import Request, gate_name, read_answer, sign_request
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


@contextmanager
def nginx_as_printed(text, folder, gate_port):
    """nginx with exactly the printed servers, but for ports and where the certificates lie."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pair = [folder / "key.pem", folder / "certificate.pem"]
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=gate"]
    subprocess.run([*made, "-keyout", pair[0], "-out", pair[1]], check=True, capture_output=True)
    servers = text.replace("listen 443", f"listen 127.0.0.1:{port}").replace("127.0.0.1:8002", f"127.0.0.1:{gate_port}")
    servers = re.sub(r"/etc/letsencrypt/live/[a-z.]+/fullchain\.pem", str(pair[1]), servers)
    servers = re.sub(r"/etc/letsencrypt/live/[a-z.]+/privkey\.pem", str(pair[0]), servers)
    paths = " ".join(f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = folder / "nginx.conf"
    whole.write_text(f"daemon off; pid {folder}/pid; error_log {folder}/error; events {{}} http {{ {paths}\n{servers} }}")
    command = ["nginx", "-c", whole, "-p", folder, "-e", folder / "start"]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, env=os.environ | {"PATH": f"{os.environ['PATH']}:/usr/sbin"})
    assert tested.returncode == 0, tested.stderr + (folder / "start").read_text()
    process = subprocess.Popen(command, env=os.environ | {"PATH": f"{os.environ['PATH']}:/usr/sbin"})
    try:
        deadline = time.monotonic() + 20
        while not (folder / "pid").exists():  # written when it listens
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait(10)


async def through(port, data):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting, server_hostname="letters.courier.example")
    writer.write(data.replace(b"Host: gate.example", b"Host: letters.courier.example\r\nConnection: close"))
    answer = await reader.read()
    writer.close()
    return int(answer[9:12]), answer.partition(b"\r\n\r\n")[2]


def test_what_the_gate_takes_gets_through_the_nginx_that_is_printed_and_is_on_no_disk(settings, tmp_path):
    """A provider's largest webhook, and the newsroom's poll with its largest sign board: forms have less room, and no more."""
    newsroom, said = furnish(tmp_path / "gate", BOARD), {}
    replies = {b64(os.urandom(16)): "x" * 2_000 for _ in range(20)}
    asked = Request(gate=gate_name(newsroom.gate), nonce=b64(os.urandom(16)), time=int(time.time()), board=BOARD, replies=replies)
    posts = {"hook": ("/hooks/stripe", LARGEST_BODY), "form": ("/sign-up", 16_000), "long form": ("/sign-up", 17_000)}
    text = fronts.nginx(settings, "courier.example")
    with running_gate(tmp_path / "gate", hooks="stripe") as gate, nginx_as_printed(text, tmp_path, gate.port) as port:
        for name, (path, size) in posts.items():
            said[name], _ = asyncio.run(through(port, request("POST", path, b"x=" + b"y" * (size - 2))))
        poll = sign_request(newsroom.poll, asked)
        said["poll"], body = asyncio.run(through(port, request("POST", "/newsroom/poll", poll, "application/octet-stream")))
    assert said == {"hook": 200, "form": 303, "long form": 413, "poll": 200} and len(poll) > 40_000
    assert {row.door for row in read_answer(newsroom.gate, body, nonce=asked.nonce).records} == {"H"}
    assert [path for name in ("client_body", "proxy") for path in (tmp_path / name).rglob("*") if path.is_file()] == []
