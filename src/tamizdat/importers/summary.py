"""What an import did, for a person at a terminal and for a program."""

from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from tamizdat.importers.oldsite import MISSING
from tamizdat.importers.tally import Difference, Row, Tally, printable

_ONE = {
    "articles": "article", "pages": "page", "drafts": "draft", "photos": "photo", "sections": "section", "topics": "topic",
    "people": "person", "old addresses": "old address",
}  # fmt: skip
"""What ``made`` counts, in the order in which it is told, and what one of it is called."""

SHOWN = 5
"""How many of one kind of difference a terminal shows; the report shows all."""


@dataclass(slots=True, kw_only=True)
class Summary:
    """The result of ``import_wordpress``. ``made`` counts new objects by kind; ``already`` counts items that were here before."""

    archive: str
    language: str
    dry_run: bool
    made: dict[str, int] = field(default_factory=dict)
    already: int = 0
    had_media: bool = True  # a folder with the old site's photos was named
    handed_over: bool = True  # the press took the records; else the worker will hand them over
    tally: Tally = field(default_factory=Tally)

    def plain(self) -> dict[str, Any]:
        """Return everything as plain data for JSON."""
        return {
            "archive": self.archive,
            "language": self.language,
            "dry_run": self.dry_run,
            "made": self.made,
            "already_here": self.already,
            "handed_over": self.handed_over,
            "counts": {kind: asdict(row) for kind, row in sorted(self.tally.rows.items())},
            "differences": [asdict(one) for one in self.tally.differences],
        }

    def text(self, *, all_differences: bool = False) -> str:
        """Return the summary as lines for a terminal."""
        parts = [self._head(), _table(self.tally.rows), _differences(self.tally.differences, None if all_differences else SHOWN)]
        return printable("\n\n".join(part for part in parts if part))

    def _head(self) -> str:
        found = [f"{number:,} {one if number == 1 else many}" for many, one in _ONE.items() if (number := self.made.get(many, 0))]
        made = ", ".join(found) or "nothing new"
        verb = "Would import" if self.dry_run else "Imported"
        lines = [f"{verb} {made} from “{self.archive}” into the language {self.language}."]
        if self.already:
            lines.append(f"{self.already:,} items were here already and were left as they are.")
        missing = sum(one.why == MISSING and one.kind != "library file" for one in self.tally.differences)
        if missing and not self.had_media:
            lines.append(
                f"{missing:,} times a photo was not at hand: an export holds addresses only. Copy the old site's wp-content/uploads "
                "folder and name it with --media. Try --dry-run first: what has been imported once is not changed by a second import."
            )
        if not self.handed_over:
            lines.append("The press did not answer: readers will see the articles as soon as the worker reaches it.")
        return "\n".join(lines)


def _table(rows: dict[str, Row]) -> str:
    if not rows:
        return ""
    head = ("", "came", "same", "changed", "left out")
    body = [(kind, *(f"{number:,}" for number in (row.came, row.same, row.changed, row.left_out))) for kind, row in sorted(rows.items())]
    widths = [max(len(line[column]) for line in (head, *body)) for column in range(5)]
    return "\n".join(_line(cells, widths) for cells in (head, *body))


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    numbers = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
    return "  ".join((cells[0].ljust(widths[0]), *numbers)).rstrip()


def _differences(differences: list[Difference], most: int | None) -> str:
    ordered = sorted(differences, key=_group)
    lines: list[str] = []
    for (kind, fate, why), group in groupby(ordered, key=_group):
        found = list(group)
        lines.append(f"{kind}, {fate}: {why} ({len(found):,})")
        lines += [f"    {one.where}: {one.excerpt}" if one.excerpt else f"    {one.where}" for one in found[:most]]
        if most is not None and len(found) > most:
            lines.append(f"    … and {len(found) - most:,} more: --report FILE lists them all")
    return "\n".join(lines)


def _group(one: Difference) -> tuple[str, str, str]:
    return one.kind, one.fate, one.why
