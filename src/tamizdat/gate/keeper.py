"""The keeper: the one process that appends to the queue. It sees sealed boxes and nothing else.

Promises: all that is ready in one turn is one transaction, on the disk before any of it is answered; sequence numbers without gaps;
no more rows than allowed; a hook's boxes all or none. A door sends the letter of the address that was posted to (``sealed.doors``) and a
box, ``H``, a number and so many boxes, or ``B``: wait as long as for a box, write none. The keeper answers one byte each, in order.
"""

import os
import selectors
import socket
import time
from dataclasses import dataclass, field

from tamizdat.gate.conf import Limits
from tamizdat.gate.lines import BEAT, FAILED, FULL, HOOK, KEPT, STRANGERS, is_ours
from tamizdat.gate.memory import say
from tamizdat.gate.shared import Shared
from tamizdat.gate.stores import Shelf, StoreAway, Taken
from tamizdat.sealed.poll import Row
from tamizdat.sealed.records import BOX_BYTES

MOST_LOST = 32_768
"""Rows of one append, at most: so far a lost answer may have left the numbering behind."""


@dataclass
class Door:
    """One door's connection, what came and was not yet whole, and what waits in this turn."""

    sock: socket.socket
    came: bytearray = field(default_factory=bytearray)
    asked: list[tuple[bytes, bytes]] = field(default_factory=list)

    def take(self) -> bool:
        """Read what came; return False if the door is gone."""
        try:
            data = self.sock.recv(1 << 18)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.came += data
        while self.came and len(self.came) >= (size := _size(self.came)):
            use = bytes(self.came[:1])
            self.asked.append((use, bytes(self.came[3 if use == HOOK else 1 : size])))
            del self.came[:size]
        return bool(data)

    def answer(self, said: bytes) -> None:
        """Send the answers of this turn; a door that is gone needs none."""
        self.asked = []
        try:
            self.sock.send(said)
        except OSError:
            pass


def _size(came: bytes | bytearray) -> int:
    """Return how long the first request in *came* is, or how much of it tells so."""
    use = came[:1]
    if use == HOOK:
        return 3 + int.from_bytes(came[1:3]) * BOX_BYTES if len(came) >= 3 else 3
    return 1 if use == BEAT else 1 + BOX_BYTES


class Keeper:
    """Turns of reading, one append, answering."""

    def __init__(self, shelf: Shelf, shared: Shared, limits: Limits, *, new_rows: int) -> None:
        self._shelf, self._shared, self._limits, self._new_rows = shelf, shared, limits, new_rows
        self._failing = False

    def run(self, listening: socket.socket) -> None:
        """Serve doors until this process is ended."""
        listening.settimeout(0)
        selector = selectors.DefaultSelector()
        selector.register(listening, selectors.EVENT_READ)
        while True:
            asking = []
            for key, _ in selector.select():
                if key.fileobj is listening:
                    self._accept(listening, selector)
                elif not key.data.take():
                    selector.unregister(key.fileobj)
                    key.data.sock.close()
                if key.data is not None and key.data.asked:
                    asking.append(key.data)
            if asking:
                self.turn(asking)

    def turn(self, doors: list[Door]) -> None:
        """Append what *doors* asked for in one transaction, and answer them."""
        asked = [request for door in doors for request in door.asked]
        said = self._append(asked)
        start = 0
        for door in doors:
            end = start + len(door.asked)
            door.answer(said[start:end])
            start = end

    def _append(self, asked: list[tuple[bytes, bytes]]) -> bytes:
        rows: list[tuple[str, bytes]] = []
        said = bytearray()
        for use, boxes in asked:
            more = [(use.decode("ascii"), boxes[start : start + BOX_BYTES]) for start in range(0, len(boxes), BOX_BYTES)]
            fits = self._fits(use, len(rows), len(more))
            said += KEPT if fits else FULL
            rows += more if fits else []
        try:
            self._write(rows, beats=sum(use == BEAT for use, _ in asked))
        except StoreAway as error:
            if not self._failing:
                say(f"nothing is taken: {error}")
            self._failing = True
            return FAILED * len(asked)
        self._failing = False
        return bytes(said)

    def _fits(self, use: bytes, before: int, more: int) -> bool:
        if use == HOOK:
            return self._shared.has_room_for_hooks(self._limits.rows, before + more)
        # Who leaves or confirms must not be shut out by those who flood the sign-up form.
        room = self._limits.rows if use in STRANGERS else self._limits.rows + self._limits.rows // 5
        return use == BEAT or self._shared.rows + before + more <= room

    def _write(self, boxes: list[tuple[str, bytes]], *, beats: int) -> None:
        if not boxes and not beats:
            return
        last, minute = self._shared.get("last"), int(time.time() // 60)
        for lost in range(MOST_LOST):
            try:
                start = last + lost + 1
                self._shelf.append([Row(start + place, minute, box, door) for place, (door, box) in enumerate(boxes)], beats)
            except Taken:
                continue
            if boxes:
                self._shared.set("last", last + lost + len(boxes))
                os.eventfd_write(self._new_rows, 1)
            return
        raise StoreAway("the queue's numbering is damaged")

    @staticmethod
    def _accept(listening: socket.socket, selector: selectors.BaseSelector) -> None:
        try:
            sock, _ = listening.accept()
        except OSError:
            return
        if not is_ours(sock):
            sock.close()
            return
        sock.settimeout(0)
        selector.register(sock, selectors.EVENT_READ, Door(sock))
