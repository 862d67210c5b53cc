"""What givers read: amounts, days, one link for one contribution; in their language; discreetly to who reads us discreetly."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from factories.readers import reader
from simulators import giving_house
from simulators.giving_house import ADA, GATE, html_of, link_in, text_of
from simulators.relays import DOUBT, LATER, REFUSED
from tamizdat.contributions.mails import mailer, statements
from tamizdat.contributions.models import Given, Giver, Mail

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


def test_a_receipt_says_amount_day_and_reference_and_offers_the_letter(house):
    ref = house.give(amount=2500)
    (message,) = house.tick()
    for part in (text_of(message), html_of(message)):
        assert all(said in part for said in ("€25", "31 January 2026", ref, f"{GATE}/letter?lang=en"))
    assert message["To"] == ADA and "/g/" not in text_of(message)


def test_the_first_receipt_of_a_recurring_one_has_a_link_that_carries_its_values(house):
    ref = house.give(frequency="monthly")
    (message,) = house.tick()
    link = link_in(message, "g")
    assert (link.action, link.shown) == ("give", ("1000", "EUR", "monthly", "active", "amount card pause", "card"))
    assert link.ref == Given.objects.get(ref=ref).link and "28 February 2026" in text_of(message)


def test_a_reader_of_the_letter_is_not_offered_it(house):
    reader(ADA)
    house.give()
    (message,) = house.tick()
    assert "/letter" not in text_of(message)


def test_who_reads_discreetly_is_written_to_discreetly(house):
    reader(ADA, discreet=True)
    house.give(frequency="monthly")
    (message,) = house.tick()
    assert message["Subject"] == "Your receipt" and "Post" in message["From"]
    assert "Far Shore" not in message.as_string() and "shore.example" not in message.as_string()


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ru", "ltr"), ("fa", "rtl")])
def test_it_is_in_the_language_in_which_they_gave(house, language, direction):
    house.give(frequency="monthly", language=language)
    (message,) = house.tick()
    assert f'lang="{language}" dir="{direction}"' in html_of(message)


def test_nothing_is_said_of_taxes_unless_the_settings_do(house):
    house.give()
    assert "tax" not in text_of(house.tick()[0]).lower()
    giving_house.words.append({"language": "en", "deductible": "You can deduct it in Kesh."})
    house.give()
    (message,) = house.tick()
    assert "You can deduct it in Kesh." in text_of(message)


def test_a_mail_loads_nothing_and_holds_no_script(house):
    house.give(frequency="monthly")
    page = html_of(house.tick()[0])
    assert not re.search(r"<(script|img|link|iframe)|url\(|src=", page)


def test_the_receipt_goes_out_while_the_list_key_is_locked(house):
    house.agent.locked = True
    house.give()
    assert len(house.tick()) == 1


def test_what_needs_the_list_key_waits_and_holds_up_nothing_else(house):
    ref = house.give(frequency="monthly")
    house.tick()
    house.agent.locked = True
    house.ask("pause", ref)
    house.carry_out()
    house.give(email="ben@reader.example")
    assert [message["To"] for message in house.tick()] == ["ben@reader.example"]
    house.agent.locked = False
    assert house.subjects() == ["Your contribution is paused: The Far Shore"]


def test_the_yearly_statement_has_all_payments_and_what_went_back_and_comes_once(house):
    house.give(frequency="monthly")
    house.give(amount=2500)
    (single,) = [fact for fact in house.pretend.journal() if fact.kind == "paid" and fact.amount == 2500]
    house.tick()
    house.pretend.client.refund(single.transaction, 500, key="k")
    house.to(datetime(2027, 1, 2, 12, tzinfo=UTC))
    house.learn()
    house.look_ahead()
    assert house.subjects() == []
    house.days(2)
    house.look_ahead()
    house.look_ahead()
    (message,) = house.tick()
    said = text_of(message)
    assert message["Subject"] == "What you gave in 2026: The Far Shore"
    assert said.count(": €10") == 12 and "€25" in said and "€5 went back to you" in said and "Together: €140" in said
    house.days(10)
    house.look_ahead()
    assert house.tick() == []


def test_a_statement_has_what_came_beyond_what_was_asked_and_no_bank_gives_back_more_than_it_took(house):
    ref = house.give()
    house.tick()
    (paid,) = [fact for fact in house.pretend.journal() if fact.kind == "paid"]
    over = replace(paid, event="over", kind="over", amount=1300, fee=0, settled=None, settled_currency="")
    won = replace(over, event="won", kind="dispute_won", transaction="won", of=paid.transaction, amount=400)
    back = replace(won, event="back", kind="refunded", transaction="back", amount=200)
    again = replace(back, event="again", kind="bounced", transaction="again")
    house.ledger.apply([over, won, back, again])
    assert statements.queue(Giver.objects.get(), 2026, "UTC", house.now, asked="today") == 1
    (message,) = house.tick()
    assert house.gift(ref).paid == 1300 and text_of(message).count("€") == 4 and "Together: €13" in text_of(message)
    assert statements.years(Giver.objects.get().pk, "UTC") == [2026]


def test_a_statement_that_is_asked_for_comes_beside_the_yearly_one(house):
    house.give()
    house.tick()
    assert statements.queue(Giver.objects.get(), 2026, "UTC", house.now, asked="2026-11-23") == 1
    assert statements.queue(Giver.objects.get(), 2025, "UTC", house.now, asked="2026-11-23") == 0
    assert house.subjects() == ["What you gave in 2026: The Far Shore"]


def test_a_relay_that_takes_nothing_now_is_tried_again_and_given_up_after_two_days(house):
    house.relay.answer = LATER
    house.give()
    tries = sum(len(house.tick()) + (house.days(0.25) or 0) for _ in range(40))
    assert tries == mailer.GIVE_UP_AFTER and Mail.objects.get().state == Mail.DROPPED


@pytest.mark.parametrize("answer", [REFUSED, DOUBT])
def test_what_was_refused_or_is_in_doubt_is_not_sent_again(house, answer):
    house.relay.answer = answer
    house.give()
    assert len(house.tick()) == 1
    house.days(1)
    assert house.tick() == [] and bytes(Mail.objects.get().box) == b""


def test_what_was_marked_when_a_process_died_is_not_sent_again(house):
    house.give()
    house.agent.locked = True
    house.relay.answer = lambda envelope: (_ for _ in ()).throw(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        house.tick()
    assert Mail.objects.get().state == Mail.SENDING
    house.relay.answer = DOUBT
    house.days(1)
    before = len(house.relay.got)
    house.tick()
    assert len(house.relay.got) == before and Mail.objects.get().state == Mail.DROPPED


def test_what_was_sent_leads_to_nobody(house):
    house.give()
    house.tick()
    mail = Mail.objects.get()
    assert (bytes(mail.box), mail.address_hash, mail.giver, mail.state) == (b"", None, None, Mail.SENT)
