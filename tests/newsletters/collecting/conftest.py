"""What the tests of collecting share: the readers' database, and a handler that notes what it was handed."""

import pytest

from tamizdat.newsletters.interfaces import GateRecord


class Noting:
    """A handler that keeps what came, once for each record, as real handlers do; *stumbles*: how often it fails before."""

    def __init__(self, stumbles: int = 0, reply: str | None = None) -> None:
        self.came: list[GateRecord] = []
        self.calls, self.stumbles, self.reply = 0, stumbles, reply

    def __call__(self, record: GateRecord) -> str | None:
        self.calls += 1
        if self.calls <= self.stumbles:
            raise ValueError("text of a stranger: reader@mail.example")
        if record.id not in {known.id for known in self.came}:
            self.came.append(record)
        return self.reply

    @property
    def addresses(self) -> list[str]:
        return [record.fields["address"] for record in self.came]


@pytest.fixture
def noting() -> Noting:
    """A handler that notes."""
    return Noting()


@pytest.fixture(autouse=True)
def readers_database(db):
    """Every test here may use the databases."""
