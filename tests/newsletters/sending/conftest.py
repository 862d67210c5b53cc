"""What the tests of sending share: keys, a newsroom with letters, an agent that is unlocked, and a mailing under way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from factories.readers import PASSPHRASE, keys, reader
from simulators import newspaper
from simulators.letter_desk import Agent, Letters
from tamizdat.newsletters.models import Mailing
from tamizdat.newsletters.sending import desk, ledger, means

_list_key = []


@pytest.fixture(autouse=True)
def zone() -> Iterator[None]:
    """A newspaper, its keys, and an unlocked agent."""
    newspaper.reset()
    Letters.reset()
    _list_key[:] = _list_key or [keys().open_locked("list", PASSPHRASE)]
    Agent.key = _list_key[0]
    with override_settings(
        TAMIZDAT_NEWSPAPER="simulators.newspaper",
        TAMIZDAT_LETTERS="simulators.letter_desk.Letters",
        TAMIZDAT_OPENER="simulators.letter_desk.Agent",
    ):
        yield


def prepared(readers: int = 3, letter: str = "letter-1") -> Mailing:
    """Return a draft for as many readers."""
    for _ in range(readers):
        reader()
    return desk.prepare(letter, "writer")


def approved(readers: int = 3, letter: str = "letter-1") -> Mailing:
    """Return an approved mailing."""
    mailing = prepared(readers, letter)
    return desk.approve(mailing, "editor", desk.dry_run(mailing).recipients)


def sending(readers: int = 3, letter: str = "letter-1") -> Mailing:
    """Return a mailing that has begun and is planned."""
    now = timezone.now()
    mailing = desk.begin(desk.schedule(approved(readers, letter), now, "editor", now=now), now=now + timedelta(seconds=1))
    assert mailing.state == "sending", mailing.said
    ledger.plan(mailing, means.readers(), means.message_ids(mailing))
    return mailing
