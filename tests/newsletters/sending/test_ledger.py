"""The recipient ledger: planned once, who did not get it, and sent again only to them."""

import pytest
from django.utils import timezone

from factories.readers import reader
from newsletters.sending.conftest import sending
from newsletters.sending.test_delivery import deliver, states
from simulators.crews import SENT, CrewSimulator
from tamizdat.newsletters.interfaces import Outcome
from tamizdat.newsletters.models import MailingRecipient, Reader, Subscription
from tamizdat.newsletters.sending import desk, ledger, means
from tamizdat.newsletters.sending.states import NotPossible

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

FULL = Outcome(state="refused", code=552, words="5.2.2 mailbox full")
DOUBT = Outcome(state="doubt", code=0, words="the relay hung up")


def test_planning_again_adds_nothing_and_changes_nothing():
    mailing = sending(readers=5)
    MailingRecipient.objects.filter(pk=MailingRecipient.objects.first().pk).update(state="sent")
    before = list(MailingRecipient.objects.order_by("pk").values())
    ledger.plan(mailing, means.readers(), means.message_ids(mailing))
    assert list(MailingRecipient.objects.order_by("pk").values()) == before


def test_a_plan_that_was_cut_short_is_taken_up_again(monkeypatch):
    monkeypatch.setattr(ledger, "CHUNK", 2)
    mailing = sending(readers=7)
    kept = set(MailingRecipient.objects.order_by("pk").values_list("ref", flat=True)[:4])
    MailingRecipient.objects.exclude(ref__in=kept).delete()
    ledger.plan(mailing, means.readers(), means.message_ids(mailing))
    assert sorted(MailingRecipient.objects.values_list("ref", flat=True)) == sorted(Reader.objects.values_list("ref", flat=True))


def test_who_wants_another_letter_or_language_is_not_planned():
    reader(letters=("alerts",))
    reader(language="ru")
    assert states(sending(readers=2)) == {"planned": 2}


def test_it_is_sent_again_only_to_who_did_not_get_it_and_has_not_left():
    mailing = sending(readers=6)
    got, full, doubt, unreadable, left, late = MailingRecipient.objects.order_by("pk")
    Reader.objects.filter(ref=unreadable.ref).update(box=b"\x02" + bytes(300))
    Subscription.objects.filter(reader_id=left.ref).delete()
    answers = {full.pk: FULL, doubt.pk: DOUBT, late.pk: FULL}
    deliver(mailing, CrewSimulator(lambda job: answers.get(job.copy, SENT)))
    mailing.refresh_from_db()
    mailing = desk.change(mailing, "finish", "")
    again = {row.reason: row.count for row in desk.missing(mailing) if row.again}
    assert again == {"The relay refused them for good.": 2, "Their address cannot be opened.": 1}
    Subscription.objects.filter(reader_id=late.ref).delete()
    assert desk.send_again(mailing, "editor") == 3
    crew = deliver(mailing, CrewSimulator())
    assert [job.ref for job in crew.given] == [full.ref]
    assert states(mailing) == {"sent": 2, "doubt": 1, "skipped": 3}
    assert desk.progress(mailing).total == 6
    assert not {got.ref, doubt.ref, left.ref} & {job.ref for job in crew.given}
    both = MailingRecipient.objects.filter(ref=full.ref).order_by("attempt")
    assert [(copy.attempt, copy.state) for copy in both] == [(1, "redone"), (2, "sent")]
    assert len({copy.message_id for copy in both}) == 1


def test_nobody_is_sent_anything_again_when_all_got_it():
    mailing = sending(readers=2)
    deliver(mailing, CrewSimulator())
    mailing.refresh_from_db()
    desk.change(mailing, "finish", "")
    with pytest.raises(NotPossible, match="nobody"):
        desk.send_again(mailing, "editor")
    mailing.refresh_from_db()
    assert (mailing.state, mailing.attempt) == ("sent", 1)


@pytest.mark.parametrize(("arrived", "state"), [(True, "sent"), (False, "planned")])
def test_a_person_settles_a_doubt(arrived, state):
    mailing = sending(readers=2)
    doubtful = MailingRecipient.objects.order_by("pk").first()
    deliver(mailing, CrewSimulator(lambda job: DOUBT if job.copy == doubtful.pk else SENT))
    assert desk.settle(mailing, [copy.pk for copy in MailingRecipient.objects.all()], "editor", arrived=arrived) == 1
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.why) == (state, "person")
    assert [(step.person, step.action) for step in mailing.steps.all()][-1] == ("editor", "settle")


def test_a_copy_settled_as_not_arrived_opens_a_finished_mailing_again():
    mailing = sending(readers=1)
    deliver(mailing, CrewSimulator(lambda job: DOUBT))
    mailing.refresh_from_db()
    desk.change(mailing, "finish", "")
    desk.settle(mailing, [desk.doubts(mailing)[0].pk], "editor", arrived=False)
    assert desk.progress(mailing).state == "sending"
    deliver(mailing, CrewSimulator())
    assert states(mailing) == {"sent": 1}


def test_the_counts_outlive_the_copies():
    mailing = sending(readers=3)
    doubtful = MailingRecipient.objects.order_by("pk").first()
    deliver(mailing, CrewSimulator(lambda job: DOUBT if job.copy == doubtful.pk else SENT))
    mailing.refresh_from_db()
    mailing = desk.change(mailing, "finish", "", ended_at=timezone.now())
    before = desk.progress(mailing)
    assert (before.sent, before.doubt) == (2, 1)
    MailingRecipient.objects.all().delete()
    assert desk.progress(mailing) == before
