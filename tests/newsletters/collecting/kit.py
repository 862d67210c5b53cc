"""A collector on a simulated gate."""

from pathlib import Path

from tamizdat.newsletters.collecting.collector import Collector
from tamizdat.newsletters.collecting.gate_line import GateAway
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keyring_files import key_file, write_new


def collector(gate, handler, folder: Path, kind: str = "sign_up", board=lambda: None, **takers) -> Collector:
    """A collector that hands records of one kind to *handler*, and hooks to *takers*."""
    return Collector(gate.line(), keyring(gate, folder), {kind: handler}, board, takers)


def keyring(gate, folder: Path) -> Keyring:
    """A keyring that holds the gate's queue key."""
    folder.mkdir(exist_ok=True)
    write_new(folder / f"queue-{gate.queue_key.public.id.hex()[:8]}", key_file("queue", gate.queue_key.to_bytes(), 1_000_000_000))
    return Keyring(folder)


def turns(collecting: Collector, count: int) -> None:
    """So many turns, whatever the line does."""
    for _ in range(count):
        try:
            collecting.turn()
        except GateAway:
            continue
