"""Scenes of every day: the bread shelf, the evening market, the football pitch."""

import math

from tamizdat.newsroom.demo.drawing.canvas import Sheet, boxes, discs, lens, lines, polygon, polygons, ring
from tamizdat.newsroom.demo.drawing.inks import (
    BONE,
    DEEP,
    HAZE,
    INK,
    LAKE,
    LAMP,
    MOSS,
    NIGHT,
    OCHRE,
    PAPER,
    PETROL,
    PLUM,
    ROSE,
    RUST,
    VERMILION,
)


def bread(sheet: Sheet) -> None:
    """Baker's shelves: two full, one nearly bare, a price card with the price struck out."""
    rng = sheet.random
    sheet.roll((0, DEEP), (600, PETROL), (1200, DEEP))
    sheet.stipple(LAMP, sheet.glow(700, 330, 1000, 110))
    sheet.gouges(DEEP, [(x, 600, 1300, 7) for x in range(60, 1800, 150)], 90)
    for shelf, y in enumerate((400, 740, 1080)):
        sheet.stipple(INK, sheet.slope(y + 120, y, 190), sheet.mask(boxes((0, y + 30, 1800, y + 120)), 0))
        board = sheet.cut(boxes((-10, y, 1810, y + 38)), [(y, OCHRE), (y + 38, RUST)], 1.6)
        sheet.gouges(PLUM, [(rng.uniform(0, 1800), y + rng.uniform(6, 34), rng.uniform(90, 330), 3) for _ in range(16)], 0, board)
        xs = range(150, 1760, 252) if shelf < 2 else (150, 1158)
        for number, x in enumerate(xs):
            if (shelf, number) not in ((1, 3), (1, 6)):
                (_loaf if (shelf + number) % 3 else _round_loaf)(sheet, x, y)
    sheet.cut(polygon((560, 1076), (572, 900), (856, 900), (868, 1076)), PAPER, 1.6)
    sheet.stipple(BONE, sheet.side(600, 900, 190), sheet.mask(polygon((560, 1076), (572, 900), (856, 900), (868, 1076))))
    sheet.cut(boxes((610, 940, 690, 958), (610, 1034, 810, 1044)), DEEP, 1)
    sheet.cut(
        lines(13, [(630, 976), (630, 1020)], [(664, 980), (700, 980), (700, 998), (664, 998), (664, 1016), (700, 1016)]),
        DEEP,
        0.6,
    )
    sheet.cut(lines(13, [(770, 936), (808, 936), (792, 964), (812, 988), (806, 1012), (770, 1016)]), VERMILION, 0.6)
    sheet.gouges(VERMILION, [(666, 998, 150, 10)], -14)


def _loaf(sheet: Sheet, x: float, y: float) -> None:
    outline = [(x - 106 + 212 * t / 20, y - 92 - 52 * math.sin(math.pi * t / 20) ** 0.55) for t in range(21)]
    loaf = sheet.cut(polygon((x - 100, y), *outline, (x + 100, y)), [(y - 150, OCHRE), (y - 60, RUST), (y, PLUM)])
    sheet.stipple(LAMP, sheet.glow(x - 36, y - 124, 120, 220, 0.5), loaf)
    sheet.stipple(INK, sheet.side(x + 10, x + 120, 210), loaf)
    sheet.gouges(LAMP, [(x - 54 + i * 50, y - 104, 64, 10) for i in range(3)], -58, loaf)


def _round_loaf(sheet: Sheet, x: float, y: float) -> None:
    outline = [(x - 112 * math.cos(math.pi * t / 24), y - 128 * math.sin(math.pi * t / 24) ** 0.8) for t in range(25)]
    loaf = sheet.cut(polygon(*outline), [(y - 130, RUST), (y, INK)])
    sheet.stipple(OCHRE, sheet.glow(x - 34, y - 100, 116, 255, 0.7), loaf)
    sheet.gouges(BONE, [(x, y - 84, 150, 9), (x, y - 58, 170, 7)], 4, loaf)
    sheet.gouges(BONE, [(x - 10, y - 72, 84, 9)], 82, loaf)


def market(sheet: Sheet) -> None:
    """An evening market: striped awnings under strings of bulbs, heaps of fruit, people in coats."""
    rng = sheet.random
    sheet.roll((0, NIGHT), (420, PLUM), (620, RUST))
    sheet.cut(boxes(*[(x, 420 - rng.uniform(0, 230), x + rng.uniform(110, 190), 700) for x in range(-20, 1800, 150)]), NIGHT, 2)
    lit = [(x + rng.uniform(10, 100), rng.uniform(300, 450)) for x in range(-20, 1800, 75)]
    sheet.cut(boxes(*[(x, y, x + 15, y + 22) for x, y in lit]), OCHRE, 1)
    sheet.cut(boxes((0, 880, 1800, 1200)), [(880, PLUM), (1200, INK)])
    for x, wide, inks in ((-60, 600, (PAPER, VERMILION)), (620, 560, (PAPER, PETROL)), (1260, 620, (PAPER, OCHRE))):
        _stall(sheet, x, wide, inks)
    for y, sag in ((150, 90), (250, 70)):
        cord = [(x, y + sag * (1 - ((x % 620) / 310 - 1) ** 2)) for x in range(-10, 1820, 20)]
        sheet.cut(lines(3, cord), INK, 0)
        for x, v in cord[2::4]:
            sheet.lamp(LAMP, x, v + 14, 46, 170)
            sheet.cut(discs((x, v + 14, 9)), PAPER, 0.6)
    sheet.gouges(OCHRE, [(rng.uniform(0, 1800), rng.uniform(930, 1200), rng.uniform(60, 260), rng.uniform(3, 8)) for _ in range(46)])
    for x, y, size, ink in (
        (250, 1040, 1.15, INK),
        (580, 1070, 1.3, NIGHT),
        (1130, 1040, 1.1, INK),
        (1330, 1080, 1.35, NIGHT),
        (1660, 1060, 1.2, INK),
    ):
        _shopper(sheet, x, y, size, ink)


def _stall(sheet: Sheet, x: float, wide: float, inks: tuple[str, str]) -> None:
    rng = sheet.random
    sheet.cut(boxes((x + 20, 560, x + wide - 20, 900)), [(560, OCHRE), (760, RUST), (900, INK)])
    sheet.lamp(LAMP, x + wide / 2, 650, wide * 0.5, 190, 0.6)
    sheet.cut(
        polygon(
            (x + wide * 0.44, 780),
            (x + wide * 0.43, 700),
            (x + wide * 0.47, 672),
            (x + wide * 0.55, 672),
            (x + wide * 0.59, 700),
            (x + wide * 0.6, 780),
        ),
        INK,
        1,
    )
    sheet.cut(discs((x + wide * 0.51, 646, 25)), INK, 1)
    count = 8
    for number in range(count):
        u, v = x + wide * number / count, x + wide * (number + 1) / count
        top_u, top_v = x + 50 + (wide - 100) * number / count, x + 50 + (wide - 100) * (number + 1) / count
        strip = sheet.cut(polygon((top_u, 430), (top_v, 430), (v, 572), ((u + v) / 2, 602), (u, 572)), inks[number % 2], 1.2)
        sheet.stipple(NIGHT, sheet.slope(600, 430, 190), strip)
    sheet.cut(boxes((x + 10, 780, x + wide - 10, 930)), [(780, RUST), (930, INK)])
    sheet.gouges(INK, [(x + wide / 2, 812 + i * 30, wide * 0.96, 6) for i in range(4)])
    for heap, ink in enumerate((VERMILION, MOSS, OCHRE, ROSE)):
        cx = x + wide * (0.15 + 0.235 * heap)
        fruit = [(cx + (i - (6 - row) / 2) * 19, 776 - row * 15, 11) for row in range(4) for i in range(7 - row)]
        mask = sheet.cut(discs(*fruit), ink, 0.8)
        sheet.stipple(INK, sheet.slope(720, 800, 160), mask)
        sheet.cut(discs(*[(u - 3, v - 4, 2.6) for u, v, _ in fruit]), PAPER, 0)
    sheet.gouges(HAZE, [(x + rng.uniform(20, wide - 20), 900, 40, 3) for _ in range(6)])


def _shopper(sheet: Sheet, x: float, y: float, size: float, ink: str) -> None:
    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + u * size, y + v * size) for u, v in points]

    coat = at((-50, 10), (-44, -110), (-32, -150), (-12, -166), (12, -166), (32, -150), (44, -110), (50, 10))
    legs = [at((-34, 0), (-6, 0), (-8, 70), (-26, 70)), at((6, 0), (34, 0), (28, 70), (8, 70))]
    sheet.cut(polygons([coat, *legs]), ink, 1)
    sheet.cut(discs((x, y - 194 * size, 25 * size)), PLUM, 1)
    sheet.cut(
        polygon(*at((-27, -196), (-26, -214), (-12, -226), (12, -226), (26, -214), (27, -196), (34, -190), (-34, -190))),
        RUST if ink == INK else PETROL,
        1,
    )
    sheet.cut(polygon(*at((-26, -176), (26, -176), (30, -156), (-30, -156))), VERMILION if ink == NIGHT else OCHRE, 1)
    sheet.gouges(OCHRE, [(x - 38 * size, y - 70 * size, 140 * size, 5 * size)], 94)
    sheet.cut(polygon(*at((40, -40), (86, -40), (94, 26), (34, 26))), RUST if int(x) % 2 else PETROL, 1)
    sheet.cut(lines(3, at((48, -40), (56, -66), (72, -66), (78, -40))), INK, 0)


def football(sheet: Sheet) -> None:
    """A football pitch from high above in low sun: long shadows, white lines, a red ball."""
    rng = sheet.random
    sheet.roll((0, MOSS), (1200, PETROL))
    for number in range(9):
        if number % 2:
            sheet.stipple(
                DEEP,
                sheet.slope(-900, 1500, 120),
                sheet.mask(
                    polygon((number * 230 - 260, 0), (number * 230 - 30, 0), (number * 230 - 130, 1200), (number * 230 - 360, 1200)),
                    0,
                ),
            )
    sheet.gouges(LAKE, [(rng.uniform(0, 1800), rng.uniform(0, 1200), rng.uniform(8, 26), 2.4) for _ in range(420)], 84)
    sheet.gouges(OCHRE, [(rng.uniform(0, 1800), rng.uniform(0, 1200), rng.uniform(8, 26), 2.4) for _ in range(300)], 70)
    sheet.ink(PAPER, sheet.mask(ring(910, 600, 350, 13), 1.4))
    sheet.cut(lines(13, [(900, -20), (920, 1220)], [(1640, -20), (1690, 1220)]), PAPER, 1.4)
    sheet.cut(discs((910, 600, 15)), PAPER, 1)
    players = [
        (260, 250, VERMILION),
        (420, 830, PAPER),
        (660, 520, VERMILION),
        (760, 980, PAPER),
        (1060, 240, PAPER),
        (1130, 700, VERMILION),
        (1400, 420, PAPER),
        (1480, 930, VERMILION),
        (180, 1060, PAPER),
        (1700, 180, INK),
    ]
    for x, y, _ in players:
        sheet.stipple(
            INK,
            sheet.mask(polygons([lens(x + 160, y + 66, 330, 60, 22), lens(x + 44, y + 34, 110, 22, 30)]), 2).point(
                [v * 230 // 255 for v in range(256)]
            ),
        )
    sheet.stipple(INK, sheet.mask(polygons([lens(1010, 610, 66, 20, 22)]), 1.4))
    for x, y, ink in players:
        sheet.cut(polygons([lens(x - 14, y + 26, 54, 17, 50), lens(x + 22, y + 24, 50, 17, 120)]), INK, 0.8)
        shirt = sheet.cut(
            polygon((x - 40, y - 6), (x - 30, y - 24), (x + 30, y - 24), (x + 40, y - 6), (x + 24, y + 20), (x - 24, y + 20)),
            ink,
            1,
        )
        sheet.stipple(INK, sheet.side(x, x + 50, 170), shirt)
        sheet.cut(discs((x, y - 12, 15)), PLUM, 0.8)
        sheet.gouges(ROSE, [(x - 5, y - 18, 14, 6)], -30)
    sheet.cut(discs((980, 598, 17)), VERMILION, 0.8)
    sheet.gouges(PAPER, [(974, 590, 14, 6)], -30)
