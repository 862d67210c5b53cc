"""Bounces that come through the gate: from a real gate's queue to the readers' store, believed when signed and fresh, applied once."""

import json
import os
import signal
import time
from dataclasses import replace

import pytest

from factories.readers import keys, reader
from simulators import newspaper
from simulators.gate_running import ask, furnish, running_gate
from tamizdat.newsletters.bounces import hook as bounces
from tamizdat.newsletters.bounces.webhook import HEADER, sign
from tamizdat.newsletters.collecting.collector import Collector
from tamizdat.newsletters.collecting.gate_line import GateAway, GateLine
from tamizdat.newsletters.collecting.process import hook_takers
from tamizdat.newsletters.collecting.watching import gate_state
from tamizdat.newsletters.mail.names import return_path
from tamizdat.newsletters.models import Reader, Suppression
from tamizdat.newsletters.models.collected import HookPart
from tamizdat.newsletters.readers.doors import keyring
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keyring_files import key_file, write_new

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

SECRET = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def secret(settings):
    newspaper.reset()
    keys()
    settings.TAMIZDAT_NEWSPAPER = "simulators.newspaper"
    settings.TAMIZDAT = replace(settings.TAMIZDAT, mail=replace(settings.TAMIZDAT.mail, bounces_secret=SECRET))


def events(*refs: str, kind: str = "complaint", status: str = "", padding: int = 0) -> bytes:
    """What an operator's script reports of some readers' copies."""
    key = keyring().message_ids()
    said = [{"kind": kind, "return_path": return_path(key, 7, ref, "courier.example"), "status": status} for ref in refs]
    return json.dumps({"events": said, "padding": "x" * padding}).encode()


def posted(body: bytes, *, secret: str = SECRET, age: int = 0, signed: bytes | None = None) -> bytes:
    """A request as such a script sends it."""
    signature = sign(body if signed is None else signed, secret=secret.encode(), when=int(time.time()) - age)
    head = f"POST /hooks/bounces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{HEADER}: {signature}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.fixture
def gate(tmp_path):
    """A gate with its newsroom's collector, and how to post at it."""
    newsroom = furnish(tmp_path / "gate")
    (tmp_path / "keys").mkdir()
    write_new(
        tmp_path / "keys" / f"queue-{newsroom.queue.public.id.hex()[:8]}", key_file("queue", newsroom.queue.to_bytes(), 1_000_000_000)
    )
    with running_gate(tmp_path / "gate", hooks="bounces") as gate, GateLine(gate.url(), gate=newsroom.gate, key=newsroom.poll) as line:
        gate.collector = lambda: Collector(line, Keyring(tmp_path / "keys"), {}, lambda: None, hook_takers())
        yield gate


def collect(gate, *, turns: int = 2) -> None:
    collecting = gate.collector()
    deadline = time.monotonic() + 20
    while turns:
        try:
            collecting.turn()
            turns -= 1
        except GateAway:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_complaint_that_a_relay_reports_ends_the_letters_of_that_reader_alone(gate):
    ada, bo = reader("ada@example.org"), reader("bo@example.org")
    assert ask(gate.port, posted(events(ada.ref, padding=9_000)))[0] == 200
    collect(gate)
    assert list(Reader.objects.values_list("ref", flat=True)) == [bo.ref]
    assert [row.reason for row in Suppression.objects.all()] == ["complaint"]
    assert not HookPart.objects.exists()


def test_a_gone_address_is_given_up(gate):
    ada = reader("ada@example.org")
    assert ask(gate.port, posted(events(ada.ref, kind="bounce", status="5.1.1")))[0] == 200
    collect(gate)
    assert not Reader.objects.exists()


def test_what_is_forged_altered_or_old_is_counted_and_never_applied(gate):
    ada = reader("ada@example.org")
    body = events(ada.ref)
    bad = [posted(body, secret="f" * 64), posted(body, age=400), posted(body, signed=b"{}"), posted(b"{}")]
    unsigned = posted(body).replace(HEADER.encode(), b"X-Signature")
    for request in [*bad, unsigned]:
        assert ask(gate.port, request)[0] == 200, "the gate knows no secret"
    collect(gate)
    assert list(Reader.objects.values_list("ref", flat=True)) == [ada.ref]
    assert gate_state().refused == 5


def test_the_same_request_again_is_the_same_once(gate):
    ada = reader("ada@example.org")
    request = posted(events(ada.ref, kind="bounce", status="4.2.2"))
    for _ in range(3):
        assert ask(gate.port, request)[0] == 200
    collect(gate)
    assert Reader.objects.get().soft_bounces == 1


def test_a_hook_waits_at_the_gate_through_kills_until_the_newsroom_comes(gate):
    ada = reader("ada@example.org")
    assert ask(gate.port, posted(events(ada.ref, padding=20_000)))[0] == 200
    for pid in gate.tree()[1:]:
        os.kill(pid, signal.SIGKILL)
    collect(gate)
    assert not Reader.objects.exists()


def test_without_a_secret_nothing_is_believed_and_the_operator_is_told(gate, settings, caplog):
    settings.TAMIZDAT = replace(settings.TAMIZDAT, mail=replace(settings.TAMIZDAT.mail, bounces_secret=""))
    ada = reader("ada@example.org")
    assert ask(gate.port, posted(events(ada.ref)))[0] == 200
    collect(gate)
    assert Reader.objects.exists()
    assert "TAMIZDAT_BOUNCES_SECRET" in caplog.text


def test_a_store_that_fails_in_the_middle_applies_nothing_of_the_request(gate, monkeypatch):
    ada, bo = reader("ada@example.org"), reader("bo@example.org")
    assert ask(gate.port, posted(events(ada.ref, bo.ref)))[0] == 200
    whole = bounces.apply

    def stumble(finding, readers, leave):
        whole(finding, readers, leave)
        if finding.token.ref == bo.ref:
            raise RuntimeError

    monkeypatch.setattr(bounces, "apply", stumble)
    collect(gate)
    assert Reader.objects.count() == 2
    assert HookPart.objects.exclude(tried=None).exists()


def test_the_log_names_nobody(gate, caplog):
    caplog.set_level("DEBUG")
    ada = reader("ada@example.org")
    body = json.loads(events(ada.ref, kind="bounce", status="5.7.1"))
    body["events"][0]["words"] = "<ada@example.org> refused"
    assert ask(gate.port, posted(json.dumps(body).encode()))[0] == 200
    collect(gate)
    assert "5.7.1" in caplog.text
    assert "ada" not in caplog.text and ada.ref not in caplog.text
    assert "ada" not in gate.log.read_text()
