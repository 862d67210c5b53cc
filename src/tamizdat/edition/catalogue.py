"""The catalogue: all records of an edition, and which articles and letters stand in which list.

Promises: what it answers depends on the set of records alone, never on the order in which they came; a record with a lower change
never replaces a higher one. Bodies are not kept (``teaser`` leaves them out), so that 100,000 articles fit in memory.
Refuses nothing; leaves disk to the press and pages to ``views``.

A *list* is named by a key: ``site``, ``lang:en``, ``section:ID``, ``topic:ID``, ``story:ID``, ``person:ID``; of letters ``letters:en``.
Within a list the articles stand by first publication, in *periods* (a month for ``lang`` and ``section``, a year for ``topic``,
``person`` and ``letters``, one for ``story``), so that what was published long ago stays where it is. A tombstone keeps its place.
"""

from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from typing import Any

from tamizdat.edition.canonical import digest
from tamizdat.edition.claims import Claims
from tamizdat.edition.doors import without_doors
from tamizdat.edition.lists import NO_CHANGE, Change, Lists, Part, Place, State
from tamizdat.edition.paths import media_stems, path_wanted
from tamizdat.edition.records import Appeal, Article, Giving, Letter, Record, Redirect, Site, Tombstone
from tamizdat.edition.schema import encode, kind_of
from tamizdat.edition.teaser import (
    Entry,
    Listed,
    Teaser,
    is_listed,
    is_live,
    list_keys,
    lists_of,
    once_in,
    period_of,
    photos_of,
    published_of,
    teaser_of,
)


class Catalogue:
    """All records by id, and the lists. ``put`` is the only way in; a tombstone is the only way out."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._entries: dict[str, Entry] = {}
        self._digests: dict[str, str] = {}
        self._kinds: dict[type, set[str]] = {}
        self._lists = Lists(self._state)
        self._corrected: dict[str, set[str]] = {}  # language -> ids of articles with corrections, and withdrawn ones
        self._twins = Claims()  # translation key -> ids of articles, pages, sections…
        self._photo_users = Claims()  # photo id -> ids of the records that show it
        self._paths = Claims()  # path -> ids of the records whose page, redirect or withdrawal may stand there
        self._media = Claims()  # beginning of a picture's path -> ids of photos, and of articles with a card
        self._targets = Claims()  # id of an article or page -> ids of redirects to it
        self.last_change: Change = NO_CHANGE
        self.memo: dict[Any, Any] = {}  # what was worked out from the records as they stand (``Scope.once``)
        for record in records:
            self.put(record)

    # Records

    @property
    def site(self) -> Site:
        """The newspaper itself. Raises ``KeyError`` while there is none."""
        return self._entries["site"]  # type: ignore[return-value]

    @property
    def shown_site(self) -> Site:
        """The newspaper without its doors, as most pages know it. Raises ``KeyError`` while there is none."""
        if "shown site" not in self.memo:
            self.memo["shown site"] = without_doors(self.site)
        return self.memo["shown site"]  # type: ignore[no-any-return]

    @property
    def giving(self) -> Giving | None:
        """On which terms one gives to the newspaper, None while it takes nothing."""
        found = self.get("giving")
        return found if isinstance(found, Giving) else None

    def appeals(self, language: str) -> list[Appeal]:
        """Return the live appeals of a language, those that go first first."""
        found = (entry for entry in self.of_kind(Appeal) if isinstance(entry, Appeal) and entry.language == language)
        return sorted(found, key=lambda appeal: (appeal.rank, appeal.id))

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

    # What belongs together

    def twins(self, translation_key: str) -> dict[str, str]:
        """Return language → id of the live records that translate one another; of two in one language the lower id counts."""
        if not self._twins.is_shared(translation_key):  # so it is with nearly all
            return {entry.language: entry.id for entry in map(self.get, self.all_twins(translation_key)) if entry}  # type: ignore[union-attr]
        live = [entry for record_id in self.all_twins(translation_key) if (entry := self.get(record_id))]
        by_language = {entry.language: entry.id for entry in reversed(live)}  # type: ignore[union-attr]
        return dict(sorted(by_language.items()))

    def all_twins(self, translation_key: str) -> list[str]:
        """Return the ids of all live records with this translation key, also of several in one language."""
        return self._twins.of(translation_key)

    def corrected(self, language: str) -> list[Teaser | Tombstone]:
        """Return the articles with corrections and the withdrawn ones of a language, by id."""
        entries = (self._entries[record_id] for record_id in sorted(self._corrected.get(language, ())))
        return [entry for entry in entries if isinstance(entry, Teaser | Tombstone)]

    def photo_is_shown(self, photo_id: str) -> bool:
        """Return whether anything in the edition shows this photo; one that nothing shows is not published."""
        return bool(self._photo_users.of(photo_id))

    def sharing_media(self, entry: Entry) -> set[str]:
        """Return the ids of the records that may publish the same picture files: the same photo can be uploaded twice."""
        return {record_id for stem in media_stems(entry) for record_id in self._media.of(stem)}

    def claimants(self, path: str) -> list[str]:
        """Return the ids of the records whose page, redirect or withdrawal may stand at *path*."""
        return self._paths.of(path)

    def standing_at(self, path: str) -> str | None:
        """Return the id of the record that has *path*: pages before withdrawals before redirects, then the newest change."""
        claimants = [self._entries[record_id] for record_id in self._paths.of(path)]
        return max(claimants, key=_precedence).id if claimants else None

    def redirects_to(self, record_id: str) -> list[str]:
        """Return the ids of the redirects to a record."""
        return self._targets.of(record_id)

    # Lists

    def list_keys(self) -> list[str]:
        """Return the keys of all lists that have or had a member."""
        return self._lists.keys()

    def periods(self, key: str) -> list[str]:
        """Return the periods of a list that have a live article, oldest first."""
        return self._lists.periods(key)

    def members(self, key: str, period: str) -> list[Teaser | None]:
        """Return a period of a list, oldest first; None where a tombstone keeps its place."""
        return [self.teaser(record_id) for record_id in self._lists.ids(key, period)]

    def part(self, key: str, period: str, number: int, size: int) -> Part:
        """Return page *number* (from 1) of a period cut into pages of *size*."""
        return self._lists.part(key, period, number, size)

    def parts(self, key: str, period: str, size: int) -> list[int]:
        """Return the numbers of a period's pages, cut into pages of *size*."""
        return self._lists.parts(key, period, size)

    def has_part(self, key: str, period: str, number: int, size: int) -> bool:
        """Return whether a period has such a page."""
        return self._lists.has_part(key, period, number, size)

    def parts_about(self, key: str, entry: Listed, size: int, *, moved: bool) -> set[tuple[str, int]]:
        """Return the pages of a list, as (period, part), that a change of *entry* may alter; *moved*: it came or left."""
        return self._lists.parts_about(key, period_of(key, entry), _place(entry), size, moved=moved)

    def newest(self, key: str, count: int) -> list[Teaser]:
        """Return up to *count* live articles of a list, newest first."""
        return list(islice(self._newest_first(key), count))

    def letters(self, key: str) -> Iterator[Letter]:
        """Yield the live letters of a list, newest first."""
        found = map(self._entries.get, self._lists.newest_first(key))
        return (letter for letter in found if isinstance(letter, Letter))

    def since(self, key: str, time: str, count: int) -> list[Teaser]:
        """Return up to *count* live articles of a list first published at *time* or later, newest first."""
        return list(takewhile(lambda teaser: teaser.first_published >= time, islice(self._newest_first(key), count)))

    def live_count(self, key: str) -> int:
        """Return the number of live articles in a list."""
        return self._lists.live_count(key)

    def changed(self, key: str, period: str = "") -> Change:
        """Return the last change that touched a list (or one period of it), departures included."""
        return self._lists.changed(key, period)

    def periods_changed(self, key: str) -> Change:
        """Return a change no earlier than the last that began or emptied a period of a list."""
        return self._lists.periods_changed(key)

    # Writing

    def put(self, record: Entry, record_digest: str | None = None) -> bool:
        """Take in *record* unless a newer change of it is known; return whether anything changed."""
        known = self._entries.get(record.id)
        if known is not None and known.change >= record.change:
            return False
        self._set(record, record_digest)
        return True

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
            self.memo.clear()
            self._forget(self._entries[record_id])
            del self._entries[record_id], self._digests[record_id]

    def _set(self, record: Entry, record_digest: str | None) -> None:
        self.memo.clear()
        known = self._entries.get(record.id)
        if known is not None:
            self._forget(known)
        record_digest = record.digest if isinstance(record, Teaser) else record_digest or digest(encode(record))
        entry = teaser_of(record, record_digest) if isinstance(record, Article) else record
        self._digests[record.id] = record_digest
        self._entries[record.id] = entry
        self._kinds.setdefault(type(entry), set()).add(entry.id)
        for claims, name in self._claims_of(entry):
            claims.add(name, entry.id)
        if _has_public_note(entry):
            self._corrected.setdefault(entry.language, set()).add(entry.id)  # type: ignore[union-attr]
        if is_listed(entry):
            self._enter_lists(entry)
        self.last_change = max(self.last_change, (record.change, record.frozen))

    def _forget(self, entry: Entry) -> None:
        if is_listed(entry):
            self._leave_lists(entry)
        self._kinds[type(entry)].discard(entry.id)
        for claims, name in self._claims_of(entry):
            claims.drop(name, entry.id)
        if _has_public_note(entry):
            self._corrected[entry.language].discard(entry.id)  # type: ignore[union-attr]

    def _claims_of(self, entry: Entry) -> Iterator[tuple[Claims, str]]:
        """What the entry is to be found by."""
        yield from ((self._photo_users, photo) for photo in photos_of(entry))
        yield from ((self._media, stem) for stem in media_stems(entry))
        if translation_key := getattr(entry, "translation_key", ""):
            yield self._twins, translation_key
        if isinstance(entry, Redirect):
            yield self._targets, entry.target
        if path := path_wanted(entry):
            yield self._paths, path

    def _enter_lists(self, entry: Listed) -> None:
        change, live = self._state(entry.id)
        for key in lists_of(entry):
            self._lists.enter(key, period_of(key, entry), _place(entry), change, live=live)
        for key in once_in(entry):
            self._lists.remember(key, period_of(key, entry), _place(entry), change)

    def _leave_lists(self, entry: Listed) -> None:
        for key in lists_of(entry):
            self._lists.leave(key, period_of(key, entry), _place(entry), live=is_live(entry))
        for key in once_in(entry):
            self._lists.forget(key, period_of(key, entry), _place(entry))

    def _state(self, record_id: str) -> State:
        entry = self._entries[record_id]
        return (entry.change, entry.frozen), is_live(entry)

    def _newest_first(self, key: str) -> Iterator[Teaser]:
        return (teaser for record_id in self._lists.newest_first(key) if (teaser := self.teaser(record_id)))


def _has_public_note(entry: Entry) -> bool:
    return bool(entry.corrections) if isinstance(entry, Teaser) else isinstance(entry, Tombstone) and entry.kind == "withdrawn"


def _place(entry: Listed) -> Place:
    return (published_of(entry), entry.sequence, entry.id)


def _precedence(entry: Entry) -> tuple[int, int, str]:
    rank = 0 if isinstance(entry, Redirect) else 1 if isinstance(entry, Tombstone) else 2
    return rank, entry.change, entry.id


__all__ = ["NO_CHANGE", "Catalogue", "Change", "Entry", "Teaser", "kind_of", "list_keys", "period_of", "photos_of", "teaser_of"]
