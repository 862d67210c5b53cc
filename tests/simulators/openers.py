"""A key agent in this process: opens boxes with the tests' list key, or is locked."""

from collections.abc import Sequence
from functools import cache
from typing import ClassVar

from factories.readers import PASSPHRASE, keys
from tamizdat.newsletters.interfaces import Locked
from tamizdat.sealed.boxes import CannotOpen, open_box
from tamizdat.sealed.keyring_locks import WrongPassphrase
from tamizdat.sealed.keys import PrivateKey


@cache
def _list_key() -> PrivateKey:
    return keys().open_locked("list", PASSPHRASE)


class OpenAgent:
    """As ``interfaces.Opener``."""

    def __init__(self, *, locked: bool = False) -> None:
        self.locked = locked

    def open(self, boxes: Sequence[bytes]) -> list[str | None]:
        """Return the addresses in *boxes*. Raises ``Locked``."""
        if self.locked:
            raise Locked("the list key is locked")
        return [_opened(box) for box in boxes]


class ForgetfulAgent:
    """A key agent that waits for its passphrase, one for all who ask."""

    locked: ClassVar[bool] = True

    def needs_passphrase(self) -> bool:
        """As ``interfaces.Opener``."""
        return ForgetfulAgent.locked

    def unlock(self, passphrase: str) -> None:
        """As ``interfaces.Opener``."""
        if passphrase != PASSPHRASE:
            raise WrongPassphrase("that is not the passphrase")
        ForgetfulAgent.locked = False


def _opened(box: bytes) -> str | None:
    key = _list_key()
    try:
        return open_box({key.public.id: key}, box, purpose="tamizdat reader 1", padded=True).decode()
    except CannotOpen:
        return None
