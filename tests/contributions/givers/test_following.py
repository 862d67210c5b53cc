"""The ledger's news reach who gave: each once, in whichever order they are learned, and nobody to whom silence is kept."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from simulators.giving_house import ADA, of_address, text_of
from tamizdat.contributions.givers.following import follow
from tamizdat.contributions.givers.silence import is_silent
from tamizdat.contributions.models import Alarm, Checkout, Given, Giver, Mail, Told
from tamizdat.contributions.providers.local.means import DECLINED, EXPIRES, LISTED, PAYS, WAVERS
from tamizdat.newsletters.models import Suppression

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


def test_who_gave_once_gets_one_receipt_however_often_the_ledger_is_followed(house):
    house.give()
    assert house.subjects() == ["Thank you: The Far Shore"]
    Told.objects.all().delete()
    house.learn()
    assert house.subjects() == []


def test_the_address_moves_from_the_wish_to_the_giver_and_stands_nowhere_in_clear(house):
    ref = house.give()
    follow(house.now)
    wish, giver, mail = Checkout.objects.get(ref=ref), Giver.objects.get(), Mail.objects.get()
    assert bytes(wish.box) == b"" and wish.address_hash is None
    assert bytes(giver.address_hash) == of_address(ADA)
    assert ADA.encode() not in bytes(giver.key) + bytes(giver.box) + bytes(mail.box)
    assert Given.objects.get().ref == ref != Given.objects.get().link


def test_who_gives_again_is_the_same_person_under_a_fresh_key(house):
    house.give()
    house.tick()
    before = bytes(Giver.objects.get().key)
    house.give(language="ru")
    (message,) = house.tick()
    assert Giver.objects.get().given.count() == 2 and bytes(Giver.objects.get().key) != before
    assert "Спасибо" in message["Subject"]


def test_without_an_address_there_is_no_giver_and_no_mail(house):
    house.give(email="")
    assert house.tick() == [] and not Giver.objects.exists() and not Mail.objects.exists()


def test_a_payment_that_fails_at_once_makes_no_giver(house):
    house.give(DECLINED)
    assert house.tick() == [] and not Giver.objects.exists()


def test_of_a_recurring_contribution_the_first_payment_is_told_and_no_other(house):
    house.give(frequency="monthly")
    assert house.subjects() == ["Thank you: The Far Shore"]
    for _ in range(3):
        house.days(31)
        house.learn()
        assert house.subjects() == []


@pytest.mark.parametrize("seed", range(5))
def test_in_every_order_the_first_payment_is_told_once(house, seed):
    house.give(frequency="monthly", email="")
    told = house.pretend.journal()
    (ref,) = {fact.ref for fact in told if fact.ref}
    Told.objects.all().delete()
    house.give(frequency="monthly", amount=1500)
    facts = house.pretend.journal()
    random.Random(seed).shuffle(facts)
    sent = []
    for fact in facts:
        house.ledger.apply([fact])
        sent += house.subjects()
    assert sent == ["Thank you: The Far Shore"] and not Given.objects.filter(ref=ref).exists()


def test_what_is_learned_weeks_late_is_no_news(house):
    house.give(frequency="monthly")
    Checkout.objects.update(made=house.now + timedelta(days=30))
    house.days(20)
    assert house.subjects() == []


def test_who_got_everything_back_is_not_thanked(house):
    house.give()
    (paid,) = [fact for fact in house.pretend.journal() if fact.kind == "paid"]
    house.pretend.client.refund(paid.transaction, paid.amount, key="k")
    house.learn()
    assert house.subjects() == []


def test_a_listed_card_is_answered_with_silence(house):
    ref = house.give(LISTED)
    assert Alarm.objects.filter(kind="listed_card", ref=ref).exists()
    assert house.tick() == [] and not Giver.objects.exists() and not bytes(Checkout.objects.get().box)


def test_a_listed_card_silences_all_that_a_known_giver_gave(house):
    house.give(frequency="monthly")
    house.give(email="bo@reader.example")
    house.give(LISTED)
    assert [message["To"] for message in house.tick()] == ["bo@reader.example"]
    giver = Giver.objects.get(address_hash=of_address(ADA))
    assert is_silent(giver.ref) and giver.given.count() == 2 and not any(bytes(row.box) for row in Checkout.objects.all())
    house.ask("cancel", Given.objects.filter(giver=giver).order_by("pk").first().ref)
    house.days(365)
    house.learn()
    house.look_ahead()
    assert [message["To"] for message in house.tick()] == ["bo@reader.example"], "the statement of the year, and not of theirs"


def test_a_mail_that_waits_is_not_sent_once_a_card_turns_out_listed(house):
    house.give()
    follow(house.now)
    house.give(LISTED, email="")
    listed = Alarm.objects.get(kind="listed_card")
    Given.objects.create(ref=listed.ref, giver=Giver.objects.get(), link="L" * 22)
    assert is_silent(Giver.objects.get().ref) and house.tick() == []
    Alarm.objects.update(decided=house.now)
    assert house.tick() == [] and Mail.objects.get().state == Mail.DROPPED


def test_nobody_is_written_to_who_said_never_again(house):
    house.give()
    Suppression.objects.create(address_hash=of_address(ADA), reason=Suppression.ASKED, since=house.now.date())
    assert house.tick() == []


def test_failing_payments_are_told_once_and_the_end_once(house):
    house.give(EXPIRES, frequency="monthly")
    house.tick()
    sent = []
    for _ in range(60):
        house.days(1)
        house.learn()
        sent += house.subjects()
    assert sent == ["A payment did not go through: The Far Shore", "Your contribution has ended: The Far Shore"]


def test_a_payment_that_went_through_later_ends_the_trouble_and_the_next_is_told_again(house):
    house.give(WAVERS, frequency="monthly")
    house.tick()
    sent = []
    for _ in range(45):
        house.days(1)
        house.learn()
        sent += house.subjects()
    assert sent == ["A payment did not go through: The Far Shore"]


def test_a_mail_about_failing_offers_a_new_card_and_no_debt(house):
    house.give(EXPIRES, frequency="monthly")
    house.tick()
    house.days(32)
    house.learn()
    (message,) = house.tick()
    assert "New card" in text_of(message) and "You owe nothing" in text_of(message)


def test_paying_with_a_good_card_is_nothing_to_write_about_twice(house):
    house.give(PAYS)
    house.tick()
    assert follow(house.now) == 0


def test_however_many_listed_cards_are_tried_following_asks_the_same_and_one_alarm_a_contribution_is_open(
    house, django_assert_max_num_queries
):
    tried, others = house.give(LISTED), [house.give(LISTED, email="") for _ in range(2)]
    fact = next(fact for fact in house.pretend.journal() if fact.ref == tried and fact.issued_in)
    again = [replace(fact, event=f"try {number}", transaction="", amount=0, kind="failed") for number in range(30)]
    house.ledger.apply(again)
    assert sorted(Alarm.objects.values_list("ref", flat=True)) == sorted([tried, *others])
    follow(house.now)
    house.give(amount=1500, email="bo@reader.example")
    with django_assert_max_num_queries(32):
        assert follow(house.now) == 1
    assert [is_silent(giver.ref) for giver in Giver.objects.all()] == [False]
    Alarm.objects.filter(ref=tried).update(decided=house.now)
    house.ledger.apply([replace(again[0], event="once more")])
    assert Alarm.objects.filter(ref=tried, decided__isnull=True).count() == 1, "what comes after a decision is a new alarm"
