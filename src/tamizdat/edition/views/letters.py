"""The archive of letters: a page for each, the list of all, and one address that always shows the latest.

Promises: a letter's page shows what its mail shows, by the same template, with links that work from any mirror; nothing runs in it and
nothing is fetched for it. What was withdrawn since leaves no word behind. Old pages rest: a letter's page changes only with what it
shows, and the list is cut by years, numbered from the oldest.
"""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from tamizdat.edition.paths import list_path
from tamizdat.edition.records import Letter
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.article import twins
from tamizdat.edition.views.letter_content import content, kind_name, of_page
from tamizdat.edition.views.links import link
from tamizdat.edition.views.lists import neighbours, part_name, period_name, periods
from tamizdat.edition.views.metadata import head_data
from tamizdat.edition.views.policy import plain_policy
from tamizdat.edition.views.shell import render
from tamizdat.edition.views.words import Words, words_of

NEWEST = 20
"""How many letters the first page of the list shows."""


def letter_page(scope: Scope) -> str:
    """Return the page of one letter."""
    shown = scope.get(scope.spec.subject)
    assert isinstance(shown, Letter)
    return _page(scope, shown)


def letter_latest(scope: Scope) -> str:
    """Return the newest letter of the kind that sign-up boxes offer; before the first one has gone out, a page that says so."""
    offered = [kind.code for kind in scope.language.letters[:1]]
    found = scope.latest_letter(scope.spec.subject, offered[0] if offered else "")
    return _page(scope, found) if found else _list(scope, words_of(scope), [])


def letter_withdrawn(scope: Scope) -> str:
    """Return the page that stays where a letter was withdrawn: when and, in the newsroom's public words, why."""
    words = words_of(scope)
    stone = scope.tombstone(scope.spec.subject)
    assert stone is not None, "the plan asks for this page only where there is a tombstone"
    title = words.text("This letter was withdrawn")
    return render(scope, "letter_withdrawn.html", words=words, title=title, time=words.time(stone.time), note=stone.note, all=_all(scope))


def letters(scope: Scope) -> str:
    """Return the newest letters, and the years of all of them."""
    words = words_of(scope)
    return _list(scope, words, scope.letters(scope.spec.subject, NEWEST), years=periods(scope, words))


def letters_year(scope: Scope) -> str:
    """Return one part of a year's letters, the newest first."""
    words, part = words_of(scope), scope.part()
    found = [one for record_id in reversed(part.members) if isinstance(one := scope.get(record_id), Letter)]
    year = {"year": period_name(words, scope.spec.period), "part": part_name(words, scope.spec.part)}
    return _list(scope, words, found, **year, **neighbours(scope, words, part))


def _page(scope: Scope, shown: Letter) -> str:
    words, language = words_of(scope), scope.language
    style = scope.theme.mail_style(scope.site)
    return scope.theme.render(
        "letter_page.html",
        {
            "_": words.text,
            "lang": language.code,
            "dir": language.direction,
            "name": language.name,
            "title": shown.subject,
            "description": shown.preheader,
            "head": Markup(head_data(scope, shown.subject, shown.preheader)),  # noqa: S704  escapes by itself
            "style": Markup(style),  # noqa: S704  our own file and two colours
            "csp": plain_policy(style),
            "letter": content(scope, shown, of_page(scope)),
            "sign_up": link(scope, f"{language.code}/letter.html"),
            "home": link(scope, f"{language.code}/index.html"),
            "all": _all(scope),
            "twins": twins(scope, shown),
        },
    )


def _all(scope: Scope) -> Markup:
    return link(scope, list_path(scope.catalogue, f"letters:{scope.language.code}") or "")


def _list(scope: Scope, words: Words, shown: Iterable[Letter], *, year: str = "", **content: Any) -> str:
    missing: dict[str, Any] = {"part": "", "years": [], "older": None, "newer": None}
    return render(
        scope,
        "letter_list.html",
        words=words,
        title=" ".join(filter(None, (words.text("Letters"), year))),
        feeds=f"letters:{scope.language.code}",
        entries=[_teaser(scope, words, one) for one in shown],
        **missing | content,
    )


def _teaser(scope: Scope, words: Words, shown: Letter) -> dict[str, Any]:
    return {
        "href": link(scope, shown.path),
        "headline": shown.subject,
        "standfirst": shown.preheader,
        "kind": kind_name(scope, shown),
        "opinion": False,
        "byline": [],
        "time": words.time(shown.published),
        "picture": None,
    }
