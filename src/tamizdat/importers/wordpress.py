"""A WordPress archive comes into the newsroom: all of it or nothing, once however often it is asked for.

Promises: the archive is read and checked whole before the first row is written; one transaction; pages first, then posts from the oldest
to the newest, so that sequence numbers follow time; what is here already stays as editors left it; the press gets everything in one
go after the transaction. Raises ``BadArchive`` for an archive that cannot be read or has nowhere to go.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from tamizdat.importers.archive import BadArchive, WxrPost
from tamizdat.importers.index import Archive, read_archive
from tamizdat.importers.library import Library
from tamizdat.importers.plan import Plan, Stub, fate_of, plan_of, stub_of
from tamizdat.importers.summary import Summary
from tamizdat.importers.writing import Rehearsal, Writer
from tamizdat.newsroom import delivery
from tamizdat.newsroom.models import FrontPage, NewspaperSettings

Progress = Callable[[str, int, int], None]
"""Told the name of the stage, how much of it is done, and how much there is (0: not known)."""


def import_wordpress(
    path: Path,
    *,
    language: str | None = None,
    media: Path | None = None,
    dry_run: bool = False,
    progress: Progress = lambda *_: None,
    now: datetime | None = None,
) -> Summary:
    """Import the WordPress export at *path* and return what became of it.

    *language* is one that the newspaper has; by default its first. *media* is the old site's uploads folder, for the photos.
    A dry run does everything but write.
    """
    archive = read_archive(path, lambda items: progress("reading", items, 0))
    return import_archive(archive, language=language, media=media, dry_run=dry_run, progress=progress, now=now)


def import_archive(
    archive: Archive,
    *,
    language: str | None = None,
    media: Path | None = None,
    dry_run: bool = False,
    progress: Progress = lambda *_: None,
    now: datetime | None = None,
) -> Summary:
    """Import an archive that has been read; as ``import_wordpress``."""
    front = _front(language)
    if media is not None and not media.is_dir():
        raise BadArchive(f"{media} is not a folder. Name the old site's wp-content/uploads folder, or leave --media out.")
    job = _Job(archive, front, media, progress, now or timezone.now(), dry_run=dry_run)
    if dry_run:
        return job.run()
    with delivery.held() as handover:
        summary = job.run_whole()
    summary.handed_over = not handover.frozen or handover.ticket is not None
    return summary


def _front(language: str | None) -> FrontPage:
    wanted = language or NewspaperSettings.load().default_language
    front = FrontPage.objects.filter(locale__language_code=wanted).select_related("locale").first()
    if front is None:
        there = ", ".join(FrontPage.objects.values_list("locale__language_code", flat=True)) or "none yet"
        raise BadArchive(f"The newspaper has no front in the language “{wanted}” (it has: {there}). Choose one with --language.")
    return front


class _Job:
    """One import."""

    def __init__(self, archive: Archive, front: FrontPage, media: Path | None, progress: Progress, now: datetime, *, dry_run: bool) -> None:
        self.archive, self.now, self.dry_run, self.progress = archive, now, dry_run, progress
        self.summary = Summary(archive=archive.name, language=front.language, dry_run=dry_run, had_media=media is not None)
        self.tally = self.summary.tally
        self.writer = Writer(archive.name, front, self.tally)
        intake = Rehearsal(self.tally, self.writer.made) if dry_run else self.writer
        self.library = Library(archive, front.language, intake, media)
        self.known = self.writer.known()
        self.stubs: dict[int, Stub] = {}

    def run_whole(self) -> Summary:
        """Run in one transaction; on any failure nothing stays."""
        try:
            with transaction.atomic():
                return self.run()
        except BaseException:
            self.writer.undo_files()
            raise

    def run(self) -> Summary:
        """Go through the archive; the transaction, if any, is the caller's."""
        self._make_stubs()
        total = len(self.stubs)
        for number, (post, stub) in enumerate(self._wanted(), 1):
            plan = self._plan(post, stub)
            if self.dry_run:
                self._pretend(plan)
            else:
                self.writer.fill(plan)
            self.progress("importing", number, total)
        self._account_for_the_library()
        self.tally.at = ""
        self.tally.balance()
        self.summary.made = dict(self.writer.made)
        return self.summary

    def _make_stubs(self) -> None:
        taken, total = self.writer.taken_slugs(), self.archive.count()
        for kind, title in self.archive.duplicates:
            self.tally.at = title
            self.tally.came(kind)
            self.tally.left_out(kind, "its number stands twice in the archive: the first is taken")
        for number, post in enumerate(self.archive.posts(), 1):
            self.tally.at = post.title or f"item {post.id}"
            self._make_stub(post, taken)
            self.progress("sorting", number, total)

    def _make_stub(self, post: WxrPost, taken: set[str]) -> None:
        if why := fate_of(post):
            self.tally.came(post.type)
            self.tally.left_out(post.type, why, post.title)
        elif str(post.id) in self.known:
            self.summary.already += 1
        else:
            self.stubs[post.id] = stub_of(post, taken, self.tally)
            if not self.dry_run:
                self.writer.make(self.stubs[post.id])

    def _wanted(self) -> Iterator[tuple[WxrPost, Stub]]:
        for post in self.archive.posts():
            if post.id in self.stubs:
                yield post, self.stubs[post.id]

    def _plan(self, post: WxrPost, stub: Stub) -> Plan:
        self.tally.at = stub.title
        return plan_of(post, stub, self.archive, self.library, self.tally, self.now)

    def _pretend(self, plan: Plan) -> None:
        """Count what ``Writer.fill`` would make."""
        if plan.draft or plan.published is None:
            self.writer.made["drafts"] += 1
        else:
            self.writer.made["articles" if plan.stub.kind == "article" else "pages"] += 1

    def _account_for_the_library(self) -> None:
        """Each file of the old library: shown by something, or left out by name."""
        if not self.stubs:
            return
        for attachment in self.archive.attachments():
            self.tally.came("library file")
            self.tally.at = attachment.title
            why = self.library.asked_for.get(attachment.id, "nothing that was imported shows it")
            if why:
                self.tally.left_out("library file", why, attachment.address)
            else:
                self.tally.took("library file")
