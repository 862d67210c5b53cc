"""A letter office: the sender process with readers, keys and a letter of its own, without newsroom, gate and key agent around it.

    python -m simulators.letter_office make HOME READERS [--bytes 11000] [--one-box]   databases, keys, readers, a letter approved for now
    python -m simulators.letter_office send HOME RELAY…                                 the sender process, as ``site`` runs it
    python -m simulators.letter_office reconcile HOME LOG                               settle doubts by a whole log
    python -m simulators.letter_office state HOME                                       print how the letter stands, as JSON
    python -m simulators.letter_office once HOME RELAY…                                 send it once in this process, print seconds
    python -m simulators.letter_office agent HOME                                       an unlocked key agent, for ``send --agent``

The list key lies open beside the databases; with ``--agent`` a sender asks the real key agent instead.
"""

import argparse
import json
import os
import secrets
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from django.conf import settings

from simulators.letter_desk import KIND, LANGUAGE, Agent, Letters
from tamizdat.sealed.agent import AgentClient, seal_address
from tamizdat.sealed.agent_process import run_agent
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keyring_locks import LEAST_COST
from tamizdat.sealed.keys import PrivateKey, b64
from tamizdat.sealed.lookup import keyed_hash
from tamizdat.site.conf import database, load
from tamizdat.site.mail_settings import mail_settings

LETTER, PASSPHRASE = "letter-1", "tern lantern gravel oath"


def configure(
    home: Path, relays: Sequence[str] = (), *, letter_bytes: int = 11_000, opener: str = "", postgres: str = "", **environment: str
) -> None:
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
    if postgres:
        databases["readers"] = database(replace(load({}), databases={"readers": postgres}), "readers")
    mail = mail_settings({"TAMIZDAT_RELAYS": " ".join(relays), "TAMIZDAT_MAIL_FROM": "Kesh <letter@courier.example>", **environment}, 8002)
    settings.configure(
        SECRET_KEY="office",
        USE_TZ=True,
        INSTALLED_APPS=["tamizdat.newsletters"],
        DATABASES=databases,
        DATABASE_ROUTERS=["tamizdat.site.routers.ZoneRouter"],
        TAMIZDAT=SimpleNamespace(home=home, mail=mail),
        TAMIZDAT_LETTERS="simulators.letter_desk.Letters",
        TAMIZDAT_NEWSPAPER="simulators.newspaper",
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

    Keyring(home / "keys").make_missing(PASSPHRASE, cost=LEAST_COST)
    key = Keyring(home / "keys").open_locked("list", PASSPHRASE)
    (home / "open-list-key").write_bytes(key.to_bytes())
    call_command("migrate", "newsletters", database="readers", verbosity=0)
    add_readers(Keyring(home / "keys").lookup(), key, readers, one_box=one_box)
    now = timezone.now()
    mailing = desk.prepare(LETTER, "writer", now=now)
    desk.schedule(desk.approve(mailing, "editor", readers, now=now), now - timedelta(seconds=1), "editor", now=now)


def add_readers(lookup: bytes, key: PrivateKey, count: int, *, one_box: bool = False) -> None:
    """Add *count* readers: reader0@example.net and so on. *one_box*: all have one and the same sealed address; a million take seconds."""
    from django.db import connections
    from django.utils import timezone

    from tamizdat.newsletters.models import ConsentText, Reader, Subscription

    today = timezone.now()
    consent = ConsentText.objects.create(language=LANGUAGE, letter=KIND, version="1", text="Yes", first_shown=today)
    if one_box:
        with connections["readers"].cursor() as cursor:
            cursor.execute(_MANY_READERS, [count, seal_address(key.public, "reader@example.net"), LANGUAGE, today.date()])
            cursor.execute(_THEIR_LETTERS, [KIND, LANGUAGE, consent.pk, today.date()])
        return
    for start in range(0, count, 5_000):
        names = [f"reader{number}@example.net" for number in range(start, min(count, start + 5_000))]
        made = [_reader(lookup, name, seal_address(key.public, name), today) for name in names]
        Reader.objects.bulk_create(made)
        common: dict[str, Any] = {"letter": KIND, "language": LANGUAGE, "consent": consent, "consented": today, "source": "form"}
        Subscription.objects.bulk_create(Subscription(reader=reader, **common) for reader in made)


_MANY_READERS = """
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)
    INSERT INTO newsletters_reader (ref, address_hash, box, language, discreet, since, soft_bounces)
    SELECT substr(hex(randomblob(11)), 1, 21) || 'A', randomblob(16), %s, %s, 0, %s, 0 FROM numbers"""

_THEIR_LETTERS = """
    INSERT INTO newsletters_subscription (reader_id, letter, language, consent_id, consented, source)
    SELECT ref, %s, %s, %s, %s, 'form' FROM newsletters_reader"""


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


def agent() -> AgentClient:
    """Return the real key agent of this home; ``TAMIZDAT_OPENER``."""
    return AgentClient(settings.TAMIZDAT.home / "agent")


def once() -> dict[str, float]:
    """Plan and send the letter in this process; return the seconds of each, copies, and processor seconds of parent and hands."""
    from django.utils import timezone

    from tamizdat.newsletters.models import Mailing
    from tamizdat.newsletters.sending import desk, ledger, means, process

    started = time.perf_counter()
    mailing = desk.begin(Mailing.objects.get(), now=timezone.now())
    ledger.plan(mailing, means.readers(), means.message_ids(mailing))
    planned, before = time.perf_counter(), os.times()
    process.send(mailing, lambda: False)
    sent, after = time.perf_counter(), os.times()
    hands = after.children_user + after.children_system - before.children_user - before.children_system
    own = after.user + after.system - before.user - before.system
    copies = ledger.counts(mailing)["sent"]
    return {"planned_s": planned - started, "sent_s": sent - planned, "copies": copies, "own_cpu_s": own, "hands_cpu_s": hands}


def prepare(count: int) -> dict[str, float]:
    """Write *count* copies and throw them away; return how many a processor second, signed and not, and the bytes of one."""
    from tamizdat.newsletters.models import Mailing, Reader
    from tamizdat.newsletters.sending import means

    splicer = means.splicer(Mailing.objects.get(), discreet=False)
    refs = list(Reader.objects.values_list("ref", flat=True)[:count])
    size, started = len(splicer.envelope(refs[0], "reader@example.net", 1, shown=("weekly",)).data), time.process_time()
    for ref in refs:
        splicer.envelope(ref, "reader@example.net", 1, shown=("weekly",))
    return {"prepared_s_core": round(len(refs) / (time.process_time() - started)), "bytes": size}


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="A letter office.")
    parser.add_argument("deed", choices=["make", "send", "reconcile", "state", "once", "agent", "prepare"])
    parser.add_argument("home", type=Path)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--bytes", type=int, default=11_000)
    parser.add_argument("--one-box", action="store_true")
    parser.add_argument("--dkim", default="")
    parser.add_argument("--agent", action="store_true")
    parser.add_argument("--postgres", default="")
    chosen = parser.parse_args()
    chosen.home.mkdir(parents=True, exist_ok=True)
    relays = chosen.words if chosen.deed in ("send", "once") else ()
    opener = "simulators.letter_office.agent" if chosen.agent else ""
    configure(chosen.home, relays, letter_bytes=chosen.bytes, opener=opener, postgres=chosen.postgres, TAMIZDAT_DKIM_KEYS=chosen.dkim)
    if chosen.deed == "make":
        make(chosen.home, int(chosen.words[0]), one_box=chosen.one_box)
    elif chosen.deed == "send":
        from tamizdat.newsletters.sending.process import run_sender

        run_sender()
    elif chosen.deed == "agent":
        run_agent(chosen.home / "agent", chosen.home / "keys" / "list.locked")
    elif chosen.deed == "prepare":
        print(json.dumps(prepare(int(chosen.words[0]))))
    elif chosen.deed == "once":
        print(json.dumps(once()))
    else:
        print(json.dumps(settle(Path(chosen.words[0])) if chosen.deed == "reconcile" else state()))


if __name__ == "__main__":
    main()
