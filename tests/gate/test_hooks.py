"""Hooks at the gate: taken whole or not at all, sealed at once, bounded by their own limits, and believed by nobody here."""

import asyncio
import time

import pytest

from gate.kit import Scene
from gate.test_connection import Talk, talk
from simulators.gate_running import request
from tamizdat.gate.conf import BadSetting, load
from tamizdat.gate.hooks import HEADERS
from tamizdat.gate.http import Answer
from tamizdat.gate.lines import FAILED, FULL, HOOK, SIGN_UP
from tamizdat.sealed.hooks import LARGEST_BODY, MOST_PARTS, Part, Posted, cut, join, read_part
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import BOX_BYTES, opened

NAMES = "bounces stripe.a-long-secret btcpay"
SIGNED = (("content-type", "application/json"), ("stripe-signature", "t=1,v1=00"))


@pytest.fixture
def scene(tmp_path) -> Scene:
    return Scene(tmp_path / "gate", hooks=NAMES)


def parts_of(scene: Scene) -> list[Part]:
    """The parts in the only thing that the keeper was asked for."""
    ((use, said),) = scene.keeper.asked
    assert use == HOOK
    assert len(said) == 2 + int.from_bytes(said[:2]) * BOX_BYTES
    boxes = [said[start : start + BOX_BYTES] for start in range(2, len(said), BOX_BYTES)]
    return [read_part(opened(scene.newsroom.keys, box)) for box in boxes]


@pytest.mark.parametrize("size", [1, 1_300, 1_400, 5_000, LARGEST_BODY])
def test_a_hook_comes_out_as_it_came_in_records_of_the_one_size(scene, size):
    body, before = bytes(range(256)) * (size // 256 + 1), int(time.time())
    assert scene.hook("/hooks/bounces", body[:size], SIGNED).status == 200
    posted = join(parts_of(scene))
    assert (posted.name, posted.headers, posted.body) == ("bounces", dict(SIGNED), body[:size])
    assert before <= posted.came <= time.time()


def test_the_largest_hook_has_no_more_parts_than_the_newsroom_takes(scene):
    headers = tuple((name.decode(), "x" * 800) for name in HEADERS)
    assert scene.hook("/hooks/bounces", b"\0" * LARGEST_BODY, headers).status == 200
    assert len(parts_of(scene)) <= MOST_PARTS


def test_a_name_is_told_from_its_secret_address(scene):
    assert scene.hook("/hooks/stripe.a-long-secret", b"{}").status == 200
    assert join(parts_of(scene)).name == "stripe"


@pytest.mark.parametrize(
    "path", ["/hooks/stripe", "/hooks/stripe.a-long-secret/", "/hooks/", "/hooks", "/hooks/paypal", "/hooks/bounces.x"]
)
def test_what_is_not_listed_is_not_there(scene, path):
    assert scene.hook(path, b"{}").status == 404
    assert scene.keeper.asked == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS"])
def test_a_hook_is_posted(scene, method):
    assert scene.send(method, "/hooks/bounces", b"{}").status == 405
    assert scene.keeper.asked == []


def test_a_hook_without_a_body_is_none(scene):
    assert scene.hook("/hooks/bounces", b"").status == 400


@pytest.mark.parametrize("says", [FULL, FAILED])
def test_what_is_not_on_the_disk_is_to_be_sent_again(scene, says):
    scene.keeper.says = says
    answer = scene.hook("/hooks/bounces", b"{}")
    assert answer.status == 503
    assert int(dict(answer.headers(hsts=False, close=True))["retry-after"]) > 0


def test_each_name_has_an_hours_limit_of_its_own(tmp_path):
    scene = Scene(tmp_path / "gate", hooks=NAMES, hook_hour=3)
    answers = [scene.hook("/hooks/bounces", b"{}") for _ in range(5)]
    assert [answer.status for answer in answers] == [200] * 3 + [503] * 2
    assert 0 < answers[-1].again <= 3_600
    assert scene.hook("/hooks/btcpay", b"{}").status == 200


def test_hooks_stop_at_half_of_the_queue_and_put_no_form_under_attack(tmp_path):
    scene = Scene(tmp_path / "gate", hooks=NAMES, rows=10, calm=3)
    for _ in range(5):
        assert scene.hook("/hooks/bounces", b"{}").status == 200
    scene.shared.set("last", 5)
    assert scene.hook("/hooks/bounces", b"{}").status == 503
    assert scene.sign_up().status == 200
    assert scene.keeper.asked[-1][0] == SIGN_UP


def test_of_the_headers_only_those_are_kept_that_signatures_need():
    head = b"POST /hooks/x HTTP/1.1\r\nhost: x\r\ncookie: a=secret\r\nuser-agent: secret\r\nforwarded: for=1.2.3.4\r\nx-forwarded-for: 1.2.3.4\r\n"
    seen = []
    talk(
        head + b"Stripe-Signature: t=1\r\nBTCPay-Sig: sha256=0\r\ncontent-length: 2\r\n\r\n{}",
        respond=lambda asked: note(seen, asked.headers),
    )
    assert seen == [(("stripe-signature", "t=1"), ("btcpay-sig", "sha256=0"))]


def test_of_a_form_no_header_is_kept():
    seen = []
    talk(
        b"POST /sign-up HTTP/1.1\r\nhost: x\r\nstripe-signature: 1\r\ncontent-length: 3\r\n\r\na=1",
        respond=lambda asked: note(seen, asked.headers),
    )
    assert seen == [()]


def note(seen: list, what: object) -> Answer:
    seen.append(what)
    return Answer(200, b"")


@pytest.mark.parametrize(("path", "size", "status"), [("/hooks/bounces", LARGEST_BODY, 200), ("/hooks/bounces", LARGEST_BODY + 1, 413)])
def test_a_body_has_the_room_of_its_address(scene, path, size, status):
    said = Talk()
    said.connection._room = scene.gate.room
    asyncio.run(said.say(request("POST", path, b"x" * size)))
    assert said.line.got.startswith(b"HTTP/1.1 %d" % status)


def test_only_a_listed_hook_may_be_longer_than_a_form(scene):
    assert scene.gate.room("/hooks/bounces") == LARGEST_BODY
    assert scene.gate.room("/hooks/paypal") == scene.gate.room("/sign-up") == 16 * 1024


@pytest.mark.parametrize(
    "hooks", ["Bounces", "9x", "stripe.short", "stripe.", "stripe.a/b/c/d/e", "x" * 33, "a;b", "stripe.12345678.12345678"]
)
def test_a_list_of_hooks_that_makes_no_sense_stops_the_start(hooks):
    with pytest.raises(BadSetting, match="TAMIZDAT_GATE_HOOKS"):
        load({"TAMIZDAT_GATE_HOOKS": f"bounces {hooks}"})


@pytest.fixture(scope="module")
def parts(tmp_path_factory) -> list[Part]:
    """The parts of a hook of 5,000 bytes."""
    newsroom = Scene(tmp_path_factory.mktemp("parts") / "gate").newsroom
    posted = Posted(name="bounces", headers={}, body=b"x" * 5_000, came=1_800_000_000)
    return [read_part(opened(newsroom.keys, box)) for box in cut(newsroom.queue.public, posted, hook="H" * 22)]


def test_parts_are_joined_in_any_order_and_twice_is_once(parts):
    assert join(parts[::-1] + parts[:2]) == join(parts)


def test_what_is_not_all_of_one_hook_is_not_joined(parts):
    other = Part("O" * 22, parts[0].number, parts[0].count, parts[0].data)
    for some in (parts[1:], [*parts[:-1], other], [*parts[:-1], Part("H" * 22, 9, 10, b"")], [Part("H" * 22, 0, 1, b"[")]):
        with pytest.raises(ValueError):
            join(some)


@pytest.mark.parametrize(
    "head",
    [
        b"{}",
        b"[]",
        b'{"name":"x","came":"1","headers":{}}',
        b'{"name":"X","came":1,"headers":{}}',
        b'{"name":"x","came":1,"headers":{"a":1}}',
        b"[" * 1000,
    ],
)
def test_a_stranger_who_seals_something_like_a_hook_is_refused(head):
    with pytest.raises(ValueError):
        join([Part("H" * 22, 0, 1, head + b"\nbody")])


@pytest.mark.parametrize(
    "change",
    [{"hook": "short"}, {"hook": 7}, {"part": -1}, {"part": 1}, {"part": True}, {"parts": 1_000_000}, {"data": "=="}, {"data": None}],
)
def test_a_stranger_who_seals_something_like_a_part_is_refused(change):
    with pytest.raises(ValueError):
        read_part({"hook": "H" * 22, "part": 0, "parts": 1, "data": b64(b"x")} | change)
