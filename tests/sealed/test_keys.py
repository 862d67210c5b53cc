"""Keys: written and read back the same; what is no key is refused; a private one is never shown."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.sealed.keys import P256, X25519, BadKey, PrivateKey, PublicKey, b64, unb64

BOTH = pytest.mark.parametrize("suite", [P256, X25519])


@BOTH
def test_a_key_is_written_and_read_back(suite):
    key = PrivateKey.generate(suite)
    assert PrivateKey.from_bytes(key.to_bytes()).public == key.public
    assert len(key.to_bytes()) == 33
    assert PublicKey.from_text(key.public.text) == PublicKey.from_raw(key.public.raw) == key.public


@BOTH
def test_a_key_is_named_after_its_public_half(suite):
    key = PrivateKey.generate(suite).public
    assert key.id == hashlib.sha256(key.raw).digest()[:8]
    assert len(key.text) == {P256: 87, X25519: 43}[suite]


@BOTH
def test_a_private_key_is_never_shown(suite):
    key = PrivateKey.generate(suite)
    assert repr(key) == f"<private key {key.public.id.hex()}>"
    assert key.to_bytes()[1:].hex() not in repr(key)


@pytest.mark.parametrize("text", ["", "a", "not a key", "A" * 43 + "=", "é" * 43, "A" * 87])
def test_a_text_that_is_no_public_key_is_refused(text):
    with pytest.raises(BadKey):
        PublicKey.from_text(text)


def test_bytes_of_no_keys_length_are_refused():
    with pytest.raises(BadKey, match="not 64"):
        PublicKey.from_raw(bytes(64))


def test_a_point_that_is_not_on_the_curve_is_refused():
    with pytest.raises(BadKey, match="no public key"):
        PublicKey.from_raw(b"\x04" + b"\x01" * 64)


@pytest.mark.parametrize("data", [b"", bytes(32), bytes([3]) + bytes(32), bytes([P256]) + bytes(32), bytes([P256]) + b"\xff" * 32])
def test_bytes_that_are_no_private_key_are_refused(data):
    with pytest.raises(BadKey):
        PrivateKey.from_bytes(data)


@given(st.binary(max_size=100))
def test_base64_has_one_spelling(data):
    assert unb64(b64(data)) == data
    if len(data) % 3:
        with pytest.raises(ValueError, match="URL-safe"):
            unb64(b64(data)[:-1] + chr(ord(b64(data)[-1]) + 1))


def test_padding_and_the_other_alphabet_are_another_spelling():
    for text in ("YQ==", "ab+/"):
        with pytest.raises(ValueError, match=r"URL-safe|padding"):
            unb64(text)
