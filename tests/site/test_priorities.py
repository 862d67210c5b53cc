"""Who gives way when the machine is busy."""

import subprocess
import sys

import pytest

from tamizdat.site import priorities
from tamizdat.site.commands.processes import PROCESSES
from tamizdat.site.conf import load
from tamizdat.site.configuration import systemd

WORDS = (
    "import os; from tamizdat.site.priorities import give_way; give_way(7); print(os.nice(0)); print(open('/proc/self/autogroup').read())"
)


def said(**how):
    done = subprocess.run([sys.executable, "-c", WORDS], capture_output=True, text=True, check=True, **how)
    return done.stdout


def test_letters_give_way_to_who_writes_and_to_who_reads():
    assert set(priorities.GIVE_WAY) == {"sender", "agent"} < set(PROCESSES)


def test_a_session_of_its_own_gives_way_too():
    alone = said(start_new_session=True)
    assert alone.startswith("7\n")
    assert "nice 7" in alone or "autogroup" not in alone


def test_a_terminals_other_programs_keep_their_rank():
    assert "nice 7" not in said()


def test_a_linux_that_does_not_weigh_sessions_is_none_the_worse(monkeypatch, tmp_path):
    levels = []
    monkeypatch.setattr(priorities, "SESSION", tmp_path)
    monkeypatch.setattr(priorities.os, "nice", levels.append)
    monkeypatch.setattr(priorities.os, "getsid", lambda _: priorities.os.getpid())
    priorities.give_way(3)
    assert levels == [3]


@pytest.mark.parametrize("name", sorted(systemd.PROCESSES))
def test_units_say_the_same(name):
    unit = dict(systemd.units(load({"TAMIZDAT_HOME": "/srv/newspaper"})))[f"tamizdat-{name}.service"]
    assert (f"CPUWeight={priorities.CPU_WEIGHT}\n" in unit) == (name in priorities.GIVE_WAY)
