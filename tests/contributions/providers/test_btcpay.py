"""What is BTCPay's own: amounts that are not what was asked, payments that come late, deliveries that are sent again, and no keys."""

import json
from datetime import timedelta

import pytest

from contributions.providers.benches import REF, btcpay_bench, learn, money, order, period
from simulators.payment_http import Told
from tamizdat.contributions.interfaces import BadSignature, ProviderFault
from tamizdat.contributions.providers.btcpay.provider import WATCHED, Btcpay


@pytest.fixture
def bench():
    with btcpay_bench() as one:
        yield one


def begin(bench, **said):
    return bench.provider.start(order(bench.provider, **said), key="k")


def known(bench):
    return learn(bench.provider, bench.hooks())


def told(facts):
    return [(fact.kind, fact.amount) for fact in facts.values()]


def test_while_it_is_open_or_waits_for_confirmations_nothing_is_said(bench):
    name = begin(bench).id
    assert known(bench) == {}
    bench.simulator.send(name, "5.00")
    bench.simulator.send(name, "7.01")
    assert bench.simulator.invoices[name]["status"] == "Processing" and known(bench) == {}


def test_several_payments_make_one_gift_which_came_when_enough_had_come(bench):
    name = begin(bench).id
    for worth in ("5.00", "4.00", "3.00"):
        bench.simulator.send(name, worth)
    last = bench.simulator.now
    bench.simulator.confirm(name)
    [fact] = known(bench).values()
    assert (fact.kind, fact.amount, fact.transaction, fact.ref, int(fact.at.timestamp())) == ("paid", 1200, name, REF, last)


def test_where_more_came_the_gift_is_what_was_asked_and_the_rest_is_told(bench):
    name = begin(bench).id
    bench.simulator.send(name, "20.00")
    bench.simulator.confirm(name)
    facts = known(bench)
    assert told(facts) == [("paid", 1200), ("over", 2000)]
    assert {fact.transaction for fact in facts.values()} == {name}
    assert [(line.transaction, line.amount) for line in bench.provider.settlements(*period(bench.simulator))] == [(name, 2000)]


def test_what_came_partly_or_late_stands_by_itself_until_a_person_decides(bench):
    checkout = begin(bench)
    bench.simulator.send(checkout.id, "5.00")
    bench.simulator.expire(checkout.url)
    first = known(bench)
    assert told(first) == [("partial", 500)]
    bench.simulator.send(checkout.id, "7.50")
    assert bench.simulator.invoices[checkout.id]["additionalStatus"] == "PaidLate"
    second = known(bench)
    assert told(second) == [("partial", 500), ("late", 750)]
    assert first.items() <= second.items(), "what was said once is not said otherwise"
    assert {fact.of for fact in second.values()} == {checkout.id}
    lines = {line.transaction: line.amount for line in bench.provider.settlements(*period(bench.simulator))}
    assert lines == {fact.transaction: fact.amount for fact in second.values()}


def test_what_came_after_the_time_alone_is_late(bench):
    checkout = begin(bench)
    bench.simulator.expire(checkout.url)
    assert told(known(bench)) == [("expired", 0)]
    bench.simulator.send(checkout.id, "12.00")
    assert told(known(bench)) == [("late", 1200)]


@pytest.mark.parametrize(("came", "counted"), [("5.00", 500), ("", 1200)])
def test_what_a_person_settles_is_what_came_or_what_was_asked_if_it_came_otherwise(bench, came, counted):
    checkout = begin(bench)
    if came:
        bench.simulator.send(checkout.id, came)
    bench.simulator.expire(checkout.url)
    bench.hooks()
    bench.simulator.mark(checkout.id, "Settled")
    assert told(known(bench)) == [("paid", counted)]


def test_what_was_never_confirmed_moved_nothing(bench):
    name = begin(bench).id
    bench.simulator.send(name, "12.00", status="Processing")
    bench.simulator.bounce(name)
    [fact] = known(bench).values()
    assert (fact.kind, fact.why, fact.transaction, fact.ref) == ("failed", "not_confirmed", "", REF)


def test_a_payment_that_was_replaced_is_not_counted(bench):
    name = begin(bench).id
    bench.simulator.send(name, "12.00", status="Invalid")
    bench.simulator.send(name, "12.00")
    bench.simulator.confirm(name)
    assert ("over", 2400) not in told(known(bench))


@pytest.mark.parametrize(("currency", "amount"), [("JPY", 1500), ("KWD", 12_500), ("USD", 7_77)])
def test_amounts_are_exact_in_currencies_of_any_digits(bench, currency, amount):
    checkout = begin(bench, currency=currency, amount=amount)
    bench.pay(checkout)
    assert money(known(bench)) == {checkout.id: amount}


def test_without_keys_a_contribution_is_found_again_by_its_reference(bench):
    first = begin(bench)
    bench.simulator.fail(Told(deed="drop"), at="POST", first=True)
    with pytest.raises(ProviderFault):
        begin(bench, ref="BBBBBBBBBBBBBBBBBBBBBB")
    second = begin(bench, ref="BBBBBBBBBBBBBBBBBBBBBB")
    assert begin(bench) == first != second == begin(bench, ref="BBBBBBBBBBBBBBBBBBBBBB")
    assert bench.simulator.checkouts() == 2


def test_a_page_is_good_for_days_if_that_is_asked_and_another_is_made_when_it_is_over(bench):
    first = begin(bench, days=3)
    bench.pass_time(3 * 86_400 - 60)
    assert begin(bench, days=3) == first and begin(bench, days=3).until == first.until
    bench.expire(first)
    second = begin(bench, days=3)
    assert second.id != first.id and second.until - first.until > timedelta(days=3) - timedelta(minutes=5)
    bench.pay(second)
    facts = bench.provider.fetch(bench.provider.hint_of(second.id, "once"))
    assert [fact.kind for fact in facts] == ["paid"] and begin(bench, days=3) == second
    watched = bench.simulator.invoices[second.id]
    assert watched["monitoringExpiration"] - watched["createdTime"] < WATCHED.total_seconds()


def test_a_server_that_finds_what_was_not_asked_for_is_not_believed(bench):
    first = begin(bench)
    bench.simulator.fail(Told(200, [dict(bench.simulator.invoices[first.id])]), at="GET .*/invoices$")
    assert begin(bench, ref="BBBBBBBBBBBBBBBBBBBBBB").id != first.id


def test_a_page_on_another_host_is_not_where_a_giver_is_led(bench):
    provider = Btcpay(
        url=bench.simulator.base.replace("127.0.0.1", "localhost"), store=bench.simulator.store, key=bench.simulator.key, hook_secret="s"
    )
    with pytest.raises(ProviderFault, match="TAMIZDAT_BTCPAY_URL") as caught:
        provider.start(order(provider), key="k")
    assert caught.value.outcome == "retry"
    provider.close()


def again(bench, hook, *, later, redelivery):
    event = {**json.loads(hook.body), "isRedelivery": redelivery, "deliveryId": "another"}
    return bench.again(hook, body=json.dumps(event).encode(), later=later)


def test_a_delivery_that_is_sent_again_has_the_time_of_the_first_and_is_believed_for_two_hours(bench):
    bench.pay(begin(bench))
    [*_, hook] = bench.hooks()
    assert bench.provider.read_hook(again(bench, hook, later=7000, redelivery=True)) == bench.provider.read_hook(hook)
    for later, redelivery in ((7201, True), (301, False)):
        with pytest.raises(BadSignature):
            bench.provider.read_hook(again(bench, hook, later=later, redelivery=redelivery))


def test_other_invoices_of_the_store_are_not_ours(bench):
    checkout = begin(bench, ref="shop order 17")
    bench.pay(checkout)
    assert [fact.ref for fact in known(bench).values()] == [""]


def test_a_listing_looks_at_invoices_that_were_made_before_its_period(bench):
    checkout = begin(bench)
    bench.pass_time(600)
    bench.pay(checkout)
    [fact] = known(bench).values()
    since = fact.at - timedelta(seconds=1)
    assert [one.event for one in bench.provider.listing(since, since + timedelta(days=1))] == [fact.event]


def test_recurring_is_not_offered(bench):
    with pytest.raises(ProviderFault):
        begin(bench, frequency="monthly")
    assert bench.provider.frequencies == {"once"} and not bench.simulator.requests


def test_what_it_cannot_do_it_says_and_asks_nobody(bench):
    provider = bench.provider
    for call in (
        lambda: provider.standing("s"),
        lambda: provider.pause("s", until=None, key="k"),
        lambda: provider.resume("s", key="k"),
        lambda: provider.change_amount("s", 1, key="k"),
        lambda: provider.card_page("s", back="b", key="k"),
        lambda: provider.cancel("s", key="k"),
        lambda: provider.refund("t", 1, key="k"),
    ):
        with pytest.raises(ProviderFault):
            call()
    assert provider.can == frozenset() and not bench.simulator.requests
