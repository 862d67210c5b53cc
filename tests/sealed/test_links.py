"""Signed links: only the newsroom's are read, whole, in time, and as they were made."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.sealed.keys import b64
from tamizdat.sealed.links import LINK_CHARACTERS, Link, read_link, sign_link

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
NOW = 1_800_000_000.0

ACTIONS = ["confirm", "preferences", "unsubscribe", "mail", "give", "remind"]

links = st.builds(
    Link,
    action=st.sampled_from(ACTIONS),
    ref=st.text("abcXYZ019-_", min_size=22, max_size=22),
    language=st.sampled_from(["en", "ru", "zh-hans"]),
    issue=st.text("abc019.", max_size=40),
    shown=st.lists(st.text("abc019+", min_size=1, max_size=20), max_size=5).map(tuple),
    until=st.sampled_from([0, int(NOW), int(NOW) + 60]),
)


def signed(plain, key=KEY):
    said = plain if isinstance(plain, bytes) else json.dumps(plain).encode()
    return f"{b64(said)}.{b64(key.sign(b'tamizdat link 1' + bytes([10]) + said))}"


@given(links)
def test_a_link_says_what_was_signed(link):
    text = sign_link(KEY, link)
    assert read_link(PUBLIC, text, now=NOW) == link
    assert len(text) <= LINK_CHARACTERS and "@" not in text


@given(links, st.sampled_from(ACTIONS))
def test_a_link_opens_what_it_was_signed_for_and_nothing_else(link, action):
    within = {action} | ({"mail"} if action in ("unsubscribe", "preferences") else set())
    opened = link.opens(action)
    assert (opened is not None) == (link.action in within)
    assert opened is None or (opened.action, opened.ref, opened.issue) == (action, link.ref, link.issue)


def test_the_link_of_a_letter_leaves_that_letter_and_shows_all_preferences():
    link = Link(action="mail", ref="r" * 22, language="en", shown=("weekly", "+discreet", "alerts", "weekly"))
    assert link.opens("unsubscribe").shown == ("weekly",)
    assert link.opens("preferences").shown == ("+discreet", "alerts", "weekly")


def test_what_is_signed_is_canonical_json():
    link = Link(action="mail", ref='r"é' * 7, language="zh-hans", issue="7", shown=("weekly", "é"), until=7)
    plain = {"a": "m", "i": "7", "l": "zh-hans", "r": link.ref, "s": ["weekly", "é"], "u": 7}
    canonical = json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()
    assert sign_link(KEY, link) == signed(canonical)
    assert sign_link(KEY, Link(action="confirm", ref="r", language="en")) == signed(b'{"a":"c","l":"en","r":"r"}')


def test_a_link_over_its_time_is_none():
    link = Link(action="confirm", ref="r" * 22, language="en", until=int(NOW))
    assert read_link(PUBLIC, sign_link(KEY, link), now=NOW) == link
    assert read_link(PUBLIC, sign_link(KEY, link), now=NOW + 1) is None


def test_a_link_for_ever_is_good_in_a_hundred_years():
    link = Link(action="unsubscribe", ref="r" * 22, language="en")
    assert read_link(PUBLIC, sign_link(KEY, link), now=NOW + 100 * 365 * 86_400) == link


def test_another_newsrooms_link_is_none():
    other = Ed25519PrivateKey.generate()
    assert read_link(PUBLIC, sign_link(other, Link(action="confirm", ref="r" * 22, language="en")), now=NOW) is None


@given(links, st.data())
def test_a_link_changed_anywhere_is_none(link, data):
    text = sign_link(KEY, link)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("AZaz09-_.=%é").filter(lambda letter: letter != text[place]))
    assert read_link(PUBLIC, text[:place] + letter + text[place + 1 :], now=NOW) is None


@given(st.text(max_size=200))
def test_noise_is_none(noise):
    assert read_link(PUBLIC, noise, now=NOW) is None


GOOD = {"a": "c", "r": "r" * 22, "l": "en"}


@pytest.mark.parametrize("plain", [{**GOOD, "a": "x"}, {"a": "c"}, [], "c", 7, None, b"not JSON", {**GOOD, "s": 7}, {**GOOD, "a": ["c"]}])
def test_what_is_signed_but_no_link_is_none(plain):
    assert read_link(PUBLIC, signed(GOOD), now=NOW) is not None
    assert read_link(PUBLIC, signed(plain), now=NOW) is None


def test_a_link_too_long_to_be_ours_is_not_even_checked():
    assert read_link(PUBLIC, signed({**GOOD, "s": ["a" * LINK_CHARACTERS]}), now=NOW) is None


def test_a_signature_for_something_else_is_none():
    said = json.dumps(GOOD).encode()
    assert read_link(PUBLIC, f"{b64(said)}.{b64(KEY.sign(said))}", now=NOW) is None
