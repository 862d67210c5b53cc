"""Terms and wishes: what comes out is within the terms; what is wrong is named."""

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.contributions.rules import CountryRule
from tamizdat.contributions.terms import BadTerms, MethodTerms, Offer, ProviderLink, Terms, read_terms
from tamizdat.contributions.wish import BadWish, read_wish

TERMS = Terms(
    offers=(
        Offer(currency="EUR", frequency="once", amounts=(1000, 2500), least=200, most=500_000),
        Offer(currency="EUR", frequency="monthly", amounts=(200, 500, 1000), least=200, most=50_000),
        Offer(currency="JPY", frequency="once", amounts=(500,), least=100, most=1_000_000),
    ),
    methods=(
        MethodTerms(
            code="card", provider="Local", points=150, fixed={"EUR": 25}, frequencies=("once", "monthly"), origins=("https://pay.example",)
        ),
        MethodTerms(code="crypto", provider="Local", points=0, fixed={}, frequencies=("once",), origins=()),
    ),
    countries=(CountryRule(country="RU", law="no_ask", reason="A law.", date="2026-11-01", source="a source"),),
    links=(ProviderLink(currency="EUR", frequency="once", amount=1000, method="card", url="https://pay.example/10"),),
)
FORM = {"frequency": "monthly", "amount": "5,00", "currency": "EUR", "method": "card", "bank": "NL", "language": "ru"}


def test_terms_come_back_from_their_json():
    assert read_terms(json.loads(json.dumps(TERMS.to_json()))) == TERMS


def test_fields_beside_the_terms_are_left_alone():
    assert read_terms(TERMS.to_json() | {"id": "giving", "words": [{"language": "en"}]}) == TERMS


@pytest.mark.parametrize(
    "broken",
    [
        {},
        None,
        TERMS.to_json() | {"offers": [{"currency": "EUR"}]},
        TERMS.to_json() | {"offers": [asdict(replace(TERMS.offers[0], currency="XXX"))]},
        TERMS.to_json() | {"offers": [asdict(replace(TERMS.offers[0], least=0))]},
        TERMS.to_json() | {"offers": [asdict(replace(TERMS.offers[0], amounts=(100,)))]},
        TERMS.to_json() | {"offers": [asdict(replace(TERMS.offers[0], amounts=(1000.5,)))]},
        TERMS.to_json() | {"methods": [asdict(replace(TERMS.methods[0], code="cash"))]},
        TERMS.to_json() | {"methods": [asdict(replace(TERMS.methods[0], points=9_000))]},
        TERMS.to_json() | {"methods": [asdict(replace(TERMS.methods[0], origins=("https://a b",)))]},
        TERMS.to_json() | {"countries": [asdict(replace(TERMS.countries[0], country="ru"))]},
        TERMS.to_json() | {"countries": [asdict(replace(TERMS.countries[0], law="maybe"))]},
        TERMS.to_json() | {"countries": [asdict(replace(TERMS.countries[0], source=""))]},
        TERMS.to_json() | {"links": [asdict(replace(TERMS.links[0], url="javascript:alert(1)"))]},
    ],
)
def test_terms_that_are_not_whole_or_sensible_are_refused(broken):
    with pytest.raises(BadTerms):
        read_terms(broken)


def test_a_form_is_read_as_a_wish():
    wish = read_wish(FORM | {"cover": "1", "email": " anna@example.org ", "appeal": "winter", "variant": "b"}, TERMS)
    assert (wish.amount, wish.currency, wish.frequency, wish.bank, wish.cover) == (500, "EUR", "monthly", "NL", True)
    assert (wish.email, wish.appeal, wish.variant) == ("anna@example.org", "winter", "b")


def test_the_fields_of_a_wish_are_read_as_the_same_wish():
    wish = read_wish(FORM | {"cover": "1"}, TERMS)
    assert read_wish(json.loads(json.dumps(wish.fields())), TERMS) == wish


def test_the_address_stays_out_of_what_is_printed():
    assert "anna" not in repr(read_wish(FORM | {"email": "anna@example.org"}, TERMS))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"frequency": "weekly"}, "frequency"),
        ({"currency": "USD"}, "currency"),
        ({"method": "cash"}, "method"),
        ({"method": "crypto"}, "method"),  # not monthly
        ({"amount": "much"}, "amount"),
        ({"amount": None}, "amount"),
        ({"amount": 5.0}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": "1,99"}, "too_little"),
        ({"amount": 50_001}, "too_much"),
        ({"bank": "nl"}, "country"),
        ({"bank": "NLD"}, "country"),
        ({"residence": "1"}, "country"),
        ({"language": "<b>"}, "language"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.c, d@e.f"}, "email"),
        ({"email": "a" * 300 + "@example.org"}, "email"),
        ({"email": "a@example.org\r\nBcc: x@example.org"}, "email"),
        ({"appeal": "a b"}, "appeal"),
    ],
)
def test_what_is_wrong_with_a_wish_is_named(said, code):
    with pytest.raises(BadWish) as refused:
        read_wish(FORM | said, TERMS)
    assert refused.value.code == code


@given(
    st.dictionaries(
        st.sampled_from([*FORM, "email", "cover", "residence"]), st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text()))
    )
)
def test_whatever_a_stranger_sends_is_a_wish_within_the_terms_or_refused(said):
    try:
        wish = read_wish(FORM | said, TERMS)
    except BadWish:
        return
    offer = TERMS.offer(wish.currency, wish.frequency)
    assert offer is not None
    assert offer.least <= wish.amount <= offer.most


def test_what_is_paid_covers_the_fee_where_that_is_wished():
    assert read_wish(FORM, TERMS).to_pay(TERMS) == 500
    assert read_wish(FORM | {"cover": "1"}, TERMS).to_pay(TERMS) == 533
