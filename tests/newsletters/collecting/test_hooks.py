"""Hooks in the newsroom: whole or not at all, once, in any order, through kills; and nothing that a stranger seals displaces them."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from newsletters.collecting.kit import collector, keyring, turns
from simulators.gates import BadLine, GateSimulator, LosingGate
from tamizdat.newsletters.collecting import joining
from tamizdat.newsletters.collecting.applying import apply, try_again
from tamizdat.newsletters.collecting.watching import gate_state
from tamizdat.newsletters.interfaces import Hook
from tamizdat.newsletters.models import AppliedRecord
from tamizdat.newsletters.models.collected import HookPart, SetAside
from tamizdat.sealed.poll import Row
from tamizdat.sealed.records import opened, record_id

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

BODY = bytes(range(256)) * 40
"""Of eight parts."""


class Taker:
    """Keeps hooks outside the readers' database, as a ledger does: *stumbles*: how often it fails first; *falls*: how often it is killed
    after its own work is on the disk and before anybody knows."""

    def __init__(self, *, stumbles: int = 0, falls: int = 0, believes: bool = True, error: type[Exception] = ValueError) -> None:
        self.came: dict[str, Hook] = {}
        self.calls, self.stumbles, self.falls, self.believes, self.error = 0, stumbles, falls, believes, error

    def __call__(self, hook: Hook) -> bool:
        self.calls += 1
        if self.calls <= self.stumbles:
            raise self.error("text of a stranger: payer@mail.example")
        if self.believes:
            self.came[hook.id] = hook
        if self.calls <= self.falls:
            raise KeyboardInterrupt
        return self.believes

    @property
    def bodies(self) -> list[bytes]:
        return [hook.body for hook in self.came.values()]


def rows_of(boxes, minute=None) -> list[Row]:
    return [Row(place, minute or int(time.time() // 60), box, "H") for place, box in enumerate(boxes, 1)]


@pytest.mark.parametrize("size", [1, 1_000, 10_000, 256 * 1024])
def test_a_hook_comes_to_its_taker_as_it_was_posted(noting, tmp_path, size):
    gate, taker = GateSimulator(), Taker()
    came = int(time.time()) - 7
    gate.hook("stripe", BODY[:1] * size, came=came, stripe_signature="t=1,v1=0")
    collecting = collector(gate, noting, tmp_path, stripe=taker)
    turns(collecting, 2)
    (hook,) = taker.came.values()
    assert (hook.name, hook.headers, hook.body) == ("stripe", {"stripe-signature": "t=1,v1=0"}, BODY[:1] * size)
    assert hook.received == datetime.fromtimestamp(came, UTC)
    assert not HookPart.objects.exists()
    assert gate.rows == []


@pytest.mark.parametrize("seed", range(5))
def test_parts_come_in_any_order_among_others_and_in_any_batches(noting, tmp_path, seed):
    gate, taker, chance = GateSimulator(), Taker(), random.Random(seed)
    for number in range(3):
        gate.hook("stripe", BODY + bytes([number]))
    for number in range(5):
        gate.take("sign_up", address=f"{number}@mail.example")
    rows, keys = gate.rows, gate.keys
    chance.shuffle(rows)
    while rows:
        size = chance.randint(1, 9)
        apply(rows[:size], keys, {"sign_up": noting}, {"stripe": taker})
        rows = rows[size:]
    assert sorted(taker.bodies) == [BODY + bytes([number]) for number in range(3)]
    assert taker.calls == 3
    assert len(noting.addresses) == 5
    assert not HookPart.objects.exists()


def test_through_a_bad_line_and_kills_every_hook_is_taken_and_noted_once(noting, tmp_path):
    """The poll carries a few records at a time, so that hooks lie across answers; half of what is said is lost."""

    class Narrow(BadLine):
        def said(self, asked):
            return super().said(type(asked)(**{name: getattr(asked, name) for name in asked.__slots__} | {"limit": 3}))

    gate, taker = Narrow(), Taker(falls=4)
    for number in range(6):
        gate.hook("stripe", BODY + bytes([number]))
    collecting = collector(gate, noting, tmp_path, stripe=taker)
    deadline = time.monotonic() + 30
    while gate.rows:
        assert time.monotonic() < deadline
        try:
            turns(collecting, 1)
        except KeyboardInterrupt:
            collecting = collector(gate, noting, tmp_path / "again", stripe=taker)  # it was killed: another one starts
    assert sorted(taker.bodies) == [BODY + bytes([number]) for number in range(6)]
    assert taker.calls <= 6 + 4
    assert not HookPart.objects.exists()


def test_the_same_records_again_change_nothing(noting, tmp_path):
    gate, taker = GateSimulator(), Taker()
    boxes = gate.hook("stripe", BODY)
    first = apply(rows_of(boxes), gate.keys, {}, {"stripe": taker})
    again = apply(rows_of(boxes), gate.keys, {}, {"stripe": taker})
    some = apply(rows_of(boxes[5:]), gate.keys, {}, {"stripe": taker})
    assert first.counts == {"waiting": len(boxes) - 1, "applied": 1}
    assert again.counts == {"again": len(boxes)}
    assert some.counts == {"again": len(boxes) - 5}
    assert taker.calls == 1
    assert not HookPart.objects.exists()


def test_a_hook_without_one_of_its_parts_is_not_handed_over(noting, tmp_path):
    gate, taker = LosingGate(), Taker()
    collecting = collector(gate, noting, tmp_path, stripe=taker)
    collecting.turn()
    gate.hook("stripe", BODY)
    gate.hook("stripe", b"whole")
    gate.lose(4)
    turns(collecting, 2)
    assert taker.bodies == [b"whole"]
    assert HookPart.objects.count() == 7
    assert gate_state().missing == 1


def test_parts_wait_sealed(noting, tmp_path):
    gate = GateSimulator()
    boxes = gate.hook("stripe", b"payer@mail.example " * 200)
    apply(rows_of(boxes[:2]), gate.keys, {}, {"stripe": Taker()})
    assert {bytes(part.box) for part in HookPart.objects.all()} == set(boxes[:2])
    assert "payer" not in str(list(HookPart.objects.values()))


def test_a_hook_that_is_not_believed_is_counted_and_dropped(noting, tmp_path):
    gate, taker = GateSimulator(), Taker(believes=False)
    gate.hook("stripe", BODY)
    turns(collector(gate, noting, tmp_path, stripe=taker), 2)
    assert gate_state().refused == 1
    assert not HookPart.objects.exists() and not SetAside.objects.exists()


def test_a_name_that_nobody_takes_is_counted(noting, tmp_path):
    gate = GateSimulator()
    gate.hook("paypal", BODY)
    turns(collector(gate, noting, tmp_path), 2)
    assert gate_state().unknown == 1
    assert not HookPart.objects.exists()


def test_what_a_taker_stumbles_over_holds_nobody_up_and_is_tried_again(noting, tmp_path, caplog):
    gate, taker = GateSimulator(), Taker(stumbles=2)
    gate.hook("stripe", BODY)
    gate.take("sign_up", address="one@mail.example")
    turns(collector(gate, noting, tmp_path, stripe=taker), 2)
    assert gate.rows == [] and noting.addresses == ["one@mail.example"]
    assert "payer" not in caplog.text and "stripe was set aside: ValueError" in caplog.text
    assert try_again(gate.keys, {}, {"stripe": taker}).counts == {}
    rest()
    assert try_again(gate.keys, {}, {"stripe": taker}).counts == {"set aside": 1}
    rest()
    assert try_again(gate.keys, {}, {"stripe": taker}).counts == {"applied": 1}
    assert taker.bodies == [BODY]
    assert not HookPart.objects.exists()


def rest() -> None:
    HookPart.objects.update(tried=timezone.now() - timedelta(hours=2))


def test_a_takers_database_that_is_away_leaves_the_hook_at_the_gate(noting, tmp_path):
    gate, taker = GateSimulator(), Taker(stumbles=1, error=OperationalError)
    gate.hook("stripe", BODY)
    collecting = collector(gate, noting, tmp_path, stripe=taker)
    with pytest.raises(OperationalError):
        collecting.turn()
    assert not HookPart.objects.exists()
    assert len(gate.rows) == 8
    turns(collecting, 2)
    assert taker.bodies == [BODY]


@pytest.mark.parametrize(("seconds", "taken"), [(0, True), (-100, True), (-1_000, False), (1_000, False)])
def test_a_stranger_cannot_make_an_old_hook_new(noting, tmp_path, seconds, taken):
    """Who has once seen a signed request could seal it with a time that fits its signature: the gate's minute outside says another."""
    gate, taker = GateSimulator(), Taker()
    gate.hook("stripe", BODY, came=int(time.time()) + seconds)
    turns(collector(gate, noting, tmp_path, stripe=taker), 2)
    assert bool(taker.came) is taken
    assert gate_state().refused == (not taken)


def test_strangers_parts_displace_each_other_and_no_hook_that_is_whole(noting, tmp_path, monkeypatch):
    monkeypatch.setattr(joining, "MOST_WAITING", 10)
    gate, taker = GateSimulator(), Taker(stumbles=1)
    junk = [box for _ in range(5) for box in gate.hook("stripe", BODY)[:-1]]
    apply(rows_of(gate.hook("stripe", b"w" * 5_000)), gate.keys, {}, {"stripe": taker})
    apply(rows_of(junk), gate.keys, {}, {"stripe": taker})
    assert HookPart.objects.filter(tried=None).count() == 10
    assert HookPart.objects.exclude(tried=None).count() == 4
    HookPart.objects.exclude(tried=None).update(tried=timezone.now() - timedelta(hours=2))
    try_again(gate.keys, {}, {"stripe": taker})
    assert taker.bodies == [b"w" * 5_000]


def test_a_hook_cannot_keep_another_record_from_being_applied(noting, tmp_path):
    """A stranger who knows the id of a record gives a hook the same name."""
    gate = GateSimulator()
    box = gate.take("sign_up", address="one@mail.example")
    gate.rows.clear()
    gate.hook("stripe", b"{}", hook=record_id(box))
    turns(collector(gate, noting, tmp_path, stripe=Taker()), 2)
    assert AppliedRecord.objects.count() == 1
    assert not AppliedRecord.objects.filter(record=record_id(box)).exists()


def test_what_is_no_part_is_refused(noting, tmp_path):
    gate = GateSimulator()
    gate.take("hook", hook="short", part=0, parts=1, data="")
    gate.take("hook", hook="H" * 22, part=0, parts=10**9, data="AA")
    gate.take("hook", hook=["H"], part="0")
    gate.take("hook", hook="H" * 22, part=0, parts=1, data="AAAA")
    turns(collector(gate, noting, tmp_path), 2)
    assert gate_state().refused == 4
    assert not HookPart.objects.exists()


def test_what_lies_in_a_queue_is_records_of_one_size_and_says_how_many_parts_alone(tmp_path):
    gate = GateSimulator()
    boxes = [*gate.hook("stripe", BODY), gate.take("sign_up", address="one@mail.example")]
    assert len({len(box) for box in boxes}) == 1
    assert {opened(gate.keys, box)["kind"] for box in boxes} == {"hook", "sign_up"}
    assert keyring(gate, tmp_path).queue_keys().keys() == gate.keys.keys()
