"""Whatever comes, in any order and any number of times: nobody reads who did not confirm, nobody is written to who has left."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from factories.readers import FRIDAY, hash_of, record, sign_up
from simulators.relays import RelayInMemory
from tamizdat.newsletters.mail.senders import Sender
from tamizdat.newsletters.models import Notice, Pending, Reader, Subscription, Suppression
from tamizdat.newsletters.readers.handlers import HANDLERS
from tamizdat.newsletters.readers.mailing import send_waiting
from tamizdat.newsletters.readers.store import ReaderStore

SENDER = Sender(name="Shore", address="letter@shore.example", gate="https://gate.example", domain="shore.example")
PEOPLE = ("ada@example.org", "bo@example.org")
LETTERS = st.sets(st.sampled_from(("weekly", "alerts", "nothing")), max_size=3).map(sorted)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)  # the clock of the quota


class Readers(RuleBasedStateMachine):
    """Two people, a store, a relay; records that come late, twice and forged. The model: who pressed which button."""

    records = Bundle("records")

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic(using="readers")
        self.atomic.__enter__()
        self.settings = override_settings(TAMIZDAT_NEWSPAPER="simulators.newspaper")
        self.settings.enable()
        self.now = FRIDAY
        self.wants: dict[str, set[str]] = {person: set() for person in PEOPLE}
        self.queued: dict[str, list[datetime]] = {person: [] for person in PEOPLE}
        self.mailed: list[str] = []
        self.never: set[str] = set()
        self.applied: set[str] = set()

    def teardown(self) -> None:
        self.settings.disable()
        transaction.set_rollback(True, using="readers")
        self.atomic.__exit__(None, None, None)

    def apply(self, made):
        new = made.id not in self.applied
        self.applied.add(made.id)
        assert HANDLERS[made.kind].at(made, self.now) is new
        return new

    @rule(target=records, person=st.sampled_from(PEOPLE), letters=LETTERS)
    def somebody_signs_up(self, person, letters):
        made = sign_up(person, letters=letters)
        waiting = Notice.objects.filter(address_hash=hash_of(person)).count()
        self.apply(made)
        if Notice.objects.filter(address_hash=hash_of(person)).count() > waiting:
            self.queued[person].append(self.now)
        return made

    @rule(target=records, person=st.sampled_from(PEOPLE))
    def somebody_presses_confirm(self, person):
        wish = Pending.objects.filter(address_hash=hash_of(person)).order_by("ref").first()
        made = record("confirm", ref=wish.ref if wish else "n" * 22)
        if self.apply(made) and wish and wish.came + 7 * DAY >= self.now and person not in self.never:
            self.wants[person] |= set(wish.letters)
        return made

    @rule(target=records, person=st.sampled_from(PEOPLE), letter=st.sampled_from(("weekly", "alerts", "")))
    def somebody_leaves(self, person, letter):
        made = record("unsubscribe", ref=self.ref(person), letter=letter, issue="")
        if self.apply(made):
            self.wants[person] -= {letter} if letter else {"weekly", "alerts"}
        return made

    @rule(target=records, person=st.sampled_from(PEOPLE), letters=LETTERS)
    def somebody_chooses(self, person, letters):
        made = record("preferences", ref=self.ref(person), letters=letters, language="en", discreet=False)
        known = set(letters) & {"weekly", "alerts"}
        if self.apply(made) and self.wants[person] and (known or not letters):
            self.wants[person] = known
        return made

    @rule(made=records)
    def a_record_comes_again(self, made):
        assert HANDLERS[made.kind].at(made, self.now) is False

    @rule(made=consumes(records), kind=st.sampled_from(sorted(HANDLERS)))
    def a_record_comes_as_another_kind(self, made, kind):
        """Whoever mixes fields up does not get further than with the right ones: refs and addresses are not the same thing."""
        if made.kind == "sign_up" and kind != "sign_up":
            self.apply(record(kind, **{name: value for name, value in made.fields.items() if name != "kind"}))

    @rule(person=st.sampled_from(PEOPLE))
    def mail_bounces(self, person):
        if self.wants[person]:
            ReaderStore().suppress(self.ref(person), "bounce")
            self.never.add(person)
            self.wants[person] = set()

    @rule()
    def the_worker_mails(self):
        relay = RelayInMemory()
        send_waiting(relay, lambda discreet: SENDER, self.now)
        self.mailed += [envelope.recipient for envelope in relay.got]
        assert not {envelope.recipient for envelope in relay.got} & self.never

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    def ref(self, person):
        reader = Reader.objects.filter(address_hash=hash_of(person)).first()
        return reader.ref if reader else "g" * 22

    @invariant()
    def who_reads_is_who_confirmed_and_did_not_leave(self):
        found = {person: set() for person in PEOPLE}
        for row in Subscription.objects.select_related("reader"):
            (person,) = [person for person in PEOPLE if hash_of(person) == bytes(row.reader.address_hash)]
            found[person].add(row.letter)
        assert found == self.wants

    @invariant()
    def a_reader_without_a_letter_is_not_kept(self):
        assert Reader.objects.count() == sum(bool(wanted) for wanted in self.wants.values())

    @invariant()
    def nobody_who_is_never_to_be_written_to_is_kept_or_waits_for_mail(self):
        for found in Suppression.objects.filter(letter="", reason="bounce").values_list("address_hash", flat=True):
            for kind in (Reader, Pending, Notice):
                assert not kind.objects.filter(address_hash=bytes(found)).exists()

    @invariant()
    def an_address_gets_one_mail_a_day_and_three_a_month(self):
        for times in self.queued.values():
            assert all(later - sooner > DAY - MINUTE for sooner, later in pairwise(times))
            assert all(fourth - first > 31 * DAY - MINUTE for first, fourth in zip(times, times[3:], strict=False))

    @invariant()
    def no_more_is_mailed_than_was_queued(self):
        for person in PEOPLE:
            assert self.mailed.count(person) + Notice.objects.filter(address_hash=hash_of(person)).count() <= len(self.queued[person])


@pytest.mark.django_db(databases=["default", "readers"])
def test_any_order_and_any_repetition_keeps_every_promise():
    run_state_machine_as_test(Readers, settings=settings(max_examples=40, stateful_step_count=25, deadline=None))
