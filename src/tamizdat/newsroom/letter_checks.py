"""What a letter lacks before it can go out, a sentence each; it may be kept all the same."""

from collections.abc import Callable, Iterator

from tamizdat.edition.records import Letter as LetterRecord
from tamizdat.edition.schema import BadRecord, encode
from tamizdat.newsroom.models import Freeze, LetterKind


def problems(record: LetterRecord) -> list[str]:
    """Return what stands in the way of sending *record*: that it was withdrawn, what is wanting, else which of its articles readers cannot open."""
    if _withdrawn(record):
        return ["The letter was withdrawn from the archive: it goes to nobody any more."]
    wanting = [sentence for speaks, sentence in WANTING if speaks(record)]
    return wanting or _broken(record) or list(_gone(record))


def _withdrawn(record: LetterRecord) -> bool:
    latest = Freeze.latest(record.id)
    return latest is not None and latest.kind == "tombstone"


def _not_offered(record: LetterRecord) -> bool:
    offered = LetterKind.objects.filter(page__locale__language_code=record.language, page__live=True, code=record.letter)
    return not offered.exists()


def _speaks_two_languages(record: LetterRecord) -> bool:
    return any(not item.article.endswith(f".{record.language}") for item in record.items)


WANTING: list[tuple[Callable[[LetterRecord], bool], str]] = [
    (lambda record: not record.subject.strip(), "The letter has no subject."),
    (_not_offered, "The newspaper does not offer this letter in this language any more."),
    (lambda record: not record.items and not record.intro, "The letter is empty: write some words, or choose articles."),
    (
        lambda record: bool(record.appeal_label) and not record.appeal,
        "The appeal has words for its link but none of its own: write them, or empty the link.",
    ),
    (_speaks_two_languages, "An article in the letter is in another language: choose its twin."),
]
"""Whether something is wanting, and what the editor is told."""


def _gone(record: LetterRecord) -> Iterator[str]:
    for item in record.items:
        latest = Freeze.latest(item.article)
        if latest is None:
            yield "An article in the letter was never published: publish it, or take it out."
        elif latest.kind == "tombstone":
            yield f"An article in the letter was withdrawn or unpublished: take it out ({latest.path or item.article})."


def _broken(record: LetterRecord) -> list[str]:
    try:
        encode(record)
    except BadRecord as broken:
        return [f"The edition cannot show it: {broken}."]
    return []
