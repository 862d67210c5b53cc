"""Verify a whole edition: is every file the one that its head vouches for, is none missing, none too many, none too old?

Promises: a file that was changed, swapped, cut short, added, removed or put back to an earlier state is found and named in a sentence.
Refuses nothing by raising: whatever the files hold, the answer is a ``Report``. Leaves reading files to the caller and signatures to
a later version: until editions are signed, the head itself and what a statement says beside its path and hash (version, edition,
date) are taken at their word. The rules are written down in docs/spec/edition.md, section 8.
"""

import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import brotli

from tamizdat.edition.canonical import digest
from tamizdat.edition.head import BadHead, Head, decode_head, utc
from tamizdat.edition.statement import BadStatement, Statement, read_statement
from tamizdat.edition.tree import BadTree, Whole, path_key, read_whole

Read = Callable[[str], bytes]

HEAD, FLOOR, NODES = "head.json", "floor.json", "tree/"
PAGES = (".html", ".htm")
TWINS = (".br", ".gz")
CHUNK = 1 << 16
"""Bytes that a twin is unpacked by: a hostile one never fills the memory."""

GZIP_BARE = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"
"""How a gzip twin begins (RFC 1952): no name, no comment, no time, so that nothing travels unseen in its head."""

MOST_SHOWN = 20
"""How many problems ``Report.as_text`` spells out."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with which file; ``path`` is "" where it is known by its key in a tree alone."""

    path: str
    sentence: str


@dataclass(slots=True)
class Report:
    """What was found. ``whole``: nothing is wrong; ``signed``: a key vouches for it, which none does yet."""

    edition: int = 0
    time: str = ""
    expires: str = ""
    signed: bool = False
    pages: int = 0
    objects: int = 0
    nodes: int = 0
    twins: int = 0
    bytes: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether every file is the one that the head vouches for, and none is missing or too many."""
        return not self.problems

    def as_plain(self) -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        names = ("edition", "time", "expires", "whole", "signed", "pages", "objects", "nodes", "twins", "bytes", "warnings")
        problems = [{"path": problem.path, "sentence": problem.sentence} for problem in self.problems]
        return {name: getattr(self, name) for name in names} | {"problems": problems}

    def as_text(self) -> str:
        """Return the report for a person."""
        counts = f"{self.pages:,} pages, {self.objects:,} other files, {self.nodes:,} tree nodes, {self.twins:,} compressed twins"
        first = f"edition {self.edition} of {self.time or 'unknown time'}: {counts}; {'signed' if self.signed else 'unsigned'}"
        shown = [f"  {problem.path or 'a file'}: {problem.sentence}" for problem in self.problems[:MOST_SHOWN]]
        more = [f"  and {len(self.problems) - MOST_SHOWN:,} more"] if len(self.problems) > MOST_SHOWN else []
        verdict = "every file is as the head says" if self.whole else f"{len(self.problems):,} problems:"
        return "\n".join([first, *(f"  note: {warning}" for warning in self.warnings), verdict, *shown, *more])


def verify(paths: Iterable[str], read: Read, *, now: datetime) -> Report:
    """Check the edition made of the files at *paths* (no leading slash), whose bytes *read* returns, at the time *now*.

    *read* may raise ``OSError`` or ``LookupError`` for a file that it cannot read; that file is then reported.
    """
    return _Check(frozenset(paths), read, Report()).run(now)


@dataclass(slots=True)
class _Check:
    paths: frozenset[str]
    read: Read
    report: Report
    floor: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def run(self, now: datetime) -> Report:
        """Return the report with everything that was found."""
        self._check(now)
        self.report.bytes = sum(self.sizes.values())
        return self.report

    def _check(self, now: datetime) -> None:
        head = self._head(now)
        trees = self._trees(head) if head else None
        if head is None or trees is None:
            return
        pages, objects = trees
        self._floor(head)
        files = {path for path in self.paths if not path.startswith(NODES) and not path.endswith(TWINS)}
        for path in sorted(files):
            self._file(path, head, pages, objects)
        self._surplus(files)
        self._absent(files, pages, objects)

    def _wrong(self, path: str, sentence: str) -> None:
        self.report.problems.append(Problem(path, sentence))

    def _bytes(self, path: str) -> bytes | None:
        """A file's bytes, or None once it was reported that there are none."""
        try:
            data = self.read(path)
        except (OSError, LookupError):
            self._wrong(path, "it is missing or cannot be read")
            return None
        self.sizes[path] = len(data)
        return data

    # Head, trees, floor

    def _head(self, now: datetime) -> Head | None:
        data = self._bytes(HEAD)
        if data is None:
            return None
        try:
            head = decode_head(data)
        except BadHead as error:
            self._wrong(HEAD, str(error))
            return None
        report = self.report
        report.edition, report.time, report.expires = head.edition, head.time, head.expires
        if head.expires < utc(now):
            report.warnings.append(f"the edition expired on {head.expires}: there may be a newer one")
        if head.signature:
            report.warnings.append("the head carries a signature, which this version of Tamizdat cannot check")
        return head

    def _trees(self, head: Head) -> tuple[Whole, Whole] | None:
        try:
            pages, objects = (read_whole(root, self._node) for root in (head.pages, head.objects))
        except BadTree as error:
            self._wrong(HEAD, f"its trees cannot be read: {error}")
            return None
        nodes = {f"{NODES}{name}" for name in pages.nodes | objects.nodes}
        self.report.nodes = len(nodes)
        for path in sorted(path for path in self.paths if path.startswith(NODES)):
            if path not in nodes:
                self._wrong(path, "neither tree of the head has such a node")
        return pages, objects

    def _node(self, name: str) -> bytes:
        try:
            data = self.read(f"{NODES}{name}") if f"{NODES}{name}" in self.paths else None
        except (OSError, LookupError):
            data = None
        if data is None:
            raise BadTree(f"tree node {name} is missing")
        self.sizes[f"{NODES}{name}"] = len(data)
        return data

    def _floor(self, head: Head) -> None:
        data = self._bytes(FLOOR)
        if data is None:
            return
        if digest(data) != head.floor:
            self._wrong(FLOOR, "it is not the floor that the head names")
            return
        try:
            self.floor = _articles(json.loads(data))
        except (ValueError, RecursionError):
            self._wrong(FLOOR, "it is not a floor of schema 1")

    # Files

    def _file(self, path: str, head: Head, pages: Whole, objects: Whole) -> None:
        data = self._bytes(path)
        if data is None:
            return
        if path.endswith(PAGES):
            self._page(path, data, head, pages)
        elif path != HEAD:
            self._object(path, data, objects)
        for twin in (f"{path}{ending}" for ending in TWINS):
            if twin in self.paths:
                self._twin(twin, data)

    def _object(self, path: str, data: bytes, objects: Whole) -> None:
        self.report.objects += 1
        if path_key(path) not in objects.leaves:
            self._wrong(path, "the edition has no such file")
        elif objects.leaves[path_key(path)] != digest(data):
            self._wrong(path, "its bytes are not those that the head vouches for")

    def _page(self, path: str, data: bytes, head: Head, pages: Whole) -> None:
        self.report.pages += 1
        try:
            statement = read_statement(data)
        except BadStatement as error:
            self._wrong(path, str(error))
            return
        for sentence in _doubts(path, statement, head, pages, self.floor):
            self._wrong(path, sentence)

    def _twin(self, path: str, plain: bytes) -> None:
        self.report.twins += 1
        packed = self._bytes(path)
        if packed is not None and not _unpacks_to(packed, plain, path):
            self._wrong(path, "it does not unpack to the file whose compressed twin it would be")

    def _surplus(self, files: set[str]) -> None:
        for path in sorted(path for path in self.paths if path.endswith(TWINS) and not path.startswith(NODES)):
            if path.rpartition(".")[0] not in files:
                self._wrong(path, "there is no file whose compressed twin it would be")

    def _absent(self, files: set[str], pages: Whole, objects: Whole) -> None:
        present = {path_key(path) for path in files}
        for name, tree in (("page", pages), ("file", objects)):
            for key in sorted(tree.leaves.keys() - present):
                self._wrong("", f"a {name} of the edition is missing: the one with the key {key:016x}")


def _doubts(path: str, statement: Statement, head: Head, pages: Whole, floor: dict[str, int]) -> Iterable[str]:
    if statement.path != path:
        yield f"it is another page: its statement says {statement.path}"
    if path_key(path) not in pages.leaves:
        yield "the edition has no such page"
    elif pages.leaves[path_key(path)] != statement.hash:
        yield "it is not the page that the head vouches for, but an older or a foreign one"
    if statement.edition > head.edition:
        yield f"it says that it changed in edition {statement.edition}, which is later than the head's {head.edition}"
    if statement.version < floor.get(path, 0):
        yield f"it is version {statement.version}, and the floor asks for {floor[path]} at least"


def _articles(plain: Any) -> dict[str, int]:
    """The minimum versions by path; raises ``ValueError`` for what is no floor."""
    if not isinstance(plain, dict) or plain.get("schema") != 1 or set(plain) != {"schema", "articles", "segments"}:
        raise ValueError("not a floor")
    articles = plain["articles"]
    if not isinstance(articles, dict) or not all(type(version) is int for version in articles.values()):
        raise ValueError("not a floor")
    return articles


def _unpacks_to(packed: bytes, plain: bytes, path: str) -> bool:
    """Whether *packed* holds *plain* and nothing else; at no time more than a chunk beyond it is unpacked."""
    try:
        return (_gunzip if path.endswith(".gz") else _unbrotli)(packed, len(plain)) == plain
    except (zlib.error, brotli.error):
        return False


def _gunzip(packed: bytes, most: int) -> bytes | None:
    if packed[:8] != GZIP_BARE:
        return None
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    data = unpacker.decompress(packed, most + 1)
    return data if unpacker.eof and not unpacker.unused_data else None


def _unbrotli(packed: bytes, most: int) -> bytes | None:
    unpacker, parts, size = brotli.Decompressor(), [], 0
    piece = unpacker.process(packed, output_buffer_limit=CHUNK)
    while piece and size <= most:
        parts.append(piece)
        size += len(piece)
        piece = unpacker.process(b"", output_buffer_limit=CHUNK)
    return b"".join(parts) if unpacker.is_finished() else None
