"""What the ledger's words mean, for people: states, facts, and why somebody should look. Pure."""

from tamizdat.contributions.models import Refund

STATES = {
    "open": "not known yet",
    "failed": "failed",
    "expired": "never paid",
    "held": "waits for a decision",
    "paid": "paid",
    "refunded": "given back",
    "disputed": "disputed by the giver’s bank",
    "lost": "lost to the giver’s bank",
    "active": "running",
    "past_due": "payment failed, tried again",
    "paused": "paused",
    "cancelled": "ended",
    "lapsed": "ended, because payments failed",
}
FACTS = {
    "started": "began to run",
    "paid": "paid",
    "failed": "a payment failed",
    "refunded": "given back",
    "bounced": "could not be given back: it came again",
    "disputed": "taken back by the giver’s bank, for now",
    "dispute_won": "given again by the giver’s bank",
    "dispute_lost": "kept by the giver’s bank",
    "changed": "another amount from here on",
    "paused": "paused",
    "resumed": "goes on",
    "cancelled": "ended",
    "settled": "settled, by the provider’s report",
    "expired": "the page ran out unpaid",
    "partial": "less came than was asked",
    "late": "it came after the time",
    "over": "more came than was asked: in all",
}
LOOKS = {
    "partial": "Less came than was asked. Accept it as paid, or send it back by hand.",
    "late": "It came after the time, at another rate perhaps. Accept it as paid, or send it back by hand.",
    "over": "More came than was asked. Ask nobody: give the rest back if its sender can be known, or keep it and say so here.",
    "disputed": "The giver’s bank disputes it. Answer at the provider, or let it go; a gift is seldom worth a dispute.",
    "bounced": "A refund could not be delivered, and the money came back here: its giver waits. Ask them how, and give it back again.",
    "refund_without_payment": "Money went back of which no payment is known. Look at the provider whether a payment is missing here.",
    "refunded_too_much": "More went back than came. Look at the provider.",
    "two_currencies": "Money moved in two currencies: the sums here are those of the first alone.",
    "two_refs": "Two references turned out to be one contribution. Look at the provider which is right.",
}
METHODS = {"card": "card", "paypal": "PayPal", "crypto": "cryptocurrency"}
FREQUENCIES = {"once": "once", "monthly": "monthly", "annual": "annually"}
REFUNDS = {
    Refund.ASKED: "waits for a second person",
    Refund.APPROVED: "approved, not yet done at the provider",
    Refund.DONE: "given back at the provider",
    Refund.DROPPED: "dropped",
    Refund.FAILED: "the provider refused",
}


def looks(look: str) -> list[str]:
    """Return sentences for the reasons in *look*."""
    return [LOOKS.get(word, word) for word in look.split()]
