"""Scenes in public rooms: the archive, the court, the Assembly, the press, the stage."""

import math

from tamizdat.newsroom.demo.drawing.canvas import Sheet, boxes, discs, lines, polygon, polygons, ring
from tamizdat.newsroom.demo.drawing.inks import (
    BONE,
    DEEP,
    HAZE,
    INK,
    LAKE,
    LAMP,
    MIST,
    NIGHT,
    OCHRE,
    PAPER,
    PETROL,
    PLUM,
    ROSE,
    RUST,
    VERMILION,
)


def archive(sheet: Sheet) -> None:
    """An aisle between high shelves of files, a lamp at its end; one red file."""
    rng = sheet.random
    sheet.roll((0, NIGHT), (560, DEEP), (1200, NIGHT))
    cx, cy = 940, 560
    sheet.cut(polygon((0, 1200), (1800, 1200), (cx + 90, cy + 110), (cx - 90, cy + 110)), [(660, OCHRE), (900, RUST), (1200, PLUM)])
    sheet.stipple(
        LAMP,
        sheet.glow(cx, 720, 500, 200, 0.6),
        sheet.mask(polygon((0, 1200), (1800, 1200), (cx + 90, cy + 110), (cx - 90, cy + 110))),
    )
    sheet.cut(boxes((cx - 92, cy - 190, cx + 92, cy + 112)), OCHRE)
    sheet.cut(boxes((cx - 60, cy - 150, cx + 60, cy + 112)), LAMP)
    for side in (-1, 1):
        _shelves(sheet, cx, cy, side)
    sheet.lamp(LAMP, cx, cy - 220, 330, 150)
    sheet.cut(lines(5, [(cx, 0), (cx, cy - 290)]), INK, 0)
    sheet.cut(polygon((cx - 60, cy - 230), (cx - 22, cy - 290), (cx + 22, cy - 290), (cx + 60, cy - 230)), INK, 1.4)
    sheet.cut(discs((cx, cy - 226, 16)), PAPER, 1)
    sheet.gouges(NIGHT, [(cx + rng.gauss(0, 300), 760 + rng.random() * 420, rng.uniform(60, 300), 5) for _ in range(30)])
    sheet.cut(polygon((cx - 22, 676), (cx - 26, 596), (cx - 12, 566), (cx + 14, 566), (cx + 28, 596), (cx + 22, 676)), INK, 1)
    sheet.cut(discs((cx + 1, 550, 17)), INK, 0.8)


def _shelves(sheet: Sheet, cx: float, cy: float, side: int) -> None:
    rng = sheet.random

    def at(depth: float, height: float) -> tuple[float, float]:
        return cx + side * (90 + 900 * depth**1.6), cy - 200 + 310 * height + (height * 640 - 420) * depth**1.6

    wall = sheet.cut(polygon(at(0, 0), at(1, 0), at(1, 1), at(0, 1)), INK)
    inks = (BONE, MIST, HAZE, LAKE, OCHRE, ROSE, PETROL)
    groups: dict[str, list[list[tuple[float, float]]]] = {ink: [] for ink in inks}
    for shelf in range(7):
        depth = 0.0
        while depth < 0.985:
            wide = rng.uniform(0.012, 0.03)
            high = rng.uniform(0.74, 0.92)
            low, top = (shelf + 0.94) / 7, (shelf + 0.94 - high) / 7
            groups[rng.choice(inks)].append([at(depth, top), at(depth + wide, top), at(depth + wide, low), at(depth, low)])
            depth += wide + rng.choice((0.004, 0.004, 0.004, 0.03))
    for ink, outlines in groups.items():
        sheet.cut(polygons(outlines), ink, 0.9)
    if side > 0:
        sheet.cut(polygon(at(0.46, 3.16 / 7), at(0.5, 3.16 / 7), at(0.5, 3.94 / 7), at(0.46, 3.94 / 7)), VERMILION, 0.9)
    sheet.stipple(NIGHT, sheet.side(cx + side * 230, cx + side * 1000, 250), wall)


def court(sheet: Sheet) -> None:
    """An empty courtroom: shafts of light from high windows, the bench, a table with books."""
    rng = sheet.random
    sheet.roll((0, PLUM), (800, RUST), (1200, PLUM))
    sheet.stipple(INK, sheet.side(600, 1900, 235))
    for x in (190, 480, 770):
        sheet.cut(boxes((x - 14, 86, x + 154, 634)), INK)
        sheet.cut(boxes((x, 100, x + 140, 620)), [(100, PAPER), (620, LAMP)])
        sheet.cut(lines(9, [(x + 70, 100), (x + 70, 620)], *[[(x, y), (x + 140, y)] for y in (230, 360, 490)]), INK, 0.8)
    for x in (190, 480, 770):
        beam = sheet.mask(polygon((x, 110), (x + 140, 110), (x + 720, 1200), (x + 440, 1200), (x, 620)), 0)
        sheet.stipple(LAMP, sheet.slope(1250, 60, 120), beam)
    sheet.cut(boxes((1100, 430, 1800, 1000)), [(430, RUST), (1000, PLUM)])
    sheet.cut(boxes((1080, 404, 1800, 440), (1080, 980, 1800, 1010)), INK)
    sheet.cut(boxes(*[(1130 + i * 168, 490, 1262 + i * 168, 930) for i in range(4)]), PLUM)
    sheet.gouges(ROSE, [(1140 + i * 168, 710, 420, 6) for i in range(4)], 90)
    for x in (1230, 1430, 1630):
        tall = 60 if x == 1430 else 0
        sheet.cut(polygon((x, 404), (x, 210 - tall), (x + 70, 170 - tall), (x + 140, 210 - tall), (x + 140, 404)), INK)
        sheet.cut(
            polygon((x + 20, 400), (x + 20, 226 - tall), (x + 70, 198 - tall), (x + 120, 226 - tall), (x + 120, 400)),
            VERMILION if tall else RUST,
        )
    sheet.cut(polygon((0, 1200), (0, 1010), (1800, 1000), (1800, 1200)), [(1000, RUST), (1200, INK)])
    sheet.stipple(LAMP, sheet.glow(980, 1130, 460, 190, 0.2))
    _table(sheet)
    for y, shift in ((1060, 0), (1142, 40)):
        sheet.cut(boxes((0, y, 520 - shift, y + 26), (0, y + 26, 30, 1200), (470 - shift, y + 26, 496 - shift, 1200)), INK)
        sheet.gouges(OCHRE, [(250, y + 6, 470, 4)])
    sheet.gouges(PAPER, [(rng.uniform(240, 1300), rng.uniform(300, 1050), 5, 5) for _ in range(70)])


def _table(sheet: Sheet) -> None:
    sheet.cut(boxes((640, 944, 1040, 968), (660, 968, 684, 1130), (996, 968, 1020, 1130)), INK)
    y = 944
    for number in range(9):
        high, shift = 22 + number * 7 % 13, (number * 37) % 30
        sheet.cut(
            boxes((730 + shift, y - high, 900 + shift, y)),
            (BONE, LAKE, OCHRE, PAPER, ROSE, HAZE, VERMILION, MIST, BONE)[number],
            1.2,
        )
        sheet.gouges(INK, [(815 + shift, y - 2, 170, 4)])
        y -= high
    sheet.cut(polygon((930, 944), (946, 870), (1010, 876), (1000, 944)), PAPER, 1)


def assembly(sheet: Sheet) -> None:
    """The Assembly's empty benches in a half-circle, seen from above the rostrum; one red coat left behind."""
    sheet.roll((0, INK), (500, DEEP), (1200, NIGHT))
    cx, cy = 900, 1330
    sheet.stipple(OCHRE, sheet.glow(cx, 300, 1000, 150, 0.5))
    for row in range(7):
        outer = 1190 - row * 138
        ink = ((20, PLUM), (700, RUST), (1200, OCHRE))
        step = sheet.cut(discs((cx, cy, outer)), [(y, c) for y, c in ink], 1.4)
        sheet.stipple(INK, sheet.slope(cy - outer + 110, cy - outer, 150), step)
        seats = [_seat(cx, cy, outer - 34, angle, 1 - row * 0.045) for angle in _angles(outer)]
        sheet.cut(polygons(seats), PLUM, 1.4)
        sheet.gouges(ROSE, [(*_round(cx, cy, outer - 9, angle), 4, 4) for angle in _angles(outer)])
        shines = [_seat(cx, cy, outer - 22, angle, 0.6 - row * 0.03) for angle in _angles(outer)]
        sheet.cut(polygons(shines), RUST, 1)
        if row == 2:
            sheet.cut(polygons([_seat(cx, cy, outer - 30, -math.radians(64), 1.1)]), VERMILION, 2)
    sheet.cut(discs((cx, cy, 250)), [(1080, LAMP), (1200, OCHRE)])
    sheet.stipple(PAPER, sheet.glow(cx, 1180, 330, 230, 0.5), sheet.mask(discs((cx, cy, 250))))
    sheet.cut(polygon((cx - 90, 1200), (cx - 74, 1096), (cx + 74, 1096), (cx + 90, 1200)), INK)
    sheet.cut(polygon((cx - 96, 1100), (cx - 60, 1060), (cx + 60, 1060), (cx + 96, 1100)), RUST, 1.4)
    sheet.cut(lines(5, [(cx - 20, 1066), (cx - 32, 1018)], [(cx + 20, 1066), (cx + 32, 1018)]), INK, 0)
    sheet.cut(discs((cx - 33, 1014, 8), (cx + 33, 1014, 8)), INK, 0.6)


def _angles(outer: float) -> list[float]:
    gap = 88 / outer
    count = int(math.pi / gap)
    return [-math.pi + gap / 2 + i * gap for i in range(count) if abs(i - count / 2 + 0.5) > 0.9]


def _round(cx: float, cy: float, radius: float, angle: float) -> tuple[float, float]:
    return cx + radius * math.cos(angle), cy + radius * math.sin(angle)


def _seat(cx: float, cy: float, radius: float, angle: float, size: float) -> list[tuple[float, float]]:
    half, deep = 38 * size / radius, 34 * size
    inner = [_round(cx, cy, radius - deep, angle + half * t) for t in (-1, 0, 1)]
    outer = [_round(cx, cy, radius + deep * (1.0 if abs(t) < 1 else 0.7), angle + half * t) for t in (1, 0.6, 0, -0.6, -1)]
    return [*inner, *outer]


def press(sheet: Sheet) -> None:
    """A rotary press from the front: a wide white web of printed pages runs down over the cylinders."""
    rng = sheet.random
    sheet.roll((0, NIGHT), (520, DEEP), (1200, INK))
    sheet.stipple(LAKE, sheet.glow(900, 330, 1000, 170, 0.7))
    for y, r in ((118, 62), (1010, 56)):
        _cylinder(sheet, y, r, 250, 1550)
    left, right = 430, 1370
    web = sheet.cut(
        polygon(
            (left, -10),
            (right, -10),
            (right, 330),
            (right + 44, 700),
            (right + 60, 1210),
            (left - 60, 1210),
            (left - 44, 700),
            (left, 330),
        ),
        [(0, BONE), (330, PAPER), (640, BONE), (760, PAPER), (1200, BONE)],
    )
    for top in (20, 380, 790):
        _printed(sheet, left + 46 - top // 16, right - 46 + top // 16, top)
    sheet.stipple(DEEP, sheet.slope(500, 300, 200), sheet.mask(boxes((left - 60, 292, right + 60, 372)), 0))
    _cylinder(sheet, 330, 74, 210, 1590)
    sheet.stipple(DEEP, sheet.slope(900, 640, 230), sheet.mask(boxes((left - 60, 742, right + 60, 852)), 0))
    _cylinder(sheet, 700, 96, 170, 1630)
    sheet.stipple(INK, sheet.side(1180, 1460, 150), web)
    for x in (60, 1560):
        frame = sheet.cut(boxes((x, -10, x + 180, 1210)), [(0, PETROL), (700, DEEP), (1200, INK)])
        sheet.stipple(INK, sheet.side(x + 20, x + 220, 220), frame)
        sheet.cut(discs(*[(x + 90, y, r) for y, r in ((118, 52), (330, 62), (700, 80), (1010, 50))]), INK, 1.4)
        sheet.cut(discs(*[(x + 90, y, 22) for y in (118, 330, 700, 1010)]), OCHRE, 1)
        sheet.cut(discs(*[(x + u, y, 7) for u in (24, 156) for y in range(30, 1200, 96)]), HAZE, 0.8)
    _wheel(sheet, 150, 520)
    sheet.gouges(PAPER, [(rng.uniform(250, 1550), rng.uniform(0, 1200), 7, 3) for _ in range(46)], 30)


def _cylinder(sheet: Sheet, y: float, r: float, left: float, right: float) -> None:
    body = sheet.cut(boxes((left, y - r, right, y + r)), [(y - r, DEEP), (y - r * 0.4, MIST), (y + r * 0.1, LAKE), (y + r, NIGHT)], 1.4)
    sheet.stipple(INK, sheet.slope(y - r * 0.2, y + r, 235), body)
    sheet.gouges(PAPER, [((left + right) / 2, y - r * 0.42, (right - left) * 0.92, r * 0.1)], 0, body)


def _printed(sheet: Sheet, left: float, right: float, top: float) -> None:
    rng = sheet.random
    for page in (0, 1):
        x0, wide = left + page * (right - left) / 2 + 8, (right - left) / 2 - 40
        sheet.cut(boxes((x0, top, x0 + wide * rng.uniform(0.7, 1), top + 26), (x0, top + 40, x0 + wide * 0.55, top + 56)), INK, 1.2)
        column = wide / 3
        lines_of_type = [(x0 + column * (c + 0.46), top + 86 + i * 13, column * 0.9, 4.4) for c in range(3) for i in range(17)]
        picture = (x0 + column * page, top + 80, x0 + column * (page + 1.92), top + 80 + 118)
        sheet.gouges(PETROL, lines_of_type)
        sheet.cut(boxes(picture), LAKE if page else PETROL, 1.2)
        sheet.stipple(PAPER, sheet.glow((picture[0] + picture[2]) / 2, top + 110, 120, 250, 0.6), sheet.mask(boxes(picture)))
        if page == 0 and top > 300:
            sheet.cut(boxes((x0 + wide * 0.72, top + 40, x0 + wide, top + 58)), VERMILION, 1)


def _wheel(sheet: Sheet, x: float, y: float) -> None:
    rim = sheet.mask(ring(x, y, 96, 20), 1)
    sheet.ink(VERMILION, rim)
    spokes = [[(x, y), (x + 88 * math.cos(a), y + 88 * math.sin(a))] for a in (0.5, 2.6, 4.7)]
    sheet.cut(lines(13, *spokes), VERMILION, 1)
    sheet.stipple(PLUM, sheet.side(x - 20, x + 110, 190), rim)
    sheet.cut(discs((x, y, 26)), INK, 1)


def stage(sheet: Sheet) -> None:
    """A bare stage: red curtains, a cone of light, one empty chair."""
    rng = sheet.random
    sheet.roll((0, INK), (860, NIGHT), (1200, INK))
    sheet.cut(polygon((0, 900), (1800, 900), (1800, 1200), (0, 1200)), [(900, PLUM), (1200, INK)])
    sheet.gouges(INK, [(900 + (x - 900) * 1.4, 1050, 330, 6) for x in range(0, 1801, 90)], 90)
    cone = sheet.mask(polygon((1010, -20), (1090, -20), (1330, 990), (570, 990)), 3)
    sheet.stipple(LAMP, sheet.slope(1200, -300, 130), cone)
    sheet.cut(lambda draw: draw.ellipse((570, 910, 1330, 1070), fill=255), [(910, LAMP), (1070, OCHRE)], 3)
    sheet.stipple(PAPER, sheet.glow(950, 985, 330, 220, 0.22))
    sheet.stipple(INK, sheet.glow(870, 1030, 190, 255, 0.13))
    _chair(sheet, 950, 1010)
    for side in (-1, 1):
        edge = 900 + side * 470
        outer = 900 + side * 960
        curtain = sheet.cut(
            polygon(
                (outer, -10),
                (edge, -10),
                (edge + side * 60, 420),
                (edge + side * 20, 760),
                (edge + side * 110, 1130),
                (outer, 1160),
            ),
            [(0, RUST), (500, VERMILION), (1160, PLUM)],
        )
        sheet.stipple(INK, sheet.side(edge, outer, 200), curtain)
        sheet.gouges(
            PLUM,
            [
                (
                    edge + side * (40 + i * 52) + rng.gauss(0, 8),
                    560 + rng.gauss(0, 40),
                    rng.uniform(700, 1250),
                    rng.uniform(14, 30),
                )
                for i in range(9)
            ],
            90 - side * 2,
            curtain,
        )
        sheet.gouges(
            ROSE,
            [(edge + side * (66 + i * 52), 480 + rng.gauss(0, 60), rng.uniform(300, 800), rng.uniform(3, 8)) for i in range(8)],
            90 - side * 2,
            curtain,
        )
    sheet.cut(boxes((0, -10, 1800, 70)), PLUM)
    sheet.gouges(OCHRE, [(x, 72, 84, 22) for x in range(20, 1800, 84)])


def _chair(sheet: Sheet, x: float, y: float) -> None:
    frame = lines(15, [(x - 74, y), (x - 66, y - 330)], [(x + 70, y - 20), (x + 60, y - 346)], [(x - 74, y - 150), (x + 66, y - 160)])
    sheet.cut(frame, INK, 1)
    sheet.cut(lines(13, [(x - 110, y + 36), (x - 106, y - 130)], [(x + 40, y + 40), (x + 40, y - 132)]), INK, 1)
    sheet.cut(polygon((x - 126, y - 128), (x - 70, y - 166), (x + 76, y - 172), (x + 52, y - 124)), INK, 1)
    sheet.cut(lines(12, *[[(x - 68, y - 326 + i * 56), (x + 62, y - 340 + i * 56)] for i in range(3)]), INK, 1)
    sheet.gouges(LAMP, [(x, y - 340, 130, 5), (x - 30, y - 150, 150, 6)], -6)
    sheet.cut(polygon((x - 60, y - 170), (x - 8, y - 196), (x + 44, y - 184), (x - 4, y - 158)), PAPER, 1)
