"""Write the demo newspaper's letters as they are sent: ``TAMIZDAT_HOME=… python -m benchmarks.demo_letters FOLDER``.

Promises: made by what makes them for readers: the newsroom's record, the press's mail, the splicer's copy with both signatures. One file
a letter, and one for those who asked for discreet letters. Prints a JSON object, file -> letter.
"""

import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tamizdat.newsletters.interfaces import LetterMail
from tamizdat.newsletters.mail.dkim import Signer, generate
from tamizdat.newsletters.mail.senders import MailKeys, Sender, sender_of
from tamizdat.newsletters.mail.splice import Splicer
from tamizdat.newsletters.mail.template import Occasion
from tamizdat.site.commands import with_django

LINES = {False: "The Far Shore <letters@courier.example>", True: "Anna <hello@friday.example>"}
"""Discreet or not -> whom the letter is from."""

READER, REF = "reader@example.org", "A" * 22
KEYS = MailKeys(links=Ed25519PrivateKey.generate(), message_ids=b"m" * 32)
WHEN = 1_795_000_000


def main() -> None:
    """Write them to the folder that the command line names."""
    with_django()
    from tamizdat.newsletters.sending.means import letters
    from tamizdat.newsroom.models import Letter

    folder, desk, written = Path(sys.argv[1]), letters(), {}
    for letter in Letter.objects.order_by("date", "sequence"):
        record = desk.frozen(letter.record_id)
        for discreet, line in LINES.items():
            name = f"{letter.language}-{letter.date}-{letter.kind}{'-discreet' * discreet}.eml"
            occasion = Occasion(letter=letter.record_id, mailing=1, issue=letter.record_id, kind=letter.kind)
            (folder / name).write_bytes(_copy(desk.rendered(record, discreet=discreet), _sender(line, discreet=discreet), occasion))
            written[name] = str(letter)
    print(json.dumps(written))


def _sender(line: str, *, discreet: bool) -> Sender:
    domain = line.rpartition("@")[2].strip(">")
    signers = tuple(Signer(domain, kind, generate(kind)) for kind in ("rsa", "ed25519"))
    return sender_of(line, gate=f"https://answers.{domain}", signers=signers, neutral=discreet)


def _copy(mail: LetterMail, sender: Sender, occasion: Occasion) -> bytes:
    return Splicer(mail, sender, occasion, KEYS).envelope(REF, READER, WHEN).data


if __name__ == "__main__":
    main()
