"""A press in memory: takes what the newsroom hands in, makes an edition of each, and can be told to be down."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tamizdat.edition.canonical import digest
from tamizdat.edition.mail import PREFERENCES, UNSUBSCRIBE, Mail
from tamizdat.edition.records import Article, Record
from tamizdat.edition.schema import decode, encode


class PressIsDown(ConnectionError):
    """What the simulator raises while it is down."""


@dataclass(frozen=True)
class Status:
    """As ``tamizdat.press.desk.PressStatus``."""

    edition: int = 0
    built: str = "2026-11-22T12:00:00Z"
    seconds: float = 0.2
    pages: int = 40
    bytes: int = 400_000
    waiting: int = 0
    warnings: tuple[tuple[str, str], ...] = ()


class PressSimulator:
    """The interface of ``tamizdat.press.desk.Press``; everything it got is there to be looked at."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.records: dict[str, Record] = {}
        self.submitted: list[Record] = []
        self.files: dict[str, bytes] = {}
        self.edition = 0
        self.down = self.slow = False
        self.warnings: tuple[tuple[str, str], ...] = ()
        self.shown: list[Record] = []  # what the last preview was made of

    def keep_media(self, data: bytes) -> str:
        """Keep a file by its digest."""
        self._check()
        self.files[digest(data)] = data
        return digest(data)

    def submit(self, records: Sequence[Record]) -> int:
        """Take records as the press does: encoded, so that a bad one is refused; a lower change never replaces a higher."""
        self._check()
        for record in records:
            encode(record)
            self.submitted.append(record)
            if record.id not in self.records or self.records[record.id].change < record.change:
                self.records[record.id] = record
        self.edition += 1
        return self.edition

    def wait(self, ticket: int, timeout: float) -> int | None:
        """Answer at once; a slow press never answers in time."""
        self._check()
        return None if self.slow else ticket

    def preview(self, records: Sequence[Record], record_id: str) -> str:
        """Return a page that names what it was made from."""
        self.shown = list(records)
        found = {record.id: record for record in records}[record_id]
        headline = found.headline if isinstance(found, Article) else found.id
        return f"<!doctype html><title>{headline}</title><p>{len(records)} records"

    def front_preview(self, records: Sequence[Record], language: str) -> str:
        """Return a front that names its language."""
        return f"<!doctype html><title>Front {language}</title><p>{len(records)} records"

    def letter_mail(self, records: Sequence[Record], record: bytes, *, discreet: bool) -> Mail:
        """Return a mail that names its letter and what it was made with."""
        letter = decode(record)
        words = f"{letter.subject}: {len(letter.items)} articles, {len(records)} records" + (f". {letter.appeal}" if letter.appeal else "")
        subject = "A letter" if discreet else letter.subject
        links = f'<a href="{UNSUBSCRIBE}">Leave</a> <a href="{PREFERENCES}">Change</a>'
        html = f"<!doctype html><title>{subject}</title><p>{words} {links}"
        text = f"{words}\n{UNSUBSCRIBE}\n{PREFERENCES}\n"
        return Mail(subject=subject, preheader=letter.preheader, html=html, text=text, language=letter.language, direction="ltr")

    def status(self) -> Status:
        """Say how it stands."""
        self._check()
        return Status(edition=self.edition, warnings=self.warnings)

    def _check(self) -> None:
        if self.down:
            raise PressIsDown
