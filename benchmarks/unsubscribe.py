"""``unsubscribe_s``: from a one-click POST at the gate to the moment after which no message to that reader is begun.

The whole demo newspaper runs: gate, collector, sender and key agent. While its letter goes out slowly, readers whose turn is yet to come
unsubscribe one after the other. The clock ends when the readers' store has forgotten the subscription: every copy is checked against it as
it is marked. Afterwards each of them must stand in the ledger as skipped, and the sink must not have a message for them.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from benchmarks import letters
from benchmarks.measuring import ROOT, entry, own_versions, percentile, spread, with_source
from benchmarks.newsrooms import free_port, stop

READERS, LEAVERS, RATE = int(os.environ.get("UNSUBSCRIBE_READERS", "900")), 12, 20
SECONDS = 5.0
STARTS_WITHIN, LEAVES_WITHIN = 300.0, 30.0


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as an entry for ``results.json``: the slowest of 95 in 100."""
    turns = [measure() for _ in range(runs)]
    waits = [wait for turn in turns for wait in turn["seconds"]]
    if any(turn["got_it_all_the_same"] for turn in turns):
        raise RuntimeError("somebody who had left got the letter")
    value = round(percentile(waits, 0.95), 3)
    versions = own_versions("django", "httpx")
    return [entry("unsubscribe_s", "s", value, target=SECONDS, at_most=True, detail=spread(waits), runs=turns, versions=versions)]


def measure() -> dict[str, Any]:
    """Run a newspaper, send its letter slowly, and let readers leave meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        home, record = Path(name) / "var", Path(name) / "taken"
        with letters.recording_sink(record) as port, newspaper(home, f"smtp://127.0.0.1:{port}?tls=none&rate={RATE}/s") as gate:
            leavers = filled(home, READERS)["last"][-LEAVERS:]
            until(lambda: letters.lines_in(record) > RATE, STARTS_WITHIN, "the letter does not begin to go out")
            seconds = [leave(gate, home, one) for one in leavers]
            until(lambda: all(_state(home, one["ref"]) == "skipped" for one in leavers), STARTS_WITHIN, "their turn does not come")
        got = sum(one["address"] in letters.taken(record) for one in leavers)
    return {"seconds": seconds, "got_it_all_the_same": got}


def leave(gate: str, home: Path, leaver: dict[str, str]) -> float:
    """Unsubscribe by one click; return the seconds until the store has forgotten it."""
    before = time.perf_counter()
    body = Request(f"{gate}/u/{leaver['link']}", b"List-Unsubscribe=One-Click", {"Content-Type": "application/x-www-form-urlencoded"})
    with urlopen(body, timeout=10) as answer:
        assert answer.status == 200
    until(lambda: not _subscribed(home, leaver["ref"]), LEAVES_WITHIN, "the newsroom does not hear that somebody has left")
    return round(time.perf_counter() - before, 3)


@contextmanager
def newspaper(home: Path, relay: str, **environment: str) -> Iterator[str]:
    """Run the demo newspaper under *home*; give its gate's address."""
    ports = {name: str(free_port()) for name in ("SITE_PORT", "NEWSROOM_PORT", "GATE_PORT", "LOCAL_PORT")}
    environment = with_source(TAMIZDAT_HOME=str(home), TAMIZDAT_RELAYS=relay, PYTHONUNBUFFERED="1", **ports, **environment)
    log = home.parent / "log"
    with log.open("wb") as file:
        command = [sys.executable, "-m", "tamizdat", "run", "--demo"]
        process = subprocess.Popen(command, env=environment, cwd=home.parent, stdout=file, stderr=subprocess.STDOUT)
    try:
        found: list[str] = []
        until(lambda: found.extend(_gates(log)) or found or process.poll() is not None, STARTS_WITHIN, "no gate")
        if not found:
            raise RuntimeError(f"the newspaper does not come up:\n{log.read_text()[-1500:]}")
        yield found[0].rstrip("/")
    finally:
        stop([process])


def _gates(log: Path) -> list[str]:
    return re.findall(r"^gate: (\S+)$", log.read_text(), re.MULTILINE)


def filled(home: Path, readers: int, when: str = "now") -> dict[str, Any]:
    """Give the newspaper *readers* readers and let its newest letter go out to them; return who comes last. *when* later: approve only."""
    command = [sys.executable, "-m", "benchmarks.unsubscribe", str(readers), when]
    done = subprocess.run(command, env=with_source(TAMIZDAT_HOME=str(home)), cwd=ROOT, check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main() -> None:
    """In a process of the newspaper: add readers, approve and schedule its newest letter, unlock the agent, print the last readers."""
    from tamizdat.site.commands import with_django

    with_django()
    from django.utils import timezone

    from tamizdat.newsletters.models import Mailing
    from tamizdat.newsletters.readers.doors import keyring, opener
    from tamizdat.newsletters.sending import desk
    from tamizdat.newsroom.models import Letter

    going = set(Mailing.objects.values_list("letter", flat=True))
    newest = Letter.objects.filter(locale__language_code="en").order_by("-date", "-sequence")
    mailing = desk.prepare(next(letter.record_id for letter in newest if letter.record_id not in going), "writer")
    add_readers(int(sys.argv[1]), mailing.kind, mailing.language)
    passphrase = keyring().passphrase_on_disk()
    if hasattr(opener(), "unlock") and passphrase:
        opener().unlock(passphrase)  # type: ignore[attr-defined]
    seen = desk.dry_run(mailing).recipients
    approved = desk.approve(mailing, "editor", seen)
    if sys.argv[2] == "now":
        desk.schedule(approved, timezone.now(), "editor")
    last = _last(mailing.letter, mailing.kind, mailing.language)
    print(json.dumps({"mailing": mailing.pk, "letter": mailing.letter, "recipients": seen, "last": last}))


def add_readers(count: int, letter: str, language: str) -> None:
    """Add *count* confirmed readers to the newspaper's store."""
    from django.utils import timezone

    from tamizdat.newsletters.models import ConsentText, Reader, Subscription
    from tamizdat.newsletters.readers.addresses import for_list, known, new_ref
    from tamizdat.newsletters.readers.doors import keyring

    now, ring = timezone.now(), keyring()
    words, _ = ConsentText.objects.get_or_create(
        language=language, letter=letter, version="benchmark", text="Yes", defaults={"first_shown": now}
    )
    people = [known(ring, f"reader{number}@example.net") for number in range(count)]
    common: dict[str, Any] = {"language": language, "since": now.date()}
    made = [Reader(ref=new_ref(), address_hash=who.hash, box=for_list(ring, who), **common) for who in people]
    Reader.objects.bulk_create(made)
    given: dict[str, Any] = {"letter": letter, "language": language, "consent": words, "consented": now.date(), "source": "form"}
    Subscription.objects.bulk_create(Subscription(reader=reader, **given) for reader in made)


def _last(letter: str, kind: str, language: str) -> list[dict[str, str]]:
    """Return those whose turn comes last: reference, address, and the signed link of their copies."""
    from tamizdat.newsletters.readers.doors import keyring, opener
    from tamizdat.newsletters.sending import means
    from tamizdat.sealed.links import Link, sign_link

    recipients = list(means.readers().recipients(kind, language))[-LEAVERS:]
    addresses = opener().open([one.box for one in recipients])
    links = [Link(action="unsubscribe", ref=one.ref, language=language, issue=letter, shown=(kind,)) for one in recipients]
    signed = [sign_link(keyring().links(), link) for link in links]
    return [
        {"ref": one.ref, "address": str(address), "link": link} for one, address, link in zip(recipients, addresses, signed, strict=True)
    ]


def _subscribed(home: Path, ref: str) -> bool:
    return bool(_asked(home, "SELECT count(*) FROM newsletters_subscription WHERE reader_id = ?", ref))


def _state(home: Path, ref: str) -> str:
    return str(_asked(home, "SELECT max(state) FROM newsletters_mailingrecipient WHERE ref = ?", ref))


def _asked(home: Path, question: str, ref: str) -> Any:
    with sqlite3.connect(f"file:{readers_of(home)}?mode=ro", uri=True) as database:
        return database.execute(question, [ref]).fetchone()[0]


def readers_of(home: Path) -> Path:
    """Return the database of the readers and of mailings."""
    return home / "readers" / "readers.sqlite3"


def until(true: Any, seconds: float, otherwise: str) -> None:
    """Wait until *true*. Raises ``RuntimeError`` with the words of *otherwise* after so many *seconds*."""
    last = time.monotonic() + seconds
    while not true():
        if time.monotonic() > last:
            raise RuntimeError(otherwise)
        time.sleep(0.02)


if __name__ == "__main__":
    main()
