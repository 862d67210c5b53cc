"""Crops: as large as they can be, inside the picture, the focal point as near the middle as fits."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.media.framing import UNSET, checked, crop_around

sides = st.integers(1, 5000)
parts = st.floats(0, 1)
ratios = st.sampled_from([3 / 2, 1200 / 630, 1.0])


@settings(deadline=None)
@given(sides, sides, parts, parts, ratios)
def test_a_crop_lies_inside_and_touches_two_edges(width: int, height: int, x: float, y: float, ratio: float) -> None:
    left, top, right, bottom = crop_around((width, height), (x, y), ratio)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert right - left == width or bottom - top == height


@settings(deadline=None)
@given(st.integers(300, 5000), st.integers(300, 5000), parts, parts, ratios)
def test_a_crop_has_its_shape_and_holds_the_focal_point(width: int, height: int, x: float, y: float, ratio: float) -> None:
    left, top, right, bottom = crop_around((width, height), (x, y), ratio)
    assert abs((right - left) / (bottom - top) - ratio) < 0.01
    assert left - 1 <= x * width <= right + 1
    assert top - 1 <= y * height <= bottom + 1


@settings(deadline=None)
@given(st.integers(1000, 5000), parts)
def test_the_focal_point_is_in_the_middle_where_there_is_room(width: int, x: float) -> None:
    left, _, right, _ = crop_around((width, 200), (x, 0.5), 3 / 2)
    if left > 0 and right < width:
        assert abs((left + right) / 2 - x * width) <= 1


def test_without_a_focal_point_the_middle_a_little_up_is_taken() -> None:
    assert checked(None) == UNSET


def test_one_point_has_one_spelling() -> None:
    assert repr(checked((0, 1))) == repr(checked((0.0, 1.0)))
