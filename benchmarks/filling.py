"""Fill a newsroom with the corpus: ``TAMIZDAT_HOME=… python -m benchmarks.filling CORPUS``.

Promises: afterwards newsroom and press stand as if every article had been written and published here: pages with their revisions,
the search index, frozen records, and a whole edition with compressed twins. Rows go in by the thousand, since a click an article
would take hours; what a click adds to them is a log line and a social card. Makes one editor, whose name and password it prints.
"""

import json
import secrets
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from benchmarks.corpus import RELATED, inline, raw_articles
from tamizdat.edition.canonical import digest
from tamizdat.edition.records import Article, Figure
from tamizdat.edition.schema import decode, encode
from tamizdat.press.build import Builder
from tamizdat.reader import load_theme
from tamizdat.site.commands import with_django

BATCH = 500
PHOTOS = 8
KIND = {"section": "Section", "tags": "Topic", "author": "Person"}


def main() -> int:
    """Fill the home that the environment names."""
    with_django()
    from django.conf import settings
    from django.core.management import call_command

    home = settings.TAMIZDAT.home
    corpus = list(raw_articles(Path(sys.argv[1])))
    Filling(corpus).fill()
    _build(home / "press")
    call_command("update_index", verbosity=0)
    print(json.dumps(_editor()))
    return 0


class Filling:
    """One load; what was made so far, by the corpus's names."""

    def __init__(self, corpus: list[dict[str, Any]]) -> None:
        self._corpus = corpus
        self._words: dict[tuple[str, str], Any] = {}
        self._photos: list[Any] = []
        self._in_section: dict[str, list[str]] = {}

    def fill(self) -> None:
        """Make photos, words, articles."""
        from django.db import transaction

        from tamizdat.newsroom import delivery, freezing
        from tamizdat.newsroom.models import FrontPage, NewspaperSettings

        self._front = FrontPage.objects.get()
        with delivery.held() as handover, transaction.atomic():
            self._photos = [_photo(number) for number in range(PHOTOS)]
            self._make_words()
            for thing in (NewspaperSettings.load(), *self._photos, *self._words.values()):
                freezing.freeze(thing)
            self._make_articles()
            handover.frozen = 0  # the press is filled by hand

    def _make_words(self) -> None:
        from tamizdat.newsroom import models

        for field, kind in KIND.items():
            for name in sorted({name for one in self._corpus for name in _names(one, field)}):
                self._words[field, name] = getattr(models, kind).objects.create(name=name, locale=self._front.locale)

    def _make_articles(self) -> None:
        from wagtail.models import Page

        from tamizdat.newsroom.models import Counter

        first = (Counter.objects.filter(name="changes").values_list("value", flat=True).first() or 0) + 1
        root = self._front
        for start in range(0, len(self._corpus), BATCH):
            self._make_batch(self._corpus[start : start + BATCH], start, first)
        Page.objects.filter(pk=root.pk).update(numchild=len(self._corpus))
        Counter.objects.update_or_create(name="changes", defaults={"value": first + len(self._corpus)})
        Counter.objects.update_or_create(name="sequence", defaults={"value": len(self._corpus)})

    def _make_batch(self, batch: list[dict[str, Any]], start: int, first: int) -> None:
        from wagtail.models import Page, Revision

        from tamizdat.newsroom.models import ArticleByline, ArticlePage, Freeze

        pages = [self._page(one, start + number) for number, one in enumerate(batch)]
        bases = Page.objects.bulk_create([_base_of(page) for page in pages])
        for page, base in zip(pages, bases, strict=True):
            page.pk = page.page_ptr_id = page.id = base.pk
            page.save_base(raw=True)
        ArticleByline.objects.bulk_create(
            ArticleByline(page=page, person=self._words["author", one["author"]], sort_order=0)
            for page, one in zip(pages, batch, strict=True)
        )
        topics = ArticlePage.topics.through
        topics.objects.bulk_create(
            topics(articlepage_id=page.pk, topic_id=self._words["tags", name].pk)
            for page, one in zip(pages, batch, strict=True)
            for name in one["tags"]
        )
        fresh = list(ArticlePage.objects.filter(pk__in=[page.pk for page in pages]).order_by("pk"))
        revisions = Revision.objects.bulk_create(_revision_of(page) for page in fresh)
        for page, revision in zip(fresh, revisions, strict=True):
            page.live_revision_id = page.latest_revision_id = revision.pk
            page.latest_revision_created_at = revision.created_at
        Page.objects.bulk_update(
            [page.page_ptr for page in _linked(fresh)], ["live_revision", "latest_revision", "latest_revision_created_at"]
        )
        records = [self._record(page, one, first + start + number) for number, (page, one) in enumerate(zip(fresh, batch, strict=True))]
        Freeze.objects.bulk_create(map(_frozen, records))

    def _page(self, one: dict[str, Any], number: int) -> Any:
        from django.contrib.contenttypes.models import ContentType

        from tamizdat.newsroom.models import ArticlePage

        time = datetime.fromisoformat(one["date"]).replace(tzinfo=UTC)
        return ArticlePage(
            title=one["title"],
            draft_title=one["title"],
            slug=one["slug"],
            locale=self._front.locale,
            translation_key=uuid.uuid5(uuid.NAMESPACE_URL, one["slug"]),
            content_type=ContentType.objects.get_for_model(ArticlePage),
            path=ArticlePage._get_path(self._front.path, self._front.depth + 1, number + 1),
            depth=self._front.depth + 1,
            url_path=f"{self._front.url_path}{one['slug']}/",
            live=True,
            first_published_at=time,
            last_published_at=time,
            standfirst=one["deck"][:600],
            section=self._words["section", one["section"]],
            lead_photo=self._photos[one["i"] % PHOTOS],
            lead_caption=one["caption"][:500],
            body=json.dumps([_block(text) for text in one["body"].split("\n\n")]),
        )

    def _record(self, page: Any, one: dict[str, Any], change: int) -> Article:
        time = f"{one['date']}Z"
        before = self._in_section.setdefault(one["section"], [])
        related = tuple(before[: -RELATED - 1 : -1])
        before.append(page.record_id)
        from tamizdat.newsroom.export.body import body_blocks

        return Article(
            id=page.record_id,
            change=change,
            frozen=time,
            language=page.language,
            translation_key=page.translation_key.hex,
            path=f"{page.language}/{time[:4]}/{time[5:7]}/{page.slug}.html",
            slug=page.slug,
            kind=page.kind,
            headline=page.title,
            standfirst=page.standfirst,
            bylines=(self._words["author", one["author"]].record_id,),
            dateline="",
            section=self._words["section", one["section"]].record_id,
            topics=tuple(sorted(self._words["tags", name].record_id for name in one["tags"])),
            story=None,
            lead=Figure(photo=page.lead_photo.record_id, alt="", caption=page.lead_caption, credit=page.lead_photo.credit),
            first_published=time,
            updated=time,
            sequence=one["i"] + 1,
            version=1,
            related=related,
            corrections=(),
            attributions=(),
            body=body_blocks(page.body),
            card=None,
        )


def _names(one: dict[str, Any], field: str) -> list[str]:
    return one[field] if isinstance(one[field], list) else [one[field]]


def _block(text: str) -> dict[str, Any]:
    if text.startswith("## "):
        return {"type": "heading", "value": {"text": text[3:], "level": "2"}}
    rich = f"<p>{inline(text.removeprefix('> '))}</p>".replace("strong>", "b>").replace("em>", "i>")
    if text.startswith("> "):
        return {"type": "quotation", "value": {"paragraphs": rich, "source": ""}}
    return {"type": "paragraph", "value": rich}


def _photo(number: int) -> Any:
    from django.core.files.base import ContentFile
    from django.core.files.images import ImageFile
    from PIL import Image

    from tamizdat.media.cleaning import clean
    from tamizdat.newsroom.models import Photo

    drawn = BytesIO()
    Image.linear_gradient("L").rotate(number * 45).resize((1600, 1067)).convert("RGB").save(drawn, "JPEG")
    master = clean(drawn.getvalue())
    photo = Photo(caption=f"Picture {number}", credit="Bench Gazette", description="A slope from black to white")
    photo.file = ImageFile(ContentFile(master.data), name="picture.jpg")
    photo.width, photo.height, photo.file_size = master.width, master.height, len(master.data)
    photo.save()
    return photo


def _base_of(page: Any) -> Any:
    from wagtail.models import Page

    return Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields if field.attname != "id"})


def _linked(pages: list[Any]) -> Iterator[Any]:
    for page in pages:
        for name in ("live_revision_id", "latest_revision_id", "latest_revision_created_at"):
            setattr(page.page_ptr, name, getattr(page, name))
        yield page


def _revision_of(page: Any) -> Any:
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Page, Revision

    return Revision(
        content_type=page.content_type,
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        created_at=page.last_published_at,
        object_str=str(page),
        content=page.serializable_data(),
    )


def _frozen(record: Article) -> Any:
    from tamizdat.newsroom.models import Freeze

    data = encode(record)
    return Freeze(
        change=record.change,
        record=record.id,
        kind="article",
        path=record.path,
        digest=digest(data),
        data=data.decode(),
        created=record.frozen,
        delivered=True,
    )


def _build(press: Path) -> None:
    """Give the press all that is frozen, with the pictures, and let it make an edition."""
    from tamizdat.newsroom import delivery
    from tamizdat.newsroom.models import Freeze
    from tamizdat.newsroom.pictures import edition_bytes

    builder = Builder(press, load_theme())
    records = [decode(data.encode()) for data in Freeze.objects.order_by("change").values_list("data", flat=True)]
    for file in (file for record in records for file in delivery.files_of(record)):
        builder.store.put(edition_bytes(file.path))
    builder.take(records)
    builder.build(as_of=datetime.now(UTC))
    builder.close()
    Freeze.objects.update(delivered=True)


def _editor() -> dict[str, str]:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    from tamizdat.newsroom.permissions import PUBLISHER

    account = {"username": "editor", "password": secrets.token_hex(12)}
    get_user_model().objects.create_user(**account).groups.set(Group.objects.filter(name=PUBLISHER))
    return account


if __name__ == "__main__":
    sys.exit(main())
