"""A payment that is learned late: the receipt still goes out, and the address of who did not pay does not wait for it."""

from datetime import timedelta

import pytest

from tamizdat.contributions import differences, reconcile
from tamizdat.contributions.keeping import ADDRESS, CHECKOUTS
from tamizdat.contributions.models import Checkout, Giver
from tamizdat.contributions.shredding import SHREDDERS
from tamizdat.contributions.wishes import take
from tamizdat.sealed.keyring import QUEUE_LINGERS
from tamizdat.sealed.shredders import expire_all

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


def wish(house):
    """Somebody asks for the provider's page, looks at it, and leaves."""
    said = {"frequency": "once", "amount": 1000, "currency": "EUR", "method": "card", "bank": "DE", "residence": "", "cover": False}
    take(house.record("wish", **said, language="en", email="cy@reader.example", appeal="", variant=""), house.now)
    for pk, _ in house.till.waiting():
        house.till.serve(pk)


def forget(house):
    """What the ledger's worker does every few minutes."""
    expire_all(SHREDDERS, house.now)


def addresses():
    return [bytes(row.box) != b"" for row in Checkout.objects.order_by("pk")]


def compare(house):
    return reconcile.run(house.pretend.client, house.ledger, house.now)


@pytest.mark.parametrize("way", ["webhook", "person"])
def test_a_payment_that_is_learned_five_days_late_gets_its_receipt(house, monkeypatch, way):
    monkeypatch.setattr(house, "learn", lambda: None)  # every webhook is lost
    house.give()
    for _ in range(5):
        house.days(1)
        compare(house) if way == "person" else None
        forget(house)
        assert house.tick() == []
    if way == "webhook":
        house.ledger.apply(house.pretend.journal())
    else:
        for row in differences.open_differences():
            differences.decide(row, "nadia", "it is on the provider's list", house.now, house.ledger, apply=row.kind == "missing_here")
    assert house.subjects() == ["Thank you: The Far Shore"]
    assert addresses() == [False] and Giver.objects.count() == 1


def test_the_address_of_who_did_not_pay_goes_when_the_providers_list_has_shown_it(house):
    wish(house)
    forget(house)
    house.days(1)
    compare(house)
    forget(house)
    assert addresses() == [True], "what was begun while the page was good may still come"
    house.days(1.5)
    forget(house)
    assert addresses() == [True], "nobody has looked at the provider's list since"
    compare(house)
    forget(house)
    assert addresses() == [False]


def test_while_the_list_is_away_or_a_payment_is_undecided_the_address_waits_and_ten_days_at_most(house, monkeypatch):
    monkeypatch.setattr(house, "learn", lambda: None)
    wish(house)
    house.give()
    house.days(5)
    forget(house)
    assert addresses() == [True, True]
    compare(house)
    forget(house)
    assert differences.open_differences() and addresses() == [True, True]
    house.days(5.1)
    assert CHECKOUTS.expire(house.now) == 2 and addresses() == [False, False]
    assert ADDRESS + timedelta(days=1) < timedelta(seconds=QUEUE_LINGERS), "the queue key opens it for as long as it lies there"
