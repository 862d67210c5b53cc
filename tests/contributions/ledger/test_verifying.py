"""Verifying: whoever changes, removes or slips something in is found out, and the first entry that is not what it was is named."""

import pytest
from django.conf import settings
from django.db import connections

from factories.ledger import NOON, REF, books, monthly, paid, refunded, started
from tamizdat.contributions.ledger import alarms, chain, heads, log, origins
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.rebuilding import rebuild
from tamizdat.contributions.ledger.verifying import verify
from tamizdat.contributions.models import AppealTotal, ChainHead, Contribution, Entry, Filed, Handle, Total

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(autouse=True)
def told():
    """A ledger of six entries, three contributions and a deed."""
    origins.note(REF, appeal="spring", variant="b")
    Ledger(now=lambda: NOON).apply(
        [started(), monthly(0), monthly(1), refunded(100, "ch_m0"), paid(ref="B" * 22), paid(transaction="ch_2", ref="C" * 22)]
    )
    log.note("nadia", "looked", "somewhere", "because", NOON)


def do(*statements):
    """Change the database as somebody would who owns it."""
    with connections["ledger"].cursor() as cursor:
        for table in ("entry", "deed"):
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS contributions_{table}_{verb}")
        for statement in statements:
            cursor.execute(statement)


def test_an_untouched_ledger_holds():
    report = verify()
    assert report.holds
    assert (report.entries, report.contributions, report.head) == (6, 3, heads.head())


@pytest.mark.parametrize("field", [name for name in chain.COVERED if name != "number"])
def test_one_changed_field_is_named_by_its_entry(field):
    value = 7 if field in ("amount", "fee", "settled") else "2026-01-01 00:00:00" if field in ("at", "learned") else "xx"
    do(f"UPDATE contributions_entry SET \"{field}\" = '{value}' WHERE number = 3")
    assert verify().first_broken == 3


def test_an_entry_that_is_gone_is_named():
    do("DELETE FROM contributions_filed WHERE entry_id = 4", "DELETE FROM contributions_entry WHERE number = 4")
    assert verify().first_broken == 4


def test_an_entry_that_is_gone_with_its_number_closed_up_is_named():
    do(
        "DELETE FROM contributions_filed WHERE entry_id = 4",
        "DELETE FROM contributions_entry WHERE number = 4",
        "UPDATE contributions_filed SET entry_id = entry_id - 1 WHERE entry_id > 4",
        "UPDATE contributions_entry SET number = number - 1 WHERE number > 4",
    )
    assert verify().first_broken == 4


def test_a_changed_entry_whose_digest_fits_breaks_the_next():
    do("UPDATE contributions_entry SET amount = 1 WHERE number = 2")
    row = Entry.objects.get(number=2)
    do(f"UPDATE contributions_entry SET digest = '{chain.of_row(row)}' WHERE number = 2")
    assert verify().first_broken == 3


def test_the_newest_entry_cut_off_shows_by_the_head():
    do("DELETE FROM contributions_filed WHERE entry_id = 6", "DELETE FROM contributions_entry WHERE number = 6")
    assert any("ends at entry 5" in sentence for sentence in verify().faults)


def _cut_off():
    before = Entry.objects.get(number=5)
    do(
        "DELETE FROM contributions_filed WHERE entry_id = 6",
        "DELETE FROM contributions_entry WHERE number = 6",
        f"UPDATE contributions_chainhead SET number = 5, digest = '{before.digest}'",
    )
    rebuild()


def test_the_newest_entry_cut_off_with_care_shows_by_a_head_that_was_noted_elsewhere():
    kept = heads.head()
    _cut_off()
    assert verify().holds  # the chain alone cannot know
    assert any("cut off" in sentence for sentence in verify([kept]).faults)


def test_a_head_noted_on_this_disk_is_remembered():
    heads.note(NOON)
    assert verify().holds
    _cut_off()
    assert any("cut off" in sentence for sentence in verify().faults)


def test_a_chain_made_anew_shows_by_a_head_that_was_noted():
    kept = heads.head()
    Ledger(now=lambda: NOON).apply([paid(transaction="ch_9", ref="D" * 22)])
    before = ""
    do("UPDATE contributions_entry SET amount = 1 WHERE number = 2")
    for row in Entry.objects.order_by("number"):
        row.before = before
        do(f"UPDATE contributions_entry SET before = '{before}', digest = '{chain.of_row(row)}' WHERE number = {row.number}")
        before = chain.of_row(row)
    ChainHead.objects.update(digest=before)
    rebuild()
    assert verify().holds
    assert any("made anew" in sentence for sentence in verify([kept]).faults)


def test_a_head_is_read_as_it_is_written():
    assert heads.read_head(str(heads.head())) == heads.head()
    for bad in ("", "7", "x:" + "0" * 64, "7:" + "g" * 64, "7:00"):
        with pytest.raises(heads.BadHead):
            heads.read_head(bad)


def test_a_line_that_a_crash_cut_short_is_no_head():
    heads.note(NOON)
    path = settings.TAMIZDAT.home / "ledger" / "heads"
    path.write_text(path.read_text() + "7:00ab")
    assert heads.noted() == [heads.head()]


def test_a_deed_that_was_changed_is_named():
    log.note("oleg", "looked", "elsewhere", "why not", NOON)
    do("UPDATE contributions_deed SET person = 'nobody' WHERE number = 1")
    assert log.check() == 1
    assert any("deed 1" in sentence for sentence in verify().faults)


SPOILT = {
    "a state": lambda: Contribution.objects.filter(ref=REF).update(paid=1),
    "a total": lambda: Total.objects.filter(what="paid").update(amount=1),
    "a total that is gone": lambda: Total.objects.filter(what="gave").delete(),
    "a total too many": lambda: Total.objects.create(day=NOON.date(), currency="EUR", what="paid", amount=7, count=1),
    "an appeal's total": lambda: AppealTotal.objects.update(count=9),
    "a name": lambda: Handle.objects.filter(name="tx:ch_m1").delete(),
    "an entry that is filed nowhere": lambda: Filed.objects.filter(entry=4).delete(),
    "an entry in another's file": lambda: Filed.objects.filter(entry=4).update(contribution=Contribution.objects.get(ref="C" * 22)),
    "a contribution without entries": lambda: Contribution.objects.create(provider="local", state="paid"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_not_what_the_entries_come_to_is_found_and_made_again(what):
    before = books()
    SPOILT[what]()
    assert not verify().holds
    assert rebuild() == 6
    assert verify().holds
    assert books() == before


def test_many_faults_are_counted():
    Ledger(now=lambda: NOON).apply(paid(transaction=f"ch_x{number}", ref=f"{number:022}") for number in range(40))
    Contribution.objects.update(payments=99)
    report = verify()
    assert len(report.faults) == 20
    assert report.more == 23


def test_an_alarm_is_nothing_of_the_chain():
    alarms.raise_all([alarms.Raised(kind="large_gift", provider="local", event="x")] * 2, NOON)
    assert len(alarms.open_alarms()) == 1
    assert verify().holds
