"""Scenes on the river: the bridge, the ferry, the harbour, the chart."""

from tamizdat.newsroom.demo.drawing.canvas import Point, Sheet, boxes, discs, lines, polygon, polygons, ridge
from tamizdat.newsroom.demo.drawing.inks import (
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
    VERMILION,
)


def bridge_dusk(sheet: Sheet) -> None:
    """A trussed bridge at dusk, lamps on it, their light in the water."""
    rng = sheet.random
    sheet.roll((0, DEEP), (220, PETROL), (430, LAKE), (560, ROSE), (650, LAMP))
    sheet.stipple(PAPER, sheet.glow(1250, 640, 520, 170, 0.5))
    sheet.cut(discs((1250, 628, 62)), VERMILION)
    sheet.gouges(ROSE, [(rng.uniform(0, 1800), 250 + rng.random() ** 2 * 300, rng.uniform(90, 420), rng.uniform(2, 7)) for _ in range(60)])
    far = sheet.cut(polygon((0, 700), *ridge(rng, (0, 610), (1800, 640), 30), (1800, 700)), PETROL)
    sheet.stipple(HAZE, sheet.slope(600, 690, 120), far)
    _town(sheet)
    sheet.cut(boxes((0, 676, 1800, 1200)), [(676, ROSE), (740, LAKE), (950, PETROL), (1200, NIGHT)])
    sheet.gouges(
        LAMP,
        [(1250 + rng.gauss(0, 20 + (y - 680) * 0.16), y, rng.uniform(30, 190), rng.uniform(3, 8)) for y in range(684, 1010, 6)],
    )
    sheet.gouges(DEEP, [(rng.uniform(0, 1800), 690 + rng.random() * 500, rng.uniform(60, 360), rng.uniform(2, 9)) for _ in range(190)])
    sheet.gouges(VERMILION, [(1250 + rng.gauss(0, 12), y, rng.uniform(20, 90), 5) for y in range(690, 800, 16)])
    _bridge(sheet)
    bank = sheet.cut(polygon((0, 1200), *ridge(rng, (0, 1010), (1000, 1210), 30), (1000, 1200)), INK)
    sheet.gouges(PETROL, [(rng.uniform(0, 700), 1040 + rng.random() * 150, rng.uniform(10, 60), 3) for _ in range(70)], -60, bank)


def _town(sheet: Sheet) -> None:
    rng = sheet.random
    left = 30.0
    while left < 900:
        wide, high = rng.uniform(26, 74), rng.uniform(12, 40)
        eaves = 664 - high
        sheet.cut(
            polygon((left, 690), (left, eaves), (left + wide / 2, eaves - wide * 0.26), (left + wide, eaves), (left + wide, 690)), PLUM, 1.2
        )
        sheet.cut(boxes((left + wide * 0.3, eaves + 5, left + wide * 0.3 + 5, eaves + 11)), LAMP, 0)
        left += wide + rng.choice((0, 0, 0, 26))
    sheet.cut(polygon((470, 690), (470, 596), (486, 520), (502, 596), (502, 690)), PLUM, 1.2)
    sheet.cut(boxes((760, 556, 770, 680), (782, 580, 792, 680)), PLUM, 1.2)


def _bridge(sheet: Sheet) -> None:
    deck: list[Point] = [(x, 560 - 0.05 * x + 26 * (x / 1800) ** 2) for x in range(-20, 1840, 20)]
    arcs = [_truss(deck, start, start + 26) for start in (4, 32, 60)]
    sheet.cut(lines(16, deck), INK, 1.6)
    sheet.cut(lines(7, *[path for arc in arcs for path in arc]), INK, 1.2)
    piers = [(deck[i][0], deck[i][1]) for i in (3, 31, 59, 87)]
    sheet.cut(polygons([[(x - 18, y), (x + 18, y), (x + 30, 800), (x - 30, 800)] for x, y in piers]), INK)
    sheet.gouges(INK, [(x + sheet.random.gauss(0, 12), y, sheet.random.uniform(40, 110), 7) for x, _ in piers for y in range(800, 960, 13)])
    lamps = [(x, y - 44) for x, y in deck[2::6]]
    sheet.cut(lines(4, *[[(x, y), (x, y + 44)] for x, y in lamps]), INK, 0)
    for x, y in lamps:
        sheet.lamp(LAMP, x, y, 26, 150)
    sheet.cut(discs(*[(x, y, 7) for x, y in lamps]), PAPER, 1)
    sheet.gouges(LAMP, [(x + sheet.random.gauss(0, 4), y, sheet.random.uniform(10, 44), 4) for x, _ in lamps for y in range(720, 900, 15)])


def _truss(deck: list[Point], first: int, last: int) -> list[list[Point]]:
    span = deck[first : last + 1]
    rise = [118 * (1 - (2 * i / (len(span) - 1) - 1) ** 2) for i in range(len(span))]
    top = [(x, y - r) for (x, y), r in zip(span, rise, strict=True)]
    webs = [[span[i], top[i + 2], span[i + 2]] for i in range(0, len(span) - 2, 2)]
    return [top, *webs]


def ferry_fog(sheet: Sheet) -> None:
    """A small ferry lying still in fog, one lamp lit, the far bank a shadow."""
    rng = sheet.random
    sheet.roll((0, HAZE), (380, MIST), (600, PAPER), (760, MIST), (1200, LAKE))
    sheet.stipple(PAPER, sheet.glow(560, 330, 420, 210))
    sheet.cut(discs((560, 330, 70)), PAPER, 1)
    far = sheet.cut(polygon((0, 640), *ridge(rng, (0, 560), (1800, 520), 50), (1800, 640)), MIST, 3)
    sheet.stipple(HAZE, sheet.slope(640, 520, 150), far)
    sheet.cut(boxes(*[(x, 560 - h, x + 16, 600) for x, h in ((1320, 110), (1352, 60), (1500, 90), (1540, 150), (1600, 50))]), HAZE, 3)
    sheet.gouges(PAPER, [(rng.uniform(0, 1800), 540 + rng.random() * 130, rng.uniform(300, 900), rng.uniform(6, 22)) for _ in range(22)])
    sheet.stipple(PAPER, sheet.slope(840, 700, 120), sheet.mask(boxes((0, 690, 1800, 860)), 0))
    _ferry(sheet, 1010, 760)
    sheet.gouges(
        PAPER,
        [(rng.uniform(0, 1800), 772 + rng.random() ** 2 * 420, rng.uniform(60, 420), rng.uniform(2, 8)) for _ in range(120)],
    )
    sheet.gouges(PETROL, [(rng.uniform(0, 1800), 830 + rng.random() * 370, rng.uniform(80, 420), rng.uniform(2, 9)) for _ in range(130)])


def _ferry(sheet: Sheet, x: float, y: float) -> None:
    rng = sheet.random
    hull = polygon((x - 430, y - 96), (x + 440, y - 128), (x + 372, y + 14), (x - 360, y + 14))
    sheet.gouges(
        DEEP,
        [(x + rng.gauss(0, 40), v, rng.uniform(300, 760) * (1 - (v - y) / 330), 12) for v in range(int(y) + 8, int(y) + 210, 12)],
    )
    sheet.cut(boxes((x - 250, y - 236, x + 220, y - 100), (x - 120, y - 318, x + 96, y - 232)), PAPER)
    shade = sheet.mask(boxes((x - 250, y - 236, x + 220, y - 100), (x - 120, y - 318, x + 96, y - 232)))
    sheet.stipple(LAKE, sheet.side(x - 150, x + 320, 210), shade)
    sheet.cut(hull, DEEP)
    sheet.cut(polygon((x - 405, y - 60), (x + 422, y - 90), (x + 414, y - 74), (x - 398, y - 42)), VERMILION, 1.4)
    sheet.cut(boxes(*[(x - 225 + i * 62, y - 208, x - 185 + i * 62, y - 150) for i in range(7)]), DEEP, 1.4)
    sheet.cut(boxes(*[(x - 100 + i * 50, y - 298, x - 64 + i * 50, y - 256) for i in range(4)]), DEEP, 1.4)
    sheet.cut(polygon((x - 20, y - 318), (x + 60, y - 318), (x + 48, y - 396), (x - 8, y - 396)), VERMILION)
    sheet.cut(boxes((x - 12, y - 400, x + 52, y - 376)), NIGHT, 1.4)
    sheet.cut(
        lines(
            5,
            [(x - 90, y - 318), (x - 90, y - 470)],
            [(x - 90, y - 452), (x - 330, y - 98)],
            [(x - 90, y - 452), (x + 380, y - 128)],
        ),
        NIGHT,
        0.8,
    )
    sheet.lamp(LAMP, x - 90, y - 470, 120, 190)
    sheet.cut(discs((x - 90, y - 470, 13)), PAPER, 1)
    sheet.cut(boxes((x - 163, y - 208, x - 123, y - 150)), OCHRE, 1.4)
    sheet.cut(lines(4, [(x - 418, y - 126), (x - 250, y - 132)], [(x + 220, y - 148), (x + 430, y - 158)]), NIGHT, 0)
    sheet.cut(lines(3, *[[(u, y - 130), (u, y - 96)] for u in range(int(x) - 412, int(x) - 250, 32)]), NIGHT, 0)
