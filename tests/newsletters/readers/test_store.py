"""What sending may ask: who receives a letter, and who must never be written to again."""

from datetime import timedelta

import pytest

from factories.readers import FRIDAY, PASSPHRASE, hash_of, keys, pending, reader, sign_up
from tamizdat.newsletters.models import Notice, Pending, Reader, Suppression, WeekCount
from tamizdat.newsletters.readers import store as module
from tamizdat.newsletters.readers.handlers import HANDLERS
from tamizdat.newsletters.readers.store import SOFT_LIMIT, ReaderStore
from tamizdat.sealed.boxes import open_box

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

ADA = "ada@example.org"


@pytest.fixture
def clock(monkeypatch):
    """The day, to be set by the test."""
    days = [FRIDAY]
    monkeypatch.setattr(module.timezone, "now", lambda: days[0])
    return days


def test_recipients_come_in_the_order_of_their_refs_across_pages(monkeypatch):
    monkeypatch.setattr(module, "PAGE", 3)
    made = sorted(reader().ref for _ in range(10))
    reader(language="ru")
    reader(letters=("alerts",))
    assert [each.ref for each in ReaderStore().recipients("weekly", "en")] == made
    assert ReaderStore().count("weekly", "en") == 10


def test_a_box_holds_the_address_and_only_the_list_key_opens_it():
    reader("Ada@Example.org")
    box = next(ReaderStore().recipients("weekly", "en")).box
    key = keys().open_locked("list", PASSPHRASE)
    assert open_box({key.public.id: key}, box, purpose="tamizdat reader 1", padded=True) == b"Ada@example.org"


def test_boxes_are_of_one_size_whatever_the_address():
    reader("a@b.example")
    reader("a" * 60 + "@" + "long." * 30 + "example")
    assert len({len(each.box) for each in ReaderStore().recipients("weekly", "en")}) == 1


def test_boxes_answers_for_long_lists_and_leaves_out_who_is_gone(monkeypatch):
    monkeypatch.setattr(module, "ASKED_AT_ONCE", 2)
    refs = [reader().ref for _ in range(5)]
    Reader.objects.get(ref=refs[0]).delete()
    assert set(ReaderStore().boxes([*refs, "gone"], "weekly")) == set(refs[1:])
    assert ReaderStore().boxes(refs, "alerts") == {}


@pytest.mark.parametrize(("reason", "what"), [("bounce", "bounced"), ("complaint", "complained")])
def test_suppressing_erases_all_but_the_hash_and_may_be_said_again(reason, what):
    ada = reader(ADA, letters=("weekly", "alerts"))
    ReaderStore().suppress(ada.ref, reason)
    ReaderStore().suppress(ada.ref, reason)
    assert not Reader.objects.exists()
    row = Suppression.objects.get()
    assert (bytes(row.address_hash), row.letter, row.reason) == (hash_of(ADA), "", reason)
    assert {(each.letter, each.count) for each in WeekCount.objects.filter(what=what)} == {("weekly", 1), ("alerts", 1)}


def test_a_bounced_confirmation_suppresses_whom_it_was_sent_to():
    HANDLERS["sign_up"].at(sign_up(ADA), FRIDAY)
    ReaderStore().suppress(pending(ADA).ref, "bounce")
    assert not Pending.objects.exists() and not Notice.objects.exists()
    assert Suppression.objects.get().reason == "bounce"


def test_leaving_never_weakens_a_complaint():
    ada = reader(ADA)
    Suppression.objects.create(address_hash=hash_of(ADA), reason="complaint", since=FRIDAY.date())
    from factories.readers import record

    HANDLERS["unsubscribe"].at(record("unsubscribe", ref=ada.ref, letter="", issue=""), FRIDAY)
    assert Suppression.objects.get().reason == "complaint"


def test_bounces_that_may_pass_give_an_address_up_after_five_days_of_them(clock):
    ada = reader(ADA)
    for day in range(SOFT_LIMIT - 1):
        clock[0] = FRIDAY + timedelta(weeks=day)
        ReaderStore().temporary_failure(ada.ref)
        ReaderStore().temporary_failure(ada.ref)
    assert Reader.objects.get().soft_bounces == SOFT_LIMIT - 1
    clock[0] = FRIDAY + timedelta(weeks=SOFT_LIMIT)
    ReaderStore().temporary_failure(ada.ref)
    assert not Reader.objects.exists() and Suppression.objects.get().reason == "bounce"
    ReaderStore().temporary_failure(ada.ref)


def test_a_bounce_long_ago_is_forgotten(clock):
    ada = reader(ADA)
    for day in range(SOFT_LIMIT * 2):
        clock[0] = FRIDAY + timedelta(days=91 * day)
        ReaderStore().temporary_failure(ada.ref)
    assert Reader.objects.get().soft_bounces == 1
