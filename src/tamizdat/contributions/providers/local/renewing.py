"""Renewing: what becomes of a recurring contribution, by the provider's clock and by what is asked of it.

Promises: a failed renewal is tried again after 3, 5 and 7 days, then it ends; what has ended is not charged again; a new card becomes the
default, and is charged at once for what is owed.
"""

from tamizdat.contributions.money import LARGEST
from tamizdat.contributions.providers.local.books import Books, Refused
from tamizdat.contributions.providers.local.calendar import DAY, RETRY_DAYS, due
from tamizdat.contributions.providers.local.fees import LEAST
from tamizdat.contributions.providers.local.means import Means
from tamizdat.contributions.providers.local.paying import is_address, issued, means_of, refusal, take
from tamizdat.contributions.providers.local.store import Plain

CARD_PAGE_SECONDS = 3_600


def renew(books: Books, subscription: Plain) -> None:
    """Take the payment that is due, or note that it failed."""
    if subscription["state"] not in ("active", "past_due"):
        return
    subscription = subscription | {"attempts": subscription["attempts"] + 1}
    means = means_of(subscription)
    if why := refusal(books, means, subscription["attempts"]):
        _failed(books, subscription, means, why)
        return
    take(books, subscription, means, subscription=subscription["id"])
    _next(books, subscription | {"state": "active", "tries": 0})


def _failed(books: Books, subscription: Plain, means: Means, why: str) -> None:
    tries = subscription["tries"] + 1
    subscription = subscription | {"state": "past_due", "tries": tries}
    books.store.put(subscription)
    said = {name: subscription[name] for name in ("amount", "currency", "frequency", "method")}
    books.record(
        subscription, f"failed:{subscription['attempts']}", "failed", subscription=subscription["id"], why=why, **said, **issued(means, why)
    )
    if tries > len(RETRY_DAYS):
        end(books, subscription, why="payment_failed")
    else:
        books.store.plan(subscription["id"], "renew", books.now + RETRY_DAYS[tries - 1] * DAY)


def _next(books: Books, subscription: Plain) -> None:
    """Plan the first payment after now."""
    periods = subscription["periods"]
    while due(subscription["anchor"], subscription["frequency"], periods) <= books.now:
        periods += 1
    following = due(subscription["anchor"], subscription["frequency"], periods)
    books.store.put(subscription | {"periods": periods, "next": following})
    books.store.plan(subscription["id"], "renew", following)


def end(books: Books, subscription: Plain, *, why: str = "") -> Plain:
    """End a recurring contribution; one that has ended stays as it is."""
    if subscription["state"] != "ended":
        subscription = subscription | {"state": "ended", "next": None}
        books.store.put(subscription)
        books.store.plan(subscription["id"], "renew", None)
        books.store.plan(subscription["id"], "resume", None)
        books.record(subscription, "cancelled", "cancelled", subscription=subscription["id"], why=why)
    return subscription


def change_amount(books: Books, subscription: Plain, amount: object) -> Plain:
    """Take another amount from the next payment on."""
    _must_run(subscription)
    if type(amount) is not int or not LEAST[subscription["currency"]] <= amount <= LARGEST:
        raise Refused(422, "bad_amount")
    if amount == subscription["amount"]:
        return subscription
    subscription = _changed(books, subscription | {"amount": amount})
    said = {name: subscription[name] for name in ("amount", "currency", "frequency")}
    books.record(subscription, f"changed:{subscription['changes']}", "changed", subscription=subscription["id"], **said)
    return subscription


def pause(books: Books, subscription: Plain, until: object) -> Plain:
    """Take no payments until a moment, or until resumed."""
    _must_run(subscription)
    if not (until is None or (type(until) is int and until > books.now)):
        raise Refused(422, "bad_time")
    if subscription["state"] != "paused":
        subscription = _changed(books, subscription | {"state": "paused", "tries": 0})
        books.record(subscription, f"paused:{subscription['changes']}", "paused", subscription=subscription["id"])
    subscription = subscription | {"until": until}
    books.store.put(subscription)
    books.store.plan(subscription["id"], "renew", None)
    books.store.plan(subscription["id"], "resume", until if type(until) is int else None)
    return subscription


def resume(books: Books, subscription: Plain) -> Plain:
    """Take payments again, from the next date on."""
    _must_run(subscription)
    if subscription["state"] == "paused":
        subscription = _changed(books, subscription | {"state": "active", "until": None})
        books.store.plan(subscription["id"], "resume", None)
        books.record(subscription, f"resumed:{subscription['changes']}", "resumed", subscription=subscription["id"])
        _next(books, subscription)
    return books.need("subscription", subscription["id"])


def card_page(books: Books, subscription: Plain, back: object) -> Plain:
    """Make a page on which another card is entered."""
    _must_run(subscription)
    if not is_address(back) or subscription["method"] == "crypto":
        raise Refused(422, "bad_request")
    said = {"subscription": subscription["id"], "language": subscription["language"], "back": back, "method": subscription["method"]}
    return books.new("card_page", "card", ref=subscription["ref"], **said, until=books.now + CARD_PAGE_SECONDS, state="open")


def change_card(books: Books, page: Plain, means: Means) -> str:
    """Make *means* the default; return "" or why not. What is owed is charged at once."""
    if page["state"] != "open" or page["until"] < books.now:
        raise Refused(410, "not_open")
    if why := refusal(books, means, 1):
        return why
    subscription = books.need("subscription", page["subscription"]) | {"means": means.code, "attempts": 0}
    _must_run(subscription)
    books.store.put(subscription)
    books.store.put(page | {"state": "done"})
    if subscription["state"] == "past_due":
        renew(books, subscription)
    return ""


def _changed(books: Books, subscription: Plain) -> Plain:
    subscription = subscription | {"changes": subscription["changes"] + 1}
    books.store.put(subscription)
    return subscription


def _must_run(subscription: Plain) -> None:
    if subscription["state"] == "ended":
        raise Refused(409, "has_ended")
