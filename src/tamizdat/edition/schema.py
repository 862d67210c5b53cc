"""Records to bytes and back, with a version number and one upgrade rule.

Promises: ``decode(encode(r)) == r``; bytes written by any earlier schema are read, upgraded step by step; what is not a record is
refused with a sentence. ``encode`` is canonical, so that a record's digest names its content. Golden files: tests/edition/golden.
"""

import json
import re
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any

from tamizdat.edition.blocks import BadBlock, check_block
from tamizdat.edition.canonical import canonical
from tamizdat.edition.forms import BadForm, blocks_of, check_forms
from tamizdat.edition.inline import BadInline, check_inline
from tamizdat.edition.records import KINDS, SCHEMA, Appeal, Article, Record

_NAMES = {cls: name for name, cls in KINDS.items()}
_FRACTION = re.compile(rb"\d[.eE]|NaN|Infinity")


def _letters_came(plain: dict[str, Any]) -> dict[str, Any]:
    """Schema 1 knew no letters. All that came with them has defaults, so nothing is changed; the number keeps an older Tamizdat
    from reading what it would not understand.
    """
    return plain


def _giving_came(plain: dict[str, Any]) -> dict[str, Any]:
    """Schema 2 knew no giving: new kinds came, and nothing of the others changed but whom a tombstone may be of."""
    return plain


def _reasons_came(plain: dict[str, Any]) -> dict[str, Any]:
    """Schema 3 knew a country's reason in one language alone: it stays, and the others are none."""
    return plain


UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _letters_came, 2: _giving_came, 3: _reasons_came}
"""Schema number -> function that turns a record's JSON of this schema into that of the next."""


class BadRecord(ValueError):
    """Bytes that are no record of ours, or a record with a value that no page could show."""


def encode(record: Record) -> bytes:
    """Return *record* as canonical JSON with its ``schema`` number and the name of its kind under ``record``.

    Raises ``BadRecord`` if a value is not allowed.
    """
    _check(record)
    try:
        return canonical({"schema": SCHEMA, "record": _NAMES[type(record)], **_plain(record)})
    except (UnicodeEncodeError, TypeError) as error:
        raise BadRecord(f"{kind_of(record)} {record.id}: {error}") from None


def decode(data: bytes) -> Record:
    """Return the record in *data*, upgraded to the current schema. Raises ``BadRecord``."""
    try:
        plain = json.loads(data)
        _refuse_what_canonical_json_has_not(data, plain)
    except (ValueError, TypeError, RecursionError) as error:
        raise BadRecord(f"not JSON: {str(error)[:200]}") from None
    if not isinstance(plain, dict) or type(plain.get("schema")) is not int:
        raise BadRecord("not a record: no schema number")
    plain = _upgrade(plain)
    name = plain.pop("record", None)
    cls = KINDS.get(name) if isinstance(name, str) else None
    if cls is None:
        raise BadRecord("not a record of a known kind")
    record = typing.cast(Record, _build(cls, plain))
    _check(record)
    return record


def decode_kept(data: bytes) -> Record:
    """Return the record in *data*, which ``encode`` wrote here: it was checked then, and is not again. Upgrades as ``decode`` does."""
    plain = json.loads(data)
    if plain.pop("schema") != SCHEMA:
        return decode(data)
    cls: Any = KINDS[plain.pop("record")]
    return typing.cast(Record, _reader(cls)(plain))


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """What turns JSON into a value of this type."""
    if is_dataclass(hint):
        return _reader_of_class(typing.cast(type, hint))
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        item = _reader(inside[0])
        return tuple if item is _as_it_is else lambda value: tuple(map(item, value))
    if origin in (types.UnionType, typing.Union):
        inner = _reader(inside[0])
        return _as_it_is if inner is _as_it_is else lambda value: None if value is None else inner(value)
    return _as_it_is


def _reader_of_class(cls: type) -> Callable[[dict[str, Any]], Any]:
    readers = [(name, read) for name, hint, _ in _shape(cls) if (read := _reader(hint)) is not _as_it_is]

    def read_plain(plain: dict[str, Any]) -> Any:
        return cls(**plain | {name: read(plain[name]) for name, read in readers if name in plain})

    return read_plain


def _as_it_is(value: Any) -> Any:
    return value


def _refuse_what_canonical_json_has_not(data: bytes, plain: Any) -> None:
    """Half a character pair and numbers with a fraction have no canonical form; both show in the bytes before one need look."""
    if b"\\u" in data or _FRACTION.search(data):
        canonical(plain)


def kind_of(record: Record) -> str:
    """Return the name of the record's kind as its JSON has it."""
    return _NAMES[type(record)]


def _upgrade(plain: dict[str, Any]) -> dict[str, Any]:
    number = plain.pop("schema")
    if number > SCHEMA:
        raise BadRecord(f"written by a newer Tamizdat (schema {number}, this one reads up to {SCHEMA}): upgrade first")
    if number < min(UPGRADES, default=SCHEMA):
        raise BadRecord(f"no Tamizdat wrote a schema {number}")
    for step in range(number, SCHEMA):
        plain = UPGRADES[step](plain)
    return plain


def _check(record: Record) -> None:
    try:
        for block in blocks_of(record):
            check_block(block)
        for text in _inline_texts(record):
            check_inline(text)
        check_forms(record)
    except (BadBlock, BadInline, BadForm) as error:
        raise BadRecord(f"{kind_of(record)} {record.id}: {error}") from None


def _inline_texts(record: Record) -> tuple[str, ...]:
    """The inline texts that a record holds beside its blocks."""
    if isinstance(record, Appeal):
        return tuple(variant.text for variant in record.variants)
    return tuple(correction.text for correction in record.corrections) if isinstance(record, Article) else ()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


@cache
def _shape(cls: type) -> list[tuple[str, Any, bool]]:
    hints = typing.get_type_hints(cls)
    return [(f.name, hints[f.name], f.default is MISSING) for f in fields(cls)]


def _build(cls: type, plain: Any) -> Any:
    if not isinstance(plain, dict):
        raise BadRecord(f"a {cls.__name__} is an object")
    shape = _shape(cls)
    unknown = set(plain) - {name for name, _, _ in shape}
    missing = {name for name, _, needed in shape if needed} - set(plain)
    if unknown or missing:
        raise BadRecord(f"{cls.__name__}: unknown fields {sorted(unknown)}, missing fields {sorted(missing)}")
    return cls(**{name: _value(f"{cls.__name__}.{name}", hint, plain[name]) for name, hint, _ in shape if name in plain})


def _value(where: str, hint: Any, value: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise BadRecord(f"{where} is a list")
        return tuple(_value(where, typing.get_args(hint)[0], item) for item in value)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        return _value(where, typing.get_args(hint)[0], value)
    if origin is typing.Literal:
        if value not in typing.get_args(hint):
            raise BadRecord(f"{where} is one of {typing.get_args(hint)}, not {value!r}")
        return value
    if is_dataclass(hint):
        return _build(typing.cast(type, hint), value)
    expected = dict if origin is dict else hint
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise BadRecord(f"{where} is of type {expected.__name__}")
    return value
