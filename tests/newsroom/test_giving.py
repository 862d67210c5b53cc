"""The terms of giving: what an operator sets, what readers get of it, and when."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.test import Client

from factories.newsroom import account, appeal, giving, static_page
from simulators import ways_to_pay
from simulators.ways_to_pay import way
from tamizdat.contributions.terms import read_terms
from tamizdat.edition.schema import decode
from tamizdat.newsroom.appeals import publish_appeal
from tamizdat.newsroom.countries import shipped
from tamizdat.newsroom.giving import refresh
from tamizdat.newsroom.models import CountryRow, Freeze, GivingLinkRow, GivingOfferRow, GivingSettings
from tamizdat.newsroom.permissions import OPERATOR

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ways(settings):
    """Cards alone are open, through the pretend provider."""
    for name in ("METHODS", "CLOSED_METHODS"):
        setattr(settings, f"TAMIZDAT_{name}", f"simulators.ways_to_pay.{'open' if name == 'METHODS' else 'closed'}_methods")
    settings.TAMIZDAT_FUNDING = ""
    ways_to_pay.OPEN.clear()
    ways_to_pay.RAISED.clear()
    ways_to_pay.OPEN["card"] = way("card")
    return ways_to_pay.OPEN


def frozen():
    latest = Freeze.latest("giving")
    return decode(latest.data.encode()) if latest else None


# What readers get


def test_nothing_is_said_before_there_are_words_and_amounts():
    GivingSettings.load().save()
    assert frozen() is None


def test_saved_terms_are_frozen_in_minor_units_and_make_sense_to_who_takes_the_money(press):
    giving()
    said = frozen()
    monthly = next(offer for offer in said.offers if offer.frequency == "monthly")
    assert (monthly.amounts, monthly.least, monthly.most) == ((500, 1000, 2500), 200, 500000)
    terms = read_terms(json.loads(Freeze.latest("giving").data))
    assert terms.offer("USD", "once").least == 200
    assert terms.method("card").origins == ("https://pay.example",)


def test_ways_to_pay_that_open_only_to_known_terms_are_offered_by_the_first_saving(settings):
    settings.TAMIZDAT_METHODS = "simulators.ways_to_pay.open_where_terms_are_known"
    giving()
    assert [method.code for method in frozen().methods] == ["card"]


def test_the_table_of_countries_is_there_before_anybody_is_asked():
    giving()
    listed = {(rule.country, rule.law) for rule in frozen().countries}
    assert {("RU", "no_ask"), ("BY", "no_ask"), ("IR", "unsupported")} <= listed
    assert frozen().looked_through == ""


def test_a_way_to_pay_that_the_operator_does_not_want_is_not_offered(ways):
    ways["crypto"] = way("crypto", frequencies=("once",))
    giving(crypto=False)
    assert [method.code for method in frozen().methods] == ["card"]


def test_a_way_to_pay_that_opens_or_shuts_later_is_said_at_the_next_look(ways):
    giving()
    ways["paypal"] = way("paypal")
    assert refresh(NOON) == 1
    assert [method.code for method in frozen().methods] == ["card", "paypal"]
    ways.clear()
    refresh(NOON)
    assert frozen().methods == ()
    assert refresh(NOON) == 0


def test_a_provider_that_wants_more_raises_the_smallest_amount_and_drops_suggestions(ways):
    giving()
    ways["paypal"] = way("paypal", least={"USD": 600})
    refresh(NOON)
    once = frozen().offers[0]
    assert (once.least, once.amounts) == (600, (1000, 2500))


def test_a_currency_that_no_way_to_pay_takes_is_not_offered(ways):
    ways["card"] = way("card", least={"EUR": 50})
    giving()
    assert frozen().offers == ()


def test_a_rhythm_that_no_way_to_pay_has_is_not_offered(ways):
    ways["card"] = way("card", frequencies=("once",))
    giving()
    assert [offer.frequency for offer in frozen().offers] == ["once"]


def test_a_spare_page_of_a_shut_way_to_pay_is_not_shown(ways):
    terms = giving()
    terms.links = [
        GivingLinkRow(currency="USD", frequency="once", amount="10", method=code, url=f"https://pay.example/{code}")
        for code in ("card", "paypal")
    ]
    terms.save()
    assert [link.url for link in frozen().links] == ["https://pay.example/card"]
    assert frozen().links[0].amount == 1000


def test_another_country_changes_no_page_that_asks():
    terms = giving()
    before = frozen()
    terms.countries = [*terms.countries.all(), CountryRow(country="AQ", law="warn", reason="Cold.", date=date(2026, 1, 1), source="Maps")]
    terms.save()
    assert frozen().change > before.change
    assert (frozen().asked_change, frozen().asked) == (before.change, before.frozen)


def test_a_ledger_that_is_away_stops_nothing_that_is_due(settings, caplog):
    giving()
    settings.TAMIZDAT_METHODS = "simulators.ways_to_pay.nowhere"
    assert refresh(NOON) == 0
    assert "Giving was not looked at" in caplog.text


# What an operator is refused


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amounts": "5 ten"}, "amounts"),
        ({"amounts": "1 5"}, "amounts"),
        ({"amounts": ""}, "amounts"),
        ({"amounts": "5.005"}, "amounts"),
        ({"least": "0"}, "least"),
        ({"least": "20", "most": "10"}, "most"),
        ({"currency": "JPY", "amounts": "500.5"}, "amounts"),
    ],
)
def test_amounts_that_make_no_sense_are_refused_where_they_stand(fields, field):
    row = GivingOfferRow(**{"currency": "USD", "frequency": "once", "amounts": "5 10", "least": "2", "most": "50", **fields})
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert set(refused.value.message_dict) == {field}


def test_amounts_are_kept_in_one_spelling():
    row = GivingOfferRow(currency="USD", frequency="once", amounts="5,50  ۱۰ 25.00", least="2.00", most="1000")
    row.clean()
    assert (row.amounts, row.least) == ("5.50 10 25", "2")


def test_a_crime_is_a_crime_by_every_way_to_pay():
    with pytest.raises(ValidationError):
        CountryRow(country="RU", law="no_ask", ways="card", reason="…", date=date(2021, 7, 1), source="…").clean()


def row_with(reasons):
    return CountryRow(country="RU", law="no_ask", reason="A crime.", reasons=reasons, date=date(2021, 7, 1), source="…")


def test_a_reason_is_written_for_each_language_and_english_is_for_the_others():
    row = row_with(" ru :  Это преступление: да. \n\nfa: جرم است.\n")
    row.clean()
    assert row.reasons == "fa: جرم است.\nru: Это преступление: да."
    terms = giving()
    terms.countries = [row]
    terms.save()
    said = next(rule for rule in frozen().countries if rule.country == "RU")
    assert [said.reason_in(code) for code in ("ru", "fa", "de")] == ["Это преступление: да.", "جرم است.", "A crime."]
    taken = next(rule for rule in read_terms(json.loads(Freeze.latest("giving").data)).countries if rule.country == "RU")
    assert [taken.reason_in(code) for code in ("ru", "fa", "de")] == ["Это преступление: да.", "جرم است.", "A crime."]
    assert all(set(rule.reasons_by_language) == {"ru", "fa"} for rule in shipped())


@pytest.mark.parametrize("wrong", ["Это преступление.", "xx: Kesh.", "ru:", "ru: Да.\nru: Нет.", f"ru: {'х' * 301}"])
def test_a_line_that_is_no_languages_is_told(wrong):
    with pytest.raises(ValidationError) as told:
        row_with(wrong).clean()
    assert list(told.value.message_dict) == ["reasons"]


# The page in the newsroom


@pytest.fixture
def operator():
    client = Client()
    client.force_login(account(OPERATOR))
    return client


def settings_form(*offers, words=1):
    """The form as a browser sends it: these offers, no table and no spare pages."""
    from wagtail.test.utils.form_data import inline_formset, nested_form_data

    terms = giving()
    said = {name: getattr(terms.words.first(), name) for name in ("headline", "promise", "ask_title", "ask_text", "ask_button")}
    row = {**said, "locale": terms.words.first().locale_id, "statement": "COURIER", "receiver": "The foundation", "deductible": ""}
    return nested_form_data(
        {
            "card": "on",
            "words": inline_formset([row] * words),
            "offers": inline_formset(offers),
            "countries": inline_formset([]),
            "links": inline_formset([]),
        }
    )


def offer(**fields):
    return {"currency": "EUR", "frequency": "once", "amounts": "5 10", "least": "2", "most": "100", **fields}


def save(client, form):
    return client.post(f"/settings/newsroom/givingsettings/{GivingSettings.load().pk}/", form, follow=True).content.decode()


def test_the_page_saves_and_says_that_readers_do_not_have_it_yet(operator):
    said = save(operator, settings_form(offer()))
    assert "Giving updated" in said and "until a second person approves yours" in said
    assert [one.currency for one in frozen().offers] == ["USD"] * 3


def test_the_page_refuses_less_than_an_open_way_to_pay_takes(operator, ways):
    ways["card"] = way("card", least={"EUR": 300, "USD": 50})
    assert "The ways to pay that are open take at least 3 EUR." in save(operator, settings_form(offer()))


def test_the_page_refuses_the_same_twice(operator):
    assert "This stands in another row already." in save(operator, settings_form(offer(), offer(amounts="20")))
    assert "This stands in another row already." in save(operator, settings_form(offer(), words=2))


def test_the_page_says_what_is_open_and_why_the_rest_is_shut(operator):
    giving()
    shown = operator.get(f"/settings/newsroom/givingsettings/{GivingSettings.load().pk}/").content.decode()
    assert "Pretend payments" in shown
    assert "nobody has recorded the provider&#x27;s rule" in shown
    assert "Nobody has looked through this table yet." in shown


def test_looking_through_the_table_is_written_down_and_published(operator):
    giving()
    assert "Criminal Code of the Republic of Belarus" in operator.get("/giving/countries/").content.decode()
    operator.post("/giving/countries/")
    terms = GivingSettings.load()
    assert terms.looked_through is not None and terms.looked_through_by
    assert frozen().looked_through == terms.looked_through.isoformat()


def test_a_month_after_the_last_look_another_is_due():
    terms = GivingSettings(looked_through=date(2026, 10, 1))
    assert not terms.stale(date(2026, 11, 1))
    assert terms.stale(date(2026, 11, 2))
    assert GivingSettings().stale(date(2026, 11, 2))


# The table that is shipped


def test_every_row_of_the_shipped_table_is_whole():
    for row in shipped():
        row.full_clean(exclude=["giving"])


# What an appeal has brought


def test_what_an_appeal_has_brought_is_counted_hourly_and_frozen_when_it_has_changed(settings):
    settings.TAMIZDAT_RAISED = "simulators.ways_to_pay.raised"
    giving()
    one = appeal(code="boat", goal_amount="12000", goal_currency="USD")
    publish_appeal(one)
    ways_to_pay.RAISED["boat"] = 4500
    assert refresh(NOON) == 1
    assert decode(Freeze.latest("raised-boat").data.encode()).amount == 4500
    ways_to_pay.RAISED["boat"] = 9900
    assert refresh(NOON + timedelta(minutes=59)) == 0
    assert refresh(NOON + timedelta(minutes=61)) == 1
    assert refresh(NOON + timedelta(hours=3)) == 0


def test_an_appeal_that_nobody_sees_or_has_no_goal_is_not_counted(settings):
    settings.TAMIZDAT_RAISED = "simulators.ways_to_pay.raised"
    appeal(code="draft", goal_amount="10", goal_currency="USD")
    publish_appeal(appeal(code="aimless"))
    assert refresh(NOON) == 0


# What the imprint and the privacy page say of it


def test_an_imprint_is_published_also_while_the_ledger_is_away(settings, monkeypatch, caplog):
    def away(language):
        raise OperationalError

    settings.TAMIZDAT_FUNDING = "simulators.ways_to_pay.funding"
    monkeypatch.setattr(ways_to_pay, "funding", away, raising=False)
    giving()
    assert "The Courier Foundation, Tbilisi." in body(static_page(publish=True)) and "no figures of giving" in caplog.text


def test_the_imprint_follows_what_readers_gave_within_the_hour(settings, monkeypatch):
    imprint = static_page(publish=True)
    giving()
    said = [{"type": "paragraph", "text": "a hundred"}]
    settings.TAMIZDAT_FUNDING = "simulators.ways_to_pay.funding"
    monkeypatch.setattr(ways_to_pay, "funding", lambda language: (*said,), raising=False)
    assert refresh(NOON) == 1 and "a hundred" in body(imprint)
    said[0] = {"type": "paragraph", "text": "two"}
    assert refresh(NOON + timedelta(minutes=59)) == 0 and "a hundred" in body(imprint)
    assert refresh(NOON + timedelta(minutes=61)) == 1 and "two" in body(imprint)
    assert refresh(NOON + timedelta(hours=3)) == 0


def body(page):
    return json.dumps(decode(Freeze.latest(page.record_id).data.encode()).body)


def test_the_imprint_and_the_privacy_page_follow_the_terms(ways):
    imprint, privacy = static_page(publish=True), static_page(title="Privacy", role="privacy", publish=True)
    assert "Foundation" not in body(imprint)
    giving()
    assert "The Courier Foundation, Tbilisi." in body(imprint)
    assert "pay.example" in body(privacy)
    ways.clear()
    refresh(NOON)
    assert "Payments" not in body(privacy)
