"""Keys: whether they are there, who can read them right now, and how old they are."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from tamizdat.sealed.agent import AgentClient
from tamizdat.sealed.keyring import LOCKED, QUEUE_LIVES, Keyring, KeyringDamaged
from tamizdat.sealed.keyring_files import read_key
from tamizdat.site.conf import AGENT_SOCKET
from tamizdat.site.doctor.findings import Case, Said

DAY = 86_400
TURN_LATE = QUEUE_LIVES + 2 * DAY
SIGNING_KEY_DAYS = 400
"""A year and a month: who reads signatures years later should not find a key that still signs."""


def keys_are_there(case: Case) -> Iterator[Said]:
    """Every key can be read and is whole."""
    keyring = _keyring(case)
    for read in (keyring.queue_keys, keyring.list_public, keyring.archive_public, keyring.backup_public, keyring.lookup, keyring.links):
        yield from _whole(read)
    for read in (keyring.poll, keyring.message_ids, keyring.gate_public):
        yield from _whole(read)
    online = "queue, lookup, links, poll and message ids"
    yield "fine", f"readable now by this user: {online}"


def passphrase(case: Case) -> Iterator[Said]:
    """The passphrase of the locked keys lies nowhere near them."""
    keyring = _keyring(case)
    if keyring.passphrase_on_disk():
        kinds = ", ".join(kind for kind in LOCKED if keyring.locked(kind).exists())
        yield case.risk, f"the passphrase lies on this disk, so whoever takes the disk opens {kinds}: tamizdat keys passphrase"
    else:
        yield "fine", "the locked keys open only with a passphrase that is not on this disk"


def files_are_closed(case: Case) -> Iterator[Said]:
    """Nobody else on the machine can read a key."""
    folder = _keyring(case).folder
    open_ones = [path.name for path in (folder, *folder.iterdir()) if path.stat().st_mode & 0o077]
    if open_ones:
        yield "bad", f"other users of this machine can read {', '.join(sorted(open_ones))}: chmod -R go= {folder}"
    else:
        yield "fine", "no other user of this machine can read them"


def agent(case: Case) -> Iterator[Said]:
    """The key agent runs, and how long it will hold the list key."""
    status = AgentClient(case.settings.home / AGENT_SOCKET).status()
    if status is None:
        yield "bad", "the key agent does not run: no letter can go out"
        return
    left = (
        f"holds the list key for {status.seconds // 60} minutes more"
        if status.unlocked
        else "holds no key: unlock it when a letter goes out"
    )
    yield "fine", left
    if not status.memory_locked:
        yield case.risk, "its memory may be written to swap: allow it to lock memory (LimitMEMLOCK=infinity), or turn swap off"


def queue_key_turns(case: Case) -> Iterator[Said]:
    """The key to which readers seal is made anew each week."""
    files = sorted(_keyring(case).folder.glob("queue-*"))
    youngest = max((read_key(path, "queue", 33)[1] for path in files), default=0)
    days = int((case.now.timestamp() - youngest) // DAY)
    late = case.now.timestamp() - youngest > TURN_LATE
    yield ("bad" if late else "fine"), f"{days} days old" + (": the postman process should have made a new one" if late else "")


def dkim(case: Case) -> Iterator[Said]:
    """Letters are signed, with keys that are not too old."""
    keys = case.settings.mail.dkim_keys
    if not keys:
        yield case.risk, "letters are not signed, and most providers will refuse them: TAMIZDAT_DKIM_KEYS (docs/how-to/run-it-for-real.md)"
    for key in keys:
        days = int((time.time() - key.file.stat().st_mtime) // DAY)
        made = datetime.fromtimestamp(key.file.stat().st_mtime, UTC).date()
        level = "warning" if days > SIGNING_KEY_DAYS else "fine"
        yield (
            level,
            f"{key.selector} of {key.domain} is of {made}" + (": make a new one under another selector" if level == "warning" else ""),
        )


def _whole(read: object) -> Iterator[Said]:
    try:
        read()  # type: ignore[operator]
    except KeyringDamaged as error:
        yield "bad", str(error)


def _keyring(case: Case) -> Keyring:
    return Keyring(case.settings.home / "keys")
