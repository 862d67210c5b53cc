"""Where to cut: the largest box of a given shape around the focal point. Geometry only."""

from typing import Final

Focus = tuple[float, float]
"""A point as fractions of width and height from the upper left: (0, 0) to (1, 1)."""

Box = tuple[int, int, int, int]

UNSET: Final[Focus] = (0.5, 0.4)
"""Where nobody has set a focal point: the middle, a little up, because faces stand above the middle of press photos."""


def crop_around(size: tuple[int, int], focus: Focus, ratio: float) -> Box:
    """Return left, top, right, bottom of the largest box of *ratio* (width / height) in *size*, about *focus* where it fits."""
    width, height = size
    box_width = max(1, min(width, round(height * ratio)))
    box_height = max(1, min(height, round(width / ratio)))
    left = _slide(width - box_width, focus[0] * width - box_width / 2)
    top = _slide(height - box_height, focus[1] * height - box_height / 2)
    return left, top, left + box_width, top + box_height


def _slide(room: int, wanted: float) -> int:
    return max(0, min(room, round(wanted)))


def checked(focus: Focus | None) -> Focus:
    """Return *focus*, or ``UNSET`` for None. Raises ``ValueError`` for a point outside the picture."""
    if focus is None:
        return UNSET
    if not all(0 <= part <= 1 for part in focus):
        raise ValueError(f"a focal point lies between (0, 0) and (1, 1), not at {focus}")
    return float(focus[0]), float(focus[1])  # 1 and 1.0 are one point, and give one name
