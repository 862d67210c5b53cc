"""What a giver's browser, mailbox and the pretend provider do in tests of giving in a running newspaper."""

import json
import os
import re
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from conftest import CHROMIUM
from e2e.conftest import Newspaper
from e2e.test_letter import mails, text_of, wait_for
from simulators import copies

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
RIPE = 2_100
"""Milliseconds after which the gate takes a check page's button."""

PAYS, EXPIRES = "4000 0000 0000 1000", "4000 0000 0000 4000"


def support(home: str, language: str = "en") -> str:
    """The address of the page of giving in a copy of the edition."""
    return f"{home}/{language}/support.html"


def fill(page: Page, *, bank: str = "LV", often: str = "monthly", **more: str) -> None:
    """Choose on the static page's form; *more*: fields by name."""
    page.select_option("#bank", bank)
    page.locator(f"[name=frequency][value={often}]").check(force=True)
    for name, value in more.items():
        field = page.locator(f"form.give [name={name}]:not([type=radio])").first
        if name in ("currency", "residence"):
            field.select_option(value)
        elif name == "method":
            page.check(f"[name=method][value={value}]")
        else:
            field.fill(value)


def pay(page: Page, means: str = PAYS) -> None:
    """Pay on the pretend provider's page."""
    page.wait_for_url("**/pay/*")
    page.check(f"[value='{means}']")
    page.click("main button")


def come_back(page: Page, newspaper: Newspaper, language: str) -> None:
    """Be led to the gate's page that thanks, which is the same for all, and go on from there to the newspaper."""
    page.wait_for_url(f"{newspaper.gate}/given?lang={language}")
    page.locator("main a").first.click()
    page.wait_for_url(f"{newspaper.site}/{language}/thanks.html")


def subjects(newspaper: Newspaper, address: str) -> list[str]:
    """The subjects of the mails to somebody, oldest first, without the newspaper's name."""
    return [re.split(": | from ", str(mail["Subject"]))[0] for mail in mails(newspaper, address)]


def mail_that_says(newspaper: Newspaper, address: str, subject: str):
    """Wait for a mail whose subject begins so; return it."""
    found = wait_for(lambda: [mail for mail in mails(newspaper, address) if str(mail["Subject"]).startswith(subject)])
    return found[-1]


def link_in(newspaper: Newspaper, mail, kind: str) -> str:
    """The signed link of a kind in a mail."""
    return re.search(rf"{re.escape(newspaper.gate)}/{kind}/\S+", text_of(mail))[0]


def gifts(newspaper: Newspaper, sql: str, *values: object) -> list:
    """Rows of the ledger."""
    with closing(sqlite3.connect(f"file:{newspaper.home}/ledger/ledger.sqlite3?mode=ro", uri=True)) as db:
        return db.execute(sql, values).fetchall()


def in_ledger(newspaper: Newspaper, sql: str, *values: object) -> None:
    """Change the ledger's database, for what only time would change."""
    with closing(sqlite3.connect(newspaper.home / "ledger" / "ledger.sqlite3", timeout=20)) as db, db:
        db.execute(sql, values)


def provider_clock(newspaper: Newspaper, ahead: int) -> None:
    """Set how far the pretend provider's clock is ahead of the world's, in seconds; less than nothing sets it back."""
    with closing(sqlite3.connect(newspaper.home / "local" / "provider.sqlite3", timeout=20)) as db, db:
        db.execute("INSERT OR REPLACE INTO note VALUES ('ahead', ?)", (json.dumps(ahead),))


def process_of(newspaper: Newspaper, name: str) -> int:
    """The id of one of the newspaper's own processes."""
    parent = newspaper.process.pid
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")[-2:-1] == [name.encode()]:
            return int(child)
    raise AssertionError(f"{name} does not run")


def start_anew(newspaper: Newspaper, name: str) -> None:
    """End a process; its parent starts it again, and it does at once what it does every hour."""
    os.kill(process_of(newspaper, name), signal.SIGTERM)


@contextmanager
def newsroom_away(newspaper: Newspaper) -> Iterator[None]:
    """Nobody fetches what the gate took."""
    collector = process_of(newspaper, "collector")
    os.kill(collector, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(collector, signal.SIGCONT)


@contextmanager
def onion_browser(browser: Browser, port: int) -> Iterator[tuple[Browser, str]]:
    """A browser that reaches an onion address and trusts it as Tor Browser does; return it and the address."""
    home, options = copies.onion(port)
    opened = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=[*CHROMIUM, *options])
    try:
        yield opened, home
    finally:
        opened.close()
