"""Canonical JSON: one spelling for each value, in any language; digests and short ids of it."""

import hashlib
import json
from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.edition.canonical import base64url, canonical, digest, short_id

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_is_written_is_read_back(value):
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(texts, values, max_size=6), st.randoms())
def test_the_order_of_keys_changes_nothing(value, chance):
    names = list(value)
    chance.shuffle(names)
    assert canonical({name: value[name] for name in names}) == canonical(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, "x"]}, b'{"a":[true,null,"x"],"b":1}'),
        ({"": {}, "ё": "ж", "z": -0}, '{"":{},"z":0,"ё":"ж"}'.encode()),
        ('"\\/\b\f\n\r\t\x00\x7f\u2028<', b'"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\x7f\xe2\x80\xa8<"'),
        ({"\U0001f4f0": 1, "\uff5e": 2}, '{"～":2,"📰":1}'.encode()),  # by code point, where UTF-16 would have it the other way round
        ((1, (2,)), b"[1,[2]]"),
    ],
)
def test_the_spelling_is_the_one_that_is_written_down(value, written):
    assert canonical(value) == written


@pytest.mark.parametrize(
    "value", [1.0, [0.5], {"a": {"b": float("nan")}}, float("inf"), {1: 2}, {"a": {None: 1}}, object(), b"bytes", {1, 2}]
)
def test_what_two_languages_would_write_differently_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_half_a_character_is_refused():
    with pytest.raises(UnicodeEncodeError):
        canonical("\ud800")


def test_digests_and_ids_have_the_lengths_that_paths_rely_on():
    assert digest(b"") == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
    assert len(digest(b"x")) == 43
    assert short_id(b"") == "47DEQpj8HBSa-_TImW-5JA"
    assert len(short_id(b"x")) == 22


@given(st.binary(max_size=60))
def test_base64url_is_without_padding_and_reversible(data):
    text = base64url(data)
    assert "=" not in text
    assert urlsafe_b64decode(text + "=" * (-len(text) % 4)) == data
    assert digest(data) == base64url(hashlib.sha256(data).digest())
