"""T24: nothing goes out without the approval of a second person, and what may have gone does not go again."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from factories.readers import reader
from newsletters.sending.conftest import prepared
from simulators.letter_desk import Letters
from tamizdat.newsletters.models import Mailing, Reader
from tamizdat.newsletters.models.mailings import GOING_OUT
from tamizdat.newsletters.sending import desk
from tamizdat.newsletters.sending.states import COPY, MAILING, MAY_HAVE_GOT_IT, TO_SEND, NotPossible, after

PEOPLE = st.sampled_from(["writer", "editor", "third"])


def _reachable(edges, start):
    found, todo = {start}, [start]
    while todo:
        here = todo.pop()
        new = {state for (before, _), state in edges.items() if before == here} - found
        found |= new
        todo += new
    return found


def test_no_mailing_gets_beyond_draft_without_the_action_approve():
    without = {edge: state for edge, state in MAILING.items() if edge[1] != "approve"}
    assert _reachable(without, "draft").isdisjoint(GOING_OUT)


def test_every_state_of_a_mailing_and_of_a_copy_can_be_reached():
    assert _reachable(MAILING, "draft") == {state for state, _ in MAILING} | {"cancelled"}
    assert _reachable(COPY, "planned") == set(COPY.values())


def test_a_copy_that_may_have_gone_is_sent_again_only_on_a_relays_word_or_on_evidence():
    back = {edge for edge, state in COPY.items() if edge[0] in MAY_HAVE_GOT_IT and state in TO_SEND}
    assert back == {("marked", "later"), ("doubt", "absent")}
    assert not [edge for edge in COPY if edge[0] == "sent"]


def test_what_is_not_in_the_table_is_refused_with_a_sentence():
    with pytest.raises(NotPossible, match="A mailing that is being sent cannot be approved"):
        after("sending", "approve")


@pytest.mark.django_db(databases=["default", "readers"])
@pytest.mark.parametrize("state", GOING_OUT)
def test_the_database_refuses_a_mailing_that_goes_out_unapproved(state):
    mailing = prepared()
    with pytest.raises(IntegrityError), transaction.atomic("readers"):
        Mailing.objects.filter(pk=mailing.pk).update(state=state)
    with pytest.raises(IntegrityError), transaction.atomic("readers"):
        Mailing.objects.filter(pk=mailing.pk).update(state=state, approved_by="writer")


class Mailings(RuleBasedStateMachine):
    """Everything that anybody may do with a letter, in any order."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic("readers")
        self.undo.__enter__()
        Letters.reset()
        self.seen_by_second = set()  # records that somebody else than who prepared them approved
        self.sent = None
        self.mailing = prepared(2)

    def teardown(self):
        transaction.set_rollback(True, "readers")
        self.undo.__exit__(None, None, None)

    def _try(self, deed, *arguments, **named):
        self.mailing = Mailing.objects.get(pk=self.mailing.pk)
        try:
            return deed(self.mailing, *arguments, **named)
        except NotPossible:
            return None

    @rule(text=st.sampled_from(["One", "Two"]))
    def the_newsroom_edits(self, text):
        Letters.subjects["letter-1"] = text

    @rule(person=PEOPLE)
    def prepare(self, person):
        self._try(lambda mailing: desk.prepare(mailing.letter, person))

    @rule(person=PEOPLE, wrong=st.integers(-1, 1))
    def approve(self, person, wrong):
        before = Mailing.objects.get(pk=self.mailing.pk)
        if self._try(desk.approve, person, Reader.objects.count() + wrong):
            assert person != before.prepared_by
            assert wrong == 0
            assert Letters().frozen("letter-1") == bytes(before.record)
            self.seen_by_second.add(bytes(before.record))

    @rule(minutes=st.integers(-5, 5), person=PEOPLE)
    def schedule(self, minutes, person):
        self._try(desk.schedule, timezone.now() + timezone.timedelta(minutes=minutes), person)

    @rule(days=st.sampled_from([0, 1, 9]))
    def the_clock_comes(self, days):
        begun = self._try(lambda mailing: desk.begin(mailing, now=timezone.now() + timezone.timedelta(days=days)))
        if begun and begun.state == "sending":
            assert days == 0
            assert Letters().frozen("letter-1") == bytes(begun.record)
            self.sent = bytes(begun.record)

    @rule(deed=st.sampled_from([desk.hold, desk.pause, desk.resume, desk.cancel, desk.send_again]), person=PEOPLE)
    def do(self, deed, person):
        self._try(deed, person)

    @rule()
    def finish(self):
        self._try(desk.change, "finish", "")

    @rule()
    def somebody_signs_up(self):
        reader()

    @invariant()
    def what_goes_out_was_approved_by_a_second_person(self):
        mailing = Mailing.objects.get(pk=self.mailing.pk)
        if mailing.state in GOING_OUT:
            assert mailing.approved_by not in ("", mailing.prepared_by)
            assert bytes(mailing.record) in self.seen_by_second
        if self.sent is not None:
            assert bytes(mailing.record) == self.sent, "what is being sent is not changed any more"


@pytest.mark.django_db(databases=["default", "readers"])
def test_no_way_leads_to_sending_without_a_second_persons_approval():
    run_state_machine_as_test(Mailings, settings=examples(max_examples=25, stateful_step_count=15))
