"""Letters, senders and keys of mail for tests. Keys are made once: RSA takes a while."""

import os
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tamizdat.edition.mail import PREFERENCES, UNSUBSCRIBE
from tamizdat.newsletters.interfaces import Envelope, LetterMail
from tamizdat.newsletters.mail.dkim import Signer, generate
from tamizdat.newsletters.mail.senders import MailKeys, Sender, sender_of
from tamizdat.newsletters.mail.splice import Splicer
from tamizdat.newsletters.mail.template import Occasion
from tamizdat.sealed.keys import b64

DOMAIN = "courier.example"
WHEN = 1_795_000_000
KEYS = MailKeys(links=Ed25519PrivateKey.generate(), message_ids=b"m" * 32)

HTML = f"""<!doctype html>
<html lang="ru"><body><p>Что было важного за неделю — и   о чём вы могли не услышать.</p>
<p><a href="https://{DOMAIN}/ru/2026/11/bridge.html">Мост</a></p>
<p><a href="{UNSUBSCRIBE}">Отписаться</a> · <a href="{PREFERENCES}">Настройки</a></p></body></html>
"""
TEXT = f"Что было важного за неделю.\n\n.точка\nFrom here on\n\nОтписаться: {UNSUBSCRIBE}\nНастройки: {PREFERENCES}\n"


def letter_mail(**changes: Any) -> LetterMail:
    """Return a rendered letter."""
    values = {"subject": "Письмо пятницы", "preheader": "", "html": HTML, "text": TEXT, "language": "ru", "direction": "ltr"}
    return LetterMail(**values | changes)


def occasion(**changes: Any) -> Occasion:
    """Return what a letter goes out as."""
    return Occasion(**{"letter": "letter-27", "mailing": 27, "issue": "letter-27", "kind": "weekly"} | changes)


@cache
def signers() -> tuple[Signer, Signer]:
    """Return both signers of the courier."""
    return Signer(DOMAIN, "t1", generate("rsa")), Signer(DOMAIN, "t2", generate("ed25519"))


def sender(**changes: Any) -> Sender:
    """Return whom letters come from."""
    return sender_of(changes.pop("line", f"The Kesh Courier <letters@{DOMAIN}>"), **{"gate": f"https://gate.{DOMAIN}/"} | changes)


def splicer(mail: LetterMail | None = None, *, by: Sender | None = None, **changes: Any) -> Splicer:
    """Return what makes copies of a letter."""
    return Splicer(mail or letter_mail(), by or sender(), occasion(**changes), KEYS)


def ref() -> str:
    """Return a reader's new reference."""
    return b64(os.urandom(16))


def envelope(recipient: str = "ada@example.org", **changes: Any) -> Envelope:
    """Return a small message that is ready for a relay."""
    name = changes.pop("message_id", f"<{os.urandom(8).hex()}@{DOMAIN}>")
    data = f"From: <letters@{DOMAIN}>\r\nTo: <{recipient}>\r\nMessage-ID: {name}\r\nSubject: Friday\r\n\r\n.A line with a dot\r\n".encode()
    return Envelope(**{"sender": f"bounces@{DOMAIN}", "recipient": recipient, "data": data, "message_id": name} | changes)
