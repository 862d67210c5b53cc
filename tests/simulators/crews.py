"""A crew in memory: hands nothing over, answers as it is told, and keeps what it was given."""

from collections.abc import Callable

from tamizdat.newsletters.interfaces import Outcome
from tamizdat.newsletters.sending.crew import Job, Result

SENT = Outcome(state="sent", code=250, words="taken")


class CrewSimulator:
    """As ``sending.crew.Crew``, with *lanes* connections. *answer* says what becomes of a job; None: nothing is ever heard of it."""

    def __init__(self, answer: Callable[[Job], Outcome | None] = lambda job: SENT, *, lanes: int = 4) -> None:
        self.given: list[Job] = []
        self.groups: list[int] = []
        self.most, self.ended, self.fallen, self.trouble = 0, False, False, ""
        self._answer, self._lanes, self._busy = answer, lanes, list[Job]()
        self.before_give: Callable[[list[Job]], None] = lambda jobs: None

    @property
    def free(self) -> int:
        """As ``Crew``."""
        return self._lanes - len(self._busy)

    @property
    def busy(self) -> int:
        """As ``Crew``."""
        return len(self._busy)

    def give(self, jobs: list[Job]) -> None:
        """As ``Crew``."""
        assert len(jobs) <= self.free
        self.before_give(jobs)
        self.given += jobs
        self.groups.append(len(jobs))
        self._busy += jobs
        self.most = max(self.most, len(self._busy))

    def results(self, seconds: float) -> list[Result]:
        """As ``Crew``: at once."""
        answers = [(job, self._answer(job)) for job in self._busy]
        self._busy = [job for job, answer in answers if answer is None]
        return [Result(job, answer) for job, answer in answers if answer is not None]

    def end(self) -> None:
        """As ``Crew``."""
        self.ended = True
