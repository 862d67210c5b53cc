"""What is kept of a person is shown, erased and in time forgotten: in every store, and nothing is forgotten to be one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.test import override_settings

from factories.readers import FRIDAY, hash_of, reader, sign_up
from tamizdat.newsletters.interfaces import Envelope
from tamizdat.newsletters.models import (
    AppliedRecord,
    AuditEntry,
    Mailing,
    MailingRecipient,
    MailQuota,
    Notice,
    Pending,
    Reader,
    Suppression,
)
from tamizdat.newsletters.models.collected import HookPart, SetAside
from tamizdat.newsletters.readers import requests
from tamizdat.newsletters.readers.handlers import HANDLERS
from tamizdat.newsletters.sending import means
from tamizdat.newsletters.shredding import SHREDDERS
from tamizdat.sealed.lookup import BadAddress
from tamizdat.sealed.shredders import expire_all

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

ADA = "ada@example.org"

PERSONAL = {"address_hash", "ref", "box", "reader", "record"}
"""Names of columns that may lead to a person."""

STORE_OF = {
    "Reader": "readers",
    "Subscription": "readers",
    "Pending": "unconfirmed sign-ups",
    "Notice": "confirmation mails",
    "MailQuota": "mail limits",
    "Suppression": "suppressions",
    "MailingRecipient": "copies of letters",
    "SetAside": "records set aside",
    "HookPart": "hooks",
    "AppliedRecord": "applied records",
}
NOT_PERSONAL = {"Mailing"}  # its record is the letter


def copy(ref, ended=None):
    mailing = Mailing.objects.create(
        letter=f"letter-{ref}",
        kind="weekly",
        language="en",
        subject="Bread",
        record=b"",
        prepared_by="n",
        prepared_at=FRIDAY,
        ended_at=ended,
    )
    return MailingRecipient.objects.create(mailing=mailing, ref=ref, message_id="m", state="sent")


def plant():
    """Something of Ada in every store; of Bo too, who has nothing to do with her."""
    ada, bo = reader(ADA), reader("bo@example.org")
    for address in (ADA, "bo@example.org"):
        HANDLERS["sign_up"].at(sign_up(address), FRIDAY)
        Suppression.objects.create(address_hash=hash_of(address), letter="alerts", reason="left", since=FRIDAY.date())
        Pending.objects.create(ref=address, address_hash=hash_of(address), box=b"box", language="en", letters={"weekly": 1}, came=FRIDAY)
    copy(ada.ref, FRIDAY)
    copy(bo.ref, FRIDAY)
    return ada


def test_every_table_that_may_lead_to_a_person_has_a_shredder():
    models = {
        model.__name__ for model in apps.get_app_config("newsletters").get_models() if PERSONAL & {f.name for f in model._meta.fields}
    }
    assert models - NOT_PERSONAL == set(STORE_OF)
    assert set(STORE_OF.values()) <= {shredder.store for shredder in SHREDDERS}


def test_what_is_kept_of_a_person_is_shown_with_the_words_of_consent():
    plant()
    shown = requests.show("Ada@example.org", "operator", FRIDAY)
    assert set(shown) == {"copies of letters", "readers", "unconfirmed sign-ups", "confirmation mails", "mail limits", "suppressions"}
    assert "I want these letters (en)." in shown["readers"][1]["words"]
    assert shown["suppressions"] == [{"not written to": "alerts", "because": "left", "since": "2026-11-20"}]


def test_of_a_stranger_nothing_is_shown():
    plant()
    assert requests.show("cyr@example.org", "operator", FRIDAY) == {}


def test_erasing_leaves_nothing_of_a_person_but_what_is_disclosed():
    ada = plant()
    erased = requests.erase(ADA, "operator", FRIDAY)
    assert {store for store, rows in erased.items() if rows} == {
        "copies of letters",
        "readers",
        "unconfirmed sign-ups",
        "confirmation mails",
        "mail limits",
    }
    assert set(requests.show(ADA, "operator", FRIDAY)) == {"suppressions"}
    assert not MailingRecipient.objects.filter(ref=ada.ref).exists() and MailingRecipient.objects.count() == 2


def test_erasing_one_person_leaves_others_as_they_are():
    plant()
    before = requests.show("bo@example.org", "operator", FRIDAY)
    requests.erase(ADA, "operator", FRIDAY)
    assert requests.show("bo@example.org", "operator", FRIDAY) == before


@pytest.mark.parametrize(("never_again", "mails"), [(False, 1), (True, 0)])
def test_who_was_erased_may_sign_up_again_unless_they_never_want_mail(never_again, mails):
    requests.erase(ADA, "operator", FRIDAY, never_again=never_again)
    HANDLERS["sign_up"].at(sign_up(ADA), FRIDAY)
    assert Notice.objects.count() == mails


def test_requests_are_logged_as_numbers_alone():
    plant()
    requests.show(ADA, "operator", FRIDAY)
    requests.erase(ADA, "operator", FRIDAY)
    assert [entry.act for entry in AuditEntry.objects.order_by("number")] == ["shown to a person", "erased for a person"]
    assert "ada" not in str(list(AuditEntry.objects.values())) and hash_of(ADA).hex() not in str(list(AuditEntry.objects.values()))


def test_an_address_that_is_none_is_refused_with_a_sentence():
    with pytest.raises(BadAddress, match="not a mail address"):
        requests.show("ada", "operator", FRIDAY)


@pytest.mark.parametrize(
    ("kind", "days"),
    [(Pending, 7), (Notice, 7), (MailQuota, 31), (AppliedRecord, 31), (SetAside, 21), (HookPart, 1), (MailingRecipient, 60)],
)
def test_everything_goes_when_its_time_is_over_and_not_before(kind, days):
    HANDLERS["sign_up"].at(sign_up(ADA), FRIDAY)
    SetAside.objects.create(record="r", box=b"b", came=FRIDAY, why="E", since=FRIDAY, tried=FRIDAY)
    HookPart.objects.create(record="r", hook="h", number=0, box=b"b", came=FRIDAY, since=FRIDAY)
    copy("somebody", FRIDAY)
    expire_all(SHREDDERS, FRIDAY + timedelta(days=days) - timedelta(hours=11))
    assert kind.objects.exists()
    expire_all(SHREDDERS, FRIDAY + timedelta(days=days, minutes=1))
    assert not kind.objects.exists()


def test_readers_and_suppressions_do_not_go_by_themselves():
    ada = reader(ADA)
    Suppression.objects.create(address_hash=hash_of("bo@example.org"), reason="bounce", since=FRIDAY.date())
    expire_all(SHREDDERS, FRIDAY + timedelta(days=4_000))
    assert Reader.objects.get() == ada and Suppression.objects.count() == 1


def test_every_shredder_says_what_it_holds_why_and_how_long():
    for shredder in SHREDDERS:
        assert shredder.holds.endswith(".") and shredder.keeps.endswith(".") and "GDPR" in shredder.basis
    assert len({shredder.store for shredder in SHREDDERS}) == len(SHREDDERS)


def test_the_outbox_of_the_demo_is_shown_erased_and_forgotten_too():
    with override_settings(TAMIZDAT=replace(settings.TAMIZDAT, mail=replace(settings.TAMIZDAT.mail, relays=("outbox:",)))):
        (relay,) = means.relays()
        folder = relay.folder
        for address in (ADA, "bo@example.org", "no address"):
            data = f"To: <{address}>\r\nSubject: Bread\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\nHello".encode()
            relay.send(Envelope(sender="a@b.example", recipient=address, data=data, message_id=f"<{address}>"))
        shown = requests.show(ADA, "operator", FRIDAY)
        assert shown == {"outbox folder": [{"mail": "Bread", "date": "Fri, 20 Nov 2026 10:00:00 +0000"}]}
        requests.erase(ADA, "operator", FRIDAY)
        assert len(list(folder.glob("*.eml"))) == 2
        written = datetime.fromtimestamp(next(folder.glob("*.eml")).stat().st_mtime, UTC)
        expire_all(SHREDDERS, written + timedelta(days=29))
        assert len(list(folder.glob("*.eml"))) == 2
        expire_all(SHREDDERS, written + timedelta(days=31))
        assert not list(folder.glob("*.eml"))
