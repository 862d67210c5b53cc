"""``keys dkim``: what it prints is enough to sign and to be checked; run again it makes no other keys."""

import re
import shlex

import pytest

from tamizdat.site.cli import main
from tamizdat.site.mail_settings import mail_settings


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("TAMIZDAT_HOME", str(tmp_path))
    return tmp_path


def test_what_it_prints_is_a_setting_that_the_door_takes(home, capsys):
    assert main(["keys", "dkim", "courier.example"]) == 0
    said = capsys.readouterr().out
    setting = shlex.split(re.search(r"^TAMIZDAT_DKIM_KEYS=(.*)$", said, re.MULTILINE)[1])[0]
    keys = mail_settings({"TAMIZDAT_DKIM_KEYS": setting}, 8002).dkim_keys
    assert [key.domain for key in keys] == ["courier.example"] * 2
    for key in keys:
        assert f"{key.selector}._domainkey.courier.example. IN TXT" in said
        assert key.file.stat().st_mode & 0o077 == 0


def test_run_again_it_prints_the_same_keys(home, capsys):
    main(["keys", "dkim", "courier.example"])
    first = capsys.readouterr().out
    main(["keys", "dkim", "courier.example"])
    assert capsys.readouterr().out == first


def test_what_is_no_domain_is_refused(home, capsys):
    assert main(["keys", "dkim", "letter@courier.example"]) == 1
    assert "is no domain" in capsys.readouterr().err
