"""The command: what it prints, and where; its exit code."""

import io
import json
from argparse import ArgumentParser
from pathlib import Path

import pytest

from importers import wxr_factory as make
from tamizdat.importers.cli import Bar, add_arguments, run
from tamizdat.newsroom.models import ArticlePage

pytestmark = pytest.mark.django_db


def command(*words: str) -> int:
    parser = ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(words))


def test_the_summary_names_counts_and_differences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = make.write(tmp_path, make.document(make.item(content="<h5>Deep</h5><p>One.</p>")))
    assert command(str(path)) == 0
    out, err = capsys.readouterr()
    assert "Imported 1 article, 1 section" in out
    assert "heading, changed: a heading of level 3, not 5 (1)\n    Story 11: Deep" in out
    assert err == ""


def test_json_is_the_whole_account_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = make.write(tmp_path, make.document(make.item(content="<hr>" * 9 + "<h5>x</h5>" * 9)))
    assert command(str(path), "--json", "--dry-run") == 0
    account = json.loads(capsys.readouterr().out)
    assert account["dry_run"] is True
    assert account["counts"]["heading"] == {"came": 9, "same": 0, "changed": 9, "left_out": 0}
    assert sum(one["kind"] == "heading" for one in account["differences"]) == 9
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("as_json", [True, False])
def test_a_refusal_is_one_sentence_and_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    path = make.write(tmp_path, "<html></html>")
    assert command(str(path), *(["--json"] if as_json else [])) == 1
    out, err = capsys.readouterr()
    said = json.loads(out)["error"] if as_json else err
    assert "where a WordPress export has <rss>" in said
    assert "Traceback" not in out + err


def test_the_report_lists_what_the_terminal_shortens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = make.write(tmp_path, make.document(make.item(content="".join(f"<h5>head {n}</h5>" for n in range(9)))))
    report = tmp_path / "report.txt"
    assert command(str(path), "--report", str(report)) == 0
    assert "and 4 more: --report FILE" in capsys.readouterr().out
    text = report.read_text()
    assert all(f"head {n}" in text for n in range(9))


def test_a_report_that_cannot_be_written_is_told_before_anything_is_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = make.write(tmp_path, make.document(make.item()))
    assert command(str(path), "--report", str(tmp_path / "nowhere" / "report.txt")) == 1
    assert not ArticlePage.objects.exists()


def test_an_archive_cannot_write_control_characters_to_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    title = "Red &#27;[31m \u009b31m \u202e line"
    path = make.write(tmp_path, make.document(make.item(title=title, content="<h5>x</h5>")))
    command(str(path))
    out = capsys.readouterr().out
    assert not {"\x1b", "\x9b", "\u202e"} & set(out)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_moves_on_a_terminal_and_is_silent_elsewhere() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        bar = Bar(stream)
        bar.show("reading", 300, 0)
        bar.show("importing", 5, 10)
        bar.clear()
    assert "reading" in terminal.getvalue()
    assert "5 of 10" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert pipe.getvalue() == ""


def test_a_bad_archive_is_refused_before_the_newsroom_is_started(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def start() -> None:
        raise AssertionError("started for nothing")

    parser = ArgumentParser()
    add_arguments(parser)
    assert run(parser.parse_args([str(make.write(tmp_path, ""))]), start) == 1
    assert "is empty" in capsys.readouterr().err
