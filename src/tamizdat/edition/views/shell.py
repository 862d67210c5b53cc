"""The shell: what stands around the content of every page, and the one way from a view to the page's text.

Promises: a page by itself asks no other host for anything, runs no script but ours, by hash, and sends no referrer (``policy``);
every address in the shell is relative, but for the canonical one. Nothing in the shell changes with a new article, so that old
pages rest.
"""

from typing import Any

from markupsafe import Markup

from tamizdat.edition.paths import appeals_path
from tamizdat.edition.records import Language, Page, Photo, Section
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.links import feed_links, link, link_to
from tamizdat.edition.views.metadata import head_data
from tamizdat.edition.views.policy import plain_policy, policy
from tamizdat.edition.views.words import Words, words_of

SERVICES = ("archive", "search", "letter", "support", "corrections")


def render(scope: Scope, template: str, *, title: str, description: str = "", feeds: str = "", form: bool = False, **content: Any) -> str:
    """Return the page: *template* with the shell and *content*.

    *feeds* is the key of the list whose feeds belong to the page; a *form* may be sent to the newspaper's gates.
    """
    words = content.pop("words", None) or words_of(scope)
    page = {
        "csp": policy(scope.theme, scope.doors if form else scope.site, form=form, asks=scope.ask is not None),
        "script": Markup(scope.theme.scripts["open"]),  # noqa: S704  our own file
        "title": title,
        "description": description,
        "head": Markup(head_data(scope, title, description)),  # noqa: S704  escapes by itself
        "feeds": feed_links(scope, feeds or f"lang:{scope.language.code}"),
    }
    return scope.theme.render(template, shell(scope, words) | page | content)


def shell(scope: Scope, words: Words) -> dict[str, Any]:
    """Return what every template may ask for: the same for all pages of a folder, but for the section that the reader is in."""
    language, subject = scope.language, scope.spec.subject
    current = subject if subject.removeprefix("section:") in language.navigation else ""
    key = ("shell", id(scope.theme), language.code, scope.spec.path.rpartition("/")[0], current)
    return scope.once(key, lambda: _shell(scope, words)) | {"here": scope.spec.path}


def _shell(scope: Scope, words: Words) -> dict[str, Any]:
    site, language = scope.site, scope.language
    style = scope.theme.style(site)
    return {
        "_": words.text,
        "ngettext": words.plural,
        "lang": language.code,
        "dir": language.direction,
        "name": language.name,
        "motto": language.motto,
        "home": link(scope, f"{language.code}/index.html"),
        "logo": logo(scope),
        "sections": sections(scope, language),
        "pages": [{"name": page.title, "href": link(scope, page.path)} for page in _pages(scope, language)],
        "services": {name: link(scope, f"{language.code}/{name}.html") for name in SERVICES},
        "ask": _ask(scope, words),
        "date": "",
        "languages": other_languages(scope, language),
        "style": Markup(style),  # noqa: S704  our own file and two colours
        "csp": plain_policy(style),
    }


def _ask(scope: Scope, words: Words) -> dict[str, str] | None:
    """The default appeal, and where the live ones are to be found; None where nobody is asked."""
    ask = scope.ask
    if ask is None:
        return None
    own: dict[str, str] = {"title": ask.title, "text": ask.text, "button": ask.button or words.text("Support us")}
    script = Markup(scope.theme.scripts["ask"])  # noqa: S704  our own file
    return own | {"appeals": link(scope, appeals_path(scope.language.code)), "script": script}


def sections(scope: Scope, language: Language) -> list[dict[str, Any]]:
    """Return the navigation: the live sections of a language in the editor's order."""
    found = []
    for record_id in language.navigation:
        section, address = scope.get(record_id), link_to(scope, record_id)
        if isinstance(section, Section) and address:
            current = scope.spec.subject == f"section:{record_id}"
            found.append({"id": record_id, "name": section.name, "href": address, "current": current})
    return found


def _pages(scope: Scope, language: Language) -> list[Page]:
    found = (scope.get(record_id) for record_id in language.footer)
    return [page for page in found if isinstance(page, Page)]


def other_languages(scope: Scope, language: Language) -> list[dict[str, Any]]:
    """Return the fronts of the other languages, each named in its own words."""
    return [
        {
            "code": other.code,
            "dir": other.direction,
            "name": scope.theme.text(other.code, "English"),
            "href": link(scope, f"{other.code}/index.html"),
        }
        for other in scope.site.languages
        if other.code != language.code
    ]


def logo(scope: Scope) -> dict[str, Any] | None:
    """Return the newspaper's sign: the smallest file of it."""
    photo = scope.photo(scope.site.logo) if scope.site.logo else None
    return small(scope, photo) if photo else None


def small(scope: Scope, photo: Photo) -> dict[str, Any] | None:
    """Return the smallest JPEG of a photo."""
    file = next((file for file in photo.renditions if file.format == "jpeg"), None)
    return {"src": link(scope, file.path), "width": file.width, "height": file.height} if file else None
