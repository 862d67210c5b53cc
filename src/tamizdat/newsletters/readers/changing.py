"""Changing one's mind by a signed link: other letters, another language, discreet or not, or none of it any more.

Promises: works on the reader that the link names and on nobody else; a link to somebody who is gone does nothing. The caller runs each
inside a transaction and counts what they return.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tamizdat.edition.records import Language
from tamizdat.newsletters.models import Pending, Reader, Subscription
from tamizdat.newsletters.readers import numbers, wishes
from tamizdat.newsletters.readers.arriving import subscribe
from tamizdat.newsletters.readers.consents import wording_like
from tamizdat.newsletters.readers.doors import newspaper
from tamizdat.newsletters.readers.leaving import leave_all, leave_letter
from tamizdat.newsletters.readers.locking import one_at_a_time
from tamizdat.newsletters.readers.numbers import Count

PREFERENCES = "preferences page"


def change_preferences(fields: Mapping[str, Any], now: datetime) -> Counter[Count]:
    """Make a reader's letters, language and discretion what they chose. Nothing chosen is leaving."""
    reader = held(wishes.text(fields, "ref", 22))
    chosen = wishes.codes(fields)
    if reader is None or chosen is None:
        return Counter([Count(numbers.TOO_LATE if reader is None else numbers.UNKNOWN)])
    if not chosen:
        return leave_all(reader, now)
    language = wishes.spoken(newspaper(), wishes.text(fields, "language", 12)) or wishes.spoken(newspaper(), reader.language)
    had = {row.letter: row for row in Subscription.objects.filter(reader=reader).select_related("consent")}
    kept = [code for code in chosen if code in had]
    added = [code for code in wishes.offered(language, chosen) if code not in had] if language else []
    if not kept and not added:
        return Counter([Count(numbers.UNKNOWN)])  # letters of which nobody has heard are not a wish to leave
    return _change(reader, had, kept, added, language, discreet=fields.get("discreet") is True, now=now)


def unsubscribe(fields: Mapping[str, Any], now: datetime) -> Counter[Count]:
    """Take the letter that the link names from a reader, or all of them."""
    reader = held(wishes.text(fields, "ref", 22))
    letter, issue = wishes.text(fields, "letter", 40), wishes.text(fields, "issue", 80)
    if reader is None:
        return Counter([Count(numbers.TOO_LATE)])
    return leave_letter(reader, letter, now, issue=issue) if letter else leave_all(reader, now, issue=issue)


def held(ref: str) -> Reader | None:
    """Return the reader of *ref* with the address's lock held, None if there is none."""
    reader = Reader.objects.filter(ref=ref).first()
    if reader is None:
        return None
    one_at_a_time(bytes(reader.address_hash))
    return Reader.objects.filter(ref=ref).first()  # whoever held the lock before may have taken the reader away


def held_wish(ref: str) -> Pending | None:
    """Return the unconfirmed wish of *ref* with the address's lock held, None if there is none."""
    wish = Pending.objects.filter(ref=ref).first()
    if wish is None:
        return None
    one_at_a_time(bytes(wish.address_hash))
    return Pending.objects.filter(ref=ref).first()


def _change(
    reader: Reader,
    had: dict[str, Subscription],
    kept: list[str],
    added: list[str],
    language: Language | None,
    *,
    discreet: bool,
    now: datetime,
) -> Counter[Count]:
    code = language.code if language else reader.language
    Reader.objects.filter(ref=reader.ref).update(language=code, discreet=discreet)
    consent = next(iter(had.values())).consent
    counts: Counter[Count] = Counter()
    for letter in added:
        if words := wording_like(consent, code, letter):
            subscribe(reader, letter, code, words, PREFERENCES, now)  # not counted: the figures hold who confirmed against who signed up
    speaks = wishes.offered(language, kept) if language else []  # a letter that the language does not have goes on coming in its own
    Subscription.objects.filter(reader=reader, letter__in=speaks).update(language=code)
    for letter in set(had) - set(kept):
        counts += leave_letter(reader, letter, now)
    return counts
