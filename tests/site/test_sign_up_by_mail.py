"""The way from the mailbox to a reader: one mail in answer, with the words that its button agrees to, and no more of them than from a form."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from django.conf import settings
from django.test import override_settings

from factories.readers import FRIDAY, hash_of, keys, pending, reader, record, sign_up
from simulators import newspaper
from tamizdat.newsletters.bounces.sources import source_from_url
from tamizdat.newsletters.models import Notice, Pending, Reader, Subscription
from tamizdat.newsletters.readers import by_mail
from tamizdat.newsletters.readers.handlers import HANDLERS
from tamizdat.newsletters.shredding import SHREDDERS
from tamizdat.site import postman

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

MAILBOX = "letter@farshore.example"


@pytest.fixture(autouse=True)
def box(tmp_path):
    """A home of its own, a mailbox, and a newspaper that shows its address."""
    for folder in ("new", "cur", "tmp"):
        (tmp_path / "box" / folder).mkdir(parents=True)
    newspaper.reset()
    newspaper.say(sign_up_address=MAILBOX)
    source_from_url.cache_clear()
    mail = replace(settings.TAMIZDAT.mail, bounces=f"maildir:{tmp_path}/box", mail_from=MAILBOX)
    with override_settings(TAMIZDAT=replace(settings.TAMIZDAT, home=tmp_path, mail=mail), TAMIZDAT_NEWSPAPER="simulators.newspaper"):
        keys()
        yield tmp_path / "box" / "new"


def put(box, sender="ada@reader.example", to=MAILBOX, *lines):
    text = "\r\n".join([f"From: {sender}", f"To: {to}", "Subject: My secret wish", *lines, "", "And my life story."])
    (box / f"{len(list(box.iterdir())):06}.host").write_bytes(text.encode())


def sent(box):
    postman.clock.tick_by_settings()
    files = sorted(path for path in (box.parents[1] / "mail").rglob("*") if path.is_file())
    return [message_from_bytes(path.read_bytes(), policy=default) for path in files]


def test_who_writes_gets_one_mail_with_the_words_of_consent_and_is_a_reader_once_they_confirm(box):
    put(box, to="letter+ru@farshore.example")
    postman.read_bounces()
    assert not list(box.iterdir()) and not Reader.objects.exists()
    (message,) = sent(box)
    for form in ("plain", "html"):
        text = message.get_body((form,)).get_content()
        assert "I want these letters (ru)." in text and "The Friday letter: A hand-picked selection (every Friday)" in text
        assert "secret" not in text and "life story" not in text
    HANDLERS["confirm"].at(record("confirm", ref=pending("ada@reader.example").ref), FRIDAY)
    row = Subscription.objects.get(reader__address_hash=hash_of("ada@reader.example"))
    assert (row.letter, row.language, row.source) == ("weekly", "ru", "mail")


def test_who_used_the_form_has_read_the_words_already(box):
    HANDLERS["sign_up"].at(sign_up("ada@reader.example"), FRIDAY)
    (message,) = sent(box)
    assert "I want these letters" not in message.as_string()


@pytest.mark.parametrize(("to", "language"), [(MAILBOX, "en"), ("letter+xx@farshore.example", "en"), ("letter+fa@farshore.example", "fa")])
def test_the_letter_is_the_first_of_the_language_that_the_address_names(box, to, language):
    put(box, to=to)
    postman.read_bounces()
    assert (pending("ada@reader.example").language, list(pending("ada@reader.example").letters)) == (language, ["weekly"])


def test_a_language_without_letters_gives_the_first_that_has_some(box):
    newspaper.say(languages=(newspaper.spoken("ru", letters=()), newspaper.spoken("en")))
    put(box, to="letter+ru@farshore.example")
    postman.read_bounces()
    assert pending("ada@reader.example").language == "en"


def test_a_bomb_of_one_address_is_one_mail_and_an_empty_mailbox(box):
    for _ in range(60):
        put(box)
    postman.read_bounces()
    assert not list(box.iterdir()) and len(sent(box)) == 1


def test_a_bomb_of_many_addresses_is_worked_off_in_small_parts_and_stays_below_a_days_limit(box, monkeypatch):
    monkeypatch.setattr(by_mail, "A_DAY", 30)
    for number in range(50):
        put(box, f"ada{number}@reader.example")
    left = []
    for _ in range(3):
        postman.read_bounces()
        left.append((len(list(box.iterdir())), Pending.objects.count()))
    assert left == [(30, 20), (20, 30), (20, 30)]


def test_who_reads_already_gets_the_same_silence_and_one_mail_a_day(box):
    ada = reader("ada@reader.example")
    for _ in range(3):
        put(box)
    postman.read_bounces()
    assert not list(box.iterdir()) and not Pending.objects.exists()
    assert [(row.kind, row.ref) for row in Notice.objects.all()] == [("already", ada.ref)]


def test_our_own_mail_that_comes_back_makes_no_new_one(box):
    put(box)
    postman.read_bounces()
    (first,) = sent(box)
    (box / "echo").write_bytes(re.sub(rb"(?m)^To: .*$", b"To: " + MAILBOX.encode(), first.as_bytes()))
    put(box, MAILBOX)
    back = f'multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{first.as_string()}\r\n--b--'
    put(box, "MAILER-DAEMON@reader.example", MAILBOX, "Return-Path: <>", f"Content-Type: {back}")
    postman.read_bounces()
    assert len(sent(box)) == 1 and not Notice.objects.exists()


def test_who_asks_what_is_kept_of_them_learns_that_they_wrote(box):
    put(box)
    postman.read_bounces()
    (wishes,) = (one.export(hash_of("ada@reader.example")) for one in SHREDDERS if one.store == "unconfirmed sign-ups")
    assert [(wish["by"], wish["letters"]) for wish in wishes] == [("mail", ["weekly"])]


def test_without_an_address_beside_the_form_no_mail_asks_for_anything(box):
    newspaper.say(sign_up_address="")
    put(box)
    postman.read_bounces()
    assert len(list(box.iterdir())) == 1 and not Pending.objects.exists()
