"""Signed JSON from a relay's operator: believed when signed, new and in form; otherwise not at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.mail import WHEN, ref
from tamizdat.newsletters.bounces.webhook import BODY_BYTES, TOLERANCE, BadWebhook, read_webhook, sign
from tamizdat.newsletters.mail.names import return_path

KEY, SECRET, READER = b"k" * 32, b"s" * 32, ref()
BACK = return_path(KEY, 27, READER, "courier.example")


def found(events, **changes):
    body = changes.pop("body", None) or json.dumps({"events": events}).encode()
    signature = changes.pop("signature", sign(body, secret=SECRET, when=WHEN))
    return read_webhook(body, signature, **{"secret": SECRET, "key": KEY, "came": WHEN} | changes)


def test_events_are_understood_as_reports_are():
    events = [
        {"kind": "bounce", "return_path": BACK, "status": "5.1.1"},
        {"kind": "bounce", "return_path": f"<{BACK}>", "status": "4.2.2"},
        {"kind": "bounce", "return_path": BACK, "status": "5.7.1", "words": "spam from ada@mail.example"},
        {"kind": "complaint", "return_path": BACK},
        {"kind": "complaint", "return_path": "ada@mail.example"},
        {"kind": "opened", "return_path": BACK},
        "no event",
        {"kind": ["bounce"], "return_path": {}},
    ]
    findings = found(events)
    assert [one.kind for one in findings] == ["gone", "temporary", "blocked", "complaint", "stranger", "unknown", "unknown", "unknown"]
    assert all((one.token.mailing, one.token.ref) == (27, READER) for one in findings[:4]) and "@" not in findings[2].words


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": b"t" * 32},
        {"signature": "v1=00"},
        {"signature": f"t={WHEN},v1=00"},
        {"signature": ""},
        {"signature": "t=99999999999999,v1=0"},
        {"signature": "t=١٢٣,v1=0"},
        {"came": WHEN + TOLERANCE + 1},
        {"came": WHEN - TOLERANCE - 1},
        {"body": b'{"events": ['},
        {"body": b"[]"},
        {"body": b'{"events": {}}'},
        {"body": b"x" * (BODY_BYTES + 1)},
        {"body": json.dumps({"events": [{}] * 1001}).encode()},
        {"body": b"[" * 100_000},
    ],
)
def test_what_is_unsigned_old_or_out_of_form_is_refused_unsaid(changes):
    with pytest.raises(BadWebhook) as refused:
        found([{"kind": "complaint", "return_path": BACK}], **changes)
    assert BACK not in str(refused.value)


def test_a_signature_holds_for_its_body_alone():
    signature = sign(b'{"events": []}', secret=SECRET, when=WHEN)
    with pytest.raises(BadWebhook, match="does not fit"):
        found([{"kind": "complaint", "return_path": BACK}], signature=signature)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda some: st.lists(some) | st.dictionaries(st.text(), some)))
def test_any_events_are_read_without_a_fault(value):
    assert {one.kind for one in found([value, {"kind": value, "return_path": value, "status": value}])} <= {"unknown", "stranger"}
