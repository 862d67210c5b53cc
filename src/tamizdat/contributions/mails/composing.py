"""Composing: a mail from parts, as text and as plain HTML. Takes values, returns values; knows nothing of money.

Promises: both say the same; nothing is loaded from anywhere; light and dark are the reader's choice. Leaves MIME to ``newsletters.mail``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tamizdat.newsletters.interfaces import LetterMail
from tamizdat.newsletters.readers.notices import BUTTON, STYLE

ROW = "padding: .2em 0; padding-inline-end: 1.2em; text-align: start; vertical-align: top; font-weight: normal; white-space: nowrap"
VALUE = "padding: .2em 0; vertical-align: top; overflow-wrap: anywhere"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Names with their values, a line each."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """A link to a page."""

    label: str
    url: str


Part = Text | Rows | Items | Button


def mail(subject: str, parts: Sequence[Part], *, language: str, direction: str) -> LetterMail:
    """Return the mail that *parts* make."""
    body = "\n".join(_html(part) for part in parts)
    head = f'<meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>{escape(subject)}</title>'
    page = f'<!doctype html>\n<html lang="{language}" dir="{direction}">\n<head>{head}</head>\n<body style="{STYLE}">\n{body}\n</body>\n'
    page += "</html>\n"
    text = "\n\n".join(_text(part) for part in parts) + "\n"
    way = "rtl" if direction == "rtl" else "ltr"
    return LetterMail(subject=subject, preheader="", html=page, text=text, language=language, direction=way)  # type: ignore[arg-type]


def _text(part: Part) -> str:
    match part:
        case Text(text):
            return text
        case Rows(rows):
            return "\n".join(f"{name}: {value}" for name, value in rows)
        case Items(items):
            return "\n".join(f"- {item}" for item in items)
        case Button(label, url):
            return f"{label}:\n{url}"


def _html(part: Part) -> str:
    match part:
        case Text(text):
            return f"<p>{escape(text)}</p>"
        case Rows(rows):
            lines = (
                f'<tr><th scope="row" style="{ROW}">{escape(name)}</th><td style="{VALUE}"><bdi>{escape(value)}</bdi></td></tr>'
                for name, value in rows
            )
            return f"<table>{''.join(lines)}</table>"
        case Items(items):
            return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
        case Button(label, url):
            return f'<p><a href="{escape(url)}" style="{BUTTON}">{escape(label)}</a></p>'
