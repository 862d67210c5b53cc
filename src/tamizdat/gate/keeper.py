"""The keeper: the one process that appends to the queue. It sees sealed boxes and nothing else.

Promises: all that is ready in one turn is one transaction, on the disk before any of it is answered; sequence numbers without gaps;
no more rows than allowed. A door sends ``S`` (a stranger's) or ``L`` (by a signed link) and a box, or ``B``: wait as long as for a box,
write none. The keeper answers one byte each, in order.
"""

import os
import selectors
import socket
import time
from dataclasses import dataclass, field

from tamizdat.gate.conf import Limits
from tamizdat.gate.lines import BEAT, FAILED, FULL, KEPT, STRANGER, is_ours
from tamizdat.gate.memory import say
from tamizdat.gate.shared import Shared
from tamizdat.gate.stores import Shelf, StoreAway, Taken
from tamizdat.sealed.poll import Row
from tamizdat.sealed.records import BOX_BYTES

MOST_LOST = 4_096
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
        while self.came and len(self.came) >= (size := 1 if self.came[:1] == BEAT else 1 + BOX_BYTES):
            self.asked.append((bytes(self.came[:1]), bytes(self.came[1:size])))
            del self.came[:size]
        return bool(data)

    def answer(self, said: bytes) -> None:
        """Send the answers of this turn; a door that is gone needs none."""
        self.asked = []
        try:
            self.sock.send(said)
        except OSError:
            pass


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
        rows: list[bytes] = []
        said = bytearray()
        for use, box in asked:
            fits = use == BEAT or self._shared.rows + len(rows) < self._room(use)
            said += KEPT if fits else FULL
            if fits and use != BEAT:
                rows.append(box)
        try:
            self._write(rows, beats=sum(use == BEAT for use, _ in asked))
        except StoreAway as error:
            if not self._failing:
                say(f"nothing is taken: {error}")
            self._failing = True
            return FAILED * len(asked)
        self._failing = False
        return bytes(said)

    def _room(self, use: bytes) -> int:
        # Who leaves or confirms must not be shut out by those who flood the sign-up form.
        return self._limits.rows if use == STRANGER else self._limits.rows + self._limits.rows // 5

    def _write(self, boxes: list[bytes], *, beats: int) -> None:
        if not boxes and not beats:
            return
        last, minute = self._shared.get("last"), int(time.time() // 60)
        for lost in range(MOST_LOST):
            try:
                start = last + lost + 1
                self._shelf.append([Row(start + place, minute, box) for place, box in enumerate(boxes)], beats)
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
