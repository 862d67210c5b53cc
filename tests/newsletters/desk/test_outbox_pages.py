"""The demo's outbox as the newsroom shows it, and a mail that means harm in it."""

import pytest
from django.conf import settings
from django.test import override_settings

from factories.mails import in_outbox
from factories.newsroom import article
from newsletters.desk.conftest import Person
from tamizdat.newsroom.permissions import EDITOR, PUBLISHER
from tamizdat.newsroom.withdrawal import withdraw

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

HOSTILE = '<p>Hello<script>fetch("/sending/")</script><img src="/photos/x" onerror="alert(1)"><form action="/"><button>'


@pytest.fixture(autouse=True)
def empty_outbox(tmp_path):
    """An outbox of the test's own."""
    from dataclasses import replace

    mail = replace(settings.TAMIZDAT.mail, relays=(f"outbox:{tmp_path}/outbox",))
    with override_settings(TAMIZDAT=replace(settings.TAMIZDAT, mail=mail)):
        yield


@pytest.fixture
def publisher():
    return Person(PUBLISHER)


def test_an_outbox_without_mail_says_so(publisher):
    assert "It is empty." in publisher.get("/outbox/").content.decode()


def test_mails_are_listed_with_whom_they_were_for(publisher):
    in_outbox(subject="Rivers <rise>", to="ada@example.org")
    shown = publisher.get("/outbox/").content.decode()
    assert "Rivers &lt;rise&gt;" in shown
    assert "ada@example.org" in shown
    assert "the outbox" in publisher.get("/sending/").content.decode()


def test_a_mail_is_shown_with_its_headers_its_html_and_its_text(publisher):
    name = in_outbox(html="<p>As HTML", text="As text")
    shown = publisher.get(f"/outbox/{name}/").content.decode()
    assert "letter@courier.example" in shown
    assert "As HTML" in publisher.get(f"/outbox/{name}/html/").content.decode()
    assert "As text" in publisher.get(f"/outbox/{name}/text/").content.decode()


def test_a_mail_that_means_harm_is_shown_in_a_frame_that_can_do_nothing(publisher):
    name = in_outbox(html=HOSTILE, text="<script>alert(1)</script>")
    assert "<script>fetch" not in publisher.get(f"/outbox/{name}/").content.decode()
    assert publisher.get(f"/outbox/{name}/").content.decode().count(" sandbox") == 2
    policy = publisher.get(f"/outbox/{name}/html/")["Content-Security-Policy"]
    assert policy.endswith("; sandbox")
    assert "default-src 'none'" in policy
    assert "&lt;script&gt;" in publisher.get(f"/outbox/{name}/text/").content.decode()


def test_a_test_of_a_letter_arrives(publisher, writer, friday_letter):
    writer.does(friday_letter, "prepare")
    assert "on its way" in writer.does(friday_letter, "test", address="editor@example.org")
    shown = publisher.get("/outbox/").content.decode()
    assert "editor@example.org" in shown
    assert "Rivers rise" in shown


@pytest.mark.parametrize(("typed", "sentence"), [({}, "Type an address"), ({"address": "nobody"}, "no e-mail address")])
def test_a_test_to_no_address_is_refused(writer, friday_letter, typed, sentence):
    writer.does(friday_letter, "prepare")
    assert sentence in writer.does(friday_letter, "test", **typed)


def test_a_relay_that_takes_no_test_is_named_with_its_words(writer, friday_letter):
    from dataclasses import replace

    writer.does(friday_letter, "prepare")
    mail = replace(settings.TAMIZDAT.mail, relays=("smtp://127.0.0.1:1?tls=none",))
    with override_settings(TAMIZDAT=replace(settings.TAMIZDAT, mail=mail)):
        assert "did not take the test" in writer.does(friday_letter, "test", address="editor@example.org")


def test_a_mail_without_html_says_so(publisher):
    name = in_outbox(html="")
    assert "no such part" in publisher.get(f"/outbox/{name}/html/").content.decode()


@pytest.mark.parametrize("name", ["nothing.eml", "..", "%2e%2e%2fkeys", "x.txt"])
def test_a_name_that_the_list_does_not_give_is_not_found(publisher, name):
    in_outbox()
    assert publisher.get(f"/outbox/{name}/").status_code == 404


def test_where_there_is_a_relay_there_is_no_outbox(publisher):
    from dataclasses import replace

    mail = replace(settings.TAMIZDAT.mail, relays=("smtp://127.0.0.1:2525",))
    with override_settings(TAMIZDAT=replace(settings.TAMIZDAT, mail=mail)):
        assert publisher.get("/outbox/").status_code == 404
        assert "the outbox" not in publisher.get("/sending/").content.decode()


def test_an_editor_does_not_read_others_mail():
    name = in_outbox()
    assert Person(EDITOR).get("/outbox/").status_code == 302
    assert Person(EDITOR).get(f"/outbox/{name}/html/").status_code == 302


# A letter as it was handed in


def test_a_letter_is_shown_as_it_was_handed_in_not_as_it_is_now(writer, friday_letter):
    writer.does(friday_letter, "prepare")
    friday_letter.subject = "Rivers fall"
    friday_letter.save()
    answer = writer.get(f"/sending/{friday_letter.record_id}/mail/html/")
    assert "<title>Rivers rise</title>" in answer.content.decode()
    assert answer["Content-Security-Policy"].endswith("; sandbox")


def test_its_discreet_form_and_its_text_are_shown(writer, friday_letter):
    writer.does(friday_letter, "prepare")
    base = f"/sending/{friday_letter.record_id}/mail"
    assert "<title>A letter</title>" in writer.get(f"{base}/discreet/").content.decode()
    assert "Rivers rise: 0 articles" in writer.get(f"{base}/text/").content.decode()
    assert writer.get(f"{base}/postcard/").status_code == 404


def test_before_it_is_handed_in_there_is_nothing_to_show(writer, friday_letter):
    assert writer.get(f"/sending/{friday_letter.record_id}/mail/html/").status_code == 404


def test_a_letter_whose_article_is_gone_says_so_instead(writer):
    from factories.newsroom import letter

    page = article(publish=True)
    one = letter(page, by=writer.account)
    writer.does(one, "prepare")
    withdraw(page, "Forged.")
    assert "withdrawn or unpublished" in writer.get(f"/sending/{one.record_id}/mail/html/").content.decode()
