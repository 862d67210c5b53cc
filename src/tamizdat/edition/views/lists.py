"""Lists of articles: section, topic, story, person, and their periods.

Promises: the first page of a list shows the newest and names the periods; a period's page names only its neighbours, so that what
was published long ago stays as it is.
"""

from typing import Any

from tamizdat.edition.catalogue import Teaser
from tamizdat.edition.lists import Part
from tamizdat.edition.paths import period_path
from tamizdat.edition.plan import TEASERS_PER_PART
from tamizdat.edition.records import Person, Section, Story, Topic
from tamizdat.edition.scope import Scope
from tamizdat.edition.views import pictures
from tamizdat.edition.views.links import link, named
from tamizdat.edition.views.shell import render
from tamizdat.edition.views.teasers import teasers
from tamizdat.edition.views.words import Words, words_of

NEWEST = 20
"""How many teasers the first page of a list shows: a screenful more than anybody scrolls, within the weight of an article."""


def section(scope: Scope) -> str:
    """Return the first page of a section."""
    subject = _subject(scope)
    assert isinstance(subject, Section)
    return _first(scope, "list.html", subject.name, subject.description)


def topic(scope: Scope) -> str:
    """Return the first page of a topic."""
    subject = _subject(scope)
    assert isinstance(subject, Topic)
    return _first(scope, "list.html", subject.name, subject.description)


def person(scope: Scope) -> str:
    """Return a person's page: who they are, whether the name is a pseudonym, and what they wrote."""
    subject = _subject(scope)
    assert isinstance(subject, Person)
    about = {
        "role": subject.role,
        "pseudonym": subject.pseudonym,
        "bio": [text for text in subject.bio.split("\n\n") if text.strip()],
        "portrait": pictures.crop(scope, subject.portrait, "8em", eager=True),
    }
    return _first(scope, "person.html", subject.name, subject.role, person=about)


def story(scope: Scope) -> str:
    """Return a story's timeline, oldest to newest; of a long one the newest, with the way to its beginning."""
    words = words_of(scope)
    subject = _subject(scope)
    assert isinstance(subject, Story)
    newest = scope.newest(scope.spec.subject, TEASERS_PER_PART + 1)
    beginning = _address(scope, "all", 1) if len(newest) > TEASERS_PER_PART else None
    shown = teasers(scope, words, reversed(newest[:TEASERS_PER_PART]))
    return render(
        scope,
        "story.html",
        words=words,
        title=subject.name,
        description=subject.summary,
        feeds=scope.spec.subject,
        entries=shown,
        count="" if beginning else words.plural("%(n)s article", "%(n)s articles", len(shown)),
        beginning=beginning,
    )


def period(scope: Scope) -> str:
    """Return one part of one period of a list: a story's oldest first, of other lists the newest first."""
    words = words_of(scope)
    key = scope.spec.subject
    is_story = key.startswith("story:")
    parent = named(scope, key.partition(":")[2])
    assert parent is not None, "the plan asks for periods only of lists that are in the edition"
    part = scope.part()
    entries = teasers(scope, words, part_of(scope, part, newest_first=not is_story))
    return render(
        scope,
        "period.html",
        words=words,
        title=parent["name"],
        feeds=key,
        parent=parent,
        period=period_name(words, scope.spec.period),
        part=part_name(words, scope.spec.part),
        entries=entries,
        is_story=is_story,
        **neighbours(scope, words, part),
    )


def _subject(scope: Scope) -> Any:
    return scope.get(scope.spec.subject.partition(":")[2])


def _first(scope: Scope, template: str, title: str, description: str, **content: Any) -> str:
    words, key = words_of(scope), scope.spec.subject
    return render(
        scope,
        template,
        words=words,
        title=title,
        description=description,
        feeds=key,
        entries=teasers(scope, words, scope.newest(key, NEWEST)),
        periods=periods(scope, words),
        **content,
    )


def periods(scope: Scope, words: Words) -> list[dict[str, Any]]:
    """Return the periods of the page's list, newest first."""
    found = reversed(scope.periods(scope.spec.subject))
    return [{"period": one, "name": period_name(words, one), "href": _address(scope, one, 1)} for one in found]


def part_of(scope: Scope, part: Part, *, newest_first: bool) -> list[Teaser]:
    """Return the live articles of the page's part of its period."""
    live = [found for record_id in part.members if record_id and (found := scope.teaser(record_id))]
    return live[::-1] if newest_first else live


def neighbours(scope: Scope, words: Words, part: Part) -> dict[str, Any]:
    """Return the next older and newer page: a part of the same period, else the first of the period beside it."""
    return {"older": _neighbour(scope, words, part.older), "newer": _neighbour(scope, words, part.newer)}


def _neighbour(scope: Scope, words: Words, found: tuple[str, int] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    period, part = found
    return {"name": period_name(words, period), "part": part_name(words, part), "href": _address(scope, period, part)}


def period_name(words: Words, period: str) -> str:
    """Return a period for a reader: a month or a year; "" for a story, which has but one."""
    if period == "all":
        return ""
    return words.date(f"{period}-15T12:00:00Z", "month") if "-" in period else words.date(f"{period}-07-01T12:00:00Z", "year")


def part_name(words: Words, part: int) -> str:
    """Return the number of a part; "" for the first, which stands for its period."""
    return words.number(part) if part > 1 else ""


def _address(scope: Scope, period: str, part: int) -> str | None:
    path = period_path(scope.catalogue, scope.spec.subject, period, part)
    return path and link(scope, path)
