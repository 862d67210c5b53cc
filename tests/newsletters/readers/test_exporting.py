"""Taking the list out: two persons, one day, one file, sealed; and a log that shows when somebody touched it."""

import csv
import io
from datetime import timedelta

import pyrage
import pytest

from factories.readers import FRIDAY, reader
from simulators.openers import OpenAgent
from tamizdat.newsletters.interfaces import Locked
from tamizdat.newsletters.models import AuditEntry, ExportRequest, Subscription
from tamizdat.newsletters.readers import audit
from tamizdat.newsletters.readers.exporting import NotAllowed, ask, decide, take
from tamizdat.newsletters.readers.importing import import_readers
from tamizdat.newsletters.readers.leaving import forget

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

KEY = pyrage.x25519.Identity.generate()
TO_KEY = str(KEY.to_public())
HOUR = timedelta(hours=1)


def approved(**wanted):
    asked = ask("nadia", "Moving to another server", FRIDAY, **wanted)
    decide(asked.pk, "omar", FRIDAY + HOUR, approve=True)
    return asked.pk


def taken(request, person="nadia", seal_to=TO_KEY, now=FRIDAY + 2 * HOUR, opener=None):
    return take(request, person, seal_to, opener or OpenAgent(), now)


def rows_in(sealed):
    return list(csv.DictReader(io.StringIO(pyrage.decrypt(sealed, [KEY]).decode())))


def test_an_approved_list_comes_as_a_file_that_only_its_key_opens():
    reader("ada@example.org", letters=("weekly", "alerts"), language="ru", discreet=True)
    sealed = taken(approved())
    assert b"ada" not in sealed
    rows = rows_in(sealed)
    assert [row["letter"] for row in rows] == ["alerts", "weekly"]
    assert rows[0] == {
        "address": "ada@example.org",
        "letter": "alerts",
        "language": "ru",
        "discreet": "1",
        "consented": "2026-11-20",
        "source": "form",
        "version": "2026-11",
    }


def test_a_passphrase_seals_as_well_if_it_is_long():
    reader("ada@example.org")
    request = approved()
    with pytest.raises(NotAllowed, match="at least 16"):
        taken(request, seal_to="short")
    sealed = taken(request, seal_to="a long one for the list")
    assert b"ada@example.org" in pyrage.passphrase.decrypt(sealed, "a long one for the list")


def test_a_letter_and_a_language_may_be_asked_for():
    reader("ada@example.org")
    reader("bo@example.org", letters=("alerts",))
    reader("cyr@example.org", language="ru")
    assert [row["address"] for row in rows_in(taken(approved(letter="weekly", language="en")))] == ["ada@example.org"]


def test_what_was_exported_can_be_imported():
    reader("+ada@example.org", letters=("weekly", "alerts"))
    text = pyrage.decrypt(taken(approved()), [KEY]).decode()
    assert "'+ada@example.org" in text
    before = sorted(Subscription.objects.values_list("letter", "language", "consented", "consent"))
    for found in list(Subscription.objects.values_list("reader__address_hash", flat=True)):
        forget(bytes(found))
    import_readers(text.splitlines(keepends=True), "nadia", FRIDAY)
    assert sorted(Subscription.objects.values_list("letter", "language", "consented", "consent")) == before


@pytest.mark.parametrize("formula", ["=1+1", "+ada", "-ada", "@ada", "＝ada"])
def test_no_cell_begins_as_a_formula(formula):
    reader("ada@example.org")
    Subscription.objects.update(source=formula)
    assert rows_in(taken(approved()))[0]["source"] == f"'{formula}"


def test_nobody_approves_what_they_asked_for():
    asked = ask("nadia", "Why not", FRIDAY)
    with pytest.raises(NotAllowed, match="Somebody else"):
        decide(asked.pk, "nadia", FRIDAY, approve=True)
    with pytest.raises(NotAllowed, match="not approved"):
        taken(asked.pk)


@pytest.mark.parametrize("approve", [True, False])
def test_a_request_is_decided_once(approve):
    asked = ask("nadia", "Why not", FRIDAY)
    decide(asked.pk, "omar", FRIDAY, approve=approve)
    with pytest.raises(NotAllowed, match="decided already"):
        decide(asked.pk, "pia", FRIDAY, approve=True)


def test_a_refused_request_gives_no_file():
    asked = ask("nadia", "Why not", FRIDAY)
    decide(asked.pk, "nadia", FRIDAY, approve=False)
    with pytest.raises(NotAllowed):
        taken(asked.pk)


def test_a_request_is_approved_within_a_day_and_taken_within_a_day():
    asked = ask("nadia", "Moving", FRIDAY)
    with pytest.raises(NotAllowed, match="older than a day"):
        decide(asked.pk, "omar", FRIDAY + 25 * HOUR, approve=True)
    with pytest.raises(NotAllowed, match="older than a day"):
        taken(approved(), now=FRIDAY + 26 * HOUR)


def test_only_who_asked_takes_the_file_and_only_once():
    request = approved()
    with pytest.raises(NotAllowed, match="Only who asked"):
        taken(request, person="omar")
    taken(request)
    with pytest.raises(NotAllowed, match="taken already"):
        taken(request)


@pytest.mark.parametrize("seal_to", ["", "age1nonsense", "   "])
def test_a_list_is_never_given_out_unsealed(seal_to):
    request = approved()
    with pytest.raises(NotAllowed):
        taken(request, seal_to=seal_to)
    assert ExportRequest.objects.get().state == "approved"


def test_a_request_needs_a_reason_and_a_number_that_exists():
    with pytest.raises(NotAllowed, match="needed for"):
        ask("nadia", "  ", FRIDAY)
    with pytest.raises(NotAllowed, match="no such request"):
        taken(17)


def test_a_locked_list_stays_shut_and_the_approval_is_not_used_up():
    reader("ada@example.org")
    request = approved()
    with pytest.raises(Locked):
        taken(request, opener=OpenAgent(locked=True))
    assert rows_in(taken(request))


def test_an_address_that_cannot_be_opened_is_counted_and_left_out():
    ada = reader("ada@example.org")
    reader("bo@example.org")
    type(ada).objects.filter(ref=ada.ref).update(box=b"\x02" + b"x" * 312)
    assert [row["address"] for row in rows_in(taken(approved()))] == ["bo@example.org"]
    assert AuditEntry.objects.latest("number").detail["unreadable"] == 1


def test_the_log_names_every_step_and_no_address():
    reader("ada@example.org")
    taken(approved(letter="weekly"))
    entries = list(AuditEntry.objects.order_by("number"))
    assert [(entry.person, entry.act) for entry in entries] == [
        ("nadia", "export asked"),
        ("omar", "export approved"),
        ("nadia", "export taken"),
    ]
    assert "ada@" not in str([entry.detail for entry in entries])
    assert audit.check() is None and audit.head() == entries[-1].digest[:16]


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: AuditEntry.objects.filter(number=2).update(person="nadia"),
        lambda: AuditEntry.objects.filter(number=2).update(detail={"request": 99}),
        lambda: AuditEntry.objects.filter(number=2).update(at=FRIDAY + 9 * HOUR),
        lambda: AuditEntry.objects.filter(number=2).delete(),
    ],
)
def test_an_entry_that_somebody_changed_or_took_away_is_named(tamper):
    taken(approved())
    tamper()
    assert audit.check() == 2


def test_an_entry_forged_with_a_fitting_digest_breaks_the_next():
    taken(approved())
    forged = AuditEntry.objects.get(number=2)
    forged.person = "pia"
    forged.digest = audit.digest_of(forged)
    forged.save()
    assert audit.check() == 3
