"""Sending one mailing: take copies, open their addresses, mark them, let the crew hand them over, write down what came of it.

Promises: a copy is marked by a commit before any relay hears of it, and one commit marks the next copy of every connection; whoever has
left by that moment is skipped; a mailing that is paused or cancelled gives out nothing more from the next commit on, within a second.
Ends when nothing can be sent now: all done, the list key locked, or the rest put off.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from itertools import groupby, islice
from time import monotonic

from django.db import transaction
from django.utils import timezone

from tamizdat.newsletters.interfaces import Opener, Outcome
from tamizdat.newsletters.models import Mailing
from tamizdat.newsletters.readers.store import ReaderStore
from tamizdat.newsletters.sending import ledger
from tamizdat.newsletters.sending.crew import Crew, Job, Result
from tamizdat.newsletters.sending.ledger import Copy
from tamizdat.newsletters.sending.opening import AHEAD as OPENED_AHEAD
from tamizdat.newsletters.sending.opening import Opening
from tamizdat.newsletters.sending.trying import verdict

DATABASE = "readers"
GROUP_SECONDS = 0.01
"""A commit waits so long for half of the connections to be free: they share it."""

AHEAD = 1_000
"""Copies looked up together."""

DRAIN_SECONDS = 7.0
"""How long what is under way may take once we are asked to stop; the parent of all processes waits for 10."""

NOTE_SECONDS = 0.5
"""A mailing is asked this often whether it still is to be sent, and says how it fares, even if no relay takes anything."""


class Delivery:
    """One mailing on its way out. *muster* makes the crew once something can be sent; *gone* tells a refusal that is about the address."""

    def __init__(
        self, mailing: Mailing, *, readers: ReaderStore, opener: Opener, muster: Callable[[], Crew], gone: Callable[[Outcome], bool]
    ) -> None:
        self._mailing, self._readers, self._muster, self._gone = mailing, readers, muster, gone
        self._opening = Opening(opener, lambda refs: readers.boxes(refs, mailing.kind))
        self._queue: deque[Copy] = deque()
        self._cursor = 0
        self._results: list[Result] = []
        self._going = True
        self._noted = self._look_again = 0.0

    def run(self, stopping: Callable[[], bool]) -> None:
        """Send until nothing can be sent now or *stopping* says so; then wait for what is under way. Raises ``Locked``."""
        self._look_ahead(1)
        if not self._queue:
            return
        self._job(list(self._queue)[:1])  # the list key is unlocked, before relays are reached for nothing
        crew = self._muster()
        try:
            while self._going and not crew.fallen and not stopping():
                self._turn(crew)
        finally:
            self._drain(crew)

    def _turn(self, crew: Crew) -> None:
        """Hear what came of copies, commit that together with the marks of the next, and only then give these to the crew."""
        self._hear(crew)
        self._look_ahead((wanted := crew.free) + OPENED_AHEAD)
        copies = [self._queue.popleft() for _ in range(min(wanted, len(self._queue)))]
        jobs = self._job(copies)
        if monotonic() - self._noted > NOTE_SECONDS:
            self._note(crew.trouble)
        if copies or self._results:
            crew.give(self._commit(copies, jobs))
            self._open_ahead()
        elif not crew.busy and wanted:
            self._going = False

    def _hear(self, crew: Crew) -> None:
        """Collect reports until half of the connections are free, or for as long as a commit may be put off."""
        until = monotonic() + GROUP_SECONDS
        self._results += crew.results(GROUP_SECONDS)
        while (wait := until - monotonic()) > 0 and crew.free <= crew.busy:
            self._results += crew.results(wait)

    def _look_ahead(self, wanted: int) -> None:
        """See that the queue holds *wanted* copies, if there are so many whose turn has come."""
        if len(self._queue) >= wanted or monotonic() < self._look_again:
            return
        known = {copy.pk for copy in self._queue}
        found = [copy for copy in ledger.take(self._mailing, self._cursor, AHEAD, timezone.now()) if copy.pk not in known]
        self._look_again = 0.0 if found else monotonic() + NOTE_SECONDS  # many that are put off are not looked through at each turn
        self._queue += found
        self._cursor = max([self._cursor, *(copy.pk for copy in found if copy.state == "planned")])

    def _open_ahead(self) -> None:
        """Have the addresses of the next copies opened while relays take those before."""
        if wanted := self._opening.wanted:
            self._opening.begin([copy.ref for copy in islice(self._queue, wanted)])

    def _job(self, copies: list[Copy]) -> dict[int, Job | None]:
        """Return row -> job of those of *copies* that somebody still wants; None where the address cannot be opened. Raises ``Locked``."""
        shown = self._readers.shown([copy.ref for copy in copies])
        going = [copy for copy in copies if self._mailing.kind in shown.get(copy.ref, ())]
        addresses = self._opening.take([copy.ref for copy in going])
        return {copy.pk: _job(copy, addresses[copy.ref], shown[copy.ref]) for copy in going if copy.ref in addresses}

    def _commit(self, copies: list[Copy], jobs: dict[int, Job | None]) -> list[Job]:
        """One transaction: what came of earlier copies, and the marks of *copies* if the mailing is still to be sent."""
        with transaction.atomic(DATABASE):
            state = Mailing.objects.select_for_update().values_list("state", flat=True).get(pk=self._mailing.pk)
            self._write_down(timezone.now())
            self._going &= state == "sending"
            going = [job for job in jobs.values() if job] if self._going else []
            if self._going:
                ledger.move([copy.pk for copy in copies if copy.pk not in jobs], "skip", why=ledger.LEFT)
                ledger.move([copy for copy, job in jobs.items() if not job], "skip", why=ledger.UNREADABLE)
                ledger.move([job.copy for job in going], "mark")
        self._results = []
        return going

    def _write_down(self, now: datetime) -> None:
        """Write what came of copies, those of one outcome by one statement. In the transaction of the commit."""
        for (_, _, tries), same in groupby(sorted(self._results, key=_alike), _alike):
            results = list(same)
            event, fields = verdict(results[0].outcome, tries, now)
            ledger.move([result.job.copy for result in results], event, **fields)
        for result in self._results:
            if self._gone(result.outcome):
                self._readers.suppress(result.job.ref, "bounce")

    def _note(self, trouble: str) -> None:
        """Say that the mailing moves, or why it does not; hear whether it is still to be sent."""
        self._noted = monotonic()
        still = Mailing.objects.filter(pk=self._mailing.pk, state="sending")
        self._going = bool(still.update(said=trouble[:300], **({} if trouble else {"moved_at": timezone.now()})))

    def _drain(self, crew: Crew) -> None:
        """Wait for what is under way, and write it down; what is not known after ``DRAIN_SECONDS`` is in doubt."""
        until = monotonic() + DRAIN_SECONDS
        try:
            while crew.busy and monotonic() < until:
                self._results += crew.results(0.05)
                self._commit([], {})
        finally:
            crew.end()
        self._commit([], {})
        ledger.doubt_the_marked(self._mailing)


def _job(copy: Copy, address: str | None, shown: tuple[str, ...]) -> Job | None:
    return Job(copy.pk, copy.ref, address, "+discreet" in shown, shown, copy.tries) if address else None


def _alike(result: Result) -> tuple[str, int, int]:
    return result.outcome.state, result.outcome.code, result.job.tries
