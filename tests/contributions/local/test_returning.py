"""Money goes back: refunds, disputes and how they end; and the settlement report tells it all."""

from datetime import UTC, datetime

import pytest

from simulators.pretend import KEY
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.providers.local.means import DISPUTED_LOST, DISPUTED_WON

EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def paid(provider):
    return next(fact for fact in provider.journal() if fact.kind == "paid")


def test_a_refund_names_the_payment_that_it_is_of(provider):
    provider.give()
    payment = paid(provider)
    provider.client.refund(payment.transaction, 400, key="a")
    provider.client.refund(payment.transaction, 600, key="b")
    refunds = provider.journal()[1:]
    assert [(fact.kind, fact.amount, fact.of) for fact in refunds] == [
        ("refunded", 400, payment.transaction),
        ("refunded", 600, payment.transaction),
    ]
    assert len({fact.transaction for fact in provider.journal()}) == 3


@pytest.mark.parametrize("amount", [0, -1, 1001])
def test_no_more_goes_back_than_came(provider, amount):
    provider.give()
    with pytest.raises(ProviderFault):
        provider.client.refund(paid(provider).transaction, amount, key="a")
    assert provider.kinds() == ["paid"]


@pytest.mark.parametrize(("means", "end"), [(DISPUTED_LOST, "dispute_lost"), (DISPUTED_WON, "dispute_won")])
def test_a_bank_takes_money_back_and_the_dispute_is_decided_later(provider, means, end):
    provider.give(means)
    provider.days(9)
    assert provider.kinds() == ["paid"]
    provider.days(2)
    assert provider.kinds() == ["paid", "disputed"]
    provider.days(30)
    assert provider.kinds() == ["paid", "disputed", end]
    moved = {fact.kind: bool(fact.transaction) for fact in provider.journal()}
    assert moved == {"paid": True, "disputed": True, end: end == "dispute_won"}


def test_what_was_given_back_is_not_disputed(provider):
    provider.give(DISPUTED_LOST)
    provider.client.refund(paid(provider).transaction, 1000, key="a")
    provider.days(50)
    assert provider.kinds() == ["paid", "refunded"]


def test_a_disputed_payment_is_not_refunded_as_well(provider):
    provider.give(DISPUTED_LOST)
    provider.days(11)
    with pytest.raises(ProviderFault):
        provider.client.refund(paid(provider).transaction, 1, key="a")


def test_a_dispute_may_be_opened_at_the_desk(provider):
    provider.give()
    provider.ask("POST", "/", f"dispute={paid(provider).transaction}".encode())
    assert provider.kinds() == ["paid", "disputed"]


def test_the_report_has_a_line_for_every_movement_and_none_besides(provider):
    provider.give(DISPUTED_WON, currency="GBP")
    provider.give(ref="S" * 22, amount=5000)
    provider.client.refund(provider.journal()[1].transaction, 5000, key="a")
    provider.days(60)
    facts = {fact.transaction: fact for fact in provider.journal() if fact.transaction}
    report = list(provider.client.settlements(*EVER))
    assert {line.transaction for line in report} == set(facts) and len(report) == len(facts)
    for line in report:
        fact = facts[line.transaction]
        assert (abs(line.amount), abs(line.settled), line.fee) == (fact.amount, fact.settled, fact.fee)
        assert (line.amount < 0) == (fact.kind in ("refunded", "disputed"))


def test_lists_come_whole_in_pages(provider):
    for number in range(210):
        provider.give(ref=f"{number:022}")
    assert len(provider.journal()) == 210
    assert len(list(provider.client.settlements(*EVER))) == 210


def test_a_list_is_of_its_period_alone(provider):
    provider.give()
    provider.days(10)
    provider.give(ref="S" * 22)
    since = datetime.fromtimestamp(provider.app.clock.now() - 86_400, UTC)
    assert [fact.ref for fact in provider.client.listing(since, EVER[1])] == ["S" * 22]


def test_nothing_is_told_without_the_accounts_key(provider):
    provider.give()
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": KEY}):
        for path in ("/v1/journal", "/v1/settlements", "/control/clock"):
            assert provider.ask("GET", path, query="since=0&until=9999999999", headers=headers).status == 401
