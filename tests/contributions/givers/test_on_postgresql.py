"""Givers, reminders, changes and the desk's tables on PostgreSQL: one giver's whole way."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from simulators.postgres import postgres

ROOT = Path(__file__).resolve().parents[3]


def test_a_giver_gives_changes_is_opened_corrected_and_erased_on_postgresql(tmp_path):
    with postgres() as url:
        with psycopg.connect(url, autocommit=True) as server:
            for name in ("ledger", "readers"):
                server.execute(f"CREATE DATABASE {name}")
        databases = {f"TAMIZDAT_DATABASE_{name.upper()}": url.removesuffix("/postgres") + f"/{name}" for name in ("ledger", "readers")}
        path = f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}"
        environment = os.environ | databases | {"TAMIZDAT_HOME": str(tmp_path / "var"), "PYTHONPATH": path}
        command = [sys.executable, "-m", "simulators.giving_walk"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout) == {
        "databases": ["postgresql", "postgresql"],
        "sent": ["Thank you: The Far Shore", "Your contribution has changed: The Far Shore"],
        "amount": 2500,
        "reminder": [True, True, True],
        "waits": True,
        "left": True,
        "open": 0,
        "alarms": 1,
        "silent": [[], True, 0],
        "opened": ["ada@reader.example", "bo@reader.example"],
        "statements": 1,
        "erased": 2,
        "taken": 0,
        "kept": [0, 0],
        "deeds": 8,
        "whole": True,
    }
