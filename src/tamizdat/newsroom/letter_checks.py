"""What a letter lacks before it can go out, a sentence each; it may be kept all the same."""

from collections.abc import Callable, Iterator

from tamizdat.edition.records import Letter as LetterRecord
from tamizdat.edition.schema import BadRecord, encode
from tamizdat.newsroom.export.letters import kind_of, letter_record
from tamizdat.newsroom.models import Freeze, Letter

WANTING: list[tuple[Callable[[Letter], bool], str]] = [
    (lambda letter: not letter.subject.strip(), "The letter has no subject."),
    (lambda letter: kind_of(letter) is None, "The newspaper does not offer this letter in this language any more."),
    (lambda letter: not letter.items.all() and not letter.intro, "The letter is empty: write some words, or choose articles."),
    (
        lambda letter: bool(letter.appeal_label) and not letter.appeal,
        "The appeal has words for its link but none of its own: write them, or empty the link.",
    ),
]
"""Whether something is wanting, and what the editor is told."""


def problems(letter: Letter) -> list[str]:
    """Return what stands in the way of sending *letter* as it stands in memory."""
    wanting = [sentence for speaks, sentence in WANTING if speaks(letter)]
    foreign = [
        f"“{item.article}” is in another language: choose its twin." for item in letter.items.all() if _foreign(item.article, letter)
    ]
    return wanting or foreign or _broken(letter)


def gone(record: LetterRecord) -> Iterator[str]:
    """Yield a sentence for each article of *record* that readers cannot open."""
    for item in record.items:
        latest = Freeze.latest(item.article)
        if latest is None:
            yield "An article in the letter was never published: publish it, or take it out."
        elif latest.kind == "tombstone":
            yield f"An article in the letter was withdrawn or unpublished: take it out ({latest.path or item.article})."


def _foreign(article: object, letter: Letter) -> bool:
    return article.locale_id != letter.locale_id  # type: ignore[attr-defined, no-any-return]


def _broken(letter: Letter) -> list[str]:
    record = letter_record(letter)
    try:
        encode(record)
    except BadRecord as broken:
        return [f"The edition cannot show it: {broken}."]
    return list(gone(record))
