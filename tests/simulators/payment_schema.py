"""How the providers' tables are read (``stripe_schema``, ``paypal_schema``, ``btcpay_schema``): small enough to hold against what they publish.

A request's table: field -> kind, "!" before a kind that must be there (where what it stands in is). Fields are written flat, ``[]`` for any
place of a list, ``!{}`` where something inside must be there. An answer's table is nested as the answer is. Kinds: ``str int bool any``,
``time`` (seconds), ``date`` (RFC 3339), ``money`` (decimal in text), ``url``, ``=a|b`` for one of these, ``@name`` for an object or the id of
one (``@any``: it says which), ``[kind]`` for a list; "?" after: or null. The tables are held against what is published by
``tests/contributions/providers/test_published.py``.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

Table = Mapping[str, Any]

_INDEX = re.compile(r"\[(\d+)\]")


def wrong_fields(table: Table, sent: Iterable[tuple[str, Any]]) -> list[str]:
    """What is wrong with the fields of a request."""
    said = [(_INDEX.sub("[]", name), value) for name, value in sent]
    names = {name for name, _ in said}
    wrong = [f"{name}: no such field" for name in sorted(names - set(table))]
    wrong += [
        f"{name}: is {value!r}, not {table[name]}" for name, value in said if name in table and not _is(table[name].lstrip("!"), value)
    ]
    for name, kind in table.items():
        holder = re.sub(r"(\.[a-z_A-Z]+|\[[a-z_]+\])$", "", name)
        there = holder == name or any(other.startswith((f"{holder}.", f"{holder}[")) for other in names)
        begun = name in names or any(other.startswith((f"{name}.", f"{name}[")) for other in names)
        if kind.startswith("!") and there and not begun:
            wrong.append(f"{name}: is missing")
    return wrong


def wrong_answer(tables: Mapping[str, Table], kind: Any, value: Any, at: str = "") -> list[str]:
    """What is wrong with an answer, or a part of one: fields that are not in its table, that lack, or are of another kind."""
    if isinstance(kind, Mapping):
        if not isinstance(value, dict):
            return [f"{at}: is no object"]
        wrong = [f"{at}.{name}: is not in the table" for name in value.keys() - {name.rstrip("+") for name in kind}]
        for name, inner in kind.items():
            if name.rstrip("+") in value:
                wrong += wrong_answer(tables, inner, value[name.rstrip("+")], f"{at}.{name}")
            elif not name.endswith("+"):
                wrong.append(f"{at}.{name}: is missing")
        return wrong
    if kind.endswith("?"):
        return [] if value is None else wrong_answer(tables, kind[:-1], value, at)
    if kind.startswith("["):
        return [one for index, part in enumerate(value) for one in wrong_answer(tables, kind[1:-1], part, f"{at}[{index}]")]
    if kind.startswith("@"):
        if isinstance(value, str):
            return []
        name = value["object"] if kind == "@any" else kind[1:]
        return wrong_answer(tables, tables[name], value, f"{at}@{name}")
    return [] if _is(kind, value) else [f"{at}: is {value!r}, not {kind}"]


def _is(kind: str, value: Any) -> bool:
    if kind.endswith("?"):
        return value is None or value == "" or _is(kind[:-1], value)
    if kind.startswith("="):
        return value in kind[1:].split("|")
    return _KINDS[kind](value)


def _date(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


_KINDS = {
    "any": lambda value: True,
    "{}": lambda value: False,
    "str": lambda value: isinstance(value, str) and value != "",
    "int": lambda value: (
        (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, str) and value.lstrip("-").isdecimal())
    ),
    "bool": lambda value: isinstance(value, bool) or value in ("true", "false"),
    "time": lambda value: str(value).isdecimal() and 10**9 < int(value) < 10**10,
    "date": _date,
    "money": lambda value: isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d{1,18})?", value) is not None,
    "url": lambda value: isinstance(value, str) and re.match(r"https?://[^\s]+$", value) is not None,
}
