"""Asking for, approving and taking the list in the newsroom: two log-ins, and a page that says what to do."""

import pyrage
import pytest
from django.test import Client, override_settings
from django.urls import reverse

from factories.newsroom import account
from factories.readers import reader
from tamizdat.newsletters.models import ExportRequest
from tamizdat.newsroom.permissions import EDITOR, OPERATOR, PUBLISHER

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

PAGE = "/readers/exports/"


def log_in(role):
    client = Client()
    client.force_login(account(role))
    return client


@pytest.fixture
def agent():
    with override_settings(TAMIZDAT_OPENER="simulators.openers.OpenAgent"):
        yield


def asked(client):
    client.post(PAGE, {"which": "weekly/en", "reason": "Moving to another relay"})
    return ExportRequest.objects.get()


def test_a_list_is_asked_for_by_one_approved_by_another_and_taken_once(agent):
    reader("ada@example.org")
    nadia, omar = log_in(PUBLISHER), log_in(OPERATOR)
    request = asked(nadia)
    assert (request.letter, request.language) == ("weekly", "en")
    assert "Approve" not in nadia.get(PAGE).content.decode()
    assert "Moving to another relay" in omar.get(PAGE).content.decode()
    omar.post(reverse("readers_exports_decide", args=[request.pk]), {"decision": "approve"})
    key = pyrage.x25519.Identity.generate()
    taken = nadia.post(reverse("readers_exports_take", args=[request.pk]), {"seal_to": str(key.to_public())})
    assert taken.headers["Content-Disposition"] == f'attachment; filename="readers-{request.pk}.csv.age"'
    assert "no-store" in taken.headers["Cache-Control"]
    assert b"ada@example.org" in pyrage.decrypt(taken.content, [key])
    again = nadia.post(reverse("readers_exports_take", args=[request.pk]), {"seal_to": str(key.to_public())}, follow=True)
    assert "taken already" in again.content.decode()


def test_nobody_approves_their_own_request_by_sending_the_form_by_hand():
    nadia = log_in(PUBLISHER)
    request = asked(nadia)
    answer = nadia.post(reverse("readers_exports_decide", args=[request.pk]), {"decision": "approve"}, follow=True)
    assert "Somebody else must approve" in answer.content.decode()
    assert ExportRequest.objects.get().state == "asked"


def test_a_locked_list_is_answered_with_what_to_do():
    nadia, omar = log_in(PUBLISHER), log_in(PUBLISHER)
    request = asked(nadia)
    omar.post(reverse("readers_exports_decide", args=[request.pk]), {"decision": "approve"})
    reader()
    answer = nadia.post(reverse("readers_exports_take", args=[request.pk]), {"seal_to": "a long passphrase here"}, follow=True)
    assert "key agent" in answer.content.decode()
    assert ExportRequest.objects.get().state == "approved"


def test_a_log_that_was_tampered_with_is_said_on_the_page():
    nadia = log_in(PUBLISHER)
    asked(nadia)
    from tamizdat.newsletters.models import AuditEntry

    assert "The log is whole" in nadia.get(PAGE).content.decode()
    AuditEntry.objects.update(person="omar")
    assert "entry 1 is not what it was" in nadia.get(PAGE).content.decode()


def test_editors_neither_see_nor_ask():
    editor = log_in(EDITOR)
    assert editor.get(PAGE).status_code == 302
    editor.post(PAGE, {"reason": "curious"})
    assert not ExportRequest.objects.exists()
