"""The till leads a wish to the provider's page: once, quickly, whatever stops or stumbles."""

import pytest
from django.db import OperationalError

from contributions.till.kit import Scene
from simulators.pretend import URL
from tamizdat.contributions import till as tills
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.models import Checkout, Origin, Outgoing

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])

LATER = {"refused": "try_later", "country": ""}


def test_the_address_of_the_providers_page_is_left_at_the_gate(scene):
    scene.wish("A" * 22)
    scene.turn()
    assert scene.answers == {"A" * 22: {"url": f"{URL}/pay/{scene.row.checkout}"}}
    assert (scene.row.state, scene.row.answer) == ("open", "")
    assert scene.gate.requests[0].limit == 0 and scene.gate.requests[0].wait == 0


def test_what_was_answered_is_looked_at_no_more(scene):
    scene.wish()
    for _ in range(3):
        scene.turn()
        scene.pass_(30)
    assert len(scene.gate.requests) == 1
    assert scene.pages() == 1


def test_the_provider_is_told_the_order_and_nothing_of_who_gives(scene):
    scene.wish(email="ada@mail.example", bank="GE", residence="AM", appeal="spring", variant="b", language="ru", frequency="monthly")
    scene.turn()
    (asked,) = scene.pretend.asked
    told = asked.read().decode() + str(asked.headers)
    assert not [word for word in ("ada", "spring", "GE", "AM", scene.row.record) if f'"{word}' in told]
    assert scene.row.ref in told and "https://gate.example/given?lang=ru" in told


def test_what_somebody_had_read_is_noted_here(scene):
    scene.wish(appeal="spring", variant="b")
    scene.turn()
    origin = Origin.objects.get()
    assert (origin.ref, origin.appeal, origin.variant) == (scene.row.ref, "spring", "b")


@pytest.mark.parametrize("fault", ["error_before", "error_after", "stall"])
def test_a_provider_that_is_away_is_said_quickly(scene, fault):
    scene.wish(email="ada@mail.example")
    scene.pretend.client.control("faults", **{fault: 1})
    scene.turn()
    assert scene.answer == LATER
    assert bytes(scene.row.box) == b""


def test_an_order_that_the_provider_refuses_is_said_too(scene, monkeypatch):
    monkeypatch.setattr(scene.pretend.client, "least", lambda currency: 1)
    scene.wish(amount=10**6)
    Checkout.objects.update(amount=1)
    scene.turn()
    assert scene.answer == LATER


def test_a_provider_that_does_not_answer_is_not_waited_for(scene):
    """The hand that asks it is still at it when another says so; what it learns then is shown to nobody."""
    scene.wish()
    start = scene.pretend.client.start

    def slowly(order, *, key):
        scene.pass_(5.1)
        scene.turn()
        assert scene.answer == LATER
        return start(order, key=key)

    scene.pretend.client.start = slowly
    (waiting,) = scene.till.waiting()
    scene.till.serve(waiting[0])
    assert {tuple(answer) for answer in scene.answers.values()} == {("refused", "country")}
    assert scene.row.state == "refused"


def test_a_wish_that_nobody_took_in_time_never_reaches_the_provider(scene):
    scene.wish()
    scene.pass_(6)
    scene.turn()
    assert scene.answer == LATER
    assert not scene.pretend.asked


def test_a_gate_that_is_away_is_tried_again(scene):
    scene.wish()
    scene.away = 2
    for _ in range(4):
        scene.turn()
        scene.pass_(1.1)
    assert "url" in scene.answer
    assert scene.pages() == 1


def test_after_a_minute_nobody_waits_and_the_answer_goes(scene):
    scene.wish()
    scene.away = 1_000
    for _ in range(70):
        scene.turn()
        scene.pass_(1)
    assert (scene.row.answer, scene.answers) == ("", {})
    assert scene.row.answered and scene.till.waiting() == []


def test_two_tills_make_one_page_and_leave_one_answer(scene):
    scene.wish()
    other = Scene(pretend=scene.pretend, gate=scene.gate, now=scene.now)
    (pk, _), (same, _) = scene.till.waiting()[0], other.till.waiting()[0]
    assert scene.till.serve(pk) and not other.till.serve(same)
    assert (scene.pages(), len(scene.gate.requests)) == (1, 1)


def test_a_large_gift_is_answered_and_goes_on_when_a_person_has_decided(scene):
    scene.wish(method="crypto", residence="DE", amount=200_000)
    scene.turn()
    assert scene.answer == {"refused": "large_gift", "country": ""}
    assert not scene.pretend.asked
    scene.pass_(86_400)
    scene.pretend.now = scene.now.timestamp()

    def allow(ref):
        return tills.allow(ref, named=lambda name: scene.pretend.client, now=lambda: scene.now)

    scene.pretend.client.control("faults", stall=1)
    with pytest.raises(ProviderFault):
        allow(scene.row.ref)
    address = allow(scene.row.ref)
    assert address == allow(scene.row.ref) == f"{URL}/pay/{scene.row.checkout}"
    assert (scene.row.state, scene.pages(), len(scene.answers)) == ("open", 1, 1)
    assert allow("S" * 22) == ""


class Killed(BaseException):
    """As SIGKILL: nothing of ours sees it."""


POINTS = [
    "claimed",
    "key on the disk",
    "provider asked",
    "provider answered",
    "answer noted",
    "address kept",
    "before the gate",
    "gate heard",
]


def dies(scene, monkeypatch, point):
    """Let the till die once at a point."""
    alive = [True]

    def once(target, name, *, after):
        whole = getattr(target, name)

        def dying(*arguments, **named):
            if not alive[0]:
                return whole(*arguments, **named)
            if after:
                whole(*arguments, **named)
            alive[0] = False
            raise Killed

        monkeypatch.setattr(target, name, dying)

    target = {
        "claimed": (tills.Till, "_begin", False),
        "key on the disk": (tills, "order_of", False),
        "provider asked": (scene.pretend.client, "start", False),
        "provider answered": (scene.pretend.client, "start", True),
        "answer noted": (tills.outgoing, "once", True),
        "address kept": (tills.Till, "_begin", True),
        "before the gate": (scene, "ask", False),
        "gate heard": (scene, "ask", True),
    }[point]
    once(target[0], target[1], after=target[2])
    return alive


@pytest.mark.parametrize("point", POINTS)
def test_a_till_that_is_killed_anywhere_loses_and_doubles_nothing(scene, monkeypatch, point):
    scene.wish("K" * 22)
    alive = dies(scene, monkeypatch, point)
    with pytest.raises(Killed):
        scene.turn()
    assert not alive[0]
    monkeypatch.setattr(tills, "PATIENCE", tills.GIVEN_UP)  # so that the page is still wanted
    scene.pass_(21)
    scene.turn()
    assert scene.pages() == 1
    assert scene.answers == {"K" * 22: {"url": f"{URL}/pay/{scene.row.checkout}"}}
    assert Outgoing.objects.get().state == "done"


@pytest.mark.parametrize("point", POINTS)
def test_who_waits_is_answered_within_seconds_also_then(scene, monkeypatch, point):
    scene.wish("K" * 22)
    dies(scene, monkeypatch, point)
    with pytest.raises(Killed):
        scene.turn()
    scene.pass_(21)
    scene.turn()
    assert set(scene.answers) == {"K" * 22}
    assert scene.pages() <= 1


def test_a_collector_that_is_killed_hands_the_same_record_over_again(scene, monkeypatch):
    for _ in range(2):
        scene.wish("A" * 22)
        scene.turn()
    assert (Checkout.objects.count(), scene.pages(), len(scene.gate.requests)) == (1, 1, 1)


def test_a_ledger_that_is_away_leaves_the_record_at_the_gate(scene, monkeypatch):
    def away(*_, **__):
        raise OperationalError

    monkeypatch.setattr(Checkout.objects, "get_or_create", away)
    with pytest.raises(OperationalError):
        scene.wish()
