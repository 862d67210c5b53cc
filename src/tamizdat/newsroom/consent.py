"""Consent: changed words are a new version, and every version is kept for as long as a reader's consent may name it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tamizdat.newsroom.models import ConsentText, NewspaperSettings


def note_wording(front: Any, now: datetime) -> ConsentText | None:
    """Return the version of the consent that *front* shows, made if its words are new. None where it asks for none."""
    text, latest = front.consent.strip(), ConsentText.latest(front.language)
    if latest is not None and latest.text == text:
        return latest
    return (
        ConsentText.objects.create(language=front.language, version=_version(front.language, now), text=text, since=now) if text else None
    )


def _version(language: str, now: datetime) -> str:
    """Return a version that says when it began: the month, and the how many-th of it."""
    month = f"{now.astimezone(ZoneInfo(NewspaperSettings.load().time_zone)):%Y-%m}"
    before = ConsentText.objects.filter(language=language, version__startswith=month).count()
    return f"{month}.{before + 1}" if before else month
