"""Things of the newsroom with every field filled in; a test names only what it is about."""

from datetime import date, time
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from tamizdat.newsroom.models import (
    Appeal,
    AppealVariantRow,
    ArticleByline,
    ArticlePage,
    FrontPage,
    GivingOfferRow,
    GivingSettings,
    GivingWordsRow,
    Letter,
    LetterArticle,
    LetterKind,
    Person,
    Section,
    StaticPage,
    Story,
    Topic,
)
from tamizdat.newsroom.setup import add_language

_number = count(1)


def account(*roles: str, **fields: Any) -> User:
    """An active account with these roles."""
    user = User.objects.create_user(username=f"account{next(_number)}", **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def front(language: str = "en") -> FrontPage:
    """The front of a language."""
    return add_language(language, newspaper="The Kesh Courier")


def article(*, language: str = "en", publish: bool = False, by: tuple[Person, ...] = (), **fields: Any) -> ArticlePage:
    """An article, drafted or published."""
    fields = {"title": f"Talks in Kesh, day {next(_number)}", "standfirst": "The ferry is to run again.", **fields}
    fields.setdefault("body", [("paragraph", RichText("<p>The envoys met on the bridge.</p>"))])
    topics = fields.pop("topics", ())
    page = ArticlePage(live=False, **fields)
    page.bylines = [ArticleByline(person=person) for person in by]
    front(language).add_child(instance=page)
    page.topics.set(topics)
    revision = page.save_revision(user=fields.get("owner"))
    if publish:
        revision.publish()
        page = ArticlePage.objects.get(pk=page.pk)
    return page


def static_page(*, language: str = "en", publish: bool = False, **fields: Any) -> StaticPage:
    """A static page, drafted or published."""
    fields = {"title": "Imprint", "role": "imprint", "body": [("paragraph", RichText("<p>Printed abroad.</p>"))], **fields}
    page = StaticPage(live=False, **fields)
    front(language).add_child(instance=page)
    revision = page.save_revision()
    if publish:
        revision.publish()
        page = StaticPage.objects.get(pk=page.pk)
    return page


def section(name: str = "Politics", **fields: Any) -> Section:
    """A section."""
    return Section.objects.create(name=name, locale=_locale(fields), **fields)


def topic(name: str = "Ferries", **fields: Any) -> Topic:
    """A topic."""
    return Topic.objects.create(name=name, locale=_locale(fields), **fields)


def story(name: str = "The bridge dispute", **fields: Any) -> Story:
    """A running story."""
    return Story.objects.create(name=name, locale=_locale(fields), **fields)


def person(name: str = "Ada Verin", **fields: Any) -> Person:
    """A byline."""
    return Person.objects.create(name=name, locale=_locale(fields), **fields)


def letter_kind(code: str = "weekly", *, language: str = "en", **fields: Any) -> LetterKind:
    """A letter that readers of a language can order: by default the weekly one, every Friday at ten by the newspaper's clock."""
    words = {"name": "The Friday letter", "promise": "What mattered this week.", "rhythm": "every Friday", "weekday": 4, "time": time(10)}
    page = front(language)
    page.consent = page.consent or "Send me the letters that I ask for here."
    kind = LetterKind(code=code, **words | fields)
    page.letter_kinds.add(kind)
    page.save_revision().publish()
    return LetterKind.objects.get(page=page, code=code)


def letter(*articles: ArticlePage, language: str = "en", by: User | None = None, **fields: Any) -> Letter:
    """A letter as an editor has kept it, with these articles as teasers; the newspaper offers its kind."""
    fields = {"kind": "weekly", "subject": f"The week in Kesh, {next(_number)}", "date": date(2026, 11, 27), **fields}
    if not LetterKind.objects.filter(page=front(language), code=fields["kind"]).exists():
        letter_kind(fields["kind"], language=language)
    fields.setdefault("intro", [("paragraph", RichText("<p>Dear readers,</p>"))])
    made = Letter(locale=front(language).locale, **fields)
    made.items = [LetterArticle(article=article, form="teaser", sort_order=place) for place, article in enumerate(articles)]
    made.save()
    made.save_revision(user=by)
    return Letter.objects.get(pk=made.pk)


def appeal(*wordings: str, language: str = "en", by: User | None = None, **fields: Any) -> Appeal:
    """An appeal as an editor has kept it, with a wording for each of these codes."""
    fields = {"code": f"winter-{next(_number)}", **fields}
    made = Appeal(locale=front(language).locale, owner=by, **fields)
    made.variants = [
        AppealVariantRow(code=code, title=f"Title {code}", text="<p>We need a <b>boat</b>.</p>", button="Support us", sort_order=place)
        for place, code in enumerate(wordings or ("a", "b"))
    ]
    made.save()
    made.save_revision(user=by)
    return Appeal.objects.get(pk=made.pk)


def giving(*languages: str, **fields: Any) -> GivingSettings:
    """The terms of giving, saved: three offers in dollars and words in each of these languages, by default English."""
    terms = GivingSettings.load()
    for name, value in fields.items():
        setattr(terms, name, value)
    terms.offers = [
        GivingOfferRow(currency="USD", frequency=frequency, amounts="5 10 25", least="2", most="5000", sort_order=place)
        for place, frequency in enumerate(("once", "monthly", "annual"))
    ]
    terms.words = [giving_words(language, place) for place, language in enumerate(languages or ("en",))]
    terms.save()
    return GivingSettings.objects.get(pk=terms.pk)


def giving_words(language: str, place: int = 0) -> GivingWordsRow:
    """The words of giving in one language, unsaved."""
    return GivingWordsRow(
        locale=front(language).locale,
        headline="Support the Courier",
        promise="From $2 a month.",
        ask_title="We print abroad",
        ask_text="Paper costs money.",
        ask_button="Support us",
        statement="KESH COURIER",
        receiver="The Courier Foundation, Tbilisi.",
        sort_order=place,
    )


def republish(page: Page, user: User | None = None, **fields: Any) -> Page:
    """Change fields of a page and publish it again."""
    page = page.specific_class.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=user).publish()
    return page.specific_class.objects.get(pk=page.pk)


def _locale(fields: dict[str, Any]) -> Locale:
    return front(fields.pop("language", "en")).locale
