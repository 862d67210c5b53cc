"""Returning: refunds, and disputes, which an owner's bank opens and somebody decides later.

Promises: no more goes back than came; a dispute takes the money at once, and gives it again if it is won.
"""

from tamizdat.contributions.providers.local.books import Books, Refused
from tamizdat.contributions.providers.local.calendar import DAY
from tamizdat.contributions.providers.local.fees import DISPUTE_FEE, scaled
from tamizdat.contributions.providers.local.paying import means_of
from tamizdat.contributions.providers.local.store import Plain

DECIDED_DAYS = 30


def refund(books: Books, payment: Plain, amount: object) -> Plain:
    """Give money back; return the payment as it is then."""
    if type(amount) is not int or not 0 < amount <= payment["amount"] - payment["returned"]:
        raise Refused(422, "bad_amount")
    payment = payment | {"returned": payment["returned"] + amount}
    books.store.put(payment)
    number = sum(line["kind"] == "refunded" for line in books.history(payment["id"])) + 1
    transaction = f"re_{payment['id']}_{number}"
    moved = books.moved(amount, payment["currency"], payment["method"], keeps=False)
    books.record(payment, f"refunded:{number}", "refunded", **_about(payment, transaction), **moved)
    books.settle(transaction, moved, sign=-1)
    return payment


def dispute(books: Books, payment: Plain) -> None:
    """Have the owner's bank take a payment back, for now; what was given back already cannot be."""
    left = payment["amount"] - payment["returned"]
    if left <= 0 or payment["disputes"]:
        return
    books.store.put(payment | {"disputes": 1, "returned": payment["amount"], "contested": left})
    moved = books.moved(left, payment["currency"], payment["method"], keeps=False) | {"fee": scaled(DISPUTE_FEE, books.account)}
    books.record(payment, "disputed", "disputed", **_about(payment, f"dp_{payment['id']}"), **moved, why="fraudulent")
    books.settle(f"dp_{payment['id']}", moved, sign=-1)
    books.store.plan(payment["id"], "decide", books.now + DECIDED_DAYS * DAY)


def decide(books: Books, payment: Plain) -> None:
    """Decide a dispute, as the means with which it was paid says; lost, if that says nothing."""
    if payment["disputes"] != 1:
        return
    left = payment["contested"]
    if means_of(payment).disputed == "won":
        books.store.put(payment | {"disputes": 2, "returned": payment["returned"] - left})
        moved = books.moved(left, payment["currency"], payment["method"], keeps=False)
        books.record(payment, "dispute_won", "dispute_won", **_about(payment, f"dw_{payment['id']}"), **moved)
        books.settle(f"dw_{payment['id']}", moved)
    else:
        books.store.put(payment | {"disputes": 2})
        said = {"of": payment["id"], "subscription": payment["subscription"], "amount": left, "currency": payment["currency"]}
        books.record(payment, "dispute_lost", "dispute_lost", **said)


def _about(payment: Plain, transaction: str) -> Plain:
    return {"transaction": transaction, "of": payment["id"], "subscription": payment["subscription"]}
