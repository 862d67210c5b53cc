"""The views: one function a kind of file, from a ``Scope`` to the file's text (of a page: without its statement).

A view asks its scope for records and links and fills a template of the theme; it knows nothing of disk, clock or network.
"""

from collections.abc import Callable

from tamizdat.edition.scope import Scope
from tamizdat.edition.views import (
    archive,
    article,
    corrections,
    feeds,
    front,
    giving_files,
    letters,
    lists,
    sign_up,
    sitemaps,
    standing,
    support,
)

View = Callable[[Scope], str]

VIEWS: dict[str, View] = {
    "article": article.article,
    "withdrawn": article.withdrawn,
    "page": standing.page,
    "front": front.front,
    "archive": archive.archive,
    "archive_month": archive.archive_month,
    "section": lists.section,
    "topic": lists.topic,
    "story": lists.story,
    "person": lists.person,
    "period": lists.period,
    "letter": standing.letter,
    "letters": letters.letters,
    "letters_year": letters.letters_year,
    "letter_page": letters.letter_page,
    "letter_latest": letters.letter_latest,
    "letter_withdrawn": letters.letter_withdrawn,
    "support": support.support,
    "thanks": support.thanks,
    "search": standing.search,
    "corrections": corrections.corrections,
    "not_found": standing.not_found,
    "redirect": standing.redirect,
    "script": sign_up.script,
    "giving": giving_files.giving,
    "appeals": giving_files.appeals,
    **feeds.FEED_VIEWS,
    **sitemaps.SITEMAP_VIEWS,
}
"""View name (``plan.Spec.view``) -> function."""
