"""The collector: one turn is a question to the gate, its records applied, and the acknowledgement carried by the next question.

Promises: acknowledges only what this very collector has just seen committed, so that no mix-up of queues can erase what nobody has;
replies go out with the question that follows at once. Keeps nothing between two lives that the gate's erasing could depend on.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tamizdat.newsletters.collecting import watching
from tamizdat.newsletters.collecting.applying import Applied, apply
from tamizdat.newsletters.collecting.gate_line import GateLine
from tamizdat.newsletters.collecting.sign_board import Board
from tamizdat.newsletters.interfaces import GateHandler, HookTaker
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.records import record_id

_NONE: Mapping[str, HookTaker] = MappingProxyType({})
_NOTHING: dict[str, Any] = {"queue": "", "done": 0, "seen": ""}


class Collector:
    """Turns of asking and applying.

    *handlers*: kind of record -> what is done with it; *board*: what the gate's pages need now; *takers*: name of hook -> who takes it.
    """

    def __init__(
        self,
        line: GateLine,
        keyring: Keyring,
        handlers: Mapping[str, GateHandler],
        board: Callable[[], Board | None],
        takers: Mapping[str, HookTaker] = _NONE,
    ) -> None:
        self._line, self._keyring, self._board, self._takers = line, keyring, board, takers
        self._handlers = {**handlers, "canary": watching.canary_came}
        self._owed = _NOTHING
        self._replies: dict[str, str] = {}
        self._told: dict[str, Any] = {}

    @property
    def owes(self) -> bool:
        """Whether the gate has something to hear: an acknowledgement or replies."""
        return bool(self._owed["done"] or self._replies)

    def turn(self, *, wait: int = 0) -> Applied:
        """Ask once, waiting up to *wait* seconds, and apply what came. Raises ``GateAway``, ``NotOurGate``, and what the database does."""
        news = self._news()
        wait = 0 if self._replies else wait
        # An acknowledgement is said once: if it is lost, the records come again. A gate may be another one after a silence.
        owed, self._owed = self._owed, _NOTHING
        answer = self._line.ask(wait=wait, replies=self._replies, **owed, **self._unsaid(news))
        self._told, self._replies = news, {}
        applied = apply(answer.records, self._keyring.queue_keys(), self._handlers, self._takers)
        last = answer.records[-1] if answer.records else None
        watching.note(answer, applied, last.seq if last else 0)
        self._replies = applied.replies
        if last:
            self._owed = {"queue": answer.queue, "done": last.seq, "seen": record_id(last.box)}
        return applied

    def _news(self) -> dict[str, Any]:
        newest = self._keyring.queue_public()
        others = [key.public.text for key in self._keyring.queue_keys().values() if key.public != newest]
        return {"board": self._board(), "keys": [newest.text, *sorted(others)]}

    def _unsaid(self, news: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in news.items() if value != self._told.get(name)}
