"""The newsroom's keys on its disk: which there are, who may read them, and how long each lives.

Promises: every key is made once, lies in a file that its owner alone reads, and is found damaged rather than used so. *Online*: queue,
lookup, links, poll, message ids. *Under passphrase*: list, archive, backup. Leaves holding
the opened list key to the key agent.
"""

import secrets
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tamizdat.sealed.keyring_files import KeyringDamaged, alone, key_file, make_folder, read_key, replace, write_new
from tamizdat.sealed.keyring_locks import COST, WrongPassphrase, lock, new_passphrase, unlock
from tamizdat.sealed.keys import P256, X25519, BadKey, PrivateKey, PublicKey

__all__ = ["Keyring", "KeyringDamaged", "WrongPassphrase", "make_gate_keys"]

QUEUE_LIVES = 7 * 86_400
"""Seconds until a new queue key takes over (DESIGN.md: weekly)."""

QUEUE_LINGERS = 14 * 86_400
"""Seconds for which the key before still opens: copies of the edition go on showing it, and a head is good for seven days."""

LOCKED = ("list", "archive", "backup")
"""Keys that seal here and open only with the passphrase."""

_SECRETS = {"lookup": 32, "links": 32, "poll": 32, "message-ids": 32}


@dataclass(frozen=True)
class Keyring:
    """The keys in *folder*."""

    folder: Path

    def make_missing(self, passphrase: str | None = None, *, cost: int = COST) -> list[str]:
        """Make every key that is not there yet; return their names.

        Without *passphrase* one is made up and left in ``list.passphrase`` until the operator takes it away (``tamizdat keys passphrase``).
        """
        with alone(self.folder):
            return self._make_missing(passphrase, cost)

    def queue_keys(self) -> dict[bytes, PrivateKey]:
        """Return every queue key that still opens, by its id."""
        return {key.public.id: key for key, _ in self._queue()}

    def queue_public(self) -> PublicKey:
        """Return the queue key to which is sealed now: the youngest."""
        return self._queue()[-1][0].public

    def rotate_queue(self, *, now: float) -> PublicKey:
        """Make a new queue key; return its public half. The ones before go on opening until ``retire_queue``."""
        key = PrivateKey.generate(P256)
        write_new(self.folder / f"queue-{key.public.id.hex()[:8]}", key_file("queue", key.to_bytes(), int(now)))
        return key.public

    def turn_queue(self, *, now: float) -> bool:
        """Keep the queue's clock at *now* (seconds since 1970): a new key each week, the old destroyed; return whether one is new."""
        keys = self._queue()
        for (old, _), (_, followed) in pairwise(keys):
            if now - followed > QUEUE_LINGERS:
                (self.folder / f"queue-{old.public.id.hex()[:8]}").unlink(missing_ok=True)
        if now - keys[-1][1] <= QUEUE_LIVES:
            return False
        self.rotate_queue(now=now)
        return True

    def list_public(self) -> PublicKey:
        """Return the key to which readers' addresses are sealed."""
        return self._public("list")

    def archive_public(self) -> PublicKey:
        """Return the key to which is sealed what is kept for law and audit."""
        return self._public("archive")

    def backup_public(self) -> PublicKey:
        """Return the key to which backups are encrypted."""
        return self._public("backup")

    def open_locked(self, kind: str, passphrase: str) -> PrivateKey:
        """Return the private half of one of ``LOCKED``. Raises ``WrongPassphrase``, ``KeyringDamaged``."""
        return open_key_file(self.locked(kind), passphrase, kind)

    def locked(self, kind: str) -> Path:
        """Return the file that holds the private half of one of ``LOCKED`` under the passphrase."""
        return self.folder / f"{kind}.locked"

    def change_passphrase(self, old: str, new: str, *, cost: int = COST) -> None:
        """Lock all of ``LOCKED`` that lie here with *new*, and forget the passphrase that lay on the disk. Raises ``WrongPassphrase``."""
        opened = {kind: self.open_locked(kind, old) for kind in LOCKED if self.locked(kind).exists()}
        for kind, key in opened.items():
            replace(self.locked(kind), lock(key.to_bytes(), new, kind=f"{kind} key", cost=cost))
        (self.folder / "list.passphrase").unlink(missing_ok=True)

    def passphrase_on_disk(self) -> str | None:
        """Return the passphrase if it lies beside the keys, as in the demo; None is how it should be."""
        try:
            return (self.folder / "list.passphrase").read_text().strip() or None
        except FileNotFoundError:
            return None

    def lookup(self) -> bytes:
        """Return the key of the hashes under which addresses are found: 32 bytes, one for the life of the installation."""
        return self._secret("lookup")

    def message_ids(self) -> bytes:
        """Return the key from which Message-IDs and bounce addresses are made: 32 bytes."""
        return self._secret("message-ids")

    def links(self) -> Ed25519PrivateKey:
        """Return the key that signs links in letters."""
        return Ed25519PrivateKey.from_private_bytes(self._secret("links"))

    def poll(self) -> Ed25519PrivateKey:
        """Return the key that signs the newsroom's polls."""
        return Ed25519PrivateKey.from_private_bytes(self._secret("poll"))

    def gate_public(self) -> Ed25519PublicKey:
        """Return the gate's identity as pinned. Raises ``KeyringDamaged`` while no gate is."""
        return Ed25519PublicKey.from_public_bytes(read_key(self.folder / "gate.public", "gate", 32)[0])

    def pin_gate(self, raw: bytes) -> None:
        """Trust the gate whose identity is *raw* (32 bytes), and no other from now on."""
        replace(self.folder / "gate.public", key_file("gate", raw, int(time.time())))

    def _make_missing(self, passphrase: str | None, cost: int) -> list[str]:
        made = [name for name, size in _SECRETS.items() if self._write(name, name, secrets.token_bytes(size))]
        if not list(self.folder.glob("queue-*")):
            made.append(f"queue-{self.rotate_queue(now=time.time()).id.hex()[:8]}")
        closed = [kind for kind in LOCKED if not (self.folder / f"{kind}.public").exists()]
        if closed:
            words = passphrase or self.passphrase_on_disk() or self._leave_passphrase()
            for kind in closed:
                self._make_locked(kind, words, cost)
        return made + closed

    def _queue(self) -> list[tuple[PrivateKey, int]]:
        files = list(self.folder.glob("queue-*"))
        if not files:
            raise KeyringDamaged(f"there is no queue key in {self.folder}: bring it back from a backup, or run `tamizdat keys init`")
        found = [(_private(secret, path), made) for path in files for secret, made in [read_key(path, "queue", 33)]]
        return sorted(found, key=lambda pair: (pair[1], pair[0].public.id))

    def _write(self, name: str, kind: str, secret: bytes) -> bool:
        return not (self.folder / name).exists() and write_new(self.folder / name, key_file(kind, secret, int(time.time())))

    def _secret(self, name: str) -> bytes:
        return read_key(self.folder / name, name, _SECRETS[name])[0]

    def _public(self, kind: str) -> PublicKey:
        return PublicKey.from_raw(read_key(self.folder / f"{kind}.public", kind, 32)[0])

    def _make_locked(self, kind: str, passphrase: str, cost: int) -> None:
        key = PrivateKey.generate(X25519)
        # The locked half first: a public key whose other half was never written would seal for ever.
        replace(self.locked(kind), lock(key.to_bytes(), passphrase, kind=f"{kind} key", cost=cost))
        write_new(self.folder / f"{kind}.public", key_file(kind, key.public.raw, int(time.time())))

    def _leave_passphrase(self) -> str:
        words = new_passphrase()
        replace(self.folder / "list.passphrase", words.encode() + b"\n")
        return words


def open_key_file(path: Path, passphrase: str, kind: str) -> PrivateKey:
    """Return the private key that the locked file at *path* holds. Raises ``WrongPassphrase``, ``KeyringDamaged``."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise KeyringDamaged(f"the locked {kind} key {path} is not on this disk: bring it from where you keep it") from None
    return _private(unlock(data, passphrase, kind=f"{kind} key"), path)


def make_gate_keys(folder: Path) -> bytes:
    """Make the gate's own keys in its *folder* if they are missing; return its identity's public half (32 bytes) for ``pin_gate``."""
    make_folder(folder)
    for name in ("identity", "form-token"):
        write_new(folder / name, key_file(name, secrets.token_bytes(32), int(time.time())))
    secret, _ = read_key(folder / "identity", "identity", 32)
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def introduce(keyring: Keyring, folder: Path) -> None:
    """Let the newsroom and the gate whose keys lie in *folder* know each other, where both are on one machine. May be run again."""
    keyring.pin_gate(make_gate_keys(folder))
    for name, raw in for_gate(keyring).items():
        replace(folder / name, key_file(name, raw, int(time.time())))


def for_gate(keyring: Keyring) -> dict[str, bytes]:
    """Return what a gate must know of its newsroom: file name -> public key. Nothing in it is secret."""
    return {
        "newsroom-poll.public": keyring.poll().public_key().public_bytes_raw(),
        "links.public": keyring.links().public_key().public_bytes_raw(),
        "queue.public": keyring.queue_public().raw,
    }


def _private(secret: bytes, path: Path) -> PrivateKey:
    try:
        return PrivateKey.from_bytes(secret)
    except BadKey:
        raise KeyringDamaged(f"the key file {path} holds no key: bring it back from a backup") from None
