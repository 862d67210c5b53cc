"""The backup's file: a tar stream in the age format, its manifest at the end.

Promises: made and read in one pass, whatever its size, never whole in memory; every file's size and SHA-256 stand in the manifest, and a
parcel that is cut, changed, or holds a name of its own is refused as a whole. Leaves what lies inside to ``making`` and ``restoring``.
"""

import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import pyrage

MANIFEST = "manifest.json"
FORMAT = 1
PIECE = 1 << 20
_NAME_CHARACTERS = 300


class BadParcel(ValueError):
    """A backup that is cut short, changed, or not for this key; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file to put into a parcel, and its name there."""

    name: str
    path: Path


Sink = Callable[[str, int, Iterable[bytes]], None]
"""Takes a file's name, mode and pieces."""


def write_parcel(out: BinaryIO, recipients: list[Any], members: Iterable[Member], about: dict[str, Any]) -> dict[str, Any]:
    """Write *members* to *out*, encrypted to *recipients*; *about* goes into the manifest, which is returned."""
    reading, writing = os.pipe()
    made: dict[str, Any] = {}
    with _beside(lambda: made.update(_tar(writing, members, about))) as tarring, open(reading, "rb") as stream:
        pyrage.encrypt_io(stream, out, recipients)
    tarring.outcome()
    return made


def read_parcel(file: BinaryIO, identities: list[Any], sink: Sink) -> dict[str, Any]:
    """Give every file in the parcel to *sink*; return the manifest, with which all of them agreed. Raises ``BadParcel``.

    What *sink* got is good only once this returns: a damaged parcel is found out at its end at the latest.
    """
    reading, writing = os.pipe()
    with _beside(lambda: _decrypt(file, writing, identities)) as decrypting:
        try:
            with open(reading, "rb") as stream:
                manifest = _untar(stream, sink)
                while stream.read(PIECE):  # to the very end: the last piece of the stream is authenticated too
                    pass
        except (tarfile.TarError, EOFError) as error:
            decrypting.outcome()  # the first cause
            raise BadParcel("the backup holds no whole archive") from error
    decrypting.outcome()
    return manifest


def nowhere(_name: str, _mode: int, pieces: Iterable[bytes]) -> None:
    """A sink that only looks at everything: for checking."""
    for _ in pieces:
        pass


def _tar(writing: int, members: Iterable[Member], about: dict[str, Any]) -> dict[str, Any]:
    files: dict[str, list[Any]] = {}
    with open(writing, "wb") as stream, tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for member in members:
            with member.path.open("rb") as file:
                info = tarfile.TarInfo(member.name)
                status = os.fstat(file.fileno())
                info.size, info.mode, info.mtime = status.st_size, status.st_mode & 0o777, int(status.st_mtime)
                hashing = _Hashing(file)
                tar.addfile(info, hashing)  # type: ignore[arg-type]
            files[member.name] = [info.size, hashing.digest()]
        manifest = {"format": FORMAT, **about, "files": files}
        data = json.dumps(manifest).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(data), 0o600
        tar.addfile(info, io.BytesIO(data))
    return manifest


def _decrypt(file: BinaryIO, writing: int, identities: list[Any]) -> None:
    with open(writing, "wb") as stream:
        try:
            pyrage.decrypt_io(file, stream, identities)
        except pyrage.DecryptError as error:
            said = "was made for another key" if "key" in str(error).lower() else "is no backup, or damaged at its beginning"
            raise BadParcel(f"the file {said}") from None
        except BrokenPipeError:
            return  # the reader has given up, and says why
        except OSError:
            raise BadParcel("the backup is damaged or cut short: use another copy of it") from None


def _untar(stream: BinaryIO, sink: Sink) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    manifest: dict[str, Any] | None = None
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for info in tar:
            body = tar.extractfile(info) if info.isreg() else None
            if body is None or not _is_a_good_name(info.name) or info.name in found or manifest is not None:
                raise BadParcel("the backup holds something that no backup of ours holds")
            if info.name == MANIFEST:
                manifest = _manifest(body.read())
                continue
            hashing = _Hashing(body)
            sink(info.name, info.mode & 0o777, iter(lambda hashing=hashing: hashing.read(PIECE), b""))  # type: ignore[misc]
            found[info.name] = [info.size, hashing.digest()]
    if manifest is None or manifest.get("files") != found:
        raise BadParcel("the backup is not as its manifest says: use another copy of it")
    return manifest


def _manifest(data: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(data)
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadParcel("the backup has no manifest of this version: restore it with the version of Tamizdat that made it")
    return manifest


def _is_a_good_name(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return len(name) <= _NAME_CHARACTERS and bool(parts) and not name.startswith("/") and ".." not in parts and "\0" not in name


class _Hashing:
    """A file that hashes what is read from it."""

    def __init__(self, file: Any) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._file.read(size)
        self._hash.update(data)
        return data

    def digest(self) -> str:
        return self._hash.hexdigest()


class _beside:  # noqa: N801 - used as a statement
    """Run *work* in a thread for the time of a block; ``outcome`` waits for it and raises what it raised."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._error: BaseException | None = None
        self._work = work
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - carried over to the thread that waits
            self._error = error

    def __enter__(self) -> "_beside":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()

    def outcome(self) -> None:
        self._thread.join()
        if self._error is not None:
            raise self._error
