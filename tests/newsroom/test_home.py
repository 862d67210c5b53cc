"""What editors see: the home page, the preview, the headers, the settings."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from factories.newsroom import account, article, front, person, republish, section, story, topic
from newsroom.editing import article_form
from tamizdat.edition.schema import decode
from tamizdat.newsroom.models import ArticlePage, Freeze, NewspaperSettings
from tamizdat.newsroom.permissions import EDITOR, MODELS, PUBLISHER, ROLES
from tamizdat.newsroom.related import related_articles
from tamizdat.newsroom.setup import initialise
from tamizdat.newsroom.slugs import LONGEST, slug_from
from tamizdat.newsroom.withdrawal import withdraw

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


@pytest.fixture
def publisher():
    client = Client()
    client.force_login(account(PUBLISHER))
    return client


def home(client):
    return client.get("/").content.decode()


# The home page


def test_the_home_says_what_went_out_and_how(publisher, press):
    one, other = article(title="Out now", publish=True), article(title="Gone again", publish=True)
    withdraw(other, "Forged.")
    shown = home(publisher)
    assert "Out now" in shown
    assert "Gone again" in shown
    assert "withdrawn" in shown
    assert f"https://courier.example/{Freeze.latest(one.record_id).path}" in shown
    assert 'dir="auto">Out now</a>' in shown  # a Persian title begins at its own side


def test_the_home_says_what_is_scheduled(publisher):
    article(title="Tomorrow's piece", go_live_at=timezone.now() + timedelta(days=1)).latest_revision.publish()
    assert "Tomorrow&#x27;s piece" in home(publisher)


def test_the_home_says_what_waits_for_whom(publisher):
    writer, reader = account(PUBLISHER), account(PUBLISHER)
    page = article(title="Read me", owner=writer)
    page.get_workflow().start(page, writer)
    waiting = home(publisher).split("Waiting to be read")[1]
    assert "Read me" in waiting
    assert f"from {writer.username}" in waiting
    assert reader.username in waiting.split("for ")[1]


def test_the_home_shows_the_edition_and_what_is_amiss(publisher, press):
    press.edition, press.warnings = 7, (("en/2026/11/long.html", "The page has 12,000 bytes."),)
    article(title="No source", publish=True)
    shown = home(publisher)
    assert "edition 7" in shown
    assert "The page has 12,000 bytes." in shown
    assert "No source is noted" in shown


def test_the_home_opens_when_the_press_is_down(publisher, press):
    press.down = True
    assert "The press does not answer" in home(publisher)


def test_nothing_on_the_home_leads_to_another_host(publisher):
    import re

    hosts = set(re.findall(r'(?:href|src)="(?:https?:)?//([^/"]+)', home(publisher)))
    assert hosts <= {"courier.example", "www.enable-javascript.com"}  # the latter in Wagtail's note for browsers without script


# The preview


def test_the_preview_is_what_the_press_makes_of_the_draft(publisher):
    page = article(title="Not yet out", by=(person(),))
    response = publisher.get(f"/pages/{page.pk}/view_draft/")
    assert "<title>Not yet out</title>" in response.content.decode()
    assert Freeze.latest(page.record_id) is None


def test_the_preview_of_a_new_article_needs_no_saving(publisher):
    address = f"/pages/add/newsroom/articlepage/{front().pk}/preview/"
    assert publisher.post(address, article_form(title="Only typed")).json()["is_valid"]
    assert "<title>Only typed</title>" in publisher.get(address, {"mode": ""}).content.decode()
    assert not ArticlePage.objects.exists()


def test_the_front_is_previewed_with_the_drafted_choice(publisher):
    assert "Front en" in publisher.get(f"/pages/{front().pk}/view_draft/").content.decode()


def test_the_preview_has_a_phones_and_a_desks_width():
    assert [size["device_width"] for size in article().preview_sizes] == [360, 1280]


# Headers and cookies


def test_the_newsroom_loads_from_itself_and_is_framed_by_itself_alone(publisher):
    headers = publisher.get("/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"  # with no-referrer browsers cannot log in: Origin is null


def test_the_session_is_short_and_out_of_scripts_reach(client):
    user = account(PUBLISHER)
    user.set_password("a long enough password")
    user.save()
    answer = client.post("/login/", {"username": user.username, "password": "a long enough password", "remember": "on"})
    cookie = answer.cookies["newsroom"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert cookie["max-age"] <= 12 * 60 * 60


# Setting up


def test_setting_up_again_changes_nothing():
    before = Freeze.objects.count()
    initialise(newspaper="Another name", canonical_base="https://other.example")
    assert Freeze.objects.count() == before
    assert NewspaperSettings.load().canonical_base == "https://courier.example"


def test_groups_have_what_the_table_says_and_no_more():
    from django.contrib.auth.models import Group

    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    for group in Group.objects.all():
        held = {f"{permission.content_type.app_label}.{permission.codename}" for permission in group.permissions.all()}
        assert held == {name for name, roles in MODELS.items() if group.name in roles}


def test_a_change_of_the_newspaper_is_frozen():
    newspaper = NewspaperSettings.load()
    newspaper.accent = "#004466"
    newspaper.save()
    assert decode(Freeze.latest("site").data.encode()).style.accent == "#004466"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accent", "#ffdd00"),
        ("accent_dark", "#222222"),
        ("accent", "red"),
        ("canonical_base", "https://courier.example/"),
        ("canonical_base", "courier.example"),
        ("time_zone", "Moscow"),
        ("mirrors", "https://good.example\nnot an address"),
    ],
)
def test_settings_that_make_no_sense_are_refused(field, value):
    newspaper = NewspaperSettings.load()
    setattr(newspaper, field, value)
    with pytest.raises(ValidationError) as refused:
        newspaper.full_clean()
    assert set(refused.value.message_dict) == {field}


# Slugs


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Ferry to run again", "ferry-to-run-again"),
        ("«Ласточка» вернулась", "lastochka-vernulas"),
        ("Don't panic!", "dont-panic"),
        ("!!!", "untitled"),
        ("a" * 200, "a" * LONGEST),
    ],
)
def test_slugs_are_latin_and_short(title, slug):
    assert slug_from(title) == slug


def test_two_articles_of_one_title_have_two_addresses(publisher):
    for _ in range(2):
        publisher.post(f"/pages/add/newsroom/articlepage/{front().pk}/", article_form(title="Same words"))
    assert sorted(ArticlePage.objects.values_list("slug", flat=True)) == ["same-words", "same-words-2"]


def test_a_slug_that_readers_know_cannot_be_changed():
    page = article(slug="known", publish=True)
    with pytest.raises(ValidationError, match="the slug stays as it is"):
        republish(page, slug="other")


# What to read next


def test_the_editors_choice_comes_before_any_reckoning():
    one, other = article(publish=True), article(publish=True)
    page = article(section=section())
    page.related_choices.create(article=other)
    page.related_choices.create(article=one)
    assert related_articles(page) == (other.record_id, one.record_id)


def test_the_same_story_is_nearer_than_the_same_topic():
    dispute, ferries = story(), topic()
    far = article(publish=True)
    by_topic = article(topics=[ferries], publish=True)
    by_story = article(story=dispute, publish=True)
    page = article(story=dispute, topics=[ferries])
    assert related_articles(page) == (by_story.record_id, by_topic.record_id)
    assert far.record_id not in related_articles(page)


def test_drafts_and_other_languages_are_not_read_next():
    dispute = story()
    article(story=dispute)
    twin = article(story=dispute, publish=True).copy_for_translation(front("ru").locale)
    twin.save_revision().publish()
    assert len(related_articles(article(story=dispute))) == 1


# Twins


def test_a_twin_stands_under_the_twins_of_its_words():
    politics, unknown = section("Politics"), topic("Ferries")
    russian = politics.copy_for_translation(front("ru").locale)
    russian.name, russian.slug = "Политика", ""
    russian.save()
    twin = article(section=politics, topics=[unknown], publish=True).copy_for_translation(front("ru").locale)
    draft = ArticlePage.objects.get(pk=twin.pk).get_latest_revision_as_object()
    assert draft.section == russian
    assert list(draft.topics.all()) == []


def test_the_section_of_another_language_is_refused(client):
    client.force_login(account(EDITOR))
    foreign = section("Политика", language="ru")
    response = client.post(f"/pages/add/newsroom/articlepage/{front().pk}/", article_form(title="Mixed", section=str(foreign.pk)))
    assert "belongs to another language" in response.content.decode()
