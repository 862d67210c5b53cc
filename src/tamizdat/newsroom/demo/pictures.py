"""The pictures of the demo newspaper by name: ``draw("bridge-dusk")`` is a JPEG, a scene 1,800 x 1,200 pixels, a portrait 1,000 square.

Promises: deterministic bytes for one version of Pillow; no metadata. Raises ``KeyError`` for a name that is not in ``SCENES`` or
``PORTRAITS``.
"""

from collections.abc import Callable

from tamizdat.newsroom.demo.drawing import border, canvas, city, daily, halls, inks, land, portraits, river, rooms

Scene = Callable[[canvas.Sheet], None]

SCENES: dict[str, Scene] = {
    "archive": halls.archive,
    "assembly": halls.assembly,
    "bread": daily.bread,
    "bridge-dusk": river.bridge_dusk,
    "court": halls.court,
    "ferry-fog": river.ferry_fog,
    "football": daily.football,
    "four-villages": land.four_villages,
    "harbour": city.harbour,
    "kitchen-radio": rooms.kitchen_radio,
    "lorries": border.lorries,
    "market": daily.market,
    "ministry-night": city.ministry_night,
    "mountains": land.mountains,
    "net-loft": border.net_loft,
    "night-train": land.night_train,
    "press": halls.press,
    "radio-mast": land.radio_mast,
    "river-chart": border.river_chart,
    "stage": halls.stage,
    "tram": city.tram,
    "umbrellas": border.umbrellas,
    "wheat-field": land.wheat_field,
}
"""Name of a picture -> the program that prints it."""

PORTRAITS: dict[str, Scene] = {
    "portrait-jonas": portraits.jonas,
    "portrait-ksenia": portraits.ksenia,
    "portrait-lev": portraits.lev,
    "portrait-marta": portraits.marta,
}
"""Name of a portrait -> its program."""


def draw(name: str) -> bytes:
    """Return the picture *name* as the bytes of a JPEG."""
    scene, size = (PORTRAITS[name], portraits.SIZE) if name in PORTRAITS else (SCENES[name], canvas.SIZE)
    sheet = canvas.Sheet(name, inks.PAPER, size)
    scene(sheet)
    return sheet.finish()
