"""Scenes under an open sky: wheat, mountains, the radio mast, the parcel train, the four villages."""

import math

from tamizdat.newsroom.demo.drawing.canvas import Sheet, boxes, discs, lens, lines, polygon, polygons, ridge, ring
from tamizdat.newsroom.demo.drawing.inks import (
    BONE,
    DEEP,
    HAZE,
    INK,
    LAKE,
    LAMP,
    MIST,
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


def wheat_field(sheet: Sheet) -> None:
    """Ripe wheat to the horizon under a coming storm; silos, and one red lorry."""
    rng = sheet.random
    sheet.roll((0, NIGHT), (330, PETROL), (560, HAZE), (640, LAMP))
    clouds = sheet.cut(polygon((0, 0), (1800, 0), (1800, 210), *ridge(rng, (1800, 300), (0, 190), 70)[1:]), [(0, NIGHT), (360, DEEP)], 3)
    sheet.stipple(LAKE, sheet.glow(1260, 330, 560, 150, 0.5), clouds)
    sheet.gouges(HAZE, [(rng.uniform(900, 1750), rng.uniform(330, 600), rng.uniform(90, 240), 3) for _ in range(46)], 108)
    sheet.cut(polygon((0, 640), *ridge(rng, (0, 606), (1800, 618), 16), (1800, 640)), DEEP)
    _silos(sheet, 380, 618)
    field = sheet.cut(boxes((0, 628, 1800, 1200)), [(628, LAMP), (800, OCHRE), (1200, RUST)])
    sheet.stipple(PAPER, sheet.glow(520, 690, 620, 200, 0.2), field)
    for row in range(26):
        depth = row / 26
        y, size = 640 + 560 * depth**1.7, 8 + 110 * depth**1.4
        ink = (RUST, LAMP, OCHRE, PLUM)[row % 4]
        gaps = int(7 + 36 * depth)
        sheet.gouges(
            ink,
            [(x + rng.gauss(0, 8), y + rng.gauss(0, 6), size * rng.uniform(0.7, 1.3), 2 + 7 * depth) for x in range(-20, 1830, gaps)],
            78,
            field,
        )
    _ears(sheet)


def _silos(sheet: Sheet, x: float, y: float) -> None:
    towers = sheet.cut(boxes(*[(x + i * 62, y - 150, x + 54 + i * 62, y + 14) for i in range(4)]), BONE)
    sheet.stipple(PETROL, sheet.side(x, x + 260, 210), towers)
    sheet.cut(
        polygons([[(x - 6 + i * 62, y - 148), (x + 27 + i * 62, y - 186), (x + 60 + i * 62, y - 148)] for i in range(4)]),
        PETROL,
        1.4,
    )
    sheet.cut(boxes((x + 250, y - 236, x + 290, y + 14)), DEEP, 1.4)
    sheet.cut(boxes((x + 390, y - 14, x + 470, y + 12), (x + 474, y - 4, x + 496, y + 12)), VERMILION, 1.2)


def _ears(sheet: Sheet) -> None:
    for x, height, lean in (
        (90, 470, 60),
        (210, 600, 90),
        (330, 430, 50),
        (1420, 520, -70),
        (1530, 660, -110),
        (1640, 540, -60),
        (1740, 610, -90),
    ):
        stem = [(x + lean * (t / 12) ** 2.4, 1200 - height * t / 12) for t in range(13)]
        sheet.cut(lines(7, stem), NIGHT, 0.6)
        tip_x, tip_y = stem[-1]
        turn = math.degrees(math.atan2(stem[-1][1] - stem[-3][1], stem[-1][0] - stem[-3][0]))
        along = (math.cos(math.radians(turn)), math.sin(math.radians(turn)))
        places = [(tip_x + along[0] * i * 21, tip_y + along[1] * i * 21, 1 - abs(i - 3) * 0.07) for i in range(8)]
        for side in (-1, 1):
            grains = [
                lens(u - side * along[1] * 11 * s, v + side * along[0] * 11 * s, 54 * s, 19 * s, turn + side * 17) for u, v, s in places
            ]
            sheet.cut(polygons(grains), NIGHT, 0.8)
            awns = [
                (u + along[0] * 90 - side * along[1] * 34, v + along[1] * 90 + side * along[0] * 34, 150 * s, 2.6) for u, v, s in places
            ]
            sheet.gouges(NIGHT, awns, turn + side * 15)
            sheet.gouges(OCHRE, [(u - side * along[1] * 12, v + side * along[0] * 12, 30 * s, 4.4) for u, v, s in places], turn + side * 17)


def mountains(sheet: Sheet) -> None:
    """Ridge behind ridge in morning mist; on the pass, a lit hut."""
    rng = sheet.random
    sheet.roll((0, LAKE), (260, MIST), (520, PAPER), (700, ROSE))
    sheet.cut(discs((620, 330, 92)), PAPER, 1.4)
    sheet.stipple(PAPER, sheet.glow(620, 330, 420, 230))
    inks = (MIST, HAZE, LAKE, PETROL, DEEP, NIGHT)
    for number, ink in enumerate(inks):
        base = 470 + number * 118
        top = ridge(rng, (0, base + rng.uniform(-90, 60)), (1800, base + rng.uniform(-90, 60)), 210 - number * 14, 8)
        hill = sheet.cut(polygon((0, 1200), *top, (1800, 1200)), ink, 1.6)
        if number < 5:
            sheet.stipple((PAPER, PAPER, MIST, HAZE, LAKE)[number], sheet.slope(base - 40, base + 230, 235), hill)
        if number < 3:
            snow = [
                (x, y + 20 + rng.uniform(0, 60), rng.uniform(30, 150), rng.uniform(3, 11))
                for x, y in top
                if y < base - 70 and rng.random() < 0.6
            ]
            sheet.gouges(PAPER, snow, 64, hill)
        if number == 4:
            peak = min(top[60:200], key=lambda point: point[1])
            _hut(sheet, *peak)
    trees = [(x, 1130 + rng.uniform(-40, 60), rng.uniform(70, 190)) for x in range(-20, 1830, 46)]
    sheet.cut(polygons([[(x - h * 0.17, y + 40), (x, y - h), (x + h * 0.17, y + 40)] for x, y, h in trees]), INK)
    sheet.gouges(PETROL, [(x + h * 0.05, y - h * 0.4 + i * 22, 36, 4) for x, y, h in trees for i in range(4)], 60)


def _hut(sheet: Sheet, x: float, y: float) -> None:
    sheet.cut(polygons([[(x - 44, y + 12), (x - 44, y - 30), (x, y - 66), (x + 44, y - 30), (x + 44, y + 12)]]), NIGHT, 1)
    sheet.cut(
        polygons([[(x - 54, y - 26), (x, y - 74), (x + 54, y - 26), (x + 44, y - 22), (x, y - 60), (x - 44, y - 22)]]),
        VERMILION,
        0.8,
    )
    sheet.lamp(LAMP, x + 4, y - 14, 110, 150)
    sheet.cut(boxes((x - 8, y - 24, x + 14, y - 2)), LAMP, 0.6)


def radio_mast(sheet: Sheet) -> None:
    """A lattice mast on a hill at night; its waves, the stars, a lit hut."""
    rng = sheet.random
    sheet.roll((0, NIGHT), (600, DEEP), (900, PETROL), (1010, LAKE))
    sheet.cut(discs(*[(rng.uniform(0, 1800), rng.random() ** 1.4 * 860, rng.choice((1.5, 2, 2, 3, 4))) for _ in range(260)]), PAPER, 0)
    x, top = 1140, 150
    for number, radius in enumerate(range(120, 1500, 124)):
        wave = sheet.mask(ring(x, top, radius, 24), 0)
        sheet.stipple(
            (LAMP, OCHRE, HAZE, LAKE)[min(3, number // 2)],
            wave.point([max(0, 190 - number * 15) if v else 0 for v in range(256)]),
        )
    sheet.cut(polygon((0, 1200), *ridge(rng, (0, 980), (1800, 900), 90), (1800, 1200)), DEEP)
    hill = sheet.cut(polygon((0, 1200), (0, 1090), (500, 1010), (900, 936), (1140, 914), (1420, 940), (1800, 1040), (1800, 1200)), INK)
    sheet.gouges(PETROL, [(rng.uniform(0, 1800), rng.uniform(960, 1200), rng.uniform(14, 44), 3) for _ in range(180)], -72, hill)
    _mast(sheet, x, top)
    sheet.cut(boxes((820, 880, 960, 950)), NIGHT)
    sheet.cut(polygon((800, 884), (890, 838), (980, 884)), NIGHT)
    sheet.lamp(OCHRE, 880, 916, 120, 120)
    sheet.cut(boxes((862, 898, 898, 930)), LAMP, 1)


def _mast(sheet: Sheet, x: float, top: float) -> None:
    foot = 920
    half = [(7 + 78 * (t / 10) ** 2.2, top + (foot - top) * t / 10) for t in range(11)]
    left, right = [(x - w, y) for w, y in half], [(x + w, y) for w, y in half]
    webs = [[left[i], right[i + 1], left[i + 1], right[i], left[i]] for i in range(10)]
    sheet.cut(lines(10, left, right), INK, 0.8)
    sheet.cut(lines(6, *webs), INK, 0.6)
    sheet.cut(lines(6, [(x, top), (x, top - 90)]), INK, 0)
    sheet.cut(
        lines(
            2,
            [(x, top + 60), (x - 560, 1010)],
            [(x, top + 60), (x + 560, 990)],
            [(x, 420), (x - 330, 980)],
            [(x, 420), (x + 330, 960)],
        ),
        INK,
        0,
    )
    for y in (top - 92, 420, 660):
        sheet.lamp(VERMILION, x, y, 70, 190)
        sheet.cut(discs((x, y, 9)), LAMP, 0.6)


def night_train(sheet: Sheet) -> None:
    """Two carriages with lit windows cross a snowy plain between birches."""
    rng = sheet.random
    sheet.roll((0, NIGHT), (420, DEEP), (620, PETROL))
    sheet.cut(discs((330, 220, 60)), PAPER, 1)
    sheet.stipple(MIST, sheet.glow(330, 220, 300, 160))
    sheet.cut(polygon((0, 640), *ridge(rng, (0, 540), (1800, 560), 34), (1800, 640)), INK)
    snow = sheet.cut(polygon((0, 620), (1800, 600), (1800, 1200), (0, 1200)), [(600, LAKE), (820, HAZE), (1200, MIST)])
    for x in range(150, 1800, 150):
        sheet.stipple(LAMP, sheet.glow(x + 20, 830, 130, 200, 0.5), snow)
    sheet.cut(boxes((0, 716, 1800, 740)), INK)
    _carriages(sheet)
    sheet.gouges(
        PAPER,
        [(rng.uniform(0, 1800), rng.uniform(800, 1200), rng.uniform(80, 420), rng.uniform(3, 12)) for _ in range(70)],
        -2,
        snow,
    )
    sheet.gouges(
        LAKE,
        [(rng.uniform(0, 1800), rng.uniform(840, 1200), rng.uniform(80, 360), rng.uniform(3, 10)) for _ in range(60)],
        -2,
        snow,
    )
    for x, wide in ((90, 40), (250, 22), (760, 46), (1330, 28), (1500, 58), (1720, 30)):
        trunk = sheet.cut(polygon((x - wide / 2, -10), (x + wide / 2, -10), (x + wide * 0.7, 1120), (x - wide * 0.7, 1120)), PAPER, 2.6)
        sheet.stipple(DEEP, sheet.side(x - wide, x + wide, 225), trunk)
        sheet.gouges(
            INK,
            [(x + rng.uniform(-wide / 2, wide / 3), y, wide * rng.uniform(0.4, 1), rng.uniform(6, 13)) for y in range(20, 1100, 64)],
            6,
            trunk,
        )
        sheet.stipple(DEEP, sheet.glow(x + 90, 1122, 150, 200, 0.12), snow)
    sheet.cut(discs(*[(rng.uniform(0, 1800), rng.uniform(0, 1200), rng.uniform(2, 5)) for _ in range(150)]), PAPER, 0.6)


def _carriages(sheet: Sheet) -> None:
    sides = sheet.cut(boxes((-40, 440, 1092, 700), (1128, 440, 1900, 700)), PETROL)
    sheet.stipple(INK, sheet.slope(560, 720, 220), sides)
    sheet.cut(boxes((-40, 418, 1080, 446), (1140, 418, 1900, 446), (1090, 470, 1130, 690)), INK)
    sheet.cut(boxes((-40, 634, 1092, 648), (1128, 634, 1900, 648)), VERMILION, 1)
    panes = [x for x in range(34, 1760, 142) if not 1010 < x < 1140]
    for x in panes:
        sheet.cut(boxes((x, 484, x + 94, 594)), LAMP, 1.2)
    sheet.cut(boxes(*[(x, 484, x + 94, 512) for x in panes[::2]]), OCHRE, 1)
    heads = [(x + 30 + i % 3 * 14, 560 - i % 2 * 8) for i, x in enumerate(panes) if i not in (3, 8)]
    sheet.cut(discs(*[(x, y, 17) for x, y in heads]), INK, 1)
    sheet.cut(polygons([[(x - 34, 596), (x - 22, y + 18), (x + 22, y + 18), (x + 34, 596)] for x, y in heads]), INK, 1)
    sheet.cut(discs(*[(x, 722, 30) for x in (80, 190, 830, 940, 1240, 1350)]), INK, 1)


def four_villages(sheet: Sheet) -> None:
    """Hills at nightfall with the lights of four villages; one headlight on the road between."""
    rng = sheet.random
    sheet.roll((0, DEEP), (300, PLUM), (470, RUST), (600, OCHRE))
    sheet.gouges(ROSE, [(rng.uniform(0, 1800), rng.uniform(220, 470), rng.uniform(200, 700), rng.uniform(3, 10)) for _ in range(26)], -2)
    hills = ((560, PLUM), (690, MOSS), (830, PETROL), (980, DEEP))
    lamps = []
    for number, (base, ink) in enumerate(hills):
        top = [(x, base + 60 * math.sin(x / (300 + number * 50) + number * 2.1) + rng.uniform(-3, 3)) for x in range(-10, 1830, 20)]
        hill = sheet.cut(polygon((0, 1200), *top, (1800, 1200)), ink)
        sheet.stipple((OCHRE, LAMP, HAZE, LAKE)[number], sheet.slope(base + 70, base - 60, 170), hill)
        sheet.gouges(
            (RUST, DEEP, NIGHT, INK)[number],
            [(rng.uniform(0, 1800), base + 90 + rng.uniform(0, 90), rng.uniform(90, 300), 4) for _ in range(40)],
            -5 + number * 4,
            hill,
        )
        lamps.append(top[(12, 66, 30, 74)[number]])
    for number, (x, y) in enumerate(lamps):
        _village(sheet, x, y + 12, 0.55 + number * 0.24)
    road = [(x, 1120 + 34 * math.sin(x / 210) - 60 * (x / 1800) ** 2) for x in range(-20, 1841, 20)]
    sheet.cut(lines(34, road), INK, 2)
    _moped(sheet, *road[44])


def _moped(sheet: Sheet, x: float, y: float) -> None:
    sheet.stipple(LAMP, sheet.glow(x + 210, y + 4, 230, 255, 0.24))
    sheet.stipple(LAMP, sheet.side(x + 560, x - 300, 255), sheet.mask(polygon((x + 40, y - 44), (x + 470, y - 120), (x + 470, y + 26)), 3))
    sheet.cut(discs((x - 36, y - 18, 20), (x + 36, y - 18, 20)), INK, 0.8)
    sheet.cut(discs((x - 36, y - 18, 9), (x + 36, y - 18, 9)), HAZE, 0.6)
    sheet.cut(polygon((x - 52, y - 42), (x - 6, y - 48), (x + 10, y - 24), (x - 34, y - 20)), INK, 0.8)
    sheet.cut(lines(7, [(x + 36, y - 18), (x + 24, y - 70), (x + 10, y - 72)], [(x - 8, y - 36), (x + 4, y - 16)]), INK, 0.6)
    sheet.cut(
        polygon(
            (x - 40, y - 46),
            (x - 30, y - 96),
            (x - 2, y - 98),
            (x + 20, y - 72),
            (x + 16, y - 64),
            (x - 6, y - 74),
            (x - 8, y - 44),
        ),
        VERMILION,
        0.8,
    )
    sheet.cut(discs((x - 12, y - 114, 16)), INK, 0.8)
    sheet.cut(boxes((x - 66, y - 74, x - 38, y - 46)), PAPER, 0.8)
    sheet.cut(boxes((x - 54, y - 70, x - 50, y - 50), (x - 62, y - 62, x - 42, y - 58)), PETROL, 0)
    sheet.cut(discs((x + 34, y - 52, 9)), PAPER, 0.6)


def _village(sheet: Sheet, x: float, y: float, size: float) -> None:
    rng = sheet.random
    for number in range(5):
        left, wide, high = x + (number - 2) * 62 * size, 46 * size, 30 * size
        foot = y + rng.uniform(-6, 8)
        sheet.cut(
            polygon(
                (left, foot),
                (left, foot - high),
                (left + wide / 2, foot - high * 1.9),
                (left + wide, foot - high),
                (left + wide, foot),
            ),
            INK,
            1,
        )
        sheet.cut(boxes((left + wide * 0.35, foot - high * 0.8, left + wide * 0.62, foot - high * 0.3)), LAMP, 0.6)
    sheet.lamp(OCHRE, x, y - 14, 190 * size, 90, 0.5)
