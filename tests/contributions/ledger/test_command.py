"""``tamizdat contributions``: comparing, proving, exporting and deciding at the terminal."""

import json
import stat
from types import MappingProxyType

import pytest
from django.db import connections

from factories.ledger import NOON, paid
from simulators.pretend import PretendProvider
from tamizdat.contributions import inbox
from tamizdat.contributions.ledger import heads
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.models import Contribution, Deed, Entry, Inbound
from tamizdat.contributions.providers import from_settings
from tamizdat.site import cli
from tamizdat.site.commands import contributions

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(autouse=True)
def provider(monkeypatch):
    """A newsroom that exists, whose provider has one gift."""
    made = PretendProvider(now=NOON.timestamp() - 86_400)
    made.give()
    monkeypatch.setattr(contributions, "newsroom_exists", lambda: True)
    monkeypatch.setattr(contributions, "_now", lambda: NOON)
    monkeypatch.setattr(from_settings, "providers", lambda: MappingProxyType({"local": made.client}))
    return made


def run(*words):
    return cli.main(["contributions", *map(str, words)])


def test_a_comparison_says_what_is_open_and_what_to_do(provider, capsys):
    assert run("reconcile") == 1
    said = capsys.readouterr().out
    assert "local: " in said and "missing_here" in said and "apply it" in said
    Ledger().apply(provider.journal())
    assert run("reconcile", "--days", 30) == 0
    assert "0 differences are open" in capsys.readouterr().out


def test_a_comparison_is_readable_for_machines(capsys):
    assert run("reconcile", "--json") == 1
    (report,) = json.loads(capsys.readouterr().out)
    assert {row["kind"] for row in report["differences"]} >= {"missing_here"}


def test_a_difference_is_decided_with_a_reason(provider, capsys):
    run("reconcile")
    assert run("differences") == 0
    number = next(line.split()[0] for line in capsys.readouterr().out.splitlines() if "missing_here" in line)
    assert run("differences", "apply", number) == 1
    assert "--reason" in capsys.readouterr().err
    assert run("differences", "apply", number, "--reason", "it was paid", "--person", "nadia") == 0
    assert Entry.objects.count() == 1
    assert Deed.objects.get().person == "nadia"
    assert run("differences", "apply", 999, "--reason", "x") == 1
    assert run("differences", "leave", "x", "--reason", "x") == 1


def test_a_damaged_webhook_is_decided_with_a_reason(provider, capsys):
    hook = provider.hooks()[0]
    inbox.take_at(hook, NOON)
    Inbound.objects.update(state="damaged", why="something broke here")
    assert run("damaged") == 0
    assert hook.id in capsys.readouterr().out
    assert run("damaged", "leave", hook.id, "--reason", "a test of theirs") == 0
    assert Inbound.objects.get().state == "ignored"
    assert run("damaged", "leave", hook.id, "--reason", "again") == 1


def test_the_proof_names_the_first_broken_entry(capsys):
    Ledger().apply([paid(), paid(transaction="ch_2", ref="B" * 22)])
    head = str(heads.head())
    assert run("verify", "--head", head) == 0
    assert f"head {head}" in capsys.readouterr().out
    with connections["ledger"].cursor() as cursor:
        cursor.execute("DROP TRIGGER contributions_entry_update")
        cursor.execute("UPDATE contributions_entry SET amount = 5 WHERE number = 2")
    assert run("verify", "--rebuild") == 1
    assert "entry 2 is not what it was" in capsys.readouterr().out


def test_the_head_that_the_last_backup_noted_is_asked_too(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TAMIZDAT_HOME", str(tmp_path))
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "last.json").write_text(json.dumps({"made": 0, "ledger": f"9:{'0' * 64}"}))
    Ledger().apply([paid()])
    assert run("verify") == 1
    assert "a head of 9 entries was noted once" in capsys.readouterr().out


def test_what_follows_from_the_entries_is_made_again_when_asked(capsys):
    Ledger().apply([paid()])
    Contribution.objects.update(paid=5)
    assert run("verify") == 1
    assert run("verify", "--rebuild") == 0
    assert Contribution.objects.get().paid == 1000
    assert run("verify", "--head", "nonsense") == 1


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_an_export_is_a_new_file_for_its_owner_alone(tmp_path, capsys, suffix):
    Ledger().apply([paid()])
    file = tmp_path / f"ledger.{suffix}"
    assert run("export", file) == 0
    assert str(heads.head()) in capsys.readouterr().out and str(heads.head()) in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert heads.noted() == [heads.head()]
    assert run("export", file) == 1
    assert run("export", tmp_path / "ledger.xls") == 1


def test_a_day_is_a_day(tmp_path):
    with pytest.raises(SystemExit):
        run("export", tmp_path / "ledger.csv", "--since", "yesterday")
    assert run("export", tmp_path / "ledger.csv", "--since", "2026-03-01", "--until", "2026-03-02") == 0
