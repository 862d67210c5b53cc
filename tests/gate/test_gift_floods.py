"""Cards are tried at forms for giving: one attempt a page, few without script under attack, work with it, and who gives passes."""

import json
import time

import pytest

from gate.giving_kit import PAGE, GivingScene, carried_in, seen
from tamizdat.gate.tokens import GIFT_WORK_BITS, do_work, make_token
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import sealed


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = float(int(time.time()) // 3600 * 3600 + 10)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "time", made)
    return made


@pytest.fixture
def scene(tmp_path, clock) -> GivingScene:
    return GivingScene(tmp_path / "gate")


def attack(scene: GivingScene, clock: Clock) -> None:
    scene.shared.set("gift_attack_until", int(clock.now) + 600)


def test_a_check_page_is_good_for_one_attempt(scene, clock):
    check = scene.form()
    clock.now += 3
    assert scene.go(check).location == PAGE
    again = scene.go(check)
    assert again.location.startswith("/give/check?") and "why=step" in again.location
    assert len(scene.keeper.asked) == 1


def test_a_check_page_that_is_sent_at_once_or_a_day_later_is_shown_once_more(scene, clock):
    check = scene.form()
    for wait in (1, 90_000):
        clock.now += wait
        again = scene.go(check)
        assert "why=step" in again.location
    clock.now += 3
    assert scene.go(again).location == PAGE


def test_a_token_of_a_script_is_good_for_one_attempt(scene, clock):
    token = scene.gate.token("script")
    clock.now += 3
    assert [scene.boxed(token=token).status for _ in range(3)] == [200, 428, 428]


@pytest.mark.parametrize(("use", "gives", "signs_up"), [("page", 428, 200), ("script", 200, 200), ("gift", 428, 428)])
def test_a_token_for_one_way_is_none_for_another(scene, clock, use, gives, signs_up):
    token = scene.gate.token(use)
    clock.now += 3
    box = b64(sealed(scene.newsroom.queue.public, "wish"))
    assert scene.post("/give", box=box, token=token).status == gives
    assert scene.post("/sign-up", box=box, token=token).status == signs_up


@pytest.mark.parametrize("token", ["", "junk", "A" * 43])
def test_a_box_without_a_good_token_is_asked_again(scene, token):
    assert scene.boxed(token=token).status == 428
    assert scene.keeper.asked == []


def test_more_than_ten_posts_a_minute_are_an_attack_and_it_ends(scene, clock):
    for _ in range(10):
        scene.form()
    assert not scene.gate.gifts.is_attack(clock.now)
    scene.form()
    assert scene.gate.gifts.is_attack(clock.now)
    assert json.loads(scene.get("/token").body)["work"] == GIFT_WORK_BITS
    clock.now += 601
    assert not scene.gate.gifts.is_attack(clock.now)


def test_cards_that_are_tried_slowly_are_noticed_within_the_hour(scene, clock):
    for _ in range(101):
        scene.form()
        clock.now += 15
    assert scene.gate.gifts.is_attack(clock.now)


def test_under_attack_a_script_works_and_passes(scene, clock):
    attack(scene, clock)
    token = scene.gate.token("script")
    clock.now += 3
    assert scene.boxed(token=token, work="0").status == 428
    assert scene.boxed(token=token, work=do_work(token, GIFT_WORK_BITS)).status == 200


def test_under_attack_a_token_that_asks_for_less_work_is_asked_again(scene, clock):
    attack(scene, clock)
    token = make_token(scene.gate.form_token, "script", work=15, now=clock.now - 5, nonce=b"n" * 10)
    assert scene.boxed(token=token, work=do_work(token, 15)).status == 428


def test_under_attack_six_an_hour_pass_without_script_and_the_rest_are_told_in_one_wording(scene, clock):
    attack(scene, clock)
    checks = [scene.form() for _ in range(20)]
    clock.now += 3
    answers = [scene.go(check) for check in checks]
    assert [answer.location == PAGE for answer in answers] == [True] * 6 + [False] * 14
    assert len({seen(scene.get(answer.location)) for answer in answers[6:] if "why=many" in answer.location}) == 1
    assert len(scene.keeper.asked) == 6


def test_who_is_capped_may_use_the_pages_that_are_ready(scene, clock):
    attack(scene, clock)
    scene.shared.set("gift_hour", int(clock.now) // 3600)
    scene.shared.set("gift_hour_plain", 6)
    check = scene.form()
    clock.now += 3
    assert "https://pay.cards.example/once-1000" in scene.get(scene.go(check).location).body.decode()


def test_an_hour_has_a_cap_for_all(tmp_path, clock):
    scene = GivingScene(tmp_path / "gate", gift_hour=3, gift_calm=1_000)
    tokens = [scene.gate.token("script") for _ in range(5)]
    clock.now += 3
    assert [scene.boxed(token=token).status for token in tokens] == [200] * 3 + [503] * 2
    clock.now += 3_600
    token = scene.gate.token("script")
    clock.now += 3
    assert scene.boxed(token=token).status == 200


def test_hostile_attempts_hardly_pass_while_a_giver_with_script_does(scene, clock):
    passed = 0
    tokens, checks = [scene.gate.token("script")], [carried_in(scene.form(other="2"))]
    for number in range(500):
        clock.now += 0.2
        passed += hostile(scene, number, tokens, checks)
    token = scene.gate.token("script")
    clock.now += 3
    assert scene.boxed(token=token, work=do_work(token, GIFT_WORK_BITS)).status == 200
    assert passed <= 20


def hostile(scene: GivingScene, number: int, tokens: list[str], checks: list[str]) -> bool:
    """One attempt, in turn: a worn token, a fresh one without work, the least amount by plain form, a page that was used."""
    before = len(scene.keeper.asked)
    way = number % 4
    if way == 0:
        scene.boxed(token=tokens[0])
    elif way == 1:
        tokens.append(scene.gate.token("script"))
        scene.boxed(token=tokens[-12] if len(tokens) > 12 else tokens[0], work="0")
    elif way == 2:
        checks.append(carried_in(scene.form(other="2")))
        scene.post("/give/go", w=checks[-12] if len(checks) > 12 else checks[0])
    else:
        scene.post("/give/go", w=checks[0])
    return len(scene.keeper.asked) > before
