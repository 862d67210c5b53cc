"""``letter_prepared_s_core``, ``letter_sent_s``, ``letter_sent_dkim_s``: how fast letters are made, and handed to Postfix's ``smtp-sink``.

The sender runs as it does for a newspaper: readers from their store, addresses from the real key agent in its own process, marks
committed with ``synchronous=FULL`` before each message, links signed for each reader. The clock runs from planned to finished. Beside
it, in turns, C ``smtp-source`` with messages of the same size, by as many kept connections, which writes nothing down. Processor
seconds of the sender's processes are in each run: where others had the machine, they tell more than the wall clock.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import letters
from benchmarks.measuring import entry, others_share, own_versions, spread, wait_for_quiet
from benchmarks.newsrooms import stop

READERS, CONNECTIONS, BYTES = 20_000, 200, 11_000
PREPARED, SENT, SIGNED = "letter_prepared_s_core", "letter_sent_s", "letter_sent_dkim_s"
SHARE_OF_C = 0.6


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the three figures as entries for ``results.json``."""
    with tempfile.TemporaryDirectory() as name, letters.postfix_sink() as port:
        folder = Path(name)
        letters.make(folder / "made", READERS)
        keys = dkim_keys(folder)
        turns = [turn(folder, number, port, keys) for number in range(runs)]
    versions = own_versions("django", "cryptography")
    c = {"smtp_source": spread([one["c"]["messages_s"] for one in turns], 0)}
    share = spread([one["plain"]["messages_s"] / one["c"]["messages_s"] for one in turns])
    more: dict[str, Any] = {"versions": versions, "peer": c, "runs": turns}
    plain = spread([one["plain"]["messages_s"] for one in turns], 0)
    entries = [
        entry(
            PREPARED,
            "letters/s",
            spread([one["prepared"]["prepared_s_core"] for one in turns], 0)["median"],
            target=5_000,
            at_most=False,
            **more,
        ),
        entry(SENT, "letters/s", plain["median"], target=4_000, at_most=False, **more | {"runs": []}, detail={"share_of_c": share}),
        entry(SIGNED, "letters/s", _median(turns, "signed"), target=1_000, at_most=False, **more | {"runs": []}),
    ]
    entries[1]["holds"] = entries[1]["holds"] and share["median"] >= SHARE_OF_C
    return entries


def turn(folder: Path, number: int, port: int, keys: str) -> dict[str, Any]:
    """Measure each once, one after the other."""
    prepared = letters.asked("prepare", folder / "made", "3000")
    plain = sent(letters.again(folder / "made", folder / f"plain-{number}"), port)
    c = source(port, int(prepared["bytes"]))
    signed = sent(letters.again(folder / "made", folder / f"signed-{number}"), port, "--dkim", keys)
    return {"prepared": prepared, "plain": plain, "c": c, "signed": signed}


def sent(home: Path, port: int, *options: str) -> dict[str, Any]:
    """Send the letter of *home*; return copies a second and who used the processors meanwhile."""
    relay, others = f"smtp://127.0.0.1:{port}?tls=none&connections={CONNECTIONS}&messages=100000", list[float]()
    wait_for_quiet()
    with agent(home), others_share(others):
        done = letters.asked("once", home, relay, "--agent", "--bytes", BYTES, *options)
    rate = done["copies"] / done["sent_s"]
    return {"messages_s": round(rate), "busy": others[0], **{name: round(value, 2) for name, value in done.items()}}


def source(port: int, size: int) -> dict[str, Any]:
    """Let ``smtp-source`` send as many messages of *size* bytes."""
    words = ["-d", "-s", str(CONNECTIONS), "-m", str(READERS), "-l", str(size), "-f", "a@example.net", "-t", "b@example.net"]
    wait_for_quiet()
    started = time.perf_counter()
    subprocess.run([letters.SOURCE_OF_MAIL, *words, f"127.0.0.1:{port}"], check=True)
    return {"messages_s": round(READERS / (time.perf_counter() - started))}


def dkim_keys(folder: Path) -> str:
    """Make an RSA-2048 and an Ed25519 key; return the settings line that names them."""
    from tamizdat.newsletters.mail.dkim import generate, to_pem

    for kind in ("rsa", "ed25519"):
        (folder / f"{kind}.pem").write_bytes(to_pem(generate(kind)))
    return " ".join(f"courier.example:{kind}:{folder / kind}.pem" for kind in ("rsa", "ed25519"))


@contextmanager
def agent(home: Path) -> Iterator[None]:
    """Run the home's key agent, unlocked."""
    from simulators.letter_office import PASSPHRASE
    from tamizdat.sealed.agent import AgentClient

    process = subprocess.Popen(letters.office("agent", home), env=letters.environment())
    client, until = AgentClient(home / "agent"), time.monotonic() + letters.COMES_UP_WITHIN
    try:
        while client.status() is None and time.monotonic() < until:
            time.sleep(0.05)
        client.unlock(PASSPHRASE)
        yield
    finally:
        stop([process])


def _median(turns: list[dict[str, Any]], which: str) -> float:
    return spread([one[which]["messages_s"] for one in turns], 0)["median"]


if __name__ == "__main__":
    print(json.dumps(run(1), indent=1))
