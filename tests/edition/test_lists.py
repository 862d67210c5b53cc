"""Lists: pages that depend on their own members alone, whatever the order of arrival, and answer in no more time when lists are long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.edition.lists import NO_CHANGE, Change, Lists, Place

KEY = "section:x"


class Members:
    """Articles as a list sees them: place, last change, live or not."""

    def __init__(self) -> None:
        self.states: dict[str, tuple[Change, bool]] = {}
        self.asked = 0
        self.lists = Lists(self._state)

    def _state(self, record_id: str) -> tuple[Change, bool]:
        self.asked += 1
        return self.states[record_id]

    def add(self, number: int, *, change: int | None = None, live: bool = True, period: str = "2026", sequence: int | None = None) -> Place:
        place = (f"{period}-{number:06}", number if sequence is None else sequence, f"a{number}")
        at: Change = (number if change is None else change, "")
        self.states[place[2]] = (at, live)
        self.lists.enter(KEY, period, place, at, live=live)
        return place

    def part(self, number: int, size: int = 2, period: str = "2026"):
        return self.lists.part(KEY, period, number, size)


@pytest.fixture
def members() -> Members:
    return Members()


def test_a_period_is_cut_from_the_oldest(members):
    for number in (5, 1, 4, 2, 3):
        members.add(number)
    assert [members.part(number).members for number in (1, 2, 3)] == [("a1", "a2"), ("a3", "a4"), ("a5",)]
    assert members.lists.parts(KEY, "2026", 2) == [1, 2, 3]


def test_a_dead_place_is_kept_empty(members):
    for number in (1, 2, 3):
        members.add(number, live=number != 2)
    assert members.part(1).members == ("a1", None)
    assert members.part(2).members == ("a3",)


def test_parts_lead_to_the_nearest_live_ones_and_at_the_end_to_other_periods(members):
    for number in range(1, 9):
        members.add(number, live=number not in (3, 4))
    members.add(9, period="2025")
    members.add(10, period="2027")
    assert (members.part(1).older, members.part(1).newer) == (("2025", 1), ("2026", 3))
    assert (members.part(3).older, members.part(3).newer) == (("2026", 1), ("2026", 4))
    assert (members.part(4).older, members.part(4).newer) == (("2026", 3), ("2027", 1))
    assert members.lists.parts(KEY, "2026", 2) == [1, 3, 4]
    assert not members.lists.has_part(KEY, "2026", 2, 2)
    assert members.lists.has_part(KEY, "2026", 4, 2)


def test_periods_without_a_live_article_are_passed_over(members):
    members.add(1, period="2024")
    members.add(2, period="2025", live=False)
    members.add(3, period="2026")
    assert members.lists.periods(KEY) == ["2024", "2026"]
    assert members.part(1).older == ("2024", 1)


def test_the_first_part_of_a_live_period_always_stands_for_others_link_to_it(members):
    for number in (1, 2, 3):
        members.add(number, live=number == 3)
    assert members.lists.parts(KEY, "2026", 2) == [1, 2]
    assert members.part(1).members == (None, None)


def test_a_full_part_rests_while_others_come_and_change(members):
    for number in range(1, 8):
        members.add(number)
    settled = members.part(1)
    assert settled.change == (3, "")  # of the first behind it, to which it leads
    members.add(8)
    members.states["a5"] = ((90, ""), True)
    assert members.part(1) == settled
    assert members.part(3).change == (90, "")


def test_one_that_comes_late_moves_all_behind_it_and_says_so(members):
    for number in (1, 3, 4, 5, 6):
        members.add(number)
    before = [members.part(number).change[0] for number in (1, 2, 3)]
    members.add(2, change=50, sequence=50)
    assert [members.part(number).change[0] for number in (1, 2, 3)] == [50, 50, 50] > before
    members.add(7)
    assert members.part(1).change == (50, "")


def test_one_that_left_moves_all_behind_it_and_says_so(members):
    places = [members.add(number) for number in range(1, 8)]
    members.lists.leave(KEY, "2026", places[4], live=True)
    members.states["a5"] = ((60, ""), True)
    members.lists.remember(KEY, "2026", places[4], (60, ""))
    assert [members.part(number).change[0] for number in (1, 2, 3)] == [3, 60, 60]
    members.lists.forget(KEY, "2026", places[4])
    assert members.part(2).change[0] < 60


def test_pages_about_an_article_are_its_own_and_those_next_to_it(members):
    places = [members.add(number) for number in range(1, 12)]
    about = members.lists.parts_about(KEY, "2026", places[4], 2, moved=False)
    assert about == {("2026", 2), ("2026", 3), ("2026", 4)}
    assert members.lists.parts_about(KEY, "2026", places[4], 2, moved=True) == {("2026", n) for n in range(2, 8)}


def test_pages_about_the_last_of_a_year_include_the_first_of_the_next(members):
    last = members.add(1, period="2025")
    members.add(2, period="2026")
    assert ("2026", 1) in members.lists.parts_about(KEY, "2025", last, 2, moved=False)


def test_the_newest_come_first_within_a_period_and_across(members):
    for number in (3, 1, 2):
        members.add(number)
    members.add(9, period="2025")
    assert list(members.lists.newest_first(KEY)) == ["a3", "a2", "a1", "a9"]


def test_a_list_that_nobody_knows_is_empty(members):
    assert members.part(1).members == ()
    assert members.part(1).change == NO_CHANGE
    assert (
        members.lists.periods("section:y") == members.lists.ids("section:y", "2026") == list(members.lists.newest_first("section:y")) == []
    )
    assert members.lists.changed("section:y") == members.lists.periods_changed("section:y") == NO_CHANGE


def test_counts_follow_arrivals_and_departures(members):
    place = members.add(1)
    members.add(2, live=False)
    assert members.lists.live_count(KEY) == 1
    members.lists.leave(KEY, "2026", place, live=True)
    assert members.lists.live_count(KEY) == 0
    assert members.lists.keys() == [KEY]


@given(st.permutations(range(1, 13)), st.sets(st.integers(1, 12)))
def test_the_order_of_arrival_changes_nothing(order, dead):
    one, other = Members(), Members()
    for number in range(1, 13):
        one.add(number, live=number not in dead, period="2025" if number < 5 else "2026")
    for number in order:
        other.add(number, live=number not in dead, period="2025" if number < 5 else "2026")
    for period in ("2025", "2026"):
        for number in range(1, 6):
            assert one.part(number, period=period) == other.part(number, period=period)
    assert one.lists.changed(KEY) == other.lists.changed(KEY)
    assert one.lists.periods(KEY) == other.lists.periods(KEY)
    assert list(one.lists.newest_first(KEY)) == list(other.lists.newest_first(KEY))


def test_one_page_of_a_long_list_is_looked_at_without_looking_at_the_others(members):
    for number in range(5000):
        members.add(number)
    members.part(1)
    members.asked = 0
    members.part(100, size=25)
    members.lists.parts_about(KEY, "2026", ("2026-004999", 4999, "a4999"), 25, moved=True)
    members.lists.periods_changed(KEY)
    assert members.asked < 200
