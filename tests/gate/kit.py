"""One door's gate without its processes: what it answers, and what it hands to a keeper in memory."""

import asyncio
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from simulators.gate_running import BOARD, FORM, Newsroom, furnish
from tamizdat.gate.conf import Conf, Limits, load
from tamizdat.gate.http import Answer, Request
from tamizdat.gate.lines import BEAT, KEPT
from tamizdat.gate.routes import Gate
from tamizdat.gate.shared import Shared
from tamizdat.sealed.records import opened


class KeeperSimulator:
    """Notes what it is asked for, and answers what it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, bytes]] = []
        self.says = KEPT

    def ask(self, use: bytes, box: bytes = b"") -> asyncio.Future:
        """As the line to the keeper."""
        self.asked.append((use, box))
        answer = asyncio.get_running_loop().create_future()
        answer.set_result(self.says)
        return answer


class Scene:
    """A gate in *folder* with limits; ask it."""

    def __init__(self, folder: Path, *, board: dict | None = BOARD, hooks: str = "", **limits: int) -> None:
        self.newsroom: Newsroom = furnish(folder, board)
        conf: Conf = load({"TAMIZDAT_GATE_HOME": str(folder), "TAMIZDAT_GATE_HOOKS": hooks})
        self.shared = Shared(cells=2**12)
        self.gate = Gate(
            replace(conf, limits=Limits(**limits)), self.shared, identity=self.newsroom.gate, keeper=b"\0none", hatch=b"\0none"
        )
        self.keeper = self.gate.keeper = KeeperSimulator()
        self.network = ""

    def send(self, method: str, path: str, body: bytes = b"", kind: str = FORM) -> Answer:
        """Return the answer to one request, from a network in the country ``network``."""
        path, _, query = path.partition("?")
        return asyncio.run(self.gate.respond(Request(method, path, query, kind, body, network=self.network)))

    def hook(self, path: str, body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
        """POST what a machine reports."""
        return asyncio.run(self.gate.respond(Request("POST", path, "", "application/json", body, headers)))

    def get(self, path: str) -> Answer:
        """GET."""
        return self.send("GET", path)

    def post(self, path: str, **fields: object) -> Answer:
        """POST a form."""
        return self.send("POST", path, urlencode(fields, doseq=True).encode())

    def sign_up(self, **fields: object) -> Answer:
        """Sign up as on the plain form of the site, and follow where that leads, as a browser does."""
        usual = {"lang": "en", "address": "reader@mail.example", "letter": "weekly", "consent": "2026-11"}
        answer = self.post("/sign-up", **{name: value for name, value in (usual | fields).items() if value is not None})
        return self.get(answer.location) if answer.status == 303 else answer

    @property
    def records(self) -> list[dict]:
        """What is in the boxes that the keeper got."""
        return [opened(self.newsroom.keys, box) for use, box in self.keeper.asked if use != BEAT]


def text(answer: Answer) -> str:
    """The page."""
    return answer.body.decode()
