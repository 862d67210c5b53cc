"""What a process of the gate forbids others, and what it says when something goes wrong."""

import os
import subprocess
import sys

import pytest

from simulators.gate_running import SOURCE
from tamizdat.gate import memory
from tamizdat.gate.conf import CLEAN_MEMORY, BadSetting, environment_for_clean_memory, load


def run(code: str, **env: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]} | env,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_hardened_process_can_be_neither_dumped_nor_traced():
    code = "from tamizdat.gate.memory import harden; harden(); import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    assert run(code).strip() == "0"


FREED = """
import ctypes, re
words = [f"planted{number:06d}" + "x" * (16 * (number % 60)) for number in range(2000)]  # of all sizes: each has a cache of its own
del words
found = set()
for line in open("/proc/self/maps"):
    span, rights = line.split()[:2]
    if "rw" in rights:
        start, end = (int(each, 16) for each in span.split("-"))
        with open("/proc/self/mem", "rb") as mem:
            mem.seek(start)
            try:
                found |= set(re.findall(rb"planted[0-9]{6}", mem.read(end - start)))
            except OSError:
                pass
print(len(found))
"""


def test_freed_memory_is_overwritten_and_would_not_be_otherwise():
    assert int(run(FREED)) > 100
    assert int(run(FREED, PYTHONMALLOC="malloc", MALLOC_PERTURB_="165")) > 20  # the C library's own cache is left as it was
    assert int(run(FREED, **CLEAN_MEMORY)) <= 2


def test_the_gate_is_started_again_until_its_memory_is_clean():
    again = environment_for_clean_memory({"PATH": "/bin", "PYTHONMALLOC": "debug"})
    assert again == {"PATH": "/bin", **CLEAN_MEMORY}
    assert environment_for_clean_memory(again) is None


def test_an_error_is_logged_by_its_kind_and_place_without_its_words(capsys):
    try:
        raise ValueError("reader@mail.example")
    except ValueError as error:
        memory.say_error(error)
    said = capsys.readouterr().err
    assert "ValueError at test_memory.py:" in said
    assert "reader" not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GATE_PORT", "0"),
        ("GATE_PORT", "http"),
        ("TAMIZDAT_GATE_URL", "gate.example"),
        ("TAMIZDAT_GATE_DATABASE", "mysql://x/y"),
        ("TAMIZDAT_GATE_DATABASE", "postgres://door@host/gate"),
        ("TAMIZDAT_GATE_CERTIFICATE", "/nowhere/at/all.pem"),
        ("TAMIZDAT_GATE_POSTS", "-1"),
        ("TAMIZDAT_GATE_DOORS", "1000"),
    ],
)
def test_a_garbled_setting_stops_the_start_with_its_name_and_an_example(name, value):
    with pytest.raises(BadSetting, match=r"TAMIZDAT_GATE_|GATE_PORT") as stopped:
        load({name: value})
    assert "Example: " in str(stopped.value)
