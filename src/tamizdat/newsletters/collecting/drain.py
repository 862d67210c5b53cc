"""``tamizdat gate drain``: fetch all that the gate has, now, and say what it was."""

from collections import Counter

from tamizdat.newsletters.collecting.applying import try_again
from tamizdat.newsletters.collecting.collector import Collector
from tamizdat.newsletters.collecting.process import handlers, hook_takers, open_line
from tamizdat.newsletters.readers.doors import board, keyring


def drain() -> dict[str, int]:
    """Empty the gate; return the counts by outcome. Raises ``GateAway``, ``NotOurGate``, ``KeyringDamaged``."""
    keys = keyring()
    counts: Counter[str] = Counter()
    with open_line(keys) as line:
        collector = Collector(line, keys, handlers(), board, hook_takers())
        while True:
            counts += collector.turn().counts
            if not collector.owes:
                break
    counts += try_again(keys.queue_keys(), handlers(), hook_takers()).counts
    return dict(counts)
