"""Addresses opened ahead of their turn, so that connections do not stand idle while the key agent works.

Promises: what was not opened ahead is opened when it is asked for; an address is held until it is asked for and no longer, and no more
than ``AHEAD`` beside those. Raises ``Locked`` once what is asked for cannot be opened any more. Leaves it to who asks whether a reader
still wants the letter: that is looked up when the copy is marked.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from threading import Thread

from tamizdat.newsletters.interfaces import Opener, Recipient, Ref

AHEAD = 400
"""Addresses opened ahead: the next two copies of as many connections as one relay is likely to give."""

Addresses = dict[Ref, str | None]
"""Reader -> address, None for one that cannot be opened."""


class Opening:
    """One mailing's addresses; *boxes* looks up who has which. Begins no thread before ``begin``: the crew is forked by then."""

    def __init__(self, opener: Opener, boxes: Callable[[Sequence[Ref]], Mapping[Ref, Recipient]]) -> None:
        self._opener, self._boxes = opener, boxes
        self._found: Addresses = {}
        self._under_way: Future[Addresses] | None = None

    @property
    def wanted(self) -> int:
        """How many more may be opened ahead now: none while some are under way, or while half of them are there."""
        if self._under_way is not None and self._under_way.done() and not self._under_way.exception():
            self._gather()
        return AHEAD - len(self._found) if self._under_way is None and len(self._found) <= AHEAD // 2 else 0

    def begin(self, refs: Sequence[Ref]) -> None:
        """Open the addresses of *refs* ahead, while the caller does something else."""
        if boxes := self._boxes([ref for ref in refs if ref not in self._found]):
            self._under_way = Future()
            Thread(target=_open, args=(self._opener, boxes, self._under_way), daemon=True).start()

    def take(self, refs: Sequence[Ref]) -> Addresses:
        """Return the addresses of *refs*, less those of readers who are gone, and forget them. Raises ``Locked``."""
        if any(ref not in self._found for ref in refs):
            self._gather()
        if unknown := [ref for ref in refs if ref not in self._found]:
            self._found |= _opened(self._opener, self._boxes(unknown))
        return {ref: self._found.pop(ref) for ref in refs if ref in self._found}

    def _gather(self) -> None:
        """Wait for what is under way."""
        if under_way := self._under_way:
            self._under_way = None
            self._found |= under_way.result()


def _opened(opener: Opener, boxes: Mapping[Ref, Recipient]) -> Addresses:
    return dict(zip(boxes, opener.open([reader.box for reader in boxes.values()]), strict=True)) if boxes else {}


def _open(opener: Opener, boxes: Mapping[Ref, Recipient], done: Future[Addresses]) -> None:
    try:
        done.set_result(_opened(opener, boxes))
    except BaseException as error:  # noqa: BLE001 - whoever takes the addresses hears of it
        done.set_exception(error)
