"""A letter's way over the desk: handed in, looked through, approved by somebody else, given a time, stopped."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from wagtail.users.models import UserProfile

from factories.newsroom import account, article, letter, letter_kind, republish
from factories.readers import reader
from newsletters.desk.conftest import Person
from tamizdat.newsletters.models.mailings import Mailing, MailingRecipient
from tamizdat.newsletters.sending import desk
from tamizdat.newsroom.letters import Desk
from tamizdat.newsroom.models import Freeze
from tamizdat.newsroom.permissions import EDITOR, OPERATOR, PUBLISHER, REPORTER
from tamizdat.newsroom.withdrawal import withdraw, withdraw_letter

pytestmark = pytest.mark.django_db(databases=["default", "readers"])


def mailing_of(one):
    return Mailing.objects.get(letter=one.record_id)


def handed_in(one, writer):
    writer.does(one, "prepare")
    return mailing_of(one)


def approved(one, writer, second):
    handed_in(one, writer)
    second.does(one, "approve", seen=3)
    return mailing_of(one)


def begun(one, writer, second, *states):
    """A mailing that is being sent, with a copy in each of *states*."""
    mailing = approved(one, writer, second)
    second.does(one, "schedule", when="now")
    mailing.refresh_from_db()
    desk.begin(mailing, now=timezone.now())
    for number, state in enumerate(states):
        MailingRecipient.objects.create(mailing=mailing, ref=f"ref{number:019}", message_id=f"id{number}", state=state, code=550)
    return mailing


def test_the_list_shows_where_each_letter_stands(writer, friday_letter):
    listed = writer.get("/sending/").content.decode()
    assert "not handed in" in listed and "<td>3</td>" in listed
    handed_in(friday_letter, writer)
    shown = writer.get("/sending/").content.decode()
    assert "Rivers rise" in shown
    assert "waits for approval" in shown


def test_a_letter_is_handed_in_and_looked_through(writer, friday_letter):
    assert "It would go to <b>3</b> readers" in writer.sees(friday_letter)
    assert "handed in" in writer.does(friday_letter, "prepare")
    shown = writer.sees(friday_letter)
    assert "Dry run" in shown
    assert "3</dd>" in shown


def test_who_hands_a_letter_in_is_told_who_approves_it(writer, second, friday_letter):
    assert "then somebody else approves it" in writer.does(friday_letter, "prepare")
    assert "then approve it" in second.does(friday_letter, "prepare")
    assert "then somebody else approves it" in Person(EDITOR).does(friday_letter, "prepare")


def test_a_sending_cancelled_before_it_began_can_be_handed_in_anew(writer, friday_letter):
    handed_in(friday_letter, writer)
    assert "Cancel this sending" in writer.sees(friday_letter)
    assert "This sending is cancelled; the letter can be handed in anew." in writer.does(friday_letter, "cancel")
    shown = writer.sees(friday_letter)
    assert "for good" not in shown and "Hand it in for sending" in shown


def test_an_unfinished_letter_cannot_be_handed_in(writer):
    one = letter(subject="")
    assert "The letter has no subject." in writer.sees(one)
    assert writer.does(one, "prepare") == "The letter has no subject."
    assert not Mailing.objects.exists()


def test_the_share_of_discreet_readers_is_shown(writer, friday_letter):
    reader(discreet=True)
    handed_in(friday_letter, writer)
    assert "of them 1 (25 %) by discreet delivery" in writer.sees(friday_letter)


def test_who_changed_the_letter_last_does_not_approve_it(writer, second, friday_letter):
    handed_in(friday_letter, second)  # whoever presses the button, the writer has prepared it
    assert "somebody else reads and approves it" in writer.sees(friday_letter)
    assert "does not approve it: ask somebody else" in writer.does(friday_letter, "approve", seen=3)
    assert mailing_of(friday_letter).state == "draft"


def test_a_second_person_approves_for_the_number_that_they_saw(writer, second, friday_letter):
    handed_in(friday_letter, writer)
    assert "Approve for 3 readers" in second.sees(friday_letter)
    assert second.does(friday_letter, "approve", seen=3) == "Approved for 3 readers. Now give it a time."
    mailing = mailing_of(friday_letter)
    assert (mailing.state, mailing.approved_by, mailing.recipients_seen) == ("approved", second.name, 3)


def test_an_only_publisher_approves_their_own():
    alone = Person(PUBLISHER)
    one = letter(by=alone.account)
    reader()
    handed_in(one, alone)
    assert "then approve it" in alone.does(one, "prepare")
    assert "Nobody else may approve letters here" in alone.sees(one)
    assert "Approved for 1" in alone.does(one, "approve", seen=1)
    assert mailing_of(one).approved_alone


def test_a_number_of_readers_that_has_changed_is_not_approved(writer, second, friday_letter):
    handed_in(friday_letter, writer)
    reader()
    assert "The number of readers has changed to 4" in second.does(friday_letter, "approve", seen=3)


def test_nobody_approves_what_was_handed_in_after_they_looked(writer, second, friday_letter):
    handed_in(friday_letter, writer)
    stale = "1.1.20200101000000000000"
    assert "handed in anew after you opened this page" in second.does(friday_letter, "approve", seen=3, version=stale)
    assert mailing_of(friday_letter).state == "draft"


def test_a_letter_edited_after_it_was_handed_in_is_handed_in_again(writer, second, friday_letter):
    handed_in(friday_letter, writer)
    friday_letter.subject = "Rivers fall"
    friday_letter.save()
    friday_letter.save_revision(user=writer.account)
    assert "The letter was changed after it was prepared" in second.sees(friday_letter)
    assert "The letter was changed" in second.does(friday_letter, "approve", seen=3)
    writer.does(friday_letter, "prepare")
    assert mailing_of(friday_letter).subject == "Rivers fall"
    assert "Approved" in second.does(friday_letter, "approve", seen=3)


def test_an_article_published_anew_after_the_approval_holds_the_letter(writer, second):
    page = article(publish=True)
    Freeze.objects.filter(record=page.record_id).update(created=datetime(2026, 1, 1, tzinfo=UTC))
    one = letter(page, by=writer.account)
    reader()
    handed_in(one, writer)
    second.does(one, "approve", seen=1)
    second.does(one, "schedule", when="now")
    republish(page, title="Another headline")
    held = desk.begin(mailing_of(one), now=timezone.now())
    assert held.state == "held"
    assert "The letter was changed" in second.sees(one)


def test_an_article_withdrawn_meanwhile_is_said_and_stops_the_approval(writer, second):
    page = article(publish=True)
    one = letter(page, by=writer.account)
    reader()
    handed_in(one, writer)
    withdraw(page, "Forged.")
    assert "withdrawn or unpublished" in second.sees(one)
    second.does(one, "approve", seen=1)
    assert mailing_of(one).state == "draft"


def test_a_letter_that_went_out_before_does_not_go_out_once_more(writer, friday_letter):
    Desk().goes_out(Desk().frozen(friday_letter.record_id))
    listed = writer.get("/sending/").content.decode()
    assert "in the archive" in listed and "<td>3</td>" not in listed  # today's readers say nothing of it
    assert "does not go out once more" in writer.sees(friday_letter)
    assert "does not go out once more" in writer.does(friday_letter, "prepare")
    assert not Mailing.objects.exists()


def test_times_are_shown_by_the_newspapers_clock_with_a_profile_and_without(writer, second, friday_letter):
    UserProfile.get_for_user(writer.account)
    mailing = handed_in(friday_letter, writer)
    local = mailing.prepared_at.astimezone(ZoneInfo("Asia/Tbilisi"))
    assert f"{local:%H:%M}, as last changed by" in writer.sees(friday_letter)
    assert f"{local:%H:%M}, as last changed by" in second.sees(friday_letter)


def test_times_are_shown_by_the_clock_that_somebody_chose(writer, friday_letter):
    profile = UserProfile.get_for_user(writer.account)
    profile.current_time_zone = "Asia/Tokyo"
    profile.save()
    local = handed_in(friday_letter, writer).prepared_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{local:%H:%M}, as last changed by" in writer.sees(friday_letter)


# Its time


def test_the_next_friday_at_ten_of_its_own_clock_is_proposed(writer, second, friday_letter, monkeypatch):
    friday_letter.locale.refresh_from_db()
    kind = letter_kind("amsterdam", time_zone="Europe/Amsterdam", name="Amsterdam letter")
    one = letter(kind=kind.code, by=writer.account)
    handed_in(one, writer)
    offered = desk.next_slot("every Friday 10:00", "Europe/Amsterdam", timezone.now())
    assert "10:00 (Europe/Amsterdam), as this letter always does" in writer.sees(one)
    second.does(one, "schedule", when="slot")
    assert mailing_of(one).due_at == offered
    assert f"{offered:%Y}, 10:00</b> (Europe/Amsterdam)" in writer.sees(one)


def test_an_approved_letter_is_scheduled_and_held_again(writer, second, friday_letter):
    approved(friday_letter, writer, second)
    assert "It goes out at its time." in second.does(friday_letter, "schedule", when="slot")
    assert mailing_of(friday_letter).state == "scheduled"
    assert "held" in writer.does(friday_letter, "hold")
    assert mailing_of(friday_letter).state == "held"
    assert "Held by hand." in writer.sees(friday_letter)


def test_a_time_is_typed_by_the_clock_of_the_letter(writer, second, friday_letter):
    approved(friday_letter, writer, second)
    day = (timezone.now() + timedelta(days=40)).date()
    second.does(friday_letter, "schedule", when="at", at=f"{day}T18:30")
    assert mailing_of(friday_letter).due_at == datetime(day.year, day.month, day.day, 14, 30, tzinfo=UTC)  # Tbilisi


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose when it goes out."),
        ({"when": "at"}, "Say at which time"),
        ({"when": "at", "at": "soon"}, "Say at which time"),
        ({"when": "at", "at": "2020-01-01T10:00"}, "That time has passed"),
        ({"when": "never"}, "is not one of the available choices"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_with_a_sentence(writer, second, friday_letter, typed, sentence):
    approved(friday_letter, writer, second)
    assert sentence in second.does(friday_letter, "schedule", **typed)
    assert mailing_of(friday_letter).state == "approved"


def test_a_draft_may_have_its_time_and_goes_onto_the_schedule_when_it_is_approved(writer, second, friday_letter):
    handed_in(friday_letter, writer)
    assert "goes out then if it is approved before" in writer.does(friday_letter, "schedule", when="slot")
    assert "It goes out at its time." in second.does(friday_letter, "approve", seen=3)
    assert mailing_of(friday_letter).state == "scheduled"


def test_a_letter_held_at_its_time_says_why(writer, second, friday_letter):
    mailing = handed_in(friday_letter, writer)
    desk.hold(mailing, "", "Nobody had approved it at its time.")
    assert "Nobody had approved it at its time." in writer.sees(friday_letter)


# On its way


def test_progress_is_shown_and_asks_for_itself_without_script(writer, second, friday_letter):
    begun(friday_letter, writer, second, "sent", "sent", "planned")
    shown = writer.sees(friday_letter)
    assert "<b>2</b> of 3 handed over (66 %), 1 to go" in shown
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in shown
    part = writer.get(f"/sending/{friday_letter.record_id}/?progress").content.decode()
    assert part.startswith('<body data-state="sending">')
    assert "<b>2</b> of 3" in part


def test_it_is_paused_goes_on_and_is_cancelled(writer, second, friday_letter):
    mailing = begun(friday_letter, writer, second, "sent", "planned")
    assert "Paused" in writer.does(friday_letter, "pause")
    assert "goes on" in second.does(friday_letter, "resume")
    assert "Cancelled for good" in second.does(friday_letter, "cancel")
    mailing.refresh_from_db()
    assert mailing.state == "cancelled"
    shown = second.sees(friday_letter)
    assert "cancelled by" in shown
    assert "<b>1</b> of 2 handed over" in shown


def test_who_did_not_get_it_is_counted_by_reason_and_alone_gets_it_again(writer, second, friday_letter):
    mailing = begun(friday_letter, writer, second, "sent", "refused", "refused")
    desk.change(mailing, "finish", "")
    assert "The relay refused them for good.</td><td>2</td><td>yes</td>" in second.sees(friday_letter)
    assert "to 2 who did not get it" in second.does(friday_letter, "again")
    assert "@" not in second.sees(friday_letter).partition("Who did not get it")[2].partition("What happened")[0]


def test_when_everybody_has_it_nobody_gets_it_again(writer, second, friday_letter):
    mailing = begun(friday_letter, writer, second, "sent")
    desk.change(mailing, "finish", "")
    assert "There is nobody to send it to again." in second.does(friday_letter, "again")


def test_copies_in_doubt_wait_for_a_persons_decision(writer, second, friday_letter):
    mailing = begun(friday_letter, writer, second, "sent", "doubt", "doubt")
    desk.change(mailing, "finish", "")
    one, other = desk.doubts(mailing)
    assert "In doubt" in second.sees(friday_letter)
    assert "Tick the copies" in second.does(friday_letter, "settle", arrived="yes")
    assert "1 settled: they count as sent." in second.does(friday_letter, "settle", arrived="yes", copy=[one.pk])
    assert "1 settled: they are sent again." in second.does(friday_letter, "settle", arrived="no", copy=[other.pk])
    assert "not one of the available choices" in second.does(friday_letter, "settle", arrived="no", copy=[one.pk])


# Doors


def test_an_action_that_the_state_does_not_allow_is_refused_with_a_sentence(writer, second, friday_letter):
    assert second.does(friday_letter, "approve", seen=3) == "The letter is not handed in yet."
    handed_in(friday_letter, writer)
    assert "cannot go on" in second.does(friday_letter, "resume")


def test_nothing_is_done_by_asking_for_an_address(writer, friday_letter):
    for action in ("prepare", "approve", "cancel"):
        assert writer.get(f"/sending/{friday_letter.record_id}/{action}/").status_code == 405
    assert not Mailing.objects.exists()


def test_an_action_or_a_letter_that_is_not_there_is_not_found(writer, friday_letter):
    assert writer.get(f"/sending/{'0' * 32}.en/").status_code == 404
    assert writer.get("/sending/nothing/").status_code == 404
    assert writer._client.post(f"/sending/{friday_letter.record_id}/burn/").status_code == 404


def test_a_form_from_elsewhere_does_nothing(writer, friday_letter):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(writer.account)
    assert strict.post(f"/sending/{friday_letter.record_id}/prepare/").status_code == 403
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        (EDITOR, {"prepare", "test"}),
        (PUBLISHER, {"prepare", "test", "approve", "schedule", "cancel"}),
        (OPERATOR, set()),
    ],
)
def test_each_role_is_offered_what_it_may_do(writer, friday_letter, role, buttons):
    handed_in(friday_letter, writer)
    shown = Person(role).sees(friday_letter)
    found = {
        action
        for action in ("prepare", "test", "hold", "approve", "schedule", "cancel")
        if f'{friday_letter.record_id}/{action}/"' in shown
    }
    assert found == buttons


def test_a_reporter_does_not_see_the_desk(friday_letter):
    assert Person(REPORTER).get("/sending/").status_code == 302


def test_the_letters_form_leads_to_the_desk(writer, friday_letter):
    assert f"/sending/{friday_letter.record_id}/" in writer.get(f"/letters/edit/{friday_letter.pk}/").content.decode()


def test_twins_are_shown_beside_each_other(writer, friday_letter):
    twin = letter(language="fa", subject="رودها", translation_key=friday_letter.translation_key)
    shown = writer.sees(friday_letter)
    assert "رودها" in shown
    assert f"/sending/{twin.record_id}/" in shown


def test_an_inactive_publisher_is_nobody_who_could_approve(writer, friday_letter):
    account(PUBLISHER, is_active=False)
    handed_in(friday_letter, writer)
    assert "Nobody else may approve letters here" in writer.sees(friday_letter)


def test_a_letter_that_is_still_going_out_is_not_withdrawn_from_the_archive(writer, second, friday_letter):
    mailing = begun(friday_letter, writer, second)
    Desk().goes_out(bytes(mailing.record))
    address = f"/letters/withdraw/{friday_letter.pk}/"
    assert second.get(address).status_code == 302
    second.does(friday_letter, "cancel")
    assert second.get(address).status_code == 200


def test_a_letter_that_went_out_can_be_withdrawn_from_the_desk_and_does_not_go_out_once_more(writer, second, friday_letter):
    mailing = begun(friday_letter, writer, second, "sent", "refused")
    Desk().goes_out(bytes(mailing.record))
    desk.change(mailing, "finish", "", ended_at=timezone.now())
    assert f'href="/letters/withdraw/{friday_letter.pk}/"' in second.sees(friday_letter)
    assert "Send again" in second.sees(friday_letter)
    withdraw_letter(friday_letter, "A source was named.")
    shown = second.sees(friday_letter)
    assert "sent, withdrawn from the archive" in shown
    assert "Send again" not in shown and "/letters/withdraw/" not in shown
