"""What to read next: the editor's choice, else the nearest by story, topics, section and words, for a bounded price."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.newsroom import article, section, story, topic
from tamizdat.newsroom.related import MOST, related_articles

pytestmark = pytest.mark.django_db


def published(title, *, topics=(), **fields):
    page = article(title=title, **fields)
    page.topics.set(topics)
    page.save_revision().publish()
    return page


def drafted(*topics, **fields):
    page = article(title="A quiet headline", standfirst="", **fields)
    page.topics.set(topics)
    return page


def test_a_shared_story_comes_before_shared_topics_and_these_before_a_section():
    ferries, bridges, dispute, politics = topic("Ferries"), topic("Bridges"), story(), section()
    elsewhere = published("Nothing of the kind", standfirst="")
    same_section = published("Budget day", standfirst="", section=politics)
    one_topic = published("Timetable", standfirst="", topics=[ferries])
    two_topics = published("Two piers", standfirst="", topics=[ferries, bridges])
    same_story = published("Third round", standfirst="", story=dispute)
    page = drafted(ferries, bridges, story=dispute, section=politics)
    assert related_articles(page) == tuple(other.record_id for other in (same_story, two_topics, one_topic))
    assert not {elsewhere.record_id, same_section.record_id} & set(related_articles(page))


def test_of_two_equals_the_newer_comes_first_and_no_more_than_fit_are_named():
    ferries = topic("Ferries")
    pages = [published(f"Sailing {number}", standfirst="", topics=[ferries]) for number in range(MOST + 2)]
    assert related_articles(drafted(ferries)) == tuple(page.record_id for page in reversed(pages[2:]))


def test_what_is_not_published_or_in_another_language_is_not_named():
    ferries = topic("Ferries")
    drafted(ferries)
    published("Паром", language="ru", standfirst="", topics=[topic("Паромы", language="ru")])
    assert related_articles(drafted(ferries)) == ()


def test_more_articles_ask_no_more_queries():
    ferries = topic("Ferries")

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            related_articles(page)
        return len(queries)

    page = drafted(ferries)
    published("Sailing", topics=[ferries])
    few = asked()
    for number in range(5):
        published(f"Sailing {number}", topics=[ferries])
    assert asked() == few
