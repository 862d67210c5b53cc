"""Asking the person at the terminal for a passphrase, or taking it as a line from a pipe."""

import getpass
import sys

from tamizdat.site.errors import CannotDo

SHORTEST = 12


def passphrase(words: str) -> str:
    """Return what the operator types, unseen; from a pipe, its next line. Raises ``CannotDo`` if there is none."""
    found = getpass.getpass(f"{words}: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not found.strip():
        raise CannotDo("no passphrase was given: type it, or hand it in as a line on standard input")
    return found.strip()


def new_passphrase(words: str) -> str:
    """Return a passphrase typed twice alike (once from a pipe). Raises ``CannotDo``."""
    found = passphrase(words)
    if len(found) < SHORTEST:
        raise CannotDo(f"a passphrase has at least {SHORTEST} characters; six words chosen by dice are good")
    if sys.stdin.isatty() and passphrase("once more") != found:
        raise CannotDo("the two passphrases were not the same; nothing was changed")
    return found
