"""Records: all of one size, opened by their key alone, and nothing but a record comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.sealed.boxes import CannotOpen, seal
from tamizdat.sealed.keys import P256, PrivateKey
from tamizdat.sealed.records import BOX_BYTES, PURPOSE, RECORD_BYTES, can_be_opened, is_box, opened, record_id, sealed

KEY = PrivateKey.generate(P256)
RING = {KEY.public.id: KEY}


@given(st.text(max_size=300))
def test_a_record_comes_out_as_it_was_and_its_size_tells_nothing(text):
    box = sealed(KEY.public, "sign_up", address=text)
    assert len(box) == BOX_BYTES and is_box(box) and can_be_opened(box, [KEY.public])
    assert opened(RING, box) == {"kind": "sign_up", "address": text.encode(errors="replace").decode()}


@pytest.mark.parametrize("inside", [b"", b"no JSON", b"[]", b"{}", b'{"kind": 7}', b"[" * 2_000, b"\xff"])
def test_what_is_no_record_is_refused(inside):
    with pytest.raises(CannotOpen, match="no record"):
        opened(RING, seal(KEY.public, inside, purpose=PURPOSE, size=RECORD_BYTES))


def test_a_record_too_long_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        sealed(KEY.public, "sign_up", address="a" * RECORD_BYTES)


def test_a_box_of_another_size_or_key_is_none_of_ours():
    box = sealed(KEY.public, "confirm", ref="r" * 22)
    assert not is_box(box[:-1]) and not is_box(b"\2" + box[1:])
    assert not can_be_opened(box, [PrivateKey.generate(P256).public]) and not can_be_opened(b"", [KEY.public])


def test_a_record_is_named_by_its_bytes():
    box = sealed(KEY.public, "confirm", ref="r" * 22)
    assert record_id(box) == record_id(bytes(box)) != record_id(sealed(KEY.public, "confirm", ref="r" * 22))
    assert len(record_id(box)) == 22
