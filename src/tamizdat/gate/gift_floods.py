"""Floods at the form for giving: stolen cards are tried on such forms. docs/spec/giving.md, section 6.

Promises: one attempt a token; under attack far fewer without script, and more work with it; nobody is judged by network address. What is
refused here is refused in one wording. Counts in shared memory alone.
"""

from tamizdat.gate.conf import Limits
from tamizdat.gate.floods import ATTACK_LASTS
from tamizdat.gate.shared import Shared
from tamizdat.gate.tokens import GIFT_WORK_BITS, WORK_BITS, Token, read_token, work_is_done


class GiftFloods:
    """The limits of giving, and the counts of all doors."""

    def __init__(self, limits: Limits, shared: Shared) -> None:
        self._limits, self._shared = limits, shared

    def came(self, now: float) -> None:
        """Count a post to any of the addresses for giving."""
        self._new_periods(now)
        minute, hour = self._shared.add("gift_minute_posts"), self._shared.add("gift_hour_posts")
        if minute > self._limits.gift_calm or hour > self._limits.gift_calm_hour:
            self._shared.set("gift_attack_until", int(now) + ATTACK_LASTS)

    def is_attack(self, now: float) -> bool:
        """Whether so many tried to give that forms must show more."""
        return max(self._shared.get("gift_attack_until"), self._shared.get("attack_until")) > now

    def work(self, now: float) -> int:
        """Return how many bits of work a script is asked for: more where cards are tried than where the gate as a whole is flooded."""
        if self._shared.get("gift_attack_until") > now:
            return GIFT_WORK_BITS
        return WORK_BITS if self.is_attack(now) else 0

    def wants_second_step(self, key: bytes, text: str, work: str, *, boxed: bool, now: float) -> bool:
        """Return whether an attempt with this token is asked once more: by a page's script if *boxed*, else from the check page."""
        token = read_token(key, text)
        if token is None or not token.is_ripe(now) or token.use != ("script" if boxed else "gift"):
            return True
        if boxed and not _has_worked(token, text, work, self.work(now)):
            return True
        return self._shared.count("gift", token.nonce, now=now) > 1

    def lets_through(self, now: float, *, boxed: bool) -> bool:
        """Count an attempt that is to reach the newsroom; return whether it may."""
        self._new_periods(now)
        plain = self._shared.get("gift_hour_plain") if boxed else self._shared.add("gift_hour_plain")
        if not boxed and self.is_attack(now) and plain > self._limits.gift_plain_hour:
            return False
        return self._shared.add("gift_hour_taken") <= self._limits.gift_hour

    def _new_periods(self, now: float) -> None:
        for name, length, counts in _PERIODS:
            if self._shared.get(name) != int(now) // length:
                self._shared.set(name, int(now) // length)
                for count in counts:
                    self._shared.set(count, 0)


_PERIODS = (
    ("gift_minute", 60, ("gift_minute_posts",)),
    ("gift_hour", 3_600, ("gift_hour_posts", "gift_hour_taken", "gift_hour_plain")),
)


def _has_worked(token: Token, text: str, work: str, bits: int) -> bool:
    return not bits or (token.work >= bits and work_is_done(text, work, token.work))
