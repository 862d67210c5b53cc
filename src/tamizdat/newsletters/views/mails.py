"""Mails to look at: a letter as it was handed in, and what lies in the demo's outbox. Shown in a frame that can do nothing.

Promises: a mail's HTML never runs a script, sends a form or loads anything while the newsroom shows it.
"""

from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from tamizdat.newsletters.providers.from_url import relay_from_url
from tamizdat.newsletters.providers.outbox import Outbox, Written, listing, message
from tamizdat.newsletters.sending import means
from tamizdat.newsletters.views.rights import OUTBOX, TRY, needs
from tamizdat.newsletters.views.shown import latest

FRAME = "; ".join(
    [
        "default-src 'none'",
        "style-src 'unsafe-inline'",  # a mail carries its styles in its elements
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox",
    ]
)
"""What a mail may do while somebody looks at it: nothing. A mail in the outbox may hold what a stranger typed."""

LISTED = 100


@require_safe
@needs(TRY)
def handed_in(request: HttpRequest, letter: str, part: str) -> HttpResponse:
    """Show a letter as it was handed in: ``html``, ``discreet`` or ``text``."""
    mailing = latest(letter)
    if mailing is None or part not in ("html", "discreet", "text"):
        raise Http404
    try:
        mail = means.letters().rendered(bytes(mailing.record), discreet=part == "discreet")
    except LookupError as gone:
        return _text(str(gone))
    return _text(mail.text) if part == "text" else _html(mail.html)


@require_safe
@needs(OUTBOX)
def outbox(request: HttpRequest) -> HttpResponse:
    """List the newest mails in the outbox."""
    folder = _folder()
    mails: list[Written] = listing(folder, LISTED)
    return TemplateResponse(request, "newsletters/desk/outbox.html", {"mails": mails, "most": LISTED})


@require_safe
@needs(OUTBOX)
def outbox_mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail of the outbox: its headers, its HTML in a frame, its text."""
    mail = _mail(name)
    headers = [(header, str(value)) for header, value in mail.items() if not header.lower().startswith(("content-", "mime-"))]
    return TemplateResponse(
        request, "newsletters/desk/outbox_mail.html", {"name": name, "headers": headers, "subject": str(mail["subject"] or "")}
    )


@require_safe
@needs(OUTBOX)
def outbox_part(request: HttpRequest, name: str, part: str) -> HttpResponse:
    """Answer with the mail's HTML or its text, for the frame."""
    if part not in ("html", "text"):
        raise Http404
    body = _mail(name).get_body(("html",) if part == "html" else ("plain",))
    if body is None:
        return _text("This mail has no such part.")
    words: str = body.get_content()
    return _html(words) if part == "html" else _text(words)


def outbox_folder() -> Path | None:
    """Return the folder to which mail goes instead of to a relay, or None where there is a relay."""
    home = settings.TAMIZDAT.home
    relays = [relay_from_url(url, mail_folder=home / "mail") for url in settings.TAMIZDAT.mail.relays]
    return next((relay.folder for relay in relays if isinstance(relay, Outbox)), None)


def _folder() -> Path:
    folder = outbox_folder()
    if folder is None:
        raise Http404
    return folder


def _mail(name: str) -> EmailMessage:
    try:
        return message(_folder(), name)
    except LookupError:
        raise Http404 from None


def _html(html: str) -> HttpResponse:
    return HttpResponse(html, headers={"Content-Security-Policy": FRAME})


def _text(words: str) -> HttpResponse:
    return _html(render_to_string("newsletters/desk/text.html", {"words": words}))
