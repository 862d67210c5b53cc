"""What a page tells machines about itself: canonical address, translations, Open Graph, JSON-LD. One string for the head.

Promises: nothing that the page itself does not say; no address of a person outside the newspaper; a pseudonym looks like any name.
Every address is absolute under the canonical base, so that a copy on a mirror points home. Small: each byte counts against the page's
budget, hence only what a search engine, a messenger or a feed reader is known to read. Leaves ``<title>`` and ``description`` to the
templates.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tamizdat.edition.catalogue import Teaser
from tamizdat.edition.inline import plain_text
from tamizdat.edition.paths import entry_path, twin_paths
from tamizdat.edition.records import Letter, Page, Person, Section, Story, Topic
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.alternates import alternates, in_each_language
from tamizdat.edition.views.feeds import named, picture_of
from tamizdat.edition.views.markup import escape, json_in_html

Plain = dict[str, Any]

SCHEMA_TYPES = {
    "opinion": "OpinionNewsArticle",
    "editorial": "OpinionNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "explainer": "BackgroundNewsArticle",
    "news": "ReportageNewsArticle",
    "investigation": "ReportageNewsArticle",
}
"""Kind of article -> the schema.org type that tells opinion from report; the others are plain ``NewsArticle``s."""

IN_EACH_LANGUAGE = ("front", "archive", "corrections", "letter", "letters", "support", "search")
"""Views of pages that each language has, whatever is published."""

UNLISTED = ("not_found", "withdrawn", "letter_withdrawn", "letter_latest", "redirect", "search")
"""Views of pages that no search engine should list. They have no canonical address and nothing to share."""


def head_data(scope: Scope, title: str, description: str = "") -> str:
    """Return HTML for the page's head; *title* and *description* are plain text, as the page shows them."""
    if scope.spec.view in UNLISTED:
        return '<meta name="robots" content="noindex">'
    canonical = canonical_address(scope)
    return _links(scope, canonical) + _share(scope, canonical, title, description) + _json_ld(scope, canonical)


def canonical_address(scope: Scope) -> str:
    """Return the page's absolute address. The root shows the default language's front, which has an address of its own."""
    path = scope.spec.path
    return scope.absolute(f"{scope.language.code}/index.html" if path == "index.html" else path)


def translations(scope: Scope) -> Mapping[str, str]:
    """Return language → path of the pages that say the same in other languages, this one included; empty if there are none."""
    if scope.spec.view in IN_EACH_LANGUAGE:
        return in_each_language(scope, scope.spec.path.partition("/")[2] or "index.html")
    about = _about(scope)
    if about is None or scope.spec.view == "period":
        return {}
    scope.twins(about.translation_key)
    return twin_paths(scope.catalogue, about.translation_key)


def _about(scope: Scope) -> Teaser | Letter | Page | Section | Topic | Story | Person | None:
    kind, _, record_id = scope.spec.subject.rpartition(":")
    entry = None if kind in ("lang", "letters") else scope.get(record_id)
    return entry if isinstance(entry, Teaser | Letter | Page | Section | Topic | Story | Person) else None


def _links(scope: Scope, canonical: str) -> str:
    pairs = alternates(scope, translations(scope))
    translated = (f'<link rel="alternate" hreflang="{code}" href="{escape(href)}">' for code, href in pairs)
    return f'<link rel="canonical" href="{escape(canonical)}">{"".join(translated)}'


def _share(scope: Scope, canonical: str, title: str, description: str) -> str:
    """What messengers show of a link: Open Graph, and the one word that X wants besides."""
    about = _about(scope)
    article = about if isinstance(about, Teaser) else None
    picture = picture_of(scope, article) if article else None
    graph = (
        ("og:site_name", scope.language.name),
        ("og:type", "article" if isinstance(about, Teaser | Letter) else "profile" if isinstance(about, Person) else "website"),
        ("og:title", title),
        ("og:description", description),
        ("og:url", canonical),
        ("og:image", scope.absolute(picture.path) if picture else ""),
        ("og:image:width", str(picture.width) if picture else ""),
        ("og:image:height", str(picture.height) if picture else ""),
        ("article:published_time", article.first_published if article else about.published if isinstance(about, Letter) else ""),
    )
    tags = (f'<meta property="{name}" content="{escape(value)}">' for name, value in graph if value)
    return "".join(tags) + ('<meta name="twitter:card" content="summary_large_image">' if article and article.card else "")


def _json_ld(scope: Scope, canonical: str) -> str:
    make = _JSON_LD.get(scope.spec.view)
    plain = make(scope, canonical) if make else None
    if plain is None:
        return ""
    return f'<script type="application/ld+json">{json_in_html({"@context": "https://schema.org"} | plain)}</script>'


def _news_article(scope: Scope, canonical: str) -> Plain | None:
    article = scope.teaser(scope.spec.subject)
    if article is None:
        return None
    picture = picture_of(scope, article)
    section = next(iter(named(scope, [article.section])), None)
    return _filled(
        _types(article),
        url=canonical,
        headline=article.headline,
        description=article.standfirst,
        image=scope.absolute(picture.path) if picture else None,
        datePublished=article.first_published,
        dateModified=article.updated,
        inLanguage=article.language,
        articleSection=section.name if section else None,
        isAccessibleForFree=True,
        author=_authors(scope, article) or publisher(scope),
        publisher=publisher(scope),
        publishingPrinciples=_principles(scope),
        correction=[_filled("CorrectionComment", text=plain_text(c.text), datePublished=c.time) for c in article.corrections],
        workTranslation=[
            _filled("NewsArticle", url=scope.absolute(path), inLanguage=language)
            for language, path in translations(scope).items()
            if language != article.language
        ],
    )


def _types(article: Teaser) -> str | list[str]:
    finer = SCHEMA_TYPES.get(article.kind)
    return ["NewsArticle", finer] if finer else "NewsArticle"


def _authors(scope: Scope, article: Teaser) -> list[Plain]:
    return [_person(scope, author) for author in named(scope, article.bylines)]


def _person(scope: Scope, person: Person | Section | Topic | Story) -> Plain:
    return _filled("Person", name=person.name, url=scope.absolute(entry_path(scope.catalogue, person.id) or ""))


def publisher(scope: Scope) -> Plain:
    """Return the newspaper as schema.org knows it."""
    return _filled("NewsMediaOrganization", name=scope.language.name, url=scope.absolute(f"{scope.language.code}/index.html"))


def _principles(scope: Scope) -> str | None:
    """The page that says who the newspaper is and how it works, if its footer leads there."""
    pages = (scope.get(record_id) for record_id in scope.language.footer)
    about = next((page for page in pages if isinstance(page, Page) and page.role == "about"), None)
    return scope.absolute(about.path) if about else None


def _profile(scope: Scope, canonical: str) -> Plain | None:
    person = _about(scope)
    if not isinstance(person, Person):
        return None
    described = _person(scope, person) | {name: value for name, value in (("jobTitle", person.role), ("description", person.bio)) if value}
    return _filled("ProfilePage", url=canonical, inLanguage=person.language, mainEntity=described)


def _website(scope: Scope, canonical: str) -> Plain:
    return _filled("WebSite", url=canonical, name=scope.language.name, inLanguage=scope.language.code, publisher=publisher(scope))


def _collection(scope: Scope, canonical: str) -> Plain | None:
    about = _about(scope)
    if not isinstance(about, Section | Topic | Story):
        return None
    return _filled("CollectionPage", url=canonical, name=about.name, inLanguage=about.language)


def _filled(types: str | list[str], **values: Any) -> Plain:
    """A schema.org object without its empty fields."""
    return {"@type": types} | {name: value for name, value in values.items() if value}


_JSON_LD: dict[str, Callable[[Scope, str], Plain | None]] = {
    "article": _news_article,
    "front": _website,
    "person": _profile,
    "section": _collection,
    "topic": _collection,
    "story": _collection,
}
