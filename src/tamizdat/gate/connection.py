"""One connection of a reader: bytes to requests and answers to bytes, by ``h11``, within deadlines.

Promises: slow clients cost a connection and nothing else; what is too long, too slow or no HTTP ends with a sentence or nothing; an error
within is a 500 without a word of the request, in the answer and in the log. Of the address of who came nothing is kept but the country,
for as long as the connection lasts.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import cast

import h11

from tamizdat.gate.hooks import HEADERS, PLACE
from tamizdat.gate.http import Answer, Request, plain
from tamizdat.gate.memory import say_error

HEADERS_WITHIN = 10.0
BODY_WITHIN = 25.0
TAKEN_WITHIN = 20.0
"""Seconds for a request's headers, for its body, and for the reader to take the answer."""

LARGEST_HEADERS = 8 * 1024
LARGEST_FORM = 16 * 1024
POLL = "/newsroom/poll"

Respond = Callable[[Request], Awaitable[Answer]]
Network = Callable[[Iterable[tuple[bytes, bytes]]], str]


class Connection(asyncio.Protocol):
    """A connection.

    *respond* answers a request; *gone* is called at its end; *hsts*: TLS ends here or in front; *room*: path -> bytes; *network*: headers
    -> the country that the request came from.
    """

    def __init__(
        self,
        respond: Respond,
        gone: Callable[["Connection"], None],
        *,
        hsts: bool,
        room: Callable[[str], int] = lambda _: LARGEST_FORM,
        network: Network = lambda _: "",
    ) -> None:
        self._respond, self._gone, self._hsts, self._room, self._network = respond, gone, hsts, room, network
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=LARGEST_HEADERS)
        self._request: Request | None = None
        self._body = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._last = self._sent = self._served = False
        self.deadline = time.monotonic() + HEADERS_WITHIN

    @property
    def is_answering(self) -> bool:
        """Whether a whole request has come and its answer has not gone."""
        return self._task is not None

    @property
    def is_between(self) -> bool:
        """Whether nothing of a request has come."""
        return self._task is None and self._request is None and not self._http.trailing_data[0]

    @property
    def is_worth_waiting(self) -> bool:
        """Whether a body is on its way here, or an answer on its way there."""
        return self._task is not None or self._request is not None or self._sent

    def finish(self) -> None:
        """Make the next answer the last one; end now if there has been one and nothing has come since."""
        self._last = True
        if self._served and self.is_between and not self._sent:
            self.cut()

    def cut(self) -> None:
        """End at once."""
        if self._task is not None:
            self._task.cancel()
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where to write."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Drop all that was held of it."""
        if self._task is not None:
            self._task.cancel()
        self._body.clear()
        self._gone(self)

    def data_received(self, data: bytes) -> None:
        """Take bytes."""
        if self._sent and self._last:
            return
        try:
            self._http.receive_data(data)
            self._advance()
        except h11.RemoteProtocolError as error:
            self._refuse(plain(error.error_status_hint, "This is no request that the gate understands."))

    def _advance(self) -> None:
        while self._task is None:
            event = self._http.next_event()
            if isinstance(event, h11.Request):
                self._begin(event)
            elif isinstance(event, h11.Data):
                self._body += event.data
                if self._request is None or len(self._body) > self._room(self._request.path):
                    self._refuse(plain(413, "This is too long."))
                    return
            elif isinstance(event, h11.EndOfMessage) and self._request is not None:
                self._request.body = bytes(self._body)
                self._body = bytearray()
                self._task = asyncio.get_running_loop().create_task(self._answer(self._request))
            else:
                if isinstance(event, h11.ConnectionClosed) and self._transport is not None:
                    self._transport.close()
                return

    def _begin(self, event: h11.Request) -> None:
        path, _, query = event.target.decode("ascii", "replace").partition("?")
        kind = next((value for name, value in event.headers if name == b"content-type"), b"")
        kept = event.headers if path.startswith(PLACE) else ()
        headers = tuple((name.decode("ascii"), value.decode("latin-1")) for name, value in kept if name in HEADERS)
        media = kind.partition(b";")[0].strip().lower().decode("latin-1")
        self._request = Request(event.method.decode("ascii"), path, query, media, b"", headers, self._network(event.headers))
        self.deadline = time.monotonic() + BODY_WITHIN
        if self._http.they_are_waiting_for_100_continue:
            self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))

    async def _answer(self, request: Request) -> None:
        try:
            answer = await self._respond(request)
        except Exception as error:  # noqa: BLE001 - whatever it was, the reader gets a sentence and the log a place
            say_error(error)
            answer = plain(500, "The gate stumbled: nothing was taken. Please try again.")
        self._task = None
        self._send(answer, close=request.method == "POST")
        request.body, request.query, request.headers, request.network = b"", "", (), ""

    def _send(self, answer: Answer, *, close: bool = True) -> None:
        # Who has posted needs the connection no more, and with it goes what it holds.
        self._last = self._last or close or self._http.their_state is not h11.DONE
        method = self._request.method if self._request is not None else "GET"
        self._request, self._sent, self._served = None, True, True
        reason = HTTPStatus(answer.status).phrase
        response = h11.Response(status_code=answer.status, reason=reason, headers=answer.headers(hsts=self._hsts, close=self._last))
        sent = self._http.send(response) or b""
        if method != "HEAD":
            sent += self._http.send(h11.Data(data=answer.body)) or b""
        self._write(sent + (self._http.send(h11.EndOfMessage()) or b""))
        self.deadline = time.monotonic() + TAKEN_WITHIN
        if self._last and self._transport is not None:
            self._transport.close()
        elif not self._last:
            self._begin_again()

    def _begin_again(self) -> None:
        self._http.start_next_cycle()
        self._sent, self.deadline = False, time.monotonic() + HEADERS_WITHIN
        try:
            self._advance()
        except h11.RemoteProtocolError as error:
            self._refuse(plain(error.error_status_hint, "This is no request that the gate understands."))

    def _refuse(self, answer: Answer) -> None:
        self._body = bytearray()
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self._sent:
            self._send(answer)
        elif self._transport is not None:
            self._transport.close()

    def _write(self, data: bytes | None) -> None:
        if data and self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)
