"""The keeper: one transaction a turn, answers in order, a bounded queue, numbers without gaps whatever fails."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from tamizdat.gate.conf import Limits
from tamizdat.gate.keeper import Door, Keeper
from tamizdat.gate.lines import BEAT, FAILED, FULL, HOOK, KEPT, LINK, SIGN_UP
from tamizdat.gate.shared import Shared
from tamizdat.gate.stores import StoreAway, Taken
from tamizdat.sealed.records import BOX_BYTES

BOX = b"b" * BOX_BYTES


class ShelfSimulator:
    """A shelf in memory that fails when it is told to, before or after it has written."""

    def __init__(self) -> None:
        self.rows: dict[int, bytes] = {}
        self.transactions: list[tuple[int, int]] = []
        self.fails: list[str] = []

    def append(self, rows, beats) -> None:
        fate = self.fails.pop(0) if self.fails else ""
        if fate == "before":
            raise StoreAway("away")
        if any(row.seq in self.rows for row in rows):
            raise Taken("taken")
        self.rows |= {row.seq: row.box for row in rows}
        self.transactions.append((len(rows), beats))
        if fate == "after":
            raise StoreAway("the answer was lost")


class Setting:
    def __init__(self, **limits: int) -> None:
        self.shelf, self.shared = ShelfSimulator(), Shared(cells=16)
        self.keeper = Keeper(self.shelf, self.shared, Limits(**limits), new_rows=os.eventfd(0, os.EFD_NONBLOCK))
        self.lines: list[tuple[Door, socket.socket]] = []

    def door(self) -> tuple[Door, socket.socket]:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self.lines.append((Door(ours), theirs))
        return self.lines[-1]

    def close(self) -> None:
        for door, theirs in self.lines:
            door.sock.close()
            theirs.close()

    def turn(self, *asked: bytes) -> bytes:
        """One turn with one door that sent *asked*; what it was answered."""
        door, theirs = self.door()
        theirs.sendall(b"".join(asked))
        while theirs and len(door.asked) < len(asked):
            door.take()
        self.keeper.turn([door])
        return theirs.recv(1000)


@pytest.fixture
def setting() -> Iterator[Setting]:
    with closing(Setting(rows=5)) as made:
        yield made


def test_all_that_is_ready_is_one_transaction_answered_in_order(setting):
    (one, a), (two, b) = setting.door(), setting.door()
    a.sendall(SIGN_UP + BOX + BEAT + LINK + BOX)
    b.sendall(SIGN_UP + BOX)
    while len(one.asked) < 3 or len(two.asked) < 1:
        one.take(), two.take()
    setting.keeper.turn([one, two])
    assert setting.shelf.transactions == [(3, 1)]
    assert (a.recv(10), b.recv(10)) == (KEPT * 3, KEPT)
    assert list(setting.shelf.rows) == [1, 2, 3]


def test_half_a_box_waits_for_the_rest(setting):
    door, theirs = setting.door()
    theirs.sendall(SIGN_UP + BOX[:100])
    assert door.take()
    assert door.asked == []
    theirs.sendall(BOX[100:])
    while not door.asked:
        door.take()
    assert door.asked == [(SIGN_UP, BOX)]


def test_a_door_that_is_gone_is_noticed(setting):
    door, theirs = setting.door()
    theirs.close()
    assert not door.take()


def test_strangers_have_less_room_than_those_who_come_by_a_link(setting):
    said = setting.turn(*[SIGN_UP + BOX] * 7, *[LINK + BOX] * 2)
    assert said == KEPT * 5 + FULL * 2 + KEPT + FULL
    assert len(setting.shelf.rows) == 6


def test_what_was_not_written_is_not_called_kept(setting):
    setting.shelf.fails = ["before"]
    assert setting.turn(SIGN_UP + BOX, SIGN_UP + BOX) == FAILED * 2
    assert setting.turn(SIGN_UP + BOX) == KEPT
    assert list(setting.shelf.rows) == [1]


def test_a_lost_answer_of_the_store_leaves_no_gap_and_loses_nothing(setting):
    setting.shelf.fails = ["after"]
    assert setting.turn(SIGN_UP + BOX, SIGN_UP + BOX, SIGN_UP + BOX) == FAILED * 3
    assert setting.turn(SIGN_UP + BOX) == KEPT
    assert list(setting.shelf.rows) == [1, 2, 3, 4]
    assert setting.shared.get("last") == 4


def test_beats_alone_are_a_transaction_and_no_row(setting):
    assert setting.turn(BEAT) == KEPT
    assert setting.shelf.transactions == [(0, 1)]
    assert setting.shared.get("last") == 0


def hook(parts: int) -> bytes:
    return HOOK + parts.to_bytes(2) + BOX * parts


def test_all_parts_of_a_hook_are_one_answer_and_one_transaction(tmp_path):
    with closing(Setting(rows=50)) as setting:
        assert setting.turn(SIGN_UP + BOX, hook(20), BEAT) == KEPT * 3
        assert setting.shelf.transactions == [(21, 1)]


def test_a_hook_that_comes_in_pieces_waits_for_the_rest(setting):
    door, theirs = setting.door()
    data = hook(2) + BEAT
    for piece in (data[:1], data[1:2], data[2:1000], data[1000:3000], data[3000:]):
        assert door.asked == []
        theirs.sendall(piece)
        door.take()
    assert door.asked == [(HOOK, BOX * 2), (BEAT, b"")]


def test_a_hook_that_does_not_fit_is_left_out_whole_and_leaves_readers_their_room(tmp_path):
    with closing(Setting(rows=20)) as setting:
        assert setting.turn(hook(11), hook(6), hook(5), hook(4), SIGN_UP + BOX) == FULL + KEPT + FULL + KEPT * 2
        assert setting.turn(hook(1), *[SIGN_UP + BOX] * 9) == FULL + KEPT * 9
        assert len(setting.shelf.rows) == 20


def test_a_hook_of_which_the_writing_failed_is_not_called_kept(tmp_path):
    with closing(Setting(rows=50)) as setting:
        setting.shelf.fails = ["before"]
        assert setting.turn(hook(3)) == FAILED
        assert setting.shelf.rows == {}
