"""Reading and conversion are plain functions: they work where there is no Django."""

import subprocess
import sys
from pathlib import Path

from importers import wxr_factory as make

SCRIPT = """
import sys
from pathlib import Path
from tamizdat.importers import cli
from tamizdat.importers.convert import convert
from tamizdat.importers.index import read_archive
from tamizdat.importers.oldsite import Nothing
from tamizdat.importers.tally import Tally

archive = read_archive(Path(sys.argv[1]))
blocks = [block for post in archive.posts() for block in convert(post.content, old=Nothing(), tally=Tally())]
print(len(blocks), sorted(name for name in sys.modules if name in ("django", "wagtail")))
"""


def test_an_archive_is_read_and_converted_without_the_newsroom(tmp_path: Path) -> None:
    path = make.write(tmp_path, make.document(make.item()))
    source = Path(__file__).parents[2] / "src"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)], capture_output=True, text=True, env={"PYTHONPATH": str(source)}, check=True
    )
    assert done.stdout == "2 []\n"
