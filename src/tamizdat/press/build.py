"""A build: from records to a new edition, at once for whoever reads it.

Order, so that a kill at any point leaves the previous edition whole and the next build completes this one: records and the list of
groups to do are kept; files are made and noted chunk by chunk; trees and head follow; the idle folder is brought up to date; the
disk is told to keep it all; one rename switches; the index notes it. Leaves queueing and the lock to ``desk`` and ``process``.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.edition.canonical import canonical, digest
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.head import Head, encode_head, expiry, utc
from tamizdat.edition.plan import all_groups, touched
from tamizdat.edition.records import Record, Site
from tamizdat.edition.schema import encode
from tamizdat.edition.theme import Theme
from tamizdat.edition.tree import Tree
from tamizdat.press.folder import EditionFolder
from tamizdat.press.index import FileRow, Index
from tamizdat.press.render import GroupResult, Workshop
from tamizdat.press.store import Store, sync_filesystem

Progress = Callable[[int, int], None]
"""Called with groups done and groups in all."""

FLOOR_SCHEMA = 1
COMMIT_EVERY = 512


@dataclass(frozen=True, slots=True)
class BuildReport:
    """One build: edition number, seconds it took, files written, removed and left as they were, media that never came."""

    edition: int
    seconds: float
    written: int
    pages_written: int
    removed: int
    unchanged: int
    missing: tuple[str, ...]


class NothingToBuild(RuntimeError):
    """There is no site record yet: the newsroom has not introduced itself."""


class Builder:
    """Builds editions under *home* (``HOME/press``). Holds catalogue and trees in memory between builds."""

    def __init__(self, home: Path, theme: Theme, *, pack: bool = True, processes: int | None = None) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.theme = theme
        self.index = Index(home / "index.sqlite3")
        self.store = Store(home / "objects")
        self.folder = EditionFolder(home, self.store)
        self.catalogue = Catalogue()
        self.index.fill(self.catalogue)
        self._pack = pack
        self._processes = processes
        self._pages, self._objects = Tree(), Tree()
        self._load_trees(since=-1)
        self._nodes_known = False

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()

    # Taking records in

    def take(self, records: Iterable[Record]) -> int:
        """Keep *records* and note what they touch; return how many were new. Nothing is made yet."""
        taken = 0
        build = self._build() + 1
        self.index.begin()
        try:
            for record in records:
                taken += self._take(record, build)
            self.index.commit()
        except BaseException:
            self.index.rollback()
            raise
        return taken

    def _take(self, record: Record, build: int) -> bool:
        old = self.catalogue.entry(record.id)
        name = digest(encode(record))
        if not self.catalogue.put(record, name):
            return False
        self.index.put_record(record, name, build)
        new = self.catalogue.entry(record.id)
        if new is not None and self.catalogue.entry("site") is not None:
            self.index.add_todo(touched(old, new, self.catalogue) | self.index.groups_naming(record.id))
        return True

    def mark_all(self) -> None:
        """Note every group for another look, those that are no more included."""
        self.index.begin()
        self.index.add_todo({*all_groups(self.catalogue), *self.index.groups()} - {"head", "trees", "floor"})
        self.index.commit()

    def has_work(self) -> bool:
        """Return whether a build was left unfinished, or the theme is another than the edition's."""
        return bool(self.index.todo()) or self.index.fact("theme") not in (None, self.theme.version)

    # Building

    def build(self, *, as_of: datetime, full: bool = False, progress: Progress | None = None) -> BuildReport:
        """Make the edition that the records now say. *full* makes every file again. Raises ``NothingToBuild``."""
        if self.catalogue.entry("site") is None:
            raise NothingToBuild("the newspaper has no settings yet: start the newsroom once, or run `tamizdat init`")
        started = time.perf_counter()
        if full or self.index.fact("theme") != self.theme.version:
            self.mark_all()
        build = self._build() + 1
        waiting_for_media = self.index.fact("missing", {})
        todo = sorted({*self.index.todo(), "sitemaps", *waiting_for_media}, key=_by_kind_and_time)
        counts = self._make(todo, build, as_of, skip=not full, progress=progress)
        self._finish(build, as_of)
        edition = self.catalogue.last_change[0]
        report = replace(counts, edition=edition, seconds=round(time.perf_counter() - started, 3))
        self._note(build, as_of, report)
        return report

    def settle(self) -> None:
        """Bring the folder that is now idle up to date, so that the next click finds little to do. May be left out or repeated."""
        self._bring(self.folder.idle(), self._build())
        self.index.forget_gone(before=self._build())
        self.index.settle()

    def _build(self) -> int:
        return int(self.index.fact("build", 0))

    def _make(self, todo: Sequence[str], build: int, as_of: datetime, *, skip: bool, progress: Progress | None) -> BuildReport:
        workshop = Workshop(self.catalogue, self.index, self.store, self.theme, as_of, self._pack, skip)
        written = pages = removed = unchanged = done = 0
        missing: dict[str, tuple[str, ...]] = {}
        batch: list[GroupResult] = []
        for result in workshop.make_groups(todo, self._processes):
            batch.append(result)
            done += 1
            if result.missing:
                missing[result.group] = result.missing
            unchanged += len(result.unchanged)
            if len(batch) == COMMIT_EVERY or done == len(todo):
                changed, gone = self._commit(batch, build)
                written, removed = written + len(changed), removed + gone
                pages += sum(1 for path in changed if path.endswith((".html", ".htm")))
                batch = []
                if progress:
                    progress(done, len(todo))
        self.index.remember(missing=missing)
        return BuildReport(0, 0, written, pages, removed, unchanged, tuple(sorted(path for paths in missing.values() for path in paths)))

    def _commit(self, batch: Sequence[GroupResult], build: int) -> tuple[list[str], int]:
        removed = 0
        self.index.begin()
        changed = self.index.put_files((row for result in batch for row in result.made), build)
        for result in batch:
            stale = self.index.paths_of(result.group) - {row.path for row in result.made} - set(result.unchanged)
            removed += sum(self.index.remove_file(path, result.group, build) for path in stale)
        self.index.done(result.group for result in batch)
        self.index.commit()
        return changed, removed

    def _finish(self, build: int, as_of: datetime) -> None:
        """Make floor, trees and head, bring the idle folder up to date, and switch."""
        self.index.begin()
        floor = self._put("floor", "floor.json", canonical({"schema": FLOOR_SCHEMA, "articles": self._floor(), "segments": []}), build)
        self._load_trees(since=self._trees_at)
        self._put_nodes(build)
        self._put("head", "head.json", encode_head(self._head(as_of, floor)), build)
        self.index.commit()
        slot = self.folder.idle()
        self._bring(slot, build)
        sync_filesystem(self.home)
        self.folder.switch(slot)

    def _bring(self, slot: str, build: int) -> None:
        self.folder.apply(slot, self.index.placements(since=int(self.index.fact(slot, -1))))
        self.index.remember(**{slot: build})

    def _note(self, build: int, as_of: datetime, report: BuildReport) -> None:
        files, size = self.index.totals()
        self.index.remember(
            build=build,
            theme=self.theme.version,
            edition=report.edition,
            built=utc(as_of),
            report={"seconds": report.seconds, "written": report.written, "files": files, "bytes": size, "missing": report.missing},
        )

    # Trees, floor, head

    def _load_trees(self, *, since: int) -> None:
        for path, leaf in self.index.leaves(since=since):
            tree = self._pages if path.endswith((".html", ".htm")) else self._objects
            tree.put(path, leaf) if leaf else tree.remove(path)
        self._trees_at = self._build()

    def _put_nodes(self, build: int) -> None:
        """Keep the nodes that are new, and let those go that no tree has any more."""
        fresh: dict[str, bytes] = {}
        stale: set[str] = set()
        for tree in (self._pages, self._objects):
            added, removed = tree.changes()
            fresh |= added
            stale |= removed
        if not self._nodes_known:  # the first build since the start: whatever the index has besides is of a killed build
            stale |= {path.removeprefix("tree/") for path in self.index.paths_of("trees")}
            self._nodes_known = True
        for name in stale - fresh.keys():
            self.index.remove_file(f"tree/{name}", "trees", build)
        self.index.put_files([self._row("trees", f"tree/{name}", node, view="node") for name, node in fresh.items()], build)

    def _put(self, group: str, path: str, data: bytes, build: int) -> str:
        row = self._row(group, path, data)
        self.index.put_file(row, build)
        return row.digest

    def _row(self, group: str, path: str, data: bytes, view: str = "") -> FileRow:
        if self._pack and path.endswith(".json"):
            name, packed = self.store.put_packed(data)
        else:
            name, packed = self.store.put(data), 0
        return FileRow(path, group, view or group, name, name, "", len(data), packed, ())

    def _floor(self) -> dict[str, int]:
        corrected = [entry for language in self.catalogue.languages() for entry in self.catalogue.corrected(language)]
        return {entry.path: entry.version for entry in corrected}

    def _head(self, as_of: datetime, floor: str) -> Head:
        site: Site = self.catalogue.site
        return Head(
            edition=self.catalogue.last_change[0],
            time=utc(as_of),
            expires=expiry(as_of),
            pages=self._pages.root(),
            objects=self._objects.root(),
            floor=floor,
            mirrors=site.mirrors,
            gates=site.gates,
            queue=site.queue_key,
        )


def _by_kind_and_time(group: str) -> tuple[str, str, str]:
    """Lists of one time after one another: they show the same articles, whose teasers are then still at hand."""
    kind, _, rest = group.partition(":")
    return kind, rest.rpartition("/")[2] if kind == "period" else "", rest


def now() -> datetime:
    """Return the present moment, UTC. The rim's clock; everything inside takes ``as_of``."""
    return datetime.now(UTC)
