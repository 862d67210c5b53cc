"""A press without disk: files in a dictionary, made step by step as the real one makes them, or all at once.

Import as ``from simulators.small_press import SmallPress``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from factories.edition import AS_OF
from factories.scopes import NO_THEME
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.plan import Spec, all_groups, specs, touched
from tamizdat.edition.records import Article, Record
from tamizdat.edition.scope import Scope, inputs_digest
from tamizdat.edition.theme import Theme

View = Callable[[Scope], str]


@dataclass(frozen=True)
class File:
    """A made file: what asked for it, what it says, the change its statement would name, what it was made from."""

    spec: Spec
    text: str
    change: tuple[int, str]
    names: frozenset[str]
    inputs: str


class SmallPress:
    """Takes records one by one and keeps its files up to date; *view* makes the text of every file that is no picture."""

    def __init__(self, view: View, theme: Theme = NO_THEME, as_of: datetime = AS_OF) -> None:
        self.catalogue = Catalogue()
        self.files: dict[str, File] = {}
        self._articles: dict[str, Article] = {}
        self._view, self._theme, self._as_of = view, theme, as_of

    def take(self, records: Iterable[Record]) -> None:
        """Take records and make what they touch, as a build of the real press does."""
        todo: set[str] = set()
        for record in records:
            old = self.catalogue.entry(record.id)
            if self.catalogue.put(record):
                if isinstance(record, Article):
                    self._articles[record.id] = record
                new = self.catalogue.entry(record.id)
                if new is not None and self.catalogue.entry("site") is not None:
                    todo |= touched(old, new, self.catalogue) | self._naming(record.id)
        for group in sorted(todo):
            self._make_group(group)

    def at_once(self) -> dict[str, File]:
        """Return the files as a full build makes them. A path that two groups would make is an error."""
        made: dict[str, File] = {}
        for group in all_groups(self.catalogue):
            for spec in specs(group, self.catalogue):
                assert spec.path not in made, f"{spec.path} is made by {made[spec.path].spec.group} and by {group}"
                made[spec.path] = self._make(spec)
        return made

    def _naming(self, record_id: str) -> set[str]:
        return {file.spec.group for file in self.files.values() if record_id in file.names}

    def _make_group(self, group: str) -> None:
        wanted = {spec.path: spec for spec in specs(group, self.catalogue)}
        for path in [path for path, file in self.files.items() if file.spec.group == group and path not in wanted]:
            del self.files[path]
        for path, spec in wanted.items():
            known = self.files.get(path)
            if known is None or known.spec != spec or known.inputs != self._inputs(known.names):
                self.files[path] = self._make(spec)

    def _make(self, spec: Spec) -> File:
        if spec.view == "media":
            return File(spec, spec.subject, (0, ""), frozenset(), "")
        scope = Scope(spec, self.catalogue, self._theme, self._articles.__getitem__, self._as_of)
        text = self._view(scope)
        return File(spec, text, scope.change, frozenset(scope.names), self._inputs(frozenset(scope.names)))

    def _inputs(self, names: frozenset[str]) -> str:
        return inputs_digest(names, self.catalogue, "")
