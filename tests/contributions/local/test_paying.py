"""One pays on the provider's page, once for each checkout, and is told what became of it."""

import json

import pytest

from simulators.pretend import KEY, URL, order
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.providers.local.means import DECLINED, LISTED, PAYS


def test_a_payment_is_known_with_its_fee_and_what_was_settled(provider):
    provider.give(currency="USD", amount=1000)
    (paid,) = provider.journal()
    assert (paid.kind, paid.amount, paid.currency, paid.ref, paid.method, paid.frequency) == ("paid", 1000, "USD", "R" * 22, "card", "once")
    assert (paid.settled, paid.settled_currency, paid.fee) == (920, "EUR", 27 + 30)


def test_paying_leads_to_the_newspapers_thanks(provider):
    answer = provider.pay(provider.client.start(order(), key="k").url)
    assert (answer.status, answer.location) == (303, order().thanks)


def test_a_checkout_is_paid_once_however_often_the_button_is_pressed(provider):
    made = provider.client.start(order(), key="k")
    answers = [provider.pay(made.url).status for _ in range(3)]
    assert answers == [303, 200, 200]
    assert provider.kinds() == ["paid"]


def test_a_declined_card_takes_nothing_and_another_may_be_tried(provider):
    made = provider.client.start(order(), key="k")
    assert provider.pay(made.url, DECLINED).status == 402
    assert provider.pay(made.url, DECLINED).status == 402
    assert provider.pay(made.url, PAYS).status == 303
    assert provider.kinds() == ["failed", "failed", "paid"]
    assert {fact.why for fact in provider.journal()} == {"card_declined", ""}


@pytest.mark.parametrize("typed", ["4111 1111 1111 1111", "", "wallet-exact", "5<script>"])
def test_no_other_card_than_the_pretend_ones_is_taken_or_kept(provider, typed):
    made = provider.client.start(order(), key="k")
    answer = provider.pay(made.url, "", number=typed)
    assert (answer.status, provider.kinds()) == (402, [])
    if typed:
        assert typed not in answer.body.decode()
        assert not [row for row in provider.store.rows("SELECT data FROM thing") if typed in row[0]]


def test_a_number_may_be_typed_with_or_without_spaces(provider):
    made = provider.client.start(order(), key="k")
    assert provider.pay(made.url, "", number=PAYS.replace(" ", "-")).status == 303


def test_a_card_of_a_blocked_country_is_refused_before_any_money_moves(provider):
    provider.client.control("blocked", countries=["BY", "RU"])
    provider.give(LISTED)
    (failed,) = provider.journal()
    assert (failed.kind, failed.why, failed.issued_in, failed.transaction) == ("failed", "blocked_country", "", "")
    assert list(provider.store.things("settlement")) == []


def test_without_the_rule_such_a_card_pays_and_the_fact_says_where_it_is_from(provider):
    provider.give(LISTED)
    assert [(fact.kind, fact.issued_in) for fact in provider.journal()] == [("paid", "RU")]


def test_a_checkout_that_nobody_pays_expires(provider):
    made = provider.client.start(order(), key="k")
    provider.now = made.until.timestamp() + 1
    assert provider.pay(made.url).status == 410
    assert provider.kinds() == ["expired"]


@pytest.mark.parametrize(
    ("means", "kinds"),
    [("wallet-exact", ["paid"]), ("wallet-less", ["partial"]), ("wallet-more", ["paid", "over"]), ("wallet-late", ["late"])],
)
def test_what_comes_over_a_chain_may_be_less_or_more_or_late(provider, means, kinds):
    provider.give(means, method="crypto")
    assert provider.kinds() == kinds
    assert [fact.amount for fact in provider.journal()][-1] == {"wallet-less": 500, "wallet-more": 2000}.get(means, 1000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 99},
        {"amount": 10**12},
        {"currency": "XXX"},
        {"method": "crypto", "frequency": "monthly"},
        {"frequency": "weekly"},
        {"thanks": "javascript:alert(1)"},
        {"back": "https://a.example;x"},
    ],
    ids=str,
)
def test_an_order_that_makes_no_sense_is_for_a_person(provider, wrong):
    with pytest.raises(ProviderFault) as fault:
        provider.client.start(order(**wrong), key="k")
    assert fault.value.outcome == "damaged"


def test_nothing_beyond_an_order_reaches_the_provider(provider):
    provider.client.start(order(), key="our-key")
    (request,) = provider.asked
    assert set(request.headers) - {"host", "accept", "accept-encoding", "connection", "user-agent", "content-length"} == {
        "authorization", "content-type", "idempotency-key",
    }  # fmt: skip
    told = request.read().decode()
    assert sorted(json.loads(told)) == ["amount", "back", "currency", "frequency", "language", "method", "ref", "thanks"]


def test_a_field_that_an_order_does_not_have_is_refused(provider):
    body = b'{"email": "a@b.example"}'
    headers = {"authorization": f"Bearer {KEY}", "idempotency-key": "k"}
    assert provider.ask("POST", "/v1/checkouts", body, headers=headers).status == 422


def test_a_form_from_elsewhere_is_refused(provider):
    made = provider.client.start(order(), key="k")
    headers = {"origin": "https://evil.example", "host": "127.0.0.1:8003"}
    assert provider.ask("POST", made.url.removeprefix(URL), b"means=x", headers=headers).status == 403
    assert provider.kinds() == []
