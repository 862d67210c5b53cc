"""Making files from groups, in this process or in several. The only part of a build that costs processor time.

Promises: what comes back for a group does not depend on how many processes worked. Workers are forked from the press, so that they
share its catalogue without copying it; they write objects to the store and tell the press what they wrote.
"""

import ctypes
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.compile import Made, make
from tamizdat.edition.plan import Spec, specs
from tamizdat.edition.records import Article
from tamizdat.edition.scope import inputs_digest, states_digest
from tamizdat.edition.theme import Theme
from tamizdat.press.index import FileRow, Index
from tamizdat.press.store import PACKED, Store

PR_SET_PDEATHSIG = 1
CHUNK = 64
PARALLEL_FROM = 400
"""Groups from which several processes are worth their start."""

ALWAYS = ("sitemap_news",)
"""Views that depend on the clock: made in every build."""


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What became of a group: the files made, the paths found unchanged, and media whose bytes never came."""

    group: str
    made: tuple[FileRow, ...]
    unchanged: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Workshop:
    """All that rendering needs. ``skip`` leaves out files whose inputs are as they were."""

    catalogue: Catalogue
    index: Index
    store: Store
    theme: Theme
    as_of: datetime
    pack: bool
    skip: bool

    def make_groups(self, groups: Sequence[str], processes: int | None = None) -> Iterator[GroupResult]:
        """Yield the result of each group, in any order."""
        count = processes or os.cpu_count() or 1
        if len(groups) < PARALLEL_FROM or count == 1:
            yield from (self.make_group(group, self.index.article) for group in groups)
            return
        chunks = [groups[at : at + CHUNK] for at in range(0, len(groups), CHUNK)]
        with _Forked(self), multiprocessing.get_context("fork").Pool(count, _begin_work) as pool:
            for results in pool.imap_unordered(_make_chunk, chunks):
                yield from results

    def make_group(self, group: str, load: Callable[[str], Article], index: Index | None = None) -> GroupResult:
        """Make one group's files; *index* is a forked process's own connection."""
        made: list[FileRow] = []
        unchanged: list[str] = []
        missing: list[str] = []
        for spec in specs(group, self.catalogue):
            if spec.view == "media" and not self.store.has(spec.subject):
                missing.append(spec.path)
            elif spec.view == "media":
                made.append(self._media(spec))
            elif self.skip and self._is_unchanged(spec, index or self.index):
                unchanged.append(spec.path)
            else:
                made.append(self._keep(make(spec, self.catalogue, self.theme, load, as_of=self.as_of)))
        return GroupResult(group, tuple(made), tuple(unchanged), tuple(missing))

    def _is_unchanged(self, spec: Spec, index: Index) -> bool:
        if spec.view in ALWAYS:
            return False
        known = index.inputs_of(spec.path)
        return known is not None and known[0] == spec.group and known[1] == self._inputs(spec, known[2])

    def _inputs(self, spec: Spec, names: Sequence[str] | frozenset[str]) -> str:
        return inputs_digest(names, self.catalogue, self._about(spec))

    def _about(self, spec: Spec) -> str:
        return f"{spec.view} {spec.language} {spec.subject} {spec.period} {spec.part} {self.pack} {self.theme.version}"

    def _media(self, spec: Spec) -> FileRow:
        size = self.store.path(spec.subject).stat().st_size
        return FileRow(spec.path, spec.group, spec.view, spec.subject, spec.subject, "", size, 0, ())

    def _keep(self, made: Made) -> FileRow:
        spec, inputs = made.spec, states_digest(made.names, self._about(made.spec))
        if self.pack and spec.path.endswith(PACKED):
            name, packed = self.store.put_packed(made.data)
        else:
            name, packed = self.store.put(made.data), 0
        names = tuple(sorted(made.names))
        return FileRow(spec.path, spec.group, spec.view, name, made.leaf, inputs, len(made.data), packed, names)


class _Forked:
    """Holds the workshop where forked processes find it: a fork shares memory, so nothing is pickled."""

    current: Workshop | None = None
    index: Index | None = None

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def __enter__(self) -> None:
        _Forked.current, _Forked.index = self._workshop, None
        gc.freeze()  # a collection in a forked process would touch, and so copy, all that it shares

    def __exit__(self, *_: object) -> None:
        _Forked.current = None
        gc.unfreeze()


def _begin_work() -> None:
    """Undo what a worker inherits from the press: it ends when it is told to, and with its parent; Ctrl-C is the parent's affair."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _make_chunk(groups: Sequence[str]) -> list[GroupResult]:
    workshop = _Forked.current
    assert workshop is not None
    if _Forked.index is None:  # SQLite connections do not survive a fork
        _Forked.index = Index(workshop.index.path, read_only=True)
    return [workshop.make_group(group, _Forked.index.article, _Forked.index) for group in groups]
