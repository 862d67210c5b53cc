"""Pictures: from a photo's files to what a ``<picture>`` says.

Promises: the first file is the smallest, so that a phone on a narrow line asks for it alone; width and height are exact, so that
nothing on the page moves when it arrives. A photo that has not arrived gives None, and the page goes without.
"""

from typing import Any

from markupsafe import Markup

from tamizdat.edition.records import Figure, Rendition
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.links import link

ARTICLE_SIZES = "(min-width:54em) 52em, 100vw"
TEASER_SIZES = "(min-width:40em) 14em, 7em"


def figure(scope: Scope, shown: Figure | None, sizes: str = ARTICLE_SIZES, *, eager: bool = False) -> dict[str, Any] | None:
    """Return the whole picture with caption and credit, as an article shows it."""
    photo = scope.photo(shown.photo) if shown else None
    files = _files(scope, photo.renditions, sizes) if photo else None
    if not (files and shown):
        return None
    return files | {"alt": shown.alt, "caption": shown.caption, "credit": shown.credit, "lazy": not eager}


def crop(scope: Scope, shown: Figure | None, sizes: str = TEASER_SIZES, *, eager: bool = False) -> dict[str, Any] | None:
    """Return the 3:2 crop of a picture for a teaser."""
    photo = scope.photo(shown.photo) if shown else None
    files = _files(scope, photo.teasers, sizes) if photo else None
    return files | {"alt": shown.alt, "lazy": not eager} if files and shown else None


def _files(scope: Scope, files: tuple[Rendition, ...], sizes: str) -> dict[str, Any] | None:
    jpegs = [file for file in files if file.format == "jpeg"]
    if not jpegs:
        return None
    return {
        "avif": _srcset(scope, [file for file in files if file.format == "avif"]),
        "jpeg": _srcset(scope, jpegs) if len(jpegs) > 1 else "",
        "src": link(scope, jpegs[0].path),
        "large": link(scope, jpegs[-1].path),
        "width": jpegs[0].width,
        "height": jpegs[0].height,
        "sizes": sizes,
    }


def _srcset(scope: Scope, files: list[Rendition]) -> Markup:
    return Markup(", ").join(Markup(f"{link(scope, file.path)} {file.width}w") for file in files)
