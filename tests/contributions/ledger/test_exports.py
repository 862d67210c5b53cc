"""Exports: amounts and references, with the chain's head; no people, no formula."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from factories.ledger import NOON, day, fact, monthly, paid, refunded
from tamizdat.contributions import exports
from tamizdat.contributions.ledger import heads
from tamizdat.contributions.ledger.accepting import accept
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.models import Contribution, Deed, Entry

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


def as_csv(**period):
    file = io.StringIO(newline="")
    exports.write_csv(file, exports.entries(**period), heads.head())
    return list(csv.reader(io.StringIO(file.getvalue())))


def test_amounts_are_exact_decimals_and_the_head_is_there():
    Ledger().apply(
        [
            paid(1050),
            paid(300, "ch_jp", currency="JPY", settled_currency="JPY", ref="B" * 22),
            replace(refunded(100), fee=-12, settled_currency="EUR"),
        ]
    )
    head, *rows, last = as_csv()
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["amount"], row["currency"], row["fee"]) for row in found] == [
        ("10.50", "EUR", "0.59"),
        ("300", "JPY", "59"),
        ("1.00", "EUR", "-0.12"),
    ]
    assert last == ["head", str(heads.head())]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_a_formula(start):
    Ledger().apply([paid(event=f"{start}1+1", subscription=f"{start}cmd", why=f"{start}x", transaction=f"{start}tx")])
    cells = [cell for row in as_csv() for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r", "＝"))] == []
    assert f"'{start}1+1" in cells


def test_no_country_of_a_card_leaves_the_house():
    Ledger().apply([paid(issued_in="XN")])
    assert Entry.objects.get().issued_in == "XN"
    file = io.StringIO()
    exports.write_json(file, exports.entries(), heads.head())
    assert "XN" not in file.getvalue()
    assert all("XN" not in row for row in as_csv())


def test_json_holds_every_entry_in_minor_units():
    Ledger().apply(monthly(number) for number in range(3))
    file = io.StringIO()
    assert exports.write_json(file, exports.entries(), heads.head()) == 3
    said = json.loads(file.getvalue())
    assert heads.read_head(said["head"]) == heads.head()
    assert [row["amount"] for row in said["entries"]] == [500] * 3
    assert [row["digest"] for row in said["entries"]] == list(Entry.objects.order_by("number").values_list("digest", flat=True))


def test_a_period_holds_its_last_day():
    Ledger().apply([paid(at=day(0)), paid(transaction="ch_2", at=day(1)), paid(transaction="ch_3", at=day(2))])
    assert [row[0] for row in as_csv(since=date(2026, 3, 3), until=date(2026, 3, 4))[1:-1]] == ["2", "3"]


def test_money_that_came_late_counts_by_a_persons_decision_alone():
    Ledger().apply([fact("expired"), fact("late", amount=900, transaction="bt_1", at=day(1))])
    held = Contribution.objects.get()
    assert (held.state, held.look) == ("held", "late")
    with pytest.raises(ValueError, match="why"):
        accept(held, "nadia", "", NOON)
    assert accept(held, "nadia", "she wrote that it was meant so", NOON) == 1
    assert accept(held, "nadia", "again", NOON) == 0
    assert (Contribution.objects.get().state, Contribution.objects.get().paid) == ("paid", 900)
    assert Entry.objects.get(kind="paid").source == "person"
    assert Deed.objects.count() == 1
