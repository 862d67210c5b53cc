"""Doors: mirrors, gates and keys come and go without a new edition of every page."""

from dataclasses import replace

import pytest

from factories.edition import AS_OF, newspaper, site
from factories.pages import taking_letters
from simulators.small_press import SmallPress
from tamizdat.edition.compile import make
from tamizdat.edition.doors import settle, without_doors
from tamizdat.edition.schema import encode
from tamizdat.edition.views import VIEWS
from tamizdat.reader import load_theme

DOORS = {
    "mirrors": ("https://mirror.example/",),
    "gates": ("https://gate.example",),
    "queue_key": f"B{'x' * 85}A",
    "sign_up_address": "letters@farshore.example",
    "careful_providers": ("mail.example",),
    "discreet": True,
}
LATER = {"change": 9, "frozen": "2026-11-21T09:30:00Z"}


@pytest.mark.parametrize("door", DOORS)
def test_a_changed_door_leaves_the_last_change_of_all_else_as_it_was(door):
    first = settle(None, site(change=4))
    second = settle(first, site(**LATER, **{door: DOORS[door]}))
    third = settle(second, replace(second, change=12, frozen="2026-11-22T09:30:00Z", mirrors=()))

    assert (first.settled_change, second.settled_change, third.settled_change) == (0, 4, 4)
    assert without_doors(first) == without_doors(second) == without_doors(third)
    encode(third)


@pytest.mark.parametrize("changed", [{"onion": "http://x.onion"}, {"canonical_base": "https://new.example"}, {"logo": "photo-1"}])
def test_any_other_change_is_the_newspapers(changed):
    first = settle(None, site(change=4))
    second = settle(settle(first, replace(first, **LATER, mirrors=DOORS["mirrors"])), site(change=12, **changed))

    assert (second.settled_change, second.settled) == (0, "")
    assert without_doors(second) != without_doors(first)


def statement_of(press, path):
    spec = press.files[path].spec
    return make(spec, press.catalogue, load_theme(), press._articles.__getitem__, as_of=AS_OF).data.rpartition(b"<!--")[2]


def test_a_turned_key_or_a_moved_gate_makes_no_page_anew_but_those_with_doors_in_them():
    press = SmallPress(lambda scope: VIEWS[scope.spec.view](scope), load_theme())
    press.take(newspaper(**taking_letters()))
    before = {path: statement_of(press, path) for path in press.files if path.endswith(".html")}
    first = press.catalogue.site
    press.take([settle(first, replace(first, **LATER, **DOORS))])

    again = {path for path in before if statement_of(press, path) != before[path]}
    fronts = {"index.html", *(f"{language}/{name}.html" for language in ("en", "ru", "fa") for name in ("index", "letter"))}
    assert again == {"404.html", *fronts}
    assert {path: file.text for path, file in press.files.items()} == {path: file.text for path, file in press.at_once().items()}


def test_a_newspaper_that_changes_otherwise_makes_every_page_anew():
    press = SmallPress(lambda scope: VIEWS[scope.spec.view](scope), load_theme())
    press.take(newspaper(**taking_letters()))
    before = {path: statement_of(press, path) for path in press.files if path.endswith(".html")}
    first = press.catalogue.site
    press.take([settle(first, replace(first, **LATER, time_zone="Europe/London"))])

    assert all(statement_of(press, path) != before[path] for path in before)
