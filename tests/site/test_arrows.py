"""The arrows of DESIGN.md: which room may import which. A room that draws another arrow fails here."""

import ast
from pathlib import Path

import pytest

import tamizdat

ROOT = Path(tamizdat.__file__).parent

MAY_IMPORT = {
    "edition": set(),
    "media": set(),
    "reader": {"edition"},  # the theme is made of edition's Theme; no page is made there
    "press": {"edition", "reader"},
    "newsroom": {"edition", "media", "press"},
    "importers": {"newsroom", "edition"},  # edition: its blocks and inline text, to check what comes in
    "sealed": set(),
    "gate": {"sealed"},
    "newsletters": {"edition", "sealed"},
    "contributions": {"newsletters", "sealed", "edition"},  # edition: how it writes sums and days
    "site": {"edition", "media", "press", "newsroom", "importers", "reader", "sealed", "gate", "newsletters", "contributions"},
}
GATE_MAY_ALSO = {
    "tamizdat.contributions.money",
    "tamizdat.contributions.rules",
    "tamizdat.contributions.terms",
    "tamizdat.contributions.wish",
}
"""The truth table and the terms of giving: pure, so that gate and newsroom decide alike."""

PURE = {"edition", "media"}
NO_DJANGO = {"edition", "media", "reader", "press", "sealed", "gate"}
IMPURE_MODULES = {
    "os",
    "pathlib",
    "sqlite3",
    "socket",
    "subprocess",
    "urllib.request",
    "http.client",
    "time",
    "random",
    "secrets",
    "tempfile",
    "shutil",
}
RIM_OF_MEDIA = {"cage.py", "child.py"}  # decoding happens in a limited process


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the arrow"
            found |= {f"{node.module}.{name.name}" for name in node.names} | {str(node.module)}
    return found


def _files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def test_every_room_is_in_the_table():
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(MAY_IMPORT)


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_its_arrows_allow(room):
    for path in _files(room):
        free = tuple(GATE_MAY_ALSO) if room == "gate" else ()
        ours = {name.split(".")[1] for name in _imports(path) if name.startswith("tamizdat.") and not name.startswith(free)}
        ours &= set(MAY_IMPORT)
        assert ours <= MAY_IMPORT[room] | {room}, f"{path.relative_to(ROOT)} imports {ours - MAY_IMPORT[room] - {room}}"


@pytest.mark.parametrize("room", sorted(NO_DJANGO))
def test_the_rooms_below_the_newsroom_know_no_django(room):
    for path in _files(room):
        assert not {name for name in _imports(path) if name.split(".")[0] in ("django", "wagtail")}, path


@pytest.mark.parametrize("module", sorted(GATE_MAY_ALSO))
def test_what_the_gate_shares_with_contributions_is_pure(module):
    path = ROOT / Path(*module.split(".")[1:]).with_suffix(".py")
    imported = _imports(path)
    assert not imported & IMPURE_MODULES
    assert {name.rpartition(".")[0] for name in imported if name.startswith("tamizdat.")} <= GATE_MAY_ALSO | {"tamizdat.contributions"}


@pytest.mark.parametrize("room", sorted(PURE))
def test_the_pure_rooms_touch_no_clock_disk_or_network(room):
    for path in _files(room):
        if path.name not in RIM_OF_MEDIA:
            assert not _imports(path) & IMPURE_MODULES, f"{path.relative_to(ROOT)} imports {_imports(path) & IMPURE_MODULES}"


def test_only_the_settings_door_reads_the_environment():
    for path in ROOT.rglob("*.py"):
        text = path.read_text()
        allowed = path.parent.name in ("site", "commands") or path.name in RIM_OF_MEDIA or path == ROOT / "gate" / "conf.py"
        reads = text.replace("os.environ.clear()", "")  # emptying it is no reading
        assert allowed or ("os.environ" not in reads and "os.getenv" not in reads), path
