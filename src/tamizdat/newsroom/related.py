"""What to read next: the editor's choice, else by story, topics, section and words. Asked once, at publication, then frozen.

Promises: a bounded number of candidates, however many articles there are; the same database gives the same answer.
"""

import re
from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

MOST = 4
CANDIDATES = 60
"""The newest articles of each story, topic and section that are looked at."""

STORY, TOPIC, SECTION, WORD = 60, 20, 5, 3
"""What a shared story, topic, section or word counts."""


class Candidate(NamedTuple):
    """What the scores need of an article, and how many topics it shares."""

    pk: int
    title: str
    standfirst: str
    story_id: int | None
    first_published_at: datetime
    section_id: int | None
    shared_topics: int


def related_articles(page: Any) -> tuple[str, ...]:
    """Return the record ids of the articles to read after *page*, the nearest first."""
    chosen = [choice.article for choice in page.related_choices.all() if choice.article and choice.article.pk != page.pk]
    found = chosen or _nearest(page)
    return tuple(dict.fromkeys(article.record_id for article in found))


def _nearest(page: Any) -> list[Any]:
    topics = {topic.pk for topic in page.topics.all()}
    words = _stems(f"{page.title} {page.standfirst}")
    scored = [(_score(page, words, other), other) for other in _candidates(page, topics)]
    near = [(score, other) for score, other in scored if score >= TOPIC]
    near.sort(key=lambda item: (-item[0], -item[1].first_published_at.timestamp(), item[1].pk))
    best = [other.pk for _, other in near[:MOST]]
    found = type(page).objects.select_related("locale").in_bulk(best)
    return [found[pk] for pk in best]


def _candidates(page: Any, topics: set[int]) -> list[Candidate]:
    """Read what the scores need and no more: this is asked at each publication, among all that was ever published."""
    live = type(page).objects.live().filter(locale_id=page.locale_id, first_published_at__isnull=False).exclude(pk=page.pk)
    live = live.order_by("-first_published_at", "-pk").values_list(
        "pk", "title", "standfirst", "story_id", "first_published_at", "section_id"
    )
    sets = [live.filter(topics=topic)[:CANDIDATES] for topic in sorted(topics)]
    sets += [live.filter(story_id=page.story_id)[:CANDIDATES]] if page.story_id else []
    sets += [live.filter(section_id=page.section_id)[:CANDIDATES]] if page.section_id else []
    rows = {row[0]: row for found in sets for row in found}
    shared = defaultdict(set)
    links = type(page).topics.through.objects.filter(articlepage_id__in=rows, topic_id__in=topics)
    for article, topic in links.values_list("articlepage_id", "topic_id"):
        shared[article].add(topic)
    return [Candidate(*row, len(shared[pk])) for pk, row in rows.items()]


def _score(page: Any, words: set[str], other: Candidate) -> int:
    score = STORY if page.story_id and other.story_id == page.story_id else 0
    score += SECTION if page.section_id and other.section_id == page.section_id else 0
    score += TOPIC * other.shared_topics
    return score + WORD * len(words & _stems(f"{other.title} {other.standfirst}"))


def _stems(text: str) -> set[str]:
    """Return the beginnings of the longer words: enough to see that two headlines speak of the same thing, in any language."""
    return {word[:6] for word in re.findall(r"\w{5,}", text.lower())}
