"""Scenes indoors: the kitchen with the radio, the archive, the court, the parliament, the press, the stage."""

from tamizdat.newsroom.demo.drawing.canvas import Sheet, boxes, discs, lines, polygon, polygons, ridge
from tamizdat.newsroom.demo.drawing.inks import (
    BONE,
    DEEP,
    HAZE,
    INK,
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


def kitchen_radio(sheet: Sheet) -> None:
    """A kitchen table at night: a radio, a glass of tea in its holder, snow behind the window."""
    rng = sheet.random
    sheet.roll((0, PLUM), (800, RUST), (1200, PLUM))
    sheet.stipple(OCHRE, sheet.glow(820, 470, 900, 190))
    _window(sheet)
    sheet.cut(polygon((0, 860), (1800, 820), (1800, 1200), (0, 1200)), [(820, OCHRE), (1200, RUST)])
    sheet.stipple(LAMP, sheet.glow(760, 900, 640, 230, 0.35), sheet.mask(polygon((0, 860), (1800, 820), (1800, 1200), (0, 1200))))
    sheet.gouges(RUST, [(rng.uniform(0, 1800), rng.uniform(880, 1200), rng.uniform(120, 520), rng.uniform(2, 6)) for _ in range(70)], -1)
    _radio(sheet)
    _tea(sheet, 1330, 905)
    sheet.cut(lines(5, [(760, 0), (760, 120)]), INK, 0)
    sheet.cut(polygon((690, 118), (830, 118), (940, 236), (580, 236)), INK)
    sheet.gouges(OCHRE, [(700 + i * 16, 186 + i % 3 * 14, 70, 5) for i in range(9)], 62)
    sheet.cut(discs((760, 240, 34)), PAPER, 1.4)
    sheet.lamp(LAMP, 760, 246, 230, 170)


def _window(sheet: Sheet) -> None:
    rng = sheet.random
    pane = sheet.cut(boxes((1150, 110, 1640, 700)), [(110, NIGHT), (700, PETROL)])
    sheet.cut(polygon((1150, 700), *ridge(rng, (1150, 560), (1640, 590), 16, 4), (1640, 700)), MIST)
    sheet.cut(polygons([[(1230, 580), (1270, 420), (1310, 580)], [(1300, 590), (1350, 370), (1400, 590)]]), DEEP)
    sheet.cut(boxes((1480, 500, 1600, 596)), DEEP)
    sheet.cut(boxes((1520, 528, 1546, 562)), LAMP, 1)
    sheet.gouges(
        PAPER,
        [(rng.uniform(1150, 1640), rng.uniform(110, 690), rng.uniform(7, 13), rng.uniform(6, 11)) for _ in range(90)],
        40,
        pane,
    )
    frame = boxes((1126, 86, 1152, 724), (1638, 86, 1664, 724), (1126, 86, 1664, 112), (1100, 698, 1690, 734), (1386, 100, 1404, 700))
    sheet.cut(frame, INK)
    sheet.cut(polygon((1060, 60), (1200, 60), (1170, 420), (1100, 700), (1060, 700)), VERMILION)
    sheet.cut(polygon((1730, 60), (1590, 60), (1620, 420), (1690, 700), (1730, 700)), VERMILION)
    sheet.gouges(RUST, [(1076 + i * 17, 330 + i * -14, 480 - i * 50, 8) for i in range(6)], 92)
    sheet.gouges(RUST, [(1714 - i * 17, 330 + i * -14, 480 - i * 50, 8) for i in range(6)], 88)


def _radio(sheet: Sheet) -> None:
    sheet.stipple(INK, sheet.glow(640, 902, 460, 255, 0.1))
    case = sheet.cut(polygon((250, 900), (262, 560), (286, 536), (950, 520), (974, 544), (980, 890)), [(520, RUST), (900, INK)])
    sheet.stipple(INK, sheet.side(700, 1040, 220), case)
    cloth = sheet.cut(polygon((296, 840), (304, 590), (610, 582), (612, 832)), BONE)
    sheet.gouges(RUST, [(455, y, 300, 5) for y in range(600, 836, 15)], -1.4, cloth)
    dial = sheet.cut(polygon((650, 720), (648, 588), (934, 580), (936, 712)), LAMP)
    sheet.lamp(PAPER, 790, 640, 150, 160, 0.5)
    sheet.cut(lines(3, *[[(670 + i * 23, 612), (670 + i * 23, 640 + i % 3 * 12)] for i in range(11)]), INK, 0)
    sheet.gouges(INK, [(790, 676 + i * 16, 230, 3) for i in range(2)], -1.5, dial)
    sheet.cut(lines(6, [(846, 588), (850, 712)]), VERMILION, 0.6)
    sheet.cut(discs((712, 784, 38), (870, 780, 38)), BONE)
    sheet.cut(discs((712, 784, 22), (870, 780, 22)), INK)
    sheet.cut(lines(5, [(900, 524), (1060, 270)]), INK, 0)
    sheet.cut(discs((1060, 268, 8)), INK, 0.6)


def _tea(sheet: Sheet, x: float, y: float) -> None:
    sheet.stipple(INK, sheet.glow(x + 10, y + 46, 190, 240, 0.16))
    sheet.cut(
        polygon((x - 66, y - 180), (x + 66, y - 180), (x + 54, y + 30), (x - 54, y + 30)),
        [(y - 180, PAPER), (y - 120, ROSE), (y, RUST)],
    )
    sheet.cut(polygon((x - 62, y - 84), (x + 62, y - 84), (x + 56, y + 40), (x - 56, y + 40)), DEEP)
    sheet.gouges(HAZE, [(x - 44 + i * 15, y - 22, 92, 6) for i in range(7)], 88)
    sheet.cut(lines(11, [(x + 58, y - 66), (x + 104, y - 56), (x + 100, y + 2), (x + 54, y + 14)]), DEEP, 0.8)
    sheet.gouges(PAPER, [(x - 20 + i * 26, y - 250 - i % 2 * 30, 130, 8) for i in range(3)], 82)
    sheet.cut(lines(6, [(x + 20, y - 170), (x + 66, y - 262)]), PAPER, 0.6)
