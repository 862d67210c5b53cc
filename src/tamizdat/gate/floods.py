"""Floods: what is asked of a post beside its fields, and how many are let through. docs/spec/gate.md, section 4.

Promises: nobody is judged by network address; who has no script is never asked for work; a person who is stopped is told or asked once
more, but for one address typed too often, which nobody is told. Counts under keyed hashes in shared memory alone.
"""

import time

from tamizdat.gate.conf import Limits
from tamizdat.gate.shared import Shared
from tamizdat.gate.tokens import USES, WORK_BITS, read_token, work_is_done
from tamizdat.sealed.lookup import BadAddress, normal

ATTACK_LASTS = 600
"""Seconds since the last minute with too many posts."""


class Floods:
    """The limits of this gate, and the counts of all its doors."""

    def __init__(self, limits: Limits, shared: Shared) -> None:
        self._limits, self._shared = limits, shared

    def post_came(self, now: float) -> None:
        """Count a post in all."""
        if self._in_period("minute", "minute_posts", int(now) // 60) > self._limits.calm:
            self._shared.set("attack_until", int(now) + ATTACK_LASTS)
        self._in_period("hour", "hour_posts", int(now) // 3600)

    def is_attack(self, now: float) -> bool:
        """Whether so much came that forms must show more."""
        return self._shared.get("attack_until") > now

    def are_too_many(self, now: float) -> bool:
        """Whether this hour has had all that one may."""
        return self._shared.get("hour") == int(now) // 3600 and self._shared.get("hour_posts") > self._limits.total_hour

    def work(self, now: float) -> int:
        """Return how many bits of work a script is asked for."""
        return WORK_BITS if self.is_attack(now) else 0

    def wants_second_step(self, key: bytes, text: str, work: str, *, boxed: bool, now: float | None = None) -> bool:
        """Return whether a post with the token *text* and the proof *work* is asked once more. *boxed*: it was sealed before it came."""
        now = time.time() if now is None else now
        attack = self.is_attack(now)
        if not text:
            return boxed or attack
        token = read_token(key, text)
        if token is None or not token.is_ripe(now) or token.use == "gift":
            return True
        if attack and token.use == "script" and not (token.work >= WORK_BITS and work_is_done(text, work, token.work)):
            return True
        return self._shared.count("token", token.nonce, now=now) > USES

    def is_over(self, address: str, *, now: float) -> bool:
        """Count *address* and its domain; return whether either came too often. Raises ``BadAddress``."""
        known = normal(address).lower()
        domain = known.rpartition("@")[2]
        over = self._shared.count("address", known.encode(), now=now) > self._limits.address_day
        # One victim's address counts once for its domain, however often it is typed.
        return over or self._shared.count("domain", domain.encode(), now=now) > self._limits.domain_hour

    def is_wanted(self, address: str, trap: str, *, now: float) -> bool:
        """Return whether a sign-up with *address* is queued; *trap* is the field that people leave empty."""
        try:
            return not self.is_over(address, now=now) and not trap
        except BadAddress:
            return False

    def is_new_reference(self, ref: str, *, now: float) -> bool:
        """Count a link's reference; return whether it may be used (again)."""
        return self._shared.count("reference", ref.encode(), now=now) <= self._limits.reference_day

    def is_hook_over(self, name: str, *, now: float) -> bool:
        """Count a hook; return whether its name has had this hour's."""
        return self._shared.count("hook", name.encode(), now=now) > self._limits.hook_hour

    def _in_period(self, stamp: str, count: str, period: int) -> int:
        if self._shared.get(stamp) != period:
            self._shared.set(stamp, period)
            self._shared.set(count, 0)
        return self._shared.add(count)
