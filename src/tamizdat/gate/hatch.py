"""The hatch: through it the newsroom, and nobody else, takes records out. docs/spec/gate.md, sections 5, 7 and 8.

Promises: answers only what the newsroom's key has signed for this gate, once; erases only what the newsroom says it has durably applied.
Refuses without a reason. It holds the gate's identity and sees sealed boxes; what readers type never comes here.
"""

import asyncio
import os
import socket
import time
from contextlib import suppress

from tamizdat.gate.board import BadBoard, read_board
from tamizdat.gate.home import Home
from tamizdat.gate.lines import ASK, POLL, is_ours
from tamizdat.gate.memory import say_error
from tamizdat.gate.replies import Replies
from tamizdat.gate.shared import NUMBERS, Shared
from tamizdat.gate.stores import HatchStore
from tamizdat.sealed.keys import PublicKey, unb64
from tamizdat.sealed.poll import LARGEST_REQUEST, Answer, PollRefused, Request, read_request, sign_answer
from tamizdat.sealed.records import record_id

GATHERING = 0.2
"""Seconds from the first record to the answer: those that come together go together."""


class Hatch:
    """One hatch, for as long as its process lives."""

    def __init__(self, home: Home, store: HatchStore, shared: Shared, *, new_rows: int) -> None:
        self._home, self._store, self._shared, self._new_rows = home, store, shared, new_rows
        self._identity, self._newsroom = home.identity(), home.newsroom()
        self._replies = Replies()
        self._came = asyncio.Event()
        self._count()

    async def run(self, listening: socket.socket) -> None:
        """Serve the doors until this process is ended."""
        asyncio.get_running_loop().add_reader(self._new_rows, self._rows_came)
        server = await asyncio.start_unix_server(self._serve, sock=listening)
        async with server:
            await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not is_ours(writer.get_extra_info("socket")):
                return
            what, size = await reader.readexactly(1), int.from_bytes(await reader.readexactly(4))
            if size > LARGEST_REQUEST:
                return
            payload = await reader.readexactly(size)
            answer = await (self.poll(payload) if what == POLL else self._reply(payload, asks=what == ASK))
            writer.write(len(answer).to_bytes(4) + answer)
            await writer.drain()
        except (OSError, EOFError):
            pass  # the door, or who asked it, is gone: the newsroom asks again
        except Exception as error:  # noqa: BLE001 - one request must not end the hatch; the door is told nothing
            say_error(error)
        finally:
            writer.close()

    async def poll(self, body: bytes) -> bytes:
        """Return the signed answer to the newsroom's request in *body*; empty if it is not accepted."""
        now = time.time()
        try:
            request = read_request(self._newsroom, body, gate=self._identity.public_key(), now=now)
        except PollRefused:
            return b""
        if not self._store.is_new(unb64(request.nonce), now):
            return b""
        self._take(request)
        await self._rows(request.wait)
        records = self._store.read(request.limit)
        first, last = self._store.bounds()  # after reading: the keeper may have added some meanwhile
        return sign_answer(
            self._identity,
            Answer(
                queue=self._store.queue,
                first=first,
                last=last,
                time=int(time.time()),
                records=records,
                numbers={name: self._shared.get(name) for name in NUMBERS} | {"attack": int(self._shared.get("attack_until") > now)},
            ),
            nonce=request.nonce,
        )

    def _take(self, request: Request) -> None:
        """Do what *request* says, before it is answered."""
        for ref, text in request.replies.items():
            self._replies.leave(ref, text, now=time.monotonic())
        if request.board is not None:
            with suppress(BadBoard):
                self._home.keep_board(read_board(request.board))
        if request.keys:
            self._home.keep_queue_keys([PublicKey.from_text(text) for text in request.keys])
        if request.queue == self._store.queue and record_id(self._store.box(request.done)) == request.seen:
            self._store.erase(request.done)
            self._count()

    async def _rows(self, wait: int) -> None:
        self._came.clear()
        first, last = self._store.bounds()
        if first <= last or not wait:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._came.wait(), wait)
            await asyncio.sleep(GATHERING)

    async def _reply(self, payload: bytes, *, asks: bool) -> bytes:
        wait, ref = payload[0], payload[1:].decode("ascii", "replace")
        text = await self._replies.fetch(ref, wait=wait, now=time.monotonic(), asks=asks)
        return b"" if text is None else text.encode()

    def _rows_came(self) -> None:
        with suppress(BlockingIOError):
            os.eventfd_read(self._new_rows)
        self._came.set()

    def _count(self) -> None:
        first, last = self._store.bounds()
        # Only what the keeper has not counted yet: it may be ahead of what was read here.
        self._shared.set("last", max(last, self._shared.get("last")))
        self._shared.set("erased", first - 1)
