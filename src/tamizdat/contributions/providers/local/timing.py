"""Time at the pretend provider: its clock, which runs with the world's and can be moved on, and what happens when something is due.

Promises: whatever is due between then and now happens in order, each at its own moment; time never goes back.
"""

from collections.abc import Callable, Mapping

from tamizdat.contributions.providers.local.books import Books, opened
from tamizdat.contributions.providers.local.paying import expire
from tamizdat.contributions.providers.local.renewing import renew, resume
from tamizdat.contributions.providers.local.returning import decide, dispute
from tamizdat.contributions.providers.local.store import Plain, Store

HAPPENS: Mapping[str, Callable[[Books, Plain], object]] = {
    "expire": expire,
    "renew": renew,
    "resume": resume,
    "dispute": dispute,
    "decide": decide,
}
"""What can be due -> what is then done to the object."""


class Clock:
    """The provider's clock. *real*: seconds since 1970, of the world; *account*: the currency in which everything is settled."""

    def __init__(self, store: Store, real: Callable[[], float], account: str) -> None:
        self._store, self.real, self.account = store, real, account

    def now(self) -> int:
        """Return what time it is at the provider."""
        return int(self.real()) + int(self._store.noted("ahead", 0))

    def catch_up(self) -> None:
        """Have everything happen that is due by now."""
        now = self.now()
        with self._store.change():
            while due := self._store.first_due(now):
                thing, what, at = due
                self._store.plan(thing, what, None)
                if (data := self._store.get(thing)) is not None:
                    with opened(self._store, now=at, real=self.real(), account=self.account) as books:
                        HAPPENS[what](books, data)

    def move(self, *, forward: int = 0, to: int | None = None) -> int:
        """Move on by seconds, or to a moment; return what time it is then."""
        step = max(0, forward if to is None else to - self.now())
        with self._store.change():
            self._store.note("ahead", self._store.noted("ahead", 0) + step)
            self.catch_up()
        return self.now()

    def to_next(self, what: str) -> int:
        """Move on to when the next thing of a kind is due ("renew", or "%" for any); return what time it is then."""
        following = self._store.next_due(what)
        return self.move(to=following) if following is not None else self.now()
