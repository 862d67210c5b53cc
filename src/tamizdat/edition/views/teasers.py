"""Teasers: what lists show of an article."""

from collections.abc import Iterable
from typing import Any

from tamizdat.edition.catalogue import Teaser
from tamizdat.edition.scope import Scope
from tamizdat.edition.views import pictures
from tamizdat.edition.views.labels import KINDS, OPINIONS, label
from tamizdat.edition.views.links import link, named, way
from tamizdat.edition.views.words import Words


def teaser(scope: Scope, words: Words, shown: Teaser, *, picture: str = pictures.TEASER_SIZES, eager: bool = False) -> dict[str, Any]:
    """Return a teaser; *picture* is the ``sizes`` of its crop, "" for none. Made once for all folders with the same ways from them."""
    ways = way(scope, shown.path.rpartition("/")[0]), way(scope, "media")
    key = ("teaser", id(scope.theme), words.language, shown.id, ways, picture, eager)
    return scope.once(key, lambda: _teaser(scope, words, shown, picture, eager=eager))


def _teaser(scope: Scope, words: Words, shown: Teaser, picture: str, *, eager: bool) -> dict[str, Any]:
    opinion = shown.kind in OPINIONS
    return {
        "anchor": anchor(shown.path),
        "href": link(scope, shown.path),
        "headline": shown.headline,
        "standfirst": shown.standfirst,
        "kind": label(KINDS, shown.kind, words.text),
        "opinion": opinion,
        "byline": [person["name"] for person in bylines(scope, shown.bylines)] if opinion else [],
        "time": words.time(shown.first_published),
        "picture": pictures.crop(scope, shown.lead, picture, eager=eager) if picture else None,
    }


def teasers(scope: Scope, words: Words, shown: Iterable[Teaser], picture: str = pictures.TEASER_SIZES) -> list[dict[str, Any]]:
    """Return several teasers in their order."""
    return [teaser(scope, words, one, picture=picture) for one in shown]


def bylines(scope: Scope, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Return the persons behind a byline who are in the edition, in order."""
    return [person for record_id in ids if (person := named(scope, record_id))]


def anchor(path: str) -> str:
    """Return the name of an article's place on a timeline: its slug."""
    return path.rpartition("/")[2].removesuffix(".html")
