"""Writing plans into the newsroom: pages, photos, names and old addresses, each noted with where it came from.

Promises: whatever it makes belongs to the transaction that is open; ``undo_files`` takes back the photo files that a rollback would
leave behind. An item that is already here is never touched. Leaves the order, the transaction and the account to ``wordpress``.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db.models.signals import post_save
from modelsearch.signal_handlers import post_save_signal_handler
from modelsearch.tasks import insert_or_update_object_task
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.tasks import update_reference_index_task

from tamizdat.importers.convert import plain_words
from tamizdat.importers.library import PhotoNotTaken
from tamizdat.importers.names import record_id, translation_key
from tamizdat.importers.plan import Plan, Stub, Term
from tamizdat.importers.richbody import stream
from tamizdat.importers.tally import Tally
from tamizdat.newsroom import freezing
from tamizdat.newsroom.models import (
    ArticleByline,
    ArticlePage,
    Freeze,
    FrontPage,
    ImportedItem,
    OldAddress,
    Person,
    Photo,
    Section,
    StaticPage,
    Topic,
)
from tamizdat.newsroom.models.static_pages import RESERVED
from tamizdat.newsroom.uploads import PhotoDoor, RefusedUpload

MODELS: dict[str, type[Any]] = {"article": ArticlePage, "page": StaticPage}
NO_CREDIT = "its credit is not in the archive: fill it in"
ITEM = 200  # characters that ImportedItem has for an item's name
LARGEST = 33 << 20  # bytes read of a photo: one more than the newsroom's door lets in, so that it says so itself


class Writer:
    """One import's writing into one language's front."""

    def __init__(self, archive: str, front: FrontPage, tally: Tally) -> None:
        self.archive, self.front, self.tally = archive, front, tally
        self.made: Counter[str] = Counter()
        self._pages: dict[str, int] = {}  # record id -> primary key
        self._photos: dict[str, int] = {}  # path below the media folder -> primary key
        self._words: dict[tuple[type, str], Any] = {}
        self._files: list[Any] = []

    def known(self) -> set[str]:
        """Return the archive's items that are here already, and remember their pages for links to them."""
        rows = ImportedItem.objects.filter(archive=self.archive, kind__in=MODELS).values_list("item", "object_id")
        for item, key in rows:
            self._pages[record_id(self.archive, int(item), self.front.language)] = int(key)
        return {item for item, _ in rows}

    def taken_slugs(self) -> set[str]:
        """Return the slugs that a new page may not have: those of pages, of the edition's own, and of addresses readers know."""
        frozen = Freeze.objects.filter(path__startswith=f"{self.front.language}/").values_list("path", flat=True)
        known = {path.rsplit("/", 1)[-1].removesuffix(".html") for path in frozen.iterator()}
        return {*self.front.get_children().values_list("slug", flat=True), *known, *RESERVED}

    def make(self, stub: Stub) -> None:
        """Make an empty draft, so that links can lead to it."""
        page = MODELS[stub.kind](
            title=stub.title,
            slug=stub.slug,
            locale=self.front.locale,
            live=False,
            translation_key=translation_key(self.archive, stub.item),
        )
        with _unindexed():
            self.front.add_child(instance=page)
        self._pages[page.record_id] = page.pk
        self._note(str(stub.item), stub.kind, page)

    def fill(self, plan: Plan) -> None:
        """Fill the draft that ``make`` made, and publish it as of its old date unless it stays a draft."""
        model = MODELS[plan.stub.kind]
        page = model.objects.select_related("locale").get(pk=self._pages[record_id(self.archive, plan.stub.item, self.front.language)])
        page.standfirst = plan.standfirst
        page.body = stream(plan.body, self._pages.get, photo_key)
        if isinstance(page, ArticlePage):
            self._fill_article(page, plan)
        if plan.draft or plan.published is None:
            _save(page)
            self.made["drafts"] += 1
            return
        page.live, page.has_unpublished_changes = True, False
        page.first_published_at = plan.published
        page.last_published_at = max(plan.published, plan.modified or plan.published)
        _save(page)
        PageLogEntry.objects.log_action(instance=page, action="wagtail.publish", revision=page.live_revision, content_changed=True)
        freezing.freeze(page, plan.published)
        self.made["articles" if plan.stub.kind == "article" else "pages"] += 1
        self._redirect(page, plan)

    def _fill_article(self, page: ArticlePage, plan: Plan) -> None:
        page.section = self._term(Section, plan.section) if plan.section else None
        page.topics = [self._term(Topic, topic) for topic in plan.topics]
        page.bylines = [ArticleByline(person=self._word(Person, plan.byline))] if plan.byline else []
        if plan.lead and plan.lead.id:
            page.lead_photo_id = photo_key(plan.lead.id)

    def _redirect(self, page: Any, plan: Plan) -> None:
        for path, query in plan.addresses:
            self.tally.came("old address")
            if OldAddress.objects.filter(path=path, query=query).exists():
                self.tally.left_out("old address", "it leads to another page already", f"/{path}{'?' if query else ''}{query}")
                continue
            OldAddress.objects.create(path=path, query=query, page=page)
            self.made["old addresses"] += 1
            self.tally.took("old address")

    def _term(self, model: type[Any], term: Term) -> Any:
        return self._word(model, term.name, description=term.description)

    def _word(self, model: type[Any], name: str, **fields: Any) -> Any:
        """Return the section, topic or person of this *name*, made if the newsroom has none."""
        key = (model, name.casefold())
        if key not in self._words:
            found = model.objects.filter(locale=self.front.locale, name__iexact=name).order_by("pk").first()
            self._words[key] = found or self._new_word(model, name, **fields)
        return self._words[key]

    def _new_word(self, model: type[Any], name: str, **fields: Any) -> Any:
        word = model.objects.create(locale=self.front.locale, name=name, **fields)
        self.made[{Section: "sections", Topic: "topics", Person: "people"}[model]] += 1
        self._note(name, model.__name__.lower(), word)
        return word

    def photo(self, file: Path, name: str, alt: str, caption: str) -> str:
        """Take the photo in *file* in through the newsroom's door, once; return its id for blocks. Raises ``PhotoNotTaken``."""
        if name not in self._photos:
            self._photos[name] = self._known_photo(name) or self._new_photo(file, name, alt, plain_words(caption))
        return _photo_id(self._photos[name])

    def _known_photo(self, name: str) -> int | None:
        row = ImportedItem.objects.filter(archive=self.archive, kind="photo", item=_item(name)).first()
        return int(row.object_id) if row and Photo.objects.filter(pk=row.object_id).exists() else None

    def _new_photo(self, file: Path, name: str, alt: str, caption: str) -> int:
        master = through_the_door(file)
        photo = Photo(title=(alt or caption or file.stem)[:255], caption=caption[:500], credit="", description=alt[:255])
        photo.file = ImageFile(ContentFile(master), name="picture.jpg")
        photo.save()
        self._files.append(photo.file)
        self.made["photos"] += 1
        self._note(_item(name), "photo", photo)
        self.tally.note("picture", NO_CREDIT, name)
        return int(photo.pk)

    def _note(self, item: str, kind: str, thing: Any) -> None:
        ImportedItem.objects.get_or_create(archive=self.archive, item=_item(item), kind=kind, defaults={"object_id": str(thing.pk)})

    def undo_files(self) -> None:
        """Delete the masters of photos whose rows a rollback took away."""
        for file in self._files:
            file.storage.delete(file.name)


def _save(page: Any) -> None:
    """Save *page* with one revision, and have the worker index it once. (``save_revision`` saves the page a second time.)"""
    with _unindexed():
        page.save(clean=False)  # it was clean as a stub, and ``fit`` and ``convert`` keep to the limits of its fields
        revision = Revision.objects.create(
            content_object=page, base_content_type=page.get_base_content_type(), content=page.serializable_data(), object_str=str(page)
        )
    page.latest_revision, page.latest_revision_created_at = revision, revision.created_at
    page.live_revision = revision if page.live else None
    Page.objects.filter(pk=page.pk).update(
        latest_revision=revision, latest_revision_created_at=revision.created_at, live_revision=page.live_revision
    )
    name = (*page._meta.label_lower.split("."), str(page.pk))  # noqa: SLF001 - Django's documented way to a model's name
    insert_or_update_object_task.enqueue(*name)
    update_reference_index_task.enqueue(*name)


@contextmanager
def _unindexed() -> Iterator[None]:
    """Keep Wagtail from indexing each of several saves of one page. Only for a process that does nothing else meanwhile."""
    for model in MODELS.values():
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in MODELS.values():
            post_save.connect(post_save_signal_handler, sender=model)


class Rehearsal:
    """The intake of a dry run: photos are shown to the door, and nothing is kept."""

    def __init__(self, tally: Tally, made: Counter[str]) -> None:
        self.tally, self.made = tally, made
        self._photos: dict[str, int] = {}

    def photo(self, file: Path, name: str, alt: str, caption: str) -> str:
        """Show the photo in *file* to the newsroom's door, once. Raises ``PhotoNotTaken``."""
        if name not in self._photos:
            through_the_door(file)
            self._photos[name] = len(self._photos) + 1
            self.made["photos"] += 1
            self.tally.note("picture", NO_CREDIT, name)
        return _photo_id(self._photos[name])


def photo_key(photo: str) -> int:
    """Return the primary key behind a photo's id in a block."""
    return int(photo.removeprefix("photo."))


def _photo_id(key: int) -> str:
    return f"photo.{key}"


def _item(name: str) -> str:
    """Return *name* as a row can hold it: what is too long ends in a digest of the whole."""
    return name if len(name) <= ITEM else f"{name[: ITEM - 33]} {md5(name.encode(), usedforsecurity=False).hexdigest()}"


def through_the_door(file: Path) -> bytes:
    """Return the master of the photo in *file* as the newsroom's door lets it in. Raises ``PhotoNotTaken``."""
    door = PhotoDoor()
    door.new_file("file", "picture", "application/octet-stream", None)
    try:
        with file.open("rb") as opened:
            door.receive_data_chunk(opened.read(LARGEST), 0)
    except OSError as error:
        raise PhotoNotTaken(f"its file cannot be read: {error.strerror}") from None
    came = door.file_complete(0)
    if isinstance(came, RefusedUpload):
        raise PhotoNotTaken(f"refused: {came.reason}")
    return bytes(came.read())
