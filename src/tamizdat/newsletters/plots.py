"""Small drawings for the newsroom: lines over weeks, as inline SVG. Pure.

Promises: no script, no style sheet, no colour alone: every line has its own dashes and its name at its end. Numbers are drawn to one scale
from zero. A table beside it is the caller's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 40, 110, 10, 24
DASHES = ("none", "6 3", "2 3", "8 3 2 3")
NAME_GAP = 14


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its name and a value for each week."""

    name: str
    values: tuple[int, ...]


def plot(lines: Sequence[Series], labels: Sequence[str]) -> SafeString:
    """Return the lines as an SVG element; *labels* name the weeks below, the first and the last of them are written."""
    top = ceiling(max((max(line.values) for line in lines), default=0))
    drawn = format_html_join("", "{}", ((_line(line, place, top),) for place, line in enumerate(lines)))
    names = format_html_join("", '<text x="{}" y="{}" font-size="12" fill="currentColor">{}</text>', _names(lines, top))
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" style="max-width:100%;height:auto">{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        f"{', '.join(line.name for line in lines)}, a week; the table has the numbers",
        _axes(top, labels),
        drawn,
        names,
    )


def ceiling(most: int) -> int:
    """Return the number at the top of the scale: 1, 2 or 5 with noughts, at least *most*, and at least 5."""
    scale = 1
    while True:
        for step in (1, 2, 5):
            if step * scale >= max(most, 5):
                return step * scale
        scale *= 10


def x_of(week: int, weeks: int) -> float:
    """Return where a week stands."""
    return round(LEFT + (WIDTH - LEFT - RIGHT) * week / max(weeks - 1, 1), 1)


def y_of(value: float, top: int) -> float:
    """Return where a value stands."""
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def _line(line: Series, place: int, top: int) -> SafeString:
    points = " ".join(f"{x_of(week, len(line.values))},{y_of(value, top)}" for week, value in enumerate(line.values))
    dashes = DASHES[place % len(DASHES)]
    return format_html(
        '<polyline points="{}" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="{}"></polyline>', points, dashes
    )


def _names(lines: Sequence[Series], top: int) -> list[tuple[int, float, str]]:
    """Return where each line's name is written: at its end, and never over another."""
    wanted = sorted((y_of(line.values[-1], top), place, line.name) for place, line in enumerate(lines))
    placed: list[tuple[int, float, str]] = []
    free = float(TOP)
    for height, _, name in wanted:
        at = max(height, free)
        placed.append((WIDTH - RIGHT + 8, round(at + 4, 1), name))
        free = at + NAME_GAP
    over = max(0.0, free - NAME_GAP - (HEIGHT - BOTTOM))
    return [(x, round(y - over, 1), name) for x, y, name in placed]


def _axes(top: int, labels: Sequence[str]) -> SafeString:
    line = '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-opacity=".3"></line>'
    heights = [(LEFT, y_of(value, top), WIDTH - RIGHT, y_of(value, top)) for value in (0, top / 2, top)]
    ends = [(labels[0], LEFT, "start"), (labels[-1], WIDTH - RIGHT, "end")] if labels else []
    text = '<text y="{}" x="{}" text-anchor="{}" font-size="12" fill="currentColor">{}</text>'
    scale = format_html_join("", text, ((y_of(value, top) + 4, LEFT - 6, "end", value) for value in (0, top)))
    weeks = format_html_join("", text, ((HEIGHT - 6, x, anchor, label) for label, x, anchor in ends))
    return format_html("{}{}{}", format_html_join("", line, heights), scale, weeks)
