"""A publication freezes a record that says what the editor wrote, and no more."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from wagtail.rich_text import RichText

from factories.newsroom import account, article, front, person, republish, section, static_page, story, topic
from tamizdat.edition.schema import decode
from tamizdat.newsroom.models import ArticleAttribution, ArticleCorrection, Freeze
from tamizdat.newsroom.permissions import PUBLISHER

pytestmark = pytest.mark.django_db


def frozen(thing):
    return decode(Freeze.latest(thing.record_id).data.encode())


def test_a_publication_freezes_what_the_editor_wrote():
    page = article(title="Ferry to run again", dateline="Kesh", kind="analysis", publish=True)
    record = frozen(page)
    assert (record.headline, record.dateline, record.kind) == ("Ferry to run again", "Kesh", "analysis")
    assert record.body == ({"type": "paragraph", "text": "The envoys met on the bridge."},)
    assert (record.version, record.language, record.slug) == (1, "en", "ferry-to-run-again")
    assert record.updated == record.first_published


def test_a_draft_freezes_nothing():
    page = article()
    assert Freeze.latest(page.record_id) is None


def test_the_path_is_dated_by_the_newspapers_own_clock():
    last_minutes_of_october = datetime(2026, 10, 31, 21, 30, tzinfo=UTC)  # already November in Tbilisi
    page = article(first_published_at=last_minutes_of_october, slug="late", publish=True)
    assert frozen(page).path == "en/2026/11/late.html"


def test_what_readers_know_stays_when_it_is_published_again():
    page = article(title="First", publish=True)
    before = frozen(page)
    after = frozen(republish(page, title="Second"))
    assert (after.path, after.slug, after.sequence, after.first_published) == (
        before.path,
        before.slug,
        before.sequence,
        before.first_published,
    )
    assert (after.headline, after.version) == ("Second", 2)


def test_sequence_grows_with_each_first_publication():
    one, other = article(publish=True), article(publish=True)
    assert frozen(other).sequence == frozen(one).sequence + 1


def test_a_list_that_an_article_left_is_remembered():
    page = article(section=section("Politics"), publish=True)
    old = f"section:{page.section.record_id}"
    page = republish(page, section=section("Culture"))
    assert old in frozen(page).former
    page = republish(page, title="Once more")
    assert old in frozen(page).former


def test_what_an_article_names_is_frozen_before_it_and_nothing_else_is():
    unused = topic("Secret inquiry")
    named = [section(), story(), topic(), person()]
    page = article(section=named[0], story=named[1], topics=[named[2]], by=(named[3],), publish=True)
    changes = [Freeze.latest(thing.record_id).change for thing in named]
    assert max(changes) < Freeze.latest(page.record_id).change
    assert Freeze.latest(unused.record_id) is None


def test_a_change_to_a_word_that_readers_know_is_frozen():
    known, unknown = section("Politics"), section("Plans")
    article(section=known, publish=True)
    for thing in (known, unknown):
        thing.description = "New words"
        thing.save()
    assert frozen(known).description == "New words"
    assert Freeze.latest(unknown.record_id) is None


def test_saving_without_a_change_freezes_nothing_new():
    known = section()
    article(section=known, publish=True)
    before = Freeze.objects.count()
    known.save()
    assert Freeze.objects.count() == before


def test_only_public_attributions_leave_the_newsroom():
    page = article()
    page.attributions = [
        ArticleAttribution(claim="It sank", source="The harbour master", public=True),
        ArticleAttribution(claim="It was pushed", source="A source on board"),
    ]
    page.save_revision().publish()
    row = Freeze.latest(page.record_id)
    assert "The harbour master" in row.data
    assert "on board" not in row.data
    assert "pushed" not in row.data


def test_corrections_stand_oldest_first():
    page = article()
    page.corrections = [ArticleCorrection(time=datetime(2026, 11, day, tzinfo=UTC), text=f"<p>On day <b>{day}</b></p>") for day in (9, 3)]
    page.save_revision().publish()
    assert [correction.text for correction in frozen(page).corrections] == ["On day <strong>3</strong>", "On day <strong>9</strong>"]


def test_bylines_keep_their_order_and_may_be_none():
    one, other = person("Zoya Orlan"), person("Ada Verin")
    assert frozen(article(by=(one, other), publish=True)).bylines == (one.record_id, other.record_id)
    assert frozen(article(publish=True)).bylines == ()


def test_a_link_to_a_page_of_ours_is_a_link_to_its_record():
    target = article(publish=True)
    text = f'<p>As <a linktype="page" id="{target.pk}">we wrote</a>.</p>'
    record = frozen(article(body=[("paragraph", RichText(text))], publish=True))
    assert record.body[0]["text"] == f'As <a href="record:{target.record_id}">we wrote</a>.'


def test_the_cyrillic_title_gives_a_latin_slug():
    page = article(title="Переговоры о мосте", language="ru", publish=True)
    assert frozen(page).slug == "peregovory-o-moste"


def test_twins_share_a_key_and_differ_in_language():
    page = article(publish=True)
    twin = page.copy_for_translation(front("ru").locale)
    twin.save_revision().publish()
    one, other = frozen(page), frozen(twin)
    assert one.translation_key == other.translation_key
    assert (one.language, other.language) == ("en", "ru")
    assert one.id != other.id


def test_a_static_page_stands_at_the_root_of_its_language():
    assert frozen(static_page(publish=True)).path == "en/imprint.html"


def test_the_newspaper_is_frozen_with_its_languages_the_default_first():
    front("ru")
    site = decode(Freeze.latest("site").data.encode())
    assert [language.code for language in site.languages] == ["en", "ru"]
    assert (site.canonical_base, site.time_zone) == ("https://courier.example", "Asia/Tbilisi")


def test_a_click_in_the_admin_reaches_the_press(client: Client, press):
    user = account(PUBLISHER)
    page = article(owner=user)
    client.force_login(user)
    page.permissions_for_user(user)
    response = client.post(f"/bulk/wagtailcore/page/publish/?id={page.pk}", {"type": "publish"})
    assert response.status_code == 302
    assert press.records[page.record_id].headline == page.title


def test_the_page_on_readers_data_says_what_the_program_itself_keeps():
    page = static_page(role="privacy", publish=True)
    body = frozen(page).body
    assert body[0]["text"] == "Printed abroad.", "the editors' own words come first"
    kept = " ".join(item for block in body if block["type"] == "list" for item in block["items"])
    assert "Legal basis" in kept and kept.count("Kept:") >= 5
    assert frozen(static_page(role="imprint", publish=True)).body == ({"type": "paragraph", "text": "Printed abroad."},)
