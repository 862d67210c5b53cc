"""Twins: the same thing in another language."""

from typing import Any


def localise(twin: Any) -> Any:
    """Give a translated draft the twins of its section, story, topics and people; what has no twin is left for the editor to choose."""
    twin.section = _twin_of(twin.section, twin)
    twin.story = _twin_of(twin.story, twin)
    twin.topics = [found for topic in twin.topics.all() if (found := _twin_of(topic, twin))]
    for byline in twin.bylines.all():
        byline.person = _twin_of(byline.person, twin) or byline.person
    twin.save_revision(changed=False)
    return twin


def localise_letter(twin: Any) -> Any:
    """Give an unsaved letter the twins of its articles; those that have none are left out, and its words wait for their translator."""
    articles = [(item, item.article.get_translation_or_none(twin.locale)) for item in twin.items.all()]
    for item, article in articles:
        item.article = article or item.article
    twin.sequence = None  # it gets its own number when it is saved
    twin.items = [item for item, article in articles if article is not None]
    return twin


def _twin_of(thing: Any, page: Any) -> Any:
    return thing.get_translation_or_none(page.locale) if thing else None
