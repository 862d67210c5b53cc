"""What they agree to who ask to be reminded: each page sends the version of the wording that it shows."""

from html import unescape

import pytest

from factories.edition import giving, giving_words
from factories.pages import Parsed, edition, whole_newspaper
from tamizdat.contributions.reminders import consents
from tamizdat.gate.gift_link_pages import CONSENT
from tamizdat.gate.words import words_of


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_every_page_asks_to_agree_to_the_wording_whose_version_it_sends(language):
    page = edition([*whole_newspaper(), giving(words=(giving_words(language=language),))])[f"{language}/support.html"]
    (box,) = [one for one in Parsed(page).all("input") if one.attributes.get("name") == "consent"]
    wording = consents()[box.attributes["value"]][language]
    assert wording in unescape(page)
    assert (words_of(language)["remind_consent"], CONSENT) == (wording, box.attributes["value"])
