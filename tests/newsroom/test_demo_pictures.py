"""The demo's pictures are made, not stored: the same ones each time, at their size, with nothing in them but the picture."""

import io
import subprocess
import sys
from functools import cache

import pytest
from PIL import Image, ImageStat

from tamizdat.edition.canonical import digest
from tamizdat.newsroom.demo.content import load
from tamizdat.newsroom.demo.pictures import PORTRAITS, SCENES, draw

NAMES = sorted({*SCENES, *PORTRAITS})


@cache
def drawn(name: str) -> bytes:
    return draw(name)


def test_what_is_drawn_is_what_is_described() -> None:
    assert {picture.key for picture in load().pictures} == set(NAMES)
    assert len(SCENES) >= 16
    assert len(PORTRAITS) == 4


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_has_its_size_many_tones_and_no_metadata(name: str) -> None:
    with Image.open(io.BytesIO(drawn(name))) as image:
        image.load()
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1000, 1000) if name in PORTRAITS else (1800, 1200))
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert min(ImageStat.Stat(image.convert("L")).stddev) > 12


def test_no_two_pictures_are_the_same() -> None:
    assert len({digest(drawn(name)) for name in NAMES}) == len(NAMES)


def test_a_picture_is_the_same_in_another_process() -> None:
    program = (
        "from tamizdat.newsroom.demo.pictures import draw; from tamizdat.edition.canonical import digest; "
        "print(*(digest(draw(name)) for name in ('lorries', 'portrait-lev')))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"},
    )
    assert said.stdout.split() == [digest(drawn("lorries")), digest(drawn("portrait-lev"))]


def test_an_unknown_picture_is_refused() -> None:
    with pytest.raises(KeyError):
        draw("mona-lisa")
