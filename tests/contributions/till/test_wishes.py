"""The newsroom decides again about every wish, and keeps one row for one that it takes."""

import json
from dataclasses import replace

import hypothesis
import hypothesis.strategies as st
import pytest

from contributions.till.kit import NOON, fields
from factories.readers import keys
from simulators import giving
from tamizdat.contributions.keeping import CHECKOUTS, taken
from tamizdat.contributions.models import Alarm, Checkout
from tamizdat.contributions.wishes import PURPOSE, take
from tamizdat.newsletters.interfaces import GateRecord
from tamizdat.sealed.boxes import open_box
from tamizdat.sealed.lookup import keyed_hash

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


def test_a_wish_is_one_row_however_often_its_record_comes(scene):
    for _ in range(3):
        assert scene.wish("A" * 22) is None
    row = scene.row
    assert (row.record, row.state, row.amount, row.currency, row.method, row.provider) == ("A" * 22, "new", 1000, "EUR", "card", "local")
    assert len(row.ref) == 22


@pytest.mark.parametrize(
    ("said", "code", "country"),
    [
        ({"bank": "RU"}, "giving_is_a_crime", "RU"),
        ({"residence": "RU"}, "giving_is_a_crime", "RU"),
        ({"method": "crypto", "residence": "RU"}, "giving_is_a_crime", "RU"),
        ({"bank": ""}, "bank_not_declared", ""),
        ({"method": "paypal", "bank": ""}, "bank_not_declared", ""),
        ({"method": "crypto"}, "residence_not_declared", ""),
        ({"method": "cash"}, "method", ""),
        ({"method": "crypto", "frequency": "monthly", "residence": "DE"}, "method", ""),
        ({"currency": "GBP"}, "currency", ""),
        ({"amount": 199}, "too_little", ""),
        ({"amount": 1_000_001}, "too_much", ""),
        ({"amount": True}, "amount", ""),
        ({"amount": -5}, "too_little", ""),
        ({"email": "nonsense"}, "email", ""),
        ({"email": "a@b"}, "email", ""),
        ({"email": "\ud800@mail.example"}, "email", ""),
        ({"language": "aa" + "-bbbbbbbb" * 40}, "language", ""),
        ({"bank": "Germany"}, "country", ""),
        ({"appeal": "'; drop"}, "appeal", ""),
    ],
    ids=str,
)
def test_what_may_not_be_is_answered_at_once_and_leaves_nothing(scene, said, code, country):
    assert scene.wish(**said) == {"refused": code, "country": country}
    assert not Checkout.objects.exists()


@pytest.mark.parametrize(
    "said", [{}, {"amount": [1]}, {"amount": {"a": 1}}, {"cover": []}, {"frequency": None}, {"bank": 5}, {"email": 7}], ids=str
)
def test_nothing_that_a_stranger_may_send_raises(scene, said):
    record = GateRecord(id="R" * 22, came=NOON, door="G", kind="wish", fields=(fields() | said) if said else {})
    assert take(record, NOON) is None or "refused" in str(take(record, NOON))


@pytest.mark.parametrize(("door", "taken"), [("G", True), ("c", True), ("p", False), ("x", False), ("S", False), ("", False)])
def test_a_wish_is_held_to_the_method_for_which_its_network_was_looked_at(scene, door, taken):
    assert scene.wish(door=door, method="card") == (None if taken else {"refused": "method", "country": ""})
    assert Checkout.objects.exists() is taken


def test_before_there_are_terms_nobody_can_give(scene, monkeypatch):
    monkeypatch.setattr(giving, "said", None)
    assert scene.wish() == {"refused": "closed", "country": ""}


def test_a_wish_that_lay_too_long_begins_nothing(scene):
    assert scene.wish(late=241) == {"refused": "try_later", "country": ""}
    assert scene.wish(late=179) is None


def test_the_fee_is_on_top_where_it_is_covered(scene):
    scene.wish(cover=True)
    assert scene.row.amount == 1061  # (1000 + 30) / (1 - 2.90 %), rounded up
    assert 1061 - 1061 * 290 // 10_000 - 30 >= 1000


def test_what_the_rules_were_asked_about_is_kept_nowhere(scene):
    scene.wish(bank="GE", residence="AM")
    kept = {field.name: getattr(scene.row, field.name) for field in Checkout._meta.fields}
    assert not {"GE", "AM"} & {str(value) for value in kept.values()}


def test_an_address_is_sealed_before_it_is_written(scene):
    scene.wish(email=" Ada@Mail.Example ")
    row = scene.row
    assert b"ada" not in bytes(row.box).lower() and len(bytes(row.box)) > 320
    assert open_box(keys().queue_keys(), bytes(row.box), purpose=PURPOSE, padded=True) == b"Ada@mail.example"
    assert bytes(row.address_hash) == keyed_hash(keys().lookup(), "ada@mail.example")


def test_addresses_are_all_alike_in_length(scene):
    scene.wish(email="a@b.example")
    scene.wish(email=f"{'a' * 60}@{'b' * 60}.example")
    assert len({len(bytes(row.box)) for row in Checkout.objects.all()}) == 1


def test_an_address_goes_when_it_is_handed_over_or_after_ten_days(scene):
    scene.wish(email="a@b.example")
    scene.wish(email="c@d.example")
    first, second = Checkout.objects.order_by("pk")
    assert taken(first.ref) == bytes(first.box)
    assert taken(first.ref) == b""
    assert CHECKOUTS.expire(NOON) == 0
    scene.pass_(10 * 86_400 + 1)
    assert CHECKOUTS.expire(scene.now) == 1
    second.refresh_from_db()
    assert (bytes(second.box), second.address_hash) == (b"", None)
    scene.pass_(25 * 86_400)
    assert CHECKOUTS.expire(scene.now) == 2
    assert not Checkout.objects.exists()


def test_a_person_is_shown_and_erased(scene):
    scene.wish(email="a@b.example")
    who = keyed_hash(keys().lookup(), "A@B.example")
    assert [row["amount"] for row in CHECKOUTS.export(who)] == [1000]
    assert CHECKOUTS.erase(who) == 1
    assert CHECKOUTS.export(who) == []


def test_a_large_gift_by_chain_waits_for_a_person(scene):
    for _ in range(2):
        assert scene.wish("L" * 22, method="crypto", residence="DE", amount=100_001) is None
    assert scene.row.state == "review"
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.ref, alarm.detail["amount"]) == ("large_gift", scene.row.ref, 100_001)


@pytest.mark.parametrize("said", [{"amount": 100_000, "method": "crypto", "residence": "DE"}, {"amount": 100_001}], ids=str)
def test_no_other_gift_does(scene, said):
    scene.wish(**said)
    assert (scene.row.state, Alarm.objects.count()) == ("new", 0)


def test_a_new_country_in_the_terms_counts_at_once(scene, monkeypatch):
    more = replace(giving.CRIME, country="BY")
    monkeypatch.setattr(giving, "said", replace(giving.USUAL, countries=(giving.CRIME, more)))
    assert scene.wish(bank="BY") == {"refused": "giving_is_a_crime", "country": "BY"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["once", "card", "EUR", "DE", "RU", "en", "12", "a@b.example"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@hypothesis.given(st.dictionaries(st.sampled_from(sorted(fields())), ANYTHING))
@hypothesis.settings(max_examples=150, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_wish_it_is_taken_or_answered(scene, said):
    record = GateRecord(id="R" * 22, came=NOON, door="G", kind="wish", fields=fields() | said)
    answer = take(record, NOON)
    assert answer is None or set(json.loads(answer)) == {"refused", "country"}
