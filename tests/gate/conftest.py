"""A gate to ask."""

from pathlib import Path

import pytest

from gate.kit import Scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A gate with a board in three languages."""
    return Scene(tmp_path / "gate")
