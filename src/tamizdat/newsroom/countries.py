"""The table of countries with which a newspaper begins (``countries.toml``): facts with their sources, for a person to look through."""

import tomllib
from importlib.resources import files

from tamizdat.newsroom.models import CountryRow


def shipped() -> list[CountryRow]:
    """Return the rows of the table that is shipped, unsaved."""
    table = tomllib.loads((files("tamizdat.newsroom") / "countries.toml").read_text("utf-8"))
    return [CountryRow(sort_order=place, **row | {"reasons": _lines(row["reasons"])}) for place, row in enumerate(table["country"])]


def _lines(reasons: dict[str, str]) -> str:
    return "\n".join(f"{language}: {text}" for language, text in sorted(reasons.items()))
