"""The blind gate: what people typed is nowhere on its disk, hardly in its memory, and soon not even there.

``benchmarks/gate_blind.py`` tells the same story with the full numbers and the real times.
"""

import os
from pathlib import Path

import pytest

from simulators.blind import Person, seize
from simulators.seizing import Needles, addresses_in, files_under, forms, memory_of

LIVE_SHARE = 0.01


@pytest.fixture(scope="module")
def seized(tmp_path_factory):
    settings = {"idle": "2", "age": "4", "drain": "3", "posts": "50"}
    return seize(tmp_path_factory.mktemp("seized"), sign_ups=200, others=40, leaves=10, hooks=20, errors=26, rest=8, **settings)


def test_everything_that_was_taken_is_in_the_queue(seized):
    assert seized.taken >= 200 + 40 + 10 + 20 - 5
    assert seized.rows >= seized.taken


def test_nothing_readable_is_on_the_disk(seized):
    assert seized.on_disk == set()


def test_hardly_anything_is_in_memory_while_the_gate_is_at_work(seized):
    assert len(seized.live) <= LIVE_SHARE * seized.people


def test_nothing_is_in_memory_after_a_rest(seized):
    assert seized.after == set()


def test_nothing_of_it_is_in_the_log(seized):
    assert seized.log.count("\n") <= 5


@pytest.mark.parametrize("place", range(4))
def test_the_search_finds_what_was_planted(tmp_path, place):
    person, other = Person(), Person()
    needles = Needles({each.address: each.texts for each in (person, other)})
    for number, form in enumerate(forms(person.texts[place])):
        (tmp_path / "planted").write_bytes(b"x" * 5_000 + form + b"y")
        assert needles.found_in(files_under(tmp_path)) == {person.address}, number
    assert person.address in needles.found_in(memory_of(os.getpid()))


def test_the_search_finds_a_network_address_as_the_system_writes_it():
    assert addresses_in(b"x\x02\x00\x12\x34" + bytes([127, 33, 44, 55]) + b"\0" * 8) == {"127.33.44.55"}


def test_an_empty_folder_holds_nothing(tmp_path: Path):
    assert Needles({"a": ["reader@mail.example"]}).found_in(files_under(tmp_path)) == set()
