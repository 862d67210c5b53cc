"""Noting who was erased: random references, in the transaction in which they go. ``departures`` carries them past a restoration."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils import timezone

from tamizdat.contributions.models import Departed
from tamizdat.sealed.keys import b64

KEPT = timedelta(days=400)
"""No older backup should be brought back."""

AT_ONCE = 500

NAME_CHARACTERS = 22


def note(kind: str, refs: Iterable[str]) -> None:
    """Write down that *refs* lead to nobody from now on. The caller holds the transaction in which they go."""
    today = timezone.now().date()
    Departed.objects.bulk_create([Departed(ref=ref, kind=kind, since=today) for ref in refs], ignore_conflicts=True, batch_size=AT_ONCE)


def forget(now: datetime) -> int:
    """Forget what no backup holds any more; return how many."""
    over = Departed.objects.filter(since__lt=(now - KEPT).date())
    return int(over.delete()[0]) if over.exists() else 0


def name_of(random: bytes) -> str:
    """Return the name of a giver's sealed key, which is another with every address, or of a contribution's reference."""
    return b64(sha256(random).digest())[:NAME_CHARACTERS]
