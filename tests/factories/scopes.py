"""Scopes for tests of views: what a view would be given for one file of an edition made of records.

Import as ``from factories.scopes import scope_of``.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from factories.edition import AS_OF
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.plan import Spec, all_groups, specs
from tamizdat.edition.records import Article, Record
from tamizdat.edition.scope import Scope
from tamizdat.edition.theme import Theme

NO_THEME = cast(Theme, None)
"""For views that show nothing to the eye: asking it for anything fails the test."""


def every_spec(catalogue: Catalogue) -> dict[str, Spec]:
    """Return path → spec of every file of the edition."""
    return {spec.path: spec for group in all_groups(catalogue) for spec in specs(group, catalogue)}


def scope_of(path: str, records: Iterable[Record], *, theme: Theme = NO_THEME, as_of: datetime = AS_OF) -> Scope:
    """Return the scope of the file at *path* in an edition of *records*. Raises ``KeyError`` if there is no such file."""
    kept = list(records)
    articles = {record.id: record for record in kept if isinstance(record, Article)}
    catalogue = Catalogue(kept)
    return Scope(every_spec(catalogue)[path], catalogue, theme, articles.__getitem__, as_of)
