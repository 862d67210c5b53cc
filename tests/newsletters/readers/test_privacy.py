"""The manual and the privacy page say what the program does: both are made from the shredders."""

import re
from pathlib import Path

import pytest

from tamizdat.edition.blocks import check_block
from tamizdat.newsletters.privacy import privacy_blocks, retention_table
from tamizdat.newsletters.privacy_words import languages, words_in
from tamizdat.newsletters.shredding import SHREDDERS

MANUAL = Path(__file__).parents[3] / "docs" / "how-to" / "privacy.md"

SAID = {
    "newspaper": "The Far Shore",
    "controller": "Far Shore e.V. & friends",
    "contact": "privacy@shore.example",
    "authority": "the <authority>",
}


def test_the_manuals_table_is_the_programs():
    found = re.search(r"<!-- retention table: begin -->\n(.*?)<!-- retention table: end -->", MANUAL.read_text(), re.DOTALL)
    assert found[1] == retention_table(), "make it anew: tamizdat readers table"


@pytest.mark.parametrize("language", ["en", "ru", "fa", "uk"])
def test_the_privacy_page_is_made_of_blocks_that_the_edition_shows(language):
    blocks = privacy_blocks(language, **SAID)
    for block in blocks:
        check_block(block)
    text = str(blocks)
    assert "Far Shore e.V. &amp; friends" in text and "the &lt;authority&gt;" in text and "privacy@shore.example" in text
    assert "{" not in "".join(block.get("text", "") + "".join(block.get("items", [])) for block in blocks)


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_who_ends_a_name_with_a_stop_gets_no_second_one(language):
    stopped = {name: f"{text}." for name, text in SAID.items()}
    assert ".." not in str(privacy_blocks(language, **stopped)) and privacy_blocks(language, **stopped) == privacy_blocks(language, **SAID)


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_the_page_names_every_store_once(language):
    (stores,) = [block for block in privacy_blocks(language, **SAID) if len(block.get("items", [])) == len(SHREDDERS)]
    assert len({item.partition("</strong>")[0] for item in stores["items"]}) == len(SHREDDERS)


TRANSLATED = sorted(set(languages()) - {"en"})


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_words_for_every_store_basis_and_sentence_and_no_others(language):
    words = words_in(language)
    assert set(words["stores"]) == {each.store for each in SHREDDERS}
    assert set(words["bases"]) == {each.basis for each in SHREDDERS}
    assert set(words["page"]) == set(words_in("en")["page"])


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_the_same_times(language):
    for each in SHREDDERS:
        assert re.findall(r"\d+", words_in(language)["stores"][each.store]["keeps"]) == re.findall(r"\d+", each.keeps), each.store
