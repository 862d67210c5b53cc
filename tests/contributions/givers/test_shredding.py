"""What is kept of givers is shown to them, erased with its key, and in time forgotten; the books stay."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps

from simulators.giving_house import ADA, of_address
from tamizdat.contributions import privacy
from tamizdat.contributions.givers import departures, requests
from tamizdat.contributions.givers.following import follow
from tamizdat.contributions.models import Contribution, Deed, Departed, Given, Giver, Mail, Reminder, Silence
from tamizdat.contributions.providers.local.means import EXPIRES, LISTED
from tamizdat.contributions.shredding import SHREDDERS
from tamizdat.sealed.shredders import erase_everywhere, expire_all

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])

MANUAL = Path(__file__).parents[3] / "docs" / "how-to" / "privacy.md"

STORE_OF = {
    "Checkout": "checkouts", "Giver": "givers", "Given": "givers", "Mail": "mails to givers", "Reminder": "reminders",
    "GiftChange": "changes to contributions", "Inbound": "payment webhooks", "Silence": "silence",
}  # fmt: skip


def test_every_table_that_holds_an_address_a_link_or_a_box_has_a_shredder():
    personal = {"address_hash", "box", "link", "key", "giver"}
    found = {
        model.__name__
        for model in apps.get_app_config("contributions").get_models()
        if personal & {field.name for field in model._meta.get_fields()} and model.__name__ != "Outgoing"
    }
    assert found == set(STORE_OF) and {each.store for each in SHREDDERS} >= set(STORE_OF.values())


def test_erasing_destroys_the_key_and_every_waiting_mail_and_leaves_the_books(house):
    ref = house.give(frequency="monthly")
    follow(house.now)
    before = Contribution.objects.values().get()
    shown = {each.store: each.export(of_address(ADA)) for each in SHREDDERS}
    assert {store for store, rows in shown.items() if rows} == {"givers", "mails to givers"} and ref in str(shown)
    erase_everywhere(SHREDDERS, of_address(ADA))
    assert not Giver.objects.exists() and not Given.objects.exists() and not Mail.objects.exists() and not Reminder.objects.exists()
    assert Contribution.objects.values().get() == before and house.tick() == []
    house.days(32)
    house.learn()
    assert house.tick() == [] and not Giver.objects.exists()


def test_who_has_stopped_giving_is_forgotten_after_the_last_statement_and_who_gives_is_not(house):
    house.give(email="once@reader.example")
    house.give(EXPIRES, frequency="monthly", email="lapsed@reader.example")
    house.give(frequency="annual")
    house.tick()
    house.days(390)
    house.learn()
    expire_all(SHREDDERS, house.now)
    assert Giver.objects.count() == 3
    house.days(40)
    house.learn()
    assert expire_all(SHREDDERS, house.now)["givers"] > 0
    assert [bytes(row.address_hash) for row in Giver.objects.all()] == [of_address(ADA)]


def test_the_names_of_mails_go_long_after_they_can_be_news(house):
    house.give()
    house.tick()
    assert expire_all(SHREDDERS, house.now + timedelta(days=499))["mails to givers"] == 0
    assert expire_all(SHREDDERS, house.now + timedelta(days=501))["mails to givers"] == 1


@pytest.mark.parametrize("language", sorted(set(privacy.languages()) - {"en"}))
def test_the_privacy_page_says_it_all_in_each_language_with_the_same_times(language):
    words = privacy.words_in(language)
    assert set(words["stores"]) == {each.store for each in SHREDDERS}
    assert set(words["bases"]) == {each.basis for each in SHREDDERS}
    assert set(words["page"]) == set(privacy.words_in("en")["page"])
    for each in SHREDDERS:
        assert re.findall(r"\d+", words["stores"][each.store]["keeps"]) == re.findall(r"\d+", each.keeps), each.store


@pytest.mark.parametrize("language", ["en", "ru", "fa", "uk"])
def test_the_page_names_every_store_of_readers_and_of_givers(language):
    blocks = privacy.kept_blocks(language)
    assert len(blocks[-1]["items"]) == len(SHREDDERS) and len(blocks[1]["items"]) > len(SHREDDERS)
    assert "{" not in str([block.get("text", block.get("items")) for block in blocks])


def test_the_manual_has_the_table_of_what_is_kept_of_givers():
    found = re.search(r"<!-- givers table: begin -->\n(.*?)<!-- givers table: end -->", MANUAL.read_text(), re.DOTALL)
    assert found[1] == privacy.retention_table(), "make it anew: tamizdat readers table"


def test_the_operator_is_told_what_goes_on_at_the_provider_and_the_log_names_nobody(house):
    ref = house.give(frequency="monthly")
    house.tick()
    assert requests.running(ADA) == [ref] and requests.show(ADA, "nadia", house.now)["givers"]
    assert requests.erase(ADA, "nadia", house.now) == {"givers": 2}
    assert requests.running(ADA) == [] and requests.show(ADA, "nadia", house.now) == {}
    deeds = [f"{deed.person} {deed.act} {deed.about}" for deed in Deed.objects.order_by("number")]
    assert deeds == ["nadia shown to a giver givers: 2", "nadia erased for a giver givers: 2"]


def test_silence_is_kept_to_an_address_whatever_is_given_later_until_it_is_erased_or_over(house):
    house.give(LISTED)
    house.tick()
    house.give()
    assert house.tick() == [], "not even of a gift by another card"
    kept = Silence.objects.get()
    (silence,) = (each for each in SHREDDERS if each.store == "silence")
    assert silence.export(of_address(ADA)) == [{"nothing is sent since": kept.since.isoformat()}] and not silence.export(
        of_address("b@c.de")
    )
    began = datetime(kept.since.year, kept.since.month, kept.since.day, tzinfo=UTC)
    assert [silence.expire(began + timedelta(days=days)) for days in (400, 401)] == [0, 1]
    Silence.objects.create(ref="s" * 22, address_hash=of_address(ADA), since=kept.since)
    erase_everywhere(SHREDDERS, of_address(ADA))
    assert not Silence.objects.exists() and Departed.objects.get(kind=Departed.SILENCE).ref == "s" * 22
    Silence.objects.create(ref="s" * 22, address_hash=of_address(ADA), since=kept.since)
    assert departures.take_in([("silence", "s" * 22)]) == 1 and not Silence.objects.exists(), "nor does a backup bring it back"
