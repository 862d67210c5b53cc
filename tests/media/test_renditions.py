"""What readers get: sizes, budgets, names, crops."""

import re

import pytest
from PIL import Image

from media.pictures import cleaned, file, near, noise, opened, quarters, scene
from tamizdat.media.names import digest
from tamizdat.media.refusals import PhotoRefused
from tamizdat.media.renditions import RenditionFile, Renditions, make_renditions

FIRST = 9_216


def _master(picture: Image.Image) -> bytes:
    return cleaned(file(picture, "PNG" if picture.width < 2000 else "JPEG"))


def _made(picture: Image.Image, focus: tuple[float, float] | None = None) -> Renditions:
    return make_renditions(_master(picture), focus)


def _of(files: tuple[RenditionFile, ...], form: str) -> list[RenditionFile]:
    return [file for file in files if file.format == form]


@pytest.fixture(scope="module")
def photo() -> Renditions:
    """A landscape as a phone takes it."""
    return _made(scene(2560, 1707))


def test_each_file_is_what_it_says(photo: Renditions) -> None:
    for made in (*photo.renditions, *photo.teasers):
        picture = opened(made.data)
        assert picture.format.lower() == made.format
        assert picture.size == (made.width, made.height)
        assert made.bytes == len(made.data)
        assert made.digest == digest(made.data)


def test_names_follow_the_pattern_and_never_clash(photo: Renditions) -> None:
    names = [made.name for made in (*photo.renditions, *photo.teasers)]
    assert len(set(names)) == len(names)
    for made in (*photo.renditions, *photo.teasers):
        found = re.fullmatch(r"([A-Za-z0-9_-]{22})-(\d+)\.(avif|jpg)", made.name)
        assert found
        assert int(found[2]) == made.width
        assert found[3] == {"avif": "avif", "jpeg": "jpg"}[made.format]
        assert (found[1] == photo.source) is (made in photo.renditions)


def test_rows_begin_with_the_smallest_in_both_formats(photo: Renditions) -> None:
    for row in (photo.renditions, photo.teasers):
        assert [made.width for made in row] == sorted(made.width for made in row)
        assert {made.format for made in row} == {"avif", "jpeg"}


def test_the_whole_frame_comes_at_the_widths_that_screens_ask_for(photo: Renditions) -> None:
    assert [made.width for made in _of(photo.renditions, "jpeg")][1:] == [640, 960, 1440]
    assert [made.width for made in _of(photo.renditions, "avif")][-2:] == [960, 1440]
    assert all(made.height == round(made.width * 1707 / 2560) for made in photo.renditions)


def test_teasers_are_three_to_two(photo: Renditions) -> None:
    assert [(made.width, made.height) for made in photo.teasers] == [(240, 160), (240, 160), (480, 320), (480, 320)]


@pytest.mark.parametrize(
    "picture",
    [scene(2560, 1707), scene(1200, 1800), noise(1400, 900), noise(300, 2500), quarters(5000, 200), scene(90, 60)],
    ids=["landscape", "portrait", "noise", "tall noise", "panorama", "tiny"],
)
def test_the_first_file_of_each_format_passes_a_frozen_connection(picture: Image.Image) -> None:
    made = _made(picture)
    for row in (made.renditions, made.teasers):
        for form in ("avif", "jpeg"):
            assert _of(row, form)[0].bytes <= FIRST


def test_a_photo_gets_a_first_file_worth_looking_at(photo: Renditions) -> None:
    assert _of(photo.renditions, "avif")[0].width >= 320
    assert _of(photo.renditions, "jpeg")[0].width >= 240


@pytest.mark.parametrize("size", [(700, 500), (320, 200), (1, 1), (150, 600)])
def test_nothing_is_ever_larger_than_the_master(size: tuple[int, int]) -> None:
    made = _made(quarters(*size))
    assert max(file.width for file in made.renditions) <= size[0]
    assert max(file.width for file in made.teasers) <= size[0]


def test_the_same_master_and_focal_point_give_the_same_files() -> None:
    master = _master(scene(700, 500))
    assert make_renditions(master, (0.2, 0.8)) == make_renditions(master, (0.2, 0.8))


def test_a_moved_focal_point_gives_new_names() -> None:
    master = _master(quarters(120, 80))
    one, other = make_renditions(master, (0.2, 0.8)), make_renditions(master, (0.2, 0.7))
    assert one.source != other.source
    assert not {file.name for file in (*one.renditions, *one.teasers)} & {file.name for file in (*other.renditions, *other.teasers)}


def test_another_master_gives_other_names() -> None:
    one, other = _made(quarters(120, 80)), _made(quarters(120, 82))
    assert one.source != other.source
    assert not {file.name for file in one.teasers} & {file.name for file in other.teasers}


@pytest.mark.parametrize("focus", [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)])
@pytest.mark.parametrize("size", [(2000, 400), (400, 1600)])
def test_teasers_are_cut_around_the_focal_point(focus: tuple[float, float], size: tuple[int, int]) -> None:
    wanted = (round(focus[0]), round(focus[1]))
    for made in _made(quarters(*size), focus).teasers:
        middle = near(opened(made.data), 0.5, 0.5)
        along = 0 if size[0] > size[1] else 1
        assert middle[along] == wanted[along]


@pytest.mark.parametrize("focus", [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_a_focal_point_outside_the_picture_is_an_error(focus: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="focal point"):
        make_renditions(_master(quarters()), focus)


@pytest.mark.parametrize("spoil", [lambda _: b"", lambda data: data[:-9], lambda data: data + b"x", lambda _: file(quarters(), "PNG")])
def test_a_master_that_is_not_as_it_was_stored_is_refused(spoil: object) -> None:
    with pytest.raises(PhotoRefused) as refused:
        make_renditions(spoil(_master(quarters())), None)  # type: ignore[operator]
    assert refused.value.reason == "master damaged"
