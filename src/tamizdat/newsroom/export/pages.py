"""Static pages and old addresses become records.

Promises: the page on readers' data says, after the editors' own words, what the program itself keeps and for how long
(``TAMIZDAT_PRIVACY`` names who knows); it and the imprint say who takes money that is given.
"""

from django.conf import settings
from django.utils.module_loading import import_string

from tamizdat.edition.canonical import short_id
from tamizdat.edition.records import Block, Page, Redirect
from tamizdat.newsroom.export.body import body_blocks
from tamizdat.newsroom.export.money_told import money_blocks
from tamizdat.newsroom.export.stamp import Stamp
from tamizdat.newsroom.models import OldAddress, StaticPage


def page_record(page: StaticPage, stamp: Stamp) -> Page:
    """Return the record of a static page."""
    past = stamp.past if isinstance(stamp.past, Page) else None
    return Page(
        id=page.record_id,
        change=stamp.change,
        frozen=stamp.frozen,
        language=page.language,
        translation_key=page.translation_key.hex,
        path=past.path if past else page.first_path(),
        slug=past.slug if past else page.slug,
        role=page.role,
        title=page.title,
        standfirst=page.standfirst,
        updated=stamp.frozen,
        body=(*body_blocks(page.body), *_kept_of_readers(page), *money_blocks(page.role, page.language)),
    )


def _kept_of_readers(page: StaticPage) -> tuple[Block, ...]:
    if page.role != "privacy":
        return ()
    blocks: tuple[Block, ...] = import_string(settings.TAMIZDAT_PRIVACY)(page.language)
    return blocks


def redirect_id(address: OldAddress) -> str:
    """Return the id of an old address's record: it stands for the address, whatever it leads to."""
    return "redirect." + short_id(f"{address.path}?{address.query}".encode())


def redirect_record(address: OldAddress, stamp: Stamp) -> Redirect:
    """Return the record of an old address."""
    return Redirect(
        id=redirect_id(address),
        change=stamp.change,
        frozen=stamp.frozen,
        old_path=address.path,
        query=address.query,
        target=address.page.specific.record_id,
    )
