"""Withdrawing: an article, or a letter's page in the archive, goes away at once and leaves a public note where it stood.

Promises: what was withdrawn is logged with who did it, and its note is kept in the record that takes its place. Either comes back: an
article by being published again, a letter as it went out.
"""

from contextvars import ContextVar
from typing import Any

from django.db import transaction
from wagtail import hooks
from wagtail.log_actions import log

from tamizdat.newsroom import freezing

HINDRANCES = "newsroom_letter_hindrances"
"""Hook: record id of a letter -> why it cannot be withdrawn just now, in a sentence, or an empty string."""

_notes: ContextVar[dict[int, str] | None] = ContextVar("notes", default=None)


@transaction.atomic
def withdraw(page: Any, note: str, user: Any = None) -> None:
    """Take *page* away from readers and leave *note* (plain text) in its place. It stays in the newsroom as a draft."""
    token = _notes.set({page.pk: note})
    try:
        page.unpublish(user=user, log_action="newsroom.withdraw")
    finally:
        _notes.reset(token)


@transaction.atomic
def withdraw_letter(letter: Any, note: str, user: Any = None) -> None:
    """Take *letter*'s page out of the archive and leave *note* (plain text) in its place. Mails that went out are in no-one's reach."""
    freezing.bury(letter, note=note)
    log(instance=letter, action="newsroom.withdraw", user=user)


@transaction.atomic
def put_letter_back(letter: Any, user: Any = None) -> None:
    """Put *letter* back into the archive, as it went out."""
    freezing.put_back(letter)
    log(instance=letter, action="newsroom.put_back", user=user)


def hindrances(letter: Any) -> list[str]:
    """Return what stands in the way of withdrawing *letter*, a sentence each."""
    if not letter.went_out:
        return ["This letter has not gone out: there is nothing to withdraw."]
    if letter.withdrawn:
        return ["This letter is withdrawn already."]
    return [sentence for ask in hooks.get_hooks(HINDRANCES) if (sentence := ask(letter.record_id))]


def note_for(page: Any) -> str | None:
    """Return the note with which *page* is being withdrawn, or None if it is only unpublished."""
    return (_notes.get() or {}).get(page.pk)
