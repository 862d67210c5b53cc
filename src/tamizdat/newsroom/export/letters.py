"""A letter becomes a record: the same bytes as long as nobody edits it or publishes an article of it anew.

So an approval is of what will be sent: whoever compares the bytes later notices that the text has changed (docs/adr/0007).
"""

from datetime import UTC, datetime, time

from django.db.models import Max

from tamizdat.edition.records import Letter as LetterRecord
from tamizdat.edition.records import LetterItem
from tamizdat.newsroom.export.body import body_blocks
from tamizdat.newsroom.models import Freeze, Letter, LetterKind
from tamizdat.newsroom.models.newspaper import zone
from tamizdat.newsroom.times import utc


def letter_record(letter: Letter) -> LetterRecord:
    """Return the record of *letter* as it stands in memory. Until it goes out its change is 0, and it is as old as its newest article."""
    published = utc(issue_time(letter))
    articles = [item.article.record_id for item in letter.items.all()]
    newest = Freeze.objects.filter(record__in=articles).aggregate(newest=Max("created"))["newest"]
    return LetterRecord(
        id=letter.record_id,
        change=0,
        frozen=utc(newest) if newest else published,
        language=letter.language,
        translation_key=letter.translation_key.hex,
        path=f"{letter.language}/letters/{letter.date:%Y-%m-%d}-{letter.slug}.html",
        slug=letter.slug,
        letter=letter.kind,
        subject=letter.subject,
        preheader=letter.preheader,
        published=published,
        sequence=letter.sequence,
        intro=body_blocks(letter.intro),
        items=tuple(
            LetterItem(article=item.article.record_id, form=item.form, remark=item.remark)  # type: ignore[arg-type]
            for item in letter.items.all()
        ),
        appeal=letter.appeal,
        appeal_label=letter.appeal_label,
        note=body_blocks(letter.note),
    )


def issue_time(letter: Letter) -> datetime:
    """Return the moment that the letter bears: its day, at the hour of its kind. Not when it is sent, which nobody knows yet."""
    kind = kind_of(letter)
    local = datetime.combine(letter.date, kind.time if kind and kind.time else time(12), tzinfo=kind.zone if kind else zone())
    return local.astimezone(UTC)


def kind_of(letter: Letter) -> LetterKind | None:
    """Return the kind of letter that it is, or None if the newspaper has it no more."""
    found = LetterKind.objects.filter(page__locale_id=letter.locale_id, page__live=True, code=letter.kind)
    return found.select_related("page__locale").first()
