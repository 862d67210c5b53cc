"""The till's hands: a provider that does not answer holds up neither other wishes nor the answers that only have to be left."""

import threading
from dataclasses import dataclass, field

import pytest

from tamizdat.contributions import till_process
from tamizdat.contributions.models import Checkout
from tamizdat.contributions.till_process import AT_PROVIDERS, Hands

LONG = 20


@dataclass
class TillOf:
    """A till whose wishes are what a test says; serving one waits until it may go on."""

    rows: list[tuple[int, str]]
    stuck: set[int] = field(default_factory=set)
    go_on: threading.Event = field(default_factory=threading.Event)
    served: list[int] = field(default_factory=list)
    done: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def waiting(self):
        return list(self.rows)

    def serve(self, pk):
        self.served.append(pk)
        if pk in self.stuck:
            assert self.go_on.wait(LONG)
        if pk < 0:
            raise ValueError("text of a stranger")
        self.done.release()


@pytest.fixture(autouse=True)
def no_database(monkeypatch):
    monkeypatch.setattr(till_process, "close_old_connections", lambda: None)


def wait_for(till, count):
    for _ in range(count):
        assert till.done.acquire(timeout=LONG)


def test_a_wish_is_in_one_hand_at_a_time():
    till = TillOf([(1, Checkout.NEW)], stuck={1})
    hands = Hands(till)
    for _ in range(5):
        hands.look()
    till.go_on.set()
    wait_for(till, 1)
    hands.rest()
    assert till.served == [1]


def test_answers_are_left_while_every_hand_waits_for_a_provider():
    slow = range(1, AT_PROVIDERS + 1)
    till = TillOf([(pk, Checkout.NEW) for pk in slow], stuck=set(slow))
    hands = Hands(till)
    hands.look()
    till.rows = [(99, Checkout.REFUSED)]
    hands.look()
    wait_for(till, 1)
    assert 99 in till.served
    till.go_on.set()
    hands.rest()


def test_a_wish_that_is_refused_meanwhile_is_taken_by_another_hand():
    till = TillOf([(1, Checkout.NEW)], stuck={1})
    hands = Hands(till)
    hands.look()
    till.stuck, till.rows = set(), [(1, Checkout.REFUSED)]
    hands.look()
    wait_for(till, 1)
    till.go_on.set()
    hands.rest()
    assert till.served == [1, 1]


def test_what_breaks_is_logged_by_its_type_and_the_hand_goes_on(caplog):
    till = TillOf([(-1, Checkout.NEW)])
    hands = Hands(till)
    hands.look()
    till.rows = [(2, Checkout.NEW)]
    hands.look()
    wait_for(till, 1)
    hands.rest()
    assert "ValueError" in caplog.text and "stranger" not in caplog.text
