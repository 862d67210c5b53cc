"""Sitemaps: one shard a month and language, one for all other pages, an index of them, the newest for news crawlers, robots.txt.

Promises: a shard of a past month changes only when an article of that month does; ``lastmod`` comes from records, never from a clock.
Only the news sitemap asks for the edition's time, because it may not name what is older than two days. Limits: sitemaps.org allows
50,000 addresses a file, which no newsroom's month reaches; the news protocol 1,000.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from tamizdat.edition.head import utc
from tamizdat.edition.paths import entry_path, period_path, twin_paths
from tamizdat.edition.records import Letter, Page
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.alternates import alternates, in_each_language
from tamizdat.edition.views.markup import Xml, document, element, escape

NEWS_HOURS = 48
MOST_NEWS = 1000

PAGES = "pages"
"""The period under which ``plan`` asks for the shard of everything that is no article."""

FIXED = ("index", "archive", "corrections", "letter", "letters/index", "support")
"""Pages that each language has whatever is published. The search page is left out: there is nothing in it to find."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def sitemap(scope: Scope) -> str:
    """Return one shard: a month of a language's articles, or its other pages."""
    urls = _other_pages(scope) if scope.spec.period == PAGES else _articles(scope)
    return document(element("urlset", *urls, xmlns=_NAMESPACE, xmlns_xhtml=_XHTML))


def _articles(scope: Scope) -> Iterator[Xml]:
    for teaser in scope.shard(scope.spec.subject, scope.spec.period):
        yield _url(scope, teaser.path, twin_paths(scope.catalogue, teaser.translation_key), teaser.updated)


def _other_pages(scope: Scope) -> Iterator[Xml]:
    language = scope.language.code
    for page in FIXED:
        yield _url(scope, f"{language}/{page}.html", in_each_language(scope, f"{page}.html"))
    for entry in scope.named(language):
        lastmod = entry.updated if isinstance(entry, Page) else entry.published if isinstance(entry, Letter) else ""
        path = entry_path(scope.catalogue, entry.id) or ""
        yield _url(scope, path, twin_paths(scope.catalogue, entry.translation_key), lastmod)
    for month in scope.periods(f"lang:{language}"):
        yield _url(scope, period_path(scope.catalogue, f"lang:{language}", month, 1) or "", {})


def _url(scope: Scope, path: str, twins: Mapping[str, str], lastmod: str = "") -> Xml:
    """One address. Written out, for a month of a busy newsroom has thousands and each publication writes them anew."""
    links = [element("xhtml:link", rel="alternate", hreflang=code, href=href) for code, href in alternates(scope, twins)]
    changed = f"<lastmod>{escape(lastmod)}</lastmod>" if lastmod else ""
    return Xml(f"<url><loc>{escape(scope.absolute(path))}</loc>{changed}{''.join(links)}</url>")


def index(scope: Scope) -> str:
    """Return the index of all shards."""
    entries: list[Xml] = []
    for language in scope.site.languages:
        key = f"lang:{language.code}"
        entries.append(element("sitemap", element("loc", scope.absolute(f"sitemap/{language.code}-{PAGES}.xml"))))
        for month in scope.periods(key):
            shard = element("loc", scope.absolute(f"sitemap/{language.code}-{month}.xml"))
            entries.append(element("sitemap", shard, element("lastmod", scope.changed(key, month)[1])))
    return document(element("sitemapindex", *entries, xmlns=_NAMESPACE))


def news(scope: Scope) -> str:
    """Return the articles first published within two days before the edition's time, newest first."""
    names = {language.code: language.name for language in scope.site.languages}
    newest = scope.since("site", utc(scope.as_of - timedelta(hours=NEWS_HOURS)), MOST_NEWS)
    urls = (
        element(
            "url",
            element("loc", scope.absolute(teaser.path)),
            element(
                "news:news",
                element("news:publication", element("news:name", names[teaser.language]), element("news:language", teaser.language)),
                element("news:publication_date", teaser.first_published),
                element("news:title", teaser.headline),
            ),
        )
        for teaser in newest
        if teaser.language in names
    )
    return document(element("urlset", *urls, xmlns=_NAMESPACE, xmlns_news=_NEWS))


def robots(scope: Scope) -> str:
    """Return robots.txt: everything is welcome, and here are the sitemaps."""
    sitemaps = (f"Sitemap: {scope.absolute(path)}\n" for path in ("sitemap.xml", "sitemap-news.xml"))
    return "User-agent: *\nDisallow:\n\n" + "".join(sitemaps)


SITEMAP_VIEWS: dict[str, Callable[[Scope], str]] = {
    "sitemap": sitemap,
    "sitemap_index": index,
    "sitemap_news": news,
    "robots": robots,
}
"""View name -> function, for ``views.VIEWS``."""
