"""Floods: what is asked of a post in calm and under attack, and that no honest one is lost for it."""

import json
import time

import pytest

from gate.kit import Scene, text
from tamizdat.gate.conf import Limits
from tamizdat.gate.floods import ATTACK_LASTS, Floods
from tamizdat.gate.shared import Shared
from tamizdat.gate.tokens import USES, WORK_BITS, do_work, make_token
from tamizdat.sealed.keys import b64, unb64
from tamizdat.sealed.records import opened, sealed

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


def test_under_attack_nothing_is_lost_for_who_has_no_script(tmp_path, monkeypatch):
    scene = Scene(tmp_path / "gate")
    scene.shared.set("attack_until", int(time.time()) + 600)
    step = scene.sign_up(lang="ru", back="ru/index.html")
    assert step.status == 428
    assert "reader@mail.example" not in text(step)
    assert scene.keeper.asked == []
    hidden = dict(part.split('" value="', 1) for part in text(step).replace('"><', '">\n<').split('name="')[1:] if '" value="' in part)
    fields = {name: value.split('"')[0] for name, value in hidden.items()}
    assert set(fields) == {"lang", "token", "box", "back"}
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 3)
    assert scene.post("/sign-up", **fields).status == 200
    assert scene.records[0]["address"] == "reader@mail.example"


def test_the_second_step_of_an_unwanted_post_looks_like_any_other(tmp_path):
    scene = Scene(tmp_path / "gate")
    scene.shared.set("attack_until", int(time.time()) + 600)
    pages = [text(scene.sign_up(**fields)) for fields in ({}, {"address": "nonsense"}, {"website": "trap"})]
    assert len({len(page) for page in pages}) == 1


def test_the_token_address_says_what_is_asked_of_script(scene):
    calm = json.loads(scene.get("/token").body)
    scene.shared.set("attack_until", int(time.time()) + 600)
    attack = json.loads(scene.get("/token").body)
    assert (calm["work"], attack["work"]) == (0, WORK_BITS)
    assert calm["after"] == 2
    assert calm["keys"] == [b64(scene.newsroom.queue.public.id)]


def test_an_unwanted_box_in_a_second_step_holds_no_address(tmp_path):
    scene = Scene(tmp_path / "gate")
    scene.shared.set("attack_until", int(time.time()) + 600)
    page = text(scene.sign_up(website="trap"))
    box = page.split('name="box" value="')[1].split('"')[0]
    assert opened(scene.newsroom.keys, unb64(box)) == {"kind": "void"}
    assert len(unb64(box)) == len(sealed(scene.newsroom.queue.public, "sign_up"))
