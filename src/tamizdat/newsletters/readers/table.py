"""The list as a table: the columns of import and export, and cells that no spreadsheet obeys.

Promises: what ``export`` writes, ``import`` reads. A cell that a spreadsheet would take for a formula (OWASP: CSV injection) is written
with an apostrophe before it, and read without.
"""

COLUMNS = ("address", "letter", "language", "discreet", "consented", "source", "version")
REQUIRED = ("address", "letter", "language", "consented", "source", "version")
"""Columns that an import must have: without source, date and wording there is no consent to show."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def tame(cell: str) -> str:
    """Return a cell as it is written."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def wild(cell: str) -> str:
    """Return a cell as it was before ``tame``."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
