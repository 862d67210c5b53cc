"""The plain text: narrow lines, whole addresses, no markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.edition import every_block, letter, letter_item, paragraph
from factories.letters import mail_of, persian_letter
from tamizdat.edition.views.letter_text import WIDTH, one_line

LONG = f"https://example.org/{'a-long-way/' * 20}"


def text_of(*blocks):
    return mail_of(letter(intro=blocks, items=(), note=(), appeal="")).text


@pytest.mark.parametrize("shown", [letter(intro=every_block(), items=(letter_item(form="full"),)), persian_letter()], ids=["en", "fa"])
def test_lines_are_narrow_but_for_addresses(shown):
    wide = [line for line in mail_of(shown).text.splitlines() if len(line) > WIDTH]
    assert all(line.startswith(("<https://", "http://")) for line in wide), wide


def test_an_address_is_never_cut():
    assert f"\n<{LONG}>.\n" in text_of(paragraph(f'Read <a href="{LONG}">all of it</a>.'))


@pytest.mark.parametrize(
    ("inline", "expected"),
    [
        ('See <a href="https://example.org/?a=1&amp;b=2">the <em>log</em></a>.', "See the log <https://example.org/?a=1&b=2>."),
        ('<a href="https://example.org/">https://example.org/</a>', "https://example.org/"),
        ('<a href="mailto:desk@farshore.example">write</a>', "write <desk@farshore.example>"),
        ('<a href="mailto:desk@farshore.example">desk@farshore.example</a>', "desk@farshore.example"),
        ("one<br>two &amp; <strong>three</strong>", "one\ntwo & three"),
        ('<a href="record:article-2">the reply</a>', "the reply <https://farshore.example/en/2026/10/article-2.html>"),
        ('<a href="record:nobody">the reply</a>', "the reply"),
        ("2 &lt; 3 &#8212; &quot;so&quot;", '2 < 3 — "so"'),
    ],
)
def test_inline_text_becomes_plain(inline, expected):
    assert f"\n\n{expected}\n\n" in text_of(paragraph(inline))


def test_lists_hang_from_their_marks():
    items = ["words " * 20, "short"]
    text = text_of({"type": "list", "ordered": True, "items": items}, {"type": "list", "ordered": False, "items": ["x"]})
    assert "\n1. words words" in text and "\n   words" in text and "\n2. short\n" in text and "\n* x\n" in text


def test_quotations_are_marked_line_by_line():
    text = text_of({"type": "quotation", "paragraphs": ["We waited. " * 12, "And left."], "source": "a deckhand"})
    quoted = text.split("\n\n")[2].splitlines()
    assert len(quoted) > 5 and all(line.startswith(">") for line in quoted) and quoted[-1] == "> a deckhand"


def test_empty_parts_leave_no_gaps():
    text = text_of({"type": "pull_quote", "text": "Nobody.", "source": ""}, {"type": "quotation", "paragraphs": [], "source": ""})
    assert "\n\n\n" not in text and "\n\n> Nobody.\n\n" in text


@given(st.lists(st.text(alphabet="abс ду,.–ی\u200c", min_size=1, max_size=12), max_size=30))
def test_no_word_is_lost(parts):
    said = " ".join(parts)
    assert " ".join(f"x{said}x".split()) in " ".join(text_of(paragraph(f"x{said}x")).split())


@given(st.text())
def test_a_line_is_one_line_and_saying_it_again_changes_nothing(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
