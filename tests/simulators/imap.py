"""A small IMAP server over TLS, in a thread: as much of it as reading one mailbox takes, and what it was asked."""

import re
import socketserver
import ssl
import threading
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """Its messages by UID, their flags, and what the server offers."""

    messages: dict[int, bytes]
    flags: dict[int, set[str]] = field(default_factory=dict)
    capabilities: str = "IMAP4rev1 UIDPLUS"
    login: tuple[str, str] = ("ada", "word")
    heard: list[str] = field(default_factory=list)
    silent_at: str = ""  # hangs up at this command


class _Dialogue(socketserver.StreamRequestHandler):
    def handle(self):
        box = self.server.box
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, rest = line.partition(" ")
            command = rest.removeprefix("UID ").partition(" ")[0]
            box.heard.append(rest)
            if box.silent_at == command:
                return
            status = getattr(self, f"on_{command.lower()}")(box, rest) or "OK done"
            self.say(f"{tag} {status}")
            if command == "LOGOUT":
                return

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def on_capability(self, box, rest):
        self.say(f"* CAPABILITY {box.capabilities}")

    def on_login(self, box, rest):
        said = tuple(word.strip('"') for word in rest.split()[1:])
        return "OK in" if said == box.login else "NO wrong"

    def on_select(self, box, rest):
        if rest != 'SELECT "INBOX"':
            return "NO no such mailbox"
        self.say(f"* {len(box.messages)} EXISTS")
        self.say("* OK [UIDVALIDITY 7] x")
        return None

    def on_search(self, box, rest):
        assert rest == "UID SEARCH UNDELETED"
        found = [str(uid) for uid in sorted(box.messages) if "\\Deleted" not in box.flags.get(uid, ())]
        self.say("* SEARCH " + " ".join(found))

    def on_fetch(self, box, rest):
        uid, size = map(int, re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", rest).groups())
        if uid in box.messages:
            data = box.messages[uid][:size]
            self.say(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(data)}}}\r\n{data.decode('latin-1')})")

    def on_store(self, box, rest):
        uid, flag = re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \((\S+)\)", rest).groups()
        box.flags.setdefault(int(uid), set()).add(flag)

    def on_expunge(self, box, rest):
        uid = int(re.fullmatch(r"UID EXPUNGE (\d+)", rest)[1])
        if "\\Deleted" in box.flags.get(uid, ()):
            del box.messages[uid]

    def on_logout(self, box, rest):
        self.say("* BYE")


class ImapServer(socketserver.ThreadingTCPServer):
    """Serves *box* on a free loopback port while the ``with`` block runs."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, box, certificate):
        self.box = box
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate)
        super().__init__(("127.0.0.1", 0), _Dialogue)
        self.port = self.server_address[1]

    def get_request(self):
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True), address

    def handle_error(self, request, client_address):
        """A client that does not trust us hangs up."""

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        self.thread.join()
        self.server_close()
