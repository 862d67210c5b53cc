"""Webhooks: signed over the raw body, posted until taken; and whatever becomes of them, fetching tells the same story as the list."""

import itertools
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from simulators.pretend import SECRET
from tamizdat.contributions.interfaces import BadSignature
from tamizdat.contributions.providers.local.means import DISPUTED_WON, WAVERS
from tamizdat.contributions.providers.local.signing import HEADER, signature


@pytest.fixture
def hook(provider):
    provider.give()
    return provider.hooks()[0]


def test_a_hook_hints_at_what_can_be_fetched(provider, hook):
    hint = provider.client.read_hook(hook)
    assert [fact.kind for fact in provider.client.fetch(hint)] == ["paid"]


def test_it_says_nothing_that_could_be_believed_without_fetching(hook):
    assert set(json.loads(hook.body)) == {"id", "type", "created", "object", "target"}


@pytest.mark.parametrize("place", range(0, 120, 7))
def test_one_bit_of_the_body_breaks_the_signature(provider, hook, place):
    body = bytearray(hook.body)
    body[place % len(body)] ^= 1
    with pytest.raises(BadSignature):
        provider.client.read_hook(replace(hook, body=bytes(body)))


@pytest.mark.parametrize("said", ["", "t=1,v1=", "v1=" + "0" * 64, "t=99999999999999,v1=" + "0" * 64, "nonsense"])
def test_what_is_no_signature_is_refused(provider, hook, said):
    with pytest.raises(BadSignature):
        provider.client.read_hook(replace(hook, headers={HEADER: said}))


@pytest.mark.parametrize(("seconds", "good"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_it_is_good_for_five_minutes(provider, hook, seconds, good):
    late = replace(hook, received=hook.received + timedelta(seconds=seconds))
    if good:
        assert provider.client.read_hook(late)
    else:
        with pytest.raises(BadSignature):
            provider.client.read_hook(late)


def test_another_time_needs_another_signature(provider, hook):
    said = signature(SECRET, hook.body, now=int(provider.now) - 1000).split(",")[1]
    with pytest.raises(BadSignature):
        provider.client.read_hook(replace(hook, headers={HEADER: f"t={int(provider.now)},{said}"}))


def test_a_hook_about_what_has_no_money_in_it_hints_at_nothing(provider, hook):
    body = json.dumps({"id": "evt_1", "type": "card_page.open", "object": "card_page", "target": "x", "created": 1}).encode()
    signed = replace(hook, body=body, headers={HEADER: signature(SECRET, body, now=int(provider.now))})
    assert provider.client.read_hook(signed) is None


def test_what_was_not_taken_is_posted_again_ever_more_slowly(provider):
    provider.answers = lambda body: 503
    provider.give()
    times = []
    for _ in range(200):
        if provider.postman.step() or len(provider.posted) > len(times):
            times.append(provider.now)
        provider.now += 1
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert gaps == sorted(gaps) and len(times) >= 5
    provider.answers = lambda body: 200
    provider.now += 600
    provider.postman.step()
    assert provider.postman.waiting() == 0


def story(provider):
    """A year of everything."""
    provider.give(WAVERS, frequency="monthly")
    provider.give(DISPUTED_WON, ref="S" * 22)
    provider.days(200)


@pytest.mark.parametrize("fault", [{}, {"duplicate": 9}, {"reorder": 1}, {"forge": 9}], ids=str)
def test_following_every_hint_tells_what_the_list_tells(provider, fault):
    provider.client.control("faults", **fault)
    story(provider)
    believed = []
    for hook in provider.hooks():
        try:
            believed.append(provider.client.read_hook(hook))
        except BadSignature:
            continue
    assert {fact for hint in believed for fact in provider.client.fetch(hint)} == set(provider.journal())
    assert len(provider.posted) == len(provider.journal()) + fault.get("duplicate", 0) + fault.get("forge", 0)


def test_facts_have_names_of_their_own(provider):
    story(provider)
    names = [fact.event for fact in provider.journal()]
    assert len(set(names)) == len(names)


def test_what_is_dropped_is_found_in_the_list(provider):
    provider.client.control("faults", drop=2)
    story(provider)
    assert len(provider.hooks()) == len(provider.journal()) - 2


def test_a_delay_keeps_hooks_back(provider):
    provider.client.control("faults", delay=60)
    provider.give()
    assert provider.hooks() == []
    provider.now += 61
    assert len(provider.hooks()) == 1


def test_reordered_hooks_come_newest_first(provider):
    provider.client.control("faults", reorder=1)
    story(provider)
    provider.hooks()
    made = [json.loads(body)["created"] for body, _ in provider.posted]
    assert made == sorted(made, reverse=True)
