"""What goes away leaves a tombstone: withdrawn with a note, unpublished without a trace."""

import pytest
from django.test import Client

from factories.newsroom import account, article, person, republish, section
from tamizdat.edition.records import Article, Tombstone
from tamizdat.edition.schema import decode
from tamizdat.newsroom.models import ArticlePage, Freeze, Section
from tamizdat.newsroom.permissions import EDITOR, PUBLISHER
from tamizdat.newsroom.withdrawal import withdraw

pytestmark = pytest.mark.django_db


def frozen(thing):
    return decode(Freeze.latest(thing.record_id).data.encode())


def test_withdrawing_leaves_the_public_note_and_the_place_in_the_lists():
    page = article(section=section(), by=(person(),), publish=True)
    before = frozen(page)
    withdraw(page, "A document was forged.")
    stone = frozen(page)
    assert isinstance(stone, Tombstone)
    assert (stone.of, stone.kind, stone.note) == ("article", "withdrawn", "A document was forged.")
    assert (stone.path, stone.sequence, stone.first_published) == (before.path, before.sequence, before.first_published)
    assert stone.lists == ("lang:en", f"section:{page.section.record_id}", f"person:{before.bylines[0]}")
    assert not ArticlePage.objects.get(pk=page.pk).live


def test_unpublishing_says_nothing():
    page = article(publish=True)
    page.unpublish()
    assert (frozen(page).kind, frozen(page).note) == ("unpublished", "")


def test_deleting_a_live_page_buries_it():
    page = article(publish=True)
    page.delete()
    assert frozen(page).kind == "unpublished"


def test_a_draft_that_was_never_seen_leaves_nothing():
    page = article()
    page.delete()
    assert Freeze.latest(page.record_id) is None


def test_an_article_that_comes_back_keeps_its_address_place_and_count():
    page = article(publish=True)
    before = frozen(page)
    withdraw(page, "Checking.")
    stone = frozen(page)
    after = frozen(republish(page, title="Checked"))
    assert isinstance(after, Article)
    assert (after.path, after.sequence, after.first_published) == (before.path, before.sequence, before.first_published)
    assert before.version < stone.version < after.version


def test_the_address_of_a_withdrawn_and_deleted_article_is_not_given_again():
    page = article(slug="taken", publish=True)
    page.delete()
    with pytest.raises(Exception, match="choose another slug"):
        article(slug="taken")


def test_a_section_that_is_deleted_is_buried_if_readers_knew_it():
    known, unknown = section("Politics"), section("Plans")
    article(section=known, publish=True)
    ids = [known.record_id, unknown.record_id]
    Section.objects.all().delete()
    assert Freeze.latest(ids[0]).kind == "tombstone"
    assert Freeze.latest(ids[1]) is None


def test_a_publisher_withdraws_with_a_note_and_a_second_click(client: Client):
    page = article(publish=True)
    client.force_login(account(PUBLISHER))
    assert client.get(f"/pages/{page.pk}/withdraw/").status_code == 200
    assert not isinstance(frozen(page), Tombstone)
    refused = client.post(f"/pages/{page.pk}/withdraw/", {"note": " "})
    assert "This field is required" in refused.content.decode()
    client.post(f"/pages/{page.pk}/withdraw/", {"note": "A document was forged."})
    assert frozen(page).note == "A document was forged."


def test_an_editor_who_does_not_publish_cannot_withdraw(client: Client):
    page = article(publish=True)
    client.force_login(account(EDITOR))
    client.post(f"/pages/{page.pk}/withdraw/", {"note": "I do not like it."})
    assert not isinstance(frozen(page), Tombstone)


def test_a_draft_cannot_be_withdrawn(client: Client):
    page = article()
    client.force_login(account(PUBLISHER))
    client.post(f"/pages/{page.pk}/withdraw/", {"note": "Never mind."})
    assert Freeze.latest(page.record_id) is None


def test_a_byline_that_stands_above_an_article_cannot_be_deleted(client: Client):
    ada = person("Ada Verin")
    article(by=(ada,), publish=True)
    client.force_login(account(PUBLISHER))
    client.post(f"/snippets/newsroom/person/delete/{ada.pk}/")
    ada.refresh_from_db()
