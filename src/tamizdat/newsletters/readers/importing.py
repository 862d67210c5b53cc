"""Bringing readers in from another system: a CSV file that says for every line where, when and to which words consent was given.

Promises: nothing is taken of a file with a bad line. Then lines are taken a chunk at a time, each in a transaction of its own, and between
two the lock is free for as long as it was held; a crash keeps what was taken, and the same file again doubles nothing and takes the rest.
Who has left, complained, bounced or been erased stays so, whatever the file says. Memory does not grow with the file, and no address is
written to a disk. Leaves judging lines to ``import_lines``.
"""

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from tamizdat.edition.records import Site
from tamizdat.newsletters.models import AuditEntry, Reader, Subscription, Suppression
from tamizdat.newsletters.readers import audit, numbers
from tamizdat.newsletters.readers.addresses import new_ref
from tamizdat.newsletters.readers.consents import keep_imported, wording
from tamizdat.newsletters.readers.doors import DATABASE, keyring, newspaper
from tamizdat.newsletters.readers.import_lines import BadFile, Line, good_lines
from tamizdat.newsletters.readers.locking import nobody_else
from tamizdat.newsletters.readers.numbers import Count
from tamizdat.sealed.agent import seal_address
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.lookup import keyed_hash

AT_ONCE = 500
"""Lines in a chunk at most: databases limit how long a list may be."""

FIRST = 100
HELD = 0.1
"""Lines in the first chunk; and the seconds for which one may keep others waiting: after one that took longer comes a smaller one."""

BEGUN, ENDED, STOPPED = "import begun", "import", "import stopped"
"""What the audit log says of imports. One that was begun and says no more was cut short."""

Progress = Callable[[int, int], None]
"""Is told after each chunk how many lines of how many are done."""


@dataclass(slots=True)
class Report:
    """What an import did, or would do. Numbers of lines, but for *readers*."""

    lines: int = 0
    readers: int = 0  # new ones
    subscriptions: int = 0  # new ones
    unchanged: int = 0  # were subscribed already
    twice: int = 0  # said again what another line said
    left: int = 0  # had left this letter, or all
    suppressed: int = 0  # bounced, complained, or asked never to be written to
    counts: Counter[Count] = field(default_factory=Counter, repr=False)

    def numbers(self) -> dict[str, int]:
        """Return the numbers alone."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "counts"}

    def add(self, more: "Report") -> None:
        """Add what another chunk did."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(more, one.name))


class Stopped(RuntimeError):
    """An import that ended before its end. What it took stays; the same file again takes the rest."""

    def __init__(self, done: int, lines: int) -> None:
        super().__init__(f"the import stopped after {done:,} of {lines:,} lines")
        self.done, self.lines = done, lines


def import_readers(
    lines: Iterable[str],
    person: str,
    now: datetime,
    *,
    wordings: Mapping[str, str] | None = None,
    dry: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Bring in the readers in *lines* of a CSV file (``table.COLUMNS``), which are read twice.

    Raises ``BadFile``, and then nothing was taken, and ``Stopped``. *wordings*: version -> the words of consent that the other system
    showed, for versions that this newspaper never had. *dry*: only say what would happen.
    """
    site = newspaper()
    if site is None:
        raise BadFile(["The newspaper has not been published yet: it has no letters to subscribe to."])
    count = sum(1 for _ in _good(lines, site, now, wordings))
    report = Report()
    if not dry:
        audit.note(person, BEGUN, {"lines": count}, now)
    try:
        with closing(_Named()) as named:
            work = _Import(_good(lines, site, now, wordings), wordings or {}, now, named, dry=dry)
            for _ in _chunks_taken(work, report):
                if progress:
                    progress(report.lines, count)
    except (Exception, KeyboardInterrupt) as error:
        if not dry:
            audit.note(person, STOPPED, report.numbers(), now)
        raise Stopped(report.lines, count) from error
    if not dry:
        audit.note(person, ENDED, report.numbers(), now)
    return report


def cut_short() -> AuditEntry | None:
    """Return the log's entry of the last import if it did not come to its end."""
    last: AuditEntry | None = AuditEntry.objects.filter(act__in=(BEGUN, ENDED, STOPPED)).order_by("-number").first()
    return None if last is None or last.act == ENDED else last


def _good(lines: Iterable[str], site: Site, now: datetime, wordings: Mapping[str, str] | None) -> Iterator[Line]:
    return good_lines(lines, site, now.date(), set(wordings or {}))


class _Named:
    """Which readers, and which letters of theirs, the file has named so far: keyed hashes, on a disk in a file without a name."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = off")
        self._db.execute("CREATE TABLE named (what BLOB PRIMARY KEY) WITHOUT ROWID")

    def first(self, address_hash: bytes, letter: str = "") -> bool:
        """Return whether this is named for the first time, and note it."""
        return self._db.execute("INSERT OR IGNORE INTO named VALUES (?)", (address_hash + letter.encode(),)).rowcount > 0

    def close(self) -> None:
        self._db.close()


@dataclass(slots=True)
class _Hashed:
    """A line, what its reader is found by, and the sealed address once it is needed."""

    line: Line
    hash: bytes
    box: bytes = b""


@dataclass(slots=True)
class _Import:
    """What one import goes through with."""

    lines: Iterator[Line]
    wordings: Mapping[str, str]
    now: datetime
    named: _Named
    dry: bool
    keys: Keyring = field(default_factory=keyring)
    consents: dict[tuple[str, str, str], int] = field(default_factory=dict)


def _chunks_taken(work: _Import, report: Report) -> Iterator[None]:
    size, held, free_since = min(AT_ONCE, FIRST), 0.0, time.monotonic()
    lookup = work.keys.lookup()
    while chunk := [_Hashed(line, keyed_hash(lookup, line.address)) for line in islice(work.lines, size)]:
        fresh = [one for one in chunk if work.named.first(one.hash, one.line.letter)]
        if not work.dry:
            _seal_the_new(work, fresh)
            time.sleep(max(0.0, held - (time.monotonic() - free_since)))  # the lock is free for as long as it was held
        held = _take_chunk(work, chunk, fresh, report)
        free_since = time.monotonic()
        size = min(AT_ONCE, max(1, int(size * HELD / max(held, 0.001))))
        yield


def _seal_the_new(work: _Import, fresh: list[_Hashed]) -> None:
    """Seal while nobody waits. Who is a reader already needs none."""
    known = _refs(fresh)
    key = work.keys.list_public()
    for one in fresh:
        one.box = b"" if one.hash in known else seal_address(key, one.line.address)


def _take_chunk(work: _Import, chunk: list[_Hashed], fresh: list[_Hashed], report: Report) -> float:
    """Take *fresh*, all or nothing of it; return the seconds for which nobody else could write."""
    taken = Report(lines=len(chunk), twice=len(chunk) - len(fresh))
    with transaction.atomic(using=DATABASE):
        began = time.monotonic()
        if work.dry:
            _foresee(work, fresh, taken)
        else:
            nobody_else()
            _resolve(work, fresh)
            _take(work, fresh, taken)
            numbers.add(taken.counts, work.now)
    report.add(taken)
    return time.monotonic() - began


def _resolve(work: _Import, fresh: list[_Hashed]) -> None:
    """Find the wordings that are new in this chunk; the file was checked, so that there is one for each."""
    for line in (one.line for one in fresh):
        named = (line.language, line.letter, line.version)
        if named not in work.consents:
            words = wording(*named) or keep_imported(*named, work.wordings[line.version], work.now)
            work.consents[named] = words.pk


def _foresee(work: _Import, fresh: list[_Hashed], report: Report) -> None:
    """Count what ``_take`` would do."""
    wanted = _wanted(fresh, report)
    refs = _refs(wanted)
    had = _had(refs)
    new = [one for one in wanted if one.hash not in refs or (refs[one.hash], one.line.letter) not in had]
    report.readers += sum(one.hash not in refs and work.named.first(one.hash) for one in wanted)
    report.subscriptions += len(new)
    report.unchanged += len(wanted) - len(new)


def _take(work: _Import, fresh: list[_Hashed], report: Report) -> None:
    wanted = _wanted(fresh, report)
    refs = _refs(wanted)
    new = {one.hash: _reader(work, one) for one in reversed(wanted) if one.hash not in refs}
    Reader.objects.bulk_create(new.values())
    had = _had(refs)
    refs |= {found: reader.ref for found, reader in new.items()}
    made = [_subscription(work, one.line, refs[one.hash]) for one in wanted if (refs[one.hash], one.line.letter) not in had]
    Subscription.objects.bulk_create(made)
    report.readers += len(new)
    report.subscriptions += len(made)
    report.unchanged += len(wanted) - len(made)
    report.counts.update(Count(numbers.IMPORTED, row.letter, row.language) for row in made)


def _refs(lines: list[_Hashed]) -> dict[bytes, str]:
    rows = Reader.objects.filter(address_hash__in=[one.hash for one in lines]).values_list("address_hash", "ref")
    return {bytes(found): ref for found, ref in rows}


def _had(refs: Mapping[bytes, str]) -> set[tuple[str, str]]:
    return set(Subscription.objects.filter(reader_id__in=list(refs.values())).values_list("reader_id", "letter"))


def _wanted(lines: list[_Hashed], report: Report) -> list[_Hashed]:
    """Return the lines of those to whom may be written, and count the others."""
    rows = Suppression.objects.filter(address_hash__in=[one.hash for one in lines])
    reasons = {(bytes(found), letter): reason for found, letter, reason in rows.values_list("address_hash", "letter", "reason")}
    wanted = []
    for one in lines:
        reason = reasons.get((one.hash, "")) or reasons.get((one.hash, one.line.letter))
        report.suppressed += reason in Suppression.FINAL
        report.left += reason == Suppression.LEFT
        wanted += [] if reason else [one]
    return wanted


def _reader(work: _Import, one: _Hashed) -> Reader:
    line, box = one.line, one.box or seal_address(work.keys.list_public(), one.line.address)
    return Reader(ref=new_ref(), address_hash=one.hash, box=box, language=line.language, discreet=line.discreet, since=line.consented)


def _subscription(work: _Import, line: Line, ref: str) -> Subscription:
    consent = work.consents[line.language, line.letter, line.version]
    kept: dict[str, Any] = {"letter": line.letter, "language": line.language, "consented": line.consented, "source": line.source}
    return Subscription(reader_id=ref, consent_id=consent, **kept)
