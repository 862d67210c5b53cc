"""Remind me later: confirmed by mail, on the right day, at most twice, and then nothing is left of it."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators import newspaper
from simulators.giving_house import ADA, link_in, of_address, text_of
from tamizdat.contributions import reminders
from tamizdat.contributions.models import Mail, Reminder
from tamizdat.contributions.providers.local.means import LISTED
from tamizdat.contributions.reminders import due_at
from tamizdat.newsletters.models import MailQuota, Suppression

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])
ZONE = "Asia/Tbilisi"
DAY = timedelta(days=1)
BOUNDS = (datetime(2026, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001 - hypothesis wants them bare


def asked(house, when="3", email=ADA, language="en", record_id="", consent="1"):
    fields = {"when": when, "email": email, "language": language, "consent": consent}
    return reminders.ask(house.record("reminder", record_id, **fields), house.now)


def confirmed(house, **more):
    """Ask, and press the button in the mail."""
    asked(house, **more)
    (message,) = house.tick()
    assert reminders.confirm({"ref": link_in(message, "r").ref}, house.now)
    return link_in(message, "r").ref


@pytest.mark.parametrize("months", [3, 6, 9])
def test_on_each_of_400_days_it_comes_on_the_same_day_of_a_later_month_or_on_its_last(months):
    for number in range(400):
        day = datetime(2027, 12, 1, 3, tzinfo=UTC) + number * DAY
        local, due = day.astimezone(ZoneInfo(ZONE)), due_at(str(months), day, ZONE).astimezone(ZoneInfo(ZONE))
        assert (due.year * 12 + due.month) - (local.year * 12 + local.month) == months
        assert due.day == min(local.day, monthrange(due.year, due.month)[1]) and due.hour == 10


def test_in_january_is_the_next_january_and_never_within_two_weeks():
    for number in range(400):
        day = datetime(2027, 12, 1, 3, tzinfo=UTC) + number * DAY
        local, due = day.astimezone(ZoneInfo(ZONE)), due_at("january", day, ZONE).astimezone(ZoneInfo(ZONE))
        assert (due.year, due.month) == (local.year + 1, 1) and due.day in (10, 24)
        assert due.date() - local.date() >= timedelta(days=14) and (due.day == 10 or local.day >= 28)


@given(st.datetimes(*BOUNDS), st.sampled_from(["january", "3", "6", "9"]), st.sampled_from([ZONE, "America/New_York"]))  # fmt: skip
def test_a_reminder_always_comes_later_and_within_thirteen_months(moment, when, zone):
    at = moment.replace(tzinfo=UTC)
    assert timedelta(days=13) < due_at(when, at, zone) - at < timedelta(days=390)


def test_the_version_of_what_they_agreed_to_is_kept_and_without_one_nothing_is(house):
    assert asked(house) and not any(asked(house, email="other@mail.example", consent=said) for said in ("", "9", 1))
    assert [row.consent for row in Reminder.objects.all()] == ["1"] and Mail.objects.count() == 1


def test_nobody_is_reminded_at_a_provider_that_must_hand_mail_over(house):
    newspaper.say(careful_providers=("mail.example",))
    assert not any(asked(house, email=email) for email in ("a@mail.example", "a@MAIL.example", "a@post.mail.example"))
    assert asked(house, email="a@gmail.example") and Reminder.objects.count() == 1


def test_nothing_comes_before_the_button_in_the_mail_is_pressed(house):
    assert asked(house)
    (message,) = house.tick()
    assert message["Subject"] == "Please confirm: a reminder from The Far Shore"
    assert link_in(message, "r").shown == ("confirm", "3")
    house.days(100)
    assert house.tick() == []


def test_two_reminders_come_two_weeks_apart_and_then_nothing_is_left(house):
    confirmed(house)
    sent = []
    for _ in range(200):
        house.days(1)
        sent += [(house.now, message) for message in house.tick()]
    assert len(sent) == 2 and timedelta(days=13) <= sent[1][0] - sent[0][0] <= timedelta(days=15)
    assert "once more" in text_of(sent[0][1]) and "last reminder" in text_of(sent[1][1])
    assert not Reminder.objects.exists() and not Mail.objects.exclude(address_hash=None).exists()


def test_the_link_in_the_first_ends_it_at_once(house):
    confirmed(house)
    house.days(95)
    (message,) = house.tick()
    link = link_in(message, "r")
    assert link.shown == ("stop",)
    assert reminders.cancel({"ref": link.ref}) and not reminders.cancel({"ref": link.ref})
    house.days(30)
    assert house.tick() == [] and not Reminder.objects.exists()


def test_who_has_given_meanwhile_is_not_reminded(house):
    confirmed(house)
    house.days(30)
    house.give()
    house.tick()
    house.days(70)
    assert house.tick() == [] and not Reminder.objects.exists()


def test_who_gave_before_and_gives_again_is_not_reminded_and_who_only_gave_before_is(house):
    house.give()
    house.give(email="only@reader.example")
    house.tick()
    house.days(40)
    confirmed(house)
    confirmed(house, email="only@reader.example")
    house.days(30)
    house.give()
    house.tick()
    house.days(70)
    assert [message["To"] for message in house.tick()] == ["only@reader.example"]


@pytest.mark.parametrize("known", [False, True])
def test_after_a_listed_card_nothing_of_a_reminder_is_left_and_none_is_taken_any_more(house, known):
    if known:
        house.give()
        house.tick()
        house.days(10)
    confirmed(house)
    house.days(5)
    asked(house, when="6")
    house.give(LISTED)
    assert house.tick() == [] and not Reminder.objects.exists() and not Mail.objects.filter(state=Mail.WAITING).exists()
    house.days(95)
    assert not asked(house) and house.tick() == []
    assert asked(house, email="other@mail.example")


def test_a_reminder_waits_for_the_list_key_and_is_not_lost(house):
    confirmed(house)
    house.agent.locked = True
    house.days(95)
    assert house.tick() == []
    house.days(20)
    house.agent.locked = False
    (message,) = house.tick()
    assert message["Subject"] == "You asked to be reminded: The Far Shore"


def test_the_confirmation_needs_no_list_key(house):
    house.agent.locked = True
    asked(house)
    assert len(house.tick()) == 1


def test_an_address_gets_one_such_mail_a_day_and_three_a_month(house):
    sent = []
    for _ in range(20):
        asked(house)
        asked(house)
        sent += house.tick()
        house.days(1)
    assert len(sent) == 3


def test_the_quota_is_the_letters_own(house):
    MailQuota.objects.create(address_hash=of_address(ADA), mailed=[int(house.now.timestamp()) // 60], last=house.now)
    assert not asked(house) and not Reminder.objects.exists()


def test_the_same_record_again_changes_nothing(house):
    assert asked(house, record_id="one")
    house.days(2)
    assert not asked(house, record_id="one") and Reminder.objects.count() == 1


@pytest.mark.parametrize("more", [{"when": "12"}, {"when": 3.5}, {"email": "no address"}, {"email": 7}, {"language": "tlh"}])
def test_what_makes_no_sense_is_dropped_and_raises_nothing(house, more):
    assert not asked(house, **more) and not Reminder.objects.exists()


def test_who_said_never_again_is_not_even_asked(house):
    Suppression.objects.create(address_hash=of_address(ADA), reason=Suppression.ASKED, since=house.now.date())
    assert not asked(house)


def test_a_confirmation_that_comes_too_late_changes_nothing_and_the_address_goes(house):
    asked(house)
    (message,) = house.tick()
    house.days(8)
    assert not reminders.confirm({"ref": link_in(message, "r").ref}, house.now)
    assert reminders.expire(house.now) == 1 and not Reminder.objects.exists()


def test_a_later_reminder_takes_the_place_of_an_earlier_one(house):
    confirmed(house, when="9")
    house.days(2)
    second = confirmed(house, when="3")
    assert list(Reminder.objects.values_list("ref", flat=True)) == [second]


def test_the_address_stands_nowhere_in_clear(house):
    asked(house)
    row, mail = Reminder.objects.get(), Mail.objects.get()
    assert ADA.encode() not in bytes(row.box) + bytes(mail.box)
