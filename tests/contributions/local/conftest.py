"""A pretend provider for each test."""

import pytest

from simulators.pretend import PretendProvider


@pytest.fixture
def provider() -> PretendProvider:
    return PretendProvider()
