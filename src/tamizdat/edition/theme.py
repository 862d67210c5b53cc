"""The theme: what the pages look like and what runs in them, as values. The reader's room makes one; the press hands it to ``compile``.

Promises: ``style`` is the same text for the same site record, so that its hash can stand in the page's Content-Security-Policy.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import minijinja

from tamizdat.edition.records import Site, Style


@dataclass(frozen=True)
class Theme:
    """Templates by name, the style sheet, and the words of each language.

    ``text(language, message)`` and ``plural(language, one, many, n)`` come from gettext catalogues; ``date(language, time, form,
    zone)`` writes a UTC time for a reader; ``version`` names all of it, so that a changed theme makes every page anew. ``form_css`` is the
    style of forms, beside ``css`` where one stands, and ``give_css`` that of the form of giving; ``mail_css`` that of letters, which have
    no other; ``scripts`` are ``open``, which stands in every page, ``ask``, which stands in pages that ask, and files by their names.
    """

    environment: minijinja.Environment
    css: str
    text: Callable[[str, str], str]
    plural: Callable[[str, str, str, int], str]
    date: Callable[[str, str, str, str], str]
    version: str
    form_css: str = ""
    mail_css: str = ""
    give_css: str = ""
    scripts: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(("open", "ask", "letter", "give", "appeal"), ""))

    def render(self, template: str, context: dict[str, Any]) -> str:
        """Return *template* filled with *context*. Raises ``minijinja.TemplateError`` with the line for a missing value."""
        return self.environment.render_template(template, **context)

    def style(self, site: Site) -> str:
        """Return the style sheet that stands in every page's head."""
        return _style(self.css, site.style)

    def mail_style(self, site: Site) -> str:
        """Return the style sheet of letters, as mail and as pages."""
        return _style(self.mail_css, site.style)


@lru_cache(maxsize=8)
def _style(css: str, style: Style) -> str:
    return css.replace("ACCENT-LIGHT", style.accent).replace("ACCENT-DARK", style.accent_dark)


@lru_cache(maxsize=32)
def source_hash(text: str) -> str:
    """Return the CSP source that allows a style or a script with this text, which is also its integrity: ``sha256-…``."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()
