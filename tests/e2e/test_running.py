"""Starting and stopping: the commands an operator types."""

import json
import os
import subprocess
import sys
import time

from e2e.conftest import ROOT, free_port, stop


def tamizdat(home, *arguments, **environment):
    command = [sys.executable, "-m", "tamizdat", *arguments]
    variables = os.environ | {"TAMIZDAT_HOME": str(home), "PYTHONPATH": str(ROOT / "src")} | environment
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=120, cwd=home.parent)


def children_of(pid):
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(line) for line in found.split()]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_empty_newspaper_starts_stops_cleanly_and_starts_again(tmp_path, start_one):
    home = tmp_path / "var"
    first = start_one(home, tmp_path / "first")
    children = children_of(first.process.pid)
    assert len(children) == 12
    assert stop(first) == 0
    assert not [pid for pid in children if alive(pid)]
    again = start_one(home, tmp_path / "again")
    assert stop(again) == 0


def test_the_password_is_told_once(newspaper):
    assert newspaper.password
    assert newspaper.log.read_text().count(newspaper.password) == 1
    assert not (newspaper.home / "keys" / "demo-editor").exists()
    found = subprocess.run(["grep", "-rlF", newspaper.password, str(newspaper.home)], capture_output=True, text=True)
    assert found.stdout == ""


def test_a_taken_port_is_named_before_anything_starts(newspaper, tmp_path):
    said = tamizdat(tmp_path / "var", "run", SITE_PORT=newspaper.site.rpartition(":")[2], NEWSROOM_PORT=str(free_port()))
    assert said.returncode == 1
    assert "SITE_PORT=" in said.stderr and "Traceback" not in said.stderr


def test_a_garbled_setting_is_named_with_an_example(tmp_path):
    said = tamizdat(tmp_path / "var", "run", SITE_PORT="eighty")
    assert said.returncode == 1
    assert "SITE_PORT" in said.stderr and "8000" in said.stderr and "Traceback" not in said.stderr


def test_an_edition_is_built_exported_and_verified_by_command(newspaper, tmp_path):
    built = json.loads(tamizdat(newspaper.home, "edition", "build", "--full", "--json").stdout)
    assert built["edition"] > 0 and built["files"] > 100
    copy = tmp_path / "copy"
    assert tamizdat(newspaper.home, "edition", "export", str(copy)).returncode == 0
    report = json.loads(tamizdat(newspaper.home, "edition", "verify", str(copy), "--json").stdout)
    assert report["whole"] and not report["signed"]
    assert "unsigned" in tamizdat(newspaper.home, "edition", "verify", str(copy)).stdout

    (copy / "en" / "about.html").write_text("forged")
    forged = tamizdat(newspaper.home, "edition", "verify", str(copy))
    assert forged.returncode == 1 and "en/about.html" in forged.stdout


def test_a_lost_press_is_made_again_from_the_newsrooms_records(newspaper, tmp_path):
    import shutil

    home = tmp_path / "var"
    shutil.copytree(newspaper.home, home, ignore=shutil.ignore_patterns("press", "agent.sock"))
    built = json.loads(tamizdat(home, "edition", "build", "--json").stdout)
    assert built["files"] > 100
    assert (home / "press" / "edition" / "en" / "about.html").exists()


def test_exporting_into_a_folder_with_something_in_it_is_refused(newspaper, tmp_path):
    (tmp_path / "old.html").write_text("old")
    said = tamizdat(newspaper.home, "edition", "export", str(tmp_path))
    assert said.returncode == 1 and "not empty" in said.stderr


SCHEDULE = """
import datetime, django
django.setup()
from django.utils import timezone
from tamizdat.newsroom.models import ArticlePage, FrontPage
front = FrontPage.objects.get(locale__language_code="en")
page = front.add_child(instance=ArticlePage(title="The tide table is late", slug="the-tide-table-is-late", live=False, locale=front.locale))
due = timezone.now() + datetime.timedelta(seconds=4)
page.go_live_at = due
page.save_revision(approved_go_live_at=due)
"""


def test_a_scheduled_article_goes_out_by_itself_within_fifteen_seconds_and_once(newspaper):
    variables = {"TAMIZDAT_HOME": str(newspaper.home), "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "tamizdat.site.settings"}
    subprocess.run([sys.executable, "-c", SCHEDULE], env=os.environ | variables, check=True, cwd=newspaper.home.parent)
    edition, due = newspaper.home / "press" / "edition", time.monotonic() + 4
    assert not list(edition.glob("en/2*/*/the-tide-table*.html"))
    while not list(edition.glob("en/2*/*/the-tide-table*.html")):
        assert time.monotonic() < due + 15
        time.sleep(0.1)
    time.sleep(6)  # another look of the worker at its clock
    frozen = newspaper.query("SELECT count(*) FROM newsroom_freeze WHERE kind = 'article' AND path LIKE '%the-tide-table%'")
    assert frozen == [(1,)]
