"""Locks: a secret that lies on the disk and opens with a passphrase alone.

Promises: scrypt (RFC 7914) makes each guess cost about half a second and 128 MB; AES-256-GCM refuses a wrong passphrase and a changed
byte alike; what a locked file says of itself (its kind, its cost) is under the same check. Leaves asking for the passphrase to others.
"""

import hashlib
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tamizdat.sealed.keyring_files import KeyringDamaged
from tamizdat.sealed.keys import b64, unb64

COST = 2**17
"""OWASP's advice for scrypt with r = 8, p = 1."""

LEAST_COST, MOST_COST = 2**15, 2**19
"""A file that asks for less is no lock, and one that asks for more would take the machine's memory."""

_BLOCK = 8
_MEMORY = 2**31 - 1
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class WrongPassphrase(ValueError):
    """The passphrase does not open the lock; or somebody changed the locked file."""


def lock(secret: bytes, passphrase: str, *, kind: str, cost: int = COST) -> bytes:
    """Return the content of a file that holds *secret* under *passphrase*."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    said = {"kind": kind, "kdf": "scrypt", "n": cost, "r": _BLOCK, "salt": b64(salt), "nonce": b64(nonce)}
    closed = AESGCM(_stretch(passphrase, said)).encrypt(nonce, secret, _claim(said))
    return json.dumps(said | {"locked": b64(closed)}).encode() + b"\n"


def unlock(data: bytes, passphrase: str, *, kind: str) -> bytes:
    """Return the secret that ``lock`` was given. Raises ``WrongPassphrase``, or ``KeyringDamaged`` for what is no such file."""
    try:
        said = json.loads(data)
        closed, nonce = unb64(said.pop("locked")), unb64(said["nonce"])
        if said["kind"] != kind or said["kdf"] != "scrypt" or not LEAST_COST <= said["n"] <= MOST_COST or said["r"] != _BLOCK:
            raise ValueError
        key = _stretch(passphrase, said)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyringDamaged(f"the locked {kind} is damaged: bring its file back from a backup") from None
    try:
        return AESGCM(key).decrypt(nonce, closed, _claim(said))
    except (InvalidTag, ValueError):
        raise WrongPassphrase(f"that passphrase does not open the {kind} (or its file was changed)") from None


def new_passphrase() -> str:
    """Return a passphrase that nobody guesses: 123 random bits as five groups of five letters and digits, none alike in print."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(5))


def _stretch(passphrase: str, said: dict[str, Any]) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=unb64(said["salt"]), n=said["n"], r=_BLOCK, p=1, maxmem=_MEMORY, dklen=32)


def _claim(said: dict[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True).encode()
