"""The default appeal: the newspaper's own words of asking that stand in its pages, for who has no script.

Terms of giving change often: an amount, a country, a method. The words of asking stand in every article. So a record of giving notes
which of its changes was the last of those words, and pages that ask depend on that one alone. Promises: the note follows from a record
and the one before it; where nobody can give, nobody is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tamizdat.edition.records import Giving

Change = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Ask:
    """The default appeal in one language. Plain text."""

    title: str
    text: str
    button: str


def is_open(giving: Giving | None) -> bool:
    """Return whether one can give at all."""
    return giving is not None and bool(giving.methods and giving.offers)


def asks(giving: Giving | None) -> Mapping[str, Ask]:
    """Return language → the default appeal, of those languages that have one."""
    if giving is None or not is_open(giving):
        return {}
    return {words.language: Ask(words.ask_title, words.ask_text, words.ask_button) for words in giving.words if words.ask_text}


def asked_since(giving: Giving) -> Change:
    """Return the last change of the default appeal: its number and when it was frozen."""
    return (giving.asked_change or giving.change, giving.asked or giving.frozen)


def settle_words(past: Giving | None, giving: Giving) -> Giving:
    """Return *giving* with its note: where the default appeal is as in the record before it, its last change stays as it was."""
    fresh = replace(giving, asked_change=0, asked="")
    if past is None or asks(past) != asks(fresh):
        return fresh
    change, frozen = asked_since(past)
    return replace(fresh, asked_change=change, asked=frozen)
