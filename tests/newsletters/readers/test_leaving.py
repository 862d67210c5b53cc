"""Leaving and changing one's mind: at once, by the link alone, and no import or old link brings anybody back."""

import pytest

from factories.readers import FRIDAY, hash_of, pending, reader, record, sign_up
from simulators import newspaper
from tamizdat.newsletters.models import Notice, Pending, Reader, Subscription, Suppression, WeekCount
from tamizdat.newsletters.readers.handlers import HANDLERS
from tamizdat.newsletters.readers.store import ReaderStore

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

ADA = "ada@example.org"


def apply(kind, **fields):
    made = record(kind, **fields)
    HANDLERS[kind].at(made, FRIDAY)
    return made


def letters_of(ref):
    return {row.letter: row.language for row in Subscription.objects.filter(reader_id=ref)}


def counted(what):
    return {(row.letter, row.language, row.issue): row.count for row in WeekCount.objects.filter(what=what)}


def test_leaving_one_letter_leaves_the_others():
    ada = reader(ADA, letters=("weekly", "alerts"))
    apply("unsubscribe", ref=ada.ref, letter="weekly", issue="letter-7")
    assert letters_of(ada.ref) == {"alerts": "en"}
    assert counted("left") == {("weekly", "en", "letter-7"): 1}


def test_leaving_takes_effect_for_sending_at_once():
    ada = reader(ADA)
    store = ReaderStore()
    assert store.boxes([ada.ref], "weekly") and store.count("weekly", "en") == 1
    apply("unsubscribe", ref=ada.ref, letter="weekly", issue="")
    assert not store.boxes([ada.ref], "weekly") and not list(store.recipients("weekly", "en")) and store.count("weekly", "en") == 0


@pytest.mark.parametrize("letter", ["", "weekly"])
def test_who_leaves_the_last_letter_leaves_nothing_but_a_keyed_hash(letter):
    ada = reader(ADA)
    HANDLERS["sign_up"].at(sign_up(ADA), FRIDAY)
    apply("unsubscribe", ref=ada.ref, letter=letter, issue="")
    assert not Reader.objects.exists() and not Pending.objects.exists() and not Notice.objects.exists()
    assert [(bytes(row.address_hash), row.letter, row.reason) for row in Suppression.objects.all()] == [(hash_of(ADA), "", "left")]


def test_a_wish_that_waited_when_somebody_left_cannot_be_confirmed_any_more():
    HANDLERS["sign_up"].at(sign_up(ADA), FRIDAY)
    mailed = pending(ADA).ref
    ada = reader(ADA)
    apply("unsubscribe", ref=ada.ref, letter="", issue="")
    apply("confirm", ref=mailed)
    assert not Reader.objects.exists()


def test_leaving_twice_counts_once():
    ada = reader(ADA, letters=("weekly", "alerts"))
    for _ in range(2):
        apply("unsubscribe", ref=ada.ref, letter="weekly", issue="letter-7")
    assert counted("left") == {("weekly", "en", "letter-7"): 1}


@pytest.mark.parametrize("fields", [{}, {"ref": 3}, {"ref": "n" * 22, "letter": "weekly", "issue": 4}, {"ref": None, "letter": []}])
def test_a_record_without_sense_takes_nobody_away(fields):
    reader(ADA)
    apply("unsubscribe", **fields)
    apply("preferences", **fields)
    assert Reader.objects.count() == 1


def test_preferences_become_what_was_chosen():
    ada = reader(ADA, letters=("weekly",))
    apply("preferences", ref=ada.ref, letters=["alerts"], language="ru", discreet=True)
    ada.refresh_from_db()
    assert letters_of(ada.ref) == {"alerts": "ru"} and (ada.language, ada.discreet) == ("ru", True)
    assert "(ru)" in Subscription.objects.get().consent.text


def test_preferences_with_nothing_chosen_are_leaving():
    ada = reader(ADA, letters=("weekly", "alerts"))
    apply("preferences", ref=ada.ref, letters=[], language="en", discreet=False)
    assert not Reader.objects.exists() and sum(counted("left").values()) == 2


@pytest.mark.parametrize("letters", [["nothing"], "weekly", None, [1], ["weekly"] * 51])
def test_preferences_that_name_no_letter_of_ours_change_nothing(letters):
    ada = reader(ADA)
    apply("preferences", ref=ada.ref, letters=letters, language="ru", discreet=True)
    ada.refresh_from_db()
    assert letters_of(ada.ref) == {"weekly": "en"} and ada.discreet is False


def test_preferences_in_a_language_that_we_do_not_print_keep_the_old_one():
    ada = reader(ADA)
    apply("preferences", ref=ada.ref, letters=["weekly", "alerts"], language="xx", discreet=False)
    assert letters_of(ada.ref) == {"weekly": "en", "alerts": "en"}


def test_a_letter_that_the_chosen_language_does_not_have_goes_on_coming_in_its_own():
    ada = reader(ADA, letters=("weekly", "alerts"))
    newspaper.say(languages=(newspaper.spoken("en"), newspaper.spoken("fa", letters=(newspaper.WEEKLY,))))
    apply("preferences", ref=ada.ref, letters=["weekly", "alerts"], language="fa", discreet=False)
    ada.refresh_from_db()
    assert letters_of(ada.ref) == {"weekly": "fa", "alerts": "en"} and ada.language == "fa"


def test_a_letter_added_by_who_reads_already_is_no_new_confirmation():
    ada = reader(ADA, letters=("weekly",))
    apply("preferences", ref=ada.ref, letters=["weekly", "alerts"], language="en", discreet=False)
    assert letters_of(ada.ref) == {"weekly": "en", "alerts": "en"} and not counted("confirmed")


def test_a_preferences_link_shows_all_of_a_readers_letters():
    ada = reader(ADA, letters=("weekly", "alerts"), discreet=True)
    bo = reader("bo@example.org")
    shown = ReaderStore().shown([ada.ref, bo.ref, "gone"])
    assert shown == {ada.ref: ("+discreet", "alerts", "weekly"), bo.ref: ("weekly",)}
