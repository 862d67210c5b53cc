"""Sending one mailing, with a crew in memory: who gets it, who does not, what is written down when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsletters.sending.conftest import sending
from simulators import newspaper
from simulators.crews import SENT, CrewSimulator
from simulators.letter_desk import ASK, Agent, Letters
from tamizdat.newsletters.interfaces import Locked, Outcome
from tamizdat.newsletters.models import Mailing, MailingRecipient, Reader, Subscription, Suppression
from tamizdat.newsletters.readers.addresses import new_ref
from tamizdat.newsletters.sending import desk, ledger, means, process
from tamizdat.newsletters.sending.crew import Job
from tamizdat.newsletters.sending.delivery import Delivery
from tamizdat.newsletters.sending.trying import PUT_OFF

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

LATER = Outcome(state="later", code=451, words="4.7.1 come back")
GONE = Outcome(state="refused", code=550, words="5.1.1 no such mailbox")
DOUBT = Outcome(state="doubt", code=0, words="the relay hung up")
NO_RELAY = Outcome(state="later", code=0, words="not reached")


def deliver(mailing, crew, stopping=lambda: False):
    """Send with *crew*, as the sender process does."""
    with_crew = {"readers": means.readers(), "opener": means.opener(), "muster": lambda: crew, "gone": means.reader_is_gone}
    Delivery(mailing, **with_crew).run(stopping)
    assert crew.ended
    return crew


def states(mailing):
    return dict(ledger.counts(mailing))


def test_every_reader_gets_one_copy_at_their_own_address():
    mailing = sending(readers=11)
    crew = deliver(mailing, CrewSimulator())
    assert states(mailing) == {"sent": 11}
    wanted = dict(MailingRecipient.objects.values_list("pk", "ref"))
    assert {job.copy: job.ref for job in crew.given} == wanted
    assert len({job.address for job in crew.given}) == 11
    assert all(job.shown == ("weekly",) for job in crew.given)


def test_nobody_is_asked_to_give_in_a_discreet_letter_or_at_a_provider_that_must_hand_mail_over(monkeypatch):
    newspaper.say(careful_providers=("mail.example",))
    monkeypatch.setattr(means, "hand", lambda write, _: write)
    write, _ = means.work(sending())

    def asked(address, discreet=False):
        return ASK.encode() in write(Job(1, new_ref(), address, discreet, (), 0)).data

    assert asked("a@reader.example") and not asked("a@reader.example", discreet=True)
    assert not any(asked(address) for address in ("a@mail.example", "a@MAIL.example", "a@post.mail.example"))
    assert asked("a@gmail.example")


def test_copies_are_marked_before_the_crew_gets_them_and_never_more_than_there_are_connections():
    mailing = sending(readers=11)
    crew = CrewSimulator(lanes=4)
    marked = []

    def look(jobs):
        there = set(MailingRecipient.objects.filter(state="marked").values_list("pk", flat=True))
        assert {job.copy for job in jobs} <= there
        marked.append(len(there))

    crew.before_give = look
    deliver(mailing, crew)
    assert max(marked) == crew.most == 4
    assert crew.groups[0] == 4, "one commit marks the next copy of every connection"


def test_who_leaves_after_planning_gets_nothing():
    mailing = sending(readers=9)
    crew = CrewSimulator(lanes=2)
    left = []

    def leave(jobs):
        waiting = Subscription.objects.exclude(reader_id__in=[job.ref for job in crew.given + jobs])
        if len(crew.given) == 4 and not left:
            left.extend(waiting.values_list("reader_id", flat=True)[:3])
            Subscription.objects.filter(reader_id__in=left).delete()

    crew.before_give = leave
    deliver(mailing, crew)
    assert len(left) == 3
    assert not {job.ref for job in crew.given} & set(left)
    assert states(mailing) == {"sent": 6, "skipped": 3}
    assert ("They left before it was their turn.", 3) in [(row.reason, row.count) for row in desk.missing(mailing)]


def test_an_address_that_cannot_be_opened_stops_nobody_else():
    mailing = sending(readers=3)
    Reader.objects.filter(pk=Reader.objects.first().pk).update(box=b"\x02" + bytes(300))
    deliver(mailing, CrewSimulator())
    assert states(mailing) == {"sent": 2, "skipped": 1}


@pytest.mark.parametrize("deed", [desk.pause, desk.cancel])
def test_pausing_or_cancelling_gives_out_nothing_more_and_keeps_what_was_heard(deed):
    mailing = sending(readers=9)
    crew = CrewSimulator(lanes=2)

    def stop(jobs):
        if len(crew.given) == 4:
            deed(Mailing.objects.get(pk=mailing.pk), "editor")

    crew.before_give = stop
    deliver(mailing, crew)
    assert states(mailing) == {"sent": 6, "planned": 3}, "the two that were marked as it happened go; nothing after them"
    mailing.refresh_from_db()
    if mailing.state == "paused":
        desk.resume(mailing, "editor")
        deliver(mailing, CrewSimulator())
        assert states(mailing) == {"sent": 9}


def test_a_list_key_that_is_locked_lets_nothing_begin_and_says_so():
    mailing = sending(readers=2)
    Agent.key = None
    process.tick(lambda: False)
    assert states(mailing) == {"planned": 2}
    assert desk.progress(mailing).said == "The list key is locked."


def test_a_list_key_that_is_locked_midway_leaves_what_is_under_way_to_end():
    mailing = sending(readers=9)
    crew = CrewSimulator(lanes=3)
    crew.before_give = lambda jobs: setattr(Agent, "key", None)
    with pytest.raises(Locked):
        deliver(mailing, crew)
    assert states(mailing) == {"sent": 3, "planned": 6}


def test_what_a_relay_puts_off_waits_longer_each_time_and_is_given_up_at_last():
    mailing = sending(readers=1)
    waits = []
    for _ in range(len(PUT_OFF)):
        before = timezone.now()
        deliver(mailing, CrewSimulator(lambda job: LATER))
        copy = MailingRecipient.objects.get()
        assert copy.state == "later"
        waits.append(copy.next_try - before)
        assert not ledger.take(mailing, 0, 9, copy.next_try - timedelta(seconds=1))
        MailingRecipient.objects.update(next_try=before)
    assert [round(wait.total_seconds()) for wait in waits] == [step.total_seconds() for step in PUT_OFF]
    deliver(mailing, CrewSimulator(lambda job: LATER))
    assert states(mailing) == {"refused": 1}
    assert ("The relay put them off until we gave up.", 1, True) in ledger.missing(mailing)


def test_a_copy_that_no_relay_was_asked_about_loses_no_try():
    mailing = sending(readers=1)
    deliver(mailing, CrewSimulator(lambda job: NO_RELAY))
    assert MailingRecipient.objects.get().tries == 0
    assert states(mailing) == {"later": 1}


def test_a_mailbox_that_does_not_exist_is_written_to_never_again():
    mailing = sending(readers=2)
    first = MailingRecipient.objects.order_by("pk").first().ref
    deliver(mailing, CrewSimulator(lambda job: GONE if job.ref == first else SENT))
    assert not Reader.objects.filter(ref=first).exists()
    assert Suppression.objects.get().reason == "bounce"
    assert states(mailing) == {"sent": 1, "refused": 1}


def test_what_is_not_heard_of_in_time_is_in_doubt_and_not_sent_again(monkeypatch):
    monkeypatch.setattr("tamizdat.newsletters.sending.delivery.DRAIN_SECONDS", 0.05)
    mailing = sending(readers=6)
    stuck = CrewSimulator(lambda job: None, lanes=2)
    deliver(mailing, stuck, stopping=lambda: len(stuck.given) == 2)
    assert states(mailing) == {"doubt": 2, "planned": 4}
    crew = deliver(mailing, CrewSimulator())
    assert not {job.copy for job in crew.given} & {job.copy for job in stuck.given}
    assert states(mailing) == {"doubt": 2, "sent": 4}


def test_a_hand_that_falls_leaves_only_its_own_copies_in_doubt(monkeypatch):
    monkeypatch.setattr("tamizdat.newsletters.sending.delivery.DRAIN_SECONDS", 0.05)
    mailing = sending(readers=6)
    crew = CrewSimulator(lambda job: None, lanes=2)
    crew.before_give = lambda jobs: setattr(crew, "fallen", True)
    deliver(mailing, crew)
    assert states(mailing) == {"doubt": 2, "planned": 4}


def test_a_doubt_that_the_relay_made_is_listed_with_its_message_id():
    mailing = sending(readers=2)
    doubtful = MailingRecipient.objects.order_by("pk").first()
    deliver(mailing, CrewSimulator(lambda job: DOUBT if job.copy == doubtful.pk else SENT))
    assert [copy.message_id for copy in desk.doubts(mailing)] == [doubtful.message_id]
    name = means.splicer(mailing, discreet=False).envelope(doubtful.ref, "ada@example.org", 1).message_id
    assert name.startswith(f"<{doubtful.message_id}@")


def test_a_letter_is_archived_planned_sent_and_finished_by_the_sender(monkeypatch):
    mailing = sending(readers=3)
    Mailing.objects.update(planned=False)
    monkeypatch.setattr(process, "_muster", lambda mailing: CrewSimulator())
    process.tick(lambda: False)
    mailing.refresh_from_db()
    assert (mailing.state, states(mailing)) == ("sent", {"sent": 3})
    assert Letters.archived == [bytes(mailing.record)]


def test_an_article_withdrawn_while_it_goes_out_pauses_it():
    mailing = sending(readers=3)
    Letters.gone = "“The ferries” was withdrawn."
    process.tick(lambda: False)
    assert (desk.progress(mailing).state, desk.progress(mailing).said) == ("paused", "“The ferries” was withdrawn.")
    assert states(mailing) == {"planned": 3}


def test_a_mailing_that_fails_says_so_at_the_desk_and_the_others_go_on(monkeypatch):
    broken, good = sending(readers=2, letter="letter-1"), sending(readers=0, letter="letter-2")

    def muster(mailing):
        if mailing.pk == broken.pk:
            raise ZeroDivisionError("reader0@example.org")
        return CrewSimulator()

    monkeypatch.setattr(process, "_muster", muster)
    process.tick(lambda: False)
    assert desk.progress(broken).said == "It cannot be sent on (ZeroDivisionError); the sender goes on trying."
    assert states(broken) == {"planned": 2}
    assert desk.progress(good).state == "sent"


def test_a_mailing_that_stood_still_for_half_a_day_waits_for_a_person():
    mailing = sending(readers=3)
    Mailing.objects.update(moved_at=timezone.now() - timedelta(hours=13))
    process.tick(lambda: False)
    assert desk.progress(mailing).state == "paused"
    assert "restored backup" in desk.progress(mailing).said


def test_addresses_of_the_next_copies_are_opened_while_relays_take_those_before(monkeypatch):
    mailing, asked = sending(readers=9), []
    opened = Agent.open
    monkeypatch.setattr(Agent, "open", lambda self, boxes: asked.append(len(boxes)) or opened(self, boxes))
    deliver(mailing, CrewSimulator(lanes=2))
    assert states(mailing) == {"sent": 9}
    assert asked == [1, 2, 7], "one, to see whether the key is unlocked; those of the first turn; all others ahead"


def test_a_reader_who_turns_discreet_at_the_last_moment_gets_the_neutral_letter():
    mailing = sending(readers=9)
    crew, turned = CrewSimulator(lanes=2), []

    def turn(jobs):
        if not turned:
            turned.extend(Reader.objects.exclude(ref__in=[job.ref for job in jobs]).values_list("ref", flat=True)[:2])
            Reader.objects.filter(ref__in=turned).update(discreet=True)

    crew.before_give = turn
    deliver(mailing, crew)
    assert {job.ref for job in crew.given if job.discreet} == set(turned)
    assert all(job.shown == ("+discreet", "weekly") for job in crew.given if job.discreet)
