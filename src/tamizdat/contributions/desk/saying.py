"""Saying what the ledger and a provider hold, in words for people who are no programmers. Pure.

Promises: amounts as the newspaper's pages write them, days as a calendar has them; what has no word is shown as it is, never left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tamizdat.contributions.mails.writing import write_sum
from tamizdat.contributions.models import Difference
from tamizdat.edition.countries import country_name
from tamizdat.edition.dates import locale_of

LANGUAGE = "en"
"""Of the newsroom's pages."""

HAPPENED = {
    "started": "a recurring contribution began",
    "paid": "a payment came in",
    "failed": "a payment failed",
    "refunded": "money went back",
    "bounced": "money that went back could not be delivered, and came again",
    "disputed": "a bank took money back, for now",
    "dispute_won": "a bank gave disputed money again",
    "dispute_lost": "a bank keeps disputed money",
    "changed": "the amount was changed",
    "paused": "it was paused",
    "resumed": "it goes on",
    "cancelled": "it ended",
    "settled": "what was settled, by the report",
    "expired": "a payment page ended unpaid",
    "partial": "less came than was asked",
    "late": "money came too late",
    "over": "more came than was asked",
}
"""Kind of fact -> words."""

FIELDS = (
    ("kind", "What happened"),
    ("at", "When"),
    ("amount", "Amount"),
    ("fee", "Fee"),
    ("settled", "Reached the account"),
    ("frequency", "How often"),
    ("method", "By"),
    ("ref", "Our reference"),
    ("transaction", "Transaction"),
    ("of", "About the transaction"),
    ("subscription", "Recurring contribution"),
    ("issued_in", "Card issued in"),
    ("why", "Provider’s reason"),
)
"""What is shown of either side, in this order."""

OFTEN = {"once": "once", "monthly": "every month", "annual": "every year"}
_CURRENCIES = {"amount": "currency", "fee": "settled_currency", "settled": "settled_currency"}


WISHES = {"pause": "pause it", "resume": "let it go on", "amount": "change the amount", "card": "enter a new card", "cancel": "end it"}
"""What a giver asked for -> words."""

UNDONE = {
    "not_stopped": "A giver wants payments to stop, and the provider goes on",
    "not_changed": "A change that a giver asked for was not carried out",
}
"""Kind of alarm -> what it is called."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of difference is called, and what a person does about it."""

    title: str
    explained: str


DIFFERENCES = {
    Difference.MISSING_HERE: Kind(
        "Missing here",
        "The provider has it on its list, and it never came here: its message was lost, or came while we were away. If nothing speaks"
        " against it, enter it.",
    ),
    Difference.MISSING_THERE: Kind(
        "Missing at the provider",
        "It was entered here, and the provider’s list does not have it. Look it up on the provider’s own pages. The entry stays: if it"
        " never was, write down what you found.",
    ),
    Difference.OTHERWISE: Kind(
        "Both have it, and say different things",
        "Look it up on the provider’s own pages. An entry never changes: it stays as it was learned first. Write down which side is right.",
    ),
    Difference.SETTLED_OTHERWISE: Kind(
        "The settlement report says something else",
        "What reached the account is not what was entered. Look at the provider’s report and at the account itself.",
    ),
    Difference.SETTLED_UNKNOWN: Kind(
        "Settled, and not in the ledger",
        "The report settles something that nobody has entered. Enter what is missing first: this closes by itself when the lists are"
        " compared again.",
    ),
}
"""Kind of difference -> words."""

_NO_KEY = (
    "It waited for longer than its key is kept, or was meant for another newsroom: what the provider posted can never be opened again. If"
    " something is missing, the daily comparison finds it."
)
_NO_FIT = (
    "What the provider says does not fit into the ledger. Look it up on the provider’s own pages, and tell whoever looks after the program."
)
_UNKNOWN = "The provider sent something that this program does not know. An update may know it: try it once more after one."

DAMAGED = (
    ("its key is gone", _NO_KEY),
    ("tried for", "It was tried again and again for days. When what stood in the way is gone, try it once more."),
    ("cannot be entered", _NO_FIT),
    ("is not what this provider sends", _UNKNOWN),
)
"""What stands in the reason of a webhook that was set aside -> what it means, and what helps."""


def explained(why: str) -> str:
    """Return what it means that a webhook was set aside."""
    usual = "The provider itself says that something is wrong with it. Look it up on the provider’s own pages."
    return next((words for piece, words in DAMAGED if piece in why), usual)


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both sides."""

    label: str
    here: str
    there: str

    @property
    def differs(self) -> bool:
        """Whether both sides say something, and not the same."""
        return bool(self.here and self.there and self.here != self.there)


def sides(here: Mapping[str, Any] | None, there: Mapping[str, Any] | None) -> list[Line]:
    """Return what both sides say, a line for each field that either fills."""
    lines = [Line(label, written(here or {}, name), written(there or {}, name)) for name, label in FIELDS]
    return [line for line in lines if line.here or line.there]


def undone(detail: Mapping[str, Any]) -> list[Line]:
    """Return what is known of a change that was not carried out."""
    said = (
        ("The giver wanted to", WISHES.get(str(detail.get("wish")), "")),
        ("Asked for", moment(datetime.fromisoformat(str(detail["asked"]))) if detail.get("asked") else ""),
        ("What stood in the way", str(detail.get("why", ""))),
        ("Recurring contribution", str(detail.get("subscription", ""))),
    )
    return [Line(label, value, "") for label, value in said if value]


def written(said: Mapping[str, Any], name: str) -> str:
    """Return a field as people write it, "" for nothing."""
    value = said.get(name)
    if value in (None, "") or (value == 0 and name in ("amount", "fee")):
        return ""
    if name in _CURRENCIES:
        return sum_of(int(value), said.get(_CURRENCIES[name]) or said.get("currency") or "")
    if name == "at":
        return moment(datetime.fromisoformat(str(value)))
    if name == "issued_in":
        return country_name(LANGUAGE, str(value))
    return {"kind": HAPPENED, "frequency": OFTEN}.get(name, {}).get(str(value), str(value))


def sum_of(amount: int, currency: str) -> str:
    """Return minor units as a sum; without a currency, as the bare number of them."""
    return write_sum(amount, currency, LANGUAGE) if currency else str(amount)


def moment(at: datetime) -> str:
    """Return a moment: ``2 March 2026, 12:00 UTC``."""
    return f"{at.astimezone(UTC):%-d %B %Y, %H:%M} UTC"


def language_name(code: str) -> str:
    """Return what a language is called; its code where nobody has a name for it."""
    return str(locale_of(LANGUAGE).languages.get(code, code))
