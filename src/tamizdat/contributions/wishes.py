"""Wishes: what the newsroom does with the gate's records of kind ``wish``. It trusts nobody, and decides all over again.

Promises: a wish that is taken is a row on the disk, one for each record, before the gate may erase it; one that is refused is answered at
once, and leaves nothing. Nothing that a stranger may have typed raises. The address for a receipt is sealed before anything is written.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tamizdat.contributions import doors, methods, replies, rules
from tamizdat.contributions.interfaces import Provider
from tamizdat.contributions.ledger import alarms
from tamizdat.contributions.models import Checkout
from tamizdat.contributions.wish import BadWish, Wish, read_wish
from tamizdat.newsletters.interfaces import GateRecord
from tamizdat.sealed.boxes import seal
from tamizdat.sealed.doors import may_give
from tamizdat.sealed.keys import b64
from tamizdat.sealed.lookup import BadAddress, keyed_hash, normal

PURPOSE = "tamizdat checkout 1"
BOX_BYTES = 320
"""Every address takes as much room."""

STALE = timedelta(minutes=3)
"""The gate notes the minute alone, and nobody waits that long: what is older was answered by the pre-made links."""

LONGEST_LANGUAGE = 20


def take_wish(record: GateRecord) -> str | None:
    """Take a wish, or return why not, as the text of a one-use reply."""
    return take(record, timezone.now())


def take(record: GateRecord, now: datetime, new_ref: Callable[[], str] = lambda: b64(secrets.token_bytes(16))) -> str | None:
    """Take a wish at a moment."""
    terms = doors.terms()
    if terms is None:
        return replies.refused(replies.CLOSED)
    try:
        wish = read_wish(record.fields, terms)
        address = _address(wish)
    except BadWish as error:
        return replies.refused(error.code)
    if not may_give(record.door, wish.method):
        return replies.refused("method")  # the network was looked at for another
    decision = rules.decide(terms.countries, wish.signals())
    if not decision.may:
        return replies.refused(decision.refused, decision.country)
    if now - record.came > STALE:
        return replies.refused(replies.TRY_LATER)
    provider = methods.taker(wish.method, terms)
    if provider is None:
        return replies.refused(replies.CLOSED)
    amount = wish.to_pay(terms)
    if amount < (provider.least(wish.currency) or amount + 1):
        return replies.refused("too_little")
    if not Checkout.objects.filter(record=record.id).exists():
        _keep(record, wish, address, amount, provider, new_ref(), now)
    return None


def _address(wish: Wish) -> str:
    """The address for the receipt as it is mailed to. Raises ``BadWish``."""
    if len(wish.language) > LONGEST_LANGUAGE:
        raise BadWish("language")
    try:
        return normal(wish.email) if wish.email else ""
    except (BadAddress, UnicodeError):
        raise BadWish("email") from None


def _keep(record: GateRecord, wish: Wish, address: str, amount: int, provider: Provider, ref: str, now: datetime) -> None:
    keys = doors.keyring()
    large = doors.giving().needs_review(wish.method, amount, wish.currency)
    with transaction.atomic(using=doors.DATABASE):
        _, new = Checkout.objects.get_or_create(
            record=record.id,
            defaults={
                "ref": ref, "made": now, "due": now, "provider": provider.name, "amount": amount,
                "state": Checkout.REVIEW if large else Checkout.NEW, "answer": replies.refused(replies.LARGE) if large else "",
                "box": seal(keys.queue_public(), address.encode(), purpose=PURPOSE, size=BOX_BYTES) if address else b"",
                "address_hash": keyed_hash(keys.lookup(), address) if address else None,
            } | {name: getattr(wish, name) for name in ("method", "frequency", "currency", "language", "appeal", "variant")},
        )  # fmt: skip
        if new and large:
            alarms.raise_all([_large(wish, amount, provider, ref)], now)


def _large(wish: Wish, amount: int, provider: Provider, ref: str) -> alarms.Raised:
    detail = {"amount": amount, "currency": wish.currency, "method": wish.method}
    return alarms.Raised(kind=replies.LARGE, provider=provider.name, event=f"wish:{ref}", ref=ref, detail=detail)
