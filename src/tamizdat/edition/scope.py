"""The scope of one file: what its view may ask, and a note of all that it asked.

Promises: every record that can have changed the file is in ``names`` (also those that were missing), and ``change`` is the last change
of any of them. Hence the reverse index, the input hash, and a statement that depends on the records alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from tamizdat.edition.asking import Ask, asked_since, asks
from tamizdat.edition.canonical import digest
from tamizdat.edition.catalogue import NO_CHANGE, Catalogue, Change, Entry, Teaser
from tamizdat.edition.lists import Part
from tamizdat.edition.paths import entry_path, relative
from tamizdat.edition.plan import Spec, part_size
from tamizdat.edition.records import (
    Appeal,
    Article,
    Giving,
    Language,
    Letter,
    Page,
    PageRole,
    Person,
    Photo,
    Section,
    Site,
    Story,
    Tombstone,
    Topic,
)
from tamizdat.edition.schema import encode
from tamizdat.edition.theme import Theme

_Made = TypeVar("_Made")

Named = Page | Letter | Section | Topic | Story | Person
"""What has a page of its own, articles apart."""

MOST_KEPT = 4096
"""How many things ``Scope.once`` keeps: a shell each folder, a teaser each article of the lists at hand."""


@dataclass
class Scope:
    """What a view works with. ``load`` returns a whole article by id; ``as_of`` is the edition's time."""

    spec: Spec
    catalogue: Catalogue
    theme: Theme
    load: Callable[[str], Article]
    as_of: datetime
    names: dict[str, str] = field(default_factory=dict)  # what it asked for -> its state then (``state_of``)
    change: Change = NO_CHANGE

    @property
    def site(self) -> Site:
        """The newspaper itself, without its doors: those that ask for ``doors`` depend on more."""
        if "@site" not in self.names:
            shown = self.catalogue.shown_site
            self._watch("@site", (shown.change, shown.frozen))
        return self.catalogue.shown_site

    @property
    def doors(self) -> Site:
        """The newspaper with its mirrors, its gates and the rest of its doors (``doors``)."""
        self._note("site")
        return self.catalogue.site

    @property
    def language(self) -> Language:
        """What the newspaper is in this page's language; the default language's for a page without one of ours."""
        languages = self.site.languages
        return next((language for language in languages if language.code == self.spec.language), languages[0])

    @property
    def giving(self) -> Giving | None:
        """On which terms one gives, whole: whoever shows only how the newspaper asks asks for ``ask``."""
        self._note("giving")
        return self.catalogue.giving

    @property
    def ask(self) -> Ask | None:
        """The default appeal in this page's language, or None."""
        giving = self.catalogue.giving
        self._watch(f"@ask {self.language.code}", asked_since(giving) if giving else NO_CHANGE)
        return asks(giving).get(self.language.code)

    def appeals(self) -> list[Appeal]:
        """Return the live appeals of this language, those that go first first."""
        self._watch(f"@appeals {self.language.code}")
        found = self.catalogue.appeals(self.language.code)
        for appeal in found:
            self._note(appeal.id)
        return found

    def once(self, key: tuple[Any, ...], make: Callable[[], _Made]) -> _Made:
        """Return what *make* returns, made once while the records stand as they do; what it asked counts as asked here, too.

        *key* names all that it depends on beside the records. Whoever gets the value must not change it.
        """
        memo = self.catalogue.memo
        if key not in memo:
            if len(memo) >= MOST_KEPT:
                memo.clear()
            asked, self.names, change, self.change = self.names, {}, self.change, NO_CHANGE
            memo[key] = make(), self.names, self.change
            self.names, self.change = asked, change
        made, names, change = memo[key]
        self.names.update(names)
        self.change = max(self.change, change)
        return made  # type: ignore[no-any-return]

    def get(self, record_id: str | None) -> Entry | None:
        """Return the live record, an article as its teaser, or None."""
        if record_id:
            self._note(record_id)
        return self.catalogue.get(record_id)

    def teaser(self, record_id: str) -> Teaser | None:
        """Return the teaser of a live article, or None."""
        self._note(record_id)
        return self.catalogue.teaser(record_id)

    def article(self, record_id: str) -> Article:
        """Return the whole article."""
        self._note(record_id)
        return self.load(record_id)

    def tombstone(self, record_id: str) -> Tombstone | None:
        """Return the tombstone under this id, or None."""
        self._note(record_id)
        return self.catalogue.tombstone(record_id)

    def photo(self, photo_id: str) -> Photo | None:
        """Return a photo, or None while it has not arrived."""
        found = self.get(photo_id)
        return found if isinstance(found, Photo) else None

    def newest(self, key: str, count: int) -> list[Teaser]:
        """Return the newest articles of a list, newest first."""
        self._watch(f"@list {key}", self.catalogue.changed(key))
        return self._noted(self.catalogue.newest(key, count))

    def since(self, key: str, time: str, count: int) -> list[Teaser]:
        """Return up to *count* articles of a list first published at *time* (UTC) or later, newest first."""
        self._watch(f"@list {key}", self.catalogue.changed(key))
        return self._noted(self.catalogue.since(key, time, count))

    def letters(self, key: str, count: int) -> list[Letter]:
        """Return the newest letters of a list, newest first."""
        self._watch(f"@list {key}", self.catalogue.changed(key))
        found = list(islice(self.catalogue.letters(key), count))
        for letter in found:
            self._note(letter.id)
        return found

    def latest_letter(self, key: str, kind: str) -> Letter | None:
        """Return the newest letter of a list that is of *kind*, else the newest of any kind, or None."""
        self._watch(f"@list {key}", self.catalogue.changed(key))
        found = next((letter for letter in self.catalogue.letters(key) if letter.letter == kind), None)
        found = found or next(self.catalogue.letters(key), None)
        if found:
            self._note(found.id)
        return found

    def changed(self, key: str, period: str = "") -> Change:
        """Return the last change that touched a list, or one period of it."""
        change = self.catalogue.changed(key, period)
        self._watch(f"@list {key}/{period}" if period else f"@list {key}", change)
        return change

    def shard(self, key: str, period: str) -> list[Teaser]:
        """Return the live articles of a period without naming each: the file shows no more than their addresses and twins."""
        self._watch(f"@shard {key}/{period}", self.catalogue.changed(key, period))
        return [member for member in self.catalogue.members(key, period) if member]

    def named(self, language: str) -> list[Named]:
        """Return the static pages, letters, sections, topics, stories and persons of a language by id, without naming each."""
        self._watch(f"@named {language}")
        return named(self.catalogue, language)

    def page_of(self, role: PageRole) -> Page | None:
        """Return the language's static page of a role, the first by id, or None."""
        self._watch(f"@page {self.language.code}/{role}")
        page = page_of(self.catalogue, self.language.code, role)
        if page:
            self._note(page.id)
        return page

    def part(self) -> Part:
        """Return the file's own part of its own period of its list. It changes only with what it shows."""
        key, period, number = self.spec.subject, self.spec.period, self.spec.part
        found = self.catalogue.part(key, period, number, part_size(key))
        self._watch(f"@part {key}/{period}/{number}", found.change)
        for record_id in found.members:
            if record_id:
                self._note(record_id)
        return found

    def periods(self, key: str) -> list[str]:
        """Return the periods of a list that have a live article, oldest first."""
        self._watch(f"@periods {key}", self.catalogue.periods_changed(key))
        return self.catalogue.periods(key)

    def twins(self, translation_key: str) -> dict[str, str]:
        """Return language → id of the live records that translate one another, this one included."""
        self._watch(f"@twins {translation_key}")
        twins = self.catalogue.twins(translation_key)
        for record_id in twins.values():
            self._note(record_id)
        return twins

    def corrected(self, language: str) -> list[Teaser | Tombstone]:
        """Return a language's articles with corrections and its withdrawn ones, by id."""
        self._watch(f"@corrected {language}")
        entries = self.catalogue.corrected(language)
        for entry in entries:
            self._note(entry.id)
        return entries

    def link(self, path: str) -> str:
        """Return the relative address of *path* from this page."""
        return relative(path, of=self.spec.path)

    def link_to(self, record_id: str | None) -> str | None:
        """Return the relative address of a record's page, or None if it has none (any more)."""
        if record_id:
            self._note(record_id)
        path = entry_path(self.catalogue, record_id)
        return path and self.link(path)

    def absolute(self, path: str) -> str:
        """Return the absolute address of *path* under the site's canonical base; of an index page, of its folder."""
        return f"{self.site.canonical_base}/{path.removesuffix('index.html')}"

    def _noted(self, teasers: list[Teaser]) -> list[Teaser]:
        for teaser in teasers:
            self._note(teaser.id)
        return teasers

    def _note(self, record_id: str) -> None:
        if record_id in self.names:
            return
        entry = self.catalogue.entry(record_id)
        self._watch(record_id, (entry.change, entry.frozen) if entry else NO_CHANGE)

    def _watch(self, name: str, change: Change = NO_CHANGE) -> None:
        self.names[name] = state_of(name, self.catalogue)
        self.change = max(self.change, change)


def state_of(name: str, catalogue: Catalogue) -> str:
    """Return the present state of what a view asked for under *name*: a record id, or ``@`` and a question about lists."""
    if not name.startswith("@"):
        return catalogue.digest_of(name)
    question, _, about = name.partition(" ")
    return _STATES[question](catalogue, about)


def _state_of_list(catalogue: Catalogue, about: str) -> str:
    key, _, period = about.partition("/")
    return str(catalogue.changed(key, period)[0])


def _state_of_part(catalogue: Catalogue, about: str) -> str:
    key, period, number = about.split("/")
    part = catalogue.part(key, period, int(number), part_size(key))
    return f"{part.change[0]} {part.older} {part.newer}"


def _state_of_page(catalogue: Catalogue, about: str) -> str:
    page = page_of(catalogue, *about.split("/"))
    return page.id if page else ""


def _state_of_ask(catalogue: Catalogue, language: str) -> str:
    giving = catalogue.giving
    return f"{asked_since(giving)} {asks(giving).get(language)}" if giving else ""


def _changes(entries: Iterable[Appeal | Teaser | Tombstone]) -> str:
    return " ".join(f"{entry.id}={entry.change}" for entry in entries)


def page_of(catalogue: Catalogue, language: str, role: str) -> Page | None:
    """Return the live static page of a language that has a role, the first by id."""
    pages = (entry for entry in catalogue.of_kind(Page) if isinstance(entry, Page))
    return next((page for page in pages if page.language == language and page.role == role), None)


def _shown(catalogue: Catalogue) -> str:
    if "shown state" not in catalogue.memo:
        catalogue.memo["shown state"] = digest(encode(catalogue.shown_site))
    return catalogue.memo["shown state"]  # type: ignore[no-any-return]


def named(catalogue: Catalogue, language: str) -> list[Named]:
    """Return the live records of a language that have a page of their own, articles apart, by kind and id."""
    found = (entry for kind in (Page, Letter, Section, Topic, Story, Person) for entry in catalogue.of_kind(kind))
    return [entry for entry in found if isinstance(entry, Named) and entry.language == language]


def _shard(catalogue: Catalogue, key: str, period: str) -> Iterable[str]:
    members = (member for member in catalogue.members(key, period) if member)
    return (f"{member.id}={member.change}{_twins(catalogue, member)}" for member in members)


def _twins(catalogue: Catalogue, entry: Named | Teaser) -> str:
    twins = catalogue.twins(entry.translation_key)
    return "" if len(twins) == 1 else " ".join(entry_path(catalogue, twin) or "" for twin in twins.values())


_STATES: dict[str, Callable[[Catalogue, str], str]] = {
    "@site": lambda catalogue, _: _shown(catalogue),
    "@ask": _state_of_ask,
    "@appeals": lambda catalogue, language: _changes(catalogue.appeals(language)),
    "@list": _state_of_list,
    "@part": _state_of_part,
    "@page": _state_of_page,
    "@periods": lambda catalogue, key: f"{catalogue.periods_changed(key)[0]} {catalogue.periods(key)}",
    "@twins": lambda catalogue, key: " ".join(catalogue.twins(key).values()),
    "@shard": lambda catalogue, about: digest(" ".join(_shard(catalogue, *about.split("/"))).encode()),
    "@named": lambda catalogue, language: digest(
        " ".join(f"{entry.id}={entry.change}{_twins(catalogue, entry)}" for entry in named(catalogue, language)).encode()
    ),
    "@corrected": lambda catalogue, language: _changes(catalogue.corrected(language)),
}
"""A question about lists -> its state."""


def inputs_digest(names: Iterable[str], catalogue: Catalogue, theme_version: str) -> str:
    """Return one digest of the present state of everything that a file was made from: equal means that it need not be made."""
    return states_digest({name: state_of(name, catalogue) for name in names}, theme_version)


def states_digest(states: Mapping[str, str], theme_version: str) -> str:
    """Return the same digest from states that are known: name → ``state_of`` it."""
    return digest("\n".join([theme_version, *sorted(f"{name} {state}" for name, state in states.items())]).encode())
