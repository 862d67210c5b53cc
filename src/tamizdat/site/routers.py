"""Which database an app's tables live in: the wall between what is written, who reads and who gave.

Promises: no table of one zone in another's database, no relation across. One table knows it; what it does not name is newsroom.
"""

from typing import Any

HOMES = {"newsletters": "readers", "contributions": "ledger"}
"""App label -> name of its database. All others live in ``default``, the newsroom's."""


class ZoneRouter:
    """Django's database router after ``HOMES``."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Return the database that holds *model*."""
        return _home(_app(model))

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Return the database that holds *model*."""
        return _home(_app(model))

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Return whether two objects may point at each other: only within one zone."""
        return _home(_app(one)) == _home(_app(other))

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Return whether the app's tables belong in database *db*."""
        return _home(app_label) == db


def _home(app_label: str) -> str:
    return HOMES.get(app_label, "default")


def _app(thing: Any) -> str:
    label: str = thing._meta.app_label  # noqa: SLF001 - Django's own name for what every model says of itself
    return label
