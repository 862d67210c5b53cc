"""What the newspaper says of itself, in memory: a site record that tests change (``TAMIZDAT_NEWSPAPER``)."""

from collections.abc import Iterator
from dataclasses import replace

from factories.edition import site
from tamizdat.edition.records import Language, LetterKind, Site

WEEKLY = LetterKind(code="weekly", name="The Friday letter", promise="A hand-picked selection", rhythm="every Friday")
ALERTS = LetterKind(code="alerts", name="Alerts", promise="A note when a big story breaks", rhythm="rarely")
VERSION = "2026-11"

_NAMES = {"en": "The Far Shore", "ru": "Дальний берег", "fa": "کرانهٔ دور"}

SAID: list[Site] = []


def spoken(code: str, **changes: object) -> Language:
    """Return the newspaper in a language, with two letters and words of consent."""
    values = {
        "code": code,
        "name": _NAMES.get(code, "Far Shore"),
        "motto": "",
        "description": "",
        "direction": "rtl" if code == "fa" else "ltr",
        "navigation": (),
        "footer": (),
        "letters": (WEEKLY, ALERTS),
        "consent": f"I want these letters ({code}).",
        "consent_version": VERSION,
    }
    return Language(**values | changes)  # type: ignore[arg-type]


def reset() -> None:
    """Say the first thing again: three languages."""
    SAID[:] = [site(languages=tuple(spoken(code) for code in ("en", "ru", "fa")), change=1)]


def say(**changes: object) -> Site:
    """Publish the record anew with something changed."""
    SAID.append(replace(SAID[-1], change=SAID[-1].change + 1, **changes))  # type: ignore[arg-type]
    return SAID[-1]


def privacy() -> dict[str, str]:
    """As ``tamizdat.site.doors.privacy``."""
    return {"en": "en/privacy.html", "ru": "ru/chto-my-znaem.html"}


def giving() -> None:
    """As ``tamizdat.site.doors.giving``: nobody can give."""
    return


def now() -> Site | None:
    """As ``tamizdat.site.published.now``."""
    return SAID[-1] if SAID else None


def since(change: int) -> Iterator[Site]:
    """As ``tamizdat.site.published.since``."""
    return (said for said in list(SAID) if said.change > change)


reset()
