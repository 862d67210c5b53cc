"""``letter_lost``, ``letter_doubled``, ``letter_stuck``: 30 kills at random moments while a letter goes out to 10,000 readers.

Half of the kills are ``kill -9``, half SIGTERM, at random counts of messages taken; after each the sender is started again, as ``site``
does. At the end what is in doubt is reconciled against the sink's own list. In doubt is reported beside: it may not pass one a
connection and kill. Each run kills at other moments. The peer, django-newsletter, is killed three times with 1,000 readers each: it goes
out again only if somebody unlocks its submission by hand, and that is done and counted.
"""

import os
import random
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import django_newsletter, letters
from benchmarks.measuring import entry, own_versions

READERS, KILLS, CONNECTIONS = int(os.environ.get("CRASH_READERS", "10000")), 30, 16
PEER_READERS, PEER_KILLS = 1_000, 3
SEED = 2026
KILLED_WITHIN = 60.0


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the three figures as entries for ``results.json``: what the worst of *runs* letters had."""
    with tempfile.TemporaryDirectory() as folder:
        ours = [measure(Path(folder) / f"run-{number}", seed=SEED + number) for number in range(runs)]
        peer = [_peer(Path(folder) / f"peer-{number}", random.Random(number)) for number in range(PEER_KILLS)]
    versions = own_versions("django", "cryptography") | {"django-newsletter": django_newsletter.PACKAGES[0].partition("==")[2]}
    peers = {"django_newsletter_1000": peer}
    more: dict[str, Any] = {"detail": {"readers": READERS, "in_doubt_at_most": CONNECTIONS * KILLS}, "versions": versions, "peer": peers}
    worst = {name: max(one[name] for one in ours) for name in ("lost", "doubled", "stuck")}
    lost, doubled, stuck = (
        entry(f"letter_{name}", "readers", value, target=0, at_most=True, runs=[], **more) for name, value in worst.items()
    )
    return [lost | {"runs": ours}, doubled | {"peer": None}, stuck | {"peer": None}]  # the same runs and peer for all three


def measure(folder: Path, readers: int = READERS, kills: int = KILLS, seed: int = SEED) -> dict[str, Any]:
    """Send one letter under *kills*; return what was lost, doubled, stuck and in doubt."""
    folder.mkdir(exist_ok=True)
    home, record, chance = folder / "home", folder / "taken", random.Random(seed)
    letters.make(home, readers)
    with letters.recording_sink(record) as port:
        relay = f"smtp://127.0.0.1:{port}?tls=none&connections={CONNECTIONS}"
        moments = sorted(chance.sample(range(readers // 100, readers - readers // 100), kills))
        numbers = [signal.SIGKILL, signal.SIGTERM] * (kills // 2)
        chance.shuffle(numbers)
        hit = sum(_kill_at(home, relay, record, moment, number) for moment, number in zip(moments, numbers, strict=True))
        state = letters.finish(home, relay)
        doubts = len(state["doubts"])
        settled = letters.asked("reconcile", home, record)
        state = letters.finish(home, relay) if settled["again"] else letters.asked("state", home)
    got = letters.taken(record)
    stuck = sum(state["copies"].get(name, 0) for name in ("planned", "marked", "later")) + (state["state"] != "sent")
    return {
        "kills_while_sending": hit,
        "lost": sum(f"reader{number}@example.net" not in got for number in range(readers)),
        "doubled": sum(count - 1 for count in got.values()),
        "stuck": stuck,
        "in_doubt": doubts,
        "reconciled_as_taken": settled["found"],
        "reconciled_and_sent_again": settled["again"],
    }


def _kill_at(home: Path, relay: str, record: Path, moment: int, number: int) -> bool:
    """Run a sender until the sink has *moment* messages, then signal it; return whether it was at work then."""
    sender, until = letters.start(home, relay), time.monotonic() + KILLED_WITHIN
    while letters.lines_in(record) < moment and sender.poll() is None and time.monotonic() < until:
        time.sleep(0.001)
    alive = sender.poll() is None
    sender.send_signal(number)
    sender.wait(30)
    return alive


def _peer(folder: Path, chance: random.Random) -> dict[str, int]:
    """Kill the peer once, start it again, then unlock it by hand; return what became of its letter."""
    folder.mkdir()
    django_newsletter.asked("make", folder, PEER_READERS)
    record = folder / "taken"
    with letters.recording_sink(record) as port:
        moment = chance.randrange(PEER_READERS // 10, PEER_READERS * 9 // 10)
        sender = subprocess.Popen(django_newsletter.command("send", folder, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while letters.lines_in(record) < moment and sender.poll() is None:
            time.sleep(0.001)
        sender.send_signal(chance.choice([signal.SIGKILL, signal.SIGTERM]))
        sender.wait()
        before = len(letters.taken(record))
        restarted = django_newsletter.asked("send", folder, port)
        lost = PEER_READERS - len(letters.taken(record))
        django_newsletter.asked("unstick", folder)
        django_newsletter.asked("send", folder, port)
    doubled = sum(count - 1 for count in letters.taken(record).values())
    return {
        "sent_before": before,
        "stuck_after_restart": int(restarted["stuck"]),
        "lost_until_unlocked": lost,
        "doubled_when_unlocked": doubled,
    }
