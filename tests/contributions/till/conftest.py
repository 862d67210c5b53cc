"""What the tests of wishes and the till share: terms, keys, a pretend provider whose rule for cards is recorded, a gate, and a clock."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import override_settings

from contributions.till.kit import Scene
from factories.readers import keys
from simulators import giving
from simulators.giving_house import house
from tamizdat.contributions.providers import from_settings
from tamizdat.contributions.providers.settings import GivingSettings

__all__ = ["house"]


@pytest.fixture(autouse=True)
def newsroom_side(monkeypatch, db) -> Iterator[None]:
    """Terms, keys and settings."""
    keys()
    monkeypatch.setattr(giving, "said", giving.USUAL)
    conf = replace(settings.TAMIZDAT, giving=GivingSettings(names=("local",), review_above=(("EUR", 100_000),)))
    with override_settings(TAMIZDAT=conf, TAMIZDAT_TERMS="simulators.giving.terms", TAMIZDAT_GIVING_PAGES="simulators.giving.pages"):
        yield


@pytest.fixture
def scene(monkeypatch) -> Scene:
    """A newsroom that takes wishes."""
    made = Scene()
    monkeypatch.setattr(from_settings, "providers", lambda: {"local": made.pretend.client})
    monkeypatch.setattr("tamizdat.contributions.methods.providers", lambda: {"local": made.pretend.client})
    made.record_rule()
    return made
