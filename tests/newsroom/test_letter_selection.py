"""The week's selection: what a letter is proposed, and taking it over."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from factories.newsroom import account, article, front, letter, letter_kind
from tamizdat.newsroom.letters import Desk
from tamizdat.newsroom.models import Freeze, FrontArticle, Letter, LetterArticle
from tamizdat.newsroom.permissions import EDITOR
from tamizdat.newsroom.selection import MOST, proposed

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 27, 6, tzinfo=UTC)  # when the letter of the 27th goes out by Tbilisi's clock


def published(title, *, before, language="en"):
    """An article first published so long before the letter's hour."""
    page = article(title=title, language=language, publish=True)
    type(page).objects.filter(pk=page.pk).update(first_published_at=FRIDAY - before)
    return type(page).objects.get(pk=page.pk)


def titles(one):
    return [page.title for page in proposed(one)]


@pytest.fixture
def editor():
    client = Client()
    client.force_login(account(EDITOR))
    return client


def test_the_newest_come_first_and_what_is_older_than_a_week_does_not_come():
    published("Old", before=timedelta(days=8))
    published("Monday", before=timedelta(days=4))
    published("Wednesday", before=timedelta(days=2))
    assert titles(letter()) == ["Wednesday", "Monday"]


def test_what_stands_on_the_front_comes_first_in_the_fronts_order():
    monday, tuesday = published("Monday", before=timedelta(days=4)), published("Tuesday", before=timedelta(days=3))
    published("Wednesday", before=timedelta(days=2))
    page = front()
    page.chosen_articles = [FrontArticle(article=monday), FrontArticle(article=tuesday)]
    page.save_revision().publish()
    assert titles(letter()) == ["Monday", "Tuesday", "Wednesday"]


def test_it_begins_where_the_last_letter_of_its_kind_and_language_ended():
    published("Before the last", before=timedelta(days=15))
    published("After the last", before=timedelta(days=13))
    Desk().goes_out(Desk().frozen(letter(date=(FRIDAY - timedelta(days=14)).date()).record_id))
    assert titles(letter()) == ["After the last"]


def test_letters_of_another_kind_or_language_do_not_count_as_the_last():
    published("Wednesday", before=timedelta(days=2))
    published("چهارشنبه", before=timedelta(days=2), language="fa")
    letter_kind("alerts", name="Alerts")
    for other in (letter(kind="alerts"), letter(language="fa")):
        Desk().goes_out(Desk().frozen(other.record_id))
    assert titles(letter()) == ["Wednesday"]


def test_what_the_letter_or_the_last_one_holds_is_not_proposed_again():
    held, sent = published("Held", before=timedelta(days=1)), published("Sent", before=timedelta(hours=1))
    Desk().goes_out(Desk().frozen(letter(sent, date=(FRIDAY - timedelta(days=7)).date()).record_id))
    assert titles(letter(held)) == []


def test_a_flood_of_articles_is_proposed_in_part():
    for number in range(MOST + 3):
        published(f"Number {number}", before=timedelta(hours=number + 1))
    assert len(titles(letter())) == MOST


def test_a_new_letter_begins_with_the_selection_on_its_next_day(editor, monkeypatch):
    kind = letter_kind()
    monkeypatch.setattr("tamizdat.newsroom.views.letters.today", lambda: (FRIDAY - timedelta(days=1)).date())
    published("Wednesday", before=timedelta(days=2))
    shown = editor.get("/letters/add/").content.decode()
    assert "The Friday letter (en)" in shown
    answer = editor.post("/letters/add/", {"which": kind.pk})
    made = Letter.objects.get()
    assert answer.headers["Location"] == f"/letters/edit/{made.pk}/"
    assert "with 1 article proposed" in editor.get(answer.headers["Location"]).content.decode()
    assert made.date == FRIDAY.date()
    assert [item.article.title for item in made.items.all()] == ["Wednesday"]
    assert made.latest_revision.user.groups.get().name == EDITOR


def test_the_letter_after_it_bears_the_friday_after(editor, monkeypatch):
    kind = letter_kind()
    monkeypatch.setattr("tamizdat.newsroom.views.letters.today", lambda: (FRIDAY - timedelta(days=1)).date())
    for _ in range(2):
        editor.post("/letters/add/", {"which": kind.pk})
    assert sorted(Letter.objects.values_list("date", flat=True)) == [FRIDAY.date(), FRIDAY.date() + timedelta(weeks=1)]


def test_after_a_letter_sent_before_its_day_nothing_is_missed():
    early, late = letter(date=(FRIDAY + timedelta(days=400)).date()), letter(date=(FRIDAY + timedelta(days=407)).date())
    Desk().goes_out(Desk().frozen(early.record_id))
    page = article(title="After it went", publish=True)
    assert page.first_published_at >= Freeze.latest(early.record_id).created
    assert titles(late) == ["After it went"]


def test_a_letter_that_the_newspaper_does_not_offer_is_not_begun(editor):
    letter_kind()
    assert "valid choice" in editor.post("/letters/add/", {"which": "999"}).content.decode()
    assert not Letter.objects.exists()


def test_without_kinds_the_editor_is_told_where_to_make_one(editor):
    assert "offers no letters yet" in editor.get("/letters/add/").content.decode()


def test_ticked_articles_are_added_behind_what_is_there(editor):
    held, one, other = (published(title, before=timedelta(days=n)) for n, title in enumerate(("Held", "One", "Other"), 1))
    draft = letter(held)
    assert "One" in editor.get(f"/letters/selection/{draft.pk}/").content.decode()
    editor.post(f"/letters/selection/{draft.pk}/", {"add": "1", "article": [other.pk]})
    assert [item.article_id for item in Letter.objects.get(pk=draft.pk).items.all()] == [held.pk, other.pk]
    assert one.pk not in LetterArticle.objects.values_list("article_id", flat=True)


def test_ticked_articles_may_take_the_place_of_what_is_there(editor):
    held, one = published("Held", before=timedelta(days=3)), published("One", before=timedelta(days=1))
    draft = letter(held)
    editor.post(f"/letters/selection/{draft.pk}/", {"replace": "1", "article": [one.pk]})
    assert [item.article_id for item in Letter.objects.get(pk=draft.pk).items.all()] == [one.pk]


def test_an_article_that_was_not_proposed_cannot_be_slipped_in(editor):
    secret = article(title="Secret")
    draft = letter()
    editor.post(f"/letters/selection/{draft.pk}/", {"add": "1", "article": [secret.pk]})
    assert not Letter.objects.get(pk=draft.pk).items.exists()


def test_a_letter_that_has_gone_out_takes_nothing_over(editor):
    one = letter()
    Desk().goes_out(Desk().frozen(one.record_id))
    page = published("Wednesday", before=timedelta(days=1))
    editor.post(f"/letters/selection/{one.pk}/", {"add": "1", "article": [page.pk]})
    assert not Letter.objects.get(pk=one.pk).items.exists()
