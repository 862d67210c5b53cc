"""Sending from PostgreSQL: the same ledger, the same marks, one sender at a time."""

import json
import signal
import subprocess
import time

from simulators.letter_office import command, environment
from simulators.mail_sinks import recorded, sink_process
from simulators.postgres import postgres

READERS, CONNECTIONS = 60, 4


def test_a_sender_killed_on_postgresql_loses_and_doubles_nothing(tmp_path):
    home, record = tmp_path / "home", tmp_path / "taken"
    with postgres() as url, sink_process(record=record, at={".": "wait 0.02"}) as port:
        words = (home, f"smtp://127.0.0.1:{port}?tls=none&connections={CONNECTIONS}", "--postgres", url)

        def asked(deed, *more):
            said = subprocess.run(command(deed, home, *more, "--postgres", url), env=environment(), check=True, stdout=subprocess.PIPE)
            return json.loads(said.stdout or "{}")

        asked("make", READERS)
        first = subprocess.Popen(command("send", *words), env=environment())
        until = time.monotonic() + 60
        while len(recorded(record)) < 12 and time.monotonic() < until:
            time.sleep(0.005)
        second = subprocess.Popen(command("send", *words), env=environment())
        while len(recorded(record)) < 20 and time.monotonic() < until:
            time.sleep(0.005)
        first.kill()
        first.wait()
        while (state := asked("state"))["state"] == "sending" and time.monotonic() < until:
            time.sleep(0.1)
        settled = asked("reconcile", record)
        while (state := asked("state"))["state"] == "sending" and time.monotonic() < until:
            time.sleep(0.1)
        second.send_signal(signal.SIGTERM)
        assert second.wait(30) == 0
    assert settled["found"] + settled["again"] <= CONNECTIONS
    assert state["copies"] == {"sent": READERS}
    assert sorted(recipient for _, recipient in recorded(record)) == sorted(f"reader{number}@example.net" for number in range(READERS))
