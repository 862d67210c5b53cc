"""What the tests of the desk share: both databases, keys, a newspaper with letters, and people in their roles."""

import json
from collections.abc import Iterator

import pytest
from django.contrib.messages.storage.cookie import MessageDecoder
from django.test import Client, override_settings

from factories.newsroom import account, letter
from factories.readers import keys, reader
from simulators import newspaper
from tamizdat.newsroom.permissions import PUBLISHER


@pytest.fixture(autouse=True)
def readers_zone() -> Iterator[None]:
    """A newspaper with two letters in three languages, and the newsroom's keys."""
    newspaper.reset()
    keys()
    with override_settings(TAMIZDAT_NEWSPAPER="simulators.newspaper"):
        yield


class Person:
    """Somebody at the desk, in a browser without script."""

    def __init__(self, *roles):
        self.account = account(*roles)
        self.name = self.account.username
        self._client = Client()
        self._client.force_login(self.account)

    def get(self, address):
        """Open an address."""
        return self._client.get(address)

    def sees(self, one):
        """Return what the page of a letter shows."""
        return self.get(f"/sending/{one.record_id}/").content.decode()

    def does(self, one, action, **typed):
        """Press a button of the letter's page as it is now, and return what the next page says."""
        typed = {"version": self._version(one), **typed}
        self._client.post(f"/sending/{one.record_id}/{action}/", typed)
        session = self._client.session
        said = json.loads(session.pop("_messages", "[]"), cls=MessageDecoder)
        session.save()
        return " ".join(str(message).strip() for message in said)

    def _version(self, one):
        from tamizdat.newsletters.views.shown import latest, version_of

        return version_of(latest(one.record_id))


@pytest.fixture
def writer():
    """Who wrote the letter."""
    return Person(PUBLISHER)


@pytest.fixture
def second():
    """Another publisher."""
    return Person(PUBLISHER)


@pytest.fixture
def friday_letter(writer):
    """A letter by *writer*, with three readers."""
    for _ in range(3):
        reader()
    return letter(by=writer.account, subject="Rivers rise", preheader="And bridges fall")
