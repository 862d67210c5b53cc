"""Appeals: composed, read by a second person, published, taken down."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from wagtail.models import Locale
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from factories.newsroom import account, appeal, article, front, giving, section
from simulators import ways_to_pay
from tamizdat.edition.records import Giving
from tamizdat.edition.schema import decode
from tamizdat.newsroom.appeal_preview import draft_response
from tamizdat.newsroom.appeals import publish_appeal, standing, take_down_appeal
from tamizdat.newsroom.models import Appeal, Freeze
from tamizdat.newsroom.permissions import EDITOR, PUBLISHER

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ways(settings):
    """Cards alone are open, through the pretend provider."""
    settings.TAMIZDAT_METHODS = "simulators.ways_to_pay.open_methods"
    settings.TAMIZDAT_CLOSED_METHODS = "simulators.ways_to_pay.closed_methods"
    ways_to_pay.OPEN.clear()
    ways_to_pay.OPEN["card"] = ways_to_pay.way("card")


def frozen(one):
    return decode(Freeze.latest(one.record_id).data.encode())


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def again(one, **fields):
    """Change *one* as its form would, by whoever is named as *by*."""
    one, by = Appeal.objects.get(pk=one.pk), fields.pop("by", None)
    for name, value in fields.items():
        setattr(one, name, value)
    one.save()
    one.save_revision(user=by)
    return Appeal.objects.get(pk=one.pk)


def form(**fields):
    """The appeal's form with every field there."""
    rows = fields.pop("rows", [{"code": "a", "title": "A boat", "text": rich_text("<p>We need <b>one</b>.</p>"), "button": "Give"}])
    lists = {name: fields.pop(name, default) for name, default in (("placements", ["article"]), ("sections", []), ("kinds", []))}
    said = {
        "code": "boat",
        "starts": "",
        "ends": "",
        "views": "4",
        "views_days": "30",
        "rest_closed": "14",
        "rest_given": "90",
        "goal_amount": "",
        "goal_currency": "",
        "goal_label": "",
        "rank": "10",
        "variants": inline_formset(rows),
        **fields,
    }
    return nested_form_data(said) | lists


# The record


def test_an_appeal_becomes_a_record_with_its_wordings_in_order():
    one = appeal("b", "a", code="boat", goal_amount="12000", goal_currency="USD", goal_label="for a boat", starts=NOON)
    publish_appeal(one)
    record = frozen(one)
    assert [variant.code for variant in record.variants] == ["b", "a"]
    assert record.variants[0].text == "We need a <strong>boat</strong>."
    assert (record.code, record.language, record.starts, record.ends) == ("boat", "en", "2026-11-23T12:00:00Z", "")
    assert (record.goal.amount, record.goal.currency, record.goal.label) == (1200000, "USD", "for a boat")
    assert record.placements == ("article", "front")


def test_the_section_that_it_stands_in_is_frozen_before_it():
    politics = section()
    one = appeal()
    one.sections = [politics]
    one.save()
    publish_appeal(Appeal.objects.get(pk=one.pk))
    assert frozen(one).sections == (politics.record_id,)
    assert Freeze.latest(politics.record_id).change < Freeze.latest(one.record_id).change


def test_readers_keep_what_was_published_until_somebody_publishes_again():
    one = appeal(rank=10)
    publish_appeal(one)
    one = again(one, rank=3)
    assert frozen(one).rank == 10
    assert standing(one) == "Readers see it; changed since"
    publish_appeal(one)
    assert frozen(one).rank == 3
    assert standing(one) == "Readers see it"


def test_taken_down_it_leaves_a_tombstone_and_comes_back():
    one = appeal()
    publish_appeal(one)
    take_down_appeal(one)
    assert (frozen(one).kind, frozen(one).of) == ("unpublished", "appeal")
    assert standing(one) == "Not published"
    publish_appeal(one)
    assert frozen(one).variants


def test_its_list_says_how_it_stands_with_readers():
    one = appeal(starts=NOON, ends=NOON + timedelta(days=2))
    publish_appeal(one)
    assert standing(one, NOON - timedelta(days=1)) == "Published, from its day on"
    assert standing(one, NOON + timedelta(days=1)) == "Readers see it"
    assert standing(one, NOON + timedelta(days=3)) == "Over"


# The second person


def test_who_wrote_it_does_not_publish_it_where_another_could():
    writer, reader = account(PUBLISHER), account(PUBLISHER)
    one = appeal(by=writer)
    with pytest.raises(PermissionDenied):
        publish_appeal(one, writer)
    publish_appeal(one, reader)
    one = again(one, rank=1, by=reader)
    with pytest.raises(PermissionDenied):
        publish_appeal(one, reader)
    publish_appeal(one, writer)


def test_the_only_publisher_publishes_alone():
    only = account(PUBLISHER)
    publish_appeal(appeal(by=only), only)


def test_the_page_says_why_and_offers_no_button():
    writer = account(PUBLISHER)
    account(PUBLISHER)
    one = appeal(by=writer)
    shown = client_of(writer).get(f"/appeals/publish/{one.pk}/").content.decode()
    assert "you wrote some of it" in shown
    assert "Publish it now" not in shown
    client_of(writer).post(f"/appeals/publish/{one.pk}/", {"revision": one.latest_revision_id})
    assert not one.is_published


def test_a_publisher_publishes_and_takes_down_by_the_page():
    one, publisher = appeal(by=account(EDITOR)), client_of(account(PUBLISHER))
    assert "Title a" in publisher.get(f"/appeals/publish/{one.pk}/").content.decode()
    publisher.post(f"/appeals/publish/{one.pk}/", {"revision": one.latest_revision_id})
    assert one.is_published
    publisher.post(f"/appeals/take-down/{one.pk}/")
    assert not one.is_published


def test_what_was_changed_after_it_was_read_is_not_published():
    one = appeal(by=account(EDITOR))
    read = one.latest_revision_id
    again(one, rank=1, by=account(EDITOR))
    answer = client_of(account(PUBLISHER)).post(f"/appeals/publish/{one.pk}/", {"revision": read}, follow=True)
    assert "Somebody has changed it since you read it" in answer.content.decode()
    assert not one.is_published


def test_what_readers_see_cannot_be_deleted():
    one, out = appeal(), appeal()
    publish_appeal(out)
    for each in (one, out):
        client_of(account(EDITOR)).post(f"/appeals/delete/{each.pk}/")
    assert list(Appeal.objects.all()) == [out]


# The form


def test_the_form_keeps_what_was_written():
    editor = client_of(account(EDITOR))
    editor.post("/appeals/add/", form(placements=["bar", "page"], kinds=["news"], goal_amount="1 200", goal_currency="EUR"))
    one = Appeal.objects.get(code="boat")
    assert (one.placements, one.kinds, one.goal_amount) == (["bar", "page"], ["news"], "1200")
    assert one.owner is not None
    assert one.variants.get().title == "A boat"
    assert one.revisions.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"placements": []}, "This field is required."),
        ({"starts": "2026-12-02 00:00", "ends": "2026-12-01 00:00"}, "It ends before it begins."),
        ({"goal_amount": "12000"}, "A goal is an amount and a currency."),
        ({"goal_amount": "12.005", "goal_currency": "USD"}, "digits after the point"),
        ({"code": "Winter boat"}, "A code is made of small Latin letters"),
        ({"code": "taken"}, "Another appeal has this code"),
        ({"rows": [{"code": "a", "title": "x", "text": rich_text("<p>x</p>"), "button": "x"}] * 2}, "Another wording has this code."),
    ],
)
def test_what_makes_no_sense_is_refused(fields, sentence):
    appeal(code="taken")
    assert sentence in client_of(account(EDITOR)).post("/appeals/add/", form(**fields)).content.decode()
    assert Appeal.objects.count() == 1


def test_the_code_stays_once_readers_know_it():
    one = appeal(code="boat")
    publish_appeal(one)
    one.code = "ship"
    with pytest.raises(ValidationError, match="It is known as “boat”"):
        one.clean()


def test_a_twin_has_the_same_code_and_wordings_and_is_not_published():
    front("fa")
    one = appeal(code="boat")
    publish_appeal(one)
    locale = Locale.objects.get(language_code="fa")
    client_of(account(PUBLISHER)).post(f"/translation/submit/snippet/newsroom/appeal/{one.pk}/", {"locales": [locale.pk]})
    twin = Appeal.objects.get(locale=locale)
    assert (twin.code, twin.translation_key) == ("boat", one.translation_key)
    assert [row.code for row in twin.variants.all()] == ["a", "b"]
    assert twin.live_revision is None and not twin.is_published


# The preview


def test_the_preview_is_the_newest_article_with_this_wording_in_the_default_appeals_place(press):
    giving()
    article(title="Older", publish=True)
    newest = article(title="Newest", publish=True, body=[("paragraph", RichText("<p>One.</p><p>Two.</p>"))])
    answer = draft_response(appeal("a", "b"), "b")
    assert "<title>Newest</title>" in answer.content.decode()
    assert "sandbox" in answer["Content-Security-Policy"] and "allow-scripts" not in answer["Content-Security-Policy"]
    words = next(record for record in press.shown if isinstance(record, Giving)).words
    assert [(row.ask_title, row.ask_text, row.ask_button) for row in words] == [("Title b", "We need a boat.", "Support us")]
    assert [len(record.body) for record in press.shown if record.id == newest.record_id] == [1]


def test_without_an_article_the_preview_says_so():
    giving()
    assert "no article is published in “en” yet" in draft_response(appeal(), "a").content.decode()


def test_without_words_in_its_language_the_preview_says_so():
    assert "have no words in “en” yet" in draft_response(appeal(), "a").content.decode()
