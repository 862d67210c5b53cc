"""A form for giving that is shown again, with a sentence on what is wrong: nothing that was chosen in it is lost."""

import itertools
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from factories.pages import Parsed
from gate.giving_kit import SECRET, GivingScene, text
from tamizdat.gate.chosen import Chosen, chosen, tidy

CHOSEN = {"frequency": "monthly", "currency": "EUR", "method": "paypal", "bank": "LV", "residence": "GE", "cover": "1"}
READ = {"appeal": "winter-boat", "variant": "b"}


@pytest.fixture
def scene(tmp_path, monkeypatch) -> GivingScene:
    """Every look at the clock is three seconds after the one before: pages are read."""
    ticks = itertools.count(int(time.time()), 3)
    monkeypatch.setattr(time, "time", lambda: next(ticks))
    return GivingScene(tmp_path / "gate", gift_calm=1_000, gift_calm_hour=10_000)


def filled(answer) -> dict[str, list[str]]:
    """What stands in the form of a page."""
    page = Parsed(text(answer))
    said = {one.attributes["name"]: one.attributes.get("value", "") for one in page.all("input") if _stands(one.attributes)}
    chosen_countries = [one.attributes["value"] for one in page.all("option") if "selected" in one.attributes]
    return said | {"countries": chosen_countries}


def _stands(attributes) -> bool:
    return attributes.get("type") in ("text", "hidden") or "checked" in attributes


@pytest.mark.parametrize(
    ("amount", "typed"),
    [("1", "1"), ("9999999", "9999999"), ("ten", "ten"), ('"><script>', '"><script>'), ("7" * 30, "7" * 20), ("۱", "۱")],
)
def test_an_amount_that_is_none_is_shown_as_it_was_typed_with_all_else_that_was_chosen(scene, amount, typed):
    led = scene.form(other=amount, **CHOSEN, **READ)
    shown = filled(scene.get(led.location))
    assert shown["other"] == typed
    assert shown["countries"] == ["LV", "GE"]
    assert {name: shown[name] for name in ("frequency", "currency", "method", "cover")} == {
        name: CHOSEN[name] for name in ("frequency", "currency", "method", "cover")
    }
    assert {name: shown[name] for name in READ} == READ
    assert set(parse_qs(urlsplit(led.location).query)) == {"lang", "why", "w"}, "nothing that was chosen can be read in the address"


def test_an_amount_that_was_suggested_is_chosen_again_and_not_typed(scene):
    led = scene.form(amount=None, amount_monthly="10.00", **CHOSEN | {"bank": ""})
    shown = filled(scene.get(led.location))
    assert (shown["other"], shown["amount_monthly"], shown["amount_once"]) == ("", "10.00", "10.00")


def test_another_currency_is_one_click_and_loses_nothing(scene):
    page = Parsed(text(scene.get(scene.form(other="1", **CHOSEN).location)))
    (other,) = [one.attributes["href"] for one in page.all("a") if "currency=" in one.attributes["href"]]
    shown = filled(scene.get(other))
    assert (shown["currency"], shown["countries"], shown["method"]) == ("USD", ["LV", "GE"], "paypal")


def test_a_form_that_is_sent_again_as_it_stands_is_a_wish_once_it_is_right(scene):
    shown = filled(scene.get(scene.form(other="1", **CHOSEN, **READ).location))
    again = {name: value for name, value in shown.items() if name not in ("countries", "website")}
    scene.go(scene.form(**again | {"other": "12", "bank": "LV", "residence": "GE"}))
    (wish,) = scene.records
    assert {name: wish[name] for name in READ} == READ and (wish["amount"], wish["cover"]) == (1200, True)


def test_the_address_for_the_receipt_is_never_carried_and_a_strange_field_is_left_out():
    assert "email" not in tidy({"email": SECRET}) and SECRET not in str(tidy({"email": SECRET, "bank": SECRET}))
    assert chosen(None) is None
    assert chosen({"amount": 500, "currency": "XXX"}) == Chosen(currency="XXX", amount="500")
