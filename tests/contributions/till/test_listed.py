"""A slice of ``listed_country_reached_payment`` in the newsroom: a gate that lies, or that somebody has gone around, changes nothing."""

import pytest

from simulators import giving, listed_newsroom

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


@pytest.mark.parametrize("ruled", [True, False])
def test_no_wish_from_a_listed_country_becomes_a_page_whatever_the_gate_says_but_where_the_rules_are_switched_off(
    scene, monkeypatch, ruled
):
    monkeypatch.setattr(giving, "said", giving.said)
    listed_newsroom.prepare(scene, ruled=ruled)
    found = listed_newsroom.try_all(scene, countries=("", "NL", "RU", "VE"), doors=("G", "c"))
    assert (found.stopped, bool(found.reached)) == (0, not ruled)
    assert found.may > 10 and found.tried == 96
