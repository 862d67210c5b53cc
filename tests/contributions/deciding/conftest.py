"""What the tests of what people decide about money share: terms, a pretend provider, the newsroom's ledger, and people in their roles."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.contrib.messages.storage.cookie import MessageDecoder
from django.test import Client, override_settings

from contributions.till.kit import Scene
from factories.newsroom import account
from factories.readers import keys
from simulators import giving
from tamizdat.contributions.providers import from_settings
from tamizdat.contributions.providers.settings import GivingSettings
from tamizdat.newsroom.permissions import OPERATOR, PUBLISHER


@pytest.fixture(autouse=True)
def newsroom_side(monkeypatch, db) -> Iterator[None]:
    """Terms, keys and settings."""
    keys()
    monkeypatch.setattr(giving, "said", giving.USUAL)
    limits = {"review_above": (("EUR", 100_000),), "refund_alone": (("EUR", 2_000),)}
    conf = replace(settings.TAMIZDAT, giving=GivingSettings(names=("local",), **limits))
    with override_settings(TAMIZDAT=conf, TAMIZDAT_TERMS="simulators.giving.terms", TAMIZDAT_GIVING_PAGES="simulators.giving.pages"):
        yield


@pytest.fixture
def scene(monkeypatch) -> Scene:
    """A newsroom that takes wishes, and its provider."""
    made = Scene()
    monkeypatch.setattr(from_settings, "providers", lambda: {"local": made.pretend.client})
    monkeypatch.setattr("tamizdat.contributions.methods.providers", lambda: {"local": made.pretend.client})
    made.record_rule()
    return made


class Person:
    """Somebody at the desk, in a browser without script."""

    def __init__(self, *roles: str) -> None:
        self.account = account(*roles)
        self.name = self.account.username
        self._client = Client()
        self._client.force_login(self.account)

    def get(self, address: str):
        """Open an address."""
        return self._client.get(address)

    def sees(self, address: str) -> str:
        """Return what a page shows."""
        return self.get(address).content.decode()

    def posts(self, address: str, **typed: object) -> str:
        """Send a form, and return what the next page would say."""
        self.answer = self._client.post(address, typed)
        session = self._client.session
        said = json.loads(session.pop("_messages", "[]"), cls=MessageDecoder)
        session.save()
        return " ".join(str(message).strip() for message in said)


@pytest.fixture
def operator() -> Person:
    """Who runs the installation."""
    return Person(OPERATOR)


@pytest.fixture
def publisher() -> Person:
    """Somebody else who may decide about money."""
    return Person(PUBLISHER)
