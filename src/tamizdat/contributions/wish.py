"""A wish to give: what the form says, read alike by the gate, where it was typed, and by the newsroom, which trusts nobody. Pure.

Promises: a wish that comes out is within the terms; one that does not gets the code of what is wrong, for a sentence in the giver's
language. docs/spec/giving.md.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tamizdat.contributions.money import BadAmount, read_amount, with_fee
from tamizdat.contributions.rules import Signals
from tamizdat.contributions.terms import FREQUENCIES, Terms

LONGEST_EMAIL = 254
_CODE = re.compile(r"[A-Za-z0-9_-]{0,40}")
_COUNTRY = re.compile(r"[A-Z]{2}|")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+|")


class BadWish(ValueError):
    """A wish that cannot be taken, with the name of what is wrong: a field's, or ``too_little``, ``too_much``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to give. ``email`` is for the receipt, "" for none; appeal and variant say what they had read, "" for nothing."""

    frequency: str
    amount: int  # minor units, before covering the fee
    currency: str
    method: str
    bank: str
    residence: str
    cover: bool
    language: str
    email: str = field(default="", repr=False)
    appeal: str = ""
    variant: str = ""

    def signals(self, network: str = "") -> Signals:
        """Return what the rules are asked about."""
        return Signals(method=self.method, bank=self.bank, residence=self.residence, network=network)

    def to_pay(self, terms: Terms) -> int:
        """Return the minor units that are paid: the amount, and the fee on top where it is covered."""
        method = terms.method(self.method)
        return (
            with_fee(self.amount, points=method.points, fixed=method.fixed.get(self.currency, 0)) if self.cover and method else self.amount
        )

    def fields(self) -> dict[str, Any]:
        """Return the fields of the sealed record of kind ``wish``."""
        return asdict(self)


def read_wish(plain: Mapping[str, Any], terms: Terms) -> Wish:
    """Return the wish in *plain*: a record's fields, or a form's, where the amount is text as typed. Raises ``BadWish``."""
    frequency, currency, method = (_text(plain, name) for name in ("frequency", "currency", "method"))
    if frequency not in FREQUENCIES:
        raise BadWish("frequency")
    offer, way = terms.offer(currency, frequency), terms.method(method)
    if offer is None:
        raise BadWish("currency")
    if way is None or frequency not in way.frequencies:
        raise BadWish("method")
    amount = _amount(plain.get("amount"), currency)
    if amount < offer.least:
        raise BadWish("too_little")
    if amount > offer.most:
        raise BadWish("too_much")
    return Wish(
        frequency=frequency,
        amount=amount,
        currency=currency,
        method=method,
        bank=_match(plain, "bank", _COUNTRY, "country"),
        residence=_match(plain, "residence", _COUNTRY, "country"),
        cover=plain.get("cover") in (True, "1"),
        language=_match(plain, "language", _LANGUAGE, "language"),
        email=_email(plain),
        appeal=_match(plain, "appeal", _CODE, "appeal"),
        variant=_match(plain, "variant", _CODE, "appeal"),
    )


def _amount(said: Any, currency: str) -> int:
    if type(said) is int:
        return said
    try:
        return read_amount(said if isinstance(said, str) else "", currency)
    except BadAmount:
        raise BadWish("amount") from None


def _text(plain: Mapping[str, Any], name: str) -> str:
    said = plain.get(name, "")
    return said.strip() if isinstance(said, str) else ""


def _match(plain: Mapping[str, Any], name: str, form: re.Pattern[str], code: str) -> str:
    said = _text(plain, name)
    if not form.fullmatch(said):
        raise BadWish(code)
    return said


def _email(plain: Mapping[str, Any]) -> str:
    said = _text(plain, "email")
    if len(said) > LONGEST_EMAIL or not _EMAIL.fullmatch(said):
        raise BadWish("email")
    return said
