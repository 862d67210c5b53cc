"""Bringing readers in from another system: a CSV file that says for every line where, when and to which words consent was given.

Promises: all or nothing. Who has left, complained, bounced or been erased stays so, whatever the file says. The file is read once, as a
stream; sealing happens before the one transaction, so that others wait for the inserts alone. No address is written to a disk. Leaves
judging lines to ``import_lines``.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from itertools import islice
from typing import IO, Any

from django.db import transaction

from tamizdat.newsletters.models import Reader, Subscription, Suppression
from tamizdat.newsletters.readers import audit, numbers
from tamizdat.newsletters.readers.addresses import new_ref
from tamizdat.newsletters.readers.consents import keep_imported, wording
from tamizdat.newsletters.readers.doors import DATABASE, keyring, newspaper
from tamizdat.newsletters.readers.import_lines import BadFile, Line, good_lines
from tamizdat.newsletters.readers.locking import nobody_else
from tamizdat.newsletters.readers.numbers import Count
from tamizdat.sealed.agent import seal_address
from tamizdat.sealed.keys import b64, unb64
from tamizdat.sealed.lookup import keyed_hash

AT_ONCE = 500
"""Lines that are looked up together; databases limit how long a list may be."""


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


def import_readers(
    lines: Iterable[str], person: str, now: datetime, *, wordings: Mapping[str, str] | None = None, dry: bool = False
) -> Report:
    """Bring in the readers in *lines* of a CSV file (``table.COLUMNS``). Raises ``BadFile``, and then nothing was taken.

    *wordings*: version -> the words of consent that the other system showed, for versions that this newspaper never had. *dry*: only
    say what would happen.
    """
    site = newspaper()
    if site is None:
        raise BadFile(["The newspaper has not been published yet: it has no letters to subscribe to."])
    with tempfile.TemporaryFile("w+", encoding="ascii") as spool:
        _spool(spool, good_lines(lines, site, now.date(), set(wordings or {})), dry=dry)
        spool.seek(0)
        with transaction.atomic(using=DATABASE):
            report = _take_all(spool, now, wordings or {})
            if dry:
                transaction.set_rollback(True, using=DATABASE)
            else:
                numbers.add(report.counts, now)
                audit.note(person, "import", report.numbers(), now)
    return report


def _spool(spool: IO[str], lines: Iterator[Line], *, dry: bool) -> None:
    """Write each line as it will be kept: hash and box instead of the address."""
    keys = keyring()
    lookup, list_key = keys.lookup(), keys.list_public()
    for line in lines:
        box = b"" if dry else seal_address(list_key, line.address)
        kept = [b64(keyed_hash(lookup, line.address)), b64(box), line.letter, line.language, line.consented.isoformat()]
        spool.write(json.dumps([*kept, line.source, line.version, line.discreet]) + "\n")


@dataclass(frozen=True, slots=True)
class _Sealed:
    hash: bytes
    box: bytes
    letter: str
    language: str
    consented: date
    source: str
    version: str
    discreet: bool


def _read(text: str) -> _Sealed:
    found, box, letter, language, consented, *rest = json.loads(text)
    return _Sealed(unb64(found), unb64(box), letter, language, date.fromisoformat(consented), *rest)


def _take_all(spool: IO[str], now: datetime, wordings: Mapping[str, str]) -> Report:
    nobody_else()
    report, seen = Report(), set[tuple[bytes, str]]()
    consents: dict[tuple[str, str, str], int] = {}
    while batch := [_read(text) for text in islice(spool, AT_ONCE)]:
        report.lines += len(batch)
        fresh = []
        for line in batch:
            report.twice += (line.hash, line.letter) in seen
            fresh += [] if (line.hash, line.letter) in seen else [line]
            seen.add((line.hash, line.letter))
            consents.setdefault((line.language, line.letter, line.version), 0)
        _resolve(consents, wordings, now)
        _take(fresh, consents, report)
    return report


def _resolve(consents: dict[tuple[str, str, str], int], wordings: Mapping[str, str], now: datetime) -> None:
    """Find the wordings that are new in this batch; the file was checked, so that there is one for each."""
    for (language, letter, version), known in list(consents.items()):
        if not known:
            words = wording(language, letter, version) or keep_imported(language, letter, version, wordings[version], now)
            consents[language, letter, version] = words.pk


def _take(lines: list[_Sealed], consents: dict[tuple[str, str, str], int], report: Report) -> None:
    wanted = _wanted(lines, report)
    refs = {
        bytes(found): ref
        for found, ref in Reader.objects.filter(address_hash__in=[line.hash for line in wanted]).values_list("address_hash", "ref")
    }
    new = {line.hash: _reader(line) for line in reversed(wanted) if line.hash not in refs}
    Reader.objects.bulk_create(new.values())
    had = set(Subscription.objects.filter(reader_id__in=list(refs.values())).values_list("reader_id", "letter"))
    refs |= {found: reader.ref for found, reader in new.items()}
    made = [_subscription(line, refs[line.hash], consents) for line in wanted if (refs[line.hash], line.letter) not in had]
    Subscription.objects.bulk_create(made)
    report.readers += len(new)
    report.subscriptions += len(made)
    report.unchanged += len(wanted) - len(made)
    report.counts.update(Count(numbers.IMPORTED, row.letter, row.language) for row in made)


def _wanted(lines: list[_Sealed], report: Report) -> list[_Sealed]:
    """Return the lines of those to whom may be written, and count the others."""
    rows = Suppression.objects.filter(address_hash__in=[line.hash for line in lines])
    reasons = {(bytes(found), letter): reason for found, letter, reason in rows.values_list("address_hash", "letter", "reason")}
    wanted = []
    for line in lines:
        reason = reasons.get((line.hash, "")) or reasons.get((line.hash, line.letter))
        report.suppressed += reason in Suppression.FINAL
        report.left += reason == Suppression.LEFT
        wanted += [] if reason else [line]
    return wanted


def _reader(line: _Sealed) -> Reader:
    return Reader(ref=new_ref(), address_hash=line.hash, box=line.box, language=line.language, discreet=line.discreet, since=line.consented)


def _subscription(line: _Sealed, ref: str, consents: dict[tuple[str, str, str], int]) -> Subscription:
    consent = consents[line.language, line.letter, line.version]
    kept: dict[str, Any] = {"letter": line.letter, "language": line.language, "consented": line.consented, "source": line.source}
    return Subscription(reader_id=ref, consent_id=consent, **kept)
