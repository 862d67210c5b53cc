"""Compile: one file of the edition from the records. The press and the newsroom's preview both come through here.

Promises: the same records, theme and ``as_of`` give the same bytes. A page's HTML depends on its own inputs alone, so that a full
build equals an incremental one. Leaves storing and switching to the press.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tamizdat.edition.canonical import digest
from tamizdat.edition.catalogue import Catalogue, Teaser
from tamizdat.edition.plan import Spec
from tamizdat.edition.records import Article, Tombstone
from tamizdat.edition.scope import Scope
from tamizdat.edition.statement import seal_page, stated_hash
from tamizdat.edition.theme import Theme
from tamizdat.edition.views import VIEWS


@dataclass(frozen=True, slots=True)
class Made:
    """One made file: its bytes (a page with its statement), its digest in the tree, and what it asked for with the answers' state."""

    spec: Spec
    data: bytes
    leaf: str
    names: Mapping[str, str]


def make(spec: Spec, catalogue: Catalogue, theme: Theme, load: Callable[[str], Article], *, as_of: datetime) -> Made:
    """Return the file that *spec* asks for. ``media`` files are not made here: their bytes are stored already."""
    scope = Scope(spec, catalogue, theme, load, as_of)
    data = VIEWS[spec.view](scope).encode()
    if not spec.path.endswith((".html", ".htm")):
        return Made(spec, data, digest(data), scope.names)
    page = seal(data, scope)
    return Made(spec, page, stated_hash(page), scope.names)


def seal(html: bytes, scope: Scope) -> bytes:
    """Return the page with its statement: the version of its article (or of its withdrawal), and the last change of all that it shows."""
    entry = scope.catalogue.entry(scope.spec.subject)
    edition, date = scope.change
    version = entry.version if isinstance(entry, Teaser | Tombstone) else 1
    return seal_page(html, path=scope.spec.path, version=version, edition=edition, date=date)
