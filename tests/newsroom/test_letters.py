"""Letters as records: what sending gets from the newsroom, and what it is refused."""

import re
from datetime import UTC, date, datetime

import pytest
from wagtail.rich_text import RichText

from factories.newsroom import account, article, front, letter, letter_kind, republish
from tamizdat.edition.schema import decode
from tamizdat.newsroom.letters import Desk
from tamizdat.newsroom.models import Freeze, Letter, LetterKind
from tamizdat.newsroom.withdrawal import withdraw

pytestmark = pytest.mark.django_db


def frozen(one):
    return decode(Desk().frozen(one.record_id))


def refused(one, sentence):
    """Whether no mail can be made of a letter, for this reason."""
    record = Desk().frozen(one.record_id)
    assert sentence in Desk().about(one.record_id).problems[0]
    with pytest.raises(LookupError, match=re.escape(sentence)):
        Desk().rendered(record, discreet=False)


def test_a_letter_becomes_a_record_with_its_articles_in_order():
    first, second = article(publish=True), article(publish=True)
    one = letter(second, first, subject="Bridges, twice", preheader="And a ferry", appeal="Support us.", date=date(2026, 11, 27))
    record = frozen(one)
    assert [item.article for item in record.items] == [second.record_id, first.record_id]
    assert [item.form for item in record.items] == ["teaser", "teaser"]
    assert (record.subject, record.preheader, record.appeal, record.letter) == ("Bridges, twice", "And a ferry", "Support us.", "weekly")
    assert record.path == "en/letters/2026-11-27-bridges-twice.html"
    assert record.intro == ({"type": "paragraph", "text": "Dear readers,"},)


def test_the_appeal_is_in_the_mail_of_who_may_be_asked_alone():
    record = Desk().frozen(letter(article(publish=True), appeal="Support us, please.").record_id)
    ways = {(discreet, ask): Desk().rendered(record, discreet=discreet, ask=ask) for discreet in (False, True) for ask in (False, True)}
    for form in ("text", "html"):
        assert {way for way, mail in ways.items() if "Support us, please." in getattr(mail, form)} == {(False, True)}
    assert Desk().rendered(record, discreet=False) == ways[False, True]


def test_it_bears_the_hour_of_its_kind_by_the_kinds_clock():
    letter_kind(time_zone="Europe/Amsterdam")
    assert frozen(letter(date=date(2026, 7, 3))).published == "2026-07-03T08:00:00Z"
    assert frozen(letter(date=date(2026, 11, 27))).published == "2026-11-27T09:00:00Z"


def test_without_a_clock_of_its_own_it_goes_by_the_newspapers():
    assert frozen(letter(date=date(2026, 11, 27))).published == "2026-11-27T06:00:00Z"  # Tbilisi


def test_the_record_has_the_same_bytes_until_somebody_edits_the_letter():
    one = letter(article(publish=True))
    before = Desk().frozen(one.record_id)
    one.save_revision()
    assert Desk().frozen(one.record_id) == before
    one.note = [("paragraph", RichText("<p>Until Friday.</p>"))]
    one.save()
    assert Desk().frozen(one.record_id) != before


def test_an_article_published_anew_changes_the_letters_bytes_so_that_an_approval_no_longer_fits():
    page = article(publish=True)
    one = letter(page)
    Freeze.objects.filter(record=page.record_id).update(created=datetime(2026, 1, 1, tzinfo=UTC))
    before = Desk().frozen(one.record_id)
    page.save_revision()
    assert Desk().frozen(one.record_id) == before  # a draft is nobody's text yet
    republish(page, title="Another headline")
    assert Desk().frozen(one.record_id) != before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"subject": ""}, "The letter has no subject."),
        ({"intro": []}, "The letter is empty: write some words, or choose articles."),
        ({"appeal_label": "Support us"}, "The appeal has words for its link but none of its own: write them, or empty the link."),
    ],
)
def test_an_unfinished_letter_is_kept_but_makes_no_mail(fields, sentence):
    refused(letter(**fields), sentence)


def test_a_letter_of_a_kind_that_is_no_longer_offered_makes_no_mail():
    one = letter()
    LetterKind.objects.all().delete()
    refused(one, "does not offer this letter")


def test_an_article_that_nobody_has_published_keeps_the_letter_back():
    refused(letter(article()), "never published")


def test_an_article_in_another_language_keeps_the_letter_back():
    refused(letter(article(language="fa", publish=True)), "in another language")


def test_an_article_withdrawn_after_approval_keeps_the_mail_back():
    page = article(publish=True)
    record = Desk().frozen(letter(page).record_id)
    assert Desk().rendered(record, discreet=False).subject
    withdraw(page, "Forged.")
    with pytest.raises(LookupError, match="withdrawn or unpublished: take it out"):
        Desk().rendered(record, discreet=False)


@pytest.mark.parametrize("name", ["nothing", "x" * 32 + ".en", "0" * 32 + ".en", "", ".."])
def test_a_letter_that_is_not_there_is_said_to_be_gone(name):
    with pytest.raises(LookupError, match="no longer in the newsroom"):
        Desk().frozen(name)


def test_going_out_puts_the_letter_into_the_archive_once(press):
    one = letter(article(publish=True))
    record = Desk().frozen(one.record_id)
    Desk().goes_out(record)
    Desk().goes_out(record)
    rows = Freeze.objects.filter(record=one.record_id)
    assert [row.kind for row in rows] == ["letter"]
    assert rows[0].path == decode(record).path
    assert Letter.objects.get(pk=one.pk).went_out


def test_two_letters_of_one_day_and_one_subject_have_their_own_addresses():
    one, other = letter(subject="The bridge"), letter(subject="The bridge")
    assert [frozen(one).slug, frozen(other).slug] == ["the-bridge", "the-bridge-2"]


def test_a_subject_without_latin_letters_makes_a_readable_address():
    front("fa")
    assert frozen(letter(subject="پل و رود", language="fa")).path.startswith("fa/letters/2026-11-27-")


def test_the_last_who_changed_the_words_is_named_not_who_only_saved_them():
    writer, reader = account(), account()
    one = letter(by=writer)
    one.save_revision(user=reader)
    assert Desk().about(one.record_id).changed_by == writer.username
    one.subject = "Changed"
    one.save()
    one.save_revision(user=reader)
    assert Desk().about(one.record_id).changed_by == reader.username


def test_the_desk_is_told_when_a_letter_of_its_kind_goes_out():
    letter_kind(time_zone="Europe/Amsterdam")
    about = Desk().about(letter().record_id)
    assert (about.rhythm, about.time_zone) == ("every Friday 10:00", "Europe/Amsterdam")
    assert about.problems == ()


def test_an_alert_has_no_fixed_day():
    letter_kind("alerts", weekday=None, name="Alerts")
    assert Desk().about(letter(kind="alerts").record_id).rhythm == ""


def test_the_desks_list_asks_the_database_as_often_for_many_letters_as_for_one(django_assert_num_queries):
    letter()
    with django_assert_num_queries(3):
        Desk().composed()
    for _ in range(5):
        letter()
    with django_assert_num_queries(3):
        assert len(Desk().composed()) == 6
