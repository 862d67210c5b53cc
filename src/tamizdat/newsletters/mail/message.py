"""Single messages: confirmations and other answers to one person. Composed whole, signed, ready for a relay.

Promises: nothing in it is a stranger's text but the address; no answer to it starts a loop (RFC 3834); the same *about* gives the same
Message-ID, so that a message that is handed over twice can be told. The texts are the caller's.
"""

from tamizdat.newsletters.interfaces import Envelope, Ref
from tamizdat.newsletters.mail import headers
from tamizdat.newsletters.mail.dkim import signed
from tamizdat.newsletters.mail.names import message_id, return_path
from tamizdat.newsletters.mail.quoted import pieces
from tamizdat.newsletters.mail.senders import MailKeys, Sender
from tamizdat.newsletters.mail.template import alternatives, boundary_of, mime_head


def compose(
    sender: Sender, keys: MailKeys, *, address: str, ref: Ref, about: str, when: int, language: str, subject: str, text: str, html: str
) -> Envelope:
    """Return a message to *address*.

    *ref* stands for the reader in the return path, *about* for this message in its Message-ID ("confirm:2026-11-22"); *when* is in
    seconds since 1970. Raises ``headers.NotWritable`` for an address that no message can be written to.
    """
    boundary = boundary_of(subject, text, html)
    name = message_id(keys.message_ids, about, ref, sender.domain)
    head = [
        ("From", headers.mailbox(sender.name, sender.address)),
        ("To", headers.to(address)),
        ("Subject", headers.worded("Subject", subject)),
        ("Date", headers.date(when)),
        ("Message-ID", name.encode()),
        ("Auto-Submitted", b"auto-generated"),
        *mime_head(boundary),
    ]
    body = "".join(alternatives(pieces(text, ()), pieces(html, ()), boundary, language))
    data = b"".join(b"%s: %s\r\n" % (name.encode(), value) for name, value in head) + b"\r\n" + body.encode()
    back = return_path(keys.message_ids, 0, ref, sender.domain)
    return Envelope(sender=back, recipient=address, data=signed(data, sender.signers, when), message_id=name)
