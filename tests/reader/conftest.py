"""The whole newspaper in a folder, and a browser to look at it with."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from factories.pages import edition, paths_by_kind, whole_newspaper
from tamizdat.edition.records import Photo


@dataclass(frozen=True)
class Folder:
    """An edition on a disk, as on a USB stick."""

    root: Path
    kinds: dict[str, list[str]]

    def url(self, path: str) -> str:
        return (self.root / path).as_uri()

    @property
    def one_of_each(self) -> list[str]:
        """A page of every kind that stays, and a front and an article that is read from right to left."""
        first = [paths[0] for kind, paths in self.kinds.items() if kind != "redirect"]
        return sorted({*first, "en/2026/11/article-1.html", "fa/index.html", "fa/2026/11/fa-1.html"})


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    root = tmp_path_factory.mktemp("edition")
    records = whole_newspaper()
    texts = edition(records)
    for path, text in texts.items():
        _write(root / path, text.encode())
    for record in records:
        for file in (*record.renditions, *record.teasers) if isinstance(record, Photo) else ():
            _write(root / file.path, _picture(file.format, file.width, file.height))
    return Folder(root, paths_by_kind(texts))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _picture(form: str, width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "#47606b").save(out, form.upper())
    return out.getvalue()
