"""Blocks: each type with exactly its fields, each field in its form, and no place for anything else."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.edition import every_block, paragraph
from tamizdat.edition.blocks import FORMS, INSIDE_BACKGROUND, BadBlock, check_block
from tamizdat.edition.inline import BadInline

EXAMPLES = {block["type"]: block for block in every_block()}


def test_there_is_an_example_of_each_type():
    assert set(EXAMPLES) == set(FORMS)


@pytest.mark.parametrize("block", every_block(), ids=lambda block: block["type"])
def test_each_type_of_block_passes(block):
    check_block(block)


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_a_field_too_many_or_too_few_is_refused(kind):
    with pytest.raises(BadBlock, match="has the fields"):
        check_block(EXAMPLES[kind] | {"onclick": "x"})
    for name in FORMS[kind]:
        with pytest.raises(BadBlock, match="has the fields"):
            check_block({field: value for field, value in EXAMPLES[kind].items() if field != name})


WRONG = {
    "plain": [None, 1, ["x"]],
    "inline": [None, 1, "<script>", "<em>x", "a < b"],
    "inlines": [None, "x", [1], ["<em>x"]],
    "id": [None, 1, "", ["x"]],
    "url": [None, "", "javascript:x", "//x.example", "https://", "https://x.example/ y", 'https://x.example/"', "ftp://x.example"],
    "level": [None, "2", 1, 4, 2.0, True, [2]],
    "flag": [None, 0, "true"],
    "blocks": [None, {}, "x", ["x"], [None], [{}], [{"type": ["paragraph"]}], [{"type": "paragraph"}], [paragraph("<em>x")]],
}


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, form in FORMS.items() for field in form])
def test_a_value_in_another_form_is_refused(kind, field):
    for value in WRONG[FORMS[kind][field]]:
        with pytest.raises((BadBlock, BadInline)):
            check_block(EXAMPLES[kind] | {field: value})


@pytest.mark.parametrize("kind", sorted(set(FORMS) - INSIDE_BACKGROUND))
def test_a_background_box_holds_paragraphs_headings_and_lists_only(kind):
    with pytest.raises(BadBlock, match="paragraphs, headings and lists"):
        check_block({"type": "background", "title": "", "blocks": [EXAMPLES[kind]]})


@pytest.mark.parametrize("kind", [None, 1, "", "html", "raw", ["paragraph"], {}])
def test_an_unknown_type_is_refused(kind):
    with pytest.raises(BadBlock, match="no such block type"):
        check_block({"type": kind, "text": "x"})
    with pytest.raises(BadBlock):
        check_block({})


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6), lambda inner: st.lists(inner, max_size=3), max_leaves=4
)


@given(
    st.sampled_from(sorted(FORMS)),
    st.dictionaries(st.sampled_from(["text", "level", "items", "blocks", "photo", "url"]), values, max_size=4),
)
def test_no_block_is_more_than_refused(kind, fields):
    with suppress(BadBlock, BadInline):  # anything else that it raised would fail
        check_block(EXAMPLES[kind] | fields)
