"""The collector with gates good and bad: nothing lost, nothing doubled, nobody else listened to."""

import pytest
from django.db import OperationalError

from newsletters.collecting.conftest import Noting
from newsletters.collecting.kit import collector, turns
from simulators.gates import BadLine, FakeGate, GarbledGate, GateSimulator, LosingGate, ReplayingGate, reply
from tamizdat.newsletters.collecting.gate_line import GateAway, NotOurGate
from tamizdat.newsletters.collecting.watching import gate_state
from tamizdat.newsletters.models.collected import SetAside

pytestmark = pytest.mark.django_db(databases=["default", "readers"])


def test_records_come_in_order_opened_with_their_minute(noting, tmp_path):
    gate = GateSimulator()
    gate.take("sign_up", address="one@mail.example")
    gate.take("sign_up", address="two@mail.example")
    counts = collector(gate, noting, tmp_path).turn().counts
    assert noting.addresses == ["one@mail.example", "two@mail.example"]
    assert noting.came[0].came.second == 0
    assert counts == {"applied": 2}


def test_the_gate_erases_only_after_the_next_question(noting, tmp_path):
    gate = GateSimulator()
    gate.take("sign_up", address="one@mail.example")
    collecting = collector(gate, noting, tmp_path)
    collecting.turn()
    assert len(gate.rows) == 1
    assert collecting.owes
    collecting.turn()
    assert gate.rows == []
    assert not collecting.owes


def test_what_the_database_did_not_commit_is_not_acknowledged(tmp_path):
    gate = GateSimulator()
    gate.take("sign_up", address="one@mail.example")

    def fails(record):
        raise OperationalError("the disk is full")

    collecting = collector(gate, fails, tmp_path)
    for _ in range(3):
        with pytest.raises(OperationalError):
            collecting.turn()
    assert len(gate.rows) == 1
    assert {request.done for request in gate.requests} == {0}


def test_a_collector_that_was_killed_acknowledges_nothing_it_has_not_seen(noting, tmp_path):
    gate = GateSimulator()
    gate.take("sign_up", address="one@mail.example")
    collector(gate, noting, tmp_path).turn()
    again = collector(gate, noting, tmp_path)
    assert not again.owes
    again.turn()
    again.turn()
    assert noting.calls == 2
    assert noting.addresses == ["one@mail.example"]
    assert gate.rows == []


def test_a_line_that_loses_half_loses_and_doubles_nothing(noting, tmp_path):
    gate = BadLine()
    for number in range(40):
        gate.take("sign_up", address=f"reader{number}@mail.example")
    gate.said = lambda asked: GateSimulator.said(
        gate, asked.__class__(**{name: getattr(asked, name) for name in asked.__slots__} | {"limit": 3})
    )
    turns(collector(gate, noting, tmp_path), 120)
    assert noting.addresses == [f"reader{number}@mail.example" for number in range(40)]
    assert gate.rows == []
    assert noting.calls > 40  # the line did lose acknowledgements


@pytest.mark.parametrize("bad", [FakeGate, ReplayingGate, GarbledGate])
def test_nothing_is_taken_from_who_is_not_our_gate(bad, noting, tmp_path):
    gate = bad()
    gate.take("sign_up", address="one@mail.example")
    collecting = collector(gate, noting, tmp_path)
    if bad is ReplayingGate:
        collecting.turn()
        noting.came.clear()
    with pytest.raises(NotOurGate):
        collecting.turn()
    assert noting.came == []
    assert not collecting.owes


@pytest.mark.parametrize("place", range(0, 400, 23))
def test_a_changed_byte_anywhere_in_an_answer_is_refused(place, noting, tmp_path):
    gate = GarbledGate()
    gate.garble = lambda body: body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
    gate.take("sign_up", address="one@mail.example")
    with pytest.raises(NotOurGate):
        collector(gate, noting, tmp_path).turn()
    assert noting.came == []


def test_an_answer_without_end_is_cut_off(noting, tmp_path):
    gate = GarbledGate()
    gate.garble = lambda body: b"x" * (5 << 20)
    with pytest.raises(GateAway, match="does not end"):
        collector(gate, noting, tmp_path).turn()


def test_a_record_that_a_handler_stumbles_over_holds_nobody_up(tmp_path, caplog):
    gate, handler = GateSimulator(), Noting(stumbles=1)
    gate.take("sign_up", address="one@mail.example")
    gate.take("sign_up", address="two@mail.example")
    collecting = collector(gate, handler, tmp_path)
    assert collecting.turn().counts == {"set aside": 1, "applied": 1}
    collecting.turn()
    assert gate.rows == []
    assert handler.addresses == ["two@mail.example"]
    assert SetAside.objects.get().why == "ValueError"
    assert "mail.example" not in caplog.text


def test_what_nobody_handles_or_can_open_is_counted_and_passed(noting, tmp_path):
    gate = GateSimulator()
    gate.take("unheard_of", address="one@mail.example")
    gate.take("void")
    gate.put(GateSimulator().take("sign_up", address="sealed to another key"))
    gate.put(b"no box at all")
    gate.take("sign_up", address="two@mail.example")
    counts = collector(gate, noting, tmp_path).turn().counts
    assert counts == {"unknown": 1, "dropped": 1, "unreadable": 2, "applied": 1}
    assert (gate_state().unknown, gate_state().unreadable) == (1, 2)


def test_a_reply_goes_out_with_the_next_question_at_once(tmp_path):
    gate, handler = GateSimulator(), Noting(reply="https://pay.example/checkout")
    gate.take("sign_up", address="one@mail.example")
    collecting = collector(gate, handler, tmp_path)
    collecting.turn(wait=25)
    collecting.turn(wait=25)
    assert [(request.wait, dict(request.replies)) for request in gate.requests] == [
        (25, {}),
        (0, {handler.came[0].id: "https://pay.example/checkout"}),
    ]


def test_a_missing_record_is_said(noting, tmp_path):
    gate = LosingGate()
    for number in range(6):
        gate.take("sign_up", address=f"reader{number}@mail.example")
    collecting = collector(gate, noting, tmp_path)
    collecting.turn()
    for number in range(6):
        gate.take("sign_up", address=f"later{number}@mail.example")
    gate.lose(7, 9, 10)
    collecting.turn()
    assert gate_state().missing == 3
    assert len(noting.came) == 6 + 3


def test_a_queue_that_was_restored_from_a_copy_is_said_and_what_it_has_is_kept(noting, tmp_path):
    gate = GateSimulator()
    for number in range(5):
        gate.take("sign_up", address=f"reader{number}@mail.example")
    collecting = collector(gate, noting, tmp_path)
    collecting.turn()
    gate.rows, gate.last = [], 2
    gate.take("sign_up", address="after@mail.example")  # again number 3
    collecting.turn()
    collecting.turn()
    assert gate_state().went_back == 1
    assert noting.addresses[-1] == "after@mail.example"


def test_another_queue_is_said_and_its_records_are_kept(noting, tmp_path):
    gate = GateSimulator()
    gate.take("sign_up", address="one@mail.example")
    collecting = collector(gate, noting, tmp_path)
    collecting.turn()
    gate.queue, gate.rows, gate.last = "queue-2", [], 0
    gate.take("sign_up", address="two@mail.example")
    collecting.turn()
    collecting.turn()
    assert gate_state().replaced == 1
    assert noting.addresses == ["one@mail.example", "two@mail.example"]
    assert gate.rows == []


def test_the_gate_is_told_board_and_keys_once_and_again_when_they_change(noting, tmp_path):
    gate = GateSimulator()
    collecting = collector(gate, noting, tmp_path)
    collecting.turn()
    collecting.turn()
    collecting._keyring.rotate_queue(now=2_000_000_000)
    collecting.turn()
    told = [request.keys for request in gate.requests]
    assert told[1] is None
    assert told[2] == [collecting._keyring.queue_public().text, gate.queue_key.public.text]


def test_a_gate_that_refuses_our_signature_is_away_with_a_hint(noting, tmp_path):
    gate = GateSimulator()
    collecting = collector(gate, noting, tmp_path)
    gate.poll = lambda body: reply(403, b"")
    with pytest.raises(GateAway, match="both clocks"):
        collecting.turn()
