"""Small drawings of what is known and how surely: a row for each name, a line for its interval, a dot for its value. Inline SVG. Pure.

Promises: no script, no style sheet, no colour alone; one scale from zero for all rows. A table beside it is the caller's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, ROW = 440, 34
LEFT, RIGHT, TOP, BOTTOM = 90, 96, 8, 24
LONGEST_NAME = 12
WHISKER = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A name, its value, and between what the value is believed to lie; the value alone where both ends are the same."""

    name: str
    at: float
    low: float
    high: float


def intervals(rows: Sequence[Row], *, about: str, write: Callable[[float], str], top: float = 0) -> SafeString:
    """Return *rows* as an SVG element; *write* says a value in words; the scale ends at *top*, or where the rows do."""
    top = top or _top(max((max(row.at, row.high) for row in rows), default=0))
    height = TOP + ROW * len(rows) + BOTTOM
    label = f"{about}: {'; '.join(_said(row, write) for row in rows)}. The table has the numbers."
    drawn = format_html_join("", "{}", ((_row(row, TOP + ROW * (place + 0.5), top, write),) for place, row in enumerate(rows)))
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" style="width:100%;max-width:40rem;height:auto">{}{}</svg>',
        *(WIDTH, height, label, _scale(top, height, write), drawn),
    )


def _said(row: Row, write: Callable[[float], str]) -> str:
    between = "" if row.low == row.high else f", between {write(row.low)} and {write(row.high)}"
    return f"{row.name} {write(row.at)}{between}"


def _top(most: float) -> float:
    """Return the number at the end of the scale: a round one, at least *most*, and at least 5."""
    scale = 1
    while True:
        for step in (1, 1.5, 2, 3, 4, 5, 6, 8):
            if step * scale >= max(most, 5):
                return step * scale
        scale *= 10


def _x(value: float, top: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * value / top, 1)


def _row(row: Row, y: float, top: float, write: Callable[[float], str]) -> SafeString:
    name = row.name if len(row.name) <= LONGEST_NAME else f"{row.name[: LONGEST_NAME - 1]}…"
    between = _line(_x(row.low, top), y, _x(row.high, top), y, 2) if row.low != row.high else ""
    ends = format_html_join(
        "", "{}", ((_line(_x(end, top), y - WHISKER, _x(end, top), y + WHISKER, 2),) for end in (row.low, row.high) if between)
    )
    bar = "" if between else _line(LEFT, y, _x(row.at, top), y, 10)
    dot = format_html('<circle cx="{}" cy="{}" r="5" fill="currentColor"></circle>', _x(row.at, top), y) if between else ""
    words = '<text x="{}" y="{}" text-anchor="{}" font-size="13" fill="currentColor">{}</text>'
    named = format_html(words, LEFT - 10, y + 4, "end", name)
    said = format_html(words, max(_x(max(row.at, row.high), top) + 8, LEFT + 8), y + 4, "start", write(row.at))
    return format_html("{}{}{}{}{}{}", between, ends, bar, dot, named, said)


def _scale(top: float, height: float, write: Callable[[float], str]) -> SafeString:
    """Three lines upright, with what stands at the first and the last."""
    lines = format_html_join(
        "", "{}", ((_line(_x(part * top, top), TOP, _x(part * top, top), height - BOTTOM, 1, ".3"),) for part in (0, 0.5, 1))
    )
    text = '<text x="{}" y="{}" text-anchor="middle" font-size="12" fill="currentColor">{}</text>'
    return format_html("{}{}", lines, format_html_join("", text, ((_x(value, top), height - 6, write(value)) for value in (0, top))))


def _line(x1: float, y1: float, x2: float, y2: float, width: int, faint: str = "1") -> SafeString:
    line = '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="{}" stroke-opacity="{}"></line>'
    return format_html(line, x1, y1, x2, y2, width, faint)
