"""The head: at most 1,024 bytes in one spelling, with everything an edition is found by."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.edition.canonical import canonical, digest
from tamizdat.edition.head import EXPIRES_AFTER, HEAD_BYTES, BadHead, Head, decode_head, encode_head, expiry, utc

HEAD = Head(
    edition=41,
    time="2026-11-22T18:35:00Z",
    expires="2026-11-29T18:35:00Z",
    pages="p" * 27,
    objects="o" * 27,
    floor=digest(b"floor"),
    mirrors=("https://one.example/", "https://two.example/"),
    gates=("https://gate.example/",),
    queue="q" * 43,
    roots=1,
)


def test_what_is_written_is_read_back():
    assert decode_head(encode_head(HEAD)) == HEAD


def test_it_is_canonical_json_with_a_schema_number():
    assert encode_head(HEAD).startswith(b'{"edition":41,"expires":"2026-11-29T18:35:00Z","floor":"')
    assert b'"schema":1' in encode_head(HEAD)


@given(st.lists(st.integers(1, 200), max_size=30))
def test_it_never_passes_its_limit_and_the_first_mirrors_stay(lengths):
    mirrors = tuple(f"https://{number}.example/{'m' * length}" for number, length in enumerate(lengths))
    data = encode_head(replace(HEAD, mirrors=mirrors))
    kept = decode_head(data).mirrors
    assert len(data) <= HEAD_BYTES
    assert kept == mirrors[: len(kept)]
    if len(kept) < len(mirrors):
        assert len(data) + len(mirrors[len(kept)]) + 3 > HEAD_BYTES - 1, "a mirror was left out that would have fitted"


def test_gates_are_never_left_out():
    with pytest.raises(BadHead, match="fewer gates"):
        encode_head(replace(HEAD, mirrors=(), gates=("https://gate.example/" + "g" * 1000,)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"{" * 900,
        b"[" * 1000,
        encode_head(HEAD) + b"\n",
        encode_head(HEAD).replace(b'"schema":1', b'"schema":2'),
        encode_head(HEAD).replace(b'"edition":41', b'"edition":"41"'),
        encode_head(HEAD).replace(b'"edition":41', b'"edition":true'),
        encode_head(HEAD).replace(b'"edition":41', b'"edition":41.0'),
        encode_head(HEAD).replace(b'"edition":41', b'"edition":41,"edition":41'),
        encode_head(HEAD).replace(b'"edition":41', b'"edition": 41'),
        encode_head(HEAD).replace(b"18:35:00Z", b"18:35:00 "),
        encode_head(HEAD).replace(b'"https://one.example/"', b"1"),
        encode_head(HEAD).replace(b'"queue"', b'"quiet"'),
        encode_head(HEAD).replace(b'"roots":1,', b""),
        encode_head(HEAD).replace(b'"gates":["https://gate.example/"]', b'"gates":{}'),
        encode_head(HEAD).replace(b"pppp", b"\\ud800"),
        encode_head(HEAD).decode().encode("utf-16"),
        canonical({"schema": 1, "more": "x" * 2000}),
    ],
)
def test_what_is_no_head_is_refused_with_a_sentence(data):
    with pytest.raises(BadHead):
        decode_head(data)


@given(st.binary(max_size=300))
def test_noise_is_refused(data):
    with pytest.raises(BadHead):
        decode_head(data)


def test_times_are_utc_and_expire_after_seven_days():
    moment = datetime(2026, 11, 22, 21, 35, tzinfo=timezone(timedelta(hours=3)))
    assert utc(moment) == "2026-11-22T18:35:00Z"
    assert expiry(datetime(2026, 11, 22, 18, 35, tzinfo=UTC)) == "2026-11-29T18:35:00Z"
    assert timedelta(days=7) == EXPIRES_AFTER
