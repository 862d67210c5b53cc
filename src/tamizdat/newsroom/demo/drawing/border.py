"""Scenes of the border: the chart, the lorries in the queue, the net loft where the newspaper is made, the umbrellas."""

import math

from PIL import ImageDraw, ImageFont

from tamizdat.newsroom.demo.drawing.canvas import Point, Sheet, boxes, discs, lines, polygon, polygons, ridge, ring
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


def river_chart(sheet: Sheet) -> None:
    """A chart of the river: depths, the old channel in red, the new one in black, a pair of dividers across both."""
    rng = sheet.random
    sheet.stipple(BONE, sheet.glow(900, 600, 1400, 120))
    for number, ink in enumerate((MIST, HAZE, LAKE, PETROL)):
        share = 1 - number * 0.25
        shift = number * 46
        upper = [(x, _course(x) - 330 * share + shift + 20 * math.sin(x / 97 + number)) for x in range(-20, 1840, 20)]
        lower = [(x, _course(x) + 330 * share + shift * 0.4 + 24 * math.sin(x / 131 + number * 2)) for x in range(1840, -20, -20)]
        band = sheet.cut(polygon(*upper, *lower), ink, 2)
        sheet.stipple(PAPER, sheet.glow(500, 500, 900, 80), band)
        sheet.cut(lines(3, upper, lower[::-1]), DEEP, 0)
    island = polygon(
        *[
            (600 + 150 * math.cos(a / 8) * (1 + 0.12 * math.sin(a)), 660 + 46 * math.sin(a / 8) * (1 + 0.2 * math.sin(a * 1.7)))
            for a in range(51)
        ]
    )
    sheet.cut(island, BONE, 3)
    sheet.gouges(PETROL, [(rng.uniform(500, 700), rng.uniform(640, 690), 24, 4) for _ in range(30)], 80, sheet.mask(island))
    old = [(x, _course(x) - 20) for x in range(-20, 1840, 10)]
    new = [(x, _course(x) + 96 + 24 * math.sin(x / 210)) for x in range(-20, 1840, 10)]
    sheet.cut(lines(7, *[old[i : i + 4] for i in range(0, len(old), 6)]), VERMILION, 0.6)
    sheet.cut(lines(7, new), INK, 0.6)
    _soundings(sheet)
    _rose(sheet, 1560, 190)
    _dividers(sheet, (1010, _course(1010) - 20), (1080, _course(1080) + 96 + 24 * math.sin(1080 / 210)))


def _course(x: float) -> float:
    return 640 + 190 * math.sin(x / 520 + 0.6) - 0.1 * (x - 900)


def _soundings(sheet: Sheet) -> None:
    rng, draw = sheet.random, ImageDraw.Draw(sheet.image)
    font = ImageFont.load_default(23)
    for x in range(40, 1800, 74):
        for step in range(-4, 5):
            y = _course(x) + step * 66 + rng.uniform(-16, 16)
            depth = 9.4 - abs(step - 1) * 1.9 + rng.uniform(-0.4, 0.4)
            if depth > 0.4 and not (430 < x < 780 and 590 < y < 720):
                draw.text((x + rng.uniform(-14, 14), y), f"{depth:.1f}", font=font, fill=PAPER if depth > 5 else DEEP)


def _rose(sheet: Sheet, x: float, y: float) -> None:
    for radius, width in ((124, 4), (112, 2), (70, 2)):
        sheet.ink(DEEP, sheet.mask(ring(x, y, radius, width), 0))
    for number in range(16):
        a, length = math.radians(number * 22.5 - 90), (146, 62, 96, 62)[number % 4]
        tip = (x + length * math.cos(a), y + length * math.sin(a))
        for side in (-1, 1):
            base = (x + 17 * math.cos(a + side * 0.78), y + 17 * math.sin(a + side * 0.78))
            ink = (VERMILION if number == 0 else DEEP) if side > 0 else PAPER
            sheet.cut(polygon((x, y), tip, base), ink, 0)
            sheet.cut(lines(2, [(x, y), tip, base]), DEEP, 0)


def _dividers(sheet: Sheet, one: Point, two: Point) -> None:
    head = (1330, 150)
    for ink, dx, dy, blur in ((DEEP, 42, 30, 5), (INK, 0, 0, 1)):
        legs = [
            polygon(
                (head[0] + dx + s * 22, head[1] + dy),
                (head[0] + dx - s * 6, head[1] + dy + 26),
                (p[0] + dx * 0.3, p[1] + dy * 0.3),
            )
            for p, s in ((one, -1), (two, 1))
        ]
        for leg in legs:
            mask = sheet.mask(leg, blur)
            if dx:
                sheet.stipple(ink, mask.point([v * 170 // 255 for v in range(256)]))
            else:
                sheet.ink(ink, mask)
    for point, side in ((one, -1), (two, 1)):
        middle = (head[0] * 0.55 + point[0] * 0.45 + side * 5, head[1] * 0.55 + point[1] * 0.45)
        sheet.cut(lines(9, [(head[0] + side * 8, head[1] + 20), middle]), OCHRE, 0.8)
        sheet.cut(discs((*point, 6)), PAPER, 0.4)
    sheet.cut(discs((*head, 42)), OCHRE, 1)
    sheet.stipple(RUST, sheet.side(head[0] - 10, head[0] + 50, 220), sheet.mask(discs((*head, 42))))
    sheet.cut(discs((*head, 15)), INK, 1)


def lorries(sheet: Sheet) -> None:
    """A column of lorries on the embankment road at night, seen from behind; far ahead, the bridge."""
    rng = sheet.random
    sheet.roll((0, NIGHT), (330, DEEP), (520, PLUM), (612, ROSE))
    sheet.cut(discs(*[(rng.uniform(0, 1800), rng.random() ** 1.6 * 420, rng.choice((1.5, 2, 3))) for _ in range(120)]), PAPER, 0)
    sheet.cut(polygon((0, 660), *ridge(rng, (0, 590), (1800, 570), 24), (1800, 660)), DEEP)
    sheet.cut(boxes((0, 628, 1800, 1200)), [(628, PETROL), (1200, NIGHT)])
    sheet.cut(lines(7, [(930, 606), (1800, 548)], *[[(x, 606 - (x - 930) * 0.066), (x, 650)] for x in (1060, 1240, 1450, 1700)]), INK, 1)
    arcs = [
        [(x0 + i * wide / 12, 603 - (x0 + i * wide / 12 - 930) * 0.066 - 50 * wide / 200 * (1 - (i / 6 - 1) ** 2)) for i in range(13)]
        for x0, wide in ((1060, 180), (1240, 210), (1450, 250))
    ]
    sheet.cut(lines(5, *arcs), INK, 1)
    road = sheet.cut(polygon((840, 640), (880, 640), (1720, 1200), (130, 1200)), [(640, PLUM), (1200, INK)])
    sheet.gouges(
        BONE,
        [(858 + (t - 640) * 1.32, t, 6 + (t - 640) * 0.13, 2 + (t - 640) * 0.014) for t in (660, 684, 716, 760, 820, 900, 1000, 1130)],
        33,
        road,
    )
    for number in range(9, -1, -1):
        _lorry(sheet, 0.62**number)
    sheet.gouges(VERMILION, [(rng.gauss(520, 130), rng.uniform(1090, 1200), rng.uniform(40, 170), 5) for _ in range(26)])
    sheet.gouges(MIST, [(rng.uniform(1000, 1800), rng.uniform(650, 900), rng.uniform(30, 160), 2.6) for _ in range(46)])


def _lorry(sheet: Sheet, size: float) -> None:
    x, foot = 858 - 330 * size, 640 + 430 * size
    wide, high = 215 * size, 470 * size
    eye, far = (858, 640), 0.24
    right = [(x + wide, foot - high), (x + wide, foot - 40 * size)]
    side = [*right, *[(u + (eye[0] - u) * far, v + (eye[1] - v) * far) for u, v in reversed(right)]]
    sheet.cut(polygon(*side), INK, min(2.0, 0.6 + size))
    back = sheet.cut(boxes((x - wide, foot - high, x + wide, foot - 40 * size)), [(foot - high, LAKE), (foot, DEEP)], min(2.2, 0.6 + size))
    sheet.stipple(INK, sheet.slope(foot - high * 0.7, foot, 200), back)
    if size > 0.08:
        rods = [[(x + s * wide * 0.13, foot - high * 0.92), (x + s * wide * 0.13, foot - high * 0.14)] for s in (-1, 1)]
        sheet.cut(lines(max(1, int(8 * size)), [(x, foot - high), (x, foot - 50 * size)], *rods), NIGHT, 0)
        sheet.cut(
            boxes(*[(x + s * 130 * size - 46 * size, foot - 50 * size, x + s * 130 * size + 46 * size, foot + 36 * size) for s in (-1, 1)]),
            INK,
            1,
        )
    if size > 0.4:
        sheet.gouges(
            HAZE,
            [(x + s * wide * (0.3 + 0.16 * i), foot - high * 0.56, high * 0.7, 6 * size) for s in (-1, 1) for i in range(4)],
            90,
        )
        sheet.cut(boxes((x - 60 * size, foot - 96 * size, x + 60 * size, foot - 60 * size)), BONE, 1)
    for side_of in (-1, 1):
        lamp = (x + side_of * wide * 0.86, foot - 74 * size)
        sheet.lamp(VERMILION, *lamp, 30 + 130 * size, 190)
        sheet.cut(discs((*lamp, 3 + 18 * size)), VERMILION, 0.8)
        sheet.cut(discs((*lamp, 1 + 8 * size)), LAMP, 0.6)


def net_loft(sheet: Sheet) -> None:
    """The old net loft on the quay at night, its upper floor lit, nets drying; this is where the paper is made."""
    rng = sheet.random
    sheet.roll((0, NIGHT), (500, DEEP), (800, PETROL))
    sheet.cut(discs(*[(rng.uniform(0, 1800), rng.random() ** 1.4 * 600, rng.choice((1.5, 2, 3))) for _ in range(150)]), PAPER, 0)
    wall = sheet.cut(polygon((420, 850), (420, 390), (900, 190), (1380, 390), (1380, 850)), [(200, RUST), (850, PLUM)])
    sheet.gouges(INK, [(430 + rng.random() * 950, 240 + (n % 44) * 14, rng.uniform(22, 46), 3) for n in range(520)], 0, wall)
    sheet.stipple(INK, sheet.side(700, 1500, 220), wall)
    sheet.cut(polygons([[(380, 404), (900, 176), (1420, 404), (1420, 366), (900, 136), (380, 366)]]), INK)
    panes = [(500 + i * 138, 450) for i in range(6)]
    sheet.lamp(OCHRE, 850, 520, 560, 110, 0.5)
    sheet.cut(boxes(*[(x, y, x + 92, y + 130) for x, y in panes]), LAMP)
    sheet.cut(
        lines(6, *[[(x + 46, y), (x + 46, y + 130)] for x, y in panes], *[[(x, y + 52), (x + 92, y + 52)] for x, y in panes]),
        PLUM,
        0.6,
    )
    for x in (545, 830, 1110):
        sheet.cut(polygon((x - 34, 580), (x - 24, 528), (x + 22, 528), (x + 32, 580)), INK, 1)
        sheet.cut(discs((x, 508, 20)), INK, 1)
    sheet.cut(discs((900, 312, 46)), LAMP, 1)
    sheet.cut(lines(6, [(854, 312), (946, 312)], [(900, 266), (900, 358)]), PLUM, 0.6)
    sheet.cut(boxes(*[(x, 670, x + 92, 760) for x, _ in panes if x not in (776, 914)], (790, 650, 1000, 850)), INK)
    sheet.cut(lines(9, [(760, 240), (760, 210), (640, 210)], [(650, 210), (650, 300)]), INK, 0.6)
    sheet.cut(boxes((0, 846, 1800, 900)), INK)
    sheet.cut(boxes((0, 896, 1800, 1200)), [(896, DEEP), (1200, NIGHT)])
    sheet.gouges(
        LAMP,
        [(x + 46 + rng.gauss(0, 16), y, rng.uniform(30, 110), rng.uniform(3, 8)) for x, _ in panes for y in range(912, 1150, 13)],
    )
    sheet.gouges(PETROL, [(rng.uniform(0, 1800), rng.uniform(904, 1200), rng.uniform(60, 300), rng.uniform(2, 7)) for _ in range(120)])
    _nets(sheet)


def _nets(sheet: Sheet) -> None:
    poles = [(90, 850), (230, 850), (370, 850), (1470, 850), (1610, 850), (1750, 850)]
    sheet.cut(lines(10, *[[(x, y), (x, y - 250)] for x, y in poles]), INK, 1)
    for left in (90, 230, 1470, 1610):
        hang = [[(left + 140 * t / 8, 610 + 60 * math.sin(math.pi * t / 8) + drop) for t in range(9)] for drop in range(0, 190, 19)]
        cords = [[(left + 140 * t / 10, 612 + 58 * math.sin(math.pi * t / 10)), (left + 140 * t / 10 + 6, 800)] for t in range(11)]
        sheet.cut(lines(2, *hang, *cords), HAZE, 0)
        sheet.cut(discs(*[(x, y, 7) for x, y in hang[0][::2]]), VERMILION if left == 1470 else OCHRE, 0.6)


def umbrellas(sheet: Sheet) -> None:
    """A queue in the rain from above: dark umbrellas on wet cobbles, one of them red."""
    rng = sheet.random
    sheet.roll((0, PETROL), (600, LAKE), (1200, PETROL))
    stones = [(x + (row % 2) * 30 + rng.uniform(-4, 4), row * 40 + rng.uniform(-3, 3)) for row in range(31) for x in range(-30, 1830, 60)]
    sheet.cut(boxes(*[(x, y, x + rng.uniform(48, 54), y + rng.uniform(31, 35)) for x, y in stones]), DEEP, 2.4)
    sheet.stipple(HAZE, sheet.glow(1300, 300, 900, 130))
    places = [
        (-40, 880),
        (170, 800),
        (370, 845),
        (560, 730),
        (770, 770),
        (960, 650),
        (1150, 690),
        (1330, 545),
        (1530, 560),
        (1700, 400),
        (1850, 330),
        (640, 1010),
        (300, 1120),
        (1230, 930),
        (1010, 330),
    ]
    for number, (x, y) in enumerate(places):
        red = number == 6
        _umbrella(
            sheet,
            x,
            y,
            rng.uniform(104, 132),
            rng.uniform(0, 45),
            VERMILION if red else (INK, NIGHT, PLUM, DEEP)[number % 4],
            RUST if red else INK,
        )
    sheet.gouges(MIST, [(rng.uniform(0, 1800), rng.uniform(0, 1200), rng.uniform(26, 70), 2.4) for _ in range(240)], 64)
    sheet.gouges(PAPER, [(rng.uniform(0, 1800), rng.uniform(0, 1200), 9, 5) for _ in range(90)], 10)


def _umbrella(sheet: Sheet, x: float, y: float, r: float, turn: float, ink: str, shade: str) -> None:
    def rim(number: float, radius: float = r) -> Point:
        a = math.radians(turn + number * 45)
        return x + radius * math.cos(a), y + radius * math.sin(a)

    sheet.stipple(INK, sheet.glow(x + 46, y + 62, r * 1.35, 255, 0.9))
    whole = [p for n in range(8) for p in (rim(n), rim(n + 0.5, r * 0.91))]
    cloth = sheet.cut(polygon(*whole), ink, 1.4)
    sheet.cut(
        polygons([[(x, y), rim(n), rim(n + 0.5, r * 0.91), rim(n + 1)] for n in range(0, 8, 2)]),
        shade if ink != INK else NIGHT,
        1,
    )
    sheet.stipple(ROSE if ink == VERMILION else HAZE, sheet.glow(x - r * 0.4, y - r * 0.45, r * 0.9, 190), cloth)
    sheet.cut(lines(3, *[[(x, y), rim(n)] for n in range(8)]), INK if ink != INK else PETROL, 0)
    sheet.cut(discs((x, y, 6)), OCHRE, 0.6)
