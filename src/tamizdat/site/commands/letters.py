"""``gate drain`` and ``newsletter preview|send|status``: what an operator may want to do with letters without a browser.

Promises: no way around the second person: ``send`` sends what two persons approved, or one test copy.
"""

import argparse
import json
from typing import Any

from tamizdat.site.commands import add_command, with_django
from tamizdat.site.errors import CannotDo


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    gate = commands.add_parser("gate", help="fetch what the gate has taken in").add_subparsers(metavar="WHAT", required=True)
    add_command(gate, "drain", drain, "fetch everything from the gate now, and say what it was")
    words = "look at letters and send approved ones"
    letters = commands.add_parser("newsletter", help=words, description=words).add_subparsers(metavar="WHAT", required=True)
    preview = add_command(letters, "preview", show, "print a letter as its readers get it")
    preview.add_argument("letter", metavar="LETTER", help="its id, as `newsletter status` lists it")
    preview.add_argument("--html", action="store_true", help="the HTML part instead of the plain text")
    preview.add_argument("--discreet", action="store_true", help="as discreet delivery has it")
    send = add_command(letters, "send", send_letter, "send an approved letter now, or one test copy of it")
    send.add_argument("letter", metavar="LETTER")
    send.add_argument("--test", metavar="ADDRESS", help="send one copy to this address and to nobody else")
    status = add_command(letters, "status", tell, "list letters and how far they are")
    status.add_argument("--json", action="store_true")


def drain(options: argparse.Namespace) -> int:
    """Empty the gate."""
    with_django()
    from tamizdat.newsletters.collecting.drain import drain as drain_gate
    from tamizdat.newsletters.collecting.gate_line import GateAway, NotOurGate
    from tamizdat.sealed.keyring import KeyringDamaged

    try:
        counts = drain_gate()
    except (GateAway, NotOurGate, KeyringDamaged) as error:
        raise CannotDo(str(error)) from None
    print(", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "the gate had nothing")
    return 0


def show(options: argparse.Namespace) -> int:
    """Print a letter."""
    with_django()
    from tamizdat.newsletters.sending import means

    desk = means.letters()
    try:
        mail = desk.rendered(desk.frozen(options.letter), discreet=options.discreet)
    except LookupError as error:
        raise CannotDo(str(error)) from None
    print(mail.html if options.html else f"{mail.subject}\n\n{mail.text}")
    return 0


def send_letter(options: argparse.Namespace) -> int:
    """Let an approved letter begin, or send a test."""
    with_django()
    from django.utils import timezone

    from tamizdat.newsletters.sending import desk

    mailing = _mailing(options.letter)
    try:
        if options.test:
            outcome = desk.test_send(mailing, options.test)
            print(f"{outcome.state} {outcome.code or ''} {outcome.words}".rstrip())
            return 0 if outcome.state == "sent" else 1
        desk.schedule(mailing, timezone.now(), "operator")
    except (desk.NotPossible, LookupError, ValueError) as error:
        raise CannotDo(str(error)) from None
    print("it goes out now; `tamizdat newsletter status` says how far it is")
    return 0


def tell(options: argparse.Namespace) -> int:
    """List mailings."""
    with_django()
    from dataclasses import asdict

    from tamizdat.newsletters.models import Mailing
    from tamizdat.newsletters.sending import desk

    rows = [{"letter": row.letter, "subject": row.subject, **asdict(desk.progress(row))} for row in Mailing.objects.all()[:50]]
    if options.json:
        print(json.dumps(rows))
        return 0
    for row in rows:
        print(f"{row['letter']}  {row['state']}: {row['sent']} of {row['total']} sent, {row['refused']} refused, {row['doubt']} in doubt")
        print(f"    {row['subject']}" + (f" ({row['said']})" if row["said"] else ""))
    if not rows:
        print("no letter has been prepared for sending yet")
    return 0


def _mailing(letter: str) -> Any:
    from tamizdat.newsletters.models import Mailing

    found = Mailing.objects.filter(letter=letter).first()
    if found is None:
        raise CannotDo(f"no letter {letter} has been prepared for sending: `tamizdat newsletter status` lists them")
    return found
