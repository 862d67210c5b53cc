"""A sheet to print on, with the tools of a linocut: flat inks with a cut edge, rolled gradients, stippled shade, gouged lines.

Promises: the same name gives the same picture, pixel for pixel, with one version of Pillow. Sizes are pixels of a sheet of
1,800 x 1,200. Leaves to the scenes what is drawn.
"""

import io
import math
import random
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

Point = tuple[float, float]
Shape = Callable[[ImageDraw.ImageDraw], None]
Mask = Image.Image

SIZE = (1800, 1200)


class Sheet:
    """One picture in the making. Inks are opaque and go on from the back to the front."""

    def __init__(self, name: str, paper: str, size: tuple[int, int] = SIZE) -> None:
        self.size = size
        self.random = random.Random(name)  # noqa: S311  a picture, not a secret
        self.image = Image.new("RGB", size, paper)
        self._fine = _noise(self.size, 1, 71)
        self._knife = _noise(self.size, 6, 72).point(_GENTLE)

    def roll(self, *stops: tuple[float, str], mask: Mask | None = None) -> None:
        """Roll a gradient over the sheet, or *mask*: colours at heights in pixels from the top."""
        box = (0, 0, *self.size) if mask is None else mask.getbbox()
        if box is None:
            return
        column = _column(stops, self.size[1]).crop((0, box[1], 1, box[3]))
        ink = column.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.NEAREST)
        self.image.paste(ink, box[:2], mask.crop(box) if mask is not None else None)

    def ink(self, colour: str, mask: Mask) -> None:
        """Print *colour* where *mask* is bright."""
        box = mask.getbbox()
        if box is not None:
            self.image.paste(colour, box, mask.crop(box))

    def cut(self, shape: Shape, ink: str | Sequence[tuple[float, str]], rough: float = 2.2) -> Mask:
        """Print *shape* in one *ink* or a rolled one, its edge cut *rough* pixels unsteady; return where it printed."""
        mask = self.mask(shape, rough)
        if isinstance(ink, str):
            self.ink(ink, mask)
        else:
            self.roll(*ink, mask=mask)
        return mask

    def mask(self, shape: Shape, rough: float = 2.2) -> Mask:
        """Return where *shape* would print. Only the part around the shape is worked on: a sheet is large."""
        mask = Image.new("L", self.size, 0)
        shape(ImageDraw.Draw(mask))
        box = _around(mask, 12)
        if rough <= 0 or box is None:
            return mask
        soft = mask.crop(box).filter(ImageFilter.BoxBlur(rough))
        mask.paste(ImageChops.add(soft, self._knife.crop(box), offset=-128).point(_STEEP), box[:2])
        return mask

    def stipple(self, ink: str, tone: Mask, inside: Mask | None = None) -> None:
        """Print *ink* in fine dots, dense where *tone* is bright."""
        box = tone.getbbox() if inside is None else inside.getbbox()
        if box is None:
            return
        dots = ImageChops.add(tone.crop(box), self._fine.crop(box), offset=-255).point(_DOTS)
        if inside is not None:
            dots = ImageChops.multiply(dots, inside.crop(box))
        self.image.paste(ink, box, dots)

    def lamp(self, colour: str, x: float, y: float, radius: float, strength: int = 180, flat: float = 1.0) -> None:
        """Let *colour* shine around a point, smoothly."""
        self.ink(colour, self.glow(x, y, radius, strength, flat))

    def slope(self, start: float, end: float, strength: int = 200) -> Mask:
        """Return a tone that grows from 0 at height *start* to *strength* at height *end*, beyond which it stays."""
        low, high = sorted((start, end))
        column = Image.new("L", (1, self.size[1]))
        ends = (0, strength) if start < end else (strength, 0)
        column.putdata([round(_between(ends[0], ends[1], (y - low) / (high - low))) for y in range(self.size[1])])
        return column.resize(self.size, Image.Resampling.NEAREST)

    def side(self, start: float, end: float, strength: int = 200) -> Mask:
        """Return a tone that grows from 0 at *start* pixels from the left to *strength* at *end*."""
        low, high = sorted((start, end))
        row = Image.new("L", (self.size[0], 1))
        ends = (0, strength) if start < end else (strength, 0)
        row.putdata([round(_between(ends[0], ends[1], (x - low) / (high - low))) for x in range(self.size[0])])
        return row.resize(self.size, Image.Resampling.NEAREST)

    def glow(self, x: float, y: float, radius: float, strength: int = 220, flat: float = 1.0) -> Mask:
        """Return a tone that is *strength* at a point and falls to 0 at *radius*; *flat* < 1 presses it down."""
        tone = Image.new("L", self.size, 0)
        wide, high = int(radius * 2), int(radius * 2 * flat)
        tone.paste(_disc(strength).resize((wide, high)), (int(x - radius), int(y - radius * flat)))
        return tone

    def gouges(
        self, ink: str, strokes: Iterable[tuple[float, float, float, float]], angle: float = 0.0, inside: Mask | None = None
    ) -> None:
        """Gouge lens-shaped strokes, each (x, y, length, thickness) around its middle, turned by *angle* degrees."""
        mask = Image.new("L", self.size, 0)
        draw = ImageDraw.Draw(mask)
        for x, y, length, thickness in strokes:
            draw.polygon(lens(x, y, length, thickness, angle), fill=255)
        box = _around(mask, 3)
        if box is None:
            return
        cut = mask.crop(box).filter(ImageFilter.BoxBlur(0.6))
        self.image.paste(ink, box, ImageChops.multiply(cut, inside.crop(box)) if inside is not None else cut)

    def finish(self) -> bytes:
        """Return the sheet as a JPEG, with the grain of the paper over all inks."""
        grain = self._fine.point([max(0, min(255, 240 + (v - 128) // 7)) for v in range(256)])
        tooth = ImageChops.multiply(self.image, Image.merge("RGB", (grain, grain, grain)))
        out = io.BytesIO()
        tooth.save(out, "JPEG", quality=88, optimize=False, subsampling=0)
        return out.getvalue()


def lens(x: float, y: float, length: float, thickness: float, angle: float = 0.0) -> list[Point]:
    """Return the outline of one stroke of a gouge: pointed at both ends."""
    along, across = length / 2, thickness / 2
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    flat = [
        (-along, 0.0),
        (-along * 0.4, -across),
        (along * 0.4, -across),
        (along, 0.0),
        (along * 0.4, across),
        (-along * 0.4, across),
    ]
    return [(x + u * cos - v * sin, y + u * sin + v * cos) for u, v in flat]


def polygon(*points: Point) -> Shape:
    """Return one outline, filled."""
    return lambda draw: draw.polygon(list(points), fill=255)


def polygons(outlines: Iterable[Sequence[Point]]) -> Shape:
    """Return several outlines, filled."""

    def shape(draw: ImageDraw.ImageDraw) -> None:
        for outline in outlines:
            draw.polygon(list(outline), fill=255)

    return shape


def boxes(*corners: tuple[float, float, float, float]) -> Shape:
    """Return rectangles, each (left, top, right, bottom)."""

    def shape(draw: ImageDraw.ImageDraw) -> None:
        for corner in corners:
            draw.rectangle(corner, fill=255)

    return shape


def discs(*circles: tuple[float, float, float]) -> Shape:
    """Return circles, each (x, y, radius)."""

    def shape(draw: ImageDraw.ImageDraw) -> None:
        for x, y, radius in circles:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)

    return shape


def ring(x: float, y: float, radius: float, width: int) -> Shape:
    """Return the outline of a circle, *width* pixels wide inwards."""
    return lambda draw: draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=255, width=width)


def lines(width: int, *paths: Sequence[Point]) -> Shape:
    """Return broken lines of *width* pixels."""

    def shape(draw: ImageDraw.ImageDraw) -> None:
        for path in paths:
            draw.line(list(path), fill=255, width=width, joint="curve")

    return shape


def ridge(rng: random.Random, left: Point, right: Point, height: float, steps: int = 6) -> list[Point]:
    """Return a broken line from *left* to *right* by midpoint displacement: hills, banks, crowns of trees."""
    points = [left, right]
    for _ in range(steps):
        middle = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + rng.uniform(-height, height)) for a, b in pairwise(points)]
        points = [p for pair in zip(points, middle, strict=False) for p in pair] + [points[-1]]
        height *= 0.52
    return points


def _around(mask: Mask, margin: int) -> tuple[int, int, int, int] | None:
    box = mask.getbbox()
    if box is None:
        return None
    left, top, right, bottom = box
    return max(0, left - margin), max(0, top - margin), min(mask.width, right + margin), min(mask.height, bottom + margin)


def _between(start: float, end: float, part: float) -> float:
    return start + (end - start) * max(0.0, min(1.0, part))


@cache
def _noise(size: tuple[int, int], grain: int, seed: int) -> Mask:
    wide, high = -(-size[0] // grain), -(-size[1] // grain)
    noise = Image.frombytes("L", (wide, high), random.Random(seed).randbytes(wide * high))  # noqa: S311  grain, not a secret
    return noise if grain == 1 else noise.resize(size, Image.Resampling.BICUBIC)


@cache
def _disc(strength: int) -> Mask:
    falling = [round(strength * max(0.0, 1 - v / 255) ** 1.5) for v in range(256)]
    return Image.radial_gradient("L").point([0 if v > 180 else falling[min(255, round(v * 255 / 180))] for v in range(256)])


def _column(stops: Sequence[tuple[float, str]], height: int) -> Image.Image:
    marks = [(y, ImageColor.getrgb(colour)) for y, colour in stops]
    column = Image.new("RGB", (1, height))
    column.putdata([_blend(marks, y) for y in range(height)])
    return column


def _blend(marks: Sequence[tuple[float, tuple[int, ...]]], y: int) -> tuple[int, ...]:
    for (y0, one), (y1, two) in pairwise(marks):
        if y < y1:
            return tuple(round(_between(a, b, (y - y0) / (y1 - y0))) for a, b in zip(one, two, strict=True))
    return marks[-1][1]


_GENTLE = [128 + (v - 128) * 2 // 5 for v in range(256)]
_STEEP = [max(0, min(255, (v - 128) * 5 + 128)) for v in range(256)]
_DOTS = [max(0, min(255, v * 3)) for v in range(256)]
