"""The second person's rule, along every way on which something can be published."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories.newsroom import account, article, front
from newsroom.editing import article_form
from tamizdat.newsroom.models import ArticlePage, Freeze
from tamizdat.newsroom.permissions import EDITOR, PUBLISHER, REPORTER
from tamizdat.newsroom.rules import authors_since_publication, may_publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return account(PUBLISHER)


@pytest.fixture
def reader():
    return account(PUBLISHER)


def live(page):
    return ArticlePage.objects.get(pk=page.pk).live


def test_the_only_publisher_publishes_their_own_text(writer):
    verdict = may_publish(writer, article(owner=writer))
    assert (bool(verdict), verdict.reason) == (True, "you are the only publisher")


def test_with_a_second_publisher_nobody_publishes_what_they_wrote(writer, reader):
    page = article(owner=writer)
    assert not may_publish(writer, page)
    assert may_publish(reader, page)


def test_an_account_that_is_switched_off_is_no_second_person(writer, reader):
    reader.is_active = False
    reader.save()
    assert may_publish(writer, article(owner=writer))


@pytest.mark.parametrize("role", [REPORTER, EDITOR])
def test_other_roles_publish_nothing(role):
    assert not may_publish(account(role), article())


def test_an_edit_makes_the_second_person_an_author(writer, reader):
    page = article(owner=writer)
    page.title = "Changed after reading"
    page.save_revision(user=reader)
    assert not may_publish(reader, page)


def test_saving_without_a_change_makes_nobody_an_author(writer, reader):
    page = ArticlePage.objects.get(pk=article(owner=writer).pk)
    page.get_latest_revision_as_object().save_revision(user=reader)
    assert authors_since_publication(page) == {writer.pk}


def test_after_publication_the_count_of_authors_begins_anew(writer, reader):
    page = article(owner=writer)
    page.latest_revision.publish(user=reader)
    page = ArticlePage.objects.get(pk=page.pk)
    page.standfirst = "Corrected"
    page.save_revision(user=reader)
    assert authors_since_publication(page) == {reader.pk}
    assert may_publish(writer, page)


def test_a_superuser_obeys_too(writer, reader):
    writer.is_superuser = True
    writer.save()
    assert not may_publish(writer, article(owner=writer))


# Every way to publish, tried by the author while a second publisher exists


def by_the_button_on_a_new_article(client, author):
    client.post(f"/pages/add/newsroom/articlepage/{front().pk}/", {**article_form(title="Mine alone"), "action-publish": "1"})
    return ArticlePage.objects.get(title="Mine alone")


def by_the_button_in_the_editor(client, author):
    page = article(owner=author)
    client.post(f"/pages/{page.pk}/edit/", {**article_form(title="Mine alone"), "action-publish": "1"})
    return page


def in_bulk(client, author):
    page = article(owner=author)
    client.post(f"/bulk/wagtailcore/page/publish/?id={page.pk}")
    return page


def by_copying_a_live_article(client, author):
    page = article(publish=True, slug="original")
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": front().pk, "publish_copies": "on"}
    client.post(f"/pages/{page.pk}/copy/", form)
    return ArticlePage.objects.filter(slug="copy").first() or article()


def as_an_alias(client, author):
    page = article(publish=True, slug="original")
    form = {"new_title": "Alias", "new_slug": "alias", "new_parent_page": front().pk, "alias": "on"}
    client.post(f"/pages/{page.pk}/copy/", form)
    return ArticlePage.objects.filter(slug="alias").first() or article()


def by_approving_in_the_workflow(client, author):
    page = article(owner=author)
    state = page.get_workflow().start(page, author)
    task_state = state.current_task_state
    client.post(f"/pages/workflow/action/{page.pk}/approve/{task_state.pk}/")
    return page


def by_approving_in_the_editor(client, author):
    page = article(owner=author)
    page.get_workflow().start(page, author)
    untouched = {**article_form(title=page.title, standfirst=page.standfirst, body=page.body), "slug": page.slug}
    client.post(f"/pages/{page.pk}/edit/", {**untouched, "action-workflow-action": "1", "workflow-action-name": "approve"})
    return page


def by_the_schedule(client, author):
    page = article(owner=author)
    soon = timezone.now() + timedelta(hours=1)
    form = {**article_form(title=page.title), "go_live_at": f"{soon:%Y-%m-%d %H:%M}", "action-publish": "1"}
    client.post(f"/pages/{page.pk}/edit/", form)
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()
    return page


def by_going_back_to_an_old_revision(client, author):
    page = article(owner=author)
    old = page.latest_revision
    page.title = "Newer"
    page.save_revision(user=author)
    form = {**article_form(title=page.title), "revision": str(old.pk), "action-publish": "1"}
    client.post(f"/pages/{page.pk}/edit/", form)
    return page


WAYS = [
    by_the_button_on_a_new_article,
    by_the_button_in_the_editor,
    in_bulk,
    by_copying_a_live_article,
    as_an_alias,
    by_approving_in_the_workflow,
    by_approving_in_the_editor,
    by_the_schedule,
    by_going_back_to_an_old_revision,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_an_author_cannot_publish(way, writer, reader):
    client = Client()
    client.force_login(writer)
    page = way(client, writer)
    assert not live(page)
    assert Freeze.latest(page.record_id) is None


@pytest.mark.parametrize("way", [*WAYS[:3], by_approving_in_the_workflow], ids=lambda way: way.__name__)
def test_the_same_way_is_open_while_there_is_no_second_publisher(way, writer):
    """The control: it is the rule that stopped the author, not a broken form."""
    client = Client()
    client.force_login(writer)
    assert live(way(client, writer))


def test_the_second_person_publishes_by_the_button_without_touching_the_text(writer, reader):
    page = article(owner=writer, title="Ready", standfirst="s")
    client = Client()
    client.force_login(reader)
    draft = page.get_latest_revision_as_object()
    client.post(
        f"/pages/{page.pk}/edit/",
        {**article_form(title="Ready", standfirst="s", body=draft.body), "slug": draft.slug, "action-publish": "1"},
    )
    assert live(page)


def test_the_second_person_who_changes_the_text_in_the_same_click_keeps_a_draft(writer, reader):
    page = article(owner=writer, title="Ready")
    client = Client()
    client.force_login(reader)
    response = client.post(f"/pages/{page.pk}/edit/", {**article_form(title="Sharper"), "action-publish": "1"}, follow=True)
    assert not live(page)
    assert "Kept as a draft" in response.content.decode()
    assert ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Sharper"


def test_approval_in_the_workflow_publishes(writer, reader):
    page = article(owner=writer)
    state = page.get_workflow().start(page, writer)
    client = Client()
    client.force_login(reader)
    client.post(f"/pages/workflow/action/{page.pk}/approve/{state.current_task_state.pk}/")
    assert live(page)


def test_an_edit_after_approval_voids_the_schedule(writer, reader):
    page = article(owner=writer, go_live_at=timezone.now() + timedelta(hours=1))
    page.latest_revision.publish(user=reader)
    assert page.revisions.filter(approved_go_live_at__isnull=False).exists()
    page = ArticlePage.objects.get(pk=page.pk)
    page.title = "Changed behind the approver's back"
    page.save_revision(user=writer)
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()
