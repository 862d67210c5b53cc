"""What is frozen reaches the press; a press that is down loses nothing and stops nobody."""

import pytest
from django.test import Client
from django.utils import timezone

from factories.newsroom import account, article, front
from newsroom.editing import article_form
from tamizdat.newsroom.delivery import deliver, held, try_to_deliver
from tamizdat.newsroom.models import ArticlePage, Freeze
from tamizdat.newsroom.permissions import PUBLISHER
from tamizdat.newsroom.schedule import tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    client = Client()
    client.force_login(account(PUBLISHER))
    return client


def publish(editor, title="Ferry to run again"):
    address = f"/pages/add/newsroom/articlepage/{front().pk}/"
    return editor.post(address, {**article_form(title=title), "action-publish": "1"}, follow=True).content.decode()


def test_the_editor_is_told_the_edition_and_given_the_link(editor, press):
    said = publish(editor)
    assert f"Readers see it in edition {press.edition}." in said
    assert "https://courier.example/en/2" in said


def test_records_arrive_in_the_order_of_their_changes(editor, press):
    publish(editor)
    publish(editor, "Another")
    changes = [record.change for record in press.submitted]
    assert changes == sorted(changes)


def test_a_press_that_is_down_loses_nothing_and_the_worker_hands_it_over(editor, press):
    press.down = True
    said = publish(editor)
    assert "waits for the press" in said
    page = ArticlePage.objects.get(title="Ferry to run again")
    assert page.live
    assert not Freeze.latest(page.record_id).delivered
    press.down = False
    assert tick(timezone.now()).ticket is not None
    assert press.records[page.record_id].headline == "Ferry to run again"
    assert Freeze.latest(page.record_id).delivered


def test_a_slow_press_does_not_keep_the_editor(editor, press):
    press.slow = True
    assert "waits for the press" in publish(editor)


def test_what_was_delivered_is_not_delivered_again(press):
    article(publish=True)
    assert deliver() is not None
    assert deliver() is None


def test_a_hundred_publications_in_one_block_are_handed_over_together(press):
    with held() as handover:
        for _ in range(5):
            article(publish=True)
        assert not press.submitted
    assert handover.frozen == 5
    assert press.edition == 1


def test_the_social_card_is_at_the_press_before_the_article(press):
    page = article(publish=True)
    deliver()
    assert press.records[page.record_id].card.digest in press.files


def test_trying_to_deliver_never_raises(press):
    article(publish=True)
    press.down = True
    assert try_to_deliver() is None


def test_a_publication_that_fails_freezes_nothing(editor, press, monkeypatch):
    from tamizdat.edition.schema import BadRecord
    from tamizdat.newsroom import freezing

    def refuse(*args):
        raise BadRecord("no page could show it")

    monkeypatch.setattr(freezing, "_write", refuse)
    said = publish(editor)
    assert "the edition cannot show it" in said
    assert not ArticlePage.objects.filter(title="Ferry to run again").exists()
    assert not press.submitted
