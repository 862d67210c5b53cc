"""Our boxes are HPKE as RFC 9180 has it: a second implementation, itself held to the RFC's vectors, opens and makes them."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x25519

from sealed import hpke
from tamizdat.sealed.boxes import ID_BYTES, open_box, seal
from tamizdat.sealed.keys import P256, X25519, PrivateKey

INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
TEXT = bytes.fromhex("4265617574792069732074727574682c20747275746820626561757479")
AAD = b"Count-0"

VECTORS = {
    # RFC 9180, A.1.1 and A.3.1: ephemeral and recipient's private keys, the first ciphertext (AES-128-GCM)
    "x25519": (
        "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
        "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
    ),
    "p256": (
        "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb",
        "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2",
        "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434",
    ),
}
KEMS = {"x25519": hpke.X25519, "p256": hpke.P256}


def private(name, text):
    raw = bytes.fromhex(text)
    if name == "x25519":
        return x25519.X25519PrivateKey.from_private_bytes(raw)
    return ec.derive_private_key(int.from_bytes(raw), ec.SECP256R1())


@pytest.mark.parametrize("name", VECTORS)
def test_the_second_implementation_gives_the_rfcs_ciphertext(name):
    ephemeral, recipient, expected = VECTORS[name]
    secret = private(name, recipient)
    sent = hpke.seal(KEMS[name], private(name, ephemeral), hpke.raw_public(secret), INFO, TEXT, aad=AAD, key_bytes=16)
    assert sent[KEMS[name].size :].hex() == expected
    assert hpke.open_sealed(KEMS[name], secret, sent, INFO, aad=AAD, key_bytes=16) == TEXT


@pytest.mark.parametrize(("suite", "kem"), [(X25519, hpke.X25519), (P256, hpke.P256)])
def test_the_second_implementation_opens_our_boxes(suite, kem):
    key = PrivateKey.generate(suite)
    box = seal(key.public, b"reader@mail.example", purpose="for a test")
    assert hpke.open_sealed(kem, key.handle, box[1 + ID_BYTES :], b"for a test") == b"reader@mail.example"


@pytest.mark.parametrize(("suite", "kem"), [(X25519, hpke.X25519), (P256, hpke.P256)])
def test_we_open_what_the_second_implementation_sealed(suite, kem):
    key, ephemeral = PrivateKey.generate(suite), PrivateKey.generate(suite).handle
    sent = hpke.seal(kem, ephemeral, key.public.raw, b"for a test", b"reader@mail.example")
    box = bytes([suite]) + key.public.id + sent
    assert open_box({key.public.id: key}, box, purpose="for a test") == b"reader@mail.example"
