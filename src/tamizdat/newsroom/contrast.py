"""The contrast of two colours, as WCAG 2.2 defines it (relative luminance, success criterion 1.4.3)."""

import re


def contrast(one: str, other: str) -> float:
    """Return the contrast of two ``#rrggbb`` colours, from 1 to 21; 0 if either is not written like that."""
    if not all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in (one, other)):
        return 0
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
