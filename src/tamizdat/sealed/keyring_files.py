"""Key files: a few lines of JSON that nobody else on the machine can read, written whole or not at all.

Promises: mode 0600 in a folder of mode 0700 before the first byte; never half a file under the name; a flipped bit or a cut file is found
and said. Refuses to write over a key that is there. Leaves what the keys are for to ``keyring``.
"""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tamizdat.sealed.keys import b64, unb64


class KeyringDamaged(RuntimeError):
    """A key that is missing, cut short, changed, or another one than its name says; the message says which and what to do."""


def make_folder(folder: Path) -> None:
    """Make *folder* if it is missing, and close it to other users of the machine."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Make *folder* if needed and hold it against another process that makes keys in it."""
    make_folder(folder)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_new(path: Path, data: bytes) -> bool:
    """Write *data* as a new file at *path*; return False and change nothing if there is one."""
    temporary = _beside(path, data)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
    _settle(path.parent)
    return True


def replace(path: Path, data: bytes) -> None:
    """Write *data* at *path* in one step, over what is there."""
    os.replace(_beside(path, data), path)
    _settle(path.parent)


def key_file(kind: str, secret: bytes, made: int) -> bytes:
    """Return the content of a file for *secret*: its *kind*, when it was *made* (seconds since 1970), and a check sum."""
    plain = {"kind": kind, "made": made, "key": b64(secret), "check": _check(kind, secret)}
    return json.dumps(plain).encode() + b"\n"


def read_key(path: Path, kind: str, size: int) -> tuple[bytes, int]:
    """Return the *size* bytes of the key of *kind* in the file at *path*, and when it was made. Raises ``KeyringDamaged``."""
    try:
        plain = json.loads(path.read_bytes())
        secret, made = unb64(plain["key"]), int(plain["made"])
        if plain["kind"] != kind or plain["check"] != _check(kind, secret) or len(secret) != size:
            raise ValueError
    except FileNotFoundError:
        raise KeyringDamaged(f"the key file {path} is missing: bring it back from a backup, or run `tamizdat keys init`") from None
    except (ValueError, KeyError, TypeError):
        raise KeyringDamaged(f"the key file {path} is damaged or holds another key than a {kind}: bring it back from a backup") from None
    return secret, made


def _check(kind: str, secret: bytes) -> str:
    return hashlib.sha256(kind.encode() + b"\n" + secret).hexdigest()[:16]


def _beside(path: Path, data: bytes) -> Path:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return temporary


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
