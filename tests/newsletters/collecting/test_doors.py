"""A record counts only if it came by a door that its kind may come by: nobody gets around what an address demands by posting elsewhere."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from newsletters.collecting.conftest import Noting
from newsletters.collecting.kit import collector, turns
from simulators.gates import GateSimulator
from tamizdat.newsletters.collecting.applying import apply, try_again
from tamizdat.newsletters.models.collected import GateState, HookPart, SetAside
from tamizdat.sealed.records import sealed

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

DOORS = json.loads((Path(__file__).parents[2] / "gate" / "vectors.json").read_text())["doors"]
KINDS = sorted({kind for kinds in DOORS.values() for kind in kinds} - {"void", "hook"})


@pytest.mark.parametrize("door", [*DOORS, "", "?"])
def test_every_kind_is_taken_at_its_own_doors_and_nowhere_else(door):
    gate, noting = GateSimulator(), Noting()
    for kind in KINDS:
        gate.put(sealed(gate.queue_key.public, kind), door)
    done = apply(gate.rows, gate.keys, dict.fromkeys(KINDS, noting))
    from_before = ["canary", "confirm", "preferences", "sign_up", "unsubscribe"] if not door else []
    assert [record.kind for record in noting.came] == sorted({*DOORS.get(door, ()), *from_before} - {"void", "hook"})
    assert {record.door for record in noting.came} <= {door}
    assert done.counts["wrong door"] == len(KINDS) - len(noting.came) and not done.replies


def test_a_hook_that_a_stranger_sealed_is_not_even_kept_to_be_joined():
    gate, came = GateSimulator(), []
    gate.hook("stripe", b"{}" * 2_000)
    rows = [replace(row, door="S") for row in gate.rows]
    done = apply(rows, gate.keys, {}, {"stripe": lambda hook: came.append(hook) or True})
    assert done.counts == {"wrong door": len(rows)} and len(rows) > 1
    assert not came and not HookPart.objects.exists()


def test_what_was_set_aside_is_applied_later_by_the_door_that_it_came_by():
    gate, noting = GateSimulator(), Noting(stumbles=1)
    gate.put(sealed(gate.queue_key.public, "wish"), "p")
    assert apply(gate.rows, gate.keys, {"wish": noting}).counts == {"set aside": 1}
    SetAside.objects.update(tried="2026-01-01T00:00Z")
    assert try_again(gate.keys, {"wish": noting}).counts == {"applied": 1}
    assert noting.came[0].door == "p"


def test_what_came_by_a_wrong_door_is_counted_for_the_operator(tmp_path):
    gate = GateSimulator()
    gate.put(sealed(gate.queue_key.public, "wish"), "S")
    turns(collector(gate, Noting(), tmp_path, kind="wish"), 2)
    assert GateState.objects.get().wrong_door == 1 and not gate.rows
