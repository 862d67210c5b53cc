"""One reader's copy of a letter: the pieces that all share, joined with the few that are the reader's own, and signed.

Promises: the same bytes for the same reader, letter and second; an address that could break a header is refused. Thousands a second a
core, because nothing is parsed or encoded again: the body's hash is taken from where copies begin to differ.
"""

import hashlib
from collections.abc import Mapping

from tamizdat.newsletters.interfaces import Envelope, LetterMail, Ref
from tamizdat.newsletters.mail import headers
from tamizdat.newsletters.mail.dkim import SIGNED, relaxed_lines, relaxed_value
from tamizdat.newsletters.mail.names import LEAVE, message_id, return_path
from tamizdat.newsletters.mail.quoted import filled
from tamizdat.newsletters.mail.senders import MailKeys, Sender
from tamizdat.newsletters.mail.template import Occasion, Slot, Template, joined, make_template
from tamizdat.sealed.links import Link, sign_link


class Splicer:
    """Makes copies of one letter from one sender: made once a letter, language and sender."""

    def __init__(self, mail: LetterMail, sender: Sender, occasion: Occasion, keys: MailKeys) -> None:
        self.sender = sender
        self._occasion, self._keys, self._language = occasion, keys, mail.language
        template = make_template(mail, sender, occasion)
        self._parts = _flat(template)
        self._dotless = _no_line_begins_with_a_dot([part for part in self._parts if isinstance(part, bytes)])
        self._places = [(place, part) for place, part in enumerate(self._parts) if isinstance(part, str)]
        signed = [(name.lower(), value) for name, value in template.head if name.lower() in SIGNED]
        self._fields = [(name, relaxed_value(value) if isinstance(value, bytes) else value) for name, value in signed]
        self._body = [relaxed_lines(part) if isinstance(part, bytes) else part for part in template.body]
        self._begun = hashlib.sha256(self._body[0]) if isinstance(self._body[0], bytes) else hashlib.sha256()

    def message_id(self, ref: Ref) -> str:
        """Return the Message-ID of the copy for *ref*."""
        return message_id(self._keys.message_ids, self._occasion.letter, ref, self.sender.domain)

    def envelope(self, ref: Ref, address: str, when: int, *, shown: tuple[str, ...] = ()) -> Envelope:
        """Return the copy for the reader *ref* at *address*, dated and signed at *when* (seconds since 1970).

        Raises ``headers.NotWritable`` for an address that no message can be written to.
        *shown* is what the preferences page shows of this reader: codes of all letters, and ``+discreet`` (``readers.store``).
        """
        back = return_path(self._keys.message_ids, self._occasion.mailing, ref, self.sender.domain)
        values = self._values(ref, address, when, back, shown)
        parts = list(self._parts)
        for place, slot in self._places:
            parts[place] = values[slot]
        signatures = self._signatures(values, when) if self.sender.signers else []
        data = b"".join([*signatures, *parts])  # type: ignore[list-item]
        name = values["message-id"].decode()
        return Envelope(sender=back, recipient=address, data=data, message_id=name, dotless=self._dotless)

    def _values(self, ref: Ref, address: str, when: int, back: str, shown: tuple[str, ...]) -> dict[Slot, bytes]:
        signed = self._signed(ref, shown or (self._occasion.kind,))
        leave = f"{self.sender.gate}/u/{signed}"
        by_mail = LEAVE + back[back.index("+") :]
        return {
            "to": headers.to(address),
            "date": headers.date(when),
            "message-id": self.message_id(ref).encode(),
            "list-unsubscribe": f"<{leave}>,\r\n <mailto:{by_mail}?subject=unsubscribe>".encode(),
            "unsubscribe": filled(leave).encode(),
            "preferences": filled(f"{self.sender.gate}/p/{signed}").encode(),
        }

    def _signed(self, ref: Ref, shown: tuple[str, ...]) -> str:
        """Return the link that leads to both of the reader's pages: signing once is a third of a copy's work."""
        kind, issue = self._occasion.kind, self._occasion.issue
        return sign_link(self._keys.links, Link(action="mail", ref=ref, language=self._language, issue=issue, shown=(kind, *shown)))

    def _signatures(self, values: Mapping[Slot, bytes], when: int) -> list[bytes]:
        digest = self._begun.copy()
        for part in self._body[1:]:
            digest.update(part if isinstance(part, bytes) else values[part])
        fields = [(name, value if isinstance(value, bytes) else relaxed_value(values[value])) for name, value in self._fields]
        return [signer.header(fields, digest.digest(), when) for signer in self.sender.signers]


def _no_line_begins_with_a_dot(shared: list[bytes]) -> bool:
    """Tell whether no line of a message around *shared* does: what is put between them begins a header's value, or is ``filled``."""
    return not any(part.startswith(b".") or b"\r\n." in part for part in shared) and shared[-1].endswith(b"\r\n")


def _flat(template: Template) -> list[bytes | Slot]:
    """Return the whole message as bytes and slots in turn."""
    flat: list[bytes | Slot] = [b""]
    for name, value in template.head:
        flat += [f"{name}: ".encode(), value, b"\r\n"]
    return joined([*flat, b"\r\n", *template.body])
