"""``keys init|show|unlock|lock|rotate|dkim|for-gate|pin-gate``: the keys on this disk, and the list key in the agent's memory."""

import argparse
import json
import time
from typing import Any

from tamizdat.sealed.agent import AgentClient, Locked
from tamizdat.sealed.keyring import LOCKED, Keyring, KeyringDamaged, WrongPassphrase, for_gate
from tamizdat.sealed.keys import b64, unb64
from tamizdat.site import conf
from tamizdat.site.asking import new_passphrase, passphrase
from tamizdat.site.commands import add_command, newsroom_exists, signing, with_django
from tamizdat.site.errors import CannotDo


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    words = "make, show, unlock, lock and turn keys"
    group = commands.add_parser("keys", help=words, description=words).add_subparsers(metavar="WHAT", required=True)
    add_command(group, "init", make, "make the keys that are missing, under a passphrase that you choose")
    add_command(group, "show", show, "say which keys there are, and which can be read right now")
    add_command(group, "unlock", unlock, "hand the list key to the key agent for two hours, so that letters can go out")
    add_command(group, "lock", lock, "have the key agent forget the list key now")
    add_command(group, "passphrase", change, "choose another passphrase; one that lay on the disk is taken away")
    add_command(group, "rotate", rotate, "make a new queue key now instead of at the end of its week")
    dkim = add_command(group, "dkim", signing.make_dkim, "make the keys that sign a domain's mail, and say what to publish")
    dkim.add_argument("domain", metavar="DOMAIN", help="the sender's, such as courier.example")
    add_command(group, "for-gate", export_for_gate, "print what a gate on another machine must know of this newsroom (nothing secret)")
    pin = add_command(group, "pin-gate", pin_gate, "trust the gate on another machine by the identity that it printed, and no other")
    pin.add_argument("identity", metavar="IDENTITY", help="43 characters, as `python -m tamizdat.sealed.introducing` printed them")


def make(options: argparse.Namespace) -> int:
    """Make missing keys."""
    keyring = _keyring()
    fresh = not any((keyring.folder / f"{kind}.public").exists() for kind in LOCKED)
    made = keyring.make_missing(new_passphrase("a passphrase for list, archive and backup keys") if fresh else None)
    print(f"made: {', '.join(made)}" if made else "all keys are there; nothing was made")
    return 0


def show(options: argparse.Namespace) -> int:
    """Print each key, what it is for and who can read it now."""
    keyring = _keyring()
    for name, key_id, readable in lines(keyring):
        print(f"{name:<14} {key_id:<18} {readable}")
    status = agent().status()
    print(f"key agent      {'':<18} {_agent_words(status)}")
    return 0


def lines(keyring: Keyring) -> list[tuple[str, str, str]]:
    """Return (key, id, who can read it) of each kind of key."""
    on_disk = keyring.passphrase_on_disk() is not None
    found = [("queue", key_id.hex(), "readable by this user: opens what readers send") for key_id in _guarded(keyring.queue_keys)]
    for kind in LOCKED:
        public = _guarded(lambda kind=kind: getattr(keyring, f"{kind}_public")())
        if not keyring.locked(kind).exists():
            words = "its private half is not on this disk"
        else:
            words = "READABLE: its passphrase lies beside it on this disk" if on_disk else "under its passphrase"
        found.append((kind, public.id.hex(), words))
    for name in ("lookup", "links", "poll", "message-ids"):
        _guarded(getattr(keyring, name.replace("-", "_")))
        found.append((name, "", "readable by this user"))
    return found


def unlock(options: argparse.Namespace) -> int:
    """Unlock the agent."""
    try:
        agent().unlock(passphrase("passphrase of the list key"))
    except (Locked, WrongPassphrase) as error:
        raise CannotDo(str(error)) from None
    print("unlocked: letters can go out for two hours")
    return 0


def lock(options: argparse.Namespace) -> int:
    """Lock the agent."""
    agent().lock()
    print("locked: the list key is in no memory any more")
    return 0


def change(options: argparse.Namespace) -> int:
    """Choose another passphrase."""
    keyring = _keyring()
    old = keyring.passphrase_on_disk() or passphrase("the passphrase until now")
    try:
        keyring.change_passphrase(old, new_passphrase("the new passphrase"))
    except WrongPassphrase as error:
        raise CannotDo(str(error)) from None
    agent().lock()
    print("changed. Copies of the locked keys that you made before, beside backups too, still open with the old one.")
    return 0


def rotate(options: argparse.Namespace) -> int:
    """Make a new queue key and show it to readers."""
    keyring = _keyring()
    key = keyring.rotate_queue(now=time.time())
    if newsroom_exists():
        with_django()
        from tamizdat.newsroom.setup import refresh_queue_key

        refresh_queue_key(key.raw)
    print(f"new queue key {key.id.hex()}; the ones before go on opening what was sealed to them for two weeks")
    return 0


def export_for_gate(options: argparse.Namespace) -> int:
    """Print the public halves that a gate needs."""
    print(json.dumps({name: b64(raw) for name, raw in _guarded(lambda: for_gate(_keyring())).items()}))
    return 0


def pin_gate(options: argparse.Namespace) -> int:
    """Pin a gate."""
    try:
        raw = unb64(options.identity)
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise CannotDo("that is no gate's identity: it has 43 letters, digits, hyphens and underscores")
    _keyring().pin_gate(raw)
    print("pinned: the newsroom listens to this gate and to no other")
    return 0


def agent() -> AgentClient:
    """Return the key agent of this home."""
    return AgentClient(conf.load().home / conf.AGENT_SOCKET)


def _agent_words(status: Any) -> str:
    if status is None:
        return "does not run"
    swap = "" if status.memory_locked else "; its memory may be swapped out: allow it to lock memory (LimitMEMLOCK)"
    return (f"holds the list key for {status.seconds // 60} minutes more" if status.unlocked else "locked") + swap


def _keyring() -> Keyring:
    return Keyring(conf.load().home / "keys")


def _guarded(work: Any) -> Any:
    try:
        return work()
    except KeyringDamaged as error:
        raise CannotDo(str(error)) from None
