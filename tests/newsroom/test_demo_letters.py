"""The demo's letters: those of past weeks in the archive at their own hour, the next one a draft."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from factories.newsroom import article, letter_kind
from tamizdat.edition.schema import decode
from tamizdat.newsroom.demo.content import load
from tamizdat.newsroom.demo.loading_letters import kinds_of, load_letter
from tamizdat.newsroom.demo.shapes import DemoLetter, DemoLetterItem
from tamizdat.newsroom.letters import Desk
from tamizdat.newsroom.models import Freeze, Letter

NEWSPAPER = load()
TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = uuid.UUID(int=7)
NOTHING = "[]"


def piece(**fields):
    """A letter of the demo."""
    whole = {"file": "", "language": "en", "key": "x", "kind": "weekly", "weeks_ago": 1, "subject": "The week", "preheader": ""}
    whole |= {"appeal": "", "appeal_label": "", "items": (), "intro": (), "note": ()}
    return DemoLetter(**whole | fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("weeks_ago", "now", "day"),
    [
        (1, TUESDAY, "2026-11-20"),
        (2, TUESDAY, "2026-11-13"),
        (0, TUESDAY, "2026-11-27"),
        (1, datetime(2026, 11, 27, 5, 59, tzinfo=UTC), "2026-11-20"),  # Friday before ten in Tbilisi
        (1, datetime(2026, 11, 27, 6, 0, tzinfo=UTC), "2026-11-27"),
        (0, datetime(2026, 11, 27, 6, 0, tzinfo=UTC), "2026-12-04"),
    ],
)
def test_letters_bear_the_fridays_before_and_after_now(weeks_ago, now, day):
    letter_kind()
    load_letter(piece(weeks_ago=weeks_ago), KEY, {}, NOTHING, NOTHING, now)
    assert f"{Letter.objects.get().date}" == day


@pytest.mark.django_db
def test_a_past_letter_stands_in_the_archive_with_its_articles():
    letter_kind()
    page = article(publish=True)
    items = (DemoLetterItem("ferry", "full", "At length."),)
    load_letter(piece(items=items), KEY, {"ferry": page}, NOTHING, NOTHING, TUESDAY)
    record = decode(Freeze.objects.get(kind="letter").data.encode())
    assert [(item.article, item.form, item.remark) for item in record.items] == [(page.record_id, "full", "At length.")]
    assert record.frozen == record.published == "2026-11-20T06:00:00Z"
    assert Letter.objects.get().went_out


@pytest.mark.django_db
def test_the_next_letter_is_a_draft_with_the_weeks_selection():
    letter_kind()
    page = article(publish=True)
    type(page).objects.filter(pk=page.pk).update(first_published_at=TUESDAY - timedelta(days=1))
    load_letter(piece(weeks_ago=0), KEY, {}, NOTHING, NOTHING, TUESDAY)
    draft = Letter.objects.get()
    assert [item.article_id for item in draft.items.all()] == [page.pk]
    assert not draft.went_out
    assert Desk().about(draft.record_id).problems == ()


def test_each_language_offers_the_weekly_letter_first_and_asks_for_consent():
    for language in NEWSPAPER.site.languages:
        (offer,) = [offer for offer in NEWSPAPER.offers if offer.language == language.code]
        assert kinds_of(offer)[0].slot == "every Friday 10:00"
        assert len(offer.consent) > 100


def test_each_language_has_a_privacy_page_at_the_address_that_the_forms_name():
    assert {page.language for page in NEWSPAPER.pages if (page.role, page.key) == ("privacy", "privacy")} == {"en", "ru", "fa"}


def test_past_letters_hold_only_what_was_out_by_then_whatever_day_it_is_today():
    ages = {(article.language, article.key): article.published.age for article in NEWSPAPER.articles}
    for letter in NEWSPAPER.letters:
        for item in letter.items:
            assert ages[letter.language, item.article] > letter.weeks_ago * 7 * 24 * 60, f"{letter.file}: {item.article}"


def test_nobody_is_asked_to_agree_to_what_they_have_ticked_where_there_may_be_nothing_to_tick():
    assert len(NEWSPAPER.offers) == 3
    for offer in NEWSPAPER.offers:
        assert not any(word in offer.consent for word in ("tick", "отмечен", "برگزیده")), offer.consent
