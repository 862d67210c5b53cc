"""One suite for every provider: what the till and the ledger may rely on, whoever takes the payment."""

import itertools
import json
import logging
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from contributions.providers.benches import BENCHES, REF, fails, learn, money, order, period
from simulators.payment_http import Told
from tamizdat.contributions.interfaces import BadSignature, ProviderFault
from tamizdat.contributions.money import EXPONENTS

RECURRING = [name for name in BENCHES if name not in ("btcpay",)]


@pytest.fixture(params=BENCHES)
def bench(request) -> Iterator[Any]:
    with BENCHES[request.param]() as one:
        yield one


@pytest.fixture(params=RECURRING)
def recurring(request) -> Iterator[Any]:
    with BENCHES[request.param]() as one:
        yield one


def begun(bench, frequency: str = "monthly") -> tuple[str, dict]:
    """A recurring contribution that has been paid once: the provider's name of it, and what was learned."""
    checkout = bench.provider.start(order(bench.provider, frequency=frequency), key="begin")
    bench.pay(checkout)
    known = learn(bench.provider, bench.hooks())
    return next(fact.subscription for fact in known.values() if fact.kind == "started"), known


def paid(known: dict) -> list:
    return [fact for fact in known.values() if fact.kind == "paid"]


def kinds(known: dict) -> list[str]:
    return sorted(fact.kind for fact in known.values())


# -- beginning ------------------------------------------------------------------------------------------------------------------------


def test_a_checkout_lies_where_the_provider_says_that_it_leads_a_giver(bench):
    checkout = bench.provider.start(order(bench.provider), key="k")
    assert any(checkout.url.startswith(f"{origin}/") for origin in bench.provider.origins())
    assert {urlsplit(origin).hostname for origin in bench.provider.origins()} <= set(bench.provider.hosts())
    assert checkout.id and checkout.until.tzinfo is not None


def test_the_same_key_begins_one_contribution(bench):
    first = bench.provider.start(order(bench.provider), key="wish 1")
    assert bench.provider.start(order(bench.provider), key="wish 1") == first
    other = order(bench.provider, ref="AAAAAAAAAAAAAAAAAAAAAA")
    assert bench.provider.start(other, key="wish 2").id != first.id


def test_a_currency_that_is_not_taken_has_no_least_amount(bench):
    taken = {currency: bench.provider.least(currency) for currency in EXPONENTS}
    assert taken["EUR"] and taken["USD"] and all(least is None or least > 0 for least in taken.values())
    assert bench.provider.least("XAU") is None


def test_what_is_below_the_least_or_in_another_currency_never_leaves(bench):
    least = bench.provider.least("EUR")
    for said in ({"amount": least - 1}, {"currency": "XAU"}):
        with pytest.raises(ProviderFault) as caught:
            bench.provider.start(order(bench.provider, **said), key="k")
        assert caught.value.outcome == "damaged"
    assert not bench.simulator.requests


# -- what happens -----------------------------------------------------------------------------------------------------------------------


def test_what_became_of_a_page_is_found_out_without_any_webhook_and_is_the_same(bench):
    often = ["once", *(["annual"] if "annual" in bench.provider.frequencies else [])]
    for frequency, ref in zip(often, ("A" * 22, "B" * 22), strict=False):
        checkout = bench.provider.start(order(bench.provider, frequency=frequency, ref=ref), key=frequency)
        hint = bench.provider.hint_of(checkout.id, frequency)
        assert not {"paid", "started"} & {fact.kind for fact in bench.provider.fetch(hint)}
        bench.pay(checkout)
        asked = [bench.provider.fetch(hint) for _ in range(3)]
        assert asked[0] == asked[1] == asked[2] and {fact.ref for fact in asked[0]} == {ref}
        told = learn(bench.provider, bench.hooks())
        assert {fact.event: fact for fact in asked[0] if fact.kind == "paid"}.items() <= told.items()
        assert len(paid(told)) == 1 and [fact.kind for fact in asked[0]].count("paid") == 1


@pytest.mark.parametrize(("amount", "currency"), [(1200, "EUR"), (5_01, "USD"), (700, "JPY")])
def test_a_payment_is_one_fact_with_everything_that_the_ledger_needs(bench, amount, currency):
    checkout = bench.provider.start(order(bench.provider, amount=amount, currency=currency), key="k")
    bench.pay(checkout)
    [fact] = paid(learn(bench.provider, bench.hooks()))
    assert (fact.provider, fact.ref, fact.amount, fact.currency, fact.frequency) == (bench.provider.name, REF, amount, currency, "once")
    assert fact.method in bench.provider.methods and fact.transaction and not fact.subscription
    assert fact.settled and fact.settled_currency in EXPONENTS and 0 <= fact.fee < fact.settled
    assert fact.at.tzinfo is not None


def test_a_checkout_that_nobody_paid_expires(bench):
    checkout = bench.provider.start(order(bench.provider), key="k")
    bench.expire(checkout)
    if bench.provider.name == "paypal":  # says nothing of it: the checkout's own time is all
        assert not bench.hooks()
        return
    [fact] = learn(bench.provider, bench.hooks()).values()
    assert (fact.kind, fact.ref, fact.transaction) == ("expired", REF, "")


def test_a_recurring_contribution_starts_and_its_renewals_carry_our_reference(recurring):
    subscription, known = begun(recurring)
    assert {fact.subscription for fact in known.values()} == {subscription}
    recurring.renew(subscription)
    known |= learn(recurring.provider, recurring.hooks())
    assert [fact.ref for fact in paid(known)] == [REF, REF]
    assert {fact.frequency for fact in known.values()} == {"monthly"}
    assert len({fact.transaction for fact in paid(known)}) == 2
    standing = recurring.provider.standing(subscription)
    assert (standing.state, standing.ref, standing.amount, standing.currency) == ("active", REF, 1200, "EUR")
    assert standing.next_payment is not None and standing.next_payment > paid(known)[-1].at


def test_an_annual_one_is_annual(recurring):
    _, known = begun(recurring, "annual")
    assert {fact.frequency for fact in known.values()} == {"annual"}


def test_a_failed_renewal_moves_nothing(recurring):
    subscription, _ = begun(recurring)
    recurring.renew(subscription, failure=True)
    [fact] = [fact for fact in learn(recurring.provider, recurring.hooks()).values() if fact.kind == "failed"]
    assert (fact.ref, fact.subscription, fact.transaction) == (REF, subscription, "") and fact.why
    assert recurring.provider.standing(subscription).state == "past_due"


def test_money_goes_back_once_for_one_key(bench):
    if "refund" not in bench.provider.can:
        with pytest.raises(ProviderFault):
            bench.provider.refund("anything", 1, key="r")
        return
    bench.pay(bench.provider.start(order(bench.provider), key="k"))
    [gift] = paid(learn(bench.provider, bench.hooks()))
    for _ in range(3):
        bench.provider.refund(gift.transaction, 500, key="r")
    known = learn(bench.provider, bench.hooks())
    [refund] = [fact for fact in known.values() if fact.kind == "refunded"]
    assert (refund.of, refund.amount, refund.currency, refund.ref) == (gift.transaction, 500, "EUR", REF)
    assert refund.transaction not in ("", gift.transaction)


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_takes_money_and_its_end_gives_it_back_or_keeps_it(bench, won):
    if not hasattr(bench, "dispute"):
        pytest.fail("no such thing there") if "refund" in bench.provider.can else None
        return
    bench.pay(bench.provider.start(order(bench.provider), key="k"))
    [gift] = paid(learn(bench.provider, bench.hooks()))
    bench.dispute(gift.transaction)
    bench.decide(gift.transaction, won=won)
    known = learn(bench.provider, bench.hooks())
    about = {fact.kind: fact for fact in known.values() if fact.kind.startswith("dispute")}
    assert set(about) == {"disputed", "dispute_won" if won else "dispute_lost"}
    assert {(fact.of, fact.amount, fact.ref) for fact in about.values()} == {(gift.transaction, 1200, REF)}
    assert sum(money(about).values()) == (0 if won else -1200) and about["disputed"].at < about[max(about, key=len)].at


def test_a_refund_that_is_asked_for_again_after_days_was_given_back_once(recurring):
    _, known = begun(recurring)
    [gift] = paid(known)
    recurring.simulator.fail(Told(deed="drop"), at="POST .*refund", first=True)
    with pytest.raises(ProviderFault):
        recurring.provider.refund(gift.transaction, 500, key="r")
    for _ in range(2):
        recurring.pass_time(2 * 86_400)  # Stripe forgets keys after one day
        recurring.provider.refund(gift.transaction, 500, key="r")
    recurring.provider.refund(gift.transaction, 500, key="another")
    back = [fact for fact in learn(recurring.provider, recurring.hooks()).values() if fact.kind == "refunded"]
    assert [fact.amount for fact in back] == [500, 500]


# -- self-service -----------------------------------------------------------------------------------------------------------------------


def test_pausing_and_resuming_is_learned_and_done_once(recurring):
    subscription, _ = begun(recurring)
    until = recurring.provider.standing(subscription).next_payment + timedelta(days=10)
    for _ in range(2):
        recurring.provider.pause(subscription, until=until, key="p")
    assert recurring.provider.standing(subscription).state == "paused"
    assert recurring.provider.standing(subscription).next_payment is None
    for _ in range(2):
        recurring.provider.resume(subscription, key="r")
    assert recurring.provider.standing(subscription).state == "active"
    known = learn(recurring.provider, recurring.hooks())
    assert [kind for kind in kinds(known) if kind in ("paused", "resumed")] == ["paused", "resumed"]


def test_a_pause_without_end_is_one_too(recurring):
    subscription, _ = begun(recurring)
    recurring.provider.pause(subscription, until=None, key="p")
    assert recurring.provider.standing(subscription).state == "paused"


def test_another_amount_is_taken_from_the_next_payment_on(recurring):
    subscription, _ = begun(recurring)
    if "amount" not in recurring.provider.can:
        with pytest.raises(ProviderFault):
            recurring.provider.change_amount(subscription, 2000, key="a")
        return
    for _ in range(2):
        recurring.provider.change_amount(subscription, 2000, key="a")
    known = learn(recurring.provider, recurring.hooks())
    [changed] = [fact for fact in known.values() if fact.kind == "changed"]
    assert (changed.amount, changed.currency, changed.ref, changed.transaction) == (2000, "EUR", REF, "") and not paid(known)
    recurring.renew(subscription)
    assert [fact.amount for fact in paid(learn(recurring.provider, recurring.hooks()))] == [2000]


def test_a_new_card_is_the_one_that_pays(recurring):
    subscription, _ = begun(recurring)
    if "card" not in recurring.provider.can:
        with pytest.raises(ProviderFault):
            recurring.provider.card_page(subscription, back="https://courier.example/en/thanks.html", key="c")
        return
    page = recurring.provider.card_page(subscription, back="https://courier.example/en/thanks.html", key="c")
    recurring.enter_card(page)
    learn(recurring.provider, recurring.hooks())
    recurring.renew(subscription)
    assert [fact.issued_in for fact in paid(learn(recurring.provider, recurring.hooks()))] == ["FR"]


def test_cancelling_twice_ends_it_once(recurring):
    subscription, _ = begun(recurring)
    for _ in range(3):
        recurring.provider.cancel(subscription, key="c")
    assert recurring.provider.standing(subscription).state == "ended"
    known = learn(recurring.provider, recurring.hooks())
    [fact] = [fact for fact in known.values() if fact.kind == "cancelled"]
    assert (fact.ref, fact.subscription) == (REF, subscription)


# -- any order, any number of times -------------------------------------------------------------------------------------------------------


def test_hooks_say_the_same_in_any_order_and_any_number_of_times(recurring):
    subscription, _ = begun(recurring)
    recurring.renew(subscription)
    [*_, gift] = paid(learn(recurring.provider, recurring.hooks()))
    recurring.provider.refund(gift.transaction, 100, key="r")
    recurring.provider.cancel(subscription, key="c")
    hooks = recurring.hooks()
    straight = learn(recurring.provider, hooks)
    chance = random.Random(4)
    for _ in range(3):
        shuffled = hooks * 3
        chance.shuffle(shuffled)
        assert learn(recurring.provider, shuffled) == straight


def test_the_providers_own_list_says_the_same_as_its_hooks(bench):
    bench.pay(bench.provider.start(order(bench.provider), key="k"))
    known = learn(bench.provider, bench.hooks())
    if "monthly" in bench.provider.frequencies:
        other = bench.provider.start(order(bench.provider, frequency="monthly", ref="BBBBBBBBBBBBBBBBBBBBBB"), key="m")
        bench.pay(other)
        known |= learn(bench.provider, bench.hooks())
        bench.dispute(paid(known)[0].transaction)
        bench.decide(paid(known)[0].transaction, won=True)
        bench.provider.refund(paid(known)[1].transaction, 300, key="r")
        subscription = next(fact.subscription for fact in known.values() if fact.kind == "started")
        bench.provider.cancel(subscription, key="c")
        known |= learn(bench.provider, bench.hooks())
    listed = {fact.event: fact for fact in bench.provider.listing(*period(bench.simulator))}
    assert listed == known


def test_the_settlement_report_has_every_movement_and_no_other(bench):
    bench.pay(bench.provider.start(order(bench.provider, currency="USD", amount=2000), key="k"))
    known = learn(bench.provider, bench.hooks())
    if "refund" in bench.provider.can:
        bench.provider.refund(paid(known)[0].transaction, 500, key="r")
        bench.pay(bench.provider.start(order(bench.provider, ref="BBBBBBBBBBBBBBBBBBBBBB"), key="m"))
        known |= learn(bench.provider, bench.hooks())
        other = next(fact for fact in paid(known) if fact.ref.startswith("B"))
        bench.dispute(other.transaction)
        bench.decide(other.transaction, won=True)
        known |= learn(bench.provider, bench.hooks())
        bench.simulator.pay_out()
    lines = list(bench.provider.settlements(*period(bench.simulator)))
    assert {line.transaction: line.amount for line in lines} == money(known)
    facts = {fact.transaction: fact for fact in known.values() if fact.transaction}
    for line in lines:
        fact = facts[line.transaction]
        assert (abs(line.settled), line.settled_currency, line.fee) == (fact.settled, fact.settled_currency, fact.fee)


def test_a_period_ends_before_its_end(bench):
    bench.pay(bench.provider.start(order(bench.provider), key="k"))
    [gift] = paid(learn(bench.provider, bench.hooks()))
    for since, until, there in ((gift.at, gift.at + timedelta(seconds=1), True), (gift.at - timedelta(days=1), gift.at, False)):
        assert (gift.event in {fact.event for fact in bench.provider.listing(since, until)}) is there


def test_a_long_list_is_read_to_its_end(bench):
    for number in range(7):
        ref = f"{number}".rjust(22, "A")
        bench.pay(bench.provider.start(order(bench.provider, ref=ref), key=ref))
    learn(bench.provider, bench.hooks())
    bench.simulator.page_size = 3
    assert len([fact for fact in bench.provider.listing(*period(bench.simulator)) if fact.kind == "paid"]) == 7
    assert len(list(bench.provider.settlements(*period(bench.simulator)))) == 7


# -- webhooks -----------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def hook(bench):
    bench.pay(bench.provider.start(order(bench.provider), key="k"))
    return next(hook for hook in bench.hooks() if bench.provider.read_hook(hook))


def test_a_hook_that_came_in_time_is_believed(bench, hook):
    assert bench.provider.read_hook(bench.again(hook, later=290))


@pytest.mark.parametrize("later", [301, 86_400, -400])
def test_a_hook_that_was_signed_long_before_it_came_is_not(bench, hook, later):
    with pytest.raises(BadSignature):
        bench.provider.read_hook(bench.again(hook, later=later))


def test_a_hook_that_somebody_else_signed_is_not(bench, hook):
    with pytest.raises(BadSignature):
        bench.provider.read_hook(bench.again(hook, secret="another secret"))


def test_one_changed_byte_breaks_the_signature(bench, hook):
    for place in (0, len(hook.body) // 2, len(hook.body) - 1):
        body = bytearray(hook.body)
        body[place] ^= 1
        with pytest.raises(BadSignature):
            bench.provider.read_hook(replace(hook, body=bytes(body)))


def test_without_its_headers_a_hook_is_nothing(bench, hook):
    names = [name for name in hook.headers if name != "content-type"]
    for count in range(1, len(names) + 1):
        for without in itertools.combinations(names, count):
            headers = {name: value for name, value in hook.headers.items() if name not in without}
            if bench.provider.name == "paypal" and without == ("paypal-auth-algo",):
                continue  # there is one algorithm
            with pytest.raises(BadSignature):
                bench.provider.read_hook(replace(hook, headers=headers))
    for value in ("", "t=,v1=", "sha256=", "\x00", "é", "t=1" * 500):
        with pytest.raises(BadSignature):
            bench.provider.read_hook(replace(hook, headers=dict.fromkeys(hook.headers, value)))


def test_what_says_nothing_of_money_is_passed_over(bench):
    assert bench.provider.read_hook(bench.other()) is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"id": 1, "type": 2, "event_type": 3}'])
def test_signed_nonsense_is_for_a_person(bench, hook, body):
    with pytest.raises(ProviderFault) as caught:
        bench.provider.read_hook(bench.again(hook, body=body))
    assert caught.value.outcome == "damaged"


def test_an_id_that_is_no_id_goes_nowhere(bench, hook):
    hint = bench.provider.read_hook(hook)
    before = len(bench.simulator.requests)
    for name in ("../../v1/customers", "a/b", "", "a?b=c", "a" * 200):
        with pytest.raises(ProviderFault) as caught:
            bench.provider.fetch(replace(hint, id=name))
        assert caught.value.outcome == "damaged"
    with pytest.raises(ProviderFault):
        bench.provider.fetch(replace(hint, what="no such kind"))
    assert len(bench.simulator.requests) == before


# -- when something goes wrong ------------------------------------------------------------------------------------------------------------

LATER = [
    Told(401),
    Told(403),
    Told(429, {"error": {"code": "rate_limit"}}),
    Told(500, {}),
    Told(502, b"<html>bad gateway"),
    Told(503, b""),
    Told(200, b"<html>log in to this hotel"),
    Told(deed="drop"),
]


@pytest.mark.parametrize("told", LATER, ids=lambda told: told.deed or str(told.status))
def test_what_may_pass_is_tried_again_and_then_done_once(bench, told):
    fails(bench, told)
    with pytest.raises(ProviderFault) as caught:
        bench.provider.start(order(bench.provider), key="k")
    assert caught.value.outcome == "retry"
    checkout = bench.provider.start(order(bench.provider), key="k")
    assert bench.provider.start(order(bench.provider), key="k") == checkout


@pytest.mark.parametrize("name", ["stripe", "paypal", "btcpay"])
def test_while_another_request_with_the_same_key_is_under_way_one_waits(name):
    with BENCHES[name]() as bench:
        fails(bench, Told(409, {"error": {"code": "idempotency_key_in_use"}}))
        with pytest.raises(ProviderFault) as caught:
            bench.provider.start(order(bench.provider), key="k")
        assert caught.value.outcome == "retry"


def test_an_answer_that_is_lost_on_its_way_back_does_nothing_twice(bench):
    fails(bench, Told(deed="drop"), first=True)
    with pytest.raises(ProviderFault) as caught:
        bench.provider.start(order(bench.provider), key="k")
    assert caught.value.outcome == "retry"
    bench.provider.start(order(bench.provider), key="k")
    assert bench.simulator.checkouts() == 1


def test_a_refusal_that_will_not_pass_is_for_a_person(bench):
    for status in (400, 402, 404, 422):
        fails(bench, Told(status, {"error": {"code": "parameter_invalid", "message": "jane@example.org"}, "name": "INVALID_REQUEST"}))
        with pytest.raises(ProviderFault) as caught:
            bench.provider.start(order(bench.provider), key="k")
        assert caught.value.outcome == "damaged"


def test_fetching_fails_as_anything_fails(bench, hook):
    hint = bench.provider.read_hook(hook)
    bench.simulator.fail(Told(500), at="GET /v")
    bench.simulator.fail(Told(500), at="GET /api")
    with pytest.raises(ProviderFault) as caught:
        bench.provider.fetch(hint)
    assert caught.value.outcome == "retry"


# -- what is told, and to whom ------------------------------------------------------------------------------------------------------------


def test_no_secret_and_no_giver_is_in_an_error_a_log_or_what_things_look_like(bench, hook, caplog):
    caplog.set_level(logging.WARNING)
    seen, other = [repr(bench.provider), repr(hook), str(bench.provider)], "CCCCCCCCCCCCCCCCCCCCCC"
    for told in (*LATER, Told(400, {"error": {"message": "jane@example.org"}, "message": "jane@example.org", "details": []})):
        fails(bench, told)
        with pytest.raises(ProviderFault) as caught:
            bench.provider.start(order(bench.provider, ref=other), key="key-of-jane")
        assert (caught.value.__cause__ is None and caught.value.__suppress_context__) or caught.value.__context__ is None
        seen += [str(caught.value), repr(caught.value)]
    text = " ".join(seen) + caplog.text
    for secret in (*bench.secrets, "jane", REF, other, "courier.example"):
        assert secret not in text


def test_the_hosts_are_named_without_address_or_port(bench):
    for host in bench.provider.hosts():
        assert host and "/" not in host and ":" not in host
    assert json.dumps(bench.provider.hosts())
