"""An SMTP client for letters: kept connections, commands in one packet where the relay offers it, TLS that is verified or refused.

Promises: ``deliver`` tells in doubt (the last byte left us and no answer came) from not delivered (anything before that); a recipient that
is refused costs the connection nothing. Refuses to speak to anyone but this machine without verified TLS, and to send a message
that the relay cannot carry. Leaves rates and the choice of relays to ``pool``. RFC 5321, 1870, 2920, 3207, 4954, 6531.
"""

import asyncio
import os
import ssl
from base64 import b64encode
from dataclasses import dataclass, field, replace
from typing import Literal

from tamizdat.newsletters.interfaces import Envelope, Outcome
from tamizdat.newsletters.providers.alone import run_alone
from tamizdat.newsletters.providers.interfaces import BeforeData, Limits, RelayDown
from tamizdat.newsletters.providers.outcomes import clean, outcome
from tamizdat.newsletters.providers.wire import Broken, Reply, Wire

OUT_OF_TURN = "the relay spoke out of turn"
"""Its replies can no longer be told apart: one taken for another could call a message sent that was not."""

OUR_PORT = {"starttls": 587, "implicit": 465, "none": 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds that each step may take (RFC 5321, 4.5.3.2, shortened: a relay is near, and a letter can be tried again)."""

    connect: float = 20
    greeting: float = 60
    command: float = 60
    data: float = 60
    end: float = 300  # the relay has the whole message: giving up here makes a doubt

    @classmethod
    def of(cls, seconds: float) -> "Patience":
        """Return *seconds* for each step."""
        return cls(connect=seconds, greeting=seconds, command=seconds, data=seconds, end=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpRelay:
    """One relay as the settings name it; ``from_url`` makes it."""

    host: str
    port: int
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    ca: str = ""  # a file of certificates to trust in the place of the system's
    hello: str = "localhost"  # how we name ourselves: never this machine's real name
    limits: Limits = field(default_factory=Limits)
    patience: Patience = field(default_factory=Patience)

    @property
    def name(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    async def open(self) -> "Connection":
        """Return a connection past greeting, TLS and log-in. Raises ``RelayDown``."""
        return await Connection.open(self)

    def send(self, envelope: Envelope) -> Outcome:
        """Hand one message over by a connection of its own."""
        return run_alone(self, envelope)

    def hosts(self) -> tuple[str, ...]:
        """Return the relay's host."""
        return (self.host,)

    def context(self) -> ssl.SSLContext:
        """Return how its certificate is checked. Raises ``RelayDown`` if the file of certificates cannot be read."""
        try:
            made = ssl.create_default_context(cafile=self.ca or None)
        except (OSError, ssl.SSLError):
            raise RelayDown(f"{self.name}: the file of trusted certificates ({self.ca}) cannot be read") from None
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        return made


class Connection:
    """One connection to a relay: ``await Connection.open(relay)``, then ``deliver`` as often as it is ``usable``."""

    def __init__(self, relay: SmtpRelay, wire: Wire) -> None:
        self.fault = ""
        self.delivered = 0
        self._relay = relay
        self._wire = wire
        self._extensions: dict[str, str] = {}
        self._usable = True
        self._dotted = self._let_go = False

    @classmethod
    async def open(cls, relay: SmtpRelay) -> "Connection":
        """Connect, greet, secure, log in. Raises ``RelayDown``."""
        context = None if relay.tls == "none" else relay.context()
        loop = asyncio.get_running_loop()
        implicit = relay.tls == "implicit"
        try:
            async with asyncio.timeout(relay.patience.connect):
                _, wire = await loop.create_connection(
                    Wire, relay.host, relay.port, ssl=context if implicit else None, server_hostname=relay.host if implicit else None
                )
        except (OSError, TimeoutError) as error:
            raise RelayDown(f"{relay.name}: {_reason(error)}") from None
        self = cls(relay, wire)
        try:
            await self._begin(context)
        except BaseException as error:
            wire.close()
            await wire.hang_up()
            if isinstance(error, RelayDown | asyncio.CancelledError):
                raise
            raise RelayDown(f"{relay.name}: {_reason(error)}") from None
        return self

    @property
    def usable(self) -> bool:
        """Whether another message may be delivered over it."""
        return self._usable and self._wire.silent and self.delivered < self._relay.limits.messages

    async def deliver(self, envelope: Envelope, *, before_data: BeforeData | None = None) -> Outcome:
        """Hand over one message and return what became of it.

        Without *before_data* and where the relay takes commands in one packet, DATA goes along with them: one round trip less.
        """
        if unfit := self._why_unfit(envelope):
            return Outcome(state="refused", code=0, words=unfit)
        self.fault, self._dotted, usable, self._usable = "", False, self._usable and self._wire.silent, False
        if not usable:
            return Outcome(state="later", code=0, words="the connection is closed")
        try:
            said = await self._hand_over(envelope, before_data)
        except Broken as broken:
            state = "doubt" if self._dotted and not self._wire.unsent else "later"
            self._wire.close()
            await self._wire.hang_up()
            self.fault = str(broken)
            return Outcome(state=state, code=0, words=str(broken))  # type: ignore[arg-type]
        self.delivered += 1
        if said.code == 421:
            self.fault = said.words or "the relay closes the connection"
        if said.code == 421 or self._let_go:
            self._wire.close()
            await self._wire.hang_up()
        else:
            self._usable = True
        return said

    async def close(self) -> None:
        """Say QUIT without waiting for the answer, and hang up."""
        self._usable = False
        try:
            self._wire.write(b"QUIT\r\n")
        except Broken:
            pass
        await self._wire.hang_up()

    async def _begin(self, context: ssl.SSLContext | None) -> None:
        relay = self._relay
        self._expect(220, await self._wire.reply(relay.patience.greeting), "greets with")
        await self._hello()
        if relay.tls == "starttls" and context is not None:
            if "STARTTLS" not in self._extensions:
                raise RelayDown(f"{relay.name}: offers no TLS, and without it nothing is sent")
            self._expect(220, await self._ask("STARTTLS"), "refuses TLS:")
            await self._wire.start_tls(context, relay.host, relay.patience.connect)
            await self._hello()
        if relay.user:
            await self._log_in()

    async def _hello(self) -> None:
        reply = await self._ask(f"EHLO {self._relay.hello}")
        self._expect(250, reply, "refuses EHLO:")
        offers = (line.decode("ascii", "replace").strip().partition(" ") for line in reply.lines[1:])
        self._extensions = {name.upper(): rest for name, _, rest in offers}

    async def _log_in(self) -> None:
        offered = self._extensions.get("AUTH", "").upper().split()
        user, password = self._relay.user.encode(), self._relay.password.encode()
        if "PLAIN" in offered:
            reply = await self._ask("AUTH PLAIN " + _b64(b"\0" + user + b"\0" + password))
        elif "LOGIN" in offered:
            self._expect(334, await self._ask("AUTH LOGIN"), "refuses the log-in:")
            self._expect(334, await self._ask(_b64(user)), "refuses the log-in:")
            reply = await self._ask(_b64(password))
        else:
            raise RelayDown(f"{self._relay.name}: takes neither AUTH PLAIN nor AUTH LOGIN")
        self._expect(235, reply, "refuses the log-in:")

    def _expect(self, code: int, reply: Reply, what: str) -> None:
        if reply.code != code:
            raise RelayDown(f"{self._relay.name}: {what} {reply.code} {clean(reply.words, self._relay.user)}")

    async def _ask(self, command: str) -> Reply:
        self._wire.write(command.encode() + b"\r\n")
        return await self._wire.reply(self._relay.patience.command)

    async def _hand_over(self, envelope: Envelope, before_data: BeforeData | None) -> Outcome:
        at_once = before_data is None and "PIPELINING" in self._extensions
        refusal, go_on = await self._offer(envelope, at_once=at_once)
        if refusal:
            await self._clear(refusal, midway=go_on)
            return refusal
        if before_data is not None:
            await before_data()
        if not at_once:
            reply = await self._ask("DATA")
            if reply.code != 354:
                return self._judged(reply, envelope, at_data=True)
        if not self._wire.silent:
            raise Broken(OUT_OF_TURN)
        self._dotted = True
        self._wire.write(envelope.data + b".\r\n" if envelope.dotless else stuffed(envelope.data))
        return self._judged(await self._wire.reply(self._relay.patience.end), envelope)

    async def _offer(self, envelope: Envelope, *, at_once: bool) -> tuple[Outcome | None, bool]:
        """Say who writes to whom; return why it is refused, and whether DATA was let through all the same."""
        utf8 = "" if envelope.recipient.isascii() else " SMTPUTF8 BODY=8BITMIME"
        size = f" SIZE={len(envelope.data)}" if "SIZE" in self._extensions else ""
        commands = [f"MAIL FROM:<{envelope.sender}>{size}{utf8}\r\n", f"RCPT TO:<{envelope.recipient}>\r\n"]
        replies = await self._replies_to([*commands, "DATA\r\n"] if at_once else commands)
        go_on = at_once and replies[-1].code == 354
        if replies[0].code // 100 != 2:
            return self._sender_refused(replies[0], envelope), go_on
        if replies[1].code // 100 != 2:
            return self._judged(replies[1], envelope), go_on
        if at_once and not go_on:
            return self._judged(replies[2], envelope, at_data=True), go_on
        return None, go_on

    async def _replies_to(self, commands: list[str]) -> list[Reply]:
        if "PIPELINING" in self._extensions:
            self._wire.write("".join(commands).encode())
            return await self._wire.replies(len(commands), self._relay.patience.data)
        replies: list[Reply] = []
        for command in commands:
            self._wire.write(command.encode())
            replies.append(await self._wire.reply(self._relay.patience.command))
            if replies[-1].code // 100 != 2:
                break
        return replies

    async def _clear(self, refusal: Outcome, *, midway: bool) -> None:
        """Make the connection fit for the next message, or let it go: the refusal stands either way.

        A relay that lets DATA through after a refusal is left at once: RFC 2920 would end it by a dot, and some would send on nothing.
        """
        if midway or refusal.code == 421:
            self._let_go = True
            return
        try:
            self._wire.write(b"RSET\r\n")
            await self._wire.reply(self._relay.patience.command)
        except Broken:
            self._let_go = True

    def _judged(self, reply: Reply, envelope: Envelope, *, at_data: bool = False) -> Outcome:
        if reply.code // 100 == 3 or (at_data and reply.code // 100 == 2):
            raise Broken(OUT_OF_TURN)
        return outcome(reply, address=envelope.recipient)

    def _sender_refused(self, reply: Reply, envelope: Envelope) -> Outcome:
        """A refused sender says nothing about the recipient: the relay does not want us, now or at all; too large is about the message."""
        said = self._judged(reply, envelope)
        if reply.code == 552 or said.state == "later":
            return said
        self.fault = f"refuses the sender: {reply.code} {said.words}"
        return replace(said, state="later")

    def _why_unfit(self, envelope: Envelope) -> str:
        room = self._extensions.get("SIZE", "")
        if room.isdigit() and 0 < int(room) < len(envelope.data):
            return f"the message has {len(envelope.data)} bytes, the relay takes {room}"
        if not envelope.recipient.isascii() and "SMTPUTF8" not in self._extensions:
            return "the address is not plain ASCII, and the relay does not offer SMTPUTF8"
        return ""


def stuffed(data: bytes) -> bytes:
    """Return *data* as DATA wants it: dots at line starts doubled, and the dot that ends it (RFC 5321, 4.5.2)."""
    if not data.endswith(b"\r\n"):
        data += b"\r\n"
    if b"\r\n." in data:
        data = data.replace(b"\r\n.", b"\r\n..")
    return (b"." if data.startswith(b".") else b"") + data + b".\r\n"


def _b64(data: bytes) -> str:
    return b64encode(data).decode()


def _reason(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted ({error.verify_message})"
    if isinstance(error, TimeoutError):
        return "not reached in time"
    if isinstance(error, Broken):
        return str(error)
    return os.strerror(error.errno) if isinstance(error, OSError) and error.errno else type(error).__name__
