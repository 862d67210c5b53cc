"""A draft that saves itself: the answer is Wagtail's own, made with less work."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from wagtail.admin import urls as wagtails

from factories.newsroom import account, article
from newsroom.editing import article_form
from tamizdat.newsroom.permissions import PUBLISHER

pytestmark = pytest.mark.django_db
urlpatterns = [path("", include(wagtails))]
"""Wagtail's addresses alone, as if there were no view of our own."""


@pytest.fixture
def client():
    writer = Client()
    writer.force_login(account(PUBLISHER))
    return writer


def saved(client, page, **more):
    """Save the form of *page* as the browser does by itself; return the answer and how often the database was asked."""
    form = article_form(slug=page.slug, standfirst="Written on", **more)
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(f"/pages/{page.pk}/edit/", form, headers={"Accept": "application/json"})
    return answer, len(asked)


def shown(answer):
    """What the page is given to show, without the time that has passed meanwhile and fractions of seconds."""
    return re.sub(r"\d+ seconds? ago|just now|(?<=:\d\d)\.\d+", "", answer.json()["html"])


@pytest.mark.parametrize("live", [False, True])
def test_the_answer_is_wagtails_made_of_fewer_questions(client, live, settings):
    page = article()
    if live:
        page.latest_revision.publish()
    ours, asked = saved(client, page)
    settings.ROOT_URLCONF = __name__
    wagtail, more = saved(client, page)
    assert ours.json()["success"] and len(ours.json()["html"]) > 1_000
    assert shown(ours) == shown(wagtail)
    assert asked < more - 10


def test_what_was_typed_is_saved(client):
    page = article()
    answer, _ = saved(client, page, dateline="Ostrand")
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().dateline == "Ostrand"
    assert answer.json()["revision_id"] == page.latest_revision_id


def test_a_newer_version_is_not_written_over(client):
    page = article()
    answer, _ = saved(client, page, loaded_revision_id="1", loaded_revision_created_at="")
    assert answer.status_code == 400 and answer.json()["error_code"] == "invalid_revision"
