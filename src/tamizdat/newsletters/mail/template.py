"""A letter made into MIME once: everything that all readers share is encoded here, and what differs is left open.

Promises: bytes that mail servers do not change on the way (quoted-printable, CRLF, short lines); a letter without its unsubscribe link in
both forms is refused. Leaves filling in to ``splice``. RFC 5322, 2045, 2369, 2919, 8058; mail.ru's rules for senders ask for Precedence
and X-Mailru-Msgtype.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tamizdat.edition.mail import PREFERENCES, UNSUBSCRIBE
from tamizdat.newsletters.interfaces import LetterMail
from tamizdat.newsletters.mail import headers
from tamizdat.newsletters.mail.quoted import pieces
from tamizdat.newsletters.mail.senders import Sender

Slot = Literal["to", "date", "message-id", "list-unsubscribe", "unsubscribe", "preferences"]
_MARKS: dict[str, Slot] = {UNSUBSCRIBE: "unsubscribe", PREFERENCES: "preferences"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a letter goes out as."""

    letter: str  # the letter record's id: Message-IDs are made from it
    mailing: int  # the mailing's number: return paths bear it
    issue: str  # what stands in links, so that leaving can be counted; the same for all
    kind: str  # code of the letter that is subscribed to: "weekly"


@dataclass(frozen=True, slots=True)
class Template:
    """A message with places left open: bytes and slots in turn, headers and body apart."""

    head: tuple[tuple[str, bytes | Slot], ...]  # name as written, folded value or slot
    body: tuple[bytes | Slot, ...]


def make_template(mail: LetterMail, sender: Sender, occasion: Occasion) -> Template:
    """Return *mail* as a message from *sender*. Raises ``ValueError`` with a sentence if it lacks its unsubscribe link."""
    for form, text in (("HTML", mail.html), ("plain text", mail.text)):
        if UNSUBSCRIBE not in text:
            raise ValueError(f"the letter's {form} has no unsubscribe link: it cannot go out")
    boundary = boundary_of(mail.subject, mail.text, mail.html)
    head: list[tuple[str, bytes | Slot]] = [
        ("From", headers.mailbox(sender.name, sender.address)),
        ("To", "to"),
        ("Subject", headers.worded("Subject", mail.subject)),
        ("Date", "date"),
        ("Message-ID", "message-id"),
        ("List-Id", list_id(sender, occasion, mail.language)),
        ("List-Unsubscribe", "list-unsubscribe"),
        ("List-Unsubscribe-Post", b"List-Unsubscribe=One-Click"),
        ("Precedence", b"bulk"),
        ("X-Mailru-Msgtype", b"letter" if sender.neutral else occasion.kind.encode("ascii", "replace")),
        *mime_head(boundary),
    ]
    return Template(tuple(head), tuple(joined(_body(mail, boundary))))


def mime_head(boundary: str) -> list[tuple[str, bytes]]:
    """Return the headers of a message in two forms."""
    return [("MIME-Version", b"1.0"), ("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"'.encode())]


def alternatives(text: list[str], html: list[str], boundary: str, language: str) -> list[str]:
    """Return the pieces of a body in two forms, from encoded pieces; the places of marks stay odd within each form."""

    def part(subtype: str) -> str:
        lines = (
            f"--{boundary}",
            f"Content-Type: text/{subtype}; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            f"Content-Language: {language}",
            "\r\n",
        )
        return "\r\n".join(lines)

    return [part("plain"), *text, part("html"), *html, f"--{boundary}--\r\n"]


def boundary_of(*texts: str) -> str:
    """Return a boundary that is the same for all readers and cannot occur in quoted-printable ("=_" is no code)."""
    return "=_" + hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]


def list_id(sender: Sender, occasion: Occasion, language: str) -> bytes:
    """Return the List-Id: by it mail programs gather the letters of one kind (RFC 2919)."""
    label = "letter" if sender.neutral else f"{occasion.kind}.{language}"
    return f"<{label}.{sender.domain}>".encode("ascii", "replace")


def _body(mail: LetterMail, boundary: str) -> Iterable[bytes | Slot]:
    marks = tuple(_MARKS)
    for piece in alternatives(pieces(mail.text, marks), pieces(mail.html, marks), boundary, mail.language):
        yield _MARKS.get(piece) or piece.encode()


def joined(parts: Iterable[bytes | Slot]) -> list[bytes | Slot]:
    """Return *parts* with neighbouring bytes made one."""
    joined: list[bytes | Slot] = []
    for part in parts:
        if isinstance(part, bytes) and joined and isinstance(joined[-1], bytes):
            joined[-1] += part
        else:
            joined.append(part)
    return joined
