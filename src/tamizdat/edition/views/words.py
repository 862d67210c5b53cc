"""The words and times of one page: the theme's, in the page's language and the newspaper's time zone."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from tamizdat.edition.scope import Scope
from tamizdat.edition.theme import Theme


@dataclass(frozen=True, slots=True)
class Words:
    """What templates call ``_``, ``ngettext`` and times."""

    theme: Theme
    language: str
    zone: str

    def text(self, message: str) -> str:
        """Return *message* in the page's language."""
        return self.theme.text(self.language, message)

    def plural(self, one: str, many: str, n: int) -> str:
        """Return the form that goes with *n*; ``%(n)s`` in it is the number."""
        return self.theme.plural(self.language, one, many, n)

    def number(self, n: int) -> str:
        """Return *n* in the language's digits."""
        return self.plural("%(n)s", "%(n)s", n)

    def date(self, time: str, form: str) -> str:
        """Return a UTC time as a reader writes it."""
        return self.theme.date(self.language, time, form, self.zone)

    def time(self, time: str, form: str = "date") -> Markup:
        """Return a UTC time as a ``<time>`` element."""
        shown = escape(self.date(time, form))
        return Markup(f'<time datetime="{escape(time)}">{shown}</time>')  # noqa: S704  both are escaped


def words_of(scope: Scope) -> Words:
    """Return the words of the page that *scope* is of."""
    return Words(scope.theme, scope.language.code, scope.site.time_zone)
