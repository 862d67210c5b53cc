"""What is Stripe's own: the product that is made when first needed, answers that are repeated, cards that are changed, and what it is told."""

import json
from datetime import timedelta

import pytest

from contributions.providers.benches import BACK, LISTED, REF, learn, money, order, period, stripe_bench
from simulators.payment_http import Told
from tamizdat.contributions.interfaces import BadSignature, Hint, ProviderFault
from tamizdat.contributions.ledger.states import derive
from tamizdat.contributions.providers.stripe.api import encode
from tamizdat.contributions.providers.stripe.tables import LEAST, locale


@pytest.fixture
def bench():
    with stripe_bench() as one:
        yield one


def gift(bench, **said):
    checkout = bench.provider.start(order(bench.provider, **said), key="gift")
    return bench.simulator.pay(checkout.url)["id"]


def subscription(bench):
    checkout = bench.provider.start(order(bench.provider, frequency="monthly"), key="monthly")
    bench.simulator.pay(checkout.url)
    bench.hooks()
    return bench.simulator.all("subscription")[-1]["id"]


def test_the_product_is_made_once_and_then_there(bench):
    for number in range(3):
        bench.provider.start(order(bench.provider), key=f"{number}")
    assert [asked.path for asked in bench.simulator.requests].count("/v1/products") == 1


def test_somebody_who_makes_the_product_at_the_same_moment_is_no_harm(bench):
    bench.simulator.put("product", id="contribution", name="Contribution", active=True)
    bench.provider._make_product()


def test_an_answer_that_stripe_repeats_is_asked_for_anew_where_that_harms_nobody(bench):
    bench.provider.start(order(bench.provider), key="first")
    bench.simulator.broken = "checkout/sessions"
    with pytest.raises(ProviderFault) as caught:
        bench.provider.start(order(bench.provider), key="k")
    assert caught.value.outcome == "retry"
    bench.simulator.broken = ""
    assert bench.provider.start(order(bench.provider), key="k") == bench.provider.start(order(bench.provider), key="k")


def test_money_is_not_given_back_twice_where_stripe_does_not_know_whether_it_was(bench):
    name = gift(bench)
    bench.simulator.broken = "refunds"
    with pytest.raises(ProviderFault) as caught:
        bench.provider.refund(name, 500, key="r")
    assert caught.value.outcome == "retry"
    bench.simulator.broken = ""
    with pytest.raises(ProviderFault) as caught:
        bench.provider.refund(name, 500, key="r")
    assert caught.value.outcome == "damaged" and not bench.simulator.all("refund")


def test_a_refund_that_bounces_came_back_whenever_it_is_learned_and_by_whatever_way(bench):
    name = gift(bench)
    bench.provider.refund(name, 500, key="r")
    refund = bench.simulator.all("refund")[0]["id"]
    early = learn(bench.provider, bench.hooks())
    bench.simulator.bounce(refund)
    told = learn(bench.provider, bench.hooks())
    late = {fact.event: fact for fact in bench.provider.fetch(Hint(event="e", what="charge", id=name))}
    listed = {fact.event: fact for fact in bench.provider.listing(*period(bench.simulator))}
    assert late == listed == early | told
    bounced = told[f"{refund}:failed"]
    assert (bounced.kind, bounced.of, bounced.amount, bounced.settled, bounced.ref) == ("bounced", name, 500, 500, REF)
    for facts in (late.values(), [*told.values(), *early.values()]):
        state = derive(facts)
        assert (state.paid, state.refunded, state.state, state.look) == (1200, 0, "paid", ("bounced",))
    lines = {line.transaction: line.amount for line in bench.provider.settlements(*period(bench.simulator))}
    assert lines == money(listed) == {name: 1200, refund: -500, f"{refund}:failed": 500}


def test_giving_back_more_than_came_is_for_a_person(bench):
    with pytest.raises(ProviderFault) as caught:
        bench.provider.refund(gift(bench), 1201, key="r")
    assert caught.value.outcome == "damaged"


def test_a_declined_card_moves_nothing_and_the_page_stays(bench):
    checkout = bench.provider.start(order(bench.provider), key="k")
    bench.decline(checkout)
    bench.pay(checkout)
    known = learn(bench.provider, bench.hooks())
    assert [(fact.kind, fact.why) for fact in known.values()] == [("failed", "card_declined"), ("paid", "")]
    assert {fact.event: fact for fact in bench.provider.listing(*period(bench.simulator))} == known


def test_the_country_of_a_card_is_told(bench):
    checkout = bench.provider.start(order(bench.provider), key="k")
    bench.simulator.pay(checkout.url, country="RU")
    assert [fact.issued_in for fact in learn(bench.provider, bench.hooks()).values()] == ["RU"]


def test_what_was_converted_is_settled_in_the_newspapers_currency(bench):
    gift(bench, currency="USD", amount=20_00)
    [fact] = learn(bench.provider, bench.hooks()).values()
    assert (fact.amount, fact.currency, fact.settled, fact.settled_currency, fact.fee) == (20_00, "USD", 18_00, "EUR", 82)


def test_other_payments_of_the_account_are_not_ours(bench):
    charge = bench.simulator.charge(700, "eur", "DE")
    bench.simulator.event("charge.succeeded", charge)
    [fact] = learn(bench.provider, bench.hooks()).values()
    assert (fact.ref, fact.frequency, fact.amount) == ("", "", 700)


def test_a_session_of_the_account_with_a_reference_of_its_own_is_not_ours(bench):
    checkout = bench.provider.start(order(bench.provider, ref="shop-order-17"), key="k")
    bench.pay(checkout)
    assert [fact.ref for fact in learn(bench.provider, bench.hooks()).values()] == [""]


def test_an_inquiry_that_took_no_money_says_nothing(bench):
    dispute = bench.simulator.dispute(gift(bench))
    dispute.update(status="warning_needs_response", balance_transactions=[])
    assert bench.provider.fetch(Hint(event="evt_1", what="dispute", id=dispute["id"])) == ()


def test_the_card_that_was_entered_last_pays_whatever_is_learned_last(bench):
    name = subscription(bench)
    pages = [bench.provider.card_page(name, back=BACK, key=f"{number}") for number in range(2)]
    assert pages[0] != pages[1]
    bench.simulator.enter_card(pages[0], "FR")
    last = bench.simulator.enter_card(pages[1], "ES")
    first, second = bench.hooks()
    for hook in (second, first, second):
        bench.provider.fetch(bench.provider.read_hook(hook))
        assert bench.simulator.objects[name]["default_payment_method"] == last


@pytest.mark.parametrize("first", [0, 1])
def test_a_card_of_a_listed_country_never_pays_and_a_fact_tells_of_it(bench, first):
    name = subscription(bench)
    good = bench.simulator.enter_card(bench.provider.card_page(name, back=BACK, key="1"), "FR")
    listed = bench.simulator.enter_card(bench.provider.card_page(name, back=BACK, key="2"), LISTED)
    hooks = bench.hooks()
    known = learn(bench.provider, [hooks[first], hooks[1 - first], hooks[1]])
    assert bench.simulator.objects[name]["default_payment_method"] == good
    (fact,) = known.values()
    said = (fact.event, fact.kind, fact.subscription, fact.ref, fact.issued_in, fact.amount)
    assert said == (f"{listed}:refused", "expired", name, REF, LISTED, 0)


def test_a_new_card_of_which_no_webhook_told_pays_once_the_list_was_read(bench):
    name = subscription(bench)
    page = bench.provider.card_page(name, back=BACK, key="c")
    new = bench.simulator.enter_card(page, "FR")
    bench.hooks()  # lost
    before = len(bench.simulator.requests)
    for _ in range(2):
        list(bench.provider.listing(*period(bench.simulator)))
    assert bench.simulator.objects[name]["default_payment_method"] == new
    asked = [f"{one.method} {one.path}" for one in bench.simulator.requests[before:]]
    assert asked.count(f"POST /v1/subscriptions/{name}") == 1
    assert sum("/v1/checkout/sessions/" in one for one in asked) == 2  # of the page for the card alone


def test_a_page_for_a_card_that_was_left_changes_nothing(bench):
    name = subscription(bench)
    before = bench.simulator.objects[name]["default_payment_method"]
    page = bench.provider.card_page(name, back=BACK, key="c")
    bench.provider.fetch(Hint(event="evt_1", what="checkout.session", id=page.rpartition("/")[2]))
    bench.simulator.expire(page)
    [hook] = bench.hooks()
    bench.provider.fetch(bench.provider.read_hook(hook))
    assert bench.simulator.objects[name]["default_payment_method"] == before


def test_while_it_is_paused_nothing_is_taken_and_stripe_goes_on_by_itself(bench):
    name = subscription(bench)
    until = bench.provider.standing(name).next_payment + timedelta(days=1)
    bench.provider.pause(name, until=until, key="p")
    assert bench.simulator.renew(name) is None
    assert bench.simulator.objects[name]["pause_collection"] == {"behavior": "void", "resumes_at": int(until.timestamp())}


def test_cancelling_what_was_never_there_is_for_a_person(bench):
    with pytest.raises(ProviderFault) as caught:
        bench.provider.cancel("sub_never", key="c")
    assert caught.value.outcome == "damaged"


def test_an_event_of_long_ago_is_for_a_person(bench):
    name = subscription(bench)
    bench.provider.change_amount(name, 3000, key="a")
    [hook] = bench.hooks()
    bench.pass_time(31 * 86_400)
    with pytest.raises(ProviderFault) as caught:
        bench.provider.fetch(bench.provider.read_hook(hook))
    assert caught.value.outcome == "damaged"


def test_an_answer_without_what_must_be_there_is_for_a_person_and_quotes_nothing(bench):
    name = gift(bench)
    del bench.simulator.objects[name]["currency"]
    bench.simulator.objects[name]["status"] = "succeeded"
    with pytest.raises(ProviderFault) as caught:
        bench.provider.fetch(Hint(event="evt_1", what="charge", id=name))
    assert caught.value.outcome == "damaged" and str(caught.value) == "what Stripe says of a charge cannot be read (KeyError)"
    bench.simulator.problems.clear()


def test_with_a_secret_that_is_being_changed_either_signature_will_do(bench):
    gift(bench)
    hook = bench.hooks()[0]
    time, right, _ = hook.headers["stripe-signature"].split(",")
    hook.headers["stripe-signature"] = f"{time},v1={'0' * 64},{right}"
    assert bench.provider.read_hook(hook)


def test_a_signature_with_two_times_has_none(bench):
    gift(bench)
    hook = bench.hooks()[0]
    hook.headers["stripe-signature"] += ",t=1"
    with pytest.raises(BadSignature):
        bench.provider.read_hook(hook)


def test_the_hint_is_all_that_is_taken_from_a_hook(bench):
    name = gift(bench)
    bench.simulator.decline(bench.provider.start(order(bench.provider), key="other").url)
    lie = {"id": "evt_1", "type": "charge.succeeded", "data": {"object": {"id": name, "amount": 10**9, "status": "failed"}}}
    hint = bench.provider.read_hook(bench.simulator.hook(json.dumps(lie).encode(), at=bench.simulator.now))
    assert [(fact.kind, fact.amount, fact.ref) for fact in bench.provider.fetch(hint)] == [("paid", 1200, REF)]


@pytest.mark.parametrize("currency", ["ISK", "KWD", "JOD", "KRW", "UAH"])
def test_currencies_that_stripe_counts_otherwise_are_not_taken(bench, currency):
    assert bench.provider.least(currency) is None


def test_languages_that_its_pages_do_not_speak_are_left_to_the_browser():
    assert (locale("ru"), locale("fa"), locale("pt-BR")) == ("ru", "auto", "pt-BR")
    assert LEAST["JPY"] == 50 and LEAST["HUF"] == 175_00


def test_forms_are_written_as_stripe_reads_them():
    assert encode({"a": {"b": [{"c": 1}]}, "d": True, "e": ""}) == "a%5Bb%5D%5B0%5D%5Bc%5D=1&d=true&e="


def test_while_stripe_is_away_what_is_to_end_is_not_taken_for_ended(bench):
    name = subscription(bench)
    bench.simulator.fail(Told(500), at="DELETE")
    with pytest.raises(ProviderFault) as caught:
        bench.provider.cancel(name, key="c")
    assert caught.value.outcome == "retry" and bench.provider.standing(name).state == "active"


def test_a_product_that_cannot_be_made_now_is_made_later(bench):
    bench.simulator.fail(Told(500), at="products")
    with pytest.raises(ProviderFault) as caught:
        bench.provider.start(order(bench.provider), key="k")
    assert caught.value.outcome == "retry"
    assert bench.provider.start(order(bench.provider), key="k")


def test_a_charge_that_nobody_began_here_is_listed_without_our_reference(bench):
    charge = bench.simulator.charge(700, "eur", "DE")
    charge["payment_intent"] = None
    bench.simulator.pay_out()
    [fact] = bench.provider.listing(*period(bench.simulator))
    assert (fact.transaction, fact.ref, fact.subscription) == (charge["id"], "", "")


def test_a_subscription_whose_first_payment_waits_has_not_started(bench):
    name = subscription(bench)
    bench.simulator.objects[name]["status"] = "incomplete"
    bench.simulator.event("customer.subscription.created", bench.simulator.objects[name])
    assert learn(bench.provider, bench.hooks()) == {}


def test_a_charge_says_all_that_happened_to_it(bench):
    name = gift(bench)
    bench.provider.refund(name, 300, key="r")
    bench.simulator.dispute(name)
    bench.simulator.decide(name, won=False)
    found = bench.provider.fetch(Hint(event="evt_1", what="charge", id=name))
    assert [fact.kind for fact in found] == ["paid", "refunded", "disputed", "dispute_lost"]
    assert {fact.event: fact for fact in found} == learn(bench.provider, bench.hooks())
