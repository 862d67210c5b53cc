"""HPKE in base mode, one message, written from RFC 9180 alone: a second opinion on what ``sealed.boxes`` makes with a library."""

import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@dataclass(frozen=True)
class Kem:
    """A key encapsulation with HKDF-SHA256 (section 4.1): its number and the length of its public keys."""

    number: int
    size: int

    def shared(self, secret, public, enc, recipient):
        """Return the shared secret of a private key and a public one, as both sides find it."""
        if self.number == 0x0010:
            exchanged = secret.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public))
        else:
            exchanged = secret.exchange(x25519.X25519PublicKey.from_public_bytes(public))
        suite = b"KEM" + self.number.to_bytes(2)
        return labeled_expand(suite, labeled_extract(suite, b"", b"eae_prk", exchanged), b"shared_secret", enc + recipient, 32)


P256 = Kem(0x0010, 65)
X25519 = Kem(0x0020, 32)


def extract(salt, material):
    return hmac.digest(salt or bytes(32), material, "sha256")


def expand(key, info, length):
    found = block = b""
    while len(found) < length:
        block = hmac.digest(key, block + info + bytes([len(found) // 32 + 1]), "sha256")
        found += block
    return found[:length]


def labeled_extract(suite, salt, label, material):
    return extract(salt, b"HPKE-v1" + suite + label + material)


def labeled_expand(suite, key, label, info, length):
    return expand(key, length.to_bytes(2) + b"HPKE-v1" + suite + label + info, length)


def schedule(kem, shared, info, *, key_bytes):
    """Return key and nonce of the first message (section 5.1, mode 0)."""
    aead = {16: 1, 32: 2}[key_bytes]
    suite = b"HPKE" + kem.number.to_bytes(2) + (1).to_bytes(2) + aead.to_bytes(2)
    context = b"\0" + labeled_extract(suite, b"", b"psk_id_hash", b"") + labeled_extract(suite, b"", b"info_hash", info)
    secret = labeled_extract(suite, shared, b"secret", b"")
    return labeled_expand(suite, secret, b"key", context, key_bytes), labeled_expand(suite, secret, b"base_nonce", context, 12)


def raw_public(secret):
    """Return a private key's public half as it travels."""
    if isinstance(secret, x25519.X25519PrivateKey):
        return secret.public_key().public_bytes_raw()
    return secret.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def seal(kem, ephemeral, recipient, info, text, *, aad=b"", key_bytes=32):
    """Return what a sender with the private key *ephemeral* sends to the public key *recipient*."""
    enc = raw_public(ephemeral)
    key, nonce = schedule(kem, kem.shared(ephemeral, recipient, enc, recipient), info, key_bytes=key_bytes)
    return enc + AESGCM(key).encrypt(nonce, text, aad)


def open_sealed(kem, secret, sent, info, *, aad=b"", key_bytes=32):
    """Return the text in what was sent to the private key *secret*."""
    enc, body = sent[: kem.size], sent[kem.size :]
    key, nonce = schedule(kem, kem.shared(secret, enc, enc, raw_public(secret)), info, key_bytes=key_bytes)
    return AESGCM(key).decrypt(nonce, body, aad)
