"""Addresses opened ahead: the same that would be opened later, for nobody who is gone, and none after the key is locked."""

from threading import Event

import pytest

from tamizdat.newsletters.interfaces import Locked, Recipient
from tamizdat.newsletters.sending.opening import AHEAD, Opening

READERS = {f"ref{number}": Recipient(ref=f"ref{number}", box=b"box%d" % number, discreet=False) for number in range(2 * AHEAD)}
REFS = list(READERS)


class Agent:
    """Opens a box by its name, once it may; keeps what it was asked."""

    def __init__(self):
        self.asked, self.may, self.locked = [], Event(), False
        self.may.set()

    def open(self, boxes):
        assert self.may.wait(10)
        if self.locked:
            raise Locked("locked")
        self.asked.append(list(boxes))
        return [None if box == b"box7" else f"{box.decode()}@example.org" for box in boxes]


def boxes(refs):
    return {ref: READERS[ref] for ref in refs if ref in READERS}


def made():
    agent = Agent()
    return agent, Opening(agent, boxes)


def test_what_was_opened_ahead_is_not_opened_again():
    agent, opening = made()
    opening.begin(REFS[:5])
    assert opening.take(REFS[:3]) == {f"ref{number}": f"box{number}@example.org" for number in range(3)}
    assert opening.take(REFS[3:5]) == {"ref3": "box3@example.org", "ref4": "box4@example.org"}
    assert agent.asked == [[b"box0", b"box1", b"box2", b"box3", b"box4"]]


def test_what_was_not_opened_ahead_is_opened_when_it_is_asked_for():
    agent, opening = made()
    opening.begin(REFS[:2])
    assert opening.take(REFS[1:9]) == {f"ref{number}": None if number == 7 else f"box{number}@example.org" for number in range(1, 9)}
    assert len(agent.asked) == 2 and b"box1" not in agent.asked[1]


def test_who_is_gone_has_no_address():
    _, opening = made()
    opening.begin(["gone", "ref1"])
    assert opening.take(["gone", "ref1", "gone too"]) == {"ref1": "box1@example.org"}


def test_nobody_waits_for_what_is_under_way():
    agent, opening = made()
    opening.take(REFS[:1])
    agent.may.clear()
    opening.begin(REFS[1:3])
    assert opening.wanted == 0, "one question at a time"
    agent.may.set()
    assert opening.take(REFS[1:3]).keys() == {"ref1", "ref2"}
    assert opening.wanted == AHEAD


def test_no_more_than_a_few_are_held_and_none_that_was_taken():
    agent, opening = made()
    opening.begin(REFS[:AHEAD])
    opening.take(REFS[:1])
    assert opening.wanted == 0, "more than half of them are there"
    opening.take(REFS[1 : AHEAD // 2])
    assert opening.wanted == AHEAD // 2
    opening.take(REFS[:1])
    assert agent.asked[1:] == [[b"box0"]], "it was forgotten"


def test_a_key_that_is_locked_meanwhile_is_heard_of_when_addresses_are_asked_for():
    agent, opening = made()
    agent.locked = True
    opening.begin(REFS[:2])
    with pytest.raises(Locked):
        opening.take(REFS[:1])
    agent.locked = False
    assert opening.take(REFS[:1]) == {"ref0": "box0@example.org"}
