"""Giving in the edition: terms change, appeals come and go, and no page is made anew but those that show what changed."""

import json
from dataclasses import replace

import pytest

from factories.edition import appeal, country_rule, giving, giving_words, newspaper, raised, tombstone
from simulators.small_press import SmallPress
from tamizdat.edition.asking import asks, settle_words
from tamizdat.edition.schema import encode
from tamizdat.edition.views import VIEWS
from tamizdat.reader import load_theme

GATES = {"gates": ("https://gate.example",), "queue_key": f"B{'x' * 85}A"}
LATER = {"change": 9, "frozen": "2026-11-21T09:30:00Z"}
BY = country_rule()


def a_press(*more):
    press = SmallPress(lambda scope: VIEWS[scope.spec.view](scope), load_theme())
    press.take(newspaper(settle_words(None, giving(change=4)), *more, **GATES))
    return press


def changed_by(press, *records):
    """Return the paths whose text or statement another record changed."""
    before = {path: (file.text, file.change) for path, file in press.files.items()}
    press.take(records)
    assert {path: file.text for path, file in press.files.items()} == {path: file.text for path, file in press.at_once().items()}
    return {path for path in before.keys() | press.files.keys() if before.get(path) != _said(press, path)}


def _said(press, path):
    return (press.files[path].text, press.files[path].change) if path in press.files else None


@pytest.mark.parametrize(
    "terms",
    [
        {"countries": ()},
        {"offers": giving().offers[:1]},
        {"words": (giving_words(statement="FAR SHORE"),)},
        {"looked_through": "2026-11-21"},
    ],
)
def test_changed_terms_leave_the_last_change_of_the_words_that_ask(terms):
    first = settle_words(None, giving(change=4))
    second = settle_words(first, giving(**LATER, **terms))

    assert (first.asked_change, second.asked_change, second.asked) == (0, 4, first.frozen)
    encode(second)


@pytest.mark.parametrize("terms", [{"methods": ()}, {"offers": ()}, {"words": (giving_words(ask_text="Please."),)}, {"words": ()}])
def test_changed_words_that_ask_are_a_change_of_their_own_and_nobody_is_asked_where_nobody_can_give(terms):
    second = settle_words(settle_words(None, giving(change=4)), giving(**LATER, **terms))

    assert (second.asked_change, second.asked) == (0, "")
    assert bool(asks(second)) == (terms.get("words", ()) != ())


def test_changed_terms_make_only_the_pages_anew_that_show_them():
    press = a_press()
    again = changed_by(press, settle_words(press.catalogue.giving, giving(**LATER, countries=(country_rule(country="RU"),))))

    assert again <= {
        "giving.json",
        *(f"{code}/{name}" for code in ("en", "ru") for name in ("support.html", "thanks.html", "appeals.json")),
    }
    assert {"giving.json", "en/appeals.json", "ru/appeals.json"} <= again


def test_an_appeal_and_what_it_brought_cost_no_page():
    press = a_press()

    assert changed_by(press, appeal(change=9)) == {"en/appeals.json"}
    assert changed_by(press, raised(change=10)) == {"en/appeals.json"}
    assert changed_by(press, raised(change=11, code="spring")) == set()
    gone = tombstone(id="appeal-autumn", of="appeal", kind="unpublished", path="", lists=(), change=12)
    assert changed_by(press, gone) == {"en/appeals.json"}


def test_the_files_of_a_newspaper_that_takes_nothing_are_not_there():
    press = a_press(appeal())
    assert {"giving.json", "en/appeals.json", "ru/appeals.json"} <= press.files.keys()
    changed_by(press, settle_words(press.catalogue.giving, giving(**LATER, methods=())))

    assert not {path for path in press.files if path.endswith(("giving.json", "appeals.json"))}


def test_the_terms_name_the_time_zones_of_listed_countries_by_all_their_names():
    press = a_press()
    changed_by(press, settle_words(press.catalogue.giving, giving(**LATER, countries=(BY, country_rule(country="IN", law="warn")))))
    terms, appeals = json.loads(press.files["giving.json"].text), json.loads(press.files["en/appeals.json"].text)

    assert terms["zones"] == {"Asia/Calcutta": "IN", "Asia/Kolkata": "IN", "Europe/Minsk": "BY"}
    assert appeals["silent"] == ["Europe/Minsk"]


def test_appeals_stand_by_rank_with_what_they_have_brought():
    second = replace(appeal(id="appeal-first", rank=0), code="first")
    press = a_press(appeal(), second, raised(), appeal(id="appeal-ru", language="ru"))
    found = json.loads(press.files["en/appeals.json"].text)["appeals"]

    assert [one["code"] for one in found] == ["first", "autumn"]
    assert [one["raised"] for one in found] == [None, {"amount": 250_000, "currency": "EUR", "as_of": raised().as_of}]
    assert "language" not in found[0] and "rank" not in found[0]
