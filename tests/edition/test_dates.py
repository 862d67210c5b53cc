"""Dates and numbers as readers write them."""

import pytest

from tamizdat.edition.dates import write_date, write_number

TIME = "2026-11-18T22:30:00Z"


@pytest.mark.parametrize(
    ("language", "form", "expected"),
    [
        ("en", "date", "18 November 2026"),
        ("en", "full", "Wednesday, 18 November 2026"),
        ("en", "time", "18 November 2026, 22:30"),
        ("en", "month", "November 2026"),
        ("en", "year", "2026"),
        ("ru", "date", "18 ноября 2026\u202fг."),
        ("ru", "time", "18 ноября 2026\u202fг., 22:30"),
        ("ru", "month", "ноябрь 2026"),
        ("fa", "date", "۱۸ نوامبر ۲۰۲۶"),
        ("fa", "time", "۱۸ نوامبر ۲۰۲۶، ساعت ۲۲:۳۰"),
    ],
)
def test_a_time_is_written_in_the_readers_language(language, form, expected):
    assert write_date(language, TIME, form, "UTC") == expected


def test_the_day_is_the_newspapers_not_greenwichs():
    assert write_date("en", TIME, "date", "Asia/Tbilisi") == "19 November 2026"
    assert write_date("en", TIME, "time", "America/New_York") == "18 November 2026, 17:30"


def test_a_language_that_babel_does_not_know_is_written_in_english():
    assert write_date("xx-unknown", TIME, "date", "UTC") == "18 November 2026"


def test_what_is_no_time_is_refused():
    with pytest.raises(ValueError, match="soon"):
        write_date("en", "soon", "date", "UTC")


@pytest.mark.parametrize(("language", "expected"), [("en", "12,345"), ("ru", "12\xa0345"), ("fa", "۱۲٬۳۴۵")])
def test_numbers_have_the_languages_digits(language, expected):
    assert write_number(language, 12345) == expected
