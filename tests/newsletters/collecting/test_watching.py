"""The canary finds out a gate that withholds; what was set aside is tried again; the sign board says what the newspaper says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.edition import site
from newsletters.collecting.conftest import Noting
from newsletters.collecting.kit import collector
from simulators.gate_running import GIVING
from simulators.gates import GateSimulator, WithholdingGate
from tamizdat.contributions.terms import read_terms
from tamizdat.edition.records import Language, LetterKind
from tamizdat.gate.board import read_board
from tamizdat.newsletters.collecting.applying import TRY_AGAIN, try_again
from tamizdat.newsletters.collecting.sign_board import sign_board
from tamizdat.newsletters.collecting.watching import CANARY_WITHIN, Canary, gate_state, withholds
from tamizdat.newsletters.models.collected import SetAside

pytestmark = pytest.mark.django_db(databases=["default", "readers"])
LATER = CANARY_WITHIN + timedelta(minutes=1)


def fly(gate, tmp_path) -> None:
    """Post the canary and collect."""
    collecting, canary = collector(gate, Noting(), tmp_path), Canary(gate.line())
    for _ in range(3):
        canary.step([gate.queue_key.public])
        collecting.turn()


def test_the_canary_comes_back_from_an_honest_gate(tmp_path):
    gate = GateSimulator()
    fly(gate, tmp_path)
    assert not withholds(gate_state(), timezone.now() + LATER)
    assert [set(form) for form in gate.posted] == [{"box", "token"}]  # one an hour, like any reader's


def test_a_gate_that_withholds_is_found_out(tmp_path):
    fly(WithholdingGate(), tmp_path)
    assert not withholds(gate_state(), timezone.now())
    assert withholds(gate_state(), timezone.now() + LATER)


def test_a_strangers_canary_does_not_vouch_for_the_gate(tmp_path):
    gate = WithholdingGate()
    fly(gate, tmp_path)
    GateSimulator.put(gate, GateSimulator(queue_key=gate.queue_key).take("canary", sign="x" * 22))
    GateSimulator.put(gate, GateSimulator(queue_key=gate.queue_key).take("canary"))
    collector(gate, Noting(), tmp_path).turn()
    assert withholds(gate_state(), timezone.now() + LATER)


def test_what_was_set_aside_is_applied_when_its_handler_is_well_again(tmp_path):
    gate, handler = GateSimulator(), Noting(stumbles=2)
    gate.take("sign_up", address="one@mail.example")
    collector(gate, handler, tmp_path).turn()
    assert try_again(gate.keys, {"sign_up": handler}).counts == {}
    for outcome in ("set aside", "applied"):
        SetAside.objects.update(tried=timezone.now() - TRY_AGAIN - timedelta(seconds=1))
        assert try_again(gate.keys, {"sign_up": handler}).counts == {outcome: 1}
    assert handler.addresses == ["one@mail.example"]
    assert not SetAside.objects.exists()


def test_what_nobody_can_open_any_more_is_forgotten(tmp_path):
    gate = GateSimulator()
    gate.take("sign_up", address="one@mail.example")
    collector(gate, Noting(stumbles=9), tmp_path).turn()
    SetAside.objects.update(since=timezone.now() - timedelta(days=22))
    try_again(gate.keys, {})
    assert not SetAside.objects.exists()


def test_a_kept_box_holds_no_readable_address(tmp_path):
    gate = GateSimulator()
    gate.take("sign_up", address="one@mail.example")
    collector(gate, Noting(stumbles=9), tmp_path).turn()
    kept = SetAside.objects.get()
    assert b"mail.example" not in bytes(kept.box)
    assert "mail.example" not in kept.why


def test_the_sign_board_is_one_that_the_gate_accepts():
    letters = (LetterKind(code="weekly", name="The Friday letter", promise="The week.", rhythm="every Friday"),)
    language = Language(
        code="ru",
        name="Кешский курьер",
        motto="",
        description="",
        direction="ltr",
        navigation=(),
        footer=(),
        letters=letters,
        consent="Согласен.",
        consent_version="2026-11",
    )
    said = sign_board(
        site(
            languages=(language,),
            canonical_base="https://courier.example/news",
            sign_up_address="letter@courier.example",
            mirrors=("https://mirror.example/", "ftp://x"),
        ),
        {"ru": "ru/o-vas.html"},
        discreet=False,
        giving=GIVING | {"looked_through": "2026-11-01"},
    )
    board = read_board(said)
    assert board.tongue("ru").letters[0].code == "weekly"
    assert board.tongue("ru").privacy == "ru/o-vas.html"
    assert board.tongue("ru").version == "2026-11"
    assert board.discreet is False
    assert board.giving.terms == read_terms(GIVING) and board.giving.said("ru").statement == "KESHCOUR и сумма."
    assert board.tongue("ru").called == "Русский"
    assert board.colours == (site().style.accent, site().style.accent_dark)
    assert board.copies == ("https://mirror.example",)  # what is no address of a page leads nobody
    assert (board.site, board.mail) == ("https://courier.example/news", "letter@courier.example")
