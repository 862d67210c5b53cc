"""The desk: approval, its time, and what holds a letter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.readers import reader
from newsletters.sending.conftest import approved, prepared, sending
from simulators.letter_desk import Letters
from tamizdat.newsletters.models import Mailing
from tamizdat.newsletters.providers.outbox import Outbox
from tamizdat.newsletters.sending import desk, process
from tamizdat.newsletters.sending.rules import LATE, STALE
from tamizdat.newsletters.sending.states import NotPossible

pytestmark = pytest.mark.django_db(databases=["default", "readers"])


def test_a_dry_run_says_how_many_and_changes_nothing():
    mailing = prepared(readers=3)
    before = Mailing.objects.values().get()
    dry = desk.dry_run(mailing)
    assert (dry.recipients, dry.subject, dry.obstacles) == (3, "The week in Kesh", ())
    assert dry.bytes > 500
    assert Mailing.objects.values().get() == before


@pytest.mark.parametrize(
    ("person", "seen", "others", "refusal"),
    [
        ("writer", 3, True, "Who prepared a letter does not approve it"),
        ("", 3, True, "Somebody has to say who approves"),
        ("editor", 2, True, "The number of readers has changed to 3"),
        ("editor", 4, True, "The number of readers has changed to 3"),
    ],
)
def test_an_approval_that_breaks_a_rule_is_refused_and_says_which(person, seen, others, refusal):
    mailing = prepared(readers=3)
    with pytest.raises(NotPossible, match=refusal):
        desk.approve(mailing, person, seen, others=others)
    assert Mailing.objects.get().state == "draft"


def test_who_works_alone_approves_alone_and_that_is_written_down():
    mailing = desk.approve(prepared(readers=3), "writer", 3, others=False)
    assert (mailing.state, mailing.approved_alone) == ("approved", True)


def test_a_letter_that_was_changed_is_not_approved_as_it_was():
    mailing = prepared()
    Letters.subjects["letter-1"] = "Another week"
    with pytest.raises(NotPossible, match="changed after it was prepared"):
        desk.approve(mailing, "editor", 3)
    again = desk.prepare("letter-1", "writer")
    assert again.pk == mailing.pk
    assert desk.approve(again, "editor", 3).subject == "Another week"


def test_a_letter_with_a_withdrawn_article_is_not_approved():
    mailing = prepared()
    Letters.gone = "“The ferries” was withdrawn."
    with pytest.raises(NotPossible, match="The ferries"):
        desk.approve(mailing, "editor", 3)


def test_a_letter_that_nobody_receives_is_not_approved():
    with pytest.raises(NotPossible, match="Nobody receives"):
        desk.approve(prepared(readers=0), "editor", 0)


def test_preparing_again_takes_an_approval_back():
    approved()
    mailing = desk.prepare("letter-1", "writer")
    assert (mailing.state, mailing.approved_by, mailing.recipients_seen) == ("draft", "", 0)


def test_a_letter_that_has_begun_is_not_prepared_again_even_when_cancelled():
    mailing = sending()
    with pytest.raises(NotPossible):
        desk.prepare("letter-1", "writer")
    desk.cancel(mailing, "editor")
    with pytest.raises(NotPossible, match="cancelled"):
        desk.prepare("letter-1", "writer")


def test_a_letter_cancelled_before_it_began_may_be_prepared_anew():
    first = desk.cancel(approved(), "editor")
    assert desk.prepare("letter-1", "writer").pk != first.pk


def test_a_draft_with_a_time_goes_on_the_schedule_by_its_approval():
    due = timezone.now() + timedelta(days=1)
    mailing = desk.approve(desk.schedule(prepared(), due, "writer"), "editor", 3)
    assert (mailing.state, mailing.due_at) == ("scheduled", due)


def test_a_draft_that_nobody_approved_is_held_at_its_time():
    desk.schedule(prepared(), timezone.now(), "writer", now=timezone.now())
    process.tick(lambda: True)
    assert (desk.progress(Mailing.objects.get()).state, Mailing.objects.get().said) == ("held", "Nobody had approved it at its time.")


@pytest.mark.parametrize(
    ("days", "after", "because"),
    [
        (0, LATE + timedelta(minutes=1), "Its time passed while nothing could send it"),
        (STALE.days + 1, timedelta(seconds=1), "It was approved more than a week ago"),
    ],
)
def test_a_letter_whose_time_or_approval_is_long_past_is_held(days, after, because):
    due = timezone.now() + timedelta(days=days)
    mailing = desk.begin(desk.schedule(approved(), due, "editor"), now=due + after)
    assert mailing.state == "held"
    assert because in mailing.said
    assert (mailing.approved_by, mailing.due_at) == ("", None), "it takes a new approval and a new time"


@pytest.mark.parametrize("what", ["changed", "withdrawn", "list"])
def test_a_letter_that_is_no_longer_what_was_approved_is_held(what):
    mailing = desk.schedule(approved(), timezone.now(), "editor")
    if what == "changed":
        Letters.subjects["letter-1"] = "Another week"
    elif what == "withdrawn":
        Letters.gone = "“The ferries” was withdrawn."
    else:
        for _ in range(104):
            reader()
    assert desk.begin(mailing).state == "held"
    assert mailing.said


def test_somebody_elses_change_is_not_overwritten():
    mailing = approved()
    other = Mailing.objects.get()
    desk.cancel(other, "editor")
    with pytest.raises(NotPossible, match="Somebody else"):
        desk.schedule(mailing, timezone.now(), "editor")
    assert Mailing.objects.get().state == "cancelled"


def test_who_did_what_is_kept():
    mailing = desk.schedule(approved(), timezone.now() + timedelta(hours=1), "editor")
    desk.hold(mailing, "chief", "Not today.")
    steps = [(step.person, step.action, step.said) for step in mailing.steps.all()]
    assert steps == [("writer", "prepare", ""), ("editor", "approve", ""), ("editor", "schedule", ""), ("chief", "hold", "Not today.")]


def test_a_restored_backup_pauses_and_holds_all_that_was_going_out():
    going, waiting = sending(letter="letter-1"), desk.prepare("letter-2", "writer")
    desk.schedule(desk.approve(waiting, "editor", 3), timezone.now() + timedelta(hours=1), "editor")
    desk.schedule(desk.prepare("letter-3", "writer"), timezone.now() + timedelta(hours=1), "writer")
    assert desk.pause_all("This is a restored backup.") == 2
    assert desk.progress(going).state == "paused"
    assert desk.progress(waiting).state == "held"
    assert desk.progress(going).said == "This is a restored backup."


def test_a_test_goes_through_the_same_renderer_and_relay(tmp_path, monkeypatch):
    outbox = Outbox(tmp_path / "mail")
    monkeypatch.setattr("tamizdat.newsletters.sending.means.relays", lambda: (outbox,))
    outcome = desk.test_send(prepared(), "Editor@Courier.example")
    assert outcome.state == "sent"
    sent = next(path for path in (tmp_path / "mail").rglob("*") if path.is_file()).read_bytes()
    assert b"To: <Editor@courier.example>" in sent
    assert b"Subject: [Test] The week in Kesh" in sent
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in sent
    assert desk.progress(Mailing.objects.get()).total == 0
