"""Mail by which somebody asks for the letter: sent to the address beside the form. docs/spec/bounces.md, section 4.

Promises: of such a mail nothing is read but who wrote, to which address, and that no program did; no word of it is kept or repeated.
What answers, returns, forwards to a list, replies to a letter or comes from an address of our own asks for nothing and starts no loop.
Leaves to ``take`` what an address is sent, and how often.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from typing import Literal

from tamizdat.newsletters.bounces.automatic import decoded, is_automatic
from tamizdat.newsletters.bounces.findings import Finding
from tamizdat.newsletters.bounces.reading import READ_BYTES, SENT_TO

A_LOOK = 20
"""Mails to confirm with that one look into the mailbox may cause: whoever floods it with forged senders makes us write to few of them."""

_LISTS = ("list-id", "list-unsubscribe", "list-post", "mailing-list", "feedback-id", "x-loop")
_REPLIES = ("in-reply-to", "references")
_BULK = {"bulk", "list", "junk"}
_PROGRAMS = re.compile(
    r"mailer-daemon|postmaster|(bounces?|leave)(\+.*)?|(do-?not-?|no-?)reply.*|.*-(request|bounces?|owner)", re.IGNORECASE
)
_ANSWER = re.compile(r"\s*(re|fwd?|aw|отв|پاسخ)\s*(\[\d+\])?\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asked, and what stood behind the ``+`` of the address they wrote to: a language, or nothing."""

    address: str = field(repr=False)
    tag: str = ""


Take = Callable[[Ask], Literal["asks", "nothing", "waits"]]
"""Does durably what is to be done for who asked: a mail goes out; no more is to be done; not now, the mail is to stay where it is."""


@dataclass(slots=True)
class SignUps:
    """What one look into the mailbox does about mail to *mailbox*; *own* are addresses that we write from."""

    mailbox: str
    own: Collection[str]
    take: Take
    left: int = A_LOOK

    def __call__(self, data: bytes) -> Finding | None:
        """Return what was done for who wrote *data*, None if it is no request."""
        ask = asked(data, self.mailbox, self.own)
        if ask is None:
            return None
        done = self.take(ask) if self.left else "waits"
        self.left -= done == "asks"
        return Finding(done)


def asked(data: bytes, mailbox: str, own: Collection[str]) -> Ask | None:
    """Return who asks in the message *data* for the letter, None if nobody does."""
    try:
        message = message_from_bytes(data[:READ_BYTES])
        tag, writer = _tag(message, mailbox), _writer(message)
        mechanical = is_automatic(message) or _of_a_program(message) or _answers(message)
    except Exception:  # noqa: BLE001 - the standard library's parser raises many things, and strangers write these messages
        return None
    if tag is None or not writer or mechanical or _ours(writer, (mailbox, *own)):
        return None
    return Ask(writer, tag)


def _tag(message: Message, mailbox: str) -> str | None:
    """Return what stands behind the ``+`` of the mailbox in the lines that say where the message went, None if it went elsewhere."""
    local, _, domain = mailbox.rpartition("@")
    form = rf"(?<![\w.+-]){re.escape(local)}(?:\+([A-Za-z-]{{2,12}}))?@{re.escape(domain)}(?![\w.-])"
    lines = " ".join(str(value) for name in SENT_TO for value in message.get_all(name, []))
    found = [(match[1] or "").lower() for match in re.finditer(form, lines, re.IGNORECASE)] if local else []
    return max(found, key=bool, default=None)  # a server may have cut the tag off in one of the lines


def _writer(message: Message) -> str:
    """Return the one address in From; "" if there are several or none: then nobody knows who is to get the letter."""
    found = getaddresses([str(value) for value in message.get_all("from", [])])
    return found[0][1] if len(found) == 1 else ""


def _of_a_program(message: Message) -> bool:
    """Tell whether a list or a mail server sent it, or a filter has called it spam."""
    nobody = any(str(value).strip() == "<>" for value in message.get_all("return-path", []))
    bulk = str(message.get("precedence", "")).strip().lower() in _BULK
    spam = str(message.get("x-spam-flag", "")).strip().lower() == "yes"
    return nobody or bulk or spam or any(name in message for name in _LISTS) or message.get_content_type() == "multipart/report"


def _answers(message: Message) -> bool:
    """Tell whether it answers a letter: then a person has something to say, and the mail is not ours to throw away."""
    return any(name in message for name in _REPLIES) or bool(_ANSWER.match(decoded(message.get("subject"))))


def _ours(writer: str, own: Collection[str]) -> bool:
    local, _, domain = writer.lower().rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    return bool(_PROGRAMS.fullmatch(local)) or plain in {address.lower() for address in own}
