"""Mail sinks: SMTP servers that take mail, or misbehave exactly as they are told. In this process, or in one of their own.

In a thread:        with MailSink(Manner(at={".": "drop"}, every=7)) as sink: … sink.port, sink.taken
In a process:       with sink_process(record=path, at={"RCPT": "451 4.7.1 later"}) as port: …
By hand:            PYTHONPATH=src:tests python -m simulators.mail_sinks --record ids.txt --at ".=drop" --every 7

Stages are connect, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, "." and RSET. A deed is a reply ("451 4.7.1 later"), "drop", "stall" (never
answers), "garbage", "chatty" (the usual reply twice), "deaf" (the usual reply, but reads no more and drops), or "wait 0.2" (seconds, then as usual). What was taken is recorded before it is answered, and with "drop" at "." too: the
sink has it, only the client cannot know.
"""

import argparse
import asyncio
import os
import ssl
import subprocess
import sys
import threading
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a sink behaves: deeds at stages, done every *every*-th time the stage is reached."""

    at: Mapping[str, str] = field(default_factory=dict)
    every: int = 1
    times: int = 10**9  # no deed is done more often
    extensions: tuple[str, ...] = ("PIPELINING", "SIZE 10485760", "8BITMIME", "ENHANCEDSTATUSCODES")
    tls: str = "none"  # none, starttls, implicit
    certificate: tuple[str, str] | None = None  # files: certificate, key
    login: tuple[str, str] | None = None
    mechanisms: str = "PLAIN LOGIN"
    loose: bool = False  # lets DATA through although nobody was accepted, and takes what comes
    dead: tuple[str, ...] = ()  # recipients refused with 550 5.1.1


@dataclass(frozen=True)
class Taken:
    """One message that a sink accepted."""

    message_id: str
    sender: str
    recipient: str
    data: bytes


class Session(asyncio.Protocol):
    """One connection to a sink."""

    def __init__(self, sink: "MailSink") -> None:
        self.sink, self.buffer, self.in_data = sink, b"", False
        self.sender, self.recipient, self.pending = "", "", []
        self.login: list[str] = []
        self.busy = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.sink.connections += 1
        self.sink.open.add(transport)
        self.answer("connect", "220 sink.example ESMTP")

    def connection_lost(self, exc: Exception | None) -> None:
        self.sink.open.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self.work()

    def work(self) -> None:
        while not self.busy:
            if self.in_data:
                end = 0 if self.buffer.startswith(b".\r\n") else self.buffer.find(b"\r\n.\r\n")
                if end < 0:
                    return
                data = self.buffer[: end + 2] if end else b""
                self.buffer = self.buffer[end + (5 if end else 3) :]
                self.in_data = False
                self.message(data)
            else:
                line, found, rest = self.buffer.partition(b"\r\n")
                if not found:
                    return
                self.buffer = rest
                self.command(line.decode("utf-8", "surrogateescape"))

    def message(self, data: bytes) -> None:
        deed = self.sink.deed(".")
        if not self.recipient and not self.sink.manner.loose:
            self.reply("554 5.5.1 no valid recipients")
        elif deed[:1] in ("4", "5"):
            self.do(deed, ".", "")
        else:
            self.sink.take(self.sender, self.recipient, data.replace(b"\r\n..", b"\r\n."))
            self.do(deed, ".", "250 2.0.0 taken")
        self.sender = self.recipient = ""

    def command(self, line: str) -> None:
        verb = line.split(" ")[0].split(":")[0].upper()
        self.sink.heard.append(verb)
        if self.login:
            self.logging_in(line)
        else:
            getattr(self, f"on_{verb.lower()}", self.on_other)(line)

    def on_other(self, line: str) -> None:
        self.reply("502 5.5.2 what?")

    def on_ehlo(self, line: str) -> None:
        offers = [*self.sink.manner.extensions]
        offers += ["STARTTLS"] if self.sink.manner.tls == "starttls" and not self.secured else []
        offers += [f"AUTH {self.sink.manner.mechanisms}"] if self.sink.manner.login else []
        lines = ["sink.example", *offers]
        self.answer("EHLO", "\r\n".join(f"250{'-' if n < len(lines) - 1 else ' '}{text}" for n, text in enumerate(lines)))

    def on_mail(self, line: str) -> None:
        self.sender, self.recipient = inside(line), ""
        self.answer("MAIL", "250 2.1.0 ok", undo=True)

    def on_rcpt(self, line: str) -> None:
        if not self.sender:
            self.reply("503 5.5.1 MAIL first")
        elif inside(line) in self.sink.manner.dead:
            self.reply(f"550 5.1.1 <{inside(line)}>: no such mailbox")
        else:
            self.recipient = inside(line)
            self.answer("RCPT", "250 2.1.5 ok", undo=True)

    def on_data(self, line: str) -> None:
        if not self.recipient and not self.sink.manner.loose:
            self.reply("554 5.5.1 no valid recipients")
            return
        self.in_data = True
        self.answer("DATA", "354 go on", undo=True)

    def on_rset(self, line: str) -> None:
        self.sender = self.recipient = ""
        self.answer("RSET", "250 2.0.0 ok")

    def on_starttls(self, line: str) -> None:
        self.answer("STARTTLS", "220 go on")
        self.busy = True
        self.sink.loop.create_task(self.secure())

    def on_quit(self, line: str) -> None:
        self.reply("221 2.0.0 bye")
        self.transport.close()

    def on_auth(self, line: str) -> None:
        _, mechanism, *rest = line.split(" ")
        if mechanism == "LOGIN":
            self.login = ["LOGIN"]
            self.reply("334 VXNlcm5hbWU6")
        else:
            self.logged_in(b64decode(rest[0]).decode().split("\0")[1:])

    def logging_in(self, line: str) -> None:
        self.login.append(b64decode(line).decode())
        if len(self.login) == 2:
            self.reply("334 UGFzc3dvcmQ6")
        else:
            _, *said = self.login
            self.login = []
            self.logged_in(said)

    def logged_in(self, said: list[str]) -> None:
        right = tuple(said) == self.sink.manner.login
        self.answer("AUTH", "235 2.7.0 welcome" if right else "535 5.7.8 wrong user or password")

    async def secure(self) -> None:
        try:
            self.transport = await self.sink.loop.start_tls(self.transport, self, self.sink.context, server_side=True)
        except OSError:  # the client does not trust us
            return
        self.sink.open.add(self.transport)
        self.busy = False
        self.work()

    @property
    def secured(self) -> bool:
        return self.transport.get_extra_info("ssl_object") is not None

    def answer(self, stage: str, usual: str, *, undo: bool = False) -> None:
        deed = self.sink.deed(stage)
        as_usual = deed.startswith(("wait", "deaf", "chatty")) or (deed.startswith("2") and stage != "DATA")
        if undo and deed and not as_usual:
            self.in_data = False
            if stage in ("MAIL", "RCPT"):
                self.recipient = ""
            if stage == "MAIL":
                self.sender = ""
        self.do(deed, stage, usual)

    def do(self, deed: str, stage: str, usual: str) -> None:
        if not deed:
            self.reply(usual)
        elif deed == "drop":
            self.busy = True
            self.transport.abort()
        elif deed == "stall":
            self.busy = True
        elif deed == "garbage":
            self.reply("\x00\xff<html>not a mail server</html>")
        elif deed == "chatty":
            self.reply(f"{usual}\r\n{usual}")
        elif deed == "deaf":
            self.reply(usual)
            self.transport.pause_reading()
            self.sink.loop.call_later(0.1, self.transport.abort)
        elif deed.startswith("wait"):
            self.busy = True
            self.sink.loop.call_later(float(deed.split()[1]), self.after, usual)
        else:
            self.reply(deed)
            if deed.startswith("421"):
                self.transport.close()

    def after(self, usual: str) -> None:
        self.busy = False
        self.reply(usual)
        self.work()

    def reply(self, text: str) -> None:
        if not self.transport.is_closing():
            self.transport.write(text.encode("latin-1") + b"\r\n")


def inside(line: str) -> str:
    """Return what stands between the brackets of a command."""
    return line.partition("<")[2].partition(">")[0]


class MailSink:
    """A sink on a free loopback port, in a thread of its own while the ``with`` block runs."""

    def __init__(self, manner: Manner | None = None, *, record: Path | None = None, keep: bool = True, port: int = 0) -> None:
        self.manner = manner or Manner()
        self.taken: list[Taken] = []
        self.heard: list[str] = []
        self.port, self.connections, self.context = port, 0, None
        self.open: set[Any] = set()
        self._keep, self._reached, self._done = keep, {}, 0
        self._file = os.open(record, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600) if record else None
        if self.manner.certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*self.manner.certificate)

    def __enter__(self) -> "MailSink":
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        if self._file is not None:
            os.close(self._file)

    async def _serve(self, ready: threading.Event) -> None:
        self.loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        context = self.context if self.manner.tls == "implicit" else None
        server = await self.loop.create_server(lambda: Session(self), "127.0.0.1", self.port, ssl=context, backlog=512)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()
        for transport in list(self.open):
            transport.abort()
        await asyncio.sleep(0)

    def deed(self, stage: str) -> str:
        """Return what is to be done at *stage* this time, or ""."""
        deed = self.manner.at.get(stage, "")
        if not deed or self._done >= self.manner.times:
            return ""
        self._reached[stage] = self._reached.get(stage, 0) + 1
        if self._reached[stage] % self.manner.every:
            return ""
        self._done += 1
        return deed

    def take(self, sender: str, recipient: str, data: bytes) -> None:
        """Record a message: in the file first, by one write that outlives this process."""
        head = data.partition(b"\r\n\r\n")[0] + b"\r\n"
        message_id = head.lower().partition(b"\r\nmessage-id:")[0]
        start = len(message_id) + len(b"\r\nmessage-id:")
        name = head[start : head.find(b"\r\n", start)].strip().decode()
        if self._file is not None:
            os.write(self._file, f"{name} {recipient}\n".encode())
        self.taken.append(Taken(name, sender, recipient, data if self._keep else b""))


@contextmanager
def sink_process(*, record: Path, port: int = 0, every: int = 1, at: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run a sink in a process of its own; give its port. *record* gets a line "message-id recipient" for each message it takes."""
    command = [sys.executable, "-m", "simulators.mail_sinks", "--record", str(record), "--port", str(port), "--every", str(every)]
    command += [word for stage, deed in (at or {}).items() for word in ("--at", f"{stage}={deed}")]
    paths = os.pathsep.join(str(Path(__file__).parents[n]) for n in (1,))
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": paths})
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def recorded(record: Path) -> list[tuple[str, str]]:
    """Return the (message id, recipient) pairs in a sink's file, in the order in which they were taken."""
    if not record.exists():
        return []
    lines = (line.split(" ") for line in record.read_text().splitlines())
    return [(name, recipient) for name, recipient in lines]


def main() -> None:
    """Serve until told to end; print the port first."""
    parser = argparse.ArgumentParser(description="A mail sink on loopback.")
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--at", action="append", default=[], metavar="STAGE=DEED")
    chosen = parser.parse_args()
    manner = Manner(at=dict(word.split("=", 1) for word in chosen.at), every=chosen.every)
    with MailSink(manner, record=chosen.record, keep=False, port=chosen.port) as sink:
        print(sink.port, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
