"""What to set up at each provider so that it refuses cards issued in listed countries: steps to follow, and a rule to paste. Pure.

Promises: says what a provider cannot do where it cannot. What is said of a provider was read in its public manuals on 2026-11-23, and tried
with none: the refused test card is the proof, not this page.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_RULE = 300
"""Characters that a record of a rule keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How the rule is set up at one provider. *rule*: what to paste, "" where there is nothing; *cannot*: what it cannot do at all."""

    steps: tuple[str, ...]
    rule: str = ""
    cannot: str = ""
    pretended: bool = False


def guide(provider: str, countries: Iterable[str]) -> Guide:
    """Return the guide of *provider* for a rule that blocks *countries* (ISO 3166-1)."""
    listed = sorted(countries)
    return {"stripe": _stripe, "paypal": _paypal, "local": _local}.get(provider, _other)(listed)


def _stripe(countries: list[str]) -> Guide:
    codes = ", ".join(f"'{code}'" for code in countries)
    return Guide(
        rule=f"Block if :card_country: IN ({codes})",
        steps=(
            "Open Stripe’s Dashboard, in the account that takes the newspaper’s money, with its test mode off.",
            (
                "Go to Radar, then Rules. Rules of one’s own need Radar for Fraud Teams, which costs a few cents a payment: without it,"
                " leave cards closed."
            ),
            (
                "Below “When should a payment be blocked?” choose Add rule, and paste the rule below as it stands. If there is an older one"
                " for fewer countries, replace it."
            ),
            (
                "Look through the rules that allow payments: Stripe asks them first, and a payment that one of them lets in is never held"
                " against this rule. Delete them."
            ),
            "Press Test rule, then Add and enable. Do the same once more in test mode: rules are kept apart there.",
            (
                "In test mode, pay on a page of your own with Stripe’s test card for one of these countries (Stripe’s list of test cards"
                " has a number for most countries). The payment must be refused, and Radar must name the rule."
            ),
            (
                "If somebody you trust has a real card from there and lives out of reach of its state, do not ask them: the attempt alone"
                " is in their bank’s records."
            ),
        ),
    )


def _paypal(countries: list[str]) -> Guide:
    return Guide(
        cannot="PayPal tells where an account is registered, not where the card behind it was issued: an ordinary business account has no"
        " rule for a card’s country.",
        steps=(
            (
                "Ask PayPal’s business support whether your account has a filter by country (called Country Monitor or Risk Controls in"
                " their manuals), and have it switched on: choose Decline, not Accept and report, for every country below."
            ),
            "If your account has none, leave PayPal closed: that is the right answer, and cards or cryptocurrency remain.",
            (
                "In PayPal’s sandbox, make a personal account that is registered in one of these countries, and try to give with it. It"
                " must be refused."
            ),
            (
                "What is left open even then: an account registered elsewhere, paid from a card issued in a listed country. PayPal tells"
                " nobody that card’s country, so no alarm can be raised for it."
            ),
        ),
    )


def _local(countries: list[str]) -> Guide:
    return Guide(
        pretended=True,
        rule=f"refuse cards issued in {', '.join(countries)}",
        steps=(
            (
                "Press the button: the pretend provider of this installation gets the rule, and is tried with pretend test cards from the"
                " listed countries and one from elsewhere."
            ),
            "The record below is then made with your name, as it would be for a real provider.",
        ),
    )


def _other(countries: list[str]) -> Guide:
    return Guide(steps=("This provider takes nothing through banks: there is nothing to set up.",))
