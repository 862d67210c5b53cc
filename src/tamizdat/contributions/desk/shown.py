"""One contribution as its page shows it: sums, what happened in order, what can be done. Amounts as text, never people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tamizdat.contributions import deciding, refunds
from tamizdat.contributions.desk import words
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.methods import TITLES
from tamizdat.contributions.models import Contribution, Entry, LookedAt, Origin, Refund
from tamizdat.contributions.money import write_amount
from tamizdat.contributions.providers.from_settings import provider
from tamizdat.edition.sums import write_sum


@dataclass(frozen=True, slots=True)
class Event:
    """A line of what happened."""

    number: int
    at: datetime
    what: str
    amount: str
    fee: str
    by: str  # whose word it is
    transaction: str


@dataclass(frozen=True, slots=True)
class Back:
    """A payment that can be given back."""

    payment: refunds.Payment
    amount: str
    left: str
    typed: str  # what is left, as a form has it


@dataclass(frozen=True, slots=True)
class Under:
    """A refund, with its words."""

    refund: Refund
    amount: str
    state: str
    mine: bool
    may_approve: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows."""

    one: Contribution
    provider: str
    state: str
    what: str
    sums: tuple[tuple[str, str], ...]
    looks: tuple[str, ...]
    looked: LookedAt | None
    events: tuple[Event, ...]
    origin: Origin | None
    backs: tuple[Back, ...]
    refunds: tuple[Under, ...]
    can_refund: bool
    can_end: bool
    held: bool


def shown_of(one: Contribution, person: str, *, others: bool) -> Shown:
    """Return what *person* sees of a contribution; *others*: whether somebody else may decide."""
    can = _can(one.provider)
    payments = refunds.payments(one)
    names = [payment.transaction for payment in payments]
    wished = Refund.objects.filter(provider=one.provider, transaction__in=names).order_by("-asked", "-pk")
    return Shown(
        one=one,
        provider=TITLES.get(one.provider, one.provider),
        state=words.STATES.get(one.state, one.state),
        what=" ".join(filter(None, (_sum(one.amount, one.currency), words.FREQUENCIES.get(one.frequency), _by(one.method)))),
        sums=tuple(_sums(one)),
        looks=tuple(words.looks(one.look)),
        looked=deciding.looked(one),
        events=tuple(_events(one)),
        origin=Origin.objects.filter(ref=one.ref).first() if one.ref else None,
        backs=tuple(_back(payment) for payment in payments if payment.left),
        refunds=tuple(_under(refund, person, others=others) for refund in wished),
        can_refund="refund" in can,
        can_end=deciding.may_end(one) and "cancel" in can,
        held=one.held > 0,
    )


def _can(name: str) -> frozenset[str]:
    try:
        return provider(name).can
    except ProviderFault:
        return frozenset()


def _sums(one: Contribution) -> Iterable[tuple[str, str]]:
    for name, amount in (("Paid", one.paid), ("Given back", one.refunded), ("Taken back by banks", one.disputed), ("Held", one.held)):
        if amount or name == "Paid":
            yield name, _sum(amount, one.currency)
    if one.refunded or one.disputed:
        yield "Kept", _sum(one.paid - one.refunded - one.disputed, one.currency)


def _events(one: Contribution) -> Iterable[Event]:
    for entry in Entry.objects.filter(filed__contribution=one).order_by("at", "number"):
        fee = _sum(entry.fee, entry.settled_currency or entry.currency) if entry.fee else ""
        amount = _sum(entry.amount, entry.currency) if entry.amount else ""
        what = words.FACTS.get(entry.kind, entry.kind) + (f" ({entry.why.replace('_', ' ')})" if entry.why else "")
        yield Event(entry.number, entry.at, what, amount, fee, entry.source, entry.transaction)


def _back(payment: refunds.Payment) -> Back:
    currency = payment.currency
    return Back(payment, _sum(payment.amount, currency), _sum(payment.left, currency), write_amount(payment.left, currency))


def _under(refund: Refund, person: str, *, others: bool) -> Under:
    mine = refund.asked_by == person
    return Under(refund, _sum(refund.amount, refund.currency), words.REFUNDS[refund.state], mine, not (mine and others))


def _by(method: str) -> str:
    return f"by {words.METHODS[method]}" if method in words.METHODS else ""


def _sum(amount: int, currency: str) -> str:
    return write_sum("en", amount, currency) if currency else str(amount)
