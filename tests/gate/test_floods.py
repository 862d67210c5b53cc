"""Floods: what is asked of a post in calm and under attack, and that no honest one is lost for it."""

import json
import re
import time

import pytest

from gate.kit import Scene, text
from tamizdat.gate.conf import Limits
from tamizdat.gate.floods import ATTACK_LASTS, Floods
from tamizdat.gate.shared import Shared
from tamizdat.gate.tokens import USES, WORK_BITS, do_work, make_token
from tamizdat.gate.words import words_of
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import sealed

KEY = b"k" * 32
NOW = 1_800_000_000.0


@pytest.fixture
def floods() -> Floods:
    return Floods(Limits(), Shared(cells=2**12))


def under_attack() -> Floods:
    shared = Shared(cells=2**12)
    shared.set("attack_until", int(NOW) + 60)
    return Floods(Limits(), shared)


def token(use="page", age=10, work=0, nonce=b"n" * 10):
    return make_token(KEY, use, work=work, now=NOW - age, nonce=nonce)


@pytest.mark.parametrize(
    ("text", "boxed", "asked_again"),
    [
        ("", False, False),
        ("", True, True),
        (token(), False, False),
        (token("script"), True, False),
        (token(age=1), False, True),
        (token(age=86_401), False, True),
        (token()[:-1] + "A", False, True),
        ("junk", False, True),
    ],
)
def test_in_calm_only_a_token_that_is_not_good_is_asked_for_again(floods, text, boxed, asked_again):
    assert floods.wants_second_step(KEY, text, "", boxed=boxed, now=NOW) is asked_again


def test_under_attack_a_form_without_token_is_asked_once_more():
    assert under_attack().wants_second_step(KEY, "", "", boxed=False, now=NOW)
    assert not under_attack().wants_second_step(KEY, token(), "", boxed=True, now=NOW)


def test_under_attack_script_brings_its_work_or_takes_the_second_step():
    text = token("script", work=WORK_BITS)
    assert under_attack().wants_second_step(KEY, text, "", boxed=True, now=NOW)
    assert under_attack().wants_second_step(KEY, text, "0" * 32, boxed=True, now=NOW)
    assert under_attack().wants_second_step(KEY, token("script"), do_work(token("script"), WORK_BITS), boxed=True, now=NOW)
    assert not under_attack().wants_second_step(KEY, text, do_work(text, WORK_BITS), boxed=True, now=NOW)


def test_a_token_is_good_three_times(floods):
    asked = [floods.wants_second_step(KEY, token(), "", boxed=False, now=NOW) for _ in range(USES + 2)]
    assert asked == [False] * USES + [True] * 2


def test_an_attack_begins_with_a_full_minute_and_ends_after_a_calm_time(floods):
    for _ in range(600):
        floods.post_came(NOW)
    assert not floods.is_attack(NOW)
    floods.post_came(NOW)
    assert floods.is_attack(NOW)
    assert floods.work(NOW) == WORK_BITS
    assert floods.is_attack(NOW + ATTACK_LASTS - 1)
    assert not floods.is_attack(NOW + ATTACK_LASTS)


def test_ten_thousand_posts_for_a_hundred_addresses_leave_three_each(floods):
    wanted = [floods.is_wanted(f"victim{number % 100}@mail{number % 100}.example", "", now=NOW) for number in range(10_000)]
    assert sum(wanted) == 300


def test_spellings_of_one_address_count_together(floods):
    spelt = ["Reader@Mail.Example", "reader@mail.example", " READER@mail.example "]
    assert [floods.is_wanted(each, "", now=NOW) for each in spelt] == [True] * 3
    assert not floods.is_wanted("reader@MAIL.example", "", now=NOW)


def test_an_address_is_free_again_the_next_day(floods):
    assert [floods.is_wanted("reader@mail.example", "", now=NOW) for _ in range(4)] == [True, True, True, False]
    assert floods.is_wanted("reader@mail.example", "", now=NOW + 86_400)


def test_a_domain_has_an_hours_limit_that_one_victim_does_not_use_up():
    floods = Floods(Limits(domain_hour=50), Shared(cells=2**12))
    for _ in range(200):
        floods.is_wanted("victim@mail.example", "", now=NOW)
    wanted = [floods.is_wanted(f"reader{number}@mail.example", "", now=NOW) for number in range(100)]
    assert 40 <= sum(wanted) <= 50
    assert floods.is_wanted("reader@elsewhere.example", "", now=NOW)


def test_too_many_in_all_is_said_and_not_counted_against_anybody(tmp_path):
    scene = Scene(tmp_path / "gate", total_hour=5)
    assert [scene.sign_up(address=f"reader{number}@mail.example").status for number in range(8)] == [200] * 5 + [503] * 3


def test_under_attack_who_has_no_script_types_once_more_and_is_taken(tmp_path, monkeypatch):
    scene = Scene(tmp_path / "gate")
    scene.shared.set("attack_until", int(time.time()) + 600)
    answer = scene.post("/sign-up", lang="ru", address="reader@mail.example", letter="weekly", consent="2026-11", back="ru/index.html")
    assert (answer.status, answer.location, answer.body) == (303, "/letter?lang=ru&back=ru%2Findex.html&why=step", b"")
    page = scene.get(answer.location)
    assert words_of("ru")["step"] in text(page) and words_of("ru")["again"] in text(page)
    assert scene.keeper.asked == []
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text(page)))
    assert set(hidden) == {"lang", "token", "back"}
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 3)
    assert scene.sign_up(**hidden).status == 200
    assert scene.records[0]["address"] == "reader@mail.example"


def test_who_is_asked_again_has_not_been_counted(tmp_path, monkeypatch):
    scene = Scene(tmp_path / "gate")
    scene.shared.set("attack_until", int(time.time()) + 600)
    for _ in range(5):
        scene.sign_up()
    scene.shared.set("attack_until", 0)
    scene.sign_up()
    assert len(scene.records) == 1


def test_an_unwanted_post_is_asked_again_like_any_other(tmp_path):
    scene = Scene(tmp_path / "gate")
    scene.shared.set("attack_until", int(time.time()) + 600)
    usual = {"lang": "en", "address": "reader@mail.example", "letter": "weekly", "consent": "2026-11"}
    answers = [scene.post("/sign-up", **usual | fields) for fields in ({}, {"address": "nonsense"}, {"website": "trap"})]
    assert {(answer.status, answer.location) for answer in answers} == {(303, "/letter?lang=en&back=&why=step")}


def test_the_token_address_says_what_is_asked_of_script(scene):
    calm = json.loads(scene.get("/token").body)
    scene.shared.set("attack_until", int(time.time()) + 600)
    attack = json.loads(scene.get("/token").body)
    assert (calm["work"], attack["work"]) == (0, WORK_BITS)
    assert calm["after"] == 2
    assert calm["keys"] == [b64(scene.newsroom.queue.public.id)]


def test_a_box_without_a_token_is_told_to_ask_for_one_and_nothing_else(scene):
    answer = scene.post("/sign-up", box=b64(sealed(scene.newsroom.queue.public, "sign_up", address="reader@mail.example")))
    assert (answer.status, answer.kind) == (428, "text/plain; charset=utf-8")
    assert scene.keeper.asked == []
