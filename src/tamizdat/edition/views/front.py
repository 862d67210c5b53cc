"""The front: one language's first page, and the newspaper's.

Promises: the editor's choice leads in its order, then the newest; nothing stands twice; opinion is set apart. Each section shows
its newest that the top has not shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tamizdat.edition.catalogue import Teaser
from tamizdat.edition.records import Front, Story
from tamizdat.edition.scope import Scope
from tamizdat.edition.views import pictures
from tamizdat.edition.views.labels import OPINIONS
from tamizdat.edition.views.links import link_to, named
from tamizdat.edition.views.shell import sections
from tamizdat.edition.views.sign_up import render_with_form
from tamizdat.edition.views.teasers import teaser, teasers
from tamizdat.edition.views.words import Words, words_of

LOOKED_AT = 60
"""How many of the newest articles the front chooses from."""

BESIDE, LATEST, OPINION, A_SECTION, A_STORY = 4, 4, 4, 4, 4
"""How many articles stand beside the lead, among the latest, as opinion, in a section's block, in the story's box."""


@dataclass
class Choice:
    """What the front can still show: each article once."""

    scope: Scope
    shown: set[str] = field(default_factory=set)

    def take(self, articles: list[Teaser], count: int) -> list[Teaser]:
        """Return the first *count* of *articles* that nothing has shown, and remember them."""
        fresh = {article.id: article for article in articles if article.id not in self.shown}
        taken = list(fresh.values())[:count]
        self.shown.update(article.id for article in taken)
        return taken


def front(scope: Scope) -> str:
    """Return the front of the page's language."""
    words, key = words_of(scope), f"lang:{scope.language.code}"
    newest = scope.newest(key, LOOKED_AT)
    choice = Choice(scope)
    chosen = editors_choice(scope)
    top = choice.take([*chosen, *(one for one in newest if one.kind not in OPINIONS), *newest], 1 + BESIDE)
    opinion = choice.take([one for one in newest if one.kind in OPINIONS], OPINION)
    story = _story(scope, words, [*top, *newest])
    latest = choice.take(newest, max(LATEST, len(opinion) + 2))  # as tall as the opinion beside it
    return render_with_form(
        scope,
        "front.html",
        words=words,
        title=scope.language.name,
        description=scope.language.description,
        feeds="site" if scope.spec.path == "index.html" else key,
        date=words.date(max(one.updated for one in newest), "full") if newest else "",
        lead=_lead(scope, words, top[0]) if top else None,
        beside=teasers(scope, words, top[1:]),
        opinion=teasers(scope, words, opinion, picture=""),
        opinion_href=link_to(scope, opinion[0].section) if opinion and all_alike(one.section for one in opinion) else None,
        story=story,
        latest=teasers(scope, words, latest, picture=""),
        blocks=_blocks(scope, words, choice),
    )


def _lead(scope: Scope, words: Words, shown: Teaser) -> dict[str, Any]:
    """The lead stands large, hence with the whole picture; crops are small."""
    picture = pictures.figure(scope, shown.lead, pictures.LEAD_SIZES, eager=True)
    return teaser(scope, words, shown, picture="") | {"picture": picture and picture | {"alt": ""}}


def editors_choice(scope: Scope) -> list[Teaser]:
    """Return the articles that the editor put on this front, in order, as far as they are live."""
    record = scope.get(f"front.{scope.language.code}")
    ids = record.articles if isinstance(record, Front) else ()
    return [found for record_id in ids if (found := scope.teaser(record_id))]


def all_alike(values: Iterable[object]) -> bool:
    """Tell whether *values* are but one value."""
    return len(set(values)) == 1


def _story(scope: Scope, words: Words, articles: list[Teaser]) -> dict[str, Any] | None:
    """The box of the story that the top of the page is about, or else of the newest article that has one."""
    for record_id in dict.fromkeys(one.story for one in articles if one.story):
        record, story = scope.get(record_id), named(scope, record_id)
        if story and isinstance(record, Story):
            newest = scope.newest(f"story:{record_id}", A_STORY)
            return story | {"summary": record.summary, "entries": teasers(scope, words, reversed(newest), picture="")}
    return None


def _blocks(scope: Scope, words: Words, choice: Choice) -> list[dict[str, Any]]:
    blocks = []
    for section in sections(scope, scope.language):
        candidates = scope.newest(f"section:{section['id']}", A_SECTION + len(choice.shown))
        if entries := choice.take([one for one in candidates if one.kind not in OPINIONS], A_SECTION):
            blocks.append(section | {"entries": teasers(scope, words, entries)})
    return blocks
