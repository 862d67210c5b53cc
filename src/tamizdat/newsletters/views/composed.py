"""The letters that the desk shows. The newsroom stands behind it, by the setting ``TAMIZDAT_LETTERS``; nothing of it is imported."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, cast

from tamizdat.newsletters.interfaces import LetterDesk
from tamizdat.newsletters.sending import means


class Listed(Protocol):
    """One letter as the desk lists it."""

    @property
    def id(self) -> str:
        """The id of its record."""

    @property
    def twins(self) -> str:
        """The same for a letter and its twins in other languages."""

    @property
    def subject(self) -> str:
        """What the mailbox shows."""

    @property
    def language(self) -> str:
        """The code of its language."""

    @property
    def kind(self) -> str:
        """The code of the letter that readers ordered."""

    @property
    def name(self) -> str:
        """The name of the letter that readers ordered."""

    @property
    def date(self) -> date:
        """The day that it bears."""

    @property
    def archived(self) -> bool:
        """Whether it began to go out once: it stands in the archive, or stood there."""

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken out of the archive."""


class Composed(Listed, Protocol):
    """One letter as its own page shows it."""

    @property
    def edit(self) -> str:
        """Where it is edited."""

    @property
    def withdraw(self) -> str:
        """Where it is withdrawn from the archive."""

    @property
    def rhythm(self) -> str:
        """When letters of its kind go out: ``every Friday 10:00``; empty: no fixed day."""

    @property
    def time_zone(self) -> str:
        """Whose clock that is."""

    @property
    def changed_by(self) -> str:
        """The log-in name of who last changed it; empty: nobody that is known."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What stands in the way of sending it, a sentence each."""


class ComposedLetters(LetterDesk, Protocol):
    """What the desk asks of the newsroom beside what sending asks."""

    def composed(self) -> Sequence[Listed]:
        """Return the newest letters."""
        ...

    def about(self, letter: str) -> Composed:
        """Return one letter. Raises ``LookupError`` for one that is gone."""
        ...


def letters() -> ComposedLetters:
    """Return the newsroom's side of letters."""
    return cast(ComposedLetters, means.letters())
