"""The command line: one door, every command with its words, and errors that are sentences."""

import pytest

from tamizdat.site.cli import main


@pytest.mark.parametrize(
    "group", ["keys", "gate", "newsletter", "readers", "edition", "config", "backup", "restore", "doctor", "run", "init"]
)
def test_every_command_says_what_it_is_for(capsys, group):
    with pytest.raises(SystemExit) as stopped:
        main([group, "--help"])
    assert stopped.value.code == 0
    assert f"tamizdat {group}" in capsys.readouterr().out


def test_units_are_written_where_they_are_wanted(tmp_path, capsys):
    assert main(["config", "systemd", "--into", str(tmp_path)]) == 0
    assert (tmp_path / "tamizdat-gate.service").exists()
    assert main(["config", "systemd"]) == main(["config", "nginx"]) == main(["config", "onion"]) == 0
    assert "tamizdat-sender.service" in capsys.readouterr().out


def test_a_restoration_of_nothing_is_a_sentence(tmp_path, capsys):
    assert main(["restore", str(tmp_path / "nothing.age")]) == 1
    assert "there is no file" in capsys.readouterr().err
