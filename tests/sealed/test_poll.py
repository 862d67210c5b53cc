"""The poll's wire: what one side signs the other reads; anything else is refused whole. Vectors: tests/gate/vectors.json."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.gate.tokens import make_token, work_is_done
from tamizdat.sealed import doors
from tamizdat.sealed.keys import P256, PrivateKey, b64, unb64
from tamizdat.sealed.links import Link, read_link, sign_link
from tamizdat.sealed.poll import Answer, PollRefused, Request, Row, gate_name, read_answer, read_request, sign_answer, sign_request
from tamizdat.sealed.records import opened, record_id

NEWSROOM = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
GATE = Ed25519PrivateKey.from_private_bytes(b"g" * 32)
NONCE = b64(bytes(range(16)))
NOW = 1_800_000_000
REQUEST = Request(
    gate=gate_name(GATE.public_key()), nonce=NONCE, time=NOW, queue="q", done=7, seen="s", limit=3, wait=4, replies={"r": "a"}
)
ANSWER = Answer(
    queue="q", first=8, last=9, time=NOW, records=[Row(8, 5, b"\x01box", "S"), Row(9, 5, b"\x02box", "c")], numbers={"taken": 9}
)
VECTORS = Path(__file__).parents[1] / "gate" / "vectors.json"


def read(body: bytes, now: float = NOW) -> Request:
    return read_request(NEWSROOM.public_key(), body, gate=GATE.public_key(), now=now)


def heard(body: bytes, nonce: str = NONCE) -> Answer:
    return read_answer(GATE.public_key(), body, nonce=nonce)


def test_a_request_and_an_answer_are_read_as_they_were_signed():
    assert read(sign_request(NEWSROOM, REQUEST)) == REQUEST
    assert heard(sign_answer(GATE, ANSWER, nonce=NONCE)) == ANSWER


@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_one_changed_byte_is_refused(place, change):
    for body, how in ((sign_request(NEWSROOM, REQUEST), read), (sign_answer(GATE, ANSWER, nonce=NONCE), heard)):
        changed = bytearray(body)
        changed[place % len(body)] ^= change
        with pytest.raises(PollRefused):
            how(bytes(changed))


@given(st.binary(max_size=300))
def test_no_bytes_are_a_message_unless_signed(data):
    for how in (read, heard):
        with pytest.raises(PollRefused):
            how(data)


def test_an_answer_to_one_question_is_none_to_another():
    with pytest.raises(PollRefused):
        heard(sign_answer(GATE, ANSWER, nonce=b64(b"x" * 16)))


def test_a_request_cannot_pose_as_an_answer():
    same = Ed25519PrivateKey.from_private_bytes(b"g" * 32)
    with pytest.raises(PollRefused):
        heard(sign_request(same, REQUEST))


@pytest.mark.parametrize("away", [-301, 301])
def test_a_request_from_another_time_is_refused(away):
    with pytest.raises(PollRefused, match="clocks"):
        read(sign_request(NEWSROOM, REQUEST), NOW + away)


def test_a_request_for_another_gate_is_refused():
    with pytest.raises(PollRefused, match="another gate"):
        read(sign_request(NEWSROOM, replace(REQUEST, gate="x")))


@pytest.mark.parametrize(
    "rows",
    [[9, 8], [8, 8], [7], [10], [8, 10]],
)
def test_an_answer_out_of_order_is_refused(rows):
    with pytest.raises(PollRefused, match="order"):
        heard(sign_answer(GATE, replace(ANSWER, records=[Row(seq, 5, b"x") for seq in rows]), nonce=NONCE))


@pytest.mark.parametrize(
    "wrong", [{"done": -1}, {"time": "now"}, {"replies": {"r": "x" * 2_001}}, {"keys": [7]}, {"board": []}, {"nonce": "AAAA"}]
)
def test_a_signed_request_with_a_wrong_field_is_refused(wrong):
    with pytest.raises(PollRefused):
        read(sign_request(NEWSROOM, replace(REQUEST, **wrong)))


def test_limits_are_cut_to_what_is_allowed():
    asked = read(sign_request(NEWSROOM, replace(REQUEST, limit=10_000, wait=3_600)))
    assert (asked.limit, asked.wait) == (500, 25)


def test_the_written_vectors_hold():
    said = json.loads(VECTORS.read_text())
    assert make_token(unb64(said["token"]["key"]), "page", work=0, now=said["token"]["time"], nonce=b"0123456789") == said["token"]["text"]
    assert work_is_done(said["work"]["token"], said["work"]["work"], 15)
    links = Ed25519PrivateKey.from_private_bytes(unb64(said["link"]["key"]))
    link = Link(action="unsubscribe", ref="R" * 22, language="ru", issue="7", shown=("weekly",))
    assert sign_link(links, link) == said["link"]["text"]
    assert read_link(links.public_key(), said["link"]["text"], now=NOW) == link
    mail = replace(link, action="mail", shown=("weekly", "+discreet", "weekly"))
    assert sign_link(links, mail) == said["link"]["mail"]
    assert read_link(links.public_key(), said["link"]["mail"], now=NOW) == mail
    assert sign_request(NEWSROOM, REQUEST) == unb64(said["request"])
    assert sign_answer(GATE, ANSWER, nonce=NONCE) == unb64(said["answer"])
    unmarked = replace(ANSWER, records=[replace(row, door=doors.UNMARKED) for row in ANSWER.records])
    assert heard(unb64(said["unmarked_answer"])) == unmarked  # from a gate that does not mark doors
    kinds = {kind for named in said["doors"].values() for kind in named}
    assert all(doors.takes(door, kind) == (kind in named) for door, named in said["doors"].items() for kind in kinds)
    wishes = {method: [door for door in said["doors"] if doors.may_give(door, method)] for method in ("card", "paypal", "crypto", "barter")}
    assert wishes == {"card": ["G", "c"], "paypal": ["G", "p"], "crypto": ["G", "x"], "barter": ["G"]}
    key = PrivateKey.from_bytes(unb64(said["record"]["key"]))
    box = unb64(said["record"]["box"])
    assert opened({key.public.id: key}, box) == said["record"]["inside"]
    assert record_id(box) == said["record"]["id"]
    assert key.suite == P256
