"""Signing up and confirming: the two steps by which somebody becomes a reader, and nobody else makes them one.

Promises: a sign-up alone sends at most one mail (``quota``) and subscribes nobody; a confirmation subscribes to exactly what its link
showed, and only once. The caller runs each inside a transaction and counts what they return.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tamizdat.edition.records import Language
from tamizdat.newsletters.models import ConsentText, Notice, Pending, Reader, Subscription, Suppression
from tamizdat.newsletters.readers import numbers, wishes
from tamizdat.newsletters.readers.addresses import Known, for_list, for_notice, known, new_ref
from tamizdat.newsletters.readers.consents import wording
from tamizdat.newsletters.readers.doors import keyring, newspaper
from tamizdat.newsletters.readers.leaving import never_again
from tamizdat.newsletters.readers.locking import one_at_a_time
from tamizdat.newsletters.readers.numbers import Count
from tamizdat.newsletters.readers.quota import take_one
from tamizdat.sealed.lookup import BadAddress

CONFIRM_WITHIN = timedelta(days=7)
FORM, BY_MAIL = "form", "mail"
"""Where a wish came from. Who wrote a mail has seen no words of consent: the answer shows them."""


def sign_up(fields: Mapping[str, Any], now: datetime, source: str = FORM) -> Counter[Count]:
    """Queue the one mail that a sign-up may cause; return what is to be counted."""
    language = wishes.spoken(newspaper(), wishes.text(fields, "language", 12))
    words = _wordings(language, wishes.codes(fields) or [], wishes.text(fields, "consent", 40)) if language else {}
    if language is None or not words:
        return Counter([Count(numbers.UNKNOWN)])
    try:
        who = known(keyring(), wishes.text(fields, "address", 320))
    except BadAddress:
        return Counter([Count(numbers.BAD_ADDRESS)])
    one_at_a_time(who.hash)
    if never_again(who.hash):
        return Counter([Count(numbers.SUPPRESSED)])
    if not take_one(who.hash, now):
        return Counter([Count(numbers.REPEATED)])
    wish = Pending(language=language.code, letters=words, discreet=fields.get("discreet") is True, source=source)
    return _answer(who, wish, now)


def confirm(fields: Mapping[str, Any], now: datetime) -> Counter[Count]:
    """Make a reader of somebody who pressed the button behind the link that was mailed to them."""
    wish = Pending.objects.filter(ref=wishes.text(fields, "ref", 22)).first()
    if wish is None:
        return Counter([Count(numbers.TOO_LATE)])
    one_at_a_time(bytes(wish.address_hash))
    taken = Pending.objects.filter(ref=wish.ref).delete()[0]  # whoever held the lock before may have taken it
    if not taken or wish.came + CONFIRM_WITHIN < now or never_again(bytes(wish.address_hash)):
        return Counter([Count(numbers.TOO_LATE)])
    Notice.objects.filter(ref=wish.ref).delete()
    return _subscribe(_reader(wish, now), wish, now)


def _wordings(language: Language, wanted: list[str], version: str) -> dict[str, int]:
    """Return letter -> id of its wording; letters that nobody offers, or under words that nobody showed, are left out."""
    found = {code: wording(language.code, code, version) for code in wishes.offered(language, wanted)}
    return {code: words.pk for code, words in found.items() if words}


def _answer(who: Known, wish: Pending, now: datetime) -> Counter[Count]:
    reader = Reader.objects.filter(address_hash=who.hash).first()
    if reader is not None:
        _queue(Notice.ALREADY, reader.ref, who, now)
        return Counter([Count(numbers.REPEATED)])
    wish.ref, wish.address_hash, wish.box = new_ref(), who.hash, for_list(keyring(), who)
    wish.came = now.replace(second=0, microsecond=0)
    wish.save(force_insert=True)
    _queue(Notice.CONFIRM, wish.ref, who, now)
    return Counter(Count(numbers.SIGNED_UP, code, wish.language) for code in wish.letters)


def _queue(kind: str, ref: str, who: Known, now: datetime) -> None:
    box = for_notice(keyring(), who)
    Notice.objects.create(kind=kind, ref=ref, address_hash=who.hash, box=box, due=now, created=now)


def _reader(wish: Pending, now: datetime) -> Reader:
    """Return the reader that the wish's address is; a new random reference, so that no link made before leads to a reader."""
    reader, _ = Reader.objects.get_or_create(
        address_hash=bytes(wish.address_hash),
        defaults={"ref": new_ref(), "box": wish.box, "language": wish.language, "discreet": wish.discreet, "since": now.date()},
    )
    return reader


def _subscribe(reader: Reader, wish: Pending, now: datetime) -> Counter[Count]:
    counts: Counter[Count] = Counter()
    for code, consent in wish.letters.items():
        counts += subscribe(reader, code, wish.language, ConsentText.objects.get(pk=consent), wish.source, now)
    return counts


def subscribe(reader: Reader, letter: str, language: str, consent: ConsentText, source: str, now: datetime) -> Counter[Count]:
    """Give a reader a letter with their consent; return what is to be counted: nothing if they had it."""
    _, new = Subscription.objects.get_or_create(
        reader=reader, letter=letter, defaults={"language": language, "consent": consent, "consented": now.date(), "source": source}
    )
    Suppression.objects.filter(address_hash=bytes(reader.address_hash), letter=letter, reason=Suppression.LEFT).exclude(letter="").delete()
    return Counter([Count(numbers.CONFIRMED, letter, language)] if new else [])
