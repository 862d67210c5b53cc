"""The contracts between the parts of this room, and to who stands outside it. Values and protocols only.

Promises: money is an integer in the currency's minor unit (``money.EXPONENTS``); times are aware and UTC; a provider is told amount,
currency, frequency and a random reference, and nothing else about anybody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from tamizdat.newsletters.interfaces import Hook as Hook

Ref = str
"""Our random reference of one contribution: 22 characters of URL-safe base64, 16 bytes. It is all that a provider knows of us."""

Frequency = Literal["once", "monthly", "annual"]
Method = Literal["card", "paypal", "crypto"]
Can = Literal["pause", "amount", "card", "cancel", "refund"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a provider is told when a contribution begins."""

    ref: Ref
    amount: int  # minor units, at least the provider's minimum
    currency: str  # ISO 4217, capital letters
    frequency: Frequency
    method: Method
    language: str  # of the provider's own page; nothing about the giver
    thanks: str  # address to which the provider leads after paying; the same for all who give in this language
    back: str  # address to which it leads who turns back
    days: int = 0  # so long the page is to be good, where the provider lets us say so; 0: as long as it usually is


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A provider's page on which one pays: where it is, the provider's name for it, and until when it is good."""

    url: str
    id: str
    until: datetime


FactKind = Literal[
    "started",  # a recurring contribution is active
    "paid",  # money came in: amount, fee if known, what is settled in the newspaper's own currency if known
    "failed",  # a payment did not succeed; nothing moved
    "refunded",  # money went back: amount
    "bounced",  # and came again, since it could not be given to its giver: amount
    "disputed",  # the giver's bank took money back, for now: amount
    "dispute_won",  # and gave it again: amount
    "dispute_lost",  # and keeps it; no money moves any more
    "changed",  # amount of a recurring contribution from now on
    "paused",
    "resumed",
    "cancelled",  # a recurring contribution has ended
    "settled",  # the settlement report's word on a transaction: its fee and what was settled; no money moves by it
    "expired",  # a checkout that nobody paid
    "partial",  # (crypto) less came than was asked; amount: what came
    "late",  # (crypto) it came after the time; counted as paid by a person's decision alone
    "over",  # (crypto) more came than was asked; amount: what came in all. Beside "paid", with its transaction, which has what was asked
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened at a provider, as the provider's own object says when fetched. The ledger is made of these.

    *event* is unique with the provider, for good: made of the provider's object ids and the state reached, so that the same thing learned
    by webhook, by fetching again or by reconciliation has the same name. *transaction* names a movement of money, "" where none moved.
    """

    provider: str
    event: str
    kind: FactKind
    at: datetime  # the provider's time of it
    ref: Ref  # ours; "" if the provider's object does not carry it
    subscription: str = ""  # the provider's id of the recurring contribution
    transaction: str = ""  # unique with the provider, if money moved
    of: str = ""  # of a refund or dispute: the transaction that it is about
    amount: int = 0  # never negative; the kind says which way
    currency: str = ""
    fee: int = 0  # what the provider kept, in ``settled_currency``; below zero: what it gave back
    settled: int | None = None  # what moved in the newspaper's own currency, before the fee; None: not known yet; never negative
    settled_currency: str = ""
    frequency: Frequency | Literal[""] = ""
    method: Method | Literal[""] = ""
    issued_in: str = ""  # country of the card, ISO 3166-1 alpha-2; compared with the rules, and not kept where it is not listed
    why: str = ""  # the provider's code for a failure: lower-case letters, digits and underscores


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a webhook says that may be believed: that something happened to an object, which is then fetched."""

    event: str  # the provider's own id of the delivery's event
    what: str  # kind of object, in the provider's words
    id: str  # of the object


class ProviderFault(Exception):
    """Something went wrong with a provider. *outcome* is what to do (the table of errors); the sentence holds nothing about a giver."""

    def __init__(self, outcome: Literal["ignore", "retry", "damaged"], sentence: str) -> None:
        super().__init__(sentence)
        self.outcome = outcome


class BadSignature(Exception):
    """A webhook that the provider did not sign, or signed more than 300 s before it came. Counted, never applied, never raised further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """One line of a provider's settlement report: a transaction as it reached the newspaper's account, or left it.

    The amounts are below zero where money left it; *transaction* is the one of the fact that says so.
    """

    transaction: str
    at: datetime
    amount: int
    currency: str
    settled: int
    settled_currency: str
    fee: int  # what the provider kept; below zero: what it gave back


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A recurring contribution as the provider has it now."""

    subscription: str
    ref: Ref
    state: Literal["active", "paused", "past_due", "ended"]
    amount: int
    currency: str
    frequency: Frequency
    next_payment: datetime | None


class Provider(Protocol):
    """Who takes payments. Knows nothing of readers, appeals or rules; every write has an idempotency key that the caller keeps.

    Every call may raise ``ProviderFault``. *key* is our idempotency key of one wish to write: the same key does the thing once, however
    often it is called.
    """

    name: str  # as in settings, ledger and the address of its webhook
    methods: frozenset[Method]
    frequencies: frozenset[Frequency]
    can: frozenset[Can]  # what self-service may offer; what is not in it raises ``ProviderFault``

    def hosts(self) -> tuple[str, ...]:
        """Return the hosts that it contacts, and to which it leads a giver."""
        ...

    def origins(self) -> tuple[str, ...]:
        """Return the origins (https://host) to which it leads a giver, for the policy of the page that has the form."""
        ...

    def least(self, currency: str) -> int | None:
        """Return the smallest amount that it takes in *currency* (minor units), None if it does not take that currency."""
        ...

    def start(self, order: Order, *, key: str) -> Checkout:
        """Make the page on which *order* is paid."""
        ...

    def read_hook(self, hook: Hook) -> Hint | None:
        """Return what *hook* hints at, None for a kind of event that says nothing of money. Raises ``BadSignature``."""
        ...

    def hint_of(self, checkout: str, frequency: Frequency) -> Hint:
        """Return what to fetch to learn what became of a page that ``start`` made, where no webhook has said it. Asks nobody."""
        ...

    def fetch(self, hint: Hint) -> tuple[Fact, ...]:
        """Fetch the object and return all that it says happened to it so far, oldest first."""
        ...

    def listing(self, since: datetime, until: datetime) -> Iterator[Fact]:
        """Yield everything that happened in a period, by the provider's own list."""
        ...

    def settlements(self, since: datetime, until: datetime) -> Iterator[Settlement]:
        """Yield the provider's settlement report of a period."""
        ...

    def standing(self, subscription: str) -> Standing:
        """Return a recurring contribution as it is now."""
        ...

    def pause(self, subscription: str, *, until: datetime | None, key: str) -> None:
        """Take no payments until a moment, or until resumed.

        Not every provider remembers the moment: the caller calls ``resume`` when it has come. Where the provider did by itself, that
        changes nothing.
        """
        ...

    def resume(self, subscription: str, *, key: str) -> None:
        """Take payments again."""
        ...

    def change_amount(self, subscription: str, amount: int, *, key: str) -> None:
        """Take another amount from the next payment on."""
        ...

    def card_page(self, subscription: str, *, back: str, key: str) -> str:
        """Return the address of the provider's page on which a new card is entered; it becomes the default for what follows.

        The provider learns *back*: it holds no link of the giver's, and is the same for all in one language.
        """
        ...

    def cancel(self, subscription: str, *, key: str) -> None:
        """End a recurring contribution now; cancelling what has ended changes nothing."""
        ...

    def refund(self, transaction: str, amount: int, *, key: str) -> None:
        """Give money back."""
        ...


class Facts(Protocol):
    """The ledger, as those see it who learn that something happened."""

    def apply(self, facts: Iterable[Fact]) -> int:
        """Append those of *facts* that are new, durably; return how many. Any order, any number of times, one result."""
        ...
