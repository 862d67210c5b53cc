"""The child that decodes: what it cannot do, and that nothing it does hurts its parent."""

import contextlib
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from media.pictures import file, quarters
from tamizdat.media import cage, child
from tamizdat.media.cleaning import clean
from tamizdat.media.limits import LIMITS, MIB
from tamizdat.media.refusals import PhotoRefused

SOURCE = Path(child.__file__).parents[2]

CONVERTED = f"""
import sys
sys.path.insert(0, {str(SOURCE)!r})
from tamizdat.media import child

def hijacked(data, job):
    {{}}

child.JOBS["master"] = hijacked
child.main()
"""
"""A child whose decoder has been taken over by the file that it reads: everything else is as it is."""

TRICKS = {
    "swells": "return [bytearray(1 << 20) for _ in range(1024)]",
    "swells in one go": "bytearray(1 << 30)",
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "aborts": "import os; os.abort()",
    "leaves": "import os; os._exit(0)",
    "spins": "\n    while True: pass",
    "sleeps": "import time; time.sleep(60)",
    "chatters": "\n    while True: sys.stdout.buffer.write(bytes(1 << 20))",
    "talks nonsense": "print('[1, 2'); sys.stdout.flush(); import os; os._exit(0)",
    "invents a reason": 'print(\'{"refused": "<b>send money</b>"}\'); sys.stdout.flush(); import os; os._exit(0)',
    "promises more than it sends": 'print(\'{"files": [["master", "jpeg", 1, 1, 99]]}\'); sys.stdout.flush(); import os; os._exit(0)',
    "sends what is no file": "print('{\"files\": 7}'); sys.stdout.flush(); import os; os._exit(0)",
}


def _hijacked(folder: Path, trick: str) -> Path:
    program = folder / "hijacked.py"
    program.write_text(CONVERTED.format(trick))
    return program


@pytest.mark.parametrize("trick", TRICKS)
def test_whatever_the_child_does_the_parent_says_a_sentence(trick: str, tmp_path: Path) -> None:
    limits = replace(LIMITS, cpu_seconds=1, seconds=3.0)
    began = time.monotonic()
    with pytest.raises(PhotoRefused) as refused:
        cage.run("master", b"a photo", limits, program=_hijacked(tmp_path, TRICKS[trick]))
    assert refused.value.reason == "too costly"
    assert time.monotonic() - began < 20


def test_a_child_that_would_take_a_gibibyte_dies_of_it(tmp_path: Path) -> None:
    grow = 'bytearray({} << 20); import os; print(\'{{"refused": "empty"}}\'); sys.stdout.flush(); os._exit(0)'
    with pytest.raises(PhotoRefused) as allowed:
        cage.run("master", b"", LIMITS, program=_hijacked(tmp_path, grow.format(100)))
    assert allowed.value.reason == "empty"
    with pytest.raises(PhotoRefused) as refused:
        cage.run("master", b"", LIMITS, program=_hijacked(tmp_path, grow.format(1024)))
    assert refused.value.reason == "too costly"


@pytest.mark.parametrize(
    "reach",
    [
        "open({folder!r} + '/loot', 'wb')",
        "open({secret!r}).read()",
        "import socket; socket.socket()",
        "import os; os.pipe()",
        "import subprocess; subprocess.run(['true'])",
        "import resource; resource.setrlimit(resource.RLIMIT_CORE, (1, 1)) if os.geteuid() else 1 / 0",
        "import os; os.environ['PATH']",
    ],
)
def test_the_child_reaches_no_file_network_process_or_environment(reach: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a name")
    attempt = reach.format(folder=str(tmp_path), secret=str(secret))
    answer = 'print(\'{{"refused": "{}"}}\'); sys.stdout.flush(); os._exit(0)'
    trick = (
        (f"import os\n    try:\n        {attempt}\n    except Exception:\n        {answer.format('heic')}\n    {answer.format('video')}")
        .replace("{{", "{")
        .replace("}}", "}")
    )
    with pytest.raises(PhotoRefused) as refused:
        cage.run("master", b"a photo", LIMITS, program=_hijacked(tmp_path, trick))
    assert refused.value.reason == "heic"
    assert not (tmp_path / "loot").exists()


def test_the_cage_lowers_soft_and_hard_limits() -> None:
    script = (
        f"import sys, resource; sys.path.insert(0, {str(SOURCE)!r})\n"
        "from tamizdat.media.child import shut; from tamizdat.media.limits import LIMITS\n"
        "shut(LIMITS)\n"
        "for name in ('AS', 'CPU', 'FSIZE', 'NOFILE', 'NPROC', 'CORE'): print(*resource.getrlimit(getattr(resource, 'RLIMIT_' + name)))"
    )
    said = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True).stdout
    assert [line.split() for line in said.splitlines()] == [[str(most)] * 2 for most in (512 * MIB, 20, 0, 0, 0, 0)]


def _children() -> set[str]:
    """Children of this process that run or wait to be buried, by number."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # gone since the folder was listed
            if stat.read_text().rpartition(")")[2].split()[1] == str(os.getpid()):
                found.add(stat.parent.name)
    return found


def _held() -> tuple[tuple[int, int], set[str], set[str]]:
    return resource.getrlimit(resource.RLIMIT_AS), set(os.listdir("/proc/self/fd")), _children()


def test_the_parent_keeps_its_own_limits_and_no_child() -> None:
    clean(file(quarters(), "PNG"))
    before = _held()
    clean(file(quarters(), "PNG"))
    with pytest.raises(PhotoRefused):
        clean(file(quarters(), "PNG")[:60])
    assert _held() == before


def test_a_child_that_cannot_start_is_the_operators_problem_and_not_the_photos(tmp_path: Path) -> None:
    program = tmp_path / "broken.py"
    program.write_text("import no_such_module")
    with pytest.raises(cage.CannotStart, match="does not start"):
        cage.run("master", b"", LIMITS, program=program)


def test_an_answer_longer_than_any_honest_one_is_not_kept(tmp_path: Path) -> None:
    talk = "import os; print('{{\"files\": [[\"master\", \"jpeg\", 1, 1, {0}]]}}\\n' + 'x' * {0}, end=''); sys.stdout.flush(); os._exit(0)"
    limits = replace(LIMITS, max_answer=MIB)
    [made] = cage.run("master", b"", limits, program=_hijacked(tmp_path, talk.format(MIB // 2)))
    assert len(made.data) == MIB // 2
    with pytest.raises(PhotoRefused):
        cage.run("master", b"", limits, program=_hijacked(tmp_path, talk.format(2 * MIB)))


def test_neither_environment_nor_folder_can_choose_what_the_child_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "PIL").mkdir()
    (tmp_path / "PIL" / "__init__.py").write_text("raise SystemExit")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert clean(file(quarters(), "PNG")).width == 120
    with pytest.raises(PhotoRefused) as refused:
        cage.run("master", b"", LIMITS, program=_hijacked(tmp_path, "raise child.PhotoRefused('empty')"))
    assert refused.value.reason == "empty"
