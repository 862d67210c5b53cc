"""Scenes in the city: the ministry, the tram, the market, the harbour."""

from tamizdat.newsroom.demo.drawing.canvas import Sheet, boxes, discs, lines, polygon, polygons
from tamizdat.newsroom.demo.drawing.inks import DEEP, INK, LAKE, LAMP, NIGHT, OCHRE, PAPER, PETROL, PLUM, RUST, VERMILION


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
    sheet.image.paste(OCHRE, (0, 0), sheet.glow(x + 33, y + 66, 330, 120))
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
