"""The pictures of the demo newspaper by name: ``draw("bridge-dusk")`` is a JPEG of 1,800 x 1,200 pixels.

Promises: deterministic bytes for one version of Pillow; no metadata. Raises ``KeyError`` for a name that is not in ``SCENES``.
"""

from collections.abc import Callable

from tamizdat.newsroom.demo.drawing import city, halls, inks, land, river, rooms
from tamizdat.newsroom.demo.drawing.canvas import Sheet

SCENES: dict[str, Callable[[Sheet], None]] = {
    "bridge-dusk": river.bridge_dusk,
    "ferry-fog": river.ferry_fog,
    "kitchen-radio": rooms.kitchen_radio,
    "ministry-night": city.ministry_night,
    "harbour": city.harbour,
    "tram": city.tram,
    "wheat-field": land.wheat_field,
    "mountains": land.mountains,
    "radio-mast": land.radio_mast,
    "night-train": land.night_train,
    "four-villages": land.four_villages,
    "archive": halls.archive,
    "court": halls.court,
    "assembly": halls.assembly,
    "press": halls.press,
    "stage": halls.stage,
}
"""Name of a picture -> the program that prints it."""


def draw(name: str) -> bytes:
    """Return the picture *name* as the bytes of a JPEG."""
    scene = SCENES[name]
    sheet = Sheet(name, inks.PAPER)
    scene(sheet)
    return sheet.finish()
