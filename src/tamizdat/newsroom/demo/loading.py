"""The demo newspaper's loader: fills an empty newsroom with it, as if editors had published it over the past year.

Promises: an article is frozen at the moment its file tells, corrections and withdrawals after it, so that the edition looks lived in;
a newsroom that has an article already is left alone. Leaves reading the files to ``content`` and drawing to ``pictures``.
"""

import json
import os
import re
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry

from tamizdat.newsroom import delivery, freezing
from tamizdat.newsroom.demo.content import load
from tamizdat.newsroom.demo.drawn import Drawing, Drawn
from tamizdat.newsroom.demo.loading_giving import load_giving
from tamizdat.newsroom.demo.loading_letters import kinds_of, load_letter
from tamizdat.newsroom.demo.shapes import DemoArticle, DemoNewspaper, DemoPage, DemoPicture
from tamizdat.newsroom.models import (
    ArticleAttribution,
    ArticleByline,
    ArticleCorrection,
    ArticlePage,
    FrontArticle,
    FrontFooter,
    FrontPage,
    FrontSection,
    NewspaperSettings,
    Person,
    Photo,
    Section,
    StaticPage,
    Story,
    Topic,
)
from tamizdat.newsroom.permissions import OPERATOR, PUBLISHER
from tamizdat.newsroom.setup import add_language

EDITOR_NAME = "editor"
_NAMESPACE = uuid.UUID("6d7a3c52-5a0e-4d55-9f2f-2f1f6f0a8a11")
_RICH = {"<strong>": "<b>", "</strong>": "</b>", "<em>": "<i>", "</em>": "</i>"}
_LINK = re.compile(r'<a href="record:(article|page)\.([\w.-]+)">')


def fill_newsroom(home: Path, site_port: int, drawing: Drawing, now: datetime | None = None) -> None:
    """Fill the newsroom under *home*, which has no article yet."""
    newspaper, moment = load(), now or timezone.now()
    with delivery.held(), transaction.atomic():
        _Loader(newspaper, drawing.result(), moment, f"http://127.0.0.1:{site_port}").load()
        make_editor(home)


def make_editor(home: Path) -> None:
    """Make the demo editor's account; its password lies in ``keys/demo-editor`` until it has been told once."""
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    account = get_user_model().objects.create_user(EDITOR_NAME, password=password, first_name="Demo", last_name="Editor")
    account.groups.set(Group.objects.filter(name__in=(PUBLISHER, OPERATOR)))
    with open(os.open(home / "keys" / "demo-editor", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"name": EDITOR_NAME, "password": password}, file)


class _Loader:
    """One load: what was made so far, by the demo's keys."""

    def __init__(self, newspaper: DemoNewspaper, files: dict[str, Drawn], now: datetime, base: str) -> None:
        self._newspaper, self._files, self._now, self._base = newspaper, files, now, base
        self._photos: dict[str, Photo] = {}
        self._words: dict[tuple[type, str, str], Any] = {}
        self._fronts: dict[str, FrontPage] = {}
        self._pages: dict[tuple[str, str, str], Any] = {}  # kind, language, key

    def load(self) -> None:
        self._set_up()
        for picture in self._newspaper.pictures:
            self._photos[picture.key] = self._photo(picture)
        self._make_words()
        for page in self._newspaper.pages:
            self._pages["page", page.language, page.key] = self._draft(StaticPage, page, page.title)
        for article in self._newspaper.articles:
            self._pages["article", article.language, article.key] = self._draft(ArticlePage, article, article.headline)
        for page in self._newspaper.pages:
            self._publish_page(page)
        for article in sorted(self._newspaper.articles, key=lambda article: article.published.at(self._now)):
            self._publish_article(article)
        for language in self._newspaper.site.languages:
            self._arrange_front(language)
        self._send_letters()
        load_giving(self._newspaper.giving, _key, self._rich, self._now)
        freezing.freeze(NewspaperSettings.load(), self._now)

    def _set_up(self) -> None:
        site = self._newspaper.site
        settings = NewspaperSettings.load()
        settings.canonical_base, settings.time_zone = self._base, site.time_zone
        settings.accent, settings.accent_dark = site.accent, site.accent_dark
        settings.sign_up_address = self._newspaper.sign_up_address
        settings.save()
        for language in site.languages:
            self._fronts[language.code] = add_language(language.code, newspaper=language.name)

    def _photo(self, picture: DemoPicture) -> Photo:
        words = next(iter(picture.figures.values()))
        master, made = self._files[picture.key]
        photo = Photo(title=picture.key, caption=words.caption, credit=words.credit, description=words.alt)
        photo.file = ImageFile(ContentFile(master.data), name="picture.jpg")
        photo.width, photo.height, photo.file_size = master.width, master.height, len(master.data)
        x, y = picture.focus
        photo.focal_point_x, photo.focal_point_y = master.width * x // 100, master.height * y // 100
        photo.focal_point_width, photo.focal_point_height = master.width // 4, master.height // 4
        photo.save(made=made)
        return photo

    def _make_words(self) -> None:
        terms = ((Section, "description", "sections"), (Topic, "description", "topics"), (Story, "summary", "stories"))
        for model, about, name in terms:
            for term in getattr(self._newspaper, name):
                self._word(model, term, name=term.name, **{about: term.about})
        for person in self._newspaper.people:
            portrait = self._photos[person.portrait.picture] if person.portrait else None
            about = {"role": person.role, "bio": person.bio, "pseudonym": person.pseudonym, "portrait": portrait}
            self._word(Person, person, name=person.name, **about)

    def _word(self, model: type, term: Any, **fields: Any) -> None:
        locale = Locale.objects.get(language_code=term.language)
        thing = model(locale=locale, slug=term.key, translation_key=_key(model.__name__, term.key), **fields)
        thing.save()
        self._words[model, term.language, term.key] = thing

    def _draft(self, model: type, piece: DemoArticle | DemoPage, title: str) -> Any:
        front = self._fronts[piece.language]
        page = model(title=title, slug=piece.key, locale=front.locale, live=False, translation_key=_key(model.__name__, piece.key))
        front.add_child(instance=page)
        return page

    def _publish_page(self, piece: DemoPage) -> None:
        page = self._pages["page", piece.language, piece.key]
        page.role, page.standfirst = piece.role, piece.standfirst
        page.body = self._body(piece.body, piece.language)
        self._go_live(page, piece.updated.at(self._now))

    def _publish_article(self, piece: DemoArticle) -> None:
        page = self._pages["article", piece.language, piece.key]
        page.kind, page.standfirst, page.dateline = piece.kind, piece.standfirst, piece.dateline
        page.section = self._words[Section, piece.language, piece.section]
        page.story = self._words[Story, piece.language, piece.story] if piece.story else None
        page.topics = [self._words[Topic, piece.language, topic] for topic in piece.topics]
        page.bylines = [ArticleByline(person=self._words[Person, piece.language, person]) for person in piece.bylines]
        page.attributions = [
            ArticleAttribution(claim=a.claim, source=a.source, checked_by=a.checked_by, public=True) for a in piece.attributions
        ]
        if piece.lead:
            page.lead_photo, page.lead_alt, page.lead_caption = self._photos[piece.lead.picture], piece.lead.alt, piece.lead.caption
        page.body = self._body(piece.body, piece.language)
        self._go_live(page, piece.published.at(self._now))
        for correction in sorted(piece.corrections, key=lambda correction: correction.time.at(self._now)):
            time = correction.time.at(self._now)
            page.corrections.add(ArticleCorrection(kind=correction.kind, time=time, text=self._rich(correction.text, piece.language)))
            self._go_live(page, time)
        if piece.withdrawn:
            self._withdraw(page, piece)

    def _go_live(self, page: Any, moment: datetime) -> None:
        """Publish *page* as of *moment*: what Wagtail's action does, at another time than now."""
        page.live, page.has_unpublished_changes = True, False
        page.first_published_at, page.last_published_at = page.first_published_at or moment, moment
        page.save()
        revision = page.save_revision(changed=False)
        revision.created_at = page.latest_revision_created_at = moment
        revision.save()
        page.live_revision = revision
        page.save()
        PageLogEntry.objects.log_action(instance=page, action="wagtail.publish", revision=revision, content_changed=True, timestamp=moment)
        freezing.freeze(page, moment)

    def _withdraw(self, page: Any, piece: DemoArticle) -> None:
        assert piece.withdrawn is not None
        freezing.bury(page, note=piece.withdrawn.note, now=piece.withdrawn.time.at(self._now))
        page.live = False
        page.save()

    def _arrange_front(self, language: Any) -> None:
        front = self._fronts[language.code]
        front.newspaper, front.motto, front.description = language.name, language.motto, language.description
        front.navigation = [FrontSection(section=self._words[Section, language.code, key]) for key in language.navigation]
        front.footer = [FrontFooter(static_page=self._pages["page", language.code, key]) for key in language.footer]
        front.chosen_articles = [FrontArticle(article=self._pages["article", language.code, key]) for key in language.front]
        for offer in (offer for offer in self._newspaper.offers if offer.language == language.code):
            front.consent, front.letter_kinds = offer.consent, kinds_of(offer)
        front.save_revision().publish()

    def _send_letters(self) -> None:
        for letter in self._newspaper.letters:
            articles = {
                key: page for (kind, language, key), page in self._pages.items() if (kind, language) == ("article", letter.language)
            }
            intro, note = self._body(letter.intro, letter.language), self._body(letter.note, letter.language)
            load_letter(letter, _key("Letter", letter.key), articles, intro, note, self._now)

    # Bodies

    def _body(self, blocks: Iterable[dict[str, Any]], language: str) -> str:
        return json.dumps([{"type": block["type"], "value": self._value(block, language)} for block in blocks])

    def _value(self, block: dict[str, Any], language: str) -> Any:
        kind = block["type"]
        if kind == "paragraph":
            return self._rich(block["text"], language)
        if kind == "list":
            return {"ordered": block["ordered"], "items": [self._rich(item, language) for item in block["items"]]}
        if kind == "quotation":
            return {"paragraphs": "".join(self._rich(text, language) for text in block["paragraphs"]), "source": block["source"]}
        if kind == "photo":
            return {"photo": self._photos[block["photo"]].pk, "alt": block["alt"], "caption": block["caption"]}
        if kind == "related":
            return self._pages["article", language, block["article"]].pk
        if kind == "background":
            return {"title": block["title"], "blocks": json.loads(self._body(block["blocks"], language))}
        if kind == "heading":
            return {"text": block["text"], "level": str(block["level"])}
        return {name: value for name, value in block.items() if name != "type"} or None

    def _rich(self, text: str, language: str) -> str:
        for canonical, rich in _RICH.items():
            text = text.replace(canonical, rich)

        def link(match: re.Match[str]) -> str:
            return f'<a linktype="page" id="{self._pages[match[1], language, match[2]].pk}">'

        return f"<p>{_LINK.sub(link, text)}</p>"


def _key(kind: str, key: str) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{kind} {key}")
