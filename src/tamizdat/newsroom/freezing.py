"""Freezing: what is published becomes a row of ``Freeze`` in the same transaction, what it names before it.

Promises: nothing leaves the newsroom before something published names it: a section, topic, story, person, photo or old address is
frozen with the first publication that needs it, and again whenever it changes. A record that says nothing new is not frozen again.
What goes away leaves a tombstone. Leaves making the records to ``export`` and telling the press to ``delivery``.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tamizdat.edition.asking import settle_words
from tamizdat.edition.canonical import digest
from tamizdat.edition.catalogue import list_keys
from tamizdat.edition.doors import settle
from tamizdat.edition.records import Article, Giving, Letter, Record, Site, Tombstone
from tamizdat.edition.schema import decode, encode, kind_of
from tamizdat.newsroom import delivery
from tamizdat.newsroom.export import Stamp, record_of
from tamizdat.newsroom.export.body import photos_in
from tamizdat.newsroom.export.pages import redirect_id
from tamizdat.newsroom.models import (
    Appeal,
    ArticlePage,
    Counter,
    Freeze,
    FrontPage,
    NewspaperSettings,
    OldAddress,
    Person,
    StaticPage,
)
from tamizdat.newsroom.models.history import CHANGES, SEQUENCE
from tamizdat.newsroom.times import utc

SHOW_PHOTOS = ("article", "page", "person", "site")
"""Kinds of record that name photos."""


@transaction.atomic
def freeze(thing: Any, now: datetime | None = None) -> Freeze | None:
    """Freeze what *thing* needs and then *thing*, as it stands in memory. Returns None if it says nothing new.

    Raises ``BadRecord`` for what no page could show; then nothing is published either.
    """
    now = now or timezone.now()
    for other in needs(thing):
        freeze(other, now)
    past = _past(thing)
    stamp = Stamp(change=0, now=now, past=past, version=_last_version(thing), sequence=_sequence(thing, past))
    return _write(record_of(thing, stamp), now)


@transaction.atomic
def keep(record: Record, now: datetime | None = None) -> Freeze | None:
    """Freeze a record that was made before: a letter, whose bytes were approved."""
    now = now or timezone.now()
    return _write(replace(record, frozen=utc(now)), now)


def refreeze(thing: Any, now: datetime | None = None) -> Freeze | None:
    """Freeze *thing* again if readers know it; what they have never seen stays in the newsroom."""
    return freeze(thing, now) if is_known(thing) else None


@transaction.atomic
def bury(thing: Any, *, note: str | None = None, now: datetime | None = None) -> Freeze | None:
    """Put a tombstone where *thing* was: withdrawn with the public *note*, or unpublished. None if readers never knew it."""
    now = now or timezone.now()
    past = _past(thing)
    if past is None or not is_known(thing):
        return None
    stone = Tombstone(
        id=past.id,
        change=0,
        frozen=utc(now),
        of=kind_of(past),  # type: ignore[arg-type]
        kind="unpublished" if note is None else "withdrawn",
        language=getattr(past, "language", ""),
        path=getattr(past, "path", ""),
        time=utc(now),
        note=note or "",
        version=past.version + 1 if isinstance(past, Article) else 2 if isinstance(past, Letter) else 1,
        first_published=past.first_published if isinstance(past, Article) else past.published if isinstance(past, Letter) else "",
        sequence=past.sequence if isinstance(past, Article | Letter) else 0,
        lists=list_keys(past) if isinstance(past, Article) else (),
        former=past.former if isinstance(past, Article) else (),
    )
    return _write(stone, now)


@transaction.atomic
def put_back(thing: Any, now: datetime | None = None) -> Freeze | None:
    """Freeze again the very record that stood where *thing* was buried. None if none did, or if it stands there still."""
    past = _past(thing)
    return None if past is None or is_known(thing) else keep(past, now)


@transaction.atomic
def exchange_photo(photo: Any, former: str, now: datetime | None = None) -> None:
    """Freeze *photo* under its new id, freeze again what shows it under the *former* one, and bury that.

    What shows it changes in nothing else: its frozen record is taken as it stands, whatever its draft says by now.
    """
    now = now or timezone.now()
    latest = Freeze.latest(former)
    if latest is None or latest.kind == "tombstone":
        return
    freeze(photo, now)
    showing = Freeze.objects.filter(kind__in=SHOW_PHOTOS, data__contains=former).order_by("change")
    for row in {row.record: row for row in showing}.values():
        if Freeze.latest(row.record).change == row.change:  # type: ignore[union-attr]
            record = decode(row.data.replace(former, photo.record_id).encode())
            version = {"version": record.version + 1} if isinstance(record, Article) else {}
            _write(replace(record, frozen=utc(now), **version), now)
    if not type(photo).objects.filter(source=former).exists():  # the same picture, filed twice, is one record
        old = decode(latest.data.encode())
        stone = Tombstone(
            id=old.id, change=0, frozen=utc(now), of="photo", kind="unpublished", language="", path="", time=utc(now), note=""
        )
        _write(stone, now)


def has_news(thing: Any, now: datetime) -> bool:
    """Return whether freezing *thing* now would say anything new. Writes nothing, and takes no lock that an editor would wait for."""
    latest = Freeze.latest(id_of(thing))
    return latest is None or not _says_the_same(decode(latest.data.encode()), draft_records(thing, now)[-1])


def is_known(thing: Any) -> bool:
    """Return whether readers can see *thing* in the edition."""
    latest = Freeze.latest(id_of(thing))
    return latest is not None and latest.kind != "tombstone"


def id_of(thing: Any) -> str:
    """Return the id of *thing*'s record."""
    return redirect_id(thing) if isinstance(thing, OldAddress) else thing.record_id


def draft_records(thing: Any, now: datetime) -> list[Record]:
    """Return the records that publishing *thing* now would freeze, its own last. Writes nothing."""
    past = _past(thing)
    sequence = _next_sequence() if past is None else 0
    stamp = Stamp(change=0, now=now, past=past, version=_last_version(thing), sequence=sequence)
    others = [record for other in needs(thing) for record in draft_records(other, now)]
    return [*others, record_of(thing, stamp)]


def needs(thing: Any) -> list[Any]:
    """Return what must be frozen before *thing* because its record names it, without repeats."""
    found = [other for other in _NEEDS.get(type(thing), lambda _: [])(thing) if other is not None]
    return list({(type(other), other.pk): other for other in found}.values())


def _article_needs(page: ArticlePage) -> Iterable[Any]:
    yield from (page.section, page.story, page.lead_photo)
    yield from page.topics.all()
    yield from (byline.person for byline in page.bylines.all())
    yield from _body_photos(page)


def _body_photos(page: ArticlePage | StaticPage) -> Iterable[Any]:
    return photos_in(page.body)


def _front_needs(front: FrontPage) -> Iterable[Any]:
    return (item.section for item in front.navigation.all())


_NEEDS: dict[type, Any] = {
    ArticlePage: _article_needs,
    StaticPage: _body_photos,
    FrontPage: _front_needs,
    Person: lambda person: [person.portrait],
    NewspaperSettings: lambda newspaper: [newspaper.logo],
    Appeal: lambda appeal: appeal.sections.all(),
}


def _past(thing: Any) -> Record | None:
    """Return the last record of *thing* that was no tombstone."""
    row = Freeze.objects.filter(record=id_of(thing)).exclude(kind="tombstone").order_by("-change").first()
    return decode(row.data.encode()) if row else None


def _last_version(thing: Any) -> int:
    latest = Freeze.latest(id_of(thing)) if isinstance(thing, ArticlePage) else None
    return getattr(decode(latest.data.encode()), "version", 0) if latest else 0


def _sequence(thing: Any, past: Record | None) -> int:
    return Counter.next(SEQUENCE) if isinstance(thing, ArticlePage) and past is None else 0


def _next_sequence() -> int:
    counter = Counter.objects.filter(name=SEQUENCE).first()
    return counter.value + 1 if counter else 1


def _write(record: Record, now: datetime) -> Freeze | None:
    latest = Freeze.latest(record.id)
    if latest and _says_the_same(decode(latest.data.encode()), record):
        return None
    record = _with_note(record, decode(latest.data.encode()) if latest else None)
    data = encode(replace(record, change=Counter.next(CHANGES)))
    numbered = decode(data)
    row = Freeze.objects.create(
        change=numbered.change,
        record=record.id,
        kind=kind_of(record),
        path=getattr(record, "path", ""),
        digest=digest(data),
        data=data.decode(),
        created=now,
    )
    delivery.after_commit()
    return row


def _with_note(record: Record, past: Record | None) -> Record:
    """Return *record* with what it notes of those before it: so pages learn what of it did not change."""
    if isinstance(record, Site):
        return settle(past if isinstance(past, Site) else None, record)
    if isinstance(record, Giving):
        return settle_words(past if isinstance(past, Giving) else None, record)
    return record


NOTED = ("settled_change", "settled", "asked_change", "asked")
"""What the records of the newspaper and of giving note of those before them."""


def _says_the_same(one: Record, other: Record) -> bool:
    """Articles are versions: each publication counts. Of all else only what it says counts, not when."""
    if type(one) is not type(other) or isinstance(other, Article):
        return False
    times = {name: getattr(one, name) for name in ("change", "frozen", "updated", "time", *NOTED) if hasattr(other, name)}
    return replace(other, **times) == one
