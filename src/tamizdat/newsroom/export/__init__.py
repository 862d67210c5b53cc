"""The only door to the edition: what the newsroom keeps becomes frozen records.

Promises: a record of a published or drafted thing, checked against the schema, made of plain data alone. What is not for readers
(accounts, comments, attributions that are not public, anything unpublished that is merely mentioned) stays here. Refuses what no page
could show, with ``BadRecord``. Leaves to ``freezing`` when a record is written and to ``delivery`` who is told.
"""

from typing import Any

from tamizdat.edition.records import Record
from tamizdat.newsroom.export.appeals import appeal_record
from tamizdat.newsroom.export.articles import article_record
from tamizdat.newsroom.export.giving import giving_record
from tamizdat.newsroom.export.letters import letter_record
from tamizdat.newsroom.export.newspaper import front_record, site_record
from tamizdat.newsroom.export.pages import page_record, redirect_record
from tamizdat.newsroom.export.photos import photo_record
from tamizdat.newsroom.export.stamp import Stamp
from tamizdat.newsroom.export.vocabulary import person_record, section_record, story_record, topic_record
from tamizdat.newsroom.models import (
    Appeal,
    ArticlePage,
    FrontPage,
    GivingSettings,
    NewspaperSettings,
    OldAddress,
    Person,
    Photo,
    Section,
    StaticPage,
    Story,
    Topic,
)

_MAKERS = {
    ArticlePage: article_record,
    StaticPage: page_record,
    FrontPage: front_record,
    NewspaperSettings: site_record,
    Section: section_record,
    Topic: topic_record,
    Story: story_record,
    Person: person_record,
    Photo: photo_record,
    OldAddress: redirect_record,
    GivingSettings: giving_record,
    Appeal: appeal_record,
}


def record_of(thing: Any, stamp: Stamp) -> Record:
    """Return the record of *thing* as it stands in memory, with the number and history that *stamp* gives it."""
    return _MAKERS[type(thing)](thing, stamp)  # type: ignore[operator,no-any-return]


__all__ = ["Stamp", "letter_record", "record_of"]
