"""Outgoing: each wish is written once at a provider, with one key, whatever breaks in between."""

import pytest

from factories.ledger import NOON, day
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.ledger.outgoing import AnotherWish, forget_answers, once
from tamizdat.contributions.models import Outgoing

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


class Till:
    """A provider that does what it is asked once for each key; the first answers may get lost on their way."""

    def __init__(self, *broken):
        self.done, self.asked, self._broken = {}, [], list(broken)

    def __call__(self, key):
        self.asked.append(key)
        answer = self.done.setdefault(key, f"https://pay.example/{len(self.done)}")
        if self._broken:
            raise self._broken.pop(0)
        return answer


def ask(till, about="record-1", **said):
    return once("local", "start", about, till, now=lambda: NOON, **said)


def test_a_wish_is_asked_once_and_answered_from_here():
    till = Till()
    assert {ask(till) for _ in range(3)} == {"https://pay.example/0"}
    assert len(till.asked) == 1


def test_two_wishes_have_two_keys():
    till = Till()
    ask(till), ask(till, "record-2")
    assert len(set(till.asked)) == 2


@pytest.mark.parametrize("broken", [ProviderFault("retry", "no answer"), KeyboardInterrupt(), ConnectionError()])
def test_an_answer_that_was_lost_is_asked_for_again_under_the_same_key(broken):
    till = Till(broken)
    with pytest.raises(type(broken)):
        ask(till)
    assert ask(till) == "https://pay.example/0"
    assert len(till.asked) == 2
    assert len(till.done) == 1
    assert Outgoing.objects.get().tries == 2


def test_the_key_is_on_the_disk_before_the_provider_hears_of_it():
    def look(key):
        assert Outgoing.objects.get().key == key
        return "seen"

    assert ask(look) == "seen"


@pytest.mark.parametrize("outcome", ["damaged", "ignore"])
def test_a_no_is_remembered(outcome):
    till = Till(ProviderFault(outcome, "the provider does not take that"))
    for _ in range(2):
        with pytest.raises(ProviderFault, match="does not take that") as fault:
            ask(till)
        assert fault.value.outcome == outcome
    assert len(till.asked) == 1


def test_one_name_is_no_two_wishes():
    ask(Till(), request={"amount": 500})
    assert ask(Till(), request={"amount": 500})
    with pytest.raises(AnotherWish):
        ask(Till(), request={"amount": 700})


def test_answers_go_after_a_month():
    ask(Till())
    assert forget_answers(day(29)) == 0
    assert forget_answers(day(31)) == 1
    assert Outgoing.objects.get().answer == ""
