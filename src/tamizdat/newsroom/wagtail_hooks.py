"""Where our newsroom hooks into Wagtail: the words of the newspaper, and the checks before and after publishing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from tamizdat.newsroom.models import Person, Section, Story, Topic
from tamizdat.newsroom.views.documents import NoDocuments


class SectionViewSet(SnippetViewSet):
    """Sections."""

    model = Section
    icon = "folder-open-inverse"
    list_display = ["name", "slug"]


class TopicViewSet(SnippetViewSet):
    """Topics."""

    model = Topic
    icon = "tag"
    list_display = ["name", "slug"]


class StoryViewSet(SnippetViewSet):
    """Running stories."""

    model = Story
    icon = "history"
    list_display = ["name", "slug"]


class PersonViewSet(SnippetViewSet):
    """Bylines."""

    model = Person
    icon = "user"
    list_display = ["name", "role", "pseudonym"]


class NewspaperGroup(SnippetViewSetGroup):
    """The words of the newspaper, together in the menu."""

    menu_label = "Newspaper"
    menu_icon = "doc-full-inverse"
    menu_order = 200
    items = (SectionViewSet, TopicViewSet, StoryViewSet, PersonViewSet)


register_snippet(NewspaperGroup)


@hooks.register("register_log_actions")
def name_our_actions(actions: LogActionRegistry) -> None:
    """Name our own entries in the audit log."""
    actions.register_action("newsroom.withdraw", "Withdraw", "Withdrawn, with a public note")


@hooks.register("before_publish_page")
def second_person_reads(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Stop a publisher who changed the text in the same click: the draft is kept, and somebody else publishes it."""
    verdict = page.permissions_for_user(request.user).verdict
    if verdict:
        return None
    messages.warning(request, f"Kept as a draft, not published: {verdict.reason}.")
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("construct_admin_api")
def have_no_documents(router: Any) -> None:
    """Give Wagtail the address that it looks up on every page."""
    router.register_endpoint("documents", NoDocuments)
