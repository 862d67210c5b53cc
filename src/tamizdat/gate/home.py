"""The gate's home: its keys, its sign board, the queue keys. Read by the doors, written by the hatch when the newsroom says so.

Promises: files of mode 0600, written whole or not at all; a missing one is named with what to do. Nothing of a reader is ever written
here but sealed, in the queue.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tamizdat.gate.board import BadBoard, Board, read_board
from tamizdat.sealed.keyring_files import make_folder, read_key, replace
from tamizdat.sealed.keys import PublicKey

BOARD, QUEUE_KEYS, QUEUE_KEY = "board.json", "queue-keys.json", "queue.public"


class Home:
    """A gate's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def check(self) -> None:
        """Raise ``KeyringDamaged`` for the first key that is missing or damaged."""
        make_folder(self.folder)
        self.identity(), self.newsroom(), self.links(), self.form_token(), self.queue_keys()

    def identity(self) -> Ed25519PrivateKey:
        """Return the key by which the newsroom knows this gate."""
        return Ed25519PrivateKey.from_private_bytes(read_key(self.folder / "identity", "identity", 32)[0])

    def newsroom(self) -> Ed25519PublicKey:
        """Return the key that signs the newsroom's requests."""
        return Ed25519PublicKey.from_public_bytes(read_key(self.folder / "newsroom-poll.public", "newsroom-poll.public", 32)[0])

    def links(self) -> Ed25519PublicKey:
        """Return the key that signs the links in letters."""
        return Ed25519PublicKey.from_public_bytes(read_key(self.folder / "links.public", "links.public", 32)[0])

    def form_token(self) -> bytes:
        """Return the key of the time tokens: 32 bytes."""
        return read_key(self.folder / "form-token", "form-token", 32)[0]

    def queue_keys(self) -> list[PublicKey]:
        """Return the keys that the newsroom can open, the newest first; before its first poll, the one that was introduced."""
        try:
            return [PublicKey.from_text(text) for text in json.loads((self.folder / QUEUE_KEYS).read_bytes())]
        except FileNotFoundError:
            return [PublicKey.from_raw(read_key(self.folder / QUEUE_KEY, QUEUE_KEY, 65)[0])]

    def keep_queue_keys(self, keys: Sequence[PublicKey]) -> None:
        """Seal to the first of *keys* from now on."""
        replace(self.folder / QUEUE_KEYS, json.dumps([key.text for key in keys]).encode())

    def board(self) -> Board | None:
        """Return the sign board, or None while the newsroom has put none up."""
        try:
            return read_board(json.loads((self.folder / BOARD).read_bytes()))
        except (FileNotFoundError, BadBoard, ValueError):
            return None

    def keep_board(self, board: Board) -> None:
        """Put *board* up."""
        replace(self.folder / BOARD, board.to_json())

    def changed(self) -> tuple[int, ...]:
        """Return a value that is another one after the board or the keys have changed."""
        return tuple(_inode(self.folder / name) for name in (BOARD, QUEUE_KEYS, QUEUE_KEY))


def _inode(path: Path) -> int:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return 0
    return hash((found.st_ino, found.st_mtime_ns))
