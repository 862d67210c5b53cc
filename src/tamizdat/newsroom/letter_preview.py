"""The preview of a letter: the mail that this draft would make, by the code that makes it, in a frame that can do nothing."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from tamizdat.edition.records import Record
from tamizdat.edition.schema import BadRecord, encode
from tamizdat.newsroom import delivery
from tamizdat.newsroom.export.letters import letter_record
from tamizdat.newsroom.freezing import draft_records
from tamizdat.newsroom.models import Freeze, Letter, NewspaperSettings

FRAME = "; ".join(
    [
        "default-src 'none'",
        "style-src 'unsafe-inline'",  # a mail carries its styles in its elements
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-same-origin",  # no script, no form, no pop-up; the editor's page may still scroll it
    ]
)
"""What a mail may do while the newsroom shows it: be looked at."""


def draft_response(letter: Letter, mode: str) -> HttpResponse:
    """Return the answer that shows *letter* in one of ``models.letters.MODES``, or says why there is nothing to show."""
    now = timezone.now()
    try:
        record = encode(letter_record(letter))
        drafts = [*draft_records(NewspaperSettings.load(), now), *_unpublished(letter)]
        mail = delivery.press_desk().letter_mail(drafts, record, discreet=mode == "discreet")
    except (BadRecord, LookupError) as error:
        return framed(render_to_string("newsroom/letters/no_mail.html", {"reason": str(error)}))
    if mode == "text":
        return framed(render_to_string("newsroom/letters/text.html", {"mail": mail}))
    return framed(mail.html)


def framed(html: str) -> HttpResponse:
    """Return *html* as an answer that a browser only shows."""
    return HttpResponse(html, headers={"Content-Security-Policy": FRAME})


def _unpublished(letter: Letter) -> Iterator[Record]:
    """Yield the records of articles that no reader knows yet: an editor composes before everything is out."""
    now = timezone.now()
    for item in letter.items.all():
        if Freeze.latest(item.article.record_id) is None:
            yield from draft_records(item.article.get_latest_revision_as_object(), now)
