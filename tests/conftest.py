"""What all tests that need Django share: a home of their own, a press in memory, and a newsroom that is set up."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as examples
from playwright.sync_api import Browser, sync_playwright

# Playwright's synchronous API keeps an event loop on the test's thread, and Django would take that for asynchronous code
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

_run_here = asyncio.run


def _run_anywhere(main: Coroutine[Any, Any, Any], **options: Any) -> Any:
    """As ``asyncio.run``, also while the browser's loop is on this thread: no program of ours ever meets that."""
    browsers = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return _run_here(main, **options)
    finally:
        asyncio._set_running_loop(browsers)


asyncio.run = _run_anywhere

# The same examples on every machine, however slow it is today: what one run finds, every run finds
examples.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("house")

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=LocalNetworkAccessChecks",
]

_folder = tempfile.TemporaryDirectory(prefix="tamizdat-tests-")
HOME = Path(_folder.name)


def pytest_configure() -> None:
    """Turn Django away from the operator's own home before any test can write there."""
    override_settings(
        TAMIZDAT=replace(settings.TAMIZDAT, home=HOME),
        TAMIZDAT_PRESS="simulators.press.PressSimulator",
        MEDIA_ROOT=str(HOME / "newsroom" / "photos"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
    ).enable()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Set the newsroom up once; each test starts from there."""
    from tamizdat.newsroom.setup import initialise

    with django_db_blocker.unblock():
        initialise(newspaper="The Kesh Courier", canonical_base="https://courier.example", time_zone="Asia/Tbilisi")


@pytest.fixture(autouse=True)
def press() -> Iterator[Any]:
    """The press in memory, empty."""
    from tamizdat.newsroom.delivery import press_desk

    desk = press_desk()
    desk.reset()
    yield desk
    desk.reset()


@pytest.fixture(autouse=True)
def no_heads() -> Iterator[None]:
    """No head of another test's chain: the ledger's database forgets each test, the file beside it does not by itself."""
    yield
    (HOME / "ledger" / "heads").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless: one for all tests of a process, because its event loop bears no second one."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield opened
        opened.close()
