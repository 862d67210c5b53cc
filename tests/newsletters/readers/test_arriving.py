"""Signing up and confirming: one mail, one button, and nobody is subscribed by anything else."""

from datetime import timedelta

import pytest

from factories.readers import FRIDAY, hash_of, pending, reader, record, sign_up
from simulators import newspaper
from tamizdat.newsletters.models import ConsentText, MailQuota, Notice, Pending, Reader, Subscription, Suppression, WeekCount
from tamizdat.newsletters.readers.handlers import HANDLERS

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

ADA = "ada@example.org"


def apply(gate_record, now=FRIDAY):
    HANDLERS[gate_record.kind].at(gate_record, now)


def counted():
    return {row.what: row.count for row in WeekCount.objects.all()}


def confirmed(address=ADA, **changes):
    apply(sign_up(address, **changes))
    apply(record("confirm", ref=pending(address).ref))
    return Reader.objects.get(address_hash=hash_of(address))


def test_a_sign_up_queues_one_mail_and_subscribes_nobody():
    apply(sign_up())
    assert Notice.objects.get().kind == "confirm"
    assert not Reader.objects.exists() and not Subscription.objects.exists()


def test_nothing_that_is_kept_holds_the_address():
    confirmed()
    apply(sign_up("bo@example.org"))
    for kind in (Reader, Pending, Notice, MailQuota, Suppression, Subscription):
        for row in kind.objects.values():
            assert not any(b"ada" in bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
            assert "ada" not in str(row) and "example.org" not in str(row)


def test_confirming_subscribes_to_what_was_asked_with_the_words_that_were_shown():
    ada = confirmed(letters=["weekly", "alerts"], language="ru", discreet=True)
    rows = Subscription.objects.filter(reader=ada).order_by("letter")
    assert [(row.letter, row.language, row.consented, row.source) for row in rows] == [
        ("alerts", "ru", FRIDAY.date(), "form"),
        ("weekly", "ru", FRIDAY.date(), "form"),
    ]
    assert "I want these letters (ru)." in rows[1].consent.text and "every Friday" in rows[1].consent.text
    assert (ada.language, ada.discreet) == ("ru", True)


def test_a_confirmed_readers_reference_is_not_the_one_that_was_mailed():
    apply(sign_up())
    mailed = pending(ADA).ref
    apply(record("confirm", ref=mailed))
    assert not Reader.objects.filter(ref=mailed).exists()


def test_spellings_of_one_address_are_one_reader():
    confirmed("Ada@Example.org")
    apply(sign_up("ada@EXAMPLE.ORG"), FRIDAY + timedelta(days=2))
    assert Reader.objects.count() == 1 and Notice.objects.get().kind == "already"


def test_an_address_gets_one_mail_a_day_and_three_a_month():
    hours = range(0, 24 * 40, 6)
    mailed = []
    for hour in hours:
        apply(sign_up(), FRIDAY + timedelta(hours=hour))
        if Notice.objects.count() > len(mailed):
            mailed.append(hour)
    assert mailed[:3] == [0, 24, 48]
    assert mailed[3] == 31 * 24
    assert counted()["repeated"] > 0


def test_somebody_who_is_a_reader_gets_a_mail_with_their_preferences_once_a_day():
    ada = reader(ADA)
    apply(sign_up())
    apply(sign_up())
    assert [(row.kind, row.ref) for row in Notice.objects.all()] == [("already", ada.ref)]
    assert not Pending.objects.exists()


@pytest.mark.parametrize("reason", Suppression.FINAL)
def test_a_suppressed_address_gets_nothing(reason):
    Suppression.objects.create(address_hash=hash_of(ADA), reason=reason, since=FRIDAY.date())
    apply(sign_up())
    assert not Notice.objects.exists() and counted() == {"suppressed": 1}


def test_who_has_left_may_come_back_by_confirming():
    ada = confirmed()
    apply(record("unsubscribe", ref=ada.ref, letter="", issue=""))
    apply(sign_up(), FRIDAY + timedelta(days=2))
    apply(record("confirm", ref=pending(ADA).ref), FRIDAY + timedelta(days=2))
    assert Subscription.objects.filter(reader__address_hash=hash_of(ADA)).count() == 1


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"address": "no address"}, "bad address"),
        ({"address": 7}, "bad address"),
        ({"address": None}, "bad address"),
        ({"address": "a" * 400 + "@example.org"}, "bad address"),
        ({"address": "ada@example.org\nBcc: bo@example.org"}, "bad address"),
        ({"language": "xx"}, "unknown"),
        ({"language": ["en"]}, "unknown"),
        ({"letters": ["nothing"]}, "unknown"),
        ({"letters": "weekly"}, "unknown"),
        ({"letters": []}, "unknown"),
        ({"letters": [{"weekly": 1}]}, "unknown"),
        ({"letters": ["weekly"] * 51}, "unknown"),
        ({"consent": "1999-01"}, "unknown"),
        ({"consent": None}, "unknown"),
    ],
)
def test_what_makes_no_sense_is_dropped_and_counted(changes, what):
    apply(sign_up(**changes))
    assert not Notice.objects.exists() and not Pending.objects.exists() and not MailQuota.objects.exists()
    assert counted() == {what: 1}


def test_letters_that_are_unknown_are_left_out_of_those_that_are_known():
    apply(sign_up(letters=["weekly", "nothing", "weekly"]))
    assert list(pending(ADA).letters) == ["weekly"]


def test_the_same_record_again_changes_nothing_even_when_the_address_might_get_another_mail():
    first = sign_up(record_id="one")
    apply(first)
    apply(first, FRIDAY + timedelta(days=3))
    assert Notice.objects.count() == 1 and counted() == {"signed up": 1}


def test_a_confirmation_counts_once_and_only_within_seven_days():
    apply(sign_up())
    ref = pending(ADA).ref
    apply(record("confirm", ref=ref), FRIDAY + timedelta(days=7, minutes=1))
    assert not Reader.objects.exists()
    apply(record("confirm", ref=ref), FRIDAY)
    assert not Reader.objects.exists(), "a wish that was refused once stays refused"


@pytest.mark.parametrize("ref", ["", "x" * 22, None, 5, "y" * 500])
def test_a_confirmation_of_nothing_does_nothing(ref):
    apply(record("confirm", ref=ref))
    assert not Reader.objects.exists() and counted() == {"too late": 1}


def test_confirming_takes_back_the_mail_that_still_waits():
    apply(sign_up())
    apply(record("confirm", ref=pending(ADA).ref))
    assert not Notice.objects.exists()


def test_an_address_that_bounced_meanwhile_is_not_confirmed():
    apply(sign_up())
    Suppression.objects.create(address_hash=hash_of(ADA), reason="bounce", since=FRIDAY.date())
    apply(record("confirm", ref=pending(ADA).ref))
    assert not Reader.objects.exists()


def test_a_wording_that_an_old_page_showed_is_still_known():
    newspaper.say(languages=(newspaper.spoken("en", consent="New words.", consent_version="2026-12"),))
    ada = confirmed(consent="2026-11")
    assert "I want these letters (en)." in Subscription.objects.get(reader=ada).consent.text


def test_words_changed_under_an_old_version_are_kept_beside_the_old_ones():
    confirmed()
    newspaper.say(languages=(newspaper.spoken("en", consent="Other words."),))
    from tamizdat.newsletters.readers.consents import keep_published

    keep_published()
    bo = confirmed("bo@example.org")
    assert "Other words." in Subscription.objects.get(reader=bo).consent.text
    assert ConsentText.objects.filter(language="en", letter="weekly", version="2026-11").count() == 2


def test_a_thousand_posts_for_ten_addresses_cause_ten_mails():
    for number in range(1_000):
        apply(sign_up(f"reader{number % 10}@example.org"), FRIDAY + timedelta(seconds=number * 80))
    assert Notice.objects.count() == 10
