"""A letter office: the sender process with readers, keys and a letter of its own, without newsroom, gate and key agent around it.

    python -m simulators.letter_office make HOME READERS [--bytes 11000] [--one-box]   databases, keys, readers, a letter approved for now
    python -m simulators.letter_office send HOME RELAY…                                 the sender process, as ``site`` runs it
    python -m simulators.letter_office reconcile HOME LOG                               settle doubts by a whole log
    python -m simulators.letter_office state HOME                                       print how the letter stands, as JSON

The list key lies open beside the databases: who needs a locked one starts an agent and names it by ``--opener``.
"""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from django.conf import settings

from simulators.letter_desk import KIND, LANGUAGE, Agent, Letters
from tamizdat.sealed.agent import seal_address
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keys import X25519, PrivateKey, b64
from tamizdat.sealed.lookup import keyed_hash
from tamizdat.site.mail_settings import mail_settings

LETTER = "letter-1"


def configure(home: Path, relays: Sequence[str] = (), *, letter_bytes: int = 11_000, opener: str = "", **environment: str) -> None:
    """Set Django up for this office alone."""
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
    databases = {
        name: {"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / f"{name}.sqlite3"), "OPTIONS": options}
        for name in ("default", "readers")
    }
    mail = mail_settings({"TAMIZDAT_RELAYS": " ".join(relays), "TAMIZDAT_MAIL_FROM": "Kesh <letter@courier.example>", **environment}, 8002)
    settings.configure(
        SECRET_KEY="office",
        USE_TZ=True,
        INSTALLED_APPS=["tamizdat.newsletters"],
        DATABASES=databases,
        DATABASE_ROUTERS=["tamizdat.site.routers.ZoneRouter"],
        TAMIZDAT=SimpleNamespace(home=home, mail=mail),
        TAMIZDAT_LETTERS="simulators.letter_desk.Letters",
        TAMIZDAT_OPENER=opener or "simulators.letter_desk.Agent",
    )
    django.setup()
    Letters.size = letter_bytes
    if (key := home / "open-list-key").exists():
        Agent.key = PrivateKey.from_bytes(key.read_bytes())


def make(home: Path, readers: int, *, one_box: bool = False) -> None:
    """Make the databases, the keys and the readers, and approve the letter for now."""
    from django.core.management import call_command
    from django.utils import timezone

    from tamizdat.newsletters.sending import desk

    key = PrivateKey.generate(X25519)
    (home / "open-list-key").write_bytes(key.to_bytes())
    Keyring(home / "keys").make_missing("a passphrase for tests", cost=2**15)
    call_command("migrate", "newsletters", database="readers", verbosity=0)
    add_readers(Keyring(home / "keys").lookup(), key, readers, one_box=one_box)
    now = timezone.now()
    mailing = desk.prepare(LETTER, "writer", now=now)
    desk.schedule(desk.approve(mailing, "editor", readers, now=now), now - timedelta(seconds=1), "editor", now=now)


def add_readers(lookup: bytes, key: PrivateKey, count: int, *, one_box: bool = False) -> None:
    """Add *count* readers: reader0@example.net and so on. *one_box*: all have one and the same sealed address, which is quicker."""
    from django.utils import timezone

    from tamizdat.newsletters.models import ConsentText, Reader, Subscription

    today, box = timezone.now(), seal_address(key.public, "reader@example.net")
    consent = ConsentText.objects.create(language=LANGUAGE, letter=KIND, version="1", text="Yes", first_shown=today)
    for start in range(0, count, 5_000):
        names = [f"reader{number}@example.net" for number in range(start, min(count, start + 5_000))]
        made = [_reader(lookup, name, box if one_box else seal_address(key.public, name), today) for name in names]
        Reader.objects.bulk_create(made)
        common: dict[str, Any] = {"letter": KIND, "language": LANGUAGE, "consent": consent, "consented": today, "source": "form"}
        Subscription.objects.bulk_create(Subscription(reader=reader, **common) for reader in made)


def environment() -> dict[str, str]:
    """Return the environment in which this module can be run as a process."""
    root = Path(__file__).resolve().parents[2]
    return os.environ | {"PYTHONPATH": f"{root / 'src'}{os.pathsep}{root / 'tests'}"}


def command(*words: object) -> list[str]:
    """Return the command line that runs this module with *words*."""
    return [sys.executable, "-m", "simulators.letter_office", *map(str, words)]


def _reader(lookup: bytes, address: str, box: bytes, today: Any) -> Any:
    from tamizdat.newsletters.models import Reader

    ref = b64(secrets.token_bytes(16))
    return Reader(ref=ref, address_hash=keyed_hash(lookup, address), box=box, language=LANGUAGE, discreet=False, since=today)


def state() -> dict[str, Any]:
    """Return how the letter stands: state, copies by state, and the Message-IDs of those in doubt."""
    from tamizdat.newsletters.models import Mailing
    from tamizdat.newsletters.sending import desk, ledger

    mailing = Mailing.objects.get()
    doubts = [copy.message_id for copy in desk.doubts(mailing)]
    return {"state": mailing.state, "said": mailing.said, "copies": dict(ledger.counts(mailing)), "doubts": doubts}


def settle(log: Path) -> dict[str, int]:
    """Settle what is in doubt by a whole log; return how many had gone and how many go again."""
    from tamizdat.newsletters.models import Mailing
    from tamizdat.newsletters.sending.reconcile import reconcile

    done = reconcile(Mailing.objects.get(), log.read_text().splitlines() if log.exists() else [], "operator", whole=True)
    return {"found": done.found, "again": done.again}


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="A letter office.")
    parser.add_argument("deed", choices=["make", "send", "reconcile", "state"])
    parser.add_argument("home", type=Path)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--bytes", type=int, default=11_000)
    parser.add_argument("--one-box", action="store_true")
    parser.add_argument("--dkim", default="")
    parser.add_argument("--opener", default="")
    chosen = parser.parse_args()
    chosen.home.mkdir(parents=True, exist_ok=True)
    relays = chosen.words if chosen.deed == "send" else ()
    configure(chosen.home, relays, letter_bytes=chosen.bytes, opener=chosen.opener, TAMIZDAT_DKIM_KEYS=chosen.dkim)
    if chosen.deed == "make":
        make(chosen.home, int(chosen.words[0]), one_box=chosen.one_box)
    elif chosen.deed == "send":
        from tamizdat.newsletters.sending.process import run_sender

        run_sender()
    else:
        print(json.dumps(settle(Path(chosen.words[0])) if chosen.deed == "reconcile" else state()))


if __name__ == "__main__":
    main()
