"""One table of a content file, read field by field, so that nothing is missing, misspelt or of the wrong kind.

Promises: every refusal is a ``BadContent`` whose sentence names the file and, where the text of the table is known, the line.
"""

from collections.abc import Sequence
from typing import Any

from tamizdat.newsroom.demo.shapes import Moment


class BadContent(ValueError):
    """A content file that cannot be used; the message is a sentence that begins with the file."""


class Fields:
    """A table of *where*; ``finish`` refuses the fields that nobody asked for. *lines* is the text, for numbers of lines."""

    def __init__(self, where: str, table: Any, lines: Sequence[str] = ()) -> None:
        if not isinstance(table, dict):
            raise BadContent(f"{where}: this is a table with fields.")
        self._where, self._table, self._lines = where, table, lines
        self._asked: set[str] = set()

    def has(self, name: str) -> bool:
        """Tell whether the field is there."""
        return name in self._table

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text without spaces around it. An empty one counts as missing."""
        value = self._value(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(name, "it is a text and not empty")
        return value.strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; it may be empty."""
        value = self._value(name, None)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(name, "it is a list of texts")
        return tuple(value)

    def numbers(self, name: str, count: int) -> tuple[int, ...]:
        """Return a list of exactly *count* whole numbers."""
        value = self._value(name, None)
        if not isinstance(value, list) or len(value) != count or not all(isinstance(item, int) for item in value):
            raise self.wrong(name, f"it is a list of {count} whole numbers")
        return tuple(value)

    def number(self, name: str, default: int | None = None) -> int:
        """Return a whole number, not below 0."""
        value = self._value(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(name, "it is a whole number")
        return value

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self._value(name, None)
        if not isinstance(value, bool):
            raise self.wrong(name, "it is true or false")
        return value

    def one_of(self, name: str, choices: Sequence[str]) -> str:
        """Return a text that is one of *choices*."""
        value = self.text(name)
        if value not in choices:
            raise self.wrong(name, f"it is one of {', '.join(choices)}, not “{value}”")
        return value

    def moment(self, name: str) -> Moment:
        """Return a time written as ``{ days_ago = 3, hour = 9, minute = 30 }`` or ``{ hours_ago = 5 }``."""
        value = self._value(name, None)
        if not isinstance(value, dict) or not all(isinstance(part, int) and part >= 0 for part in value.values()):
            raise self.wrong(name, "it is a table such as { days_ago = 3, hour = 9 } or { hours_ago = 5 }")
        if set(value) == {"hours_ago"}:
            return Moment(0, hours_ago=value["hours_ago"])
        if not {"days_ago", "hour"} <= set(value) <= {"days_ago", "hour", "minute"} or value["days_ago"] < 1:
            raise self.wrong(name, "it has days_ago (1 or more), hour and perhaps minute, or hours_ago alone")
        if value["hour"] > 23 or value.get("minute", 0) > 59:
            raise self.wrong(name, "a day has hours 0 to 23 and minutes 0 to 59")
        return Moment(value["days_ago"], value["hour"], value.get("minute", 0))

    def table(self, name: str) -> "Fields":
        """Return a table within this one."""
        return Fields(f"{self._where}, [{name}]", self._value(name, None), self._lines)

    def tables(self, name: str) -> list["Fields"]:
        """Return a list of tables within this one; missing is empty."""
        value = self._value(name, [])
        if not isinstance(value, list):
            raise self.wrong(name, "it is a list of tables")
        return [Fields(f"{self._where}, [[{name}]] {number}", item) for number, item in enumerate(value, 1)]

    def finish(self, also: Sequence[str] = ()) -> None:
        """Refuse the fields that were not read, but for those named in *also*."""
        unknown = set(self._table) - self._asked - set(also)
        if unknown:
            raise self.wrong(min(unknown), "there is no such field")

    def wrong(self, name: str, sentence: str) -> BadContent:
        """Return the refusal of field *name*, with its line where that is known."""
        for number, line in enumerate(self._lines, 1):
            if line.startswith((f"{name} ", f"{name}=", f"[{name}]", f"[[{name}]]")):
                return BadContent(f"{self._where}, line {number}: {name}: {sentence}.")
        return BadContent(f"{self._where}: {name}: {sentence}.")

    def _value(self, name: str, default: Any) -> Any:
        self._asked.add(name)
        if name in self._table:
            return self._table[name]
        if default is None:
            raise self.wrong(name, "this field is missing")
        return default
