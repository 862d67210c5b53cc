"""What an editor is told at publication: problems stop it, remarks do not. Named, each one sentence."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone

from tamizdat.edition.schema import BadRecord, encode
from tamizdat.newsroom.freezing import draft_records
from tamizdat.newsroom.models import ArticlePage, StaticPage

CLAIMING_KINDS = {"news", "analysis", "investigation", "explainer"}
"""Kinds of article that make claims which somebody should have checked."""


def problems(page: Any) -> list[str]:
    """Return why *page*'s draft cannot be published; empty if it can."""
    foreign = [f"“{thing}” belongs to another language: choose its twin." for thing in _named(page) if thing.locale_id != page.locale_id]
    return foreign or _broken_records(page)


def remarks(page: Any) -> list[str]:
    """Return what readers would miss on *page*, as the editor may mend it later."""
    return [sentence for speaks, sentence in REMARKS if speaks(page)]


def _lacks_alt(page: Any) -> bool:
    return any(not alt for alt in _alts(page))


def _lacks_attribution(page: Any) -> bool:
    return isinstance(page, ArticlePage) and page.kind in CLAIMING_KINDS and not page.attributions.all()


REMARKS: list[tuple[Callable[[Any], bool], str]] = [
    (_lacks_alt, "A photo has no alt text: readers who cannot see it will not know what it shows."),
    (_lacks_attribution, "No source is noted: say under “Sources and corrections” where its claims come from and who checked them."),
    (lambda page: isinstance(page, ArticlePage) and page.section is None, "It stands in no section: readers find it only on the front."),
    (
        lambda page: isinstance(page, ArticlePage) and not page.standfirst,
        "It has no standfirst: lists, feeds and shared links show the headline alone.",
    ),
]
"""Whether something is amiss, and what the editor is told."""


def _alts(page: Any) -> Iterator[str]:
    """Yield the alt text of each photo on the page as readers would get it."""
    if getattr(page, "lead_photo", None):
        yield page.lead_alt or page.lead_photo.description
    for block in page.body if isinstance(page, ArticlePage | StaticPage) else ():
        if block.block_type == "photo" and block.value["photo"]:
            yield block.value["alt"] or block.value["photo"].description


def _named(page: Any) -> Iterator[Any]:
    if not isinstance(page, ArticlePage):
        return
    yield from (thing for thing in (page.section, page.story) if thing)
    yield from page.topics.all()
    yield from (byline.person for byline in page.bylines.all() if byline.person)


def _broken_records(page: Any) -> list[str]:
    try:
        for record in draft_records(page, timezone.now()):
            encode(record)
    except BadRecord as broken:
        return [f"The edition cannot show it: {broken}."]
    return []
