"""Withdrawing: an article goes away at once and leaves a public note where it stood."""

from contextvars import ContextVar
from typing import Any

from django.db import transaction

_notes: ContextVar[dict[int, str] | None] = ContextVar("notes", default=None)


@transaction.atomic
def withdraw(page: Any, note: str, user: Any = None) -> None:
    """Take *page* away from readers and leave *note* (plain text) in its place. It stays in the newsroom as a draft."""
    token = _notes.set({page.pk: note})
    try:
        page.unpublish(user=user, log_action="newsroom.withdraw")
    finally:
        _notes.reset(token)


def note_for(page: Any) -> str | None:
    """Return the note with which *page* is being withdrawn, or None if it is only unpublished."""
    return (_notes.get() or {}).get(page.pk)
