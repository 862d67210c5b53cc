"""A Maildir on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tamizdat.newsletters.bounces.reading import READ_BYTES
from tamizdat.newsletters.bounces.sources import Received, SourceDown


@dataclass(slots=True)
class MaildirSource:
    """Its folder; ``new`` and ``cur`` are read, whoever moves mail from the one to the other."""

    folder: Path
    _seen: set[str] = field(default_factory=set)

    @contextmanager
    def session(self) -> Iterator["MaildirSource"]:
        """Open it. Raises ``SourceDown`` if it is no Maildir."""
        if not (self.folder / "new").is_dir():
            raise SourceDown(f"{self.folder} is no Maildir: it has no folder named new")
        yield self

    def waiting(self) -> Iterator[Received]:
        """Yield the messages that were not looked at before, the oldest first."""
        try:
            paths = [path for folder in ("new", "cur") for path in (self.folder / folder).glob("[!.]*")]
        except OSError as error:
            raise SourceDown(f"{self.folder} cannot be read: {error.strerror}") from None
        for path in sorted(paths, key=lambda path: path.name):
            if _unique(path) not in self._seen:
                try:
                    with path.open("rb") as file:
                        data = file.read(READ_BYTES)
                except OSError:  # another program has moved it: the next round finds it
                    continue
                yield Received(str(path), data)

    def done(self, name: str) -> None:
        """Delete a message."""
        try:
            Path(name).unlink(missing_ok=True)
        except OSError as error:
            raise SourceDown(f"{self.folder}: a message cannot be deleted: {error.strerror}") from None

    def pass_over(self, name: str) -> None:
        """Remember a message by what stays of its name when it is moved or marked."""
        self._seen.add(_unique(Path(name)))

    def hosts(self) -> tuple[str, ...]:
        """None."""
        return ()


def _unique(path: Path) -> str:
    return path.name.partition(":")[0]
