"""The hatch: answers the newsroom's signed requests, once, and erases only what the newsroom names."""

import asyncio
import os
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simulators.gate_running import BOARD, furnish
from tamizdat.gate.hatch import Hatch
from tamizdat.gate.home import Home
from tamizdat.gate.shared import Shared
from tamizdat.gate.stores.sqlite import SqliteHatch, SqliteShelf
from tamizdat.sealed.keys import P256, PrivateKey, b64
from tamizdat.sealed.poll import Answer, Request, Row, gate_name, read_answer, sign_request
from tamizdat.sealed.records import BOX_BYTES, record_id


class Setting:
    def __init__(self, folder) -> None:
        self.newsroom = furnish(folder, None)
        self.home, self.shared, self.path = Home(folder), Shared(cells=16), folder / "queue.sqlite3"
        self.open()
        self.shelf = SqliteShelf(self.path)

    def open(self) -> None:
        self.hatch = Hatch(self.home, SqliteHatch(self.path), self.shared, new_rows=os.eventfd(0))

    def request(self, **said) -> Request:
        usual = {"gate": gate_name(self.newsroom.gate), "nonce": b64(os.urandom(16)), "time": int(time.time())}
        return Request(**(usual | said))

    def say(self, body: bytes) -> bytes:
        return asyncio.run(self.hatch.poll(body))

    def poll(self, **said) -> Answer:
        request = self.request(**said)
        return read_answer(self.newsroom.gate, self.say(sign_request(self.newsroom.poll, request)), nonce=request.nonce)

    def fill(self, count: int, first: int = 1) -> list[Row]:
        rows = [Row(seq, 5, os.urandom(BOX_BYTES)) for seq in range(first, first + count)]
        self.shelf.append(rows, 0)
        return rows


@pytest.fixture
def setting(tmp_path) -> Setting:
    return Setting(tmp_path / "gate")


def test_the_oldest_rows_come_first_and_the_rest_is_counted(setting):
    rows = setting.fill(5)
    answer = setting.poll(limit=2)
    assert list(answer.records) == rows[:2]
    assert (answer.first, answer.last) == (1, 5)


def test_rows_are_erased_when_queue_number_and_record_are_named(setting):
    rows = setting.fill(5)
    queue = setting.poll().queue
    answer = setting.poll(queue=queue, done=3, seen=record_id(rows[2].box))
    assert list(answer.records) == rows[3:]
    assert setting.shared.get("erased") == 3


@pytest.mark.parametrize("wrong", [{"queue": "another"}, {"seen": "another"}, {"done": 2}, {"done": 9}, {"queue": ""}])
def test_nothing_is_erased_if_one_of_them_is_wrong(setting, wrong):
    rows = setting.fill(5)
    right = {"queue": setting.poll().queue, "done": 3, "seen": record_id(rows[2].box)}
    assert len(setting.poll(**(right | wrong)).records) == 5


def test_a_request_is_good_once_also_after_a_restart(setting):
    body = sign_request(setting.newsroom.poll, setting.request())
    assert setting.say(body)
    assert setting.say(body) == b""
    setting.open()
    assert setting.say(body) == b""


def test_what_the_newsroom_has_not_signed_for_this_gate_and_time_is_refused(setting):
    key = setting.newsroom.poll
    good = sign_request(key, setting.request())
    bad = [
        sign_request(Ed25519PrivateKey.generate(), setting.request()),
        sign_request(key, setting.request(gate="another")),
        sign_request(key, setting.request(time=int(time.time()) - 301)),
        sign_request(key, setting.request(time=int(time.time()) + 302)),
        sign_request(key, setting.request(nonce="short")),
        sign_request(key, setting.request(done=-1)),
        sign_request(key, setting.request(keys=["no key"])),
        good[:-1],
        good[:64],
        b"",
        good[:70] + bytes([good[70] ^ 1]) + good[71:],
    ]
    assert [setting.say(body) for body in bad] == [b""] * len(bad)
    assert setting.say(good)


def test_board_and_keys_are_put_up(setting):
    new = PrivateKey.generate(P256).public
    setting.poll(board=BOARD, keys=[new.text, setting.newsroom.queue.public.text])
    assert setting.home.board().languages[1].newspaper == "Кешский курьер"
    assert setting.home.queue_keys() == [new, setting.newsroom.queue.public]


def test_a_board_that_is_wrong_leaves_the_old_one(setting):
    setting.poll(board=BOARD)
    setting.poll(board={"site": "javascript:alert(1)"})
    assert setting.home.board().site == BOARD["site"]


def test_a_question_that_may_wait_is_answered_when_rows_come(setting):
    async def story() -> float:
        asyncio.get_running_loop().add_reader(setting.hatch._new_rows, setting.hatch._rows_came)
        request = setting.request(wait=20)
        waiting = asyncio.create_task(setting.hatch.poll(sign_request(setting.newsroom.poll, request)))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        setting.fill(1)
        os.eventfd_write(setting.hatch._new_rows, 1)
        answer = read_answer(setting.newsroom.gate, await waiting, nonce=request.nonce)
        assert len(answer.records) == 1
        return time.monotonic() - began

    assert asyncio.run(story()) < 5


def test_the_keepers_count_is_not_set_back(setting):
    setting.fill(5)
    setting.shared.set("last", 9)
    setting.hatch._count()
    assert setting.shared.get("last") == 9


def test_who_only_leaves_replies_takes_no_records_and_erases_none(setting):
    setting.fill(5)
    answer = setting.poll(limit=0, replies={"R" * 22: "here"})
    assert (list(answer.records), answer.first, answer.last) == ([], 1, 5)
    assert len(setting.poll().records) == 5
    assert asyncio.run(setting.hatch._replies.fetch("R" * 22, wait=0, now=time.monotonic())) == "here"


def test_two_lines_of_one_newsroom_do_not_disturb_each_other(setting):
    """One waits for records; the other leaves replies meanwhile; then records come, and the first gets them all."""

    async def story() -> Answer:
        asyncio.get_running_loop().add_reader(setting.hatch._new_rows, setting.hatch._rows_came)
        request = setting.request(wait=20)
        waiting = asyncio.create_task(setting.hatch.poll(sign_request(setting.newsroom.poll, request)))
        await asyncio.sleep(0.1)
        for number in range(3):
            left = setting.request(limit=0, replies={f"{number:022}": "here"})
            body = await setting.hatch.poll(sign_request(setting.newsroom.poll, left))
            assert read_answer(setting.newsroom.gate, body, nonce=left.nonce).records == []
        assert not waiting.done()
        setting.fill(2)
        os.eventfd_write(setting.hatch._new_rows, 1)
        late = setting.request(limit=0, replies={"L" * 22: "here"})  # while the first gathers what came
        await setting.hatch.poll(sign_request(setting.newsroom.poll, late))
        return read_answer(setting.newsroom.gate, await asyncio.wait_for(waiting, 5), nonce=request.nonce)

    assert len(asyncio.run(story()).records) == 2
