"""Givers at the desk: opened one at a time, for a reason that is kept; corrected, stated to, erased. No address in any address or log."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from factories.readers import PASSPHRASE
from simulators.giving_house import ADA, of_address, text_of
from simulators.openers import ForgetfulAgent
from tamizdat.contributions import clock
from tamizdat.contributions.givers.following import follow
from tamizdat.contributions.ledger import log
from tamizdat.contributions.models import Contribution, Deed, Given, Giver, Mail, StatementRun
from tamizdat.contributions.providers.local.means import LISTED

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])

PAGE = "/contributions/givers/"
OPEN, CORRECT, ERASE, STATEMENT, ASK, DECIDE, UNLOCK = (
    f"{PAGE}{action}/" for action in ("open", "correct", "erase", "statement", "ask", "decide", "unlock")
)
BO, CY = "bo@reader.example", "cy@reader.example"


def deeds():
    return [(deed.person, deed.act, deed.about, deed.reason) for deed in Deed.objects.order_by("number")]


def emails(house):
    """To whom what goes out now is addressed."""
    return sorted(message["To"] for message in house.tick())


def test_a_giver_is_opened_by_a_reference_or_by_an_address_and_each_look_is_a_deed_that_names_nobody(house, publisher, caplog):
    ref = house.give(frequency="monthly")
    house.give(email=BO)
    follow(house.now)
    assert ADA not in publisher.sees(PAGE) + publisher.sees("/contributions/waiting/")
    assert publisher.does(OPEN, reference=f" {ref} ", reason="wrote to us") == ""
    assert ADA in publisher.page and "€10 every month" in publisher.page and BO not in publisher.page
    assert "no-store" in publisher.answer.headers["Cache-Control"]
    publisher.does(OPEN, address=BO.upper(), reason="asked what we keep")
    assert BO in publisher.page and ref not in publisher.page
    assert "no contribution has this reference" in publisher.does(OPEN, reference="x" * 22, reason="a guess")
    assert "Nobody with this address" in publisher.does(OPEN, address=CY, reason="a guess") and CY in publisher.answer.content.decode()
    giver = Giver.objects.get(address_hash=of_address(BO)).pk
    assert [deed[1:] for deed in deeds()] == [
        ("opened who gave", f"contribution {ref}", "wrote to us"),
        ("opened who gave", f"giver {giver}, by an address", "asked what we keep"),
        ("looked for a giver, found none", "by a contribution", "a guess"),
        ("looked for a giver, found none", "by an address", "a guess"),
    ]
    assert "reader.example" not in f"{deeds()} {caplog.text}".lower() and log.check() is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": " "}, "Say why"),
        ({"reason": "ada@reader.example asked"}, "without a mail address"),
        ({"reason": "x", "address": "no address"}, "Not a mail address"),
        ({"reason": "x", "reference": ""}, "no contribution has this reference"),
    ],
)
def test_what_cannot_be_opened_is_said_in_a_sentence_and_what_was_typed_stands(house, publisher, typed, said):
    house.give()
    follow(house.now)
    assert said in publisher.does(OPEN, **{"address": ADA, **typed} if "reference" not in typed else typed)
    assert publisher.answer.status_code == 422 and "€10" not in publisher.page
    assert not Deed.objects.filter(act="opened who gave").exists()


def test_while_the_list_key_is_locked_nobody_is_opened_and_nothing_is_noted(house, publisher, settings):
    house.give()
    follow(house.now)
    settings.TAMIZDAT_OPENER = "simulators.openers.ForgetfulAgent"
    ForgetfulAgent.locked = True
    assert "Unlock for two hours" in publisher.sees(PAGE) and "Open by the address" not in publisher.sees(PAGE)
    assert "locked" in publisher.does(OPEN, address=ADA, reason="asked") and ADA not in publisher.page and not Deed.objects.exists()
    assert publisher.does(UNLOCK, passphrase="a guess of mine") == "The list key stays locked: that is not the passphrase."
    assert "a guess of mine" not in publisher.answer.content.decode() and ForgetfulAgent.locked
    assert "unlocked for two hours" in publisher.does(UNLOCK, passphrase=PASSPHRASE) and not ForgetfulAgent.locked


def test_an_operator_decides_about_money_and_opens_nobody(house, operator):
    house.give()
    follow(house.now)
    operator.does(OPEN, address=ADA, reason="curious")
    assert operator.answer.status_code == 302 and not Deed.objects.exists()  # Wagtail leads who may not to the home page
    assert "Givers" not in operator.client.get("/").content.decode()


def test_erasing_destroys_the_key_once_and_leaves_the_books(house, publisher, second):
    ref = house.give(frequency="monthly")
    follow(house.now)
    giver, books = Giver.objects.get().pk, list(Contribution.objects.values())
    publisher.does(OPEN, reference=ref, reason="asked to be erased")
    assert "Payments go on at the provider" in publisher.page
    assert "without a mail address" in publisher.does(ERASE, giver=giver, reason=f"{ADA} asked") and Giver.objects.exists()
    assert "the key under which they lay is destroyed" in publisher.does(ERASE, giver=giver, reason="asked by mail")
    assert "erased before" in second.does(ERASE, giver=giver, reason="asked by mail")
    assert not Giver.objects.exists() and not Mail.objects.exists() and list(Contribution.objects.values()) == books
    assert deeds()[-1][1:] == ("erased a giver", f"giver {giver}: mails to givers: 1, givers: 2", "asked by mail")


def test_a_corrected_address_gets_what_waits_and_what_comes_and_becomes_one_with_a_giver_who_has_it(house, publisher):
    ref = house.give(frequency="monthly", email="adda@reader.example")
    follow(house.now)
    giver = Giver.objects.get().pk
    assert "Not a mail address" in publisher.does(CORRECT, giver=giver, address="ada", reason="typo")
    assert publisher.does(CORRECT, giver=giver, address=ADA, reason="they mistyped it") == "The address is corrected."
    assert emails(house) == [ADA], "the receipt that waited goes to the right one"
    publisher.does(OPEN, reference=ref, reason="to see")
    assert ADA in publisher.page and "adda" not in publisher.page

    house.give(email=BO)
    follow(house.now)
    other = Giver.objects.exclude(pk=giver).get().pk
    assert "they are one now" in publisher.does(CORRECT, giver=giver, address=BO, reason="moved")
    assert Giver.objects.get().pk == other and Given.objects.filter(giver=other).count() == 2
    assert emails(house) == [BO]
    house.ask("pause", ref)
    house.carry_out()
    house.learn()
    assert emails(house) == [BO], "of what was given under the other address, too"
    assert "erased or forgotten" in publisher.does(CORRECT, giver=giver, address=CY, reason="again")
    assert "reader.example" not in str(deeds())


def test_a_statement_is_sent_on_demand_once_a_day_and_none_to_whom_silence_is_kept(house, publisher):
    house.give(amount=700)
    house.give(email=BO)
    house.tick()
    house.give(LISTED, email=BO)
    assert house.tick() == []
    giver = Giver.objects.get(address_hash=of_address(ADA)).pk
    assert "nothing in that year" in publisher.does(STATEMENT, giver=giver, year="1999", reason="asked")
    assert "on its way" in publisher.does(STATEMENT, giver=giver, year=str(house.now.year), reason="asked for their taxes")
    assert "sent for today already" in publisher.does(STATEMENT, giver=giver, year=str(house.now.year), reason="twice")
    house.to(Mail.objects.get(kind="statement").due + timedelta(seconds=1))
    (message,) = house.tick()
    assert message["To"] == ADA and "€7" in text_of(message)
    assert [deed[1] for deed in deeds()] == ["sent a yearly statement"]  # so far
    silent = Giver.objects.get(address_hash=of_address(BO)).pk
    assert "No mail is sent to this giver" in publisher.does(STATEMENT, giver=silent, year=str(house.now.year), reason="asked")
    publisher.does(OPEN, address=BO, reason="the alarm")
    assert "Do not write to them either" in publisher.page and "Send it to this address" not in publisher.page


def test_statements_for_all_take_two_people_and_go_to_who_has_not_had_them(house, publisher, second, operator, monkeypatch):
    house.give()
    house.give(email=BO)
    house.tick()
    year = house.now.year
    house.to(house.now.replace(year=year + 1, month=2, day=10))
    monkeypatch.setattr("tamizdat.contributions.desk.givers.timezone", SimpleNamespace(now=lambda: house.now))
    assert "Choose one of the years" in publisher.does(ASK, year=str(year + 1), reason="early")
    assert "Say why" in publisher.does(ASK, year=str(year), reason="")
    assert "Asked" in publisher.does(ASK, year=str(year), reason="the key was locked in January")
    assert "asked for already" in second.does(ASK, year=str(year), reason="too")
    asked = StatementRun.objects.get()
    assert "somebody else approves" in publisher.does(DECIDE, which=asked.pk, decision="approve")
    assert "Take back" in publisher.sees(PAGE) and "Approve" not in publisher.sees(PAGE)
    operator.does(DECIDE, which=asked.pk, decision="approve")
    clock.look_ahead(house.named, house.ledger, house.now)
    assert house.tick() == []
    assert "within the hour" in second.does(DECIDE, which=asked.pk, decision="approve")
    assert "decided about it meanwhile" in second.does(DECIDE, which=asked.pk, decision="refuse")
    for _ in range(2):
        clock.look_ahead(house.named, house.ledger, house.now)
    assert emails(house) == [ADA, BO] and StatementRun.objects.get().queued == 2
    publisher.does(ASK, year=str(year), reason="again")
    second.does(DECIDE, which=StatementRun.objects.get(state="asked").pk, decision="approve")
    clock.look_ahead(house.named, house.ledger, house.now)
    assert house.tick() == [] and f"{year}: 0 sent" in publisher.sees(PAGE)
    assert [deed[1] for deed in deeds()] == ["asked for all statements", "approved all statements"] * 2
