"""Small parts: forms are read strictly, tokens cannot be forged, counts are never too low, boards are checked, replies are given once."""

import asyncio
import json
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.gate_running import BOARD, GIVING
from tamizdat.contributions.terms import read_terms
from tamizdat.gate.board import BadBoard, is_path, read_board
from tamizdat.gate.conf import Limits
from tamizdat.gate.http import fields
from tamizdat.gate.replies import LIVES, Replies
from tamizdat.gate.shared import Shared
from tamizdat.gate.tokens import Token, make_token, read_token, work_is_done

KEY, NOW = b"k" * 32, 1_800_000_000

words = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)


@given(st.dictionaries(words, words, max_size=5))
def test_forms_are_read_as_urllib_reads_them(form):
    written = urlencode(form)
    assert fields(written.encode()) == ({"": [""]} if written == "=" else parse_qs(written, keep_blank_values=True))


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading_of_a_form(data):
    try:
        read = fields(data)
    except ValueError:
        return
    assert all(isinstance(value, str) for values in read.values() for value in values)


def test_a_form_with_too_many_fields_is_refused():
    with pytest.raises(ValueError, match="too many"):
        fields(b"a=1&" * 101)


def test_a_token_says_what_it_was_made_of():
    text = make_token(KEY, "script", work=15, now=NOW, nonce=b"0123456789")
    assert len(text) == 43
    assert read_token(KEY, text) == Token("script", 15, NOW, b"0123456789")


@given(st.integers(0, 31), st.integers(1, 255))
def test_a_changed_token_is_none(place, change):
    from tamizdat.sealed.keys import b64, unb64

    raw = bytearray(unb64(make_token(KEY, "page", work=0, now=NOW, nonce=b"0123456789")))
    raw[place] ^= change
    assert read_token(KEY, b64(bytes(raw))) is None
    assert read_token(b"another key" * 3, make_token(KEY, "page", work=0, now=NOW, nonce=b"0123456789")) is None


@pytest.mark.parametrize("work", ["", "я", "x" * 33, "a b", "0\n"])
def test_work_is_letters_and_digits(work):
    assert not work_is_done("T" * 43, work, 0)


@given(st.lists(st.binary(min_size=1, max_size=8), max_size=60))
def test_a_count_is_never_too_low(things):
    shared, true = Shared(cells=64), {}
    for thing in things:
        true[thing] = true.get(thing, 0) + 1
        assert shared.count("address", thing, now=NOW) >= true[thing]


def test_a_hundred_thousand_addresses_a_day_do_not_shut_out_others():
    shared = Shared()
    for number in range(100_000):
        shared.count("address", b"%d" % number, now=NOW)
    assert max(shared.count("address", b"other%d" % number, now=NOW) for number in range(1_000)) <= Limits().address_day


def test_two_gates_count_in_different_places():
    one, two = Shared(cells=2**12), Shared(cells=2**12)
    one.count("address", b"reader@mail.example", now=NOW)
    two.count("address", b"reader@mail.example", now=NOW)
    assert bytes(one._sketches["address"]._bytes) != bytes(two._sketches["address"]._bytes)


def test_a_board_comes_back_as_it_was_written():
    whole = BOARD | {"accent": "#0b5c4a", "accent_dark": "#7fd8c0", "discreet": False}
    whole["giving"] = read_terms(GIVING).to_json() | {"words": GIVING["words"]}
    whole["copies"] = ["https://mirror.example/news"]
    whole["languages"] = [tongue | {"name": "Own name"} for tongue in BOARD["languages"]]
    assert json.loads(read_board(whole).to_json()) == json.loads(json.dumps(whole))


def test_a_board_of_an_older_newsroom_is_still_one():
    board = read_board(BOARD)
    assert (board.colours, board.discreet, board.giving) == (None, True, None)
    assert json.loads(board.to_json()) == json.loads(read_board(json.loads(board.to_json())).to_json())


@pytest.mark.parametrize(
    "wrong",
    [
        {"site": "javascript:alert(1)"},
        {"site": "http://courier.example"},
        {"site": 'https://courier.example"><script>'},
        {"mail": "a@b.example?bcc=c@d.example"},
        {"onion": "https://evil.example"},
        {"careful": "mail.ru"},
        {"careful": ["<b>"]},
        {"languages": []},
        {"languages": [BOARD["languages"][0] | {"code": '"x'}]},
        {"languages": [BOARD["languages"][0] | {"home": "//evil.example"}]},
        {"languages": [BOARD["languages"][0] | {"letters": [{"code": "BAD", "name": "", "promise": ""}]}]},
        {"languages": [BOARD["languages"][0] | {"consent": "x" * 5_000}]},
        {"languages": [{}]},
        {"accent": "red"},
        {"giving": {"offers": []}},
        {"giving": GIVING | {"countries": [{"country": "Russia", "law": "no_ask", "reason": "x", "date": "x", "source": "x"}]}},
        {"giving": GIVING | {"methods": [GIVING["methods"][0] | {"origins": ["https://pay.example; script-src *"]}]}},
        {"giving": GIVING | {"words": [{"language": "en"}]}},
    ],
    ids=str,
)
def test_a_board_with_a_wrong_field_is_refused(wrong):
    with pytest.raises(BadBoard):
        read_board(BOARD | wrong)


@pytest.mark.parametrize("plain", [None, [], "board", 7, {}])
def test_what_is_no_board_is_refused(plain):
    with pytest.raises(BadBoard):
        read_board(plain)


@pytest.mark.parametrize(
    ("text", "path"), [("en/index.html", True), ("", True), ("/en", False), ("a//b", False), ("a/../b", False), ("a b", False)]
)
def test_a_path_stays_within_the_site(text, path):
    assert is_path(text) is path


def test_a_reply_is_given_once_and_forgotten_after_a_minute():
    async def story() -> list[str | None]:
        replies = Replies()
        replies.leave("one", "answer", now=0)
        replies.leave("two", "answer", now=0)
        got = [await replies.fetch("one", wait=0, now=1), await replies.fetch("one", wait=0, now=1)]
        return [*got, await replies.fetch("two", wait=0, now=LIVES + 1)]

    assert asyncio.run(story()) == ["answer", None, None]


def test_who_comes_later_gets_a_reply_only_to_a_record_that_came_by_an_address_that_asks():
    async def story() -> list[str | None]:
        replies = Replies()
        replies.leave("signed up", "answer", now=0)
        asked = await replies.fetch("asked", wait=0, now=0)
        replies.leave("asked", "answer", now=1)
        return [asked, *[await replies.fetch(ref, wait=0, now=2, asks=False) for ref in ("signed up", "asked")]]

    assert asyncio.run(story()) == [None, None, "answer"]


def test_who_waits_gets_the_reply_and_nobody_else():
    async def story() -> list[str | None]:
        replies = Replies()
        first = asyncio.create_task(replies.fetch("one", wait=5, now=0))
        await asyncio.sleep(0)
        second = await replies.fetch("one", wait=0.01, now=0)
        replies.leave("one", "answer", now=0)
        return [await first, second, await replies.fetch("one", wait=0, now=0)]

    assert asyncio.run(story()) == ["answer", None, None]
