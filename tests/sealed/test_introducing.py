"""A gate on another machine is told of its newsroom by one line, and tells its identity by another."""

import io
import json

import pytest

from tamizdat.sealed.introducing import BadIntroduction, accept_newsroom, main
from tamizdat.sealed.keyring import Keyring, for_gate, make_gate_keys
from tamizdat.sealed.keyring_files import read_key
from tamizdat.sealed.keyring_locks import LEAST_COST
from tamizdat.sealed.keys import b64, unb64


@pytest.fixture
def said(tmp_path):
    ring = Keyring(tmp_path / "keys")
    ring.make_missing("correct horse battery", cost=LEAST_COST)
    return {name: b64(raw) for name, raw in for_gate(ring).items()}


def test_the_gate_keeps_what_it_was_told_and_names_itself(said, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(said) + "\n"))
    assert main([str(tmp_path / "gate")]) == 0
    assert unb64(capsys.readouterr().out.strip()) == make_gate_keys(tmp_path / "gate")
    assert read_key(tmp_path / "gate" / "queue.public", "queue.public", 65)[0] == unb64(said["queue.public"])


@pytest.mark.parametrize("wrong", [{}, {"queue.public": "!"}, {"links.public": b64(bytes(31))}, {"newsroom-poll.public": 7}])
def test_what_is_no_introduction_is_refused_and_nothing_is_written(said, tmp_path, wrong):
    with pytest.raises(BadIntroduction, match="keys for-gate"):
        accept_newsroom(tmp_path / "gate", said | wrong if wrong else {})
    assert not (tmp_path / "gate").exists()


@pytest.mark.parametrize("line", ["", "[]", "no JSON"])
def test_a_wrong_line_is_a_sentence_and_not_a_traceback(tmp_path, monkeypatch, capsys, line):
    monkeypatch.setattr("sys.stdin", io.StringIO(line))
    assert main([str(tmp_path / "gate")]) == 1
    assert "keys for-gate" in capsys.readouterr().err


def test_without_a_folder_the_usage_is_said(capsys):
    assert main([]) == 2
    assert "usage:" in capsys.readouterr().err
