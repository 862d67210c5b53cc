"""Mails as they lie in the demo's outbox."""

from email.message import EmailMessage
from email.policy import SMTP

from tamizdat.edition.canonical import digest
from tamizdat.newsletters.interfaces import Envelope
from tamizdat.newsletters.providers.outbox import keep, listing, message
from tamizdat.newsletters.views.mails import outbox_folder


def in_outbox(*, html: str = "<p>Rivers rise", text: str = "Rivers rise", subject: str = "The week", to: str = "ada@example.org") -> str:
    """Put a mail into the outbox; return its name there. The same mail again is the same file."""
    message_id = f"<{digest(f'{html} {text} {subject} {to}'.encode())}@courier.example>"
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = "letter@courier.example", to, subject, message_id
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    folder = outbox_folder()
    folder.mkdir(parents=True, exist_ok=True)
    keep(folder, Envelope(sender="", recipient=to, data=bytes(mail), message_id=message_id))
    return next(mail.name for mail in listing(folder) if message(folder, mail.name)["Message-ID"] == message_id)
