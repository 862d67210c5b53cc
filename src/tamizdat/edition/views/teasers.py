"""Teasers: what lists show of an article."""

from collections.abc import Iterable
from typing import Any

from tamizdat.edition.catalogue import Teaser
from tamizdat.edition.records import Person
from tamizdat.edition.scope import Scope
from tamizdat.edition.views import pictures
from tamizdat.edition.views.labels import KINDS, OPINIONS, label
from tamizdat.edition.views.shell import href
from tamizdat.edition.views.words import Words


def teaser(scope: Scope, words: Words, shown: Teaser, *, picture: str = pictures.TEASER_SIZES, eager: bool = False) -> dict[str, Any]:
    """Return a teaser; *picture* is the ``sizes`` of its crop, "" for none."""
    opinion = shown.kind in OPINIONS
    return {
        "anchor": anchor(shown.path),
        "href": href(scope.link(shown.path)),
        "headline": shown.headline,
        "standfirst": shown.standfirst,
        "kind": label(KINDS, shown.kind, words.text),
        "opinion": opinion,
        "byline": [person["name"] for person in bylines(scope, shown.bylines)] if opinion else [],
        "time": words.time(shown.first_published),
        "day": words.time(shown.first_published, "day"),
        "picture": pictures.crop(scope, shown.lead, picture, eager=eager) if picture else None,
    }


def teasers(scope: Scope, words: Words, shown: Iterable[Teaser], picture: str = pictures.TEASER_SIZES) -> list[dict[str, Any]]:
    """Return several teasers in their order."""
    return [teaser(scope, words, one, picture=picture) for one in shown]


def bylines(scope: Scope, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Return the persons behind a byline who are in the edition, in order."""
    found = []
    for record_id in ids:
        person, address = scope.get(record_id), scope.link_to(record_id)
        if isinstance(person, Person) and address:
            found.append({"name": person.name, "role": person.role, "href": href(address)})
    return found


def named(scope: Scope, record_id: str | None) -> dict[str, Any] | None:
    """Return name and address of a section, topic or story that is in the edition."""
    entry, address = scope.get(record_id), scope.link_to(record_id)
    return {"name": entry.name, "href": href(address)} if entry and address else None  # type: ignore[union-attr]


def anchor(path: str) -> str:
    """Return the name of an article's place on a timeline: its slug."""
    return path.rpartition("/")[2].removesuffix(".html")
