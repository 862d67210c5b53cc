"""Appeals as readers have seen them, for who counts what they brought (``TAMIZDAT_APPEALS``): which wordings ran side by side, since when.

Promises: made of frozen records alone. Wordings can be compared from the moment on from which all of them stood in every language where
the appeal is shown; where languages have different ones, never.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tamizdat.edition.records import Appeal as AppealRecord
from tamizdat.edition.schema import decode_kept
from tamizdat.newsroom.models import Freeze

Seen = tuple[datetime, AppealRecord]
"""When a record was frozen, and it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One appeal in all its languages. *since*: from when on its wordings have had equal odds; None: they never had."""

    code: str
    title: str
    languages: tuple[str, ...]
    wordings: Mapping[str, str]  # code -> title, in the first language
    since: datetime | None
    shown: bool  # whether readers may still see it, dates aside


def runs() -> tuple[Run, ...]:
    """Return all appeals that readers have ever seen, the newest first."""
    seen: dict[str, list[Seen]] = {}
    for row in Freeze.objects.filter(kind="appeal").order_by("change"):
        record = decode_kept(row.data.encode())
        assert isinstance(record, AppealRecord)
        seen.setdefault(row.record, []).append((row.created, record))
    shown = {name for name in seen if (latest := Freeze.latest(name)) and latest.kind == "appeal"}
    by_code: dict[str, list[str]] = {}
    for name, history in seen.items():
        by_code.setdefault(history[-1][1].code, []).append(name)
    found = [
        _run(code, [seen[one] for one in records], [seen[one] for one in records if one in shown]) for code, records in by_code.items()
    ]
    return tuple(reversed(found))


def _run(code: str, every: Sequence[Sequence[Seen]], shown: Sequence[Sequence[Seen]]) -> Run:
    counted = shown or every
    first = counted[0][-1][1]
    alike = len({_codes(history[-1][1]) for history in counted}) == 1
    return Run(
        code=code,
        title=first.variants[0].title if first.variants else code,
        languages=tuple(sorted(history[-1][1].language for history in counted)),
        wordings={variant.code: variant.title for variant in first.variants},
        since=max(map(_since, counted)) if alike else None,
        shown=bool(shown),
    )


def _since(history: Sequence[Seen]) -> datetime:
    """Return when the present wordings began to stand side by side in one language."""
    now, since = _codes(history[-1][1]), history[-1][0]
    for moment, record in reversed(history):
        if _codes(record) != now:
            break
        since = moment
    return since


def _codes(record: AppealRecord) -> frozenset[str]:
    return frozenset(variant.code for variant in record.variants)
