"""The archive of a language: a page of months, and the headlines of each month."""

from itertools import groupby
from typing import Any

from tamizdat.edition.lists import Part
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.links import link
from tamizdat.edition.views.lists import neighbours, part_name, part_of, period_name, periods
from tamizdat.edition.views.shell import render
from tamizdat.edition.views.teasers import teaser
from tamizdat.edition.views.words import Words, words_of


def archive(scope: Scope) -> str:
    """Return the page of months, the newest year first."""
    words = words_of(scope)
    months = periods(scope, words)
    years = [{"year": period_name(words, year), "months": list(of)} for year, of in groupby(months, lambda month: month["period"][:4])]
    return render(scope, "archive.html", words=words, title=words.text("Archive"), years=years)


def archive_month(scope: Scope) -> str:
    """Return the headlines of a month, the newest day first."""
    words = words_of(scope)
    title = period_name(words, scope.spec.period)
    part = scope.part()
    return render(
        scope,
        "archive_month.html",
        words=words,
        title=title,
        part=part_name(words, scope.spec.part),
        archive=link(scope, f"{scope.language.code}/archive.html"),
        days=_days(scope, words, part),
        **neighbours(scope, words, part),
    )


def _days(scope: Scope, words: Words, part: Part) -> list[dict[str, Any]]:
    shown = part_of(scope, part, newest_first=True)
    days = groupby(shown, lambda one: words.date(one.first_published, "date"))
    return [{"day": day, "entries": [teaser(scope, words, one, picture="") for one in of]} for day, of in days]
