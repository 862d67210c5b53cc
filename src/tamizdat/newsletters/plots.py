"""Small drawings for the newsroom: lines over weeks or months, and bands around what is uncertain, as inline SVG. Pure.

Promises: no script, no style sheet, no colour alone: every line has its own dashes and its name at its end. Numbers are drawn to one scale
from zero. A table beside it is the caller's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 40, 110, 10, 24
DASHES = ("none", "6 3", "2 3", "8 3 2 3", "1 2", "12 4")
NAME_GAP = 14
LEAST = 5


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawing's measure. *widest*: how wide it may become on a screen, so that its words stay as large as those beside it."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    widest: str = ""


SHEET = Frame()
NARROW = Frame(width=440, height=230, left=64, right=112, widest="36rem")
"""Readable on a phone, with room for sums of money at its left."""


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its name and a value for each week (or month); None where it has none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What lies between two lines: a place without either is left out."""

    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


def plot(
    lines: Sequence[Series],
    labels: Sequence[str],
    *,
    each: str = "a week",
    write: Callable[[int], str] = str,
    bands: Sequence[Band] = (),
    least: int = LEAST,
    frame: Frame = SHEET,
) -> SafeString:
    """Return the lines as an SVG element; *labels* name the weeks below, the first and the last of them are written.

    *each*: in words, what one place is. *write*: how a number of the scale is written. *bands* lie behind the lines.
    *least*: the scale ends no lower.
    """
    top = ceiling(max(_known(value for line in [*lines, *_edges(bands)] for value in line.values), default=0), least)
    behind = format_html_join("", "{}", ((_band(band, top, frame),) for band in bands))
    drawn = format_html_join("", "{}", ((_line(line, place, top, frame),) for place, line in enumerate(lines)))
    text = '<text x="{}" y="{}" text-anchor="{}" font-size="12" fill="currentColor">{}</text>'
    names = format_html_join("", text, [*_names(lines, top, frame), *_names_inside(lines, top, frame)])
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" style="{}max-width:{};height:auto">{}{}{}{}</svg>',
        frame.width,
        frame.height,
        f"{', '.join(line.name for line in lines)}, {each}; the table has the numbers",
        "width:100%;" if frame.widest else "",
        frame.widest or "100%",
        behind,
        _axes(top, labels, write, frame),
        drawn,
        names,
    )


def ceiling(most: float, least: int = LEAST) -> int:
    """Return the number at the top of the scale: 1, 2 or 5 with noughts, at least *most* and *least*."""
    scale = 1
    while True:
        for step in (1, 2, 5):
            if step * scale >= max(most, least):
                return step * scale
        scale *= 10


def x_of(week: int, weeks: int, frame: Frame = SHEET) -> float:
    """Return where a week stands."""
    return round(frame.left + (frame.width - frame.left - frame.right) * week / max(weeks - 1, 1), 1)


def y_of(value: float, top: int, frame: Frame = SHEET) -> float:
    """Return where a value stands."""
    return round(frame.height - BOTTOM - (frame.height - TOP - BOTTOM) * value / top, 1)


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _edges(bands: Sequence[Band]) -> list[Series]:
    return [Series("", band.high) for band in bands]


def _points(values: Sequence[float | None], top: int, frame: Frame) -> list[str]:
    places = len(values)
    return [f"{x_of(place, places, frame)},{y_of(value, top, frame)}" for place, value in enumerate(values) if value is not None]


def _line(line: Series, place: int, top: int, frame: Frame) -> SafeString:
    return format_html(
        '<polyline points="{}" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="{}"></polyline>',
        " ".join(_points(line.values, top, frame)),
        DASHES[place % len(DASHES)],
    )


def _band(band: Band, top: int, frame: Frame) -> SafeString:
    around = [*_points(band.low, top, frame), *reversed(_points(band.high, top, frame))]
    return format_html('<polygon points="{}" fill="currentColor" fill-opacity=".13" stroke="none"></polygon>', " ".join(around))


def _names(lines: Sequence[Series], top: int, frame: Frame) -> list[tuple[float, float, str, str]]:
    """Return where each line's name is written: at its end, and never over another."""
    ends = [(line.values[-1], place, line.name) for place, line in enumerate(lines) if line.values]
    wanted = sorted((y_of(value, top, frame), place, name) for value, place, name in ends if value is not None)
    placed: list[tuple[float, float, str, str]] = []
    free = float(TOP)
    for height, _, name in wanted:
        at = max(height, free)
        placed.append((frame.width - frame.right + 8, round(at + 4, 1), "start", name))
        free = at + NAME_GAP
    over = max(0.0, free - NAME_GAP - (frame.height - BOTTOM))
    return [(x, round(y - over, 1), anchor, name) for x, y, anchor, name in placed]


def _names_inside(lines: Sequence[Series], top: int, frame: Frame) -> Iterable[tuple[float, float, str, str]]:
    """Yield where the names of lines are written that end before the others: above their end."""
    for line in lines:
        known = [place for place, value in enumerate(line.values) if value is not None]
        if known and known[-1] < len(line.values) - 1:
            end = known[-1]
            yield x_of(end, len(line.values), frame) - 6, max(TOP + 4.0, y_of(line.values[end] or 0, top, frame) - 8), "end", line.name


def _axes(top: int, labels: Sequence[str], write: Callable[[int], str], frame: Frame) -> SafeString:
    right = frame.width - frame.right
    line = '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-opacity=".3"></line>'
    heights = [(frame.left, y_of(value, top, frame), right, y_of(value, top, frame)) for value in (0, top / 2, top)]
    ends = [(labels[0], frame.left, "start"), (labels[-1], right, "end")] if labels else []
    text = '<text y="{}" x="{}" text-anchor="{}" font-size="12" fill="currentColor">{}</text>'
    scale = format_html_join("", text, ((y_of(value, top, frame) + 4, frame.left - 6, "end", write(value)) for value in (0, top)))
    weeks = format_html_join("", text, ((frame.height - 6, x, anchor, label) for label, x, anchor in ends))
    return format_html("{}{}{}", format_html_join("", line, heights), scale, weeks)
