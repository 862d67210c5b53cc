"""``autosave_p95_ms_while_sending``: how long the newsroom takes to save what an editor types while a letter goes out.

The whole demo newspaper runs: newsroom, sender, key agent, press, gate and all others; the relay is Postfix's ``smtp-sink``, with no
rate. An editor has a draft open and saves it as Wagtail's page does by itself, one save right after the other, which is oftener than
anybody types: first alone, which is the peer, then from the letter's first moment to its last. ``READERS`` is more than the 10,000 of
the demand, so that at least ``LEAST`` saves fall into one letter.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from benchmarks import letters, unsubscribe
from benchmarks.measuring import ROOT, entry, others_share, own_versions, percentile, spread, wait_for_quiet, with_source

READERS = int(os.environ.get("AUTOSAVE_READERS", "30000"))
ALONE, WARM_UP, LEAST = 100, 20, 60
MILLISECONDS = 100
RELAY = "smtp://127.0.0.1:{}?tls=none&connections=200&messages=100000"
SENT_WITHIN = 600.0
SIMPLE = {"paragraph", "heading", "quotation"}
"""Blocks of which ``clicks`` can make a form."""


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``. Raises ``RuntimeError`` if too few saves fell into a letter."""
    with letters.postfix_sink() as port:
        turns = [measure(port) for _ in range(runs)]
    value = spread([turn["sending"]["p95"] for turn in turns], 1)
    alone = spread([turn["alone"]["p95"] for turn in turns], 1)
    versions, detail = own_versions("django", "wagtail", "granian"), {"p95_ms": value, "readers": READERS}
    name, peer = "autosave_p95_ms_while_sending", {"nothing_is_sent_p95_ms": alone}
    return [entry(name, "ms", value["median"], target=MILLISECONDS, at_most=True, detail=detail, peer=peer, runs=turns, versions=versions)]


def measure(port: int) -> dict[str, Any]:
    """Run a newspaper; let its editor save alone, then while a letter goes out."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "var"
        with unsubscribe.newspaper(home, RELAY.format(port)):
            said = _said(home, r"^newsroom: (\S+)/$", r"^demo editor: (\S+), password: (\S+) ")
            letter = unsubscribe.filled(home, READERS, "later")
            wait_for_quiet()
            saved = _edit(home, said, letter["letter"])
            seconds = _asked(home, "SELECT (julianday(ended_at) - julianday(began_at)) * 86400 FROM newsletters_mailing", letter["mailing"])
            copies = "SELECT sum(state = 'sent') FROM newsletters_mailingrecipient"
            sent = _asked(home, copies, letter["mailing"], of="mailing_id")
    if len(saved["sending"]) < LEAST or sent < READERS:
        raise RuntimeError(f"{len(saved['sending'])} saves while {sent} letters went out: too few to tell")
    figures = {which: _summary(saved[which]) for which in ("alone", "sending")}
    return {**figures, "sent": sent, "sent_s": round(seconds, 1), "busy": saved["busy"]}


def _said(home: Path, *patterns: str) -> list[str]:
    """Return what the newspaper says of each of *patterns*."""
    log, found = home.parent / "log", list[str]()
    for pattern in patterns:
        unsubscribe.until(lambda pattern=pattern: re.search(pattern, log.read_text(), re.MULTILINE), 30, "the newspaper tells no address")
        match = re.search(pattern, log.read_text(), re.MULTILINE)
        found += match.groups() if match else ()
    return found


def _edit(home: Path, said: list[str], letter: str) -> dict[str, Any]:
    """Let an editor in a process of its own save; let *letter* go out once it has saved alone. Return the seconds of its saves."""
    command, environment = [sys.executable, "-m", "benchmarks.autosave_while_sending", letter, *said], with_source(TAMIZDAT_HOME=str(home))
    editor = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert editor.stdout is not None
    busy: list[float] = []
    try:
        alone = json.loads(editor.stdout.readline() or "[]")
        with others_share(busy):
            send = [sys.executable, "-m", "tamizdat", "newsletter", "send", letter]
            subprocess.run(send, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            sending = json.loads(editor.stdout.readline() or "[]")
    finally:
        editor.stdout.close()
        letters.stop([editor])
    return {"alone": alone, "sending": sending, "busy": busy[0]}


def main() -> None:
    """The editor: save alone, print how long each save took; then save on until the letter has gone out, and print the same."""
    letter, newsroom, name, password = sys.argv[1:]
    editor = Editor(newsroom, name, password)
    editor.saves(lambda: len(editor.seconds) < WARM_UP)
    print(json.dumps(editor.saves(lambda: len(editor.seconds) < ALONE)), flush=True)
    with sqlite3.connect(f"file:{unsubscribe.readers_of(_home())}?mode=ro", uri=True) as database:

        def state() -> str:
            return str(database.execute("SELECT state FROM newsletters_mailing WHERE letter = ?", [letter]).fetchone()[0])

        until = time.monotonic() + SENT_WITHIN
        editor.saves(lambda: state() != "sending" and time.monotonic() < until)
        print(json.dumps(editor.saves(lambda: state() == "sending" and time.monotonic() < until)), flush=True)


class Editor:
    """Somebody who has logged in and writes a draft: a copy of the longest article that the newspaper has."""

    def __init__(self, newsroom: str, name: str, password: str) -> None:
        from tamizdat.site.commands import with_django

        with_django()
        from benchmarks.clicks import _form, _token

        self.seconds: list[float] = []
        self._http = httpx.Client(base_url=newsroom, timeout=60, follow_redirects=True)
        token = _token(self._http.get("/login/").text)
        headers = {"Referer": f"{newsroom}/login/"}
        self._http.post("/login/", data={"username": name, "password": password, "csrfmiddlewaretoken": token}, headers=headers)
        page = _draft()
        self._address = f"/pages/{page.pk}/edit/"
        opened = self._http.get(self._address).text
        self._headers = {"Accept": "application/json", "X-CSRFToken": _token(opened), "Referer": f"{newsroom}{self._address}"}
        self._form: dict[str, Any] = _form(page, page.title) | {
            field: re.search(rf'name="{field}" value="([^"]*)"', opened)[1]  # type: ignore[index]
            for field in ("loaded_revision_id", "loaded_revision_created_at")
        }

    def saves(self, going: Callable[[], bool]) -> list[float]:
        """Save as long as *going*; return the seconds of each save."""
        self.seconds = []
        while going():
            self._save()
        return self.seconds

    def _save(self) -> None:
        self._form["standfirst"] = f"Written at {time.time_ns()}"
        fields = [(name, (None, str(value))) for name, given in self._form.items() for value in _each(given)]
        began = time.perf_counter()
        answer = self._http.post(self._address, files=fields, headers=self._headers)
        self.seconds.append(round(time.perf_counter() - began, 4))
        said = answer.json()
        if not said["success"]:
            raise RuntimeError(f"the newsroom did not save: {said['error_code']}")
        self._form["overwrite_revision_id"] = said["revision_id"]


def _draft() -> Any:
    from tamizdat.newsroom.models import ArticlePage

    articles = [page for page in ArticlePage.objects.filter(live=True) if {block.block_type for block in page.body} <= SIMPLE]
    longest = max(articles, key=lambda page: len(str(page.body)))
    return longest.copy(update_attrs={"slug": "a-draft", "title": "A draft"}, keep_live=False, copy_revisions=False)


def _each(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def _summary(seconds: list[float]) -> dict[str, float]:
    inside = [one * 1000 for one in seconds]
    return {"saves": len(inside), **spread(inside, 1), "p95": round(percentile(inside, 0.95), 1)}


def _home() -> Path:
    return Path(os.environ["TAMIZDAT_HOME"])


def _asked(home: Path, question: str, mailing: int, of: str = "id") -> Any:
    with sqlite3.connect(f"file:{unsubscribe.readers_of(home)}?mode=ro", uri=True) as database:
        return database.execute(f"{question} WHERE {of} = ?", [mailing]).fetchone()[0]


if __name__ == "__main__":
    main()
