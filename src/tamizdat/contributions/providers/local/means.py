"""Pretend means of payment: cards, accounts and wallets, each of which does one thing. What is not in this list is refused unread."""

from dataclasses import dataclass

from tamizdat.contributions.interfaces import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """One pretend card, account or wallet."""

    code: str  # what the page sends: of a card its number
    method: Method
    name: str  # key of the words that say what it does
    issued_in: str = ""  # ISO 3166-1 alpha-2
    why: str = ""  # code of the refusal, if it ever refuses
    refuses_from: int = 0  # the attempt from which on it refuses; 0: never
    refuses_to: int = 1_000_000  # the last attempt that it refuses
    disputed: str = ""  # "won" or "lost": how the dispute ends that its owner's bank opens later
    brings: str = ""  # of a wallet: "less", "more" or "late"

    def refuses(self, attempt: int) -> bool:
        """Return whether it refuses its *attempt*-th payment, counted from 1."""
        return bool(self.refuses_from) and self.refuses_from <= attempt <= self.refuses_to


PAYS = "4000 0000 0000 1000"
DECLINED = "4000 0000 0000 2000"
LISTED = "4000 0000 0000 3000"
LISTED_TOO = "4000 0000 0000 3018"
EXPIRES = "4000 0000 0000 4000"
WAVERS = "4000 0000 0000 5000"
DISPUTED_LOST = "4000 0000 0000 6000"
DISPUTED_WON = "4000 0000 0000 7000"

MEANS = {
    means.code: means
    for means in (
        Means(code=PAYS, method="card", name="pays", issued_in="DE"),
        Means(code=DECLINED, method="card", name="declined", issued_in="DE", why="card_declined", refuses_from=1),
        Means(code=LISTED, method="card", name="listed_ru", issued_in="RU"),
        Means(code=LISTED_TOO, method="card", name="listed_by", issued_in="BY"),
        Means(code=EXPIRES, method="card", name="expires", issued_in="FR", why="expired_card", refuses_from=2),
        Means(code=WAVERS, method="card", name="wavers", issued_in="GE", why="insufficient_funds", refuses_from=2, refuses_to=2),
        Means(code=DISPUTED_LOST, method="card", name="disputed_lost", issued_in="US", disputed="lost"),
        Means(code=DISPUTED_WON, method="card", name="disputed_won", issued_in="US", disputed="won"),
        Means(code="account-pays", method="paypal", name="account_pays", issued_in="DE"),
        Means(code="account-refuses", method="paypal", name="account_refuses", issued_in="DE", why="payer_refused", refuses_from=1),
        Means(code="account-listed", method="paypal", name="account_listed", issued_in="RU"),
        Means(code="wallet-exact", method="crypto", name="wallet_exact"),
        Means(code="wallet-less", method="crypto", name="wallet_less", brings="less"),
        Means(code="wallet-more", method="crypto", name="wallet_more", brings="more"),
        Means(code="wallet-late", method="crypto", name="wallet_late", brings="late"),
    )
}
"""Code -> what it does. The countries are those of real lists, so that a newspaper's own rules meet them."""


def means_of(method: str) -> list[Means]:
    """Return what a page for *method* offers."""
    return [means for means in MEANS.values() if means.method == method]


def find(typed: str, method: str) -> Means | None:
    """Return what somebody typed or chose, None if it is no pretend means of that *method*."""
    digits = "".join(typed.split()).replace("-", "")
    spaced = " ".join(digits[start : start + 4] for start in range(0, 16, 4)) if digits.isdecimal() and len(digits) == 16 else typed
    found = MEANS.get(spaced)
    return found if found and found.method == method else None
