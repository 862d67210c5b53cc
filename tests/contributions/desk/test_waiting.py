"""The page "To decide": what was set aside, what differs, alarms; each decision with a reason, once, about what was seen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from factories.ledger import NOON
from simulators.giving_house import ADA
from tamizdat.contributions import differences, reconcile
from tamizdat.contributions.givers.following import follow
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.ledger import alarms, log
from tamizdat.contributions.models import Alarm, Contribution, Deed, Difference, Entry, GiftChange, Inbound, Mail, Outgoing
from tamizdat.contributions.providers.local.client import Local
from tamizdat.contributions.providers.local.means import LISTED

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])

PAGE = "/contributions/waiting/"
DAMAGED, DIFFERENCE, MISSING, ALARM = (f"{PAGE}{what}/" for what in ("damaged", "difference", "missing", "alarm"))


def set_aside(name="hook-1", **said):
    fields = {"name": "local", "box": b"sealed", "received": NOON, "came": NOON, "due": NOON, "state": "damaged", "tries": 3}
    return Inbound.objects.create(id=name, **fields | said)


def deeds():
    return [f"{deed.person}: {deed.act}, {deed.about}, {deed.reason}" for deed in Deed.objects.order_by("number")]


def open_ones():
    return {row.kind: row for row in differences.open_differences()}


def test_where_nothing_waits_the_page_says_so_and_menu_and_home_are_silent(house, publisher):
    assert "Nothing waits for you." in publisher.sees(PAGE) and "never compared yet" in publisher.sees(PAGE)
    assert '"To decide"' in publisher.client.get("/").content.decode()
    assert "Contributions: to decide" not in publisher.sees("/")


def test_a_message_that_was_set_aside_is_explained_and_tried_again_or_left_once(house, publisher, operator):
    set_aside(why="it is not what this provider sends (KeyError)")
    set_aside("hook-2", why="its key is gone: it lay here too long, or another newsroom's gate took it", box=b"")
    said = operator.sees(PAGE)
    assert "does not know. An update may know it" in said and "can never be opened again" in said and "2 March 2026, 12:00 UTC" in said
    assert "sealed" in said and "b'sealed'" not in said
    assert "2 messages set aside" in operator.sees("/") and '"To decide (2)"' in operator.client.get("/").content.decode()
    assert operator.does(DAMAGED, which="hook-1", do="again", reason=" ") == "Say why: somebody will read it later."
    assert operator.answer.status_code == 422 and Inbound.objects.get(pk="hook-1").state == "damaged"
    assert "It is tried again now" in operator.does(DAMAGED, which="hook-1", do="again", reason="updated")
    assert "Somebody has decided" in publisher.does(DAMAGED, which="hook-1", do="leave", reason="not ours")
    assert 'value="not ours"' not in publisher.answer.content.decode(), "it stands there no more"
    assert "left for good" in publisher.does(DAMAGED, which="hook-2", do="leave", reason="an old test")
    assert [Inbound.objects.get(pk=one).state for one in ("hook-1", "hook-2")] == ["new", "ignored"]
    assert deeds() == [f"{operator.name}: hook applied, local hook-1, updated", f"{publisher.name}: hook left, local hook-2, an old test"]


def test_both_sides_of_a_difference_are_shown_and_the_providers_word_is_entered_by_a_person(house, publisher, monkeypatch):
    monkeypatch.setattr(house, "learn", lambda: None)
    house.give()
    house.days(1)
    reconcile.run(house.pretend.client, house.ledger, house.now)
    row = open_ones()["missing_here"]
    said = publisher.sees(PAGE)
    assert "Missing here" in said and "€10" in said and "a payment came in" in said and ADA not in said
    seen = differences.version(row)
    assert "look at it again" in publisher.does(DIFFERENCE, which=row.pk, do="enter", reason="listed", seen="an older page")
    assert 'value="listed"' in publisher.answer.content.decode(), "what was typed stands there still"
    assert not Entry.objects.exists()
    assert publisher.does(DIFFERENCE, which=row.pk, do="enter", reason="listed", seen=seen) == "Entered, as the provider says."
    assert Contribution.objects.get().paid == 1000
    assert "Somebody has decided" in publisher.does(DIFFERENCE, which=row.pk, do="leave", reason="no", seen=seen)
    assert len(house.tick()) == 1 and len(deeds()) == 1


def test_what_is_not_ours_to_enter_is_closed_with_a_reason_and_another_settlement_may_be_entered(house, publisher):
    house.give()
    paid = Entry.objects.get(kind="paid")
    house.ledger.apply([replace(house.pretend.journal()[-1], event="made up", transaction="tx", ref="Z" * 22)])
    Difference.objects.all().delete()
    house.days(1)
    line = next(iter(house.pretend.client.settlements(house.now - timedelta(days=9), house.now)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house.pretend.client, "settlements", lambda *_: [replace(line, fee=line.fee + 7)])
        reconcile.run(house.pretend.client, house.ledger, house.now)
    rows = open_ones()
    assert set(rows) == {"missing_there", "settled_otherwise"}
    there, settled = rows["missing_there"], rows["settled_otherwise"]
    assert "nothing to enter" in publisher.does(DIFFERENCE, which=there.pk, do="enter", reason="x", seen=differences.version(there))
    assert "Closed" in publisher.does(DIFFERENCE, which=there.pk, do="leave", reason="their mistake", seen=differences.version(there))
    assert "Entered" in publisher.does(DIFFERENCE, which=settled.pk, do="enter", reason="as paid out", seen=differences.version(settled))
    assert Entry.objects.get(kind="settled").fee == paid.fee + 7 and not differences.may_apply(replaced(settled, kind="settled"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house.pretend.client, "settlements", lambda *_: [replace(line, fee=line.fee + 7)])
        reconcile.run(house.pretend.client, house.ledger, house.now)
    assert open_ones() == {}


def replaced(row, **here):
    row.here = row.here | here
    return row


def test_all_that_a_provider_lists_and_nobody_has_entered_is_entered_by_one_decision_about_what_was_seen(house, publisher, monkeypatch):
    monkeypatch.setattr(house, "learn", lambda: None)
    house.give()
    house.give(email="bo@reader.example", frequency="monthly")
    house.days(1)
    reconcile.run(house.pretend.client, house.ledger, house.now)
    rows = differences.missing_here("local")
    assert f"Enter all {len(rows)} that are missing" in publisher.sees(PAGE)
    typed = {"which": "local", "seen": len(rows), "last": rows[-1].pk, "reason": "after the backup"}
    assert "look at them again" in publisher.does(MISSING, **typed | {"seen": len(rows) - 1}) and not Entry.objects.exists()
    assert "Say why" in publisher.does(MISSING, **typed | {"reason": ""})
    assert f"{len(rows)} entered" in publisher.does(MISSING, **typed)
    assert Entry.objects.count() == len(rows) and differences.missing_here("local") == [] and len(deeds()) == 1
    assert "look at them again" in publisher.does(MISSING, **typed)


def test_a_listed_card_that_was_entered_anew_is_not_said_to_have_paid_until_one_did(house, publisher):
    ref = house.give(frequency="monthly")
    (start,) = [fact for fact in house.pretend.journal() if fact.kind == "started"]
    house.ledger.apply([replace(start, event="pm_1:refused", kind="expired", amount=0, currency="", issued_in="RU")])
    assert house.gift(ref).state == "active" and "Nothing was paid by it" in publisher.sees(PAGE)
    (paid,) = [fact for fact in house.pretend.journal() if fact.kind == "paid"]
    house.ledger.apply([replace(paid, event="next", transaction="next", issued_in="RU")])
    assert Alarm.objects.count() == 1 and "Nothing was paid by it" not in publisher.sees(PAGE)


def test_a_card_from_a_listed_country_is_explained_its_contribution_stopped_and_nobody_is_written_to(house, publisher, second):
    ref = house.give(LISTED, frequency="monthly")
    follow(house.now)
    row = Alarm.objects.get(kind=alarms.LISTED_CARD)
    said = publisher.sees(PAGE)
    assert "A card that was issued in Russia" in said and "a refund is no remedy" in said and "No mail is sent" in said and ADA not in said
    assert "€10 every month" in said
    typed = {"which": row.pk, "reason": "the rule let it through"}
    assert "Say why" in publisher.does(ALARM, do="cancel", which=row.pk, reason="")
    assert "No payment is taken until" in publisher.does(ALARM, do="pause", **typed)
    assert "It was so already" in second.does(ALARM, do="pause", **typed), "the ledger has not learned it yet, and the provider knows"
    house.learn()
    assert house.gift(ref).state == "paused" and house.writes("pause") == 1
    assert "nothing left to stop" in second.does(ALARM, do="pause", **typed)
    assert "No payment is taken any more" in publisher.does(ALARM, do="cancel", **typed)
    house.learn()
    assert house.gift(ref).state == "cancelled" and "nothing left to stop" in second.does(ALARM, do="cancel", **typed)
    assert house.writes("cancel") == 1 and Outgoing.objects.filter(action="cancel").count() == 1
    assert publisher.does(ALARM, do="close", **typed) == "Closed with your reason."
    assert "Somebody has decided" in second.does(ALARM, do="close", **typed)
    assert house.tick() == [] and not Mail.objects.exists()
    assert [deed.act for deed in Deed.objects.order_by("number")] == [
        "asked the provider to pause", "asked the provider to cancel", "decided listed_card",
    ]  # fmt: skip


def test_a_provider_that_is_away_changes_nothing_and_what_was_typed_stands(house, publisher):
    house.give(LISTED, frequency="monthly")
    row = Alarm.objects.get(kind=alarms.LISTED_CARD)
    house.pretend.client.control("faults", stall=1)
    said = publisher.does(ALARM, do="cancel", which=row.pk, reason="the rule let it through")
    assert "could not be asked" in said and 'value="the rule let it through"' in publisher.answer.content.decode()
    assert Alarm.objects.get(pk=row.pk).decided is None


def test_a_provider_that_contradicts_itself_is_shown_on_both_sides(house, publisher):
    house.give()
    fact = next(fact for fact in house.pretend.journal() if fact.kind == "paid")
    house.ledger.apply([replace(fact, amount=fact.amount + 500)])
    said = publisher.sees(PAGE)
    assert "The provider contradicts itself" in said and "€10" in said and "€15" in said
    assert "Closed" in publisher.does(ALARM, do="close", which=Alarm.objects.get().pk, reason="their page says 10")
    assert "Nothing waits" in publisher.sees(PAGE)


def test_the_log_is_shown_newest_first_with_its_digest_and_says_where_it_was_tampered_with(house, publisher):
    for number in range(60):
        log.note("nadia", "hook left", f"evt_{number} ", "a test", NOON)
    said = publisher.sees("/contributions/deeds/")
    assert "The log is whole" in said and Deed.objects.get(number=60).digest[:16] in said and "Page 1 of 2" in said
    assert said.index("evt_59") < said.index("evt_30") and "evt_3 " not in said and "evt_3 " in publisher.sees("/contributions/deeds/?p=2")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tamizdat.contributions.desk.deeds.log.check", lambda: 7)
        assert "tampered with: deed 7" in publisher.sees("/contributions/deeds/")


def test_changes_that_givers_wait_for_stand_there_and_an_end_that_is_refused_is_an_alarm_that_a_person_can_carry_out(
    house, publisher, monkeypatch
):
    ref = house.give(frequency="monthly")
    house.tick()
    true = Local.cancel

    def refuses(fault):
        def no(*_, **__):
            raise fault

        monkeypatch.setattr(Local, "cancel", no)

    refuses(ProviderFault("retry", "the provider is away"))
    house.ask("cancel", ref)
    house.carry_out()
    GiftChange.objects.update(made=timezone.now() - timedelta(minutes=11))
    said = publisher.sees(PAGE)
    assert (
        "Changes that givers wait for (1)" in said and "End it, at Pretend payments" in said and "tried 1 time" in said and ADA not in said
    )
    assert "1 change that givers wait for" in publisher.sees("/") and '"To decide (1)"' in publisher.client.get("/").content.decode()
    refuses(ProviderFault("damaged", "the provider says no"))
    house.days(1)
    house.carry_out()
    said = publisher.sees(PAGE)
    assert "A giver wants payments to stop, and the provider goes on" in said and "the provider says no" in said
    assert "Changes that givers wait for" not in said, "counted once"
    monkeypatch.setattr(Local, "cancel", true)
    typed = {"which": Alarm.objects.get().pk, "reason": "the giver asked for it"}
    assert "No payment is taken any more" in publisher.does(ALARM, do="cancel", **typed)
    house.learn()
    assert house.gift(ref).state == "cancelled"
    assert publisher.does(ALARM, do="close", **typed) == "Closed with your reason."
    house.days(1)
    house.carry_out()
    assert GiftChange.objects.get().answered and house.writes("cancel") == 1 and "Nothing waits" in publisher.sees(PAGE)
