"""The provider's pages: plain HTML that says what it is, in every language, and works without script."""

import json
from pathlib import Path

import pytest
from markupsafe import escape

from simulators.pretend import URL, order
from tamizdat.contributions.providers.local import pages
from tamizdat.contributions.providers.local.means import MEANS, means_of
from tamizdat.contributions.providers.local.pages import words_of
from tamizdat.edition.sums import write_sum

WORDS = Path(pages.__file__).parent / "words"
LANGUAGES = ("en", "ru", "fa")


def page(provider, **more):
    made = provider.client.start(order(**more), key=f"{more}")
    return provider.ask("GET", made.url.removeprefix(URL))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence(language):
    words = {path.stem: json.loads(path.read_text()) for path in WORDS.glob("*.json")}
    assert set(words) == set(LANGUAGES)
    assert set(words[language]) == set(words["en"])
    assert {means.name for means in MEANS.values()} <= set(words[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("method", ["card", "paypal", "crypto"])
def test_a_page_says_that_it_is_a_pretence_and_what_is_to_be_paid(provider, language, method):
    text = page(provider, language=language, method=method).body.decode()
    words = words_of(language)
    assert str(escape(words["pretence"])) in text and write_sum(language, 1000, "EUR") in text
    assert f'<html lang="{language}" dir="{words["direction"]}">' in text
    assert all(f'value="{means.code}"' in text for means in means_of(method))
    assert "<script" not in text


def test_a_language_that_is_not_spoken_is_answered_in_english(provider):
    assert '<html lang="en" dir="ltr">' in page(provider, language="tk").body.decode()


@pytest.mark.parametrize(("language", "written"), [("en", "€5"), ("ru", "5\xa0€"), ("fa", "€\xa0۵"), ("tlh", "€5")])
def test_amounts_are_written_as_on_the_newspapers_pages(provider, language, written):
    assert written in page(provider, language=language, amount=500).body.decode()


def test_a_page_may_lead_only_to_itself_and_where_the_newspaper_said(provider):
    answer = page(provider, thanks="https://a.example/x", back="http://b.onion/y")
    assert "form-action 'self' http://b.onion https://a.example;" in answer.policy
    assert "default-src 'none'" in answer.policy


def test_what_is_not_there_is_said(provider):
    assert provider.ask("GET", "/pay/co_none").status == 404
    assert provider.ask("GET", "/card/co_none").status == 404
    assert provider.ask("GET", "/etc/passwd").status == 404


def test_the_desk_shows_amounts_and_moves_the_clock(provider):
    provider.give(frequency="monthly")
    text = provider.ask("GET", "/").body.decode()
    assert "€10" in text and "31 January 2026" in text
    provider.ask("POST", "/", b"do=renew")
    assert "28 February 2026" in provider.ask("GET", "/").body.decode()
    provider.ask("POST", "/", b"do=day")
    assert "1 March 2026" in provider.ask("GET", "/").body.decode()
    assert provider.kinds() == ["started", "paid", "paid"]
