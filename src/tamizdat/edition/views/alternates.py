"""One page in several languages: the absolute addresses that head, sitemaps and JSON-LD give for it.

Promises: the same set wherever it is written, this page included, as search engines want it; nothing where there is only one.
"""

from collections.abc import Mapping

from tamizdat.edition.scope import Scope

Alternates = list[tuple[str, str]]
"""Pairs of ``hreflang`` and absolute address."""


def alternates(scope: Scope, paths: Mapping[str, str]) -> Alternates:
    """Return the addresses of a page's translations, *paths* being language → path; ``x-default`` is the default language's."""
    if len(paths) < 2:
        return []
    found = [(language, scope.absolute(path)) for language, path in sorted(paths.items())]
    default = scope.site.languages[0].code
    return [*found, ("x-default", scope.absolute(paths[default]))] if default in paths else found


def in_each_language(scope: Scope, page: str) -> dict[str, str]:
    """Return language → path of a page that each language has, such as ``archive.html``."""
    return {language.code: f"{language.code}/{page}" for language in scope.site.languages}
