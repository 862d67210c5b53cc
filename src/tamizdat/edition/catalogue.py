"""The catalogue: all records of an edition, and which articles stand in which list.

Promises: what it answers depends on the set of records alone, never on the order in which they came; a record with a lower change
never replaces a higher one. Bodies are not kept (``teaser_of`` leaves them out), so that 100,000 articles fit in memory.
Refuses nothing; leaves disk to the press and pages to ``views``.

A *list* is named by a key: ``site``, ``lang:en``, ``section:ID``, ``topic:ID``, ``story:ID``, ``person:ID``. Within a list the articles
stand by first publication, in *periods* (a month for ``lang`` and ``section``, a year for ``topic`` and ``person``, one for
``story``), so that what was published long ago stays where it is. A tombstone keeps its place.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from tamizdat.edition.canonical import digest
from tamizdat.edition.records import Article, Correction, Figure, Record, Redirect, Rendition, Site, Tombstone
from tamizdat.edition.schema import encode, kind_of

Place = tuple[str, int, str]
"""Where an article stands in a list: first publication, sequence, id."""

Change = tuple[int, str]
"""The number of a change and when it was frozen."""

NO_CHANGE: Change = (0, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """What lists, feeds and links show of an article: the record without its body. ``digest`` names the whole record."""

    id: str
    change: int
    frozen: str
    digest: str
    language: str
    translation_key: str
    path: str
    kind: str
    headline: str
    standfirst: str
    bylines: tuple[str, ...]
    section: str | None
    topics: tuple[str, ...]
    story: str | None
    lead: Figure | None
    card: Rendition | None
    first_published: str
    updated: str
    sequence: int
    version: int
    corrections: tuple[Correction, ...]
    former: tuple[str, ...]
    photos: tuple[str, ...]  # ids of all photos that the article shows


Entry = Record | Teaser
_SHARED = [name for name in Teaser.__dataclass_fields__ if name not in ("digest", "photos")]


def teaser_of(article: Article, record_digest: str | None = None) -> Teaser:
    """Return the teaser of *article*; *record_digest* saves encoding it again."""
    shared = {name: getattr(article, name) for name in _SHARED}
    return Teaser(digest=record_digest or digest(encode(article)), photos=photos_of(article), **shared)


def photos_of(record: Record | Teaser) -> tuple[str, ...]:
    """Return the ids of the photos that a record shows, without repeats."""
    if isinstance(record, Teaser):
        return record.photos
    figures = [getattr(record, "lead", None), getattr(record, "portrait", None)]
    logo = [record.logo] if isinstance(record, Site) and record.logo else []
    blocks = [block["photo"] for block in getattr(record, "body", ()) if block["type"] == "photo"]
    return tuple(dict.fromkeys([*(figure.photo for figure in figures if figure), *logo, *blocks]))


def list_keys(entry: Article | Teaser) -> tuple[str, ...]:
    """Return the keys of the lists in which an article stands."""
    return (
        f"lang:{entry.language}",
        *([f"section:{entry.section}"] if entry.section else []),
        *(f"topic:{topic}" for topic in entry.topics),
        *([f"story:{entry.story}"] if entry.story else []),
        *(f"person:{person}" for person in entry.bylines),
    )


def period_of(key: str, entry: Teaser | Tombstone) -> str:
    """Return the period of list *key* in which an article stands: ``2026-11``, ``2026`` or ``all``, by its path."""
    _, year, month, _ = entry.path.split("/", 3)
    return {"lang": f"{year}-{month}", "section": f"{year}-{month}", "story": "all"}.get(key.partition(":")[0], year)


class Catalogue:
    """All records by id, and the lists. ``put`` is the only way in; a tombstone is the only way out."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._entries: dict[str, Entry] = {}
        self._digests: dict[str, str] = {}
        self._kinds: dict[type, set[str]] = {}
        self._places: dict[str, dict[str, list[Place]]] = {}  # list key -> period -> places, oldest first
        self._changed: dict[str, Change] = {}  # list key, or key/period -> last change that touched it
        self._twins: dict[str, dict[str, str]] = {}  # translation key -> language -> id of article, page, section…
        self._corrected: dict[str, set[str]] = {}  # language -> ids of articles with corrections, and withdrawn ones
        self._photo_users: dict[str, set[str]] = {}  # photo id -> ids of the records that show it
        self._paths: dict[str, str] = {}  # path -> id of the article, static page or withdrawal that stands there
        self._redirects: dict[str, set[str]] = {}  # target id or old path -> ids of redirects
        self.last_change: Change = NO_CHANGE
        for record in records:
            self.put(record)

    # Reading

    @property
    def site(self) -> Site:
        """The newspaper itself. Raises ``KeyError`` while there is none."""
        return self._entries["site"]  # type: ignore[return-value]

    def get(self, record_id: str | None) -> Entry | None:
        """Return the record (a ``Teaser`` for an article) or None if there is none or only a tombstone."""
        entry = self._entries.get(record_id) if record_id else None
        return None if isinstance(entry, Tombstone) else entry

    def ids(self) -> list[str]:
        """Return the ids of all records, tombstones included."""
        return sorted(self._entries)

    def entry(self, record_id: str) -> Entry | None:
        """Return what stands under this id, a tombstone included."""
        return self._entries.get(record_id)

    def teaser(self, record_id: str) -> Teaser | None:
        """Return the article's teaser, or None if it is not live."""
        entry = self._entries.get(record_id)
        return entry if isinstance(entry, Teaser) else None

    def tombstone(self, record_id: str) -> Tombstone | None:
        """Return the tombstone that stands where the record was, or None."""
        entry = self._entries.get(record_id)
        return entry if isinstance(entry, Tombstone) else None

    def digest_of(self, record_id: str) -> str:
        """Return the digest of the record with this id, tombstones included; "" if there is none."""
        return self._digests.get(record_id, "")

    def of_kind(self, kind: type[Record] | type[Teaser]) -> Iterator[Entry]:
        """Yield the live records of one kind, by id. Articles are ``Teaser``s."""
        return (self._entries[record_id] for record_id in sorted(self._kinds.get(kind, ())))

    def articles(self) -> Iterator[Teaser]:
        """Yield the live articles by id."""
        return self.of_kind(Teaser)  # type: ignore[return-value]

    def languages(self) -> list[str]:
        """Return the codes of the newspaper's languages, the default first."""
        return [language.code for language in self.site.languages]

    def twins(self, translation_key: str) -> dict[str, str]:
        """Return language → id of the live records that translate one another."""
        live = self._twins.get(translation_key, {})
        return {language: record_id for language, record_id in sorted(live.items()) if self.get(record_id)}

    def list_keys(self) -> list[str]:
        """Return the keys of all lists that have or had a member."""
        return sorted(self._places)

    def periods(self, key: str) -> list[str]:
        """Return the periods of a list that have a live article, oldest first."""
        return [period for period in sorted(self._places.get(key, {})) if any(self._live(key, period))]

    def members(self, key: str, period: str) -> list[Teaser | None]:
        """Return a period of a list, oldest first; None where a tombstone keeps its place."""
        return [self.teaser(record_id) for _, _, record_id in self._places.get(key, {}).get(period, [])]

    def newest(self, key: str, count: int) -> list[Teaser]:
        """Return up to *count* live articles of a list, newest first."""
        return list(islice(self._newest_first(key), count))

    def since(self, key: str, time: str, count: int) -> list[Teaser]:
        """Return up to *count* live articles of a list first published at *time* or later, newest first."""
        return list(takewhile(lambda teaser: teaser.first_published >= time, islice(self._newest_first(key), count)))

    def _newest_first(self, key: str) -> Iterator[Teaser]:
        periods = self._places.get(key, {})
        places = (place for period in sorted(periods, reverse=True) for place in reversed(periods[period]))
        return (teaser for _, _, record_id in places if (teaser := self.teaser(record_id)))

    def live_count(self, key: str) -> int:
        """Return the number of live articles in a list."""
        return sum(1 for period in self._places.get(key, {}) for _ in self._live(key, period))

    def changed(self, key: str, period: str = "") -> Change:
        """Return the last change that touched a list (or one period of it), departures included."""
        return self._changed.get(f"{key}/{period}" if period else key, NO_CHANGE)

    def corrected(self, language: str) -> list[Teaser | Tombstone]:
        """Return the articles with corrections and the withdrawn ones of a language, by id."""
        entries = (self._entries[record_id] for record_id in sorted(self._corrected.get(language, ())))
        return [entry for entry in entries if isinstance(entry, Teaser | Tombstone)]

    def photo_is_shown(self, photo_id: str) -> bool:
        """Return whether anything in the edition shows this photo; one that nothing shows is not published."""
        return bool(self._photo_users.get(photo_id))

    def standing_at(self, path: str) -> str | None:
        """Return the id of the article, static page or withdrawal that stands at *path*."""
        return self._paths.get(path)

    def redirects_about(self, *names: str) -> set[str]:
        """Return the ids of the redirects to one of these records, or from one of these paths."""
        return {record_id for name in names for record_id in self._redirects.get(name, ())}

    # Writing

    def put(self, record: Entry, record_digest: str | None = None) -> bool:
        """Take in *record* unless a newer change of it is known; return whether anything changed."""
        known = self._entries.get(record.id)
        if known is not None and known.change >= record.change:
            return False
        self._set(record, record_digest)
        return True

    def _set(self, record: Entry, record_digest: str | None) -> None:
        known = self._entries.get(record.id)
        if known is not None:
            self._forget(known)
        record_digest = record.digest if isinstance(record, Teaser) else record_digest or digest(encode(record))
        entry = teaser_of(record, record_digest) if isinstance(record, Article) else record
        self._digests[record.id] = record_digest
        self._entries[record.id] = entry
        self._kinds.setdefault(type(entry), set()).add(entry.id)
        self._enter_lists(entry)
        for photo in photos_of(entry):
            self._photo_users.setdefault(photo, set()).add(entry.id)
        if (path := getattr(entry, "path", "")) and not (isinstance(entry, Tombstone) and entry.kind == "unpublished"):
            self._paths[path] = entry.id
        if isinstance(entry, Redirect):
            for name in (entry.target, entry.old_path):
                self._redirects.setdefault(name, set()).add(entry.id)
        self.last_change = max(self.last_change, (record.change, record.frozen))

    def lay_over(self, record: Record) -> tuple[Entry | None, str]:
        """Put a draft over what stands under its id; return what ``put_back`` needs to undo it."""
        known, known_digest = self._entries.get(record.id), self._digests.get(record.id, "")
        self._set(record, None)
        return known, known_digest

    def put_back(self, record_id: str, entry: Entry | None, entry_digest: str) -> None:
        """Undo ``lay_over``."""
        if entry is not None:
            self._set(entry, entry_digest)
        elif record_id in self._entries:
            self._forget(self._entries.pop(record_id))
            del self._digests[record_id]

    def _live(self, key: str, period: str) -> Iterator[Teaser]:
        return (teaser for teaser in self.members(key, period) if teaser)

    def _lists_of(self, entry: Entry) -> tuple[str, ...]:
        if isinstance(entry, Teaser):
            return ("site", *list_keys(entry))
        return ("site", *entry.lists) if isinstance(entry, Tombstone) and entry.of == "article" else ()

    def _enter_lists(self, entry: Entry) -> None:
        for key in self._lists_of(entry):
            assert isinstance(entry, Teaser | Tombstone)
            period = period_of(key, entry)
            insort(self._places.setdefault(key, {}).setdefault(period, []), _place(entry))
            self._touch(key, period, entry)
        for key in getattr(entry, "former", ()):
            self._touch(key, period_of(key, entry), entry)  # type: ignore[arg-type]
        language = getattr(entry, "language", "")
        if isinstance(entry, Teaser) and entry.corrections or isinstance(entry, Tombstone) and entry.kind == "withdrawn":
            self._corrected.setdefault(language, set()).add(entry.id)
        if translation_key := getattr(entry, "translation_key", ""):
            self._twins.setdefault(translation_key, {})[language] = entry.id

    def _forget(self, entry: Entry) -> None:
        if isinstance(entry, Redirect):
            for name in (entry.target, entry.old_path):
                self._redirects[name].discard(entry.id)
        self._kinds[type(entry)].discard(entry.id)
        for photo in photos_of(entry):
            self._photo_users[photo].discard(entry.id)
        if self._paths.get(getattr(entry, "path", "")) == entry.id:
            del self._paths[entry.path]  # type: ignore[union-attr]
        for key in self._lists_of(entry):
            assert isinstance(entry, Teaser | Tombstone)
            places = self._places[key][period_of(key, entry)]
            del places[bisect_left(places, _place(entry))]
        self._corrected.get(getattr(entry, "language", ""), set()).discard(entry.id)
        twins = self._twins.get(getattr(entry, "translation_key", ""), {})
        if twins.get(getattr(entry, "language", "")) == entry.id:
            del twins[entry.language]  # type: ignore[union-attr]

    def _touch(self, key: str, period: str, entry: Entry) -> None:
        for name in (key, f"{key}/{period}"):
            self._changed[name] = max(self._changed.get(name, NO_CHANGE), (entry.change, entry.frozen))


def _place(entry: Teaser | Tombstone) -> Place:
    return (entry.first_published, entry.sequence, entry.id)


__all__ = ["Catalogue", "Entry", "Teaser", "kind_of", "list_keys", "period_of", "teaser_of"]
