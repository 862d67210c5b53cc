"""Our X25519 keys as the age tools write them: Bech32 (BIP 173) with the prefixes of the age format (C2SP, age.md).

Promises: a backup opens with any age tool and the key that ``tamizdat keys show --backup`` prints.
"""

from tamizdat.sealed.keys import PrivateKey, PublicKey

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def recipient(key: PublicKey) -> str:
    """Return an X25519 key as something to encrypt to: ``age1…``."""
    return bech32("age", key.raw)


def identity(key: PrivateKey) -> str:
    """Return an X25519 key as something to decrypt with: ``AGE-SECRET-KEY-1…``."""
    return bech32("age-secret-key-", key.to_bytes()[1:]).upper()


def bech32(prefix: str, data: bytes) -> str:
    """Return *data* in Bech32 under *prefix* (lower case)."""
    number, bits = int.from_bytes(data, "big"), len(data) * 8
    spare = -bits % 5
    words = [(number << spare) >> shift & 31 for shift in range(bits + spare - 5, -1, -5)]
    check = _polymod([ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix] + words + [0] * 6) ^ 1
    words += [check >> shift & 31 for shift in range(25, -1, -5)]
    return prefix + "1" + "".join(_LETTERS[word] for word in words)


def _polymod(words: list[int]) -> int:
    found = 1
    for word in words:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ word
        for place, factor in enumerate(_GENERATOR):
            found ^= factor if top >> place & 1 else 0
    return found
