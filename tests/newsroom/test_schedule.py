"""What is due goes out once, whatever the clock and the worker do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.newsroom import article
from tamizdat.newsroom.models import ArticlePage, Freeze
from tamizdat.newsroom.schedule import publish_due, tick

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)


def scheduled(at):
    page = article(go_live_at=at)
    page.latest_revision.publish()
    return page


def live(page):
    return ArticlePage.objects.get(pk=page.pk).live


def test_what_is_due_goes_out():
    page = scheduled(NOW + HOUR)
    assert tick(NOW + 2 * HOUR).published == 1
    assert live(page)
    assert Freeze.latest(page.record_id).kind == "article"


def test_what_is_not_due_stays():
    page = scheduled(NOW + 2 * HOUR)
    assert tick(NOW + HOUR).published == 0
    assert not live(page)
    assert Freeze.latest(page.record_id) is None


def test_it_goes_out_once():
    page = scheduled(NOW + HOUR)
    tick(NOW + 2 * HOUR)
    before = Freeze.objects.count()
    assert tick(NOW + 3 * HOUR).published == 0
    assert Freeze.objects.count() == before
    assert live(page)


def test_a_second_worker_that_is_late_publishes_nothing():
    page = scheduled(NOW + HOUR)
    revision = page.revisions.get(approved_go_live_at__isnull=False).pk
    assert publish_due(revision, NOW + 2 * HOUR)
    assert not publish_due(revision, NOW + 2 * HOUR)


def test_a_clock_that_jumps_ahead_and_back_publishes_once():
    page = scheduled(NOW + HOUR)
    tick(NOW + timedelta(days=400))
    tick(NOW - timedelta(days=400))
    assert tick(NOW + 2 * HOUR).published == 0
    assert Freeze.objects.filter(record=page.record_id).count() == 1


def test_an_article_whose_time_is_over_goes_away():
    page = article(expire_at=NOW + HOUR, publish=True)
    assert tick(NOW).expired == 0
    assert tick(NOW + 2 * HOUR).expired == 1
    assert not live(page)
    assert Freeze.latest(page.record_id).kind == "tombstone"


def test_one_article_that_cannot_go_out_does_not_hold_up_the_others(monkeypatch):
    broken, whole = scheduled(NOW + HOUR), scheduled(NOW + HOUR)
    ArticlePage.objects.filter(pk=broken.pk).update(first_published_at=NOW)
    from tamizdat.newsroom import freezing

    freeze = freezing.freeze

    def refuse(thing, now=None):
        if getattr(thing, "pk", None) == broken.pk and isinstance(thing, ArticlePage):
            raise ValueError
        return freeze(thing, now)

    monkeypatch.setattr(freezing, "freeze", refuse)
    assert tick(NOW + 2 * HOUR).published == 1
    assert live(whole)
    assert not live(broken)
    monkeypatch.undo()
    assert tick(NOW + 2 * HOUR).published == 1
