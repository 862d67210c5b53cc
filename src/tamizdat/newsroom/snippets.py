"""The words of the newspaper in the menu: sections, topics, stories and people."""

from typing import ClassVar

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from tamizdat.newsroom.models import Person, Section, Story, Topic


class SectionViewSet(SnippetViewSet):
    """Sections."""

    model = Section
    icon = "folder-open-inverse"
    list_display: ClassVar = ["name", "slug"]


class TopicViewSet(SnippetViewSet):
    """Topics."""

    model = Topic
    icon = "tag"
    list_display: ClassVar = ["name", "slug"]


class StoryViewSet(SnippetViewSet):
    """Running stories."""

    model = Story
    icon = "history"
    list_display: ClassVar = ["name", "slug"]


class PersonViewSet(SnippetViewSet):
    """Bylines."""

    model = Person
    icon = "user"
    list_display: ClassVar = ["name", "role", "pseudonym"]


class NewspaperGroup(SnippetViewSetGroup):
    """All of them, together in the menu."""

    menu_label = "Newspaper"
    menu_icon = "doc-full-inverse"
    menu_order = 200
    items = (SectionViewSet, TopicViewSet, StoryViewSet, PersonViewSet)


register_snippet(NewspaperGroup)
