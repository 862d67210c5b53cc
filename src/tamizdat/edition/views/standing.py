"""The pages that stand: static pages, letter, search, the 404 page, and redirects.

Promises: what is not there yet says so and names what is. Links of the 404 page work at any depth: a host serves it for any
address, and no page knows in which folder its copy of the edition lies, so that it links to the path of ``canonical_base`` on the
present host and, in full, to the newspaper's own address and its public mirrors: one of them is right.
"""

from typing import Any
from urllib.parse import urlsplit

from markupsafe import escape

from tamizdat.edition.paths import entry_path
from tamizdat.edition.records import Page, Redirect
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.body import Body
from tamizdat.edition.views.links import feed_links, link
from tamizdat.edition.views.shell import render, shell
from tamizdat.edition.views.sign_up import render_with_form
from tamizdat.edition.views.words import words_of


def page(scope: Scope) -> str:
    """Return a static page."""
    words = words_of(scope)
    shown = scope.get(scope.spec.subject)
    assert isinstance(shown, Page)
    return render(
        scope,
        "page.html",
        words=words,
        title=shown.title,
        description=shown.standfirst,
        updated=words.time(shown.updated),
        blocks=Body(scope, words).blocks(shown.body),
    )


def letter(scope: Scope) -> str:
    """Return the page of the letters: the form to order them, or what is coming and how to follow until then."""
    words, feeds = words_of(scope), feed_links(scope, f"lang:{scope.language.code}")
    return render_with_form(scope, "letter.html", words=words, title=words.text("The Friday letter"), feed_list=feeds)


def search(scope: Scope) -> str:
    """Return the page of the search."""
    return _service(scope, "search.html", words_of(scope).text("Search"))


def _service(scope: Scope, template: str, title: str) -> str:
    return render(scope, template, title=title, feed_list=feed_links(scope, f"lang:{scope.language.code}"))


def not_found(scope: Scope) -> str:
    """Return the 404 page. It links to nothing by a relative address."""
    site = scope.doors
    folder = urlsplit(site.canonical_base).path
    fronts = [
        {
            "code": language.code,
            "dir": language.direction,
            "name": language.name,
            "words": scope.theme.text(language.code, "There is no page at this address."),
            "href": escape(f"{folder}/{language.code}/index.html"),
            "archive": escape(f"{folder}/{language.code}/archive.html"),
            "archive_words": scope.theme.text(language.code, "Archive"),
        }
        for language in site.languages
    ]
    addresses = [escape(base) for base in dict.fromkeys((f"{site.canonical_base}/", *site.mirrors))]
    title = words_of(scope).text("Not found")
    return _bare(scope, "not_found.html", title=title, fronts=fronts, addresses=addresses)


def redirect(scope: Scope) -> str:
    """Return the page that stands at an old address and sends the reader on, script or not."""
    shown = scope.get(scope.spec.subject)
    assert isinstance(shown, Redirect)
    scope.get(shown.target)
    path = entry_path(scope.catalogue, shown.target)
    assert path is not None, "the plan asks for redirects only to what is in the edition"
    return _bare(
        scope,
        "redirect.html",
        title=words_of(scope).text("This page has moved"),
        address=link(scope, path),
        target=escape(scope.absolute(path)),
    )


def _bare(scope: Scope, template: str, **content: Any) -> str:
    """Return a page that has the shell's style and words but not its links."""
    return scope.theme.render(template, shell(scope, words_of(scope)) | content)
