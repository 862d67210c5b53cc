"""A letter's page goes out of the archive by a button and comes back by another; the mails are out of reach, and the page says so."""

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from factories.newsroom import account, article, letter
from tamizdat.edition.records import Tombstone
from tamizdat.edition.schema import decode
from tamizdat.newsroom.letters import Desk
from tamizdat.newsroom.models import Freeze
from tamizdat.newsroom.permissions import EDITOR, PUBLISHER

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


@pytest.fixture
def publisher():
    client = Client()
    client.force_login(account(PUBLISHER))
    return client


@pytest.fixture
def sent():
    """A letter that went out."""
    one = letter(article(publish=True), subject="Rivers rise")
    Desk().goes_out(Desk().frozen(one.record_id))
    return one


def stands(one):
    return decode(Freeze.latest(one.record_id).data.encode())


def withdraw(client, one, note="A source was named."):
    return client.post(f"/letters/withdraw/{one.pk}/", {"note": note}, follow=True).content.decode()


def test_asking_says_what_will_happen_and_does_nothing(publisher, sent):
    shown = publisher.get(f"/letters/withdraw/{sent.pk}/").content.decode()
    assert "Mails that went out stay in readers’ mailboxes" in shown
    assert not sent.withdrawn


def test_withdrawing_leaves_the_public_note_where_the_letter_stood(publisher, sent):
    before = stands(sent)
    assert "is withdrawn from the archive" in withdraw(publisher, sent)
    stone = stands(sent)
    assert isinstance(stone, Tombstone)
    assert (stone.of, stone.kind, stone.note, stone.path) == ("letter", "withdrawn", "A source was named.", before.path)


def test_without_a_reason_nothing_is_withdrawn(publisher, sent):
    withdraw(publisher, sent, " ")
    assert not sent.withdrawn


def test_the_log_says_who_withdrew_it_and_not_the_note(publisher, sent):
    withdraw(publisher, sent)
    publisher.post(f"/letters/put-back/{sent.pk}/")
    logged = ModelLogEntry.objects.filter(action__startswith="newsroom.").order_by("pk")
    assert [(entry.action, entry.user.username) for entry in logged] == [
        ("newsroom.withdraw", publisher.get("/").wsgi_request.user.username),
        ("newsroom.put_back", publisher.get("/").wsgi_request.user.username),
    ]
    assert "source" not in str([entry.data for entry in logged])


def test_a_letter_comes_back_as_it_went_out_and_can_be_withdrawn_again(publisher, sent):
    before = stands(sent)
    withdraw(publisher, sent)
    assert "Nobody gets a mail" in publisher.get(f"/letters/put-back/{sent.pk}/").content.decode()
    assert sent.withdrawn, "looking puts nothing back"
    publisher.post(f"/letters/put-back/{sent.pk}/")
    after = stands(sent)
    assert (after.path, after.sequence, after.published, after.items) == (before.path, before.sequence, before.published, before.items)
    assert not sent.withdrawn
    withdraw(publisher, sent)
    assert sent.withdrawn


def test_a_letter_that_did_not_go_out_cannot_be_withdrawn_nor_one_that_stands_be_put_back(publisher, sent):
    draft = letter()
    assert "has not gone out" in withdraw(publisher, draft)
    assert Freeze.latest(draft.record_id) is None
    assert "is not withdrawn" in publisher.post(f"/letters/put-back/{sent.pk}/", follow=True).content.decode()
    withdraw(publisher, sent)
    changes = Freeze.objects.count()
    assert "is withdrawn already" in withdraw(publisher, sent)
    assert Freeze.objects.count() == changes


def test_a_withdrawn_letter_goes_to_nobody_any_more(publisher, sent):
    record = Desk().frozen(sent.record_id)
    withdraw(publisher, sent)
    with pytest.raises(LookupError, match="goes to nobody any more"):
        Desk().rendered(record, discreet=False)
    Desk().goes_out(record)
    assert sent.withdrawn, "sending must not bring it back"


def test_the_form_offers_a_publisher_the_way_out_and_the_way_back(publisher, sent):
    address = f"/letters/edit/{sent.pk}/"
    assert "Withdraw from the archive" in publisher.get(address).content.decode()
    withdraw(publisher, sent)
    shown = publisher.get(address).content.decode()
    assert "Put back into the archive" in shown and "Withdraw from the archive" not in shown
    draft = letter()
    assert "Withdraw from the archive" not in publisher.get(f"/letters/edit/{draft.pk}/").content.decode()


def test_an_editor_is_not_offered_it(sent):
    client = Client()
    client.force_login(account(EDITOR))
    assert "Withdraw from the archive" not in client.get(f"/letters/edit/{sent.pk}/").content.decode()
    assert client.post(f"/letters/withdraw/{sent.pk}/", {"note": "No."}).status_code == 302
    assert not sent.withdrawn


def test_the_desks_list_tells_a_withdrawn_letter_from_one_that_stands(publisher, sent):
    assert [(one.archived, one.withdrawn) for one in Desk().composed()] == [(True, False)]
    withdraw(publisher, sent)
    assert [(one.archived, one.withdrawn) for one in Desk().composed()] == [(True, True)]
