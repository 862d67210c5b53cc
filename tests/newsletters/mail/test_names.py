"""Message-IDs and return paths: known again, not forged, and silent about the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.mail import ref
from tamizdat.newsletters.mail.names import Token, message_id, return_path, tokens_in
from tamizdat.sealed.keys import b64

KEY = b"k" * 32
REFS = st.binary(min_size=16, max_size=16).map(b64)


def test_one_copy_has_one_message_id_and_two_copies_have_two():
    ada, bo = ref(), ref()
    names = {message_id(KEY, letter, who, "courier.example") for letter in ("one", "two") for who in (ada, bo)}
    assert len(names) == 4
    assert message_id(KEY, "one", ada, "courier.example") in names
    assert message_id(b"other" * 8, "one", ada, "courier.example") not in names


@given(st.integers(0, 2**48 - 1), REFS)
def test_a_return_path_is_read_back_whatever_case_it_comes_in(mailing, who):
    path = return_path(KEY, mailing, who, "courier.example")
    assert len(path.partition("@")[0]) <= 64
    for spelling in (path, path.upper(), f"Delivered-To: <{path}>, x"):
        assert tokens_in(KEY, spelling) == [Token("bounces", mailing, who)]


@given(REFS, st.integers(0, 47), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_return_path_that_we_did_not_make_says_nothing(who, place, letter):
    path = return_path(KEY, 7, who, "courier.example")
    start = path.index("+") + 1
    forged = path[: start + place] + letter + path[start + place + 1 :]
    assert forged == path or tokens_in(KEY, forged) == []
    assert tokens_in(b"j" * 32, path) == []


def test_a_reference_of_another_length_makes_no_return_path():
    with pytest.raises(ValueError, match="22 characters"):
        return_path(KEY, 1, b64(b"short"), "courier.example")
