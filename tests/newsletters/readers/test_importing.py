"""Imports: only with source, date and wording; nothing of a bad file; a chunk at a time; and nobody who has left is brought back."""

from datetime import date

import pytest
from django.db import connections

from factories.readers import FRIDAY, hash_of, reader
from tamizdat.newsletters.models import AuditEntry, ConsentText, Reader, Subscription, Suppression, WeekCount
from tamizdat.newsletters.readers import importing
from tamizdat.newsletters.readers.import_lines import SHOWN, BadFile
from tamizdat.newsletters.readers.importing import Stopped, cut_short, import_readers
from tamizdat.newsletters.readers.leaving import leave_all

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

HEAD = "address,letter,language,discreet,consented,source,version"
GOOD = "ada@example.org,weekly,en,,2024-05-01,form on old.example,2026-11"


def take(*lines, head=HEAD, **options):
    return import_readers([f"{line}\n" for line in (head, *lines)], "nadia", FRIDAY, **options)


def refused(*lines, head=HEAD, **options):
    with pytest.raises(BadFile) as caught:
        take(*lines, head=head, **options)
    assert not Reader.objects.exists() and not Subscription.objects.exists() and not AuditEntry.objects.exists()
    assert "ada@" not in str(caught.value.sentences)
    return caught.value


def test_a_good_line_makes_a_reader_with_the_consent_that_it_names():
    report = take(GOOD.replace(",,", ",1,"))
    row = Subscription.objects.select_related("reader", "consent").get()
    assert (row.letter, row.language, row.consented, row.source) == ("weekly", "en", date(2024, 5, 1), "form on old.example")
    assert "I want these letters (en)." in row.consent.text
    assert row.reader.discreet and bytes(row.reader.address_hash) == hash_of("ada@example.org")
    assert (report.lines, report.readers, report.subscriptions) == (1, 1, 1)
    assert WeekCount.objects.get().what == "imported"


def test_an_import_is_in_the_audit_log_as_numbers_alone():
    take(GOOD)
    begun, ended = AuditEntry.objects.order_by("number")
    assert (begun.person, begun.act, begun.detail) == ("nadia", "import begun", {"lines": 1})
    assert (ended.person, ended.act) == ("nadia", "import") and ended.detail["readers"] == 1
    assert "example" not in str(ended.detail)


def test_a_dry_run_says_the_same_and_does_nothing():
    lines = (GOOD, GOOD.replace("ada", "bo"), GOOD)
    dry = take(*lines, dry=True)
    assert not Reader.objects.exists() and not AuditEntry.objects.exists() and not WeekCount.objects.exists()
    assert dry.numbers() == take(*lines).numbers()


@pytest.mark.parametrize("reason", [Suppression.LEFT, *Suppression.FINAL])
@pytest.mark.parametrize("letter", ["", "weekly"])
def test_who_has_left_or_is_suppressed_stays_so(reason, letter):
    Suppression.objects.create(address_hash=hash_of("ada@example.org"), letter=letter, reason=reason, since=FRIDAY.date())
    report = take(GOOD, GOOD.replace("ada", "bo"))
    assert [bytes(row.address_hash) for row in Reader.objects.all()] == [hash_of("bo@example.org")]
    assert report.left + report.suppressed == 1


def test_who_has_left_one_letter_may_be_imported_for_another():
    Suppression.objects.create(address_hash=hash_of("ada@example.org"), letter="alerts", reason="left", since=FRIDAY.date())
    take(GOOD, GOOD.replace("weekly", "alerts"))
    assert [row.letter for row in Subscription.objects.all()] == ["weekly"]


def test_who_is_a_reader_already_keeps_what_they_chose():
    ada = reader("ada@example.org", language="ru")
    report = take(GOOD, GOOD.replace("weekly", "alerts"))
    assert (report.readers, report.subscriptions, report.unchanged) == (0, 1, 1)
    assert {row.letter: row.language for row in Subscription.objects.filter(reader=ada)} == {"weekly": "ru", "alerts": "en"}


def test_one_person_on_two_lines_is_one_reader(monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    again = GOOD.replace("ada", "ADA")
    report = take(GOOD, again, GOOD.replace("weekly", "alerts"), again)
    assert Reader.objects.count() == 1
    assert (report.readers, report.subscriptions, report.twice) == (1, 2, 2)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (GOOD.replace("ada@example.org", "ada"), "not a mail address"),
        (GOOD.replace("weekly", "daily"), "there is no letter “daily” in en; there is: alerts, weekly"),
        (GOOD.replace(",en,", ",xx,"), "not printed in the language “xx”"),
        (GOOD.replace("2024-05-01", "1.5.2024"), "written as 2026-11-20"),
        (GOOD.replace("2024-05-01", "2027-05-01"), "in the future"),
        (GOOD.replace("2024-05-01", ""), "written as 2026-11-20"),
        (GOOD.replace("form on old.example", ""), "source is where the consent was given"),
        (GOOD.replace("2026-11", ""), "version is the name of the wording"),
        (GOOD.replace("2026-11", "1999"), "--wording 1999=FILE"),
        (GOOD.replace(",,", ",perhaps,"), "discreet is 1 or nothing"),
        (GOOD + ",more", "it has 8 cells, and the first line names 7 columns"),
    ],
)
def test_a_bad_line_is_answered_with_a_sentence_and_nothing_is_taken(line, sentence):
    bad = refused(GOOD.replace("ada", "bo"), line)
    assert sentence in bad.sentences[0] and bad.sentences[0].startswith("Line 3: ")


def test_each_bad_line_has_its_sentence_up_to_a_limit():
    bad = refused(*[GOOD.replace("weekly", "daily")] * (SHOWN + 7))
    assert len(bad.sentences) == SHOWN and bad.more == 7


@pytest.mark.parametrize("missing", ["address", "letter", "language", "consented", "source", "version"])
def test_a_file_without_a_needed_column_is_refused(missing):
    assert missing in str(refused(head=HEAD.replace(missing, "other")))


def test_a_file_that_is_no_csv_or_no_text_is_refused():
    assert "no CSV" in str(refused('"ada@example.org",we"ekly,en'.replace('we"', '"we"x"')))
    with pytest.raises(BadFile, match="UTF-8"):
        import_readers((part.decode() for part in [b"\xff\xfe"]), "nadia", FRIDAY)


def test_an_empty_file_is_refused():
    with pytest.raises(BadFile, match="must name the columns"):
        import_readers([], "nadia", FRIDAY)


def test_the_words_that_another_system_showed_are_kept_with_the_consent():
    line = GOOD.replace("2026-11", "old-3")
    take(line, GOOD.replace("ada", "bo").replace("2026-11", "old-3"), wordings={"old-3": "Yes, send me the paper.\n"})
    assert ConsentText.objects.get(version="old-3").text == "Yes, send me the paper."
    assert Subscription.objects.filter(consent__version="old-3").count() == 2


def test_cells_that_an_export_tamed_come_back_as_they_were():
    take(GOOD.replace("ada@", "'+ada@"))
    assert bytes(Reader.objects.get().address_hash) == hash_of("+ada@example.org")


def test_a_file_with_a_byte_order_mark_and_empty_lines_is_read():
    take("", GOOD, " ", head="\ufeff" + HEAD)
    assert Reader.objects.count() == 1


# A long file


def many(count, letter="weekly"):
    return [GOOD.replace("ada", f"reader{number}").replace("weekly", letter) for number in range(count)]


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 4)


@pytest.fixture
def power_cut(monkeypatch, small_chunks):
    """The machine fails in the middle of the third chunk; *power_cut()* mends it."""
    chunks = []
    make = Subscription.objects.bulk_create

    def fail(rows):
        chunks.append(rows)
        if len(chunks) == 3:
            raise OSError("no power")
        return make(rows)

    monkeypatch.setattr(Subscription.objects, "bulk_create", fail)
    return lambda: monkeypatch.setattr(Subscription.objects, "bulk_create", make)


def test_what_was_taken_before_a_crash_stays_and_is_said(power_cut):
    with pytest.raises(Stopped, match="stopped after 8 of 20 lines"):
        take(*many(20))
    assert Reader.objects.count() == Subscription.objects.count() == 8, "a chunk is taken whole or not at all"
    assert WeekCount.objects.get().count == 8
    assert [entry.act for entry in AuditEntry.objects.order_by("number")] == ["import begun", "import stopped"]
    assert cut_short().detail["subscriptions"] == 8


def test_the_same_file_again_takes_the_rest_and_doubles_nothing(power_cut):
    with pytest.raises(Stopped):
        take(*many(20))
    power_cut()
    report = take(*many(20))
    assert (report.readers, report.subscriptions, report.unchanged) == (12, 12, 8)
    assert take(*many(20)).unchanged == Reader.objects.count() == WeekCount.objects.get().count == 20
    assert cut_short() is None


def test_who_left_between_a_crash_and_the_next_try_is_not_brought_back(power_cut):
    with pytest.raises(Stopped):
        take(*many(20))
    power_cut()
    leave_all(Reader.objects.get(address_hash=hash_of("reader3@example.org")), FRIDAY)
    assert take(*many(20)).left == 1
    assert Reader.objects.count() == 19


def test_between_two_chunks_others_may_write(small_chunks):
    seen = []
    take(*many(12), progress=lambda done, lines: seen.append((done, lines, connections["readers"].in_atomic_block)))
    outer = connections["readers"].in_atomic_block  # the test's own transaction
    assert seen == [(4, 12, outer), (8, 12, outer), (12, 12, outer)]


def test_the_lock_is_free_for_as_long_as_it_was_held(small_chunks, monkeypatch):
    slept = []
    sizes = []
    monkeypatch.setattr(importing, "_take_chunk", lambda work, chunk, fresh, report: sizes.append(len(chunk)) or 7.0)
    monkeypatch.setattr(importing.time, "sleep", slept.append)
    take(*many(6))
    assert slept[0] == 0 and [round(pause) for pause in slept[1:]] == [7, 7]
    assert sizes == [4, 1, 1], "after a chunk that kept others waiting for long comes a smaller one"


def test_a_dry_run_of_a_long_file_says_the_same_and_does_nothing(small_chunks):
    lines = [*many(9), *many(9, "alerts"), *many(3)]
    dry = take(*lines, dry=True)
    assert not Reader.objects.exists()
    assert dry.numbers() == take(*lines).numbers()
    assert (dry.readers, dry.subscriptions, dry.twice) == (9, 18, 3)
