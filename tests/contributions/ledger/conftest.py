"""What the tests of the ledger share: terms with one listed country, and keys."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from factories.readers import keys


@pytest.fixture(autouse=True)
def ledger_zone() -> Iterator[None]:
    """Terms of giving under which giving from Norland is a crime, and the newsroom's keys."""
    keys()
    with override_settings(TAMIZDAT_TERMS="factories.ledger.terms"):
        yield
