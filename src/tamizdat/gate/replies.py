"""One-use replies: what the newsroom left for who posted a record, in memory only. docs/spec/gate.md, section 8.

Promises: handed out once; gone after 60 s; none for a record that did not come by an address that asks, so that nobody gets around what
those demand. Refuses more than it has room for. Pure but for the event loop; the clock comes in.
"""

import asyncio

LIVES = 60.0
MOST, MOST_ASKED = 2_000, 20_000
LONGEST = 20.0
"""Seconds that who asks may wait, before others count."""


class Replies:
    """References with their replies, and who waits for one."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, str]] = {}
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._asked: dict[str, float] = {}

    def leave(self, ref: str, text: str, *, now: float) -> None:
        """Leave *text* for who waits for *ref*, or comes for it within a minute."""
        self.forget(now)
        waiting = self._waiting.get(ref)
        if waiting is not None and not waiting.done():
            waiting.set_result(text)
        elif len(self._left) < MOST:
            self._left[ref] = (now + LIVES, text)

    async def fetch(self, ref: str, *, wait: float, now: float, asks: bool = True) -> str | None:
        """Return the reply to *ref*, waiting at most *wait* seconds; None if none came, or somebody else has it or waits for it.

        *asks*: who asks has just posted the record; who comes later gets what was asked for, and nothing else.
        """
        self.forget(now)
        if asks and len(self._asked) < MOST_ASKED:
            self._asked.pop(ref, None)  # the oldest stay in front
            self._asked[ref] = now + LIVES + LONGEST
        if ref not in self._asked:
            return None
        if ref in self._left:
            return self._left.pop(ref)[1]
        if ref in self._waiting or len(self._waiting) >= MOST or wait <= 0:
            return None
        self._waiting[ref] = asyncio.get_running_loop().create_future()
        try:
            return await asyncio.wait_for(self._waiting[ref], wait)
        except TimeoutError:
            return None
        finally:
            del self._waiting[ref]

    def forget(self, now: float) -> None:
        """Drop what nobody came for."""
        for ref in [ref for ref, (until, _) in self._left.items() if until < now]:
            del self._left[ref]
        while self._asked and next(iter(self._asked.values())) < now:
            del self._asked[next(iter(self._asked))]
