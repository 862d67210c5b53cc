"""Scenes in the city: the ministry, the tram, the market, the harbour."""

from tamizdat.newsroom.demo.drawing.canvas import Point, Sheet, boxes, discs, lines, polygon, polygons, ridge
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


def ministry_night(sheet: Sheet) -> None:
    """A ministry's façade at night in the rain; one window is lit."""
    rng = sheet.random
    sheet.roll((0, NIGHT), (700, DEEP), (1200, NIGHT))
    front = sheet.cut(polygon((210, 1010), (210, 190), (1800, 60), (1800, 1010)), [(60, DEEP), (1000, PETROL)])
    sheet.stipple(NIGHT, sheet.side(900, 1900, 230), front)
    sheet.cut(polygon((180, 196), (1800, 44), (1800, 92), (180, 236)), INK)
    columns = [(262 + i * 172, 172 - i * 14) for i in range(9)]
    for x, top in columns:
        body = sheet.cut(polygon((x, top + 96), (x + 62, top + 92), (x + 62, 1004), (x, 1004)), [(100, PETROL), (1004, LAKE)])
        sheet.stipple(NIGHT, sheet.side(x + 4, x + 66, 255), body)
    panes = [(x + 84, top + 156 + row * 208) for x, top in columns for row in range(4)]
    sheet.cut(boxes(*[(x, y, x + 66, y + 132) for x, y in panes]), INK, 1.4)
    sheet.gouges(LAKE, [(x + 33, y + 144, 92, 7) for x, y in panes])
    x, y = panes[4 * 3 + 2]
    sheet.lamp(OCHRE, x + 33, y + 66, 330, 120)
    sheet.cut(boxes((x, y, x + 66, y + 132)), LAMP, 1.4)
    sheet.cut(lines(6, [(x + 33, y), (x + 33, y + 132)], [(x, y + 50), (x + 66, y + 50)]), RUST, 0.6)
    sheet.cut(polygon((x + 12, y + 132), (x + 20, y + 96), (x + 34, y + 92), (x + 46, y + 132)), INK, 0.8)
    sheet.cut(discs((x + 29, y + 82, 12)), INK, 0.8)
    sheet.cut(boxes((150, 1000, 1800, 1034), (110, 1034, 1800, 1066)), LAKE)
    sheet.cut(boxes((0, 1062, 1800, 1200)), [(1062, NIGHT), (1200, INK)])
    sheet.gouges(OCHRE, [(x + 30 + rng.gauss(0, 26), v, rng.uniform(30, 150), rng.uniform(3, 7)) for v in range(1070, 1196, 7)])
    sheet.gouges(LAKE, [(rng.uniform(0, 1800), rng.uniform(1070, 1200), rng.uniform(40, 260), 4) for _ in range(50)])
    sheet.gouges(LAKE, [(rng.uniform(0, 1800), rng.uniform(0, 1060), rng.uniform(40, 120), 2.4) for _ in range(210)], 76)
    _flag(sheet)


def _flag(sheet: Sheet) -> None:
    sheet.cut(lines(7, [(98, 1062), (98, 250)]), INK, 0.6)
    sheet.cut(polygons([[(102, 262), (178, 300), (166, 420), (196, 520), (102, 470)]]), VERMILION)
    shade = sheet.mask(polygons([[(102, 262), (178, 300), (166, 420), (196, 520), (102, 470)]]))
    sheet.stipple(PLUM, sheet.side(96, 196, 200), shade)
    sheet.cut(discs((98, 244, 9)), PAPER, 0.6)


def harbour(sheet: Sheet) -> None:
    """Harbour cranes at daybreak over stacked containers."""
    rng = sheet.random
    sheet.roll((0, LAKE), (330, MIST), (620, PAPER), (760, ROSE))
    sheet.stipple(PAPER, sheet.glow(430, 640, 640, 230, 0.7))
    sheet.gouges(PAPER, [(rng.uniform(0, 1800), rng.uniform(60, 520), rng.uniform(160, 620), rng.uniform(3, 13)) for _ in range(36)])
    sheet.cut(polygon((0, 820), *ridge(rng, (0, 730), (1800, 690), 26), (1800, 820)), MIST, 2)
    for x, foot, size, ink in ((330, 800, 0.66, HAZE), (760, 830, 0.85, LAKE), (1290, 880, 1.2, DEEP)):
        _crane(sheet, x, foot, size, ink)
    _containers(sheet)
    sheet.cut(boxes((0, 984, 1800, 1200)), [(984, PETROL), (1200, NIGHT)])
    sheet.cut(boxes((0, 966, 1800, 992)), INK)
    sheet.gouges(ROSE, [(430 + rng.gauss(0, 160), rng.uniform(1000, 1200), rng.uniform(60, 260), rng.uniform(3, 9)) for _ in range(50)])
    sheet.gouges(HAZE, [(rng.uniform(0, 1800), rng.uniform(1000, 1200), rng.uniform(60, 360), rng.uniform(2, 8)) for _ in range(90)])
    birds = [(rng.uniform(100, 1000), rng.uniform(110, 400)) for _ in range(9)]
    sheet.gouges(INK, [(x - 14, y, 34, 5) for x, y in birds], 22)
    sheet.gouges(INK, [(x + 14, y, 34, 5) for x, y in birds], -22)


def _crane(sheet: Sheet, x: float, foot: float, size: float, ink: str) -> None:
    def at(u: float, v: float) -> tuple[float, float]:
        return x + u * size, foot - v * size

    legs = [
        [at(-90, 0), at(-70, 420)],
        [at(90, 0), at(70, 420)],
        [at(-82, 190), at(82, 190)],
        [at(-78, 190), at(72, 420)],
        [at(78, 190), at(-72, 420)],
    ]
    jib = [
        [at(-250, 430), at(420, 430)],
        [at(0, 430), at(0, 640)],
        [at(0, 640), at(420, 440)],
        [at(0, 640), at(-250, 440)],
        [at(0, 640), at(210, 436)],
    ]
    sheet.cut(lines(int(17 * size), *legs), ink, 1)
    sheet.cut(lines(int(24 * size), jib[0]), ink, 1)
    sheet.cut(lines(max(3, int(7 * size)), *jib[1:]), ink, 0.6)
    sheet.cut(boxes((*at(-250, 470), *at(-150, 392)), (*at(150, 428), *at(206, 384))), ink, 1)
    sheet.cut(lines(3, [at(178, 390), at(178, 236)]), ink, 0)
    sheet.cut(boxes((*at(128, 240), *at(228, 196))), VERMILION if size > 1 else ink, 1)


def _containers(sheet: Sheet) -> None:
    rng = sheet.random
    inks = (PETROL, LAKE, OCHRE, RUST, DEEP, PLUM, HAZE)
    for column in range(11):
        for row in range(rng.choice((1, 2, 2, 3, 3)) if column not in (4, 5) else 1):
            x, y = column * 168 - 20, 968 - row * 76
            box = sheet.cut(boxes((x, y - 72, x + 160, y)), inks[(column * 3 + row * 5 + rng.randrange(2)) % 7], 1.2)
            sheet.gouges(INK, [(x + 12 + i * 17, y - 36, 66, 4) for i in range(9)], 90, box)
            sheet.stipple(INK, sheet.side(x + 60, x + 200, 190), box)


def tram(sheet: Sheet) -> None:
    """A street at dusk in snow; tram no. 6 comes towards us with its lamp lit."""
    rng = sheet.random
    sheet.roll((0, NIGHT), (400, PETROL), (640, HAZE), (700, ROSE))
    _street(sheet)
    snow = sheet.cut(
        polygon((0, 1200), (0, 960), (740, 690), (1060, 690), (1800, 980), (1800, 1200)), [(690, ROSE), (800, HAZE), (1200, MIST)]
    )
    sheet.stipple(PETROL, sheet.side(1000, 1900, 200), snow)
    for near, far in ((560, 872), (740, 892), (1120, 918), (1330, 938)):
        sheet.cut(polygon((near, 1200), (near + 26, 1200), (far + 3, 692), (far, 692)), DEEP, 1)
    sheet.stipple(LAMP, sheet.glow(640, 1080, 420, 240, 0.3), snow)
    _tram(sheet, 690, 1040)
    wires = [
        [(690, 372), (900, 640)],
        [(-20, 120), (910, 640)],
        [(1820, 60), (920, 640)],
        [(0, 300), (1800, 250)],
        [(0, 470), (1800, 440)],
    ]
    sheet.cut(lines(3, *wires), INK, 0)
    for x, foot, tall in ((1420, 930, 470), (1216, 820, 290), (1110, 764, 180)):
        sheet.cut(lines(max(4, tall // 46), [(x, foot), (x, foot - tall), (x - tall // 6, foot - tall - 14)]), INK, 0.6)
        sheet.lamp(LAMP, x - tall // 6, foot - tall, tall * 0.34, 190)
        sheet.cut(discs((x - tall // 6, foot - tall - 4, tall / 40)), PAPER, 0.6)
        sheet.stipple(LAMP, sheet.glow(x - tall // 5, foot + 10, tall * 0.5, 190, 0.24), snow)
    sheet.stipple(NIGHT, sheet.glow(1700, 1128, 260, 220, 0.1))
    _walker(sheet, 1570, 1136)
    flakes = [(rng.uniform(0, 1800), rng.uniform(0, 1200), rng.choice((2, 3, 3, 4, 6))) for _ in range(330)]
    sheet.cut(discs(*flakes), PAPER, 0.8)


def _street(sheet: Sheet) -> None:
    rng = sheet.random
    for side in (-1, 1):
        for number in range(6):
            near, far = 900 + side * 1000 * 0.62**number, 900 + side * 1000 * 0.62 ** (number + 1)
            scale_near, scale_far = abs(near - 900) / 900, abs(far - 900) / 900
            tall = rng.uniform(620, 820)
            outline = (
                (near, 690 + 300 * scale_near),
                (near, 690 - tall * scale_near),
                (far, 690 - tall * scale_far),
                (far, 690 + 300 * scale_far),
            )
            ink = ((DEEP, INK, PLUM) if side > 0 else (PETROL, DEEP, PLUM))[number % 3]
            front = sheet.cut(polygon(*outline), ink, 1.2)
            sheet.stipple(HAZE, sheet.side(near, far, 60 + number * 28), front)
            _panes(sheet, near, far, tall, number)


def _panes(sheet: Sheet, near: float, far: float, tall: float, number: int) -> None:
    rng = sheet.random
    lit: list[list[Point]] = []
    dark: list[list[Point]] = []
    for row in range(5):
        for column in range(4):
            u, v = (column + 0.24) / 4, (row + 0.3) / 5.6
            corners = [_on_wall(near, far, tall, u + du, v + dv) for du, dv in ((0, 0), (0.13, 0), (0.13, 0.1), (0, 0.1))]
            (lit if rng.random() < 0.34 else dark).append(corners)
    sheet.cut(polygons(dark), INK, 0.6)
    sheet.cut(polygons(lit), LAMP if number % 2 else OCHRE, 0.6)


def _on_wall(near: float, far: float, tall: float, u: float, v: float) -> tuple[float, float]:
    x = near + (far - near) * u
    scale = abs(x - 900) / 900
    return x, 690 - tall * scale + v * (tall + 260) * scale


def _tram(sheet: Sheet, x: float, y: float) -> None:
    body = sheet.cut(
        polygon(
            (x - 190, y),
            (x - 200, y - 330),
            (x - 176, y - 520),
            (x - 130, y - 560),
            (x + 130, y - 560),
            (x + 176, y - 520),
            (x + 200, y - 330),
            (x + 190, y),
        ),
        VERMILION,
    )
    sheet.stipple(PLUM, sheet.side(x - 10, x + 240, 200), body)
    sheet.cut(polygon((x - 190, y), (x - 198, y - 150), (x + 198, y - 150), (x + 190, y)), BONE, 1.4)
    sheet.stipple(PLUM, sheet.side(x - 10, x + 240, 190), sheet.mask(boxes((x - 196, y - 148, x + 194, y))))
    sheet.cut(boxes((x - 164, y - 470, x - 6, y - 250), (x + 6, y - 470, x + 164, y - 250)), LAMP)
    sheet.cut(polygon((x - 120, y - 250), (x - 116, y - 350), (x - 62, y - 350), (x - 56, y - 250)), INK, 1)
    sheet.cut(discs((x - 89, y - 374, 25)), INK, 1)
    sheet.gouges(
        PAPER,
        [(x + 60, y - 370, 200, 10), (x + 100, y - 350, 190, 6)],
        -56,
        sheet.mask(boxes((x + 6, y - 470, x + 164, y - 250))),
    )
    sheet.cut(boxes((x - 90, y - 545, x + 90, y - 484)), INK, 1)
    sheet.cut(
        lines(9, [(x + 14, y - 536), (x - 12, y - 514), (x - 12, y - 496), (x + 12, y - 496), (x + 12, y - 514), (x - 10, y - 514)]),
        LAMP,
        0,
    )
    sheet.cut(boxes((x - 210, y - 14, x + 210, y + 24)), INK)
    sheet.lamp(LAMP, x, y - 80, 190, 200)
    sheet.cut(discs((x, y - 80, 36)), PAPER, 1)
    sheet.cut(discs((x - 140, y - 70, 14), (x + 140, y - 70, 14)), VERMILION, 1)
    sheet.cut(lines(5, [(x - 70, y - 560), (x, y - 668), (x + 70, y - 560)], [(x - 60, y - 668), (x + 60, y - 668)]), INK, 0)


def _walker(sheet: Sheet, x: float, y: float) -> None:
    sheet.cut(
        polygons(
            [
                [(x - 20, y - 60), (x - 4, y - 60), (x - 16, y), (x - 36, y)],
                [(x + 4, y - 60), (x + 24, y - 60), (x + 34, y - 4), (x + 14, y)],
            ]
        ),
        INK,
        1,
    )
    sheet.cut(
        polygon((x - 40, y - 44), (x - 30, y - 150), (x - 12, y - 176), (x + 18, y - 174), (x + 36, y - 146), (x + 40, y - 40)),
        INK,
        1.2,
    )
    sheet.cut(discs((x + 2, y - 196, 20)), INK, 0.8)
    sheet.cut(
        polygon((x - 24, y - 196), (x - 22, y - 214), (x - 10, y - 228), (x + 16, y - 228), (x + 26, y - 212), (x + 28, y - 196)),
        INK,
        0.8,
    )
    sheet.cut(
        polygon(
            (x - 24, y - 180),
            (x + 28, y - 182),
            (x + 26, y - 166),
            (x - 20, y - 162),
            (x - 44, y - 120),
            (x - 54, y - 126),
            (x - 34, y - 170),
        ),
        VERMILION,
        1,
    )
    sheet.cut(boxes((x + 42, y - 76, x + 88, y - 22)), INK, 1)
    sheet.cut(lines(5, [(x + 40, y - 120), (x + 58, y - 76)], [(x + 52, y - 92), (x + 78, y - 76)]), INK, 0)
    sheet.gouges(LAMP, [(x - 32, y - 100, 90, 4)], 84)
