"""The numbers on the newsroom's home: right, complete in words, and about nobody."""

import itertools
import re
from datetime import date, timedelta

import pytest
from django.test import Client

from factories.newsroom import account
from factories.readers import FRIDAY, reader, record, sign_up
from tamizdat.newsletters import panels
from tamizdat.newsletters.plots import DASHES, HEIGHT, NARROW, WIDTH, Band, Series, ceiling, plot
from tamizdat.newsletters.readers import numbers
from tamizdat.newsletters.readers.handlers import HANDLERS
from tamizdat.newsroom.permissions import EDITOR, REPORTER

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(panels.timezone, "now", lambda: FRIDAY)


def home(role):
    client = Client()
    client.force_login(account(role))
    return client.get("/").content.decode()


def test_weeks_run_from_monday_and_have_no_gaps():
    HANDLERS["sign_up"].at(sign_up("ada@example.org"), FRIDAY)
    HANDLERS["sign_up"].at(sign_up("bo@example.org"), FRIDAY + timedelta(days=3))  # the next Monday
    weeks = panels.last_weeks((FRIDAY + timedelta(days=4)).date())
    assert len(weeks) == panels.WEEKS
    assert [(week.monday, week.values[0]) for week in weeks[-2:]] == [(date(2026, 11, 16), 1), (date(2026, 11, 23), 1)]
    assert all(later.monday - week.monday == timedelta(days=7) for week, later in itertools.pairwise(weeks))


def test_the_home_shows_each_number_in_a_table_beside_the_drawing(today):
    ada = reader("ada@example.org")
    HANDLERS["sign_up"].at(sign_up("bo@example.org", letters=["weekly", "alerts"]), FRIDAY)
    HANDLERS["unsubscribe"].at(record("unsubscribe", ref=ada.ref, letter="weekly", issue=""), FRIDAY)
    HANDLERS["sign_up"].at(sign_up("none"), FRIDAY)
    page = home(EDITOR)
    row = re.search(r'<th scope="row">16 Nov 2026</th>(.*?)</tr>', page)[1]
    assert re.findall(r"<td>(\d+)</td>", row) == ["2", "0", "1", "0"]
    assert "<svg" in page and 'role="img"' in page and "bad address 1" in page


def test_the_home_names_no_reader(today):
    ada = reader("ada@example.org")
    HANDLERS["sign_up"].at(sign_up("bo@example.org"), FRIDAY)
    page = home(EDITOR)
    assert "weekly (en): 1" in page
    for telling in ("ada@", "bo@", ada.ref, bytes(ada.address_hash).hex()):
        assert telling not in page


def test_who_may_not_see_the_numbers_does_not():
    reader()
    assert "Readers of letters" not in home(REPORTER) and "Readers of letters" in home(EDITOR)


def test_lines_are_told_apart_without_colour_and_named_at_their_ends():
    drawing = plot([Series(name, (1, value)) for name, value in (("came", 4), ("left", 4), ("bounced", 0), ("back", 0))], ["a", "b"])
    assert re.findall(r'stroke-dasharray="([^"]+)"', drawing) == list(DASHES[:4])
    names = re.findall(r'<text x="([\d.]+)" y="([\d.-]+)"[^>]*>(came|left|bounced|back)<', drawing)
    heights = sorted(float(height) for _, height, _ in names)
    assert len(names) == 4 and all(lower - upper >= 13 for upper, lower in itertools.pairwise(heights))
    assert heights[0] > 0 and heights[-1] < HEIGHT and all(float(x) < WIDTH for x, _, _ in names)


def test_a_line_that_ends_early_is_named_where_it_ends_and_a_band_lies_where_it_is_known():
    lines = [Series("so far", (10, 20, None, None)), Series("to come", (None, 20, 30, 40))]
    band = Band((None, 20, 25, 30), (None, 20, 35, 80))
    drawing = plot(lines, ["a", "d"], each="a month", write=lambda value: f"€{value}", bands=[band], least=60, frame=NARROW)
    ends = {
        name: (float(x), anchor)
        for x, anchor, name in re.findall(r'<text x="([\d.]+)" y="[\d.]+" text-anchor="(\w+)"[^>]*>(so far|to come)<', drawing)
    }
    assert ends["so far"][1] == "end" and ends["to come"][1] == "start" and ends["so far"][0] < ends["to come"][0] / 2 + NARROW.left
    assert ">€100<" in drawing, "the scale holds the band"
    (around,) = re.findall(r'<polygon points="([^"]+)"', drawing)
    assert len(around.split()) == 6 and "a month; the table has the numbers" in drawing
    assert ">€60<" not in plot(lines, ["a", "d"], least=60) and ">100<" in plot(lines, ["a", "d"], least=60)


def test_a_name_is_escaped_in_a_drawing():
    assert "<b>" not in plot([Series("<b>", (1, 2))], ["<i>", "</svg>"])


@pytest.mark.parametrize(("most", "top"), [(0, 5), (5, 5), (6, 10), (11, 20), (23, 50), (51, 100), (1_001, 2_000)])
def test_the_scale_ends_at_a_round_number(most, top):
    assert ceiling(most) == top


def test_counts_of_one_week_are_one_row_however_many_count_them():
    for _ in range(3):
        numbers.add({numbers.Count("left", "weekly", "en"): 2}, FRIDAY)
    assert numbers.weeks(FRIDAY.date())[date(2026, 11, 16)]["left"] == 6
