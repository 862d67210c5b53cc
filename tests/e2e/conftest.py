"""A whole running newspaper with its demo, once for all tests here, and a real browser to meet it with."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from simulators.networks import write_table

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300
NETWORKS = {"5.1.0.0/16": "NL", "5.8.0.0/16": "RU", "5.10.0.0/16": "KP"}
"""Networks of which the gate knows the country; a test comes from one by the header ``X-Real-IP``."""


@dataclass
class Newspaper:
    """A running newspaper: its addresses, its demo editor's password, its home and its parent process."""

    site: str
    newsroom: str
    gate: str
    password: str
    home: Path
    process: subprocess.Popen
    log: Path

    def query(self, sql, *values):
        """Return rows of the newsroom's database."""
        with sqlite3.connect(f"file:{self.home}/newsroom/newsroom.sqlite3?mode=ro", uri=True) as db:
            return db.execute(sql, values).fetchall()

    def front(self, language):
        """Return the id of a language's front page in the newsroom."""
        sql = "SELECT p.id FROM wagtailcore_page p JOIN newsroom_frontpage f ON f.page_ptr_id = p.id JOIN wagtailcore_locale l ON l.id = p.locale_id"
        return self.query(f"{sql} WHERE l.language_code = ?", language)[0][0]

    def page(self, path):
        """Return a file of the edition, or None."""
        file = self.home / "press" / "edition" / path
        return file.read_text() if file.exists() else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(home: Path, log: Path, *arguments: str, **settings: str) -> Newspaper:
    """Start a newspaper under *home*, with *settings* of its environment, and return it once it has printed its addresses."""
    ports = free_port(), free_port(), free_port(), free_port()
    environment = os.environ | {
        "TAMIZDAT_HOME": str(home),
        "SITE_PORT": str(ports[0]),
        "NEWSROOM_PORT": str(ports[1]),
        "GATE_PORT": str(ports[2]),
        "LOCAL_PORT": str(ports[3]),
        "PYTHONPATH": str(ROOT / "src"),
        **settings,
    }
    with log.open("wb") as file:
        command = [sys.executable, "-m", "tamizdat", "run", *arguments]
        process = subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT, cwd=home.parent)
    try:
        said = _said_when_up(process, log)
    except BaseException:
        process.terminate()  # its parent process stops the others
        process.wait(30)
        raise
    addresses = {name: re.search(rf"^{name}: (\S+)$", said, re.MULTILINE)[1].rstrip("/") for name in ("site", "newsroom", "gate")}
    password = re.search(r"password: (\S+)", said)
    return Newspaper(**addresses, password=password[1] if password else "", home=home, process=process, log=log)


def _said_when_up(process: subprocess.Popen, log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while "newsroom: http" not in (said := log.read_text()):
        assert process.poll() is None, f"the newspaper ended: {said}"
        assert time.monotonic() < deadline, f"the newspaper did not start: {said}"
        time.sleep(0.2)
    time.sleep(0.3)
    return log.read_text()


def stop(newspaper: Newspaper) -> int:
    """Stop it as Ctrl-C does, if it runs still; return its exit code."""
    newspaper.process.send_signal(signal.SIGTERM)
    return newspaper.process.wait(30)


@pytest.fixture(scope="session")
def newspaper(tmp_path_factory):
    """The demo newspaper, running, with a table of networks; its gate takes what so many tests give for no attack."""
    folder = tmp_path_factory.mktemp("newspaper")
    networks = str(write_table(folder / "networks.mmdb", NETWORKS))
    calm = dict.fromkeys(("TAMIZDAT_GATE_CALM", "TAMIZDAT_GATE_GIFT_CALM", "TAMIZDAT_GATE_GIFT_CALM_HOUR"), "10000")
    running = start(
        folder / "var", folder / "log", "--demo", TAMIZDAT_GATE_COUNTRIES=networks, TAMIZDAT_GATE_CLIENT_HEADER="x-real-ip", **calm
    )
    yield running
    stop(running)


@pytest.fixture
def start_one():
    """``start``, for newspapers that none outlives the test, however it ends."""
    running = []

    def start_and_note(*arguments) -> Newspaper:
        running.append(start(*arguments))
        return running[-1]

    yield start_and_note
    for one in running:
        stop(one)


@pytest.fixture
def open_page(browser: Browser):
    """Return a function that opens a page in a context of its own; options are Playwright's."""
    contexts = []

    def open_one(url: str, **options) -> Page:
        options = {"viewport": {"width": 1280, "height": 900}} | options
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def editor(newspaper, open_page):
    """A page on which the demo editor has logged in to the newsroom."""
    page = open_page(f"{newspaper.newsroom}/login/")
    page.fill("input[name=username]", "editor")
    page.fill("input[name=password]", newspaper.password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{newspaper.newsroom}/")
    return page
