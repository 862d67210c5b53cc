"""A slice of ``listed_country_reached_payment`` at a real gate: nobody comes through from where nobody may, and without the rules they do."""

import pytest

from simulators import listed_gate

SOME = ("NL", "RU", "VE")


@pytest.mark.parametrize("ruled", [True, False])
def test_from_a_listed_country_nobody_comes_through_the_gate_by_any_way_but_where_the_rules_are_switched_off(ruled):
    with listed_gate.gate_with_table(ruled=ruled) as (gate, newsroom):
        found = {
            "form": listed_gate.by_form(gate, SOME),
            "link": listed_gate.by_link(gate, SOME),
            "box": listed_gate.by_box(gate, newsroom),
        }
        pressed = listed_gate.by_button(gate, SOME, most=0) if ruled else None  # who is not refused waits for eight seconds
    assert not [name for name, tried in found.items() if tried.stopped]
    assert [name for name, tried in found.items() if tried.reached] == ([] if ruled else list(found))
    assert sum(tried.tried for tried in found.values()) == 81 + 27 + 24
    assert pressed is None or (pressed.tried > 60 and not pressed.reached)
