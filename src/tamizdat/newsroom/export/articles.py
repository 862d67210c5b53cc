"""An article becomes a record. What history says (path, sequence, version, former lists) comes from the last freeze."""

from dataclasses import replace

from tamizdat.edition.catalogue import list_keys
from tamizdat.edition.records import Article, Attribution, Correction
from tamizdat.newsroom.export.body import body_blocks, figure
from tamizdat.newsroom.export.stamp import Stamp
from tamizdat.newsroom.export.text import one_line
from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.pictures import card_for
from tamizdat.newsroom.related import related_articles
from tamizdat.newsroom.times import utc


def article_record(page: ArticlePage, stamp: Stamp) -> Article:
    """Return the record of *page*, published or drafted."""
    past = stamp.past if isinstance(stamp.past, Article) else None
    first = past.first_published if past else utc(page.first_published_at or stamp.now)
    record = Article(
        id=page.record_id,
        change=stamp.change,
        frozen=stamp.frozen,
        language=page.language,
        translation_key=page.translation_key.hex,
        path=past.path if past else page.first_path(),
        slug=past.slug if past else page.slug,
        kind=page.kind,
        headline=page.title,
        standfirst=page.standfirst,
        bylines=tuple(dict.fromkeys(byline.person.record_id for byline in page.bylines.all() if byline.person)),
        dateline=page.dateline,
        section=page.section.record_id if page.section else None,
        topics=tuple(sorted(topic.record_id for topic in page.topics.all())),
        story=page.story.record_id if page.story else None,
        lead=figure(page.lead_photo, page.lead_alt, page.lead_caption),
        first_published=first,
        updated=stamp.frozen if past else first,
        sequence=past.sequence if past else stamp.sequence,
        version=stamp.version + 1,
        related=related_articles(page),
        corrections=corrections_of(page),
        attributions=attributions_of(page),
        body=body_blocks(page.body),
        card=card_for(page),
    )
    return _with_former(record, past) if past else record


def corrections_of(page: ArticlePage) -> tuple[Correction, ...]:
    """Return the article's corrections, oldest first."""
    made = (Correction(kind=item.kind, time=utc(item.time), text=one_line(item.text)) for item in page.corrections.all())
    return tuple(sorted(made, key=lambda correction: correction.time))


def attributions_of(page: ArticlePage) -> tuple[Attribution, ...]:
    """Return the attributions that readers may see; the others never leave the newsroom."""
    public = (item for item in page.attributions.all() if item.public)
    return tuple(Attribution(claim=item.claim, source=item.source, checked_by=item.checked_by) for item in public)


def _with_former(record: Article, past: Article) -> Article:
    former = (set(past.former) | set(list_keys(past))) - set(list_keys(record))
    return replace(record, former=tuple(sorted(former)))
