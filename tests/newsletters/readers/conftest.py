"""What the tests of the readers share: both databases, keys, and a newspaper that says which letters it has."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from factories.readers import keys
from simulators import newspaper


@pytest.fixture(autouse=True)
def readers_zone() -> Iterator[None]:
    """A newspaper with two letters in three languages, and the newsroom's keys."""
    newspaper.reset()
    keys()
    with override_settings(TAMIZDAT_NEWSPAPER="simulators.newspaper"):
        yield
