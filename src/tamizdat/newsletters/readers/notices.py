"""The mails about a subscription, composed: please confirm; you are subscribed already. Text and HTML from the same paragraphs.

Promises: nothing in them was typed by whoever signed up; the discreet ones name neither newspaper nor letters. Takes values, returns
values. Leaves MIME to ``mail`` and the way out to ``mailing``.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from tamizdat.edition.dates import write_date
from tamizdat.edition.records import Language
from tamizdat.newsletters.interfaces import LetterMail
from tamizdat.newsletters.readers.words import Words, worded, words_in

STYLE = "font: 16px/1.5 Georgia, serif; max-width: 36em; margin: 0 auto; padding: 1em"
BUTTON = "display: inline-block; padding: .6em 1.2em; border: 2px solid currentColor; font-weight: bold"


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A mail before it is text or HTML: what comes first, a list, then a link with its label, and what comes last."""

    subject: str
    first: str
    items: tuple[str, ...]
    before_link: str
    label: str
    last: str
    agreed: tuple[str, ...] = ()  # before the link: what pressing it agrees to


def confirmation(
    language: Language, letters: list[str], link: str, until: datetime, *, zone: str, discreet: bool, consent: tuple[str, ...] = ()
) -> LetterMail:
    """Return the mail that asks to confirm *letters* (codes) by *link*, good until *until* (UTC).

    The day is the newspaper's, written as its pages write it. *consent*: wordings that no form has shown to who asked.
    """
    words = words_in(language.code)
    last = words.not_you.format(date=write_date(worded(language.code), f"{until:%Y-%m-%dT%H:%M:%SZ}", "date", zone))
    said = _confirmation(words, language, letters, last, discreet=discreet)
    return _mail(language, _with_consent(said, words, consent) if consent else said, link)


def reminder(language: Language, letters: list[str], link: str, *, discreet: bool) -> LetterMail:
    """Return the mail that says what an address already receives, and where that is changed."""
    words = words_in(language.code)
    subject = words.already_subject_discreet if discreet else words.already_subject.format(newspaper=language.name)
    first = words.already_discreet if discreet else words.already
    items = () if discreet else _names(language, letters)
    return _mail(language, Paragraphs(subject, first, items, words.change, words.change_button, words.nothing_changes), link)


def _confirmation(words: Words, language: Language, letters: list[str], last: str, *, discreet: bool) -> Paragraphs:
    if discreet:
        return Paragraphs(words.confirm_subject_discreet, words.asked_discreet, (), words.press, words.button, last)
    subject, first = words.confirm_subject.format(newspaper=language.name), words.asked.format(newspaper=language.name)
    return Paragraphs(subject, first, _names(language, letters), words.press, words.button, last)


def _with_consent(said: Paragraphs, words: Words, consent: tuple[str, ...]) -> Paragraphs:
    """Return *said* with the wordings in full: what each letter is stands in the list, and below it what one agrees to."""
    whole = [text.partition("\n\n") for text in consent]
    return replace(said, items=tuple(letter for letter, _, _ in whole), agreed=(words.agree, *dict.fromkeys(text for _, _, text in whole)))


def _names(language: Language, letters: list[str]) -> tuple[str, ...]:
    return tuple(f"{letter.name} ({letter.rhythm})" for letter in language.letters if letter.code in letters)


def _mail(language: Language, said: Paragraphs, link: str) -> LetterMail:
    return LetterMail(
        subject=said.subject,
        preheader="",
        html=_html(language, said, link),
        text=_text(said, link),
        language=language.code,
        direction=language.direction,
    )


def _text(said: Paragraphs, link: str) -> str:
    items = "\n".join(f"- {item}" for item in said.items)
    return "\n\n".join(part for part in (said.first, items, *said.agreed, said.before_link, link, said.last) if part) + "\n"


def _html(language: Language, said: Paragraphs, link: str) -> str:
    items = "".join(f"<li>{escape(item)}</li>" for item in said.items)
    parts = [
        f"<p>{escape(said.first)}</p>",
        f"<ul>{items}</ul>" if items else "",
        *(f"<p>{escape(text)}</p>" for text in said.agreed),
        f"<p>{escape(said.before_link)}</p>",
        f'<p><a href="{escape(link)}" style="{BUTTON}">{escape(said.label)}</a></p>',
        f"<p>{escape(said.last)}</p>",
    ]
    head = f'<meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>{escape(said.subject)}</title>'
    return f'<!doctype html>\n<html lang="{language.code}" dir="{language.direction}">\n<head>{head}</head>\n<body style="{STYLE}">\n' + (
        "\n".join(part for part in parts if part) + "\n</body>\n</html>\n"
    )
