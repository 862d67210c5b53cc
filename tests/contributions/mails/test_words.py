"""Every mail says the same in every language, promises nothing about taxes, and never repeats what a bank statement shows."""

import re
from typing import Any

import pytest

from tamizdat.contributions.mails.making import _PARTS
from tamizdat.contributions.mails.words import languages, words_in
from tamizdat.contributions.mails.writing import write_day, write_sum

SUBJECTLESS = {"often", "when", "rows", "shared", "wish"}


def leaves(plain: Any, path: str = "") -> dict[str, str]:
    """Return path -> text of everything that is said."""
    if isinstance(plain, str):
        return {path: plain}
    pairs = plain.items() if isinstance(plain, dict) else enumerate(plain)
    return {name: text for key, value in pairs for name, text in leaves(value, f"{path}/{key}").items()}


@pytest.mark.parametrize("language", sorted(set(languages()) - {"en"}))
def test_a_translation_says_all_of_it_and_fills_in_the_same(language):
    english, other = leaves(words_in("en")), leaves(words_in(language))
    assert set(english) == set(other)
    for name, text in english.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", other[name])), name


def test_there_are_words_for_every_kind_of_mail_and_for_nothing_else():
    assert set(words_in("en")) == set(_PARTS) | SUBJECTLESS


@pytest.mark.parametrize("language", languages())
def test_no_discreet_subject_names_the_newspaper(language):
    assert all("{newspaper}" not in words_in(language)[kind]["discreet"] for kind in _PARTS)


@pytest.mark.parametrize("language", languages())
def test_nothing_is_called_tax_deductible(language):
    said = " ".join(leaves(words_in(language)).values()).lower()
    assert not re.search(r"tax|deduct|налог|вычет|مالیات", said)


def test_sums_and_days_are_written_as_people_of_a_language_write_them(settings):
    from datetime import UTC, datetime

    late = datetime(2026, 12, 31, 22, tzinfo=UTC)
    assert [write_sum(1250, "EUR", code) for code in ("en", "ru", "fa")] == ["€12.50", "12,50\u00a0€", "\u200e€\u00a0۱۲٫۵۰"]
    assert write_sum(1200, "EUR", "en") == "€12" and write_sum(1200, "JPY", "en") == "JP¥1,200"
    assert [write_day(late, code, "Asia/Tbilisi") for code in ("en", "ru", "fa")] == [
        "1 January 2027",
        "1 января 2027\u202fг.",
        "۱ ژانویهٔ ۲۰۲۷",
    ]
