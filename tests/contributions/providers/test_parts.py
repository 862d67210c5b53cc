"""The small parts that all providers share: amounts, keys, codes, tables, times; and nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.providers.benches import order
from tamizdat.contributions.interfaces import BadSignature, Hint, Hook, Provider, ProviderFault
from tamizdat.contributions.money import EXPONENTS, write_amount
from tamizdat.contributions.providers.btcpay.provider import Btcpay
from tamizdat.contributions.providers.decimals import at_most, exact
from tamizdat.contributions.providers.faults import clean_code, judge, refused
from tamizdat.contributions.providers.keys import outgoing
from tamizdat.contributions.providers.null import Null
from tamizdat.contributions.providers.paypal.provider import PayPal
from tamizdat.contributions.providers.reading import day_and_time, moment, object_id, our_ref
from tamizdat.contributions.providers.stripe.provider import Stripe

PROVIDERS: tuple[type[Provider], ...] = (Null, Stripe, PayPal, Btcpay)


@given(st.integers(-(10**9), 10**9), st.sampled_from(sorted(EXPONENTS)))
def test_an_amount_is_the_same_there_and_back(amount, currency):
    assert exact(write_amount(amount, currency), currency) == at_most(write_amount(amount, currency), currency) == amount


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("1.001", "EUR"),
        ("1.5", "JPY"),
        ("nan", "EUR"),
        ("inf", "EUR"),
        ("", "EUR"),
        ("1e99", "EUR"),
        ("1", "XAU"),
        (1.5, "EUR"),
        (None, "EUR"),
    ],
)
def test_what_is_no_exact_amount_is_refused(text, currency):
    with pytest.raises(ValueError):
        exact(text, currency)


def test_what_is_smaller_than_a_minor_unit_is_left_out():
    assert (at_most("12.009", "EUR"), at_most("0.9999", "JPY"), at_most("-12.009", "EUR")) == (1200, 0, -1200)


def test_a_key_goes_out_as_another_word_each_step_has_its_own():
    assert outgoing("wish 1") == outgoing("wish 1") != outgoing("wish 1", "again") != outgoing("wish 2")
    assert len(outgoing("x" * 1000)) == 32 and "wish" not in outgoing("wish 1")
    assert outgoing("b", "a c") != outgoing("c b", "a")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("card_declined", "card_declined"),
        ("INVALID-REQUEST.x", "invalid_request_x"),
        ("Jane's card", ""),
        ("jane@example.org", ""),
        (None, ""),
        (7, ""),
        ("x" * 61, ""),
    ],
)
def test_only_what_looks_like_a_code_is_one(said, code):
    assert clean_code(said) == code


def test_the_first_row_that_fits_speaks_and_without_one_a_person_looks():
    table = (("400", "busy", "retry"), ("400", "*", "ignore"), ("5xx", "*", "retry"))
    assert [judge(table, *said) for said in ((400, "busy"), (400, "x"), (503, ""), (404, ""))] == ["retry", "ignore", "retry", "damaged"]
    assert str(refused(table, "Bank", "paying", 503, "")) == "Bank answered 503 while paying"


@pytest.mark.parametrize("said", ["", "a", "A" * 21, "A" * 23, "A" * 21 + "!", None, 7, "A" * 22 + "\n"])
def test_what_is_no_reference_of_ours_is_none(said):
    assert our_ref(said) == "" and our_ref("A" * 22) == "A" * 22


@pytest.mark.parametrize("said", ["", "a/b", "a?b", "..", "a b", "a\n", None, 7, "a" * 129])
def test_what_is_no_id_stands_in_no_address(said):
    with pytest.raises(ProviderFault):
        object_id(said)


def test_times_have_zones():
    assert moment(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert day_and_time("2026-11-23T01:00:00+03:00") == datetime(2026, 11, 22, 22, tzinfo=UTC)
    for said in ("2026-11-23T01:00:00", "yesterday", None, 7):
        with pytest.raises(ValueError):
            day_and_time(said)
    for said in (True, "0", 1.5, None):
        with pytest.raises(ValueError):
            moment(said)


def test_nobody_takes_nothing_and_says_so():
    nobody, now = Null(), datetime(2026, 11, 23, tzinfo=UTC)
    assert not nobody.methods | nobody.frequencies | nobody.can and nobody.hosts() == nobody.origins() == ()
    assert nobody.least("EUR") is None and nobody.fetch(Hint(event="e", what="w", id="i")) == ()
    assert list(nobody.listing(now, now)) == list(nobody.settlements(now, now)) == []
    with pytest.raises(BadSignature):
        nobody.read_hook(Hook(id="1", name="null", headers={}, body=b"{}", received=now))
    for call in (
        lambda: nobody.start(order(Stripe(key="k", hook_secret="s", may_take=bool)), key="k"),
        lambda: nobody.standing("s"),
        lambda: nobody.pause("s", until=now + timedelta(1), key="k"),
        lambda: nobody.resume("s", key="k"),
        lambda: nobody.change_amount("s", 1, key="k"),
        lambda: nobody.card_page("s", back="b", key="k"),
        lambda: nobody.cancel("s", key="k"),
        lambda: nobody.refund("t", 1, key="k"),
    ):
        with pytest.raises(ProviderFault, match="TAMIZDAT_PROVIDER"):
            call()
