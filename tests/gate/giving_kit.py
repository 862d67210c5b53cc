"""A gate at which one can give, and a newsroom that answers what it is told to."""

import json
import re
from html import unescape
from pathlib import Path

from gate.kit import Scene, text
from simulators.gate_running import BOARD, GIVING
from tamizdat.gate.http import Answer
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import record_id, sealed

PAGE = "https://pay.cards.example/checkout/1"
SECRET = "very-secret@mail.example"


class GivingScene(Scene):
    """Ask it as somebody who gives. ``says``: what the newsroom answers, None for nothing; ``asked``: for which references."""

    def __init__(self, folder: Path, *, giving: dict | None = GIVING, board: dict | None = None, **limits: int) -> None:
        super().__init__(folder, board=BOARD | ({"giving": giving} if giving else {}) | (board or {}), **limits)
        self.says: dict | str | None = {"url": PAGE}
        self.asked: list[tuple[str, int]] = []
        self.gate.reply = self._reply

    async def _reply(self, ref: str, wait: int, *, asks: bool = True) -> str | None:
        assert asks
        self.asked.append((ref, wait))
        return json.dumps(self.says) if isinstance(self.says, dict) else self.says

    def form(self, **fields: object) -> Answer:
        """POST the plain form."""
        usual = {"lang": "en", "frequency": "once", "currency": "USD", "amount": "10", "method": "card", "bank": "NL"}
        return self.post("/give", **{name: value for name, value in (usual | fields).items() if value is not None})

    def go(self, check: Answer, **fields: object) -> Answer:
        """Press the button of the check page that *check* leads to, without looking at it."""
        return self.post("/give/go", w=carried_in(check), lang="en", **fields)

    def boxed(self, work: str = "", token: str | None = None, **fields: object) -> Answer:
        """POST what a page has sealed."""
        box = sealed(self.newsroom.queue.public, "wish", **fields)
        token = self.gate.token("script") if token is None else token
        return self.post("/give", box=b64(box), token=token, work=work, wait=5)

    @property
    def refs(self) -> list[str]:
        """The references of what was queued."""
        return [record_id(box) for _, box in self.keeper.asked]


def carried_in(answer: Answer) -> str:
    """What an answer carries on, from where it leads or from its page."""
    found = re.search(r"[?&]w=([\w-]+)", answer.location) or re.search(r'name="w" value="([\w-]+)"', text(answer))
    return found[1]


def seen(answer: Answer) -> str:
    """A page's words, as they are read."""
    return unescape(re.sub(r"<[^>]+>", "", text(answer).partition("<body>")[2]))
