"""The dashboard: every number from the entries, each currency by itself, in words, drawing and table; nobody is named."""

import random
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from factories.ledger import NOON, REF, disputed, fact, paid, refunded, started
from factories.newsroom import account
from tamizdat.contributions.desk import dashboard, giving_panel
from tamizdat.contributions.ledger import months, origins
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.states import add_months
from tamizdat.newsroom.permissions import EDITOR, REPORTER

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])

TODAY = datetime(2026, 6, 20, 12, tzinfo=UTC)
LEDGER = Ledger(now=lambda: TODAY, terms=lambda: None)


@pytest.fixture
def editor(monkeypatch):
    for module in (dashboard, giving_panel):
        monkeypatch.setattr(module.timezone, "now", lambda: TODAY)
    client = Client()
    client.force_login(account(EDITOR))
    return client


def page(client, currency=""):
    return client.get("/contributions/", {"currency": currency}).content.decode()


def row(html, chart, month):
    """Return the cells of a month in a chart's table."""
    part = html[html.index(f'<section aria-labelledby="{chart}"') :]
    found = re.search(rf'<th scope="row">{month}</th>(.*?)</tr>', part[: part.index("</section>")])
    return re.findall(r"<td>(.*?)</td>", found[1])


def ref(number):
    return f"{number:022}"


def months_of(number, began, many, amount=500, **said):
    """A recurring contribution, paid for some months (or years)."""
    common = {"subscription": f"sub_{number}", "frequency": "monthly", "method": "card", "ref": ref(number), "currency": "EUR"} | said
    turn = 12 if common["frequency"] == "annual" else 1
    yield started(amount, event=f"sub_{number}", at=began, **common)
    for one in range(many):
        yield paid(amount, f"ch_{number}_{one}", at=add_months(began, turn * one), fee=0, settled=None, settled_currency="", **common)


def ending(number, kind, at, **said):
    return fact(kind, subscription=f"sub_{number}", ref=ref(number), at=at, **said)


def test_before_anybody_gave_page_and_home_say_so(editor):
    assert "Nothing has been given yet. As soon as somebody gives" in page(editor)
    assert "Nothing has been given yet." in editor.get("/").content.decode()


def test_one_gift_is_shown_and_nothing_is_foretold(editor):
    LEDGER.apply([paid(at=TODAY)])
    html = page(editor)
    assert "€10 in 1 payment<" in html and "€0 from 0 contributions" in html
    assert "Too few months to tell: a forecast needs 6 whole months after the first, and there are 0." in html
    assert row(html, "came-in", "Jun 2026 so far") == ["€10", "€0", "€0", "€10", "€0", "€0", "€10"]
    assert row(html, "account-EUR", "Jun 2026 so far") == ["€10", "€0.59", "€9.41", "1 of 1"]
    assert "By currency" not in html and html.count("<svg") >= 6


def test_the_numbers_are_those_of_the_entries_each_currency_by_itself(editor):
    march = datetime(2026, 3, 3, 12, tzinfo=UTC)
    origins.note(ref(1), appeal="harbour", variant="a")
    LEDGER.apply(
        [
            *months_of(1, march, 4), *months_of(2, march, 1, 12_000, frequency="annual", method="paypal"), *months_of(3, march, 2, 1000),
            ending(3, "failed", datetime(2026, 5, 3, tzinfo=UTC)), ending(3, "cancelled", datetime(2026, 5, 20, tzinfo=UTC)),
            *months_of(4, march, 3, 700), ending(4, "failed", datetime(2026, 6, 3, tzinfo=UTC)),
            *months_of(5, march, 3, 300), ending(5, "paused", datetime(2026, 6, 4, tzinfo=UTC)),
            *months_of(6, TODAY, 1, 900), ending(6, "cancelled", TODAY),
            *months_of(7, march, 4, 800, currency="USD"),
            paid(2000, "ch_once", ref="B" * 22, at=march, settled=1900, fee=0), refunded(500, "ch_once", at=TODAY), disputed(300, "ch_once", at=TODAY, fee=0),
        ]
    )  # fmt: skip
    html = page(editor)
    assert "€25 from 4 contributions" in html  # 5 + 10 (120 a year) + 7 + 3
    assert "payments fail for 1 contribution (€7 a month); paused: 1 contribution (€3 a month)" in html
    assert "1 contribution, €9 a month" in html and "1 ended, 0 lapsed, €9 a month" in html
    assert [row(html, "recurring", month) for month in ("Feb 2026", "Mar 2026", "May 2026")] == [
        ["€0", "0", "€0"],
        ["€35", "5", "€0"],
        ["€25", "4", "€0"],
    ]
    assert row(html, "coming", "Mar 2026") == ["5", "€35", "0", "€0", "0", "€0"]
    assert row(html, "coming", "May 2026") == ["0", "€0", "0", "€0", "1", "€10"]
    assert row(html, "churn", "May 2026") == ["20.0 %", "28.6 %"] and row(html, "churn", "Mar 2026") == ["–", "–"]
    assert row(html, "came-in", "Mar 2026") == ["€20", "€25", "€120", "€165", "€0", "€0", "€165"]
    assert row(html, "came-in", "Jun 2026 so far") == ["€0", "€14", "€0", "€14", "€5", "€3", "€6"]
    assert row(html, "recurring-method", "May 2026") == ["€15", "€10"]  # by card, by PayPal
    assert row(html, "recurring-appeal", "May 2026") == ["€20", "€5"] and "harbour" in html
    assert row(html, "by-currency", "May 2026") == ["4", "€25", "1", "US$8"]
    assert row(html, "account-EUR", "Mar 2026") == ["€19", "€0", "€19", "1 of 7"]
    dollars = page(editor, "USD")
    assert "US$8 from 1 contribution" in dollars and row(dollars, "came-in", "Jun 2026 so far")[1] == "US$8" and "Too few months" in dollars
    assert "€25 from" in page(editor, "no currency"), "what nobody gave in is not shown"
    home = re.sub(r"\s+", " ", editor.get("/").content.decode())
    assert '<th scope="row">EUR</th><td>€25</td><td>4</td><td>1</td><td>1</td><td>€14</td>' in home


def test_a_year_of_givers_is_followed_by_the_next_with_its_bands(editor):
    chance = random.Random(1)
    for number in range(60):
        began = add_months(TODAY - timedelta(days=9), -chance.randrange(1, 12))
        LEDGER.apply(months_of(number, began, 1))
        if number % 5 == 0:
            LEDGER.apply([ending(number, "cancelled", began + timedelta(days=40))])
    months.catch_up_wholly()
    html = page(editor)
    part = html[html.index('aria-labelledby="forecast"') : html.index('aria-labelledby="came-in"')]
    assert part.count("<polygon") == 2 and "The dark band holds half" in part and "Too few" not in html
    first, last = row(html, "forecast", "Jun 2026"), row(html, "forecast", "May 2027")
    assert all(re.fullmatch(r"€[\d.,]+ – €[\d.,]+", cell) for cell in (*first[1:3], *last[1:3]))

    def width(cell):
        low, high = (float(sum_.strip(" €").replace(",", "")) for sum_ in cell.split("–"))
        return high - low

    assert width(first[1]) < width(first[2]) < width(last[2])


def test_what_is_not_counted_yet_is_counted_for_a_moment_and_the_rest_is_said(editor, monkeypatch):
    LEDGER.apply([paid(at=TODAY)])
    assert "not counted here yet" in editor.get("/").content.decode()
    monkeypatch.setattr(dashboard.ledger_months, "catch_up", lambda seconds: 3)
    assert "3 entries of the ledger are not counted here yet" in page(editor)
    monkeypatch.undo()
    assert months.behind() == 1


def test_every_drawing_has_its_table_and_nobody_is_named(editor):
    origins.note(REF, appeal="<b>harbour</b>", variant="a")
    LEDGER.apply([*months_of(1, NOON, 3), paid(at=TODAY)])
    html = page(editor)
    for section in re.findall(r"<section.*?</section>", html, re.S):
        if 'id="forecast"' in section:
            continue  # too few months
        assert section.count("<svg") == section.count("<table") == section.count('scope="col">Month<') == 1
    assert ref(1) not in html and REF not in html and "sub_1" not in html and "<b>harbour" not in html
    assert "<script" not in "".join(re.findall(r"<section.*?</section>", html, re.S))


def test_who_may_not_see_sums_does_not():
    client = Client()
    client.force_login(account(REPORTER))
    assert client.get("/contributions/").status_code in (302, 403)
    assert "What giving brings" not in client.get("/").content.decode()
