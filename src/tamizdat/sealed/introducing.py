"""``python -m tamizdat.sealed.introducing FOLDER``: on the gate's machine, tell the gate which newsroom it works for.

Promises: reads what ``tamizdat keys for-gate`` printed from standard input, makes the gate's own keys if it has none, and prints the
gate's identity for ``tamizdat keys pin-gate``. Nothing secret leaves either machine.
"""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tamizdat.sealed.keyring import make_gate_keys
from tamizdat.sealed.keyring_files import key_file, replace
from tamizdat.sealed.keys import b64, unb64

NEEDED = {"newsroom-poll.public": 32, "links.public": 32, "queue.public": 65}
"""File -> bytes of the public key in it."""


class BadIntroduction(ValueError):
    """What came in is not what ``tamizdat keys for-gate`` prints."""


def accept_newsroom(folder: Path, said: Mapping[str, str]) -> bytes:
    """Keep the newsroom's public keys in the gate's *folder*; return the gate's identity (32 bytes). Raises ``BadIntroduction``."""
    try:
        keys = {name: unb64(said[name]) for name in NEEDED}
    except (KeyError, TypeError, AttributeError, ValueError):
        keys = {}
    if {name: len(raw) for name, raw in keys.items()} != NEEDED:
        raise BadIntroduction("this is not what `tamizdat keys for-gate` prints: hand its one line in as it is")
    identity = make_gate_keys(folder)
    for name, raw in keys.items():
        replace(folder / name, key_file(name, raw, int(time.time())))
    return identity


def main(arguments: list[str]) -> int:
    """Run the command line; return its exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: tamizdat keys for-gate | ssh GATE python -m tamizdat.sealed.introducing FOLDER\n")
        return 2
    try:
        identity = accept_newsroom(Path(arguments[0]), _read(sys.stdin.readline()))
    except BadIntroduction as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{b64(identity)}\n")
    return 0


def _read(line: str) -> Mapping[str, str]:
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
