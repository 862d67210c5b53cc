"""The corrections page of a language: every public note on what was printed, newest first, withdrawals among them."""

from typing import Any

from tamizdat.edition.catalogue import Teaser
from tamizdat.edition.records import Tombstone
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.body import Body
from tamizdat.edition.views.labels import CORRECTIONS, label
from tamizdat.edition.views.links import link
from tamizdat.edition.views.shell import render
from tamizdat.edition.views.words import Words, words_of


def corrections(scope: Scope) -> str:
    """Return the page. A withdrawn article is named by its date and the newsroom's note, never by its headline or address."""
    words = words_of(scope)
    notes: list[tuple[str, dict[str, Any]]] = []
    for entry in scope.corrected(scope.language.code):
        notes += _of_article(scope, words, entry) if isinstance(entry, Teaser) else [_of_tombstone(words, entry)]
    notes.sort(key=lambda note: note[0], reverse=True)
    return render(scope, "corrections.html", words=words, title=words.text("Corrections"), notes=[note for _, note in notes])


def _of_article(scope: Scope, words: Words, shown: Teaser) -> list[tuple[str, dict[str, Any]]]:
    body = Body(scope, words)
    address = link(scope, shown.path)
    return [
        (
            note.time,
            {
                "label": label(CORRECTIONS, note.kind, words.text),
                "time": words.time(note.time),
                "text": body.inline(note.text),
                "headline": shown.headline,
                "href": address,
            },
        )
        for note in shown.corrections
    ]


def _of_tombstone(words: Words, stone: Tombstone) -> tuple[str, dict[str, Any]]:
    shown = {"label": words.text("Withdrawn"), "time": words.time(stone.time), "text": stone.note, "headline": ""}
    return stone.time, shown
