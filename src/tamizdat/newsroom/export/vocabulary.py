"""Sections, topics, stories and people become records."""

from typing import Any

from tamizdat.edition.records import Person as PersonRecord
from tamizdat.edition.records import Section as SectionRecord
from tamizdat.edition.records import Story as StoryRecord
from tamizdat.edition.records import Topic as TopicRecord
from tamizdat.newsroom.export.body import figure
from tamizdat.newsroom.export.stamp import Stamp
from tamizdat.newsroom.models import Person, Section, Story, Topic


def section_record(section: Section, stamp: Stamp) -> SectionRecord:
    """Return the record of a section."""
    return SectionRecord(**_shared(section, stamp), description=section.description)


def topic_record(topic: Topic, stamp: Stamp) -> TopicRecord:
    """Return the record of a topic."""
    return TopicRecord(**_shared(topic, stamp), description=topic.description)


def story_record(story: Story, stamp: Stamp) -> StoryRecord:
    """Return the record of a running story."""
    return StoryRecord(**_shared(story, stamp), summary=story.summary)


def person_record(person: Person, stamp: Stamp) -> PersonRecord:
    """Return the record of a person or pseudonym: the name that readers see and nothing that leads beyond it."""
    return PersonRecord(
        **_shared(person, stamp),
        role=person.role,
        bio=person.bio.replace("\r\n", "\n"),
        pseudonym=person.pseudonym,
        portrait=figure(person.portrait, person.portrait_alt),
    )


def _shared(thing: Any, stamp: Stamp) -> dict[str, Any]:
    return {
        "id": thing.record_id,
        "change": stamp.change,
        "frozen": stamp.frozen,
        "language": thing.locale.language_code,
        "translation_key": thing.translation_key.hex,
        "slug": thing.slug,
        "name": thing.name,
    }
