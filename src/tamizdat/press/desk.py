"""The press's desk: what the newsroom and the commands may ask of it. Everything else in this room is its own affair.

Promises: handing in is durable and quick, and may be repeated; a preview is made by the code that publishes. Leaves the making of
editions to ``process``, which runs apart.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tamizdat.edition.budget import ARTICLE_BYTES
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.compile import make
from tamizdat.edition.mail import Mail, letter_mail
from tamizdat.edition.plan import Spec, own_groups, specs
from tamizdat.edition.records import Article, Letter, Record
from tamizdat.edition.schema import decode, encode
from tamizdat.edition.scope import Scope
from tamizdat.press.build import now
from tamizdat.press.inbox import Inbox
from tamizdat.press.index import Index
from tamizdat.press.store import Store
from tamizdat.reader import load_theme


@dataclass(frozen=True, slots=True)
class PressStatus:
    """How the press stands: the edition's number, when it was made (UTC), how long that took in seconds, its files and their
    bytes, how many items wait, and warnings as (path, sentence).
    """

    edition: int
    built: str
    seconds: float
    pages: int
    bytes: int
    waiting: int
    warnings: tuple[tuple[str, str], ...]


class NoSuchPage(LookupError):
    """A preview of something that has no page."""


class Press:
    """The press under *home* (``HOME/press``)."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._inbox = Inbox(home)
        self._store = Store(home / "objects")
        self._proofs = Proofs(home / "index.sqlite3")

    def keep_media(self, data: bytes) -> str:
        """Keep a picture's bytes; return their digest. Keeping them again changes nothing."""
        return self._store.put(data)

    def media(self, digest: str) -> bytes:
        """Return the bytes kept under *digest*. Raises ``store.MissingObject``."""
        return self._store.get(digest)

    def submit(self, records: Sequence[Record]) -> int:
        """Hand in records; return a ticket. A record with a lower change never replaces one with a higher."""
        return self._inbox.hand_in("record", [encode(record) for record in records])

    def ask_full_build(self) -> int:
        """Ask the running press to make every file again; return a ticket."""
        return self._inbox.hand_in("full", [b""])

    def wait(self, ticket: int, timeout: float) -> int | None:
        """Return the number of the edition that holds what *ticket* stands for, or None after *timeout* seconds."""
        return self._inbox.wait(ticket, timeout)

    def preview(self, records: Sequence[Record], record_id: str) -> str:
        """Return the HTML of a record's page as it would be published with *records* put over the current edition.

        Raises ``NoSuchPage`` for a record without one, ``schema.BadRecord`` for one that could not be published.
        """
        return self._proofs.page(records, record_id)

    def front_preview(self, records: Sequence[Record], language: str) -> str:
        """Return the HTML of a language's front with *records* put over the current edition."""
        return self._proofs.front(records, language)

    def letter_mail(self, records: Sequence[Record], record_bytes: bytes, *, discreet: bool = False) -> Mail:
        """Return the mail that a frozen letter makes with *records* put over the current edition.

        Raises ``edition.mail.ArticleGone`` (a ``LookupError``) for an article that is not in it, ``schema.BadRecord`` for what is no
        record, ``NotALetter`` for another record.
        """
        letter = decode(record_bytes)
        if not isinstance(letter, Letter):
            raise NotALetter(f"{letter.id} is no letter")
        return self._proofs.mail(records, letter, discreet=discreet)

    def status(self) -> PressStatus:
        """Return how the press stands."""
        path = self._home / "index.sqlite3"
        if not path.exists():
            return PressStatus(0, "", 0, 0, 0, self._inbox.count(), ())
        index = Index(path, read_only=True)
        try:
            report = index.fact("report", {"seconds": 0, "files": 0, "bytes": 0, "missing": []})
            heavy = [
                (path, f"The page has {size:,} bytes; {ARTICLE_BYTES:,} pass a throttled line. Shorten it or take out blocks.")
                for view in ("article", "letter_page")
                for path, size in index.over_budget(view, ARTICLE_BYTES)
            ]
            absent = [(path, "The picture's file never reached the press. Upload the photo again.") for path in report["missing"]]
            facts = index.fact("edition", 0), index.fact("built", ""), report["seconds"], report["files"], report["bytes"]
            return PressStatus(*facts, self._inbox.count(), (*heavy, *absent))
        finally:
            index.close()


class NotALetter(ValueError):
    """A mail was asked for of a record that is no letter."""


class Proofs:
    """Pages as they would be: a catalogue that follows the press's index, and drafts put over it for the time of one page."""

    def __init__(self, index: Path) -> None:
        self._path = index
        self._catalogue = Catalogue()
        self._read_from = 0
        self._lock = threading.Lock()

    def page(self, records: Sequence[Record], record_id: str) -> str:
        """Return the HTML of a record's own page."""
        return self._make(records, lambda catalogue: self._spec_of(record_id, catalogue))

    def front(self, records: Sequence[Record], language: str) -> str:
        """Return the HTML of a language's front."""
        return self._make(records, lambda catalogue: specs(f"front:{language}", catalogue)[0])

    def mail(self, records: Sequence[Record], letter: Letter, *, discreet: bool) -> Mail:
        """Return the mail of a letter."""
        with self._laid_over(records) as load:
            spec = Spec(letter.path, "letter_page", f"letter:{letter.id}", letter.language, letter.id)
            return letter_mail(Scope(spec, self._catalogue, load_theme(), load, now()), letter, discreet=discreet)

    def _spec_of(self, record_id: str, catalogue: Catalogue) -> Spec:
        for group in own_groups(record_id, catalogue):
            for spec in specs(group, catalogue):
                if spec.path.endswith(".html"):
                    return spec
        raise NoSuchPage(f"{record_id} has no page of its own")

    def _make(self, records: Sequence[Record], choose: Callable[[Catalogue], Spec]) -> str:
        with self._laid_over(records) as load:
            return make(choose(self._catalogue), self._catalogue, load_theme(), load, as_of=now()).data.decode()

    @contextmanager
    def _laid_over(self, records: Sequence[Record]) -> Iterator[Callable[[str], Article]]:
        """Put *records* over the current edition for the time of one page; lend what loads whole articles."""
        drafts = {record.id: record for record in records if isinstance(record, Article)}
        with self._lock, self._follow() as index:

            def load(record_id: str) -> Article:
                return drafts[record_id] if record_id in drafts else index.article(record_id)

            undo = [(record.id, *self._catalogue.lay_over(record)) for record in records]
            try:
                yield load
            finally:
                for record_id, entry, digest in reversed(undo):
                    self._catalogue.put_back(record_id, entry, digest)

    @contextmanager
    def _follow(self) -> Iterator[Index]:
        """Bring the catalogue up to the press's index, and lend the index for the time of one page."""
        index = Index(self._path, read_only=True) if self._path.exists() else Index(":memory:")
        try:
            finished = int(index.fact("build", 0))  # asked first: what a later build takes in is read the next time
            index.fill(self._catalogue, since=self._read_from)
            self._read_from = finished + 1
            yield index
        finally:
            index.close()
