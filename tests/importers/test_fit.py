"""What is too long for its field: no word is cut off."""

import pytest

from tamizdat.edition.blocks import check_block
from tamizdat.importers import fit
from tamizdat.importers.tally import Tally

LONG = "word <&> " * 300

BLOCKS = [
    {"type": "heading", "text": LONG, "level": 2},
    {"type": "pull_quote", "text": LONG, "source": LONG},
    {"type": "quotation", "paragraphs": ["x"], "source": LONG},
    {"type": "photo", "photo": "photo.1", "alt": LONG, "caption": LONG, "credit": ""},
    {"type": "link_card", "url": "https://x.example/", "title": LONG, "text": LONG},
    {"type": "link_card", "url": "https://x.example/" + "y" * 2000, "title": LONG, "text": LONG},
]
LIMITS = {"text": 300, "source": 200, "alt": 300, "caption": 500, "title": 200, "url": 2000}


@pytest.mark.parametrize("block", BLOCKS)
def test_a_field_is_no_longer_than_its_form_and_its_words_stay(block: dict[str, object]) -> None:
    tally = Tally()
    made = fit.body([dict(block)], tally)
    for one in made:
        check_block(one)
        if one["type"] != "paragraph":
            assert all(len(str(value)) <= LIMITS[name] for name, value in one.items() if name in LIMITS)
    assert str(made).count("word") >= str(block).count("word")
    assert tally.differences


def test_what_fits_stays_as_it_is() -> None:
    tally = Tally()
    blocks = [{"type": "heading", "text": "Short", "level": 3}, {"type": "divider"}]
    assert fit.body(blocks, tally) == blocks
    assert tally.differences == []


def test_a_long_title_ends_at_a_word() -> None:
    title = fit.title("Long words " * 40, Tally())
    assert len(title) <= 255
    assert title.endswith(("Long…", "words…"))
