"""``tamizdat readers``: one reader's wishes, imports and exports at the terminal, with sentences and without addresses in arguments."""

import io
import json
import stat

import pyrage
import pytest
from django.test import override_settings

from factories.readers import FRIDAY, reader
from tamizdat.contributions.privacy import retention_table as givers_table
from tamizdat.newsletters.models import AuditEntry, Reader, Suppression
from tamizdat.newsletters.privacy import retention_table
from tamizdat.newsletters.readers import exporting
from tamizdat.site import cli
from tamizdat.site.commands import readers

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])

ADA = "ada@example.org"
HEAD = "address,letter,language,consented,source,version\n"
GOOD = "ada@example.org,weekly,en,2024-05-01,old form,2026-11\n"


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    """A newsroom that exists, and what is typed."""
    typed = io.StringIO(f"{ADA}\n")
    monkeypatch.setattr(readers, "newsroom_exists", lambda: True)
    monkeypatch.setattr("sys.stdin", typed)
    monkeypatch.setattr(readers, "_now", lambda: FRIDAY)
    return typed


def test_what_is_kept_of_an_address_is_printed(capsys):
    reader(ADA)
    assert cli.main(["readers", "show", "--person", "nadia"]) == 0
    assert json.loads(capsys.readouterr().out)["readers"][1]["letter"] == "weekly"
    assert AuditEntry.objects.get().person == "nadia"


def test_of_a_stranger_it_says_that_nothing_is_kept(capsys):
    assert cli.main(["readers", "show"]) == 0
    assert capsys.readouterr().out == "nothing is kept of this address\n"


def test_an_address_is_erased_for_good_on_demand(capsys):
    reader(ADA)
    assert cli.main(["readers", "erase", "--never-again"]) == 0
    assert not Reader.objects.exists() and Suppression.objects.get().reason == "asked"
    assert "readers: " in capsys.readouterr().out


def test_what_is_no_address_is_answered_with_a_sentence(terminal, capsys):
    terminal.truncate(0)
    assert cli.main(["readers", "show"]) == 1
    assert "not a mail address" in capsys.readouterr().err


def test_a_file_is_imported_after_a_dry_run(tmp_path, capsys):
    file = tmp_path / "readers.csv"
    file.write_text(HEAD + GOOD)
    assert cli.main(["readers", "import", str(file), "--dry-run"]) == 0
    assert not Reader.objects.exists() and "this would happen" in capsys.readouterr().out
    assert cli.main(["readers", "import", str(file)]) == 0
    assert Reader.objects.count() == 1


def test_words_of_another_system_come_from_a_file(tmp_path):
    file, words = tmp_path / "readers.csv", tmp_path / "words.txt"
    file.write_text(HEAD + GOOD.replace("2026-11", "old"))
    words.write_text("Yes, please.")
    assert cli.main(["readers", "import", str(file), "--wording", f"old={words}"]) == 0
    assert Reader.objects.get().subscriptions.get().consent.text == "Yes, please."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ((HEAD + GOOD.replace("weekly", "daily")).encode(), "Line 2: there is no letter"),
        (b"\xff\xfe", "UTF-8"),
        (b"", "must name the columns"),
    ],
)
def test_a_bad_file_is_answered_line_by_line_and_nothing_is_taken(tmp_path, capsys, data, said):
    file = tmp_path / "readers.csv"
    file.write_bytes(data)
    assert cli.main(["readers", "import", str(file)]) == 1
    error = capsys.readouterr().err
    assert said in error and "nothing was imported" in error and ADA not in error


@pytest.mark.parametrize("arguments", [["import", "no-such-file.csv"], ["import", "x.csv", "--wording", "old"]])
def test_a_file_that_is_not_there_is_named(capsys, arguments):
    assert cli.main(["readers", *arguments]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_an_approved_list_is_written_sealed_and_closed_to_others(tmp_path, capsys):
    reader(ADA)
    asked = exporting.ask("nadia", "Moving", FRIDAY)
    file, key = tmp_path / "list.age", pyrage.x25519.Identity.generate()
    command = ["readers", "export", str(asked.pk), str(file), "--person", "nadia", "--to", str(key.to_public())]
    with override_settings(TAMIZDAT_OPENER="simulators.openers.OpenAgent"):
        assert cli.main(command) == 1
        assert "not approved" in capsys.readouterr().err and not file.exists()
        exporting.decide(asked.pk, "omar", FRIDAY, approve=True)
        assert cli.main(command) == 0
        assert cli.main(command) == 1
    assert "name a new file" in capsys.readouterr().err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ADA.encode() in pyrage.decrypt(file.read_bytes(), [key])


def test_the_retention_tables_of_readers_and_givers_are_printed(capsys):
    assert cli.main(["readers", "table"]) == 0
    assert capsys.readouterr().out == f"{retention_table()}\n{givers_table()}"
