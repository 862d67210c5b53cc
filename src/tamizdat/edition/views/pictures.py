"""Pictures: from a photo's files to what a ``<picture>`` says.

Promises: the first file is the smallest, so that a phone on a narrow line asks for it alone; width and height are exact, so that
nothing on the page moves when it arrives. A photo that has not arrived gives None, and the page goes without.
"""

from typing import Any

from markupsafe import Markup, escape

from tamizdat.edition.records import Figure, Rendition
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.links import bare_link, link

PHONE = "1px"
"""The width that a phone is told, so that it takes the first file, of 9 KB at most, whatever its screen: under a freeze nothing
larger arrives. A tap brings a larger one."""

ARTICLE_SIZES = f"(min-width:54em) 52em, (min-width:40em) 100vw, {PHONE}"
LEAD_SIZES = f"(min-width:62em) 49em, (min-width:40em) 100vw, {PHONE}"
TEASER_SIZES = f"(min-width:40em) 24em, {PHONE}"

TAPPED = 960
"""The width in pixels up to which a tapped picture goes: as large as a phone can show, no larger than a slow line can bear."""


def figure(scope: Scope, shown: Figure | None, sizes: str = ARTICLE_SIZES, *, eager: bool = False) -> dict[str, Any] | None:
    """Return the whole picture with caption and credit, as an article shows it."""
    photo = scope.photo(shown.photo) if shown else None
    files = _files(scope, photo.renditions, sizes) if photo else None
    if not (files and shown):
        return None
    return files | {"alt": shown.alt, "caption": shown.caption, "credit": shown.credit, "lazy": not eager}


def crop(scope: Scope, shown: Figure | None, sizes: str = TEASER_SIZES, *, eager: bool = False) -> dict[str, Any] | None:
    """Return the 3:2 crop of a picture for a teaser: an ornament to the headline beside it, hence without words."""
    photo = scope.photo(shown.photo) if shown else None
    files = _files(scope, photo.teasers, sizes) if photo else None
    return files | {"alt": "", "lazy": not eager} if files else None


def _files(scope: Scope, files: tuple[Rendition, ...], sizes: str) -> dict[str, Any] | None:
    jpegs = [file for file in files if file.format == "jpeg"]
    if not jpegs:
        return None
    return {
        "avif": _srcset(scope, [file for file in files if file.format == "avif"]),
        "jpeg": _srcset(scope, jpegs) if len(jpegs) > 1 else "",
        "src": link(scope, jpegs[0].path),
        "large": link(scope, [file for file in jpegs if file.width <= TAPPED or file is jpegs[0]][-1].path),
        "width": jpegs[0].width,
        "height": jpegs[0].height,
        "sizes": sizes,
    }


def _srcset(scope: Scope, files: list[Rendition]) -> Markup:
    return escape(", ".join(f"{bare_link(scope, file.path)} {file.width}w" for file in files))
