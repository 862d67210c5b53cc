"""What is PayPal's own: tokens, plans, certificates, orders that are captured when their approval is learned, and its report."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from contributions.providers.benches import LISTED, REF, learn, order, paypal_bench, period
from simulators.payment_http import Told
from tamizdat.contributions.interfaces import BadSignature, Hint, ProviderFault
from tamizdat.contributions.providers.paypal.hooks import HOSTS
from tamizdat.contributions.providers.paypal.plans import Plans
from tamizdat.contributions.providers.paypal.provider import PayPal


@pytest.fixture
def bench():
    with paypal_bench() as one:
        yield one


def gift(bench, **said):
    bench.pay(bench.provider.start(order(bench.provider, **said), key="gift"))
    [fact] = learn(bench.provider, bench.hooks()).values()
    bench.hooks()
    return fact


def begin(bench, key="monthly", **said):
    bench.pay(bench.provider.start(order(bench.provider, frequency="monthly", **said), key=key))
    bench.hooks()
    return bench.simulator.all("subscription")[-1]["id"]


def asked(bench, what):
    return sum(f"{one.method} {one.path}" == what for one in bench.simulator.requests)


def test_one_token_serves_for_hours_and_is_asked_for_anew_before_its_end(bench):
    for number in range(3):
        bench.provider.start(order(bench.provider), key=f"{number}")
    assert asked(bench, "POST /v1/oauth2/token") == 1
    bench.pass_time(32_400 - 30)
    bench.provider.start(order(bench.provider), key="later")
    assert asked(bench, "POST /v1/oauth2/token") == 2


def test_a_token_that_was_taken_back_is_asked_for_anew(bench):
    bench.provider.start(order(bench.provider), key="k")
    bench.simulator.tokens.clear()
    bench.provider.start(order(bench.provider), key="l")
    assert asked(bench, "POST /v1/oauth2/token") == 2


def test_those_who_give_the_same_share_a_plan_which_another_process_finds_again(bench):
    begin(bench, "1", ref="AAAAAAAAAAAAAAAAAAAAAA")
    begin(bench, "2", ref="BBBBBBBBBBBBBBBBBBBBBB")
    begin(bench, "3", amount=700)
    bench.provider._plans = Plans(bench.provider._api)
    begin(bench, "4")
    assert [plan["name"] for plan in bench.simulator.all("plan")] == ["MONTH 12.00 EUR", "MONTH 7.00 EUR"]
    assert asked(bench, "POST /v1/catalogs/products") == 1


def test_a_plan_is_found_on_any_page(bench):
    bench.simulator.page_size = 2
    for amount in (100, 200, 300, 400, 500):
        begin(bench, f"{amount}", amount=amount)
    bench.provider._plans = Plans(bench.provider._api)
    begin(bench, "again", amount=500)
    assert len(bench.simulator.all("plan")) == 5


def test_plans_are_looked_up_once_however_many_amounts_are_given(bench):
    for amount in (100, 200, 300):
        begin(bench, f"{amount}", amount=amount)
    assert asked(bench, "GET /v1/billing/plans") == 1


def test_money_moves_when_its_approval_is_learned_and_only_once(bench):
    bench.pay(bench.provider.start(order(bench.provider), key="k"))
    [approved] = bench.hooks()
    hint = bench.provider.read_hook(approved)
    [paid] = bench.provider.fetch(hint)
    assert (paid.kind, paid.ref, paid.amount, paid.fee, paid.issued_in) == ("paid", REF, 1200, 36, "DE")
    assert bench.provider.fetch(hint) == (paid,)
    assert len(bench.simulator.all("capture")) == 1
    assert set(learn(bench.provider, bench.hooks())) == {paid.event}


def test_of_an_account_in_a_listed_country_nothing_is_taken_and_a_person_learns_of_it(bench):
    checkout = bench.provider.start(order(bench.provider), key="k")
    bench.simulator.pay(checkout.url, country=LISTED)
    [fact] = learn(bench.provider, bench.hooks()).values()
    assert (fact.kind, fact.issued_in, fact.why, fact.ref) == ("failed", LISTED, "listed_account", REF)
    assert (fact.amount, fact.transaction, fact.settled) == (1200, "", None)
    assert bench.provider.fetch(bench.provider.hint_of(checkout.id, "once")) == (fact,)
    assert not asked(bench, f"POST /v2/checkout/orders/{checkout.id}/capture") and not bench.simulator.all("capture")
    assert not list(bench.provider.listing(*period(bench.simulator)))


def test_an_order_that_was_not_approved_yet_says_nothing(bench):
    checkout = bench.provider.start(order(bench.provider), key="k")
    assert bench.provider.fetch(Hint(event="e", what="order", id=checkout.id)) == ()


def test_a_capture_whose_answer_was_lost_is_learned_all_the_same(bench):
    bench.pay(bench.provider.start(order(bench.provider), key="k"))
    [approved] = bench.hooks()
    hint = bench.provider.read_hook(approved)
    bench.simulator.fail(Told(deed="drop"), at="capture$", first=True)
    with pytest.raises(ProviderFault) as caught:
        bench.provider.fetch(hint)
    assert caught.value.outcome == "retry"
    assert [fact.kind for fact in bench.provider.fetch(hint)] == ["paid"]


def test_two_who_capture_the_same_order_learn_the_same(bench):
    bench.pay(bench.provider.start(order(bench.provider), key="k"))
    [approved] = bench.hooks()
    told = {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": "ORDER_ALREADY_CAPTURED"}]}
    bench.simulator.fail(Told(422, told), at="capture$", first=True)
    assert [fact.kind for fact in bench.provider.fetch(bench.provider.read_hook(approved))] == ["paid"]


def test_what_was_approved_and_cannot_be_paid_moved_nothing(bench):
    bench.pay(bench.provider.start(order(bench.provider), key="k"))
    bench.simulator.declines = "INSTRUMENT_DECLINED"
    [fact] = learn(bench.provider, bench.hooks()).values()
    assert (fact.kind, fact.why, fact.ref, fact.transaction) == ("failed", "instrument_declined", REF, "")


def test_a_payment_that_paypal_refused_later_moved_nothing(bench):
    paid = gift(bench)
    name = paid.transaction
    bench.simulator.objects[name].update(status="DECLINED", status_details={"reason": "BUYER_COMPLAINT"})
    bench.simulator.objects[name].pop("supplementary_data")
    [fact] = bench.provider.fetch(Hint(event="e", what="capture", id=name))
    assert (fact.kind, fact.why, fact.transaction, fact.settled) == ("failed", "buyer_complaint", "", None)


def test_who_only_asks_has_taken_nothing(bench):
    paid = gift(bench)
    bench.simulator.dispute(paid.transaction, stage="INQUIRY")
    bench.decide(paid.transaction, won=False)
    assert learn(bench.provider, bench.hooks()) == {}


def test_money_that_was_held_released_and_taken_is_one_line_of_the_report(bench):
    paid = gift(bench)
    name, money = paid.transaction, {"currency_code": "EUR", "value": "12.00"}
    about = {"paypal_reference_id": name, "paypal_reference_id_type": "TXN"}
    for code, value in (("T1110", "-12.00"), ("T1111", "12.00"), ("T1106", "-12.00")):
        bench.simulator.line(code, bench.simulator.new(), {**money, "value": value}, **about)
    lines = {line.transaction: line.amount for line in bench.provider.settlements(*period(bench.simulator))}
    assert lines == {name: 1200, f"{name}:disputed": -1200}


def test_money_that_was_held_and_released_is_two(bench):
    paid = gift(bench)
    name, money = paid.transaction, {"currency_code": "EUR", "value": "12.00"}
    about = {"paypal_reference_id": name, "paypal_reference_id_type": "TXN"}
    for code, value in (("T1110", "-12.00"), ("T1111", "12.00")):
        bench.simulator.line(code, bench.simulator.new(), {**money, "value": value}, **about)
    lines = {line.transaction: line.amount for line in bench.provider.settlements(*period(bench.simulator))}
    assert lines == {name: 1200, f"{name}:disputed": -1200, f"{name}:won": 1200}


def test_a_line_that_is_not_settled_yet_is_left_out(bench):
    gift(bench)
    bench.simulator.report[0]["transaction_status"] = "P"
    assert list(bench.provider.settlements(*period(bench.simulator))) == []


def test_a_long_period_is_asked_for_in_months_and_no_line_is_in_two(bench):
    gift(bench)
    now = bench.simulator.clock()
    at = now.replace(microsecond=0)
    for since in (at - timedelta(days=30), at - timedelta(days=90), at - timedelta(days=61)):
        assert len(list(bench.provider.settlements(since, at + timedelta(days=40)))) == 1
    for one in bench.simulator.requests:
        query = dict(one.query)
        if "start_date" in query:
            assert datetime.fromisoformat(query["end_date"]) - datetime.fromisoformat(query["start_date"]) < timedelta(days=31)
            assert query["fields"] == "transaction_info", "who paid is not asked for"


def test_events_and_disputes_are_read_to_their_end(bench):
    names = [begin(bench, f"{number}") for number in range(5)]
    for name in names:
        bench.provider.pause(name, until=None, key="p")
    for paid in [capture["id"] for capture in bench.simulator.all("capture")]:
        bench.simulator.dispute(paid)
    bench.simulator.page_size = 2
    kinds = [fact.kind for fact in bench.provider.listing(*period(bench.simulator))]
    assert kinds.count("paused") == 5 and kinds.count("disputed") == 5 and kinds.count("paid") == 5


def test_a_payment_that_is_announced_before_it_can_be_seen_is_asked_for_again(bench):
    bench.pay(bench.provider.start(order(bench.provider, frequency="monthly"), key="k"))
    sale = bench.provider.read_hook(bench.hooks()[-1])
    bench.simulator.slow = True
    with pytest.raises(ProviderFault) as caught:
        bench.provider.fetch(sale)
    assert caught.value.outcome == "retry"
    bench.simulator.slow = False
    assert [fact.kind for fact in bench.provider.fetch(sale)] == ["started", "paid"]


def test_pausing_what_has_ended_is_for_a_person(bench):
    name = begin(bench)
    bench.provider.cancel(name, key="c")
    for verb in (bench.provider.resume, lambda name, key: bench.provider.pause(name, until=None, key=key)):
        with pytest.raises(ProviderFault) as caught:
            verb(name, key="k")
        assert caught.value.outcome == "damaged"


def test_what_paypal_has_as_subscriber_is_nowhere_in_what_is_learned(bench):
    begin(bench)
    known = list(bench.provider.listing(*period(bench.simulator)))
    assert known and "jane" not in repr(known).lower()


# -- certificates -------------------------------------------------------------------------------------------------------------------------


def hook_of(bench):
    bench.pay(bench.provider.start(order(bench.provider), key="k"))
    return bench.hooks()[0]


def test_a_certificate_is_fetched_once(bench):
    hook = hook_of(bench)
    for _ in range(3):
        assert bench.provider.read_hook(hook)
    assert sum("/certs/" in one.path for one in bench.simulator.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v1/notifications/certs/CERT-360caa42-fca2a594",
        "http://127.0.0.1:1/v1/notifications/certs/CERT-360caa42-fca2a594",
        "{base}.evil.example/v1/notifications/certs/CERT-360caa42-fca2a594",
        "{base}@evil.example/v1/notifications/certs/CERT-360caa42-fca2a594",
        "{base}/v1/notifications/certs/../../v1/billing/plans",
        "{base}/v1/notifications/certs/CERT-360caa42-fca2a594?x=1",
        "{base}/v1/billing/plans",
        "file:///etc/passwd",
    ],
)
def test_a_certificate_from_anywhere_else_is_not_even_asked_for(bench, url):
    hook = hook_of(bench)
    before = len(bench.simulator.requests)
    headers = {**hook.headers, "paypal-cert-url": url.replace("{base}", bench.simulator.base)}
    with pytest.raises(BadSignature):
        bench.provider.read_hook(replace(hook, headers=headers))
    assert len(bench.simulator.requests) == before


def test_a_certificate_that_does_not_exist_or_is_none_proves_nothing(bench):
    hook = hook_of(bench)
    other = {**hook.headers, "paypal-cert-url": f"{bench.simulator.base}/v1/notifications/certs/CERT-00000000-00000000"}
    with pytest.raises(BadSignature):
        bench.provider.read_hook(replace(hook, headers=other))
    bench.simulator.fail(Told(200, b"-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n"), at="certs")
    with pytest.raises(BadSignature):
        bench.provider.read_hook(hook)


def test_while_certificates_cannot_be_fetched_a_webhook_waits(bench):
    hook = hook_of(bench)
    for told in (Told(503), Told(deed="drop")):
        bench.simulator.fail(told, at="certs")
        with pytest.raises(ProviderFault) as caught:
            bench.provider.read_hook(hook)
        assert caught.value.outcome == "retry"
    assert bench.provider.read_hook(hook)


def test_a_certificate_whose_time_is_over_proves_nothing(bench):
    hook = hook_of(bench)
    bench.pass_time(300 * 86_400)
    with pytest.raises(BadSignature, match="time is over"):
        bench.provider.read_hook(bench.simulator.hook(hook.body, at=bench.simulator.now))


def test_a_webhook_of_another_application_is_not_ours(bench):
    hook = hook_of(bench)
    bench.simulator.hook_name = "1AB23456CD789012E"
    with pytest.raises(BadSignature):
        bench.provider.read_hook(bench.again(hook))


def test_certificates_do_not_fill_the_memory(bench):
    hook = hook_of(bench)
    bench.provider.read_hook(hook)
    [kept] = bench.provider._hooks._keys.values()
    for number in range(40):
        bench.provider._hooks._keys[f"{number}"] = kept
    bench.provider._hooks._keys.pop(hook.headers["paypal-cert-url"])
    bench.provider.read_hook(hook)
    assert len(bench.provider._hooks._keys) <= 16


def test_the_hint_is_all_that_is_taken_from_a_hook(bench):
    paid = gift(bench)
    lie = {"id": "WH-1", "event_type": "PAYMENT.CAPTURE.COMPLETED", "resource": {"id": paid.transaction, "amount": {"value": "999999.00"}}}
    hint = bench.provider.read_hook(bench.simulator.hook(json.dumps(lie).encode(), at=bench.simulator.now))
    assert [fact.amount for fact in bench.provider.fetch(hint)] == [1200]


def test_a_sale_that_belongs_to_no_subscription_is_asked_for_by_itself(bench):
    lie = {"id": "WH-1", "event_type": "PAYMENT.SALE.COMPLETED", "resource": {"id": "123"}}
    assert bench.provider.read_hook(bench.simulator.hook(json.dumps(lie).encode(), at=bench.simulator.now)).what == "capture"


@pytest.mark.parametrize("url", sorted(HOSTS))
def test_all_hosts_are_named(url):
    provider = PayPal(application="a", secret="b", hook="c", url=url, may_take=bool)
    assert {host.removeprefix("https://") for host in (url, *HOSTS[url], *provider.origins())} == set(provider.hosts())
    assert all("sandbox" in host for host in provider.hosts()) is ("sandbox" in url)


# -- when something goes wrong ------------------------------------------------------------------------------------------------------------


def test_without_a_token_in_its_answer_one_asks_again_later(bench):
    bench.simulator.fail(Told(200, {"scope": "all"}), at="oauth2")
    with pytest.raises(ProviderFault) as caught:
        bench.provider.start(order(bench.provider), key="k")
    assert caught.value.outcome == "retry"


def test_an_order_whose_time_is_over_is_for_a_person(bench):
    bench.pay(bench.provider.start(order(bench.provider), key="k"))
    [approved] = bench.hooks()
    bench.simulator.declines = "ORDER_EXPIRED"
    with pytest.raises(ProviderFault) as caught:
        bench.provider.fetch(bench.provider.read_hook(approved))
    assert caught.value.outcome == "damaged"


@pytest.mark.parametrize("at", ["GET /v1/billing/plans", "POST /v1/billing/plans", "POST /v1/catalogs/products"])
def test_a_plan_that_cannot_be_made_now_is_made_later(bench, at):
    bench.simulator.fail(Told(500), at=at)
    with pytest.raises(ProviderFault) as caught:
        bench.provider.start(order(bench.provider, frequency="monthly"), key="k")
    assert caught.value.outcome == "retry"
    assert bench.provider.start(order(bench.provider, frequency="monthly"), key="k")


def test_somebody_who_makes_the_product_at_the_same_moment_is_no_harm(bench):
    bench.simulator.put("product", "CONTRIBUTION", name="Contribution", type="SERVICE")
    bench.provider._plans._make_product()
    bench.simulator.fail(Told(400, {"name": "INVALID_REQUEST"}), at="products")
    with pytest.raises(ProviderFault):
        bench.provider._plans._make_product()


def test_a_subscription_that_was_not_approved_yet_says_nothing(bench):
    checkout = bench.provider.start(order(bench.provider, frequency="monthly"), key="k")
    assert bench.provider.fetch(Hint(event="e", what="subscription", id=checkout.id)) == ()


def test_money_that_comes_back_in_another_period_is_a_line_of_its_own(bench):
    paid = gift(bench)
    about = {"paypal_reference_id": paid.transaction, "paypal_reference_id_type": "TXN"}
    bench.simulator.report.clear()
    bench.simulator.line("T1202", bench.simulator.new(), {"currency_code": "EUR", "value": "12.00"}, **about)
    [line] = bench.provider.settlements(*period(bench.simulator))
    assert (line.transaction, line.amount) == (f"{paid.transaction}:won", 1200)


@pytest.mark.parametrize(
    ("name", "value"), [("paypal-transmission-time", "yesterday"), ("paypal-transmission-sig", "not base64!"), ("paypal-auth-algo", "none")]
)
def test_headers_that_are_none_sign_nothing(bench, name, value):
    hook = hook_of(bench)
    with pytest.raises(BadSignature):
        bench.provider.read_hook(replace(hook, headers={**hook.headers, name: value}))


def test_a_key_of_another_kind_is_none_of_paypals(bench):
    hook = hook_of(bench)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "paypal")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2028, 1, 1, tzinfo=UTC))
    bench.simulator.fail(Told(200, builder.sign(key, SHA256()).public_bytes(Encoding.PEM)), at="certs")
    with pytest.raises(BadSignature, match="none of PayPal's"):
        bench.provider.read_hook(hook)
