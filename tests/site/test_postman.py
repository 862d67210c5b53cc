"""The postman: mails go out through the relays that the settings name, who leaves by mail has left, and the queue key turns."""

import time
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import override_settings

from factories.readers import FRIDAY, keys, reader, sign_up
from simulators import newspaper
from tamizdat.newsletters.mail.names import Token
from tamizdat.newsletters.models import Mailing, Notice, Reader, Subscription
from tamizdat.newsletters.readers.handlers import HANDLERS
from tamizdat.newsroom.freezing import freeze
from tamizdat.newsroom.models import NewspaperSettings
from tamizdat.sealed.keyring import QUEUE_LIVES
from tamizdat.sealed.keys import b64
from tamizdat.site import doors, postman

pytestmark = pytest.mark.django_db(databases=["default", "readers"])


@pytest.fixture(autouse=True)
def zone(tmp_path):
    """A home of its own: keys that may be turned, an outbox, a mailbox for what comes back."""
    (tmp_path / "bounces").mkdir()
    for folder in ("new", "cur", "tmp"):
        (tmp_path / "bounces" / folder).mkdir()
    newspaper.reset()
    mail = replace(settings.TAMIZDAT.mail, bounces=f"maildir:{tmp_path}/bounces")
    with override_settings(TAMIZDAT=replace(settings.TAMIZDAT, home=tmp_path, mail=mail), TAMIZDAT_NEWSPAPER="simulators.newspaper"):
        keys()
        yield tmp_path


def mailing(number, kind="weekly"):
    fields = {"language": "en", "subject": "Five stories", "record": b"{}", "prepared_by": "ada", "prepared_at": FRIDAY}
    return Mailing.objects.create(pk=number, letter=f"letter-{number}.en", kind=kind, **fields)


def test_who_signed_up_gets_a_mail_by_the_relay_that_the_settings_name(zone):
    HANDLERS["sign_up"].at(sign_up("ada@reader.example"), FRIDAY)
    postman.clock.tick_by_settings()
    assert not Notice.objects.exists()
    written = [path.read_bytes() for path in (zone / "mail").rglob("*") if path.is_file()]
    assert len(written) == 1 and b"ada@reader.example" in written[0]


def test_who_leaves_by_mail_leaves_the_letter_that_the_mailing_was_of():
    ada = reader("ada@reader.example", letters=("weekly", "alerts"))
    mailing(7)
    postman.leave_by_mail(Token(mailbox="leave", mailing=7, ref=ada.ref))
    assert [row.letter for row in Subscription.objects.filter(reader=ada)] == ["alerts"]


def test_who_leaves_by_mail_from_a_forgotten_mailing_leaves_all():
    ada = reader("ada@reader.example", letters=("weekly", "alerts"))
    postman.leave_by_mail(Token(mailbox="leave", mailing=404, ref=ada.ref))
    assert not Reader.objects.filter(pk=ada.pk).exists()


def test_an_empty_mailbox_is_read_without_harm():
    postman.read_bounces()


def test_without_a_mailbox_there_is_nothing_to_read():
    with override_settings(TAMIZDAT=replace(settings.TAMIZDAT, mail=replace(settings.TAMIZDAT.mail, bounces=""))):
        postman.read_bounces()


def test_the_newsroom_shows_a_new_queue_key_when_the_week_is_over(monkeypatch):
    ring = keys()
    postman.turn_queue_key()
    shown = NewspaperSettings.load().queue_key
    assert shown == b64(ring.queue_public().raw)
    assert not postman.turn_queue_key()
    later = time.time() + QUEUE_LIVES + 60
    monkeypatch.setattr(postman.time, "time", lambda: later)
    assert postman.turn_queue_key()
    assert NewspaperSettings.load().queue_key == b64(ring.queue_public().raw) != shown


def test_the_form_offers_discreet_letters_as_soon_as_there_is_a_sender_for_them():
    freeze(NewspaperSettings.load())
    named = replace(settings.TAMIZDAT.mail, mail_from="letter@courier.example", mail_domain="courier.example")
    with override_settings(TAMIZDAT_NEWSPAPER="tamizdat.site.doors"):
        for neutral, offered in (("letter@courier.example", False), ("post@plain.example", True)):
            with override_settings(TAMIZDAT=replace(settings.TAMIZDAT, mail=replace(named, discreet_from=neutral))):
                assert postman.offer_discreet() and not postman.offer_discreet()
                assert doors.now().discreet is offered


def test_a_chore_that_fails_stops_no_other_and_says_nothing_of_anybody(caplog):
    def fails():
        raise RuntimeError("ada@reader.example")

    postman.guarded(fails)
    assert "fails failed: RuntimeError" in caplog.text and "ada@" not in caplog.text
