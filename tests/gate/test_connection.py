"""One connection: whatever bytes come, and however they are cut, the answer is a whole one or none, and nothing hangs."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.gate_running import request, sign_up
from tamizdat.gate.connection import BODY_WITHIN, HEADERS_WITHIN, LARGEST_FORM, Connection
from tamizdat.gate.http import Answer, Request


class Line(asyncio.Transport):
    """The other end, in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.got, self.closed = b"", False

    def write(self, data):
        assert not self.closed
        self.got += data

    def is_closing(self):
        return self.closed

    def close(self):
        self.closed = True

    abort = close


class Talk:
    """A connection whose requests are answered by *respond* and noted."""

    def __init__(self, respond=None) -> None:
        self.requests: list[tuple[str, str, bytes]] = []
        self.line, self.gone = Line(), []
        self._respond = respond
        self.connection = Connection(self.respond, self.gone.append, hsts=False)
        self.connection.connection_made(self.line)

    async def respond(self, asked: Request) -> Answer:
        self.requests.append((asked.method, asked.path, asked.body))
        return self._respond(asked) if self._respond else Answer(200, b"thanks")

    async def say(self, *parts: bytes) -> "Talk":
        for part in parts:
            if not self.line.closed:
                self.connection.data_received(part)
            for _ in range(3):
                await asyncio.sleep(0)
        return self


def talk(*parts: bytes, respond=None) -> Talk:
    async def run() -> Talk:
        return await Talk(respond).say(*parts)

    return asyncio.run(run())


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_a_form_may_come_in_any_pieces(size):
    data = sign_up("reader@mail.example")
    said = talk(*[data[start : start + size] for start in range(0, len(data), size)])
    assert len(said.requests) == 1
    assert said.requests[0][2] in data
    assert said.line.got.startswith(b"HTTP/1.1 200 OK\r\n")
    assert said.line.closed


def test_pages_may_be_asked_for_on_one_connection_and_a_post_ends_it():
    page = b"GET /letter HTTP/1.1\r\nhost: x\r\n\r\n"
    said = talk(page + page, page, sign_up("reader@mail.example") + page)
    assert [method for method, _, _ in said.requests] == ["GET"] * 3 + ["POST"]
    assert said.line.got.count(b"HTTP/1.1 200") == 4
    assert said.line.closed


def test_head_gets_the_headers_alone():
    said = talk(b"HEAD /letter HTTP/1.1\r\nhost: x\r\n\r\n")
    assert said.line.got.endswith(b"\r\n\r\n")
    assert b"content-length: 6" in said.line.got


def test_who_asks_whether_to_go_on_is_told_so():
    head = b"POST /sign-up HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\nexpect: 100-continue\r\n\r\n"
    said = talk(head, b"a=1")
    assert said.line.got.startswith(b"HTTP/1.1 100 ")
    assert b"HTTP/1.1 200" in said.line.got


@pytest.mark.parametrize("path", ["/sign-up", "/ask"])
def test_a_form_that_is_too_long_is_refused_before_it_is_whole(path):
    said = talk(request("POST", path, b"x" * (LARGEST_FORM + 1)))
    assert said.line.got.startswith(b"HTTP/1.1 413")
    assert said.requests == []
    assert said.line.closed


def test_an_error_within_is_said_without_its_words(capsys):
    def stumble(asked: Request) -> Answer:
        raise ValueError(asked.body.decode())

    said = talk(sign_up("reader@mail.example"), respond=stumble)
    assert said.line.got.startswith(b"HTTP/1.1 500")
    assert b"reader" not in said.line.got
    assert "reader" not in capsys.readouterr().err


@given(st.binary(max_size=400))
def test_no_bytes_break_a_connection(data):
    said = talk(data)
    assert said.line.got == b"" or said.line.got.startswith(b"HTTP/1.1 ")


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 255)), max_size=5))
def test_no_change_of_a_request_breaks_a_connection(changes):
    data = bytearray(sign_up("reader@mail.example"))
    for place, byte in changes:
        data[place % len(data)] = byte
    said = talk(bytes(data))
    assert said.line.got.count(b"HTTP/1.1 ") <= 1
    assert b"reader@mail" not in said.line.got


def test_a_post_has_its_own_deadline_and_slow_heads_do_not_move_theirs(monkeypatch):
    now = [1_000.0]
    monkeypatch.setattr("tamizdat.gate.connection.time.monotonic", lambda: now[0])

    async def run() -> list[float]:
        said = Talk()
        seen = [said.connection.deadline]
        now[0] += 5
        await said.say(b"POST /sign-up HTT")
        seen.append(said.connection.deadline)
        await said.say(b"P/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\na")
        seen.append(said.connection.deadline)
        now[0] += 5
        await said.say(b"=")
        return [*seen, said.connection.deadline]

    made = asyncio.run(run())
    assert made == [1_000 + HEADERS_WITHIN, 1_000 + HEADERS_WITHIN, 1_005 + BODY_WITHIN, 1_005 + BODY_WITHIN]


def test_an_ending_door_waits_for_what_is_under_way_and_for_nothing_else():
    async def run() -> list[tuple[bool, bool]]:
        served, fresh, posting = Talk(), Talk(), Talk()
        await served.say(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        await posting.say(sign_up("reader@mail.example")[:-5])
        for each in (served, fresh, posting):
            each.connection.finish()
        state = [(each.line.closed, each.connection.is_worth_waiting) for each in (served, fresh, posting)]
        await fresh.say(sign_up("reader@mail.example"))
        await posting.say(sign_up("reader@mail.example")[-5:])
        assert fresh.line.got.startswith(b"HTTP/1.1 200")
        assert posting.line.got.startswith(b"HTTP/1.1 200")
        return state

    assert asyncio.run(run()) == [(True, False), (False, False), (False, True)]
