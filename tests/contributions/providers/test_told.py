"""A provider that is made to speak knows nothing but amount, currency, rhythm, our reference, and addresses that are the same for all.

Every request of a whole life of contributions is held against a table: field by field, with the form of its value (threat T3).
"""

import re
from datetime import UTC, datetime

import pytest

from contributions.providers.benches import BACK, BENCHES, THANKS, learn, order, period
from simulators.payment_http import Asked

REAL = ("stripe", "paypal", "btcpay")
AMOUNT, MINOR, CURRENCY, REF, TIME = r"\d+(\.\d+)?", r"\d+", r"[A-Z]{3}", r"[A-Za-z0-9_-]{22}", r"\d{10}"
DATE = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z"
OURS = f"{re.escape(THANKS)}|{re.escape(BACK)}"

HEADERS = {
    "host": r"127\.0\.0\.1:\d+",
    "accept": r"application/json|\*/\*",
    "accept-encoding": r"[a-z, ]+",
    "connection": "keep-alive",
    "user-agent": "tamizdat",
    "content-length": r"\d+",
    "content-type": "application/(json|x-www-form-urlencoded)",
    "authorization": r"(Bearer|Basic|token) \S+",
    "stripe-version": r"\d{4}-\d\d-\d\d\.[a-z]+",
    "idempotency-key": "[0-9a-f]{32}",
    "paypal-request-id": "[0-9a-f]{32}",
    "prefer": "return=representation",
}

TOLD = {
    "stripe": {
        "id": "contribution",
        "name": "Contribution",
        "mode": "payment|setup|subscription",
        "client_reference_id": REF,
        "subscription_data[metadata][ref]": REF,
        "success_url": OURS,
        "cancel_url": OURS,
        "locale": "auto|[a-z]{2}",
        "allowed_payment_method_types[]": "card",
        "adaptive_pricing[enabled]": "false",
        "line_items[][quantity]": "1",
        "line_items[][price_data][currency]": "[a-z]{3}",
        "line_items[][price_data][product]": "contribution",
        "line_items[][price_data][unit_amount]": MINOR,
        "line_items[][price_data][recurring][interval]": "month|year",
        "items[][id]": "si_[0-9]+",
        "items[][price_data][currency]": "[a-z]{3}",
        "items[][price_data][product]": "contribution",
        "items[][price_data][unit_amount]": MINOR,
        "items[][price_data][recurring][interval]": "month|year",
        "proration_behavior": "none",
        "pause_collection": "",
        "pause_collection[behavior]": "void",
        "pause_collection[resumes_at]": TIME,
        "customer": "cus_[0-9]+",
        "default_payment_method": "pm_[0-9]+",
        "charge": "ch_[0-9]+",
        "metadata[wish]": "[0-9a-f]{32}",
        "amount": MINOR,
        "payment_intent": "pi_[0-9]+",
        "payment[type]": "payment_intent",
        "payment[payment_intent]": "pi_[0-9]+",
        "invoice": "in_[0-9]+",
        "status": "paid",
        "type": "card",
        "types[]": r"[a-z._]+",
        "created[gte]": TIME,
        "created[lt]": TIME,
        "expand[]": r"[a-z._]+",
        "limit": r"\d+",
        "starting_after": "[a-z]+_[0-9]+",
    },
    "paypal": {
        "grant_type": "client_credentials",
        "id": "CONTRIBUTION",
        "name": rf"Contribution|(MONTH|YEAR) {AMOUNT} {CURRENCY}",
        "type": "SERVICE",
        "product_id": "CONTRIBUTION",
        "status": "ACTIVE",
        "total_required": "true",
        "billing_cycles[].frequency.interval_unit": "MONTH|YEAR",
        "billing_cycles[].frequency.interval_count": "1",
        "billing_cycles[].tenure_type": "REGULAR",
        "billing_cycles[].sequence": "1",
        "billing_cycles[].total_cycles": "0",
        "billing_cycles[].pricing_scheme.fixed_price.value": AMOUNT,
        "billing_cycles[].pricing_scheme.fixed_price.currency_code": CURRENCY,
        "payment_preferences.auto_bill_outstanding": "False",
        "payment_preferences.payment_failure_threshold": "3",
        "plan_id": "P-[0-9]+",
        "custom_id": REF,
        "application_context.user_action": "SUBSCRIBE_NOW",
        "application_context.shipping_preference": "NO_SHIPPING",
        "application_context.return_url": OURS,
        "application_context.cancel_url": OURS,
        "intent": "CAPTURE",
        "purchase_units[].custom_id": REF,
        "purchase_units[].amount.currency_code": CURRENCY,
        "purchase_units[].amount.value": AMOUNT,
        "payment_source.paypal.experience_context.user_action": "PAY_NOW",
        "payment_source.paypal.experience_context.shipping_preference": "NO_SHIPPING",
        "payment_source.paypal.experience_context.return_url": OURS,
        "payment_source.paypal.experience_context.cancel_url": OURS,
        "amount.value": AMOUNT,
        "amount.currency_code": CURRENCY,
        "reason": "Asked for by the giver",
        "fields": "plan,last_failed_payment|transaction_info",
        "event_type": r"[A-Z.-]+",
        **dict.fromkeys(("start_time", "end_time", "start_date", "end_date", "update_time_after", "update_time_before"), DATE),
        "page": r"\d+",
        "next_page_token": r"\d+",
        "page_size": r"\d+",
    },
    "btcpay": {
        "amount": AMOUNT,
        "currency": CURRENCY,
        "metadata.orderId": REF,
        "orderId": REF,
        "checkout.redirectURL": OURS,
        "checkout.defaultLanguage": "[a-z]{2}",
        "checkout.expirationMinutes": "4320",
        "checkout.monitoringMinutes": "4320",
        "startDate": TIME,
        "endDate": TIME,
        "skip": r"\d+",
        "take": r"\d+",
    },
}
"""Provider -> field -> the form that its value may have. What is not here is not sent."""

PATHS = {
    "stripe": r"/v1/[a-z_/]+(/[a-z_]+_[0-9]+(/payment_methods)?)?",
    "paypal": r"/v[12]/[a-z0-9/_-]+?(/[A-Z0-9-]+)?(/[a-z]+)?|/v1/notifications/certs/CERT-[0-9a-f-]+",
    "btcpay": r"/api/v1/stores/[A-Za-z0-9]+/invoices(/[A-Za-z0-9]+(/payment-methods)?)?",
}


def beyond(name: str, asked: Asked) -> list[str]:
    """What a request says that is not in the table."""
    fields = [(re.sub(r"\[\d+\]", "[]", field), f"{value}") for field, value in asked.fields()]
    wrong = [f"{field}={value}" for field, value in fields if not re.fullmatch(TOLD[name].get(field, "(?!)"), value)]
    wrong += [f"{field}: {value}" for field, value in asked.headers.items() if not re.fullmatch(HEADERS.get(field, "(?!)"), value)]
    return wrong if re.fullmatch(PATHS[name], asked.path) else [*wrong, asked.path]


def live(bench) -> None:
    """Everything that there is to do, once."""
    provider = bench.provider
    once = provider.start(order(provider), key="once")
    provider.fetch(provider.hint_of(once.id, "once"))
    provider.start(order(provider, ref="L" * 22, days=3), key="large")
    bench.pay(once)
    provider.fetch(provider.hint_of(once.id, "once"))
    bench.pay(provider.start(order(provider, currency="JPY", amount=1500, language="fa", ref="B" * 22), key="yen"))
    known = learn(provider, bench.hooks())
    if "monthly" in provider.frequencies:
        for frequency in ("monthly", "annual"):
            bench.pay(provider.start(order(provider, frequency=frequency, ref=frequency[0] * 22), key=frequency))
        known |= learn(provider, bench.hooks())
        name = next(fact.subscription for fact in known.values() if fact.kind == "started")
        provider.pause(name, until=datetime(2027, 3, 1, tzinfo=UTC), key="p")
        provider.resume(name, key="r")
        if "amount" in provider.can:
            provider.change_amount(name, 2000, key="a")
        if "card" in provider.can:
            bench.enter_card(provider.card_page(name, back=THANKS, key="c"))
        learn(provider, bench.hooks())
        bench.renew(name)
        provider.cancel(name, key="c")
        gift = next(fact for fact in known.values() if fact.kind == "paid")
        provider.refund(gift.transaction, 100, key="f")
        bench.dispute(gift.transaction)
        bench.decide(gift.transaction, won=True)
        learn(provider, bench.hooks())
    list(provider.listing(*period(bench.simulator)))
    list(provider.settlements(*period(bench.simulator)))


@pytest.fixture(params=REAL)
def bench(request):
    with BENCHES[request.param]() as one:
        yield one


def test_nothing_is_sent_that_is_not_in_the_table(bench):
    live(bench)
    said = {line for asked in bench.simulator.requests for line in beyond(bench.provider.name, asked)}
    assert said == set()


def test_nothing_in_the_table_is_left_that_is_not_sent(bench):
    live(bench)
    for ref in ("E" * 22, "F" * 22) if "monthly" in bench.provider.frequencies else ():
        bench.pay(bench.provider.start(order(bench.provider, frequency="monthly", ref=ref), key=ref))
    bench.simulator.page_size = 1
    list(bench.provider.listing(*period(bench.simulator)))
    sent = {re.sub(r"\[\d+\]", "[]", field) for asked in bench.simulator.requests for field, _ in asked.fields()}
    assert set(TOLD[bench.provider.name]) - sent == set()


def test_the_table_would_see_a_word_too_much():
    said = {"content-type": "application/json", "x-forwarded-for": "203.0.113.7"}
    body = b'{"amount": "1.00", "currency": "EUR", "metadata": {"orderId": "jane@example.org", "buyerEmail": "jane@example.org"}}'
    asked = Asked("POST", "/api/v1/stores/a1/invoices", [], said, body)
    assert beyond("btcpay", asked) == [
        "metadata.orderId=jane@example.org",
        "metadata.buyerEmail=jane@example.org",
        "x-forwarded-for: 203.0.113.7",
    ]


@pytest.mark.parametrize("frequency", ["once", "monthly"])
def test_two_who_give_the_same_differ_in_nothing_but_the_reference(bench, frequency):
    if frequency not in bench.provider.frequencies:
        frequency = "once"
    bench.provider.start(order(bench.provider, ref="C" * 22), key="to warm up")
    bench.provider.start(order(bench.provider, frequency=frequency, ref="D" * 22), key="to warm up too")
    bodies = []
    for ref in ("A" * 22, "B" * 22):
        before = len(bench.simulator.requests)
        bench.provider.start(order(bench.provider, frequency=frequency, ref=ref), key=ref)
        said = bench.simulator.requests[before:]
        bodies.append(
            [(asked.method, asked.path, [(field, f"{value}".replace(ref, "REF")) for field, value in asked.fields()]) for asked in said]
        )
    assert bodies[0] == bodies[1] and "REF" in f"{bodies[0]}"
