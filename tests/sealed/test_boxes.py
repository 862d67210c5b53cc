"""Boxes: closed to one key for one purpose; anything else is refused, and sizes tell nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.sealed.boxes import CannotOpen, box_bytes, key_id, open_box, pad, seal, unpad
from tamizdat.sealed.keys import P256, X25519, PrivateKey

KEYS = {suite: PrivateKey.generate(suite) for suite in (P256, X25519)}
RING = {key.public.id: key for key in KEYS.values()}
suites = st.sampled_from([P256, X25519])


@given(suites, st.binary(max_size=300))
def test_what_is_sealed_comes_out_as_it_was(suite, data):
    box = seal(KEYS[suite].public, data, purpose="a")
    assert open_box(RING, box, purpose="a") == data
    assert len(box) == box_bytes(suite, len(data))


@given(suites, st.binary(max_size=255))
def test_padded_boxes_are_all_of_one_size(suite, data):
    box = seal(KEYS[suite].public, data, purpose="a", size=256)
    assert len(box) == box_bytes(suite, 256)
    assert open_box(RING, box, purpose="a", padded=True) == data


def test_the_same_thing_sealed_twice_looks_different():
    key = KEYS[X25519].public
    assert seal(key, b"a", purpose="a") != seal(key, b"a", purpose="a")


def test_too_much_for_the_size_is_refused_before_sealing():
    with pytest.raises(ValueError, match="256 bytes do not fit into a box of 256"):
        seal(KEYS[P256].public, bytes(256), purpose="a", size=256)


@pytest.mark.parametrize("suite", [P256, X25519])
def test_another_purpose_is_refused(suite):
    box = seal(KEYS[suite].public, b"a", purpose="a")
    with pytest.raises(CannotOpen, match="another purpose"):
        open_box(RING, box, purpose="b")


@pytest.mark.parametrize("suite", [P256, X25519])
def test_another_key_is_refused(suite):
    box = seal(KEYS[suite].public, b"a", purpose="a")
    other = PrivateKey.generate(suite)
    with pytest.raises(CannotOpen, match="no key here"):
        open_box({other.public.id: other}, box, purpose="a")
    with pytest.raises(CannotOpen, match="damaged"):
        open_box({KEYS[suite].public.id: other}, box, purpose="a")


def test_a_key_of_the_other_suite_under_its_name_is_refused():
    box = seal(KEYS[P256].public, bytes(100), purpose="a")
    with pytest.raises(CannotOpen, match="no key here"):
        open_box({KEYS[P256].public.id: KEYS[X25519]}, box, purpose="a")


@given(suites, st.data())
def test_a_changed_bit_anywhere_is_refused(suite, data):
    box = bytearray(seal(KEYS[suite].public, b"reader@mail.example", purpose="a", size=64))
    bit = data.draw(st.integers(0, len(box) * 8 - 1))
    box[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        open_box(RING, bytes(box), purpose="a", padded=True)


@given(suites, st.integers(0, 200))
def test_a_cut_box_is_refused(suite, length):
    box = seal(KEYS[suite].public, bytes(64), purpose="a")
    with pytest.raises(CannotOpen):
        open_box(RING, box[: min(length, len(box) - 1)], purpose="a")


@given(st.binary(max_size=200))
def test_noise_is_no_box(noise):
    with pytest.raises(CannotOpen):
        open_box(RING, noise, purpose="a")


def test_the_box_names_its_key():
    assert key_id(seal(KEYS[P256].public, b"", purpose="a")) == KEYS[P256].public.id


@given(st.binary(max_size=63))
def test_padding_comes_off_again(data):
    assert len(pad(data, 64)) == 64
    assert unpad(pad(data, 64)) == data


@pytest.mark.parametrize("damaged", [b"", bytes(64), b"abc", b"abc\x80\x00\x01"])
def test_damaged_padding_is_refused(damaged):
    with pytest.raises(CannotOpen, match="padding"):
        unpad(damaged)
