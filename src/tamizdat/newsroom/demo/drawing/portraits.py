"""Portraits of those of the newsroom who may be seen: flat planes, one light from the left, no likeness to anyone."""

import math

from tamizdat.newsroom.demo.drawing.canvas import Point, Sheet, discs, lines, polygon, polygons, ring
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

SIZE = (1000, 1000)


def _oval(x: float, y: float, wide: float, high: float, chin: float = 0.8) -> list[Point]:
    points = []
    for step in range(60):
        a = 2 * math.pi * step / 60
        narrow = 1 - (1 - chin) * max(0.0, math.sin(a)) ** 1.6
        points.append((x + wide * math.cos(a) * narrow, y + high * math.sin(a)))
    return points


def _bust(sheet: Sheet, ground: tuple[str, str], coat: str, skin: str, shade: str, chin: float) -> None:
    sheet.roll((0, ground[0]), (1000, ground[1]))
    sheet.stipple(PAPER, sheet.glow(330, 320, 620, 120))
    shoulders = sheet.cut(polygon((90, 1010), (130, 860), (300, 770), (420, 730), (580, 730), (700, 770), (870, 860), (910, 1010)), coat, 2)
    sheet.stipple(INK, sheet.side(480, 950, 235), shoulders)
    sheet.cut(polygon((420, 560), (580, 560), (588, 740), (500, 800), (412, 740)), shade, 1.6)
    face = sheet.cut(polygon(*_oval(500, 450, 178, 232, chin)), skin, 1.6)
    half = polygon((520, 180), (508, 400), (545, 500), (515, 530), (528, 700), (760, 720), (760, 180))
    dark = sheet.mask(half, 1.6)
    sheet.stipple(shade, dark.point([v * 235 // 255 for v in range(256)]), face)
    sheet.stipple(shade, sheet.slope(560, 720, 190), face)


def _features(sheet: Sheet, brow: str, y: float = 430, mouth: float = 592, lid: float = 0) -> None:
    for side in (-1, 1):
        x = 500 + side * 76
        sheet.cut(
            polygon(
                (x - 40, y - 44 + lid),
                (x - 4, y - 62),
                (x + 40, y - 46 + lid),
                (x + 38, y - 34 + lid),
                (x - 2, y - 48),
                (x - 38, y - 32 + lid),
            ),
            brow,
            0.8,
        )
        sheet.cut(polygon((x - 32, y + 4), (x - 4, y - 12), (x + 30, y + 2), (x, y + 13)), PAPER, 0.8)
        sheet.cut(discs((x - 2, y + 1, 12)), INK, 0.6)
        sheet.cut(lines(6, [(x - 36, y + 4), (x - 4, y - 13), (x + 34, y + 2)]), INK, 0.6)
    sheet.cut(polygon((508, 400), (545, 512), (532, 526), (492, 522), (488, 510), (508, 506)), RUST, 1)
    sheet.gouges(RUST, [(500, mouth, 108, 15)], -1)
    sheet.gouges(INK, [(500, mouth - 2, 116, 5)], -1)
    sheet.gouges(RUST, [(502, mouth + 32, 44, 5)])


def marta(sheet: Sheet) -> None:
    """A woman of about fifty, grey bob, high collar."""
    _bust(sheet, (LAKE, PETROL), DEEP, ROSE, RUST, 0.74)
    hair = polygons(
        [
            [
                (300, 660),
                (268, 480),
                (290, 300),
                (370, 200),
                (500, 168),
                (560, 176),
                (470, 250),
                (380, 330),
                (346, 440),
                (356, 640),
            ],
            [
                (500, 168),
                (630, 200),
                (712, 300),
                (732, 480),
                (700, 670),
                (644, 650),
                (656, 450),
                (620, 340),
                (540, 260),
                (470, 250),
            ],
        ]
    )
    mask = sheet.cut(hair, [(168, MIST), (660, HAZE)], 2)
    sheet.stipple(DEEP, sheet.side(470, 760, 235), mask)
    sheet.gouges(PAPER, [(330 + i * 16, 400 - i * 26, 190, 5) for i in range(6)], -72, mask)
    _features(sheet, PLUM, lid=2)
    sheet.cut(polygon((396, 700), (430, 664), (500, 730), (570, 664), (604, 700), (560, 800), (500, 770), (440, 800)), VERMILION, 1.6)
    sheet.stipple(
        PLUM,
        sheet.side(490, 620, 230),
        sheet.mask(polygon((396, 700), (430, 664), (500, 730), (570, 664), (604, 700), (560, 800), (500, 770), (440, 800))),
    )


def jonas(sheet: Sheet) -> None:
    """A tall fair man in his thirties, round glasses, a tie."""
    _bust(sheet, (OCHRE, RUST), PETROL, BONE, ROSE, 0.7)
    hair = sheet.cut(
        polygon(
            (322, 430),
            (306, 320),
            (340, 220),
            (440, 160),
            (580, 160),
            (676, 230),
            (694, 330),
            (678, 430),
            (660, 350),
            (610, 290),
            (520, 300),
            (400, 262),
            (346, 330),
        ),
        [(160, LAMP), (430, OCHRE)],
        2,
    )
    sheet.stipple(RUST, sheet.side(500, 720, 230), hair)
    sheet.gouges(PAPER, [(400 + i * 34, 226 + i * 3, 120, 6) for i in range(6)], -24, hair)
    _features(sheet, RUST)
    for x in (420, 580):
        sheet.ink(INK, sheet.mask(ring(x, 432, 66, 11), 0.8))
        sheet.gouges(PAPER, [(x - 30, 404, 50, 8)], -50)
    sheet.cut(lines(10, [(484, 424), (516, 424)], [(356, 420), (318, 404)], [(644, 420), (682, 404)]), INK, 0.6)
    sheet.cut(polygon((412, 740), (440, 690), (500, 760), (560, 690), (588, 740), (548, 840), (500, 780), (452, 840)), PAPER, 1.4)
    sheet.cut(polygon((478, 772), (522, 772), (534, 1010), (466, 1010)), VERMILION, 1.2)


def ksenia(sheet: Sheet) -> None:
    """A woman of about forty, dark hair tied back, a fringe, a plain jumper."""
    _bust(sheet, (PLUM, NIGHT), OCHRE, ROSE, RUST, 0.78)
    knot = sheet.cut(discs((640, 214, 88)), NIGHT, 2)
    hair = sheet.cut(
        polygon(
            (316, 520),
            (296, 370),
            (340, 240),
            (440, 172),
            (560, 168),
            (660, 236),
            (704, 370),
            (684, 520),
            (660, 420),
            (640, 350),
            (560, 330),
            (470, 352),
            (372, 330),
            (344, 420),
        ),
        NIGHT,
        2,
    )
    for mask in (knot, hair):
        sheet.gouges(LAKE, [(380 + i * 30, 270 - i * 6, 150, 6) for i in range(11)], -46, mask)
    _features(sheet, INK, lid=-2)
    sheet.cut(discs((330, 540, 11), (672, 540, 11)), VERMILION, 0.8)
    collar = sheet.mask(lambda draw: draw.arc((388, 600, 612, 800), 20, 160, fill=255, width=40), 1.4)
    sheet.roll((640, LAMP), (820, OCHRE), mask=collar)
    sheet.gouges(RUST, [(220 + i * 62, 930, 200, 5) for i in range(10)], 90)


def lev(sheet: Sheet) -> None:
    """A bald man of about sixty, full beard, scarf."""
    _bust(sheet, (MIST, HAZE), PLUM, ROSE, RUST, 0.82)
    _features(sheet, DEEP, mouth=584)
    beard = sheet.cut(
        polygon(
            (322, 470),
            (348, 560),
            (420, 566),
            (500, 548),
            (580, 566),
            (652, 560),
            (678, 470),
            (676, 600),
            (620, 720),
            (500, 782),
            (380, 720),
            (324, 600),
        ),
        [(470, PETROL), (780, NIGHT)],
        2,
    )
    sheet.gouges(MIST, [(360 + i * 24, 640 + (i % 3) * 22, 110, 6) for i in range(12)], 78, beard)
    sheet.stipple(INK, sheet.side(500, 720, 210), beard)
    sheet.gouges(ROSE, [(500, 592, 92, 17)])
    sheet.gouges(INK, [(500, 590, 96, 5)])
    sheet.cut(polygons([[(408, 560), (500, 534), (592, 560), (580, 578), (500, 562), (420, 578)]]), DEEP, 1.2)
    sheet.gouges(PAPER, [(420, 268, 110, 14)], -34)
    scarf = sheet.cut(
        polygon(
            (300, 760),
            (420, 700),
            (500, 800),
            (600, 700),
            (710, 770),
            (640, 850),
            (560, 840),
            (590, 1010),
            (480, 1010),
            (470, 850),
            (350, 840),
        ),
        VERMILION,
        2,
    )
    sheet.gouges(LAMP, [(300 + i * 34, 800 + (i % 2) * 20, 110, 8) for i in range(13)], 62, scarf)
    sheet.stipple(PLUM, sheet.side(520, 730, 220), scarf)
