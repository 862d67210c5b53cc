"""The pretend provider as this installation has it: where it listens, its folder, and the two secrets that it shares with the newsroom.

Promises: both secrets are made once, in files that their owner alone reads. *conf* is the settings door's: nothing else is known of it.
"""

import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tamizdat.contributions.providers.local.client import Local

FOLDER = "local"
"""Of the pretend provider's own things, under the home; a real one would be another company."""

KEYS = ("local-key", "local-hook-secret")


def local_provider(conf: Any) -> Local:
    """Return the client of this installation's pretend provider."""
    key, secret = shared_secrets(conf.home / "keys")
    return Local(url=f"http://127.0.0.1:{conf.local_port}", key=key, secret=secret.encode())


def run_here(conf: Any) -> None:
    """Run this installation's pretend provider until SIGTERM or SIGINT."""
    from tamizdat.contributions.providers.local.server import run_local

    key, secret = shared_secrets(conf.home / "keys")
    hooks = f"{conf.mail.gate_url}/hooks/local"
    run_local(conf.home / FOLDER, port=conf.local_port, key=key, secret=secret.encode(), hooks=hooks)


def shared_secrets(keys: Path) -> tuple[str, str]:
    """Return the account's key and the secret that signs webhooks, made when first needed."""
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    first, second = (_secret(keys / name) for name in KEYS)
    return first, second


def _secret(path: Path) -> str:
    # Under another name first: a second process must never read half of it.
    made = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    if not path.exists():
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text().strip()


def refuses(conf: Any, countries: Iterable[str]) -> bool:
    """Have this installation's pretend provider refuse cards issued in *countries*; return whether it then does, tried with test cards."""
    from tamizdat.contributions.providers.local.app import App
    from tamizdat.contributions.providers.local.store import Store
    from tamizdat.contributions.providers.local.trial import block, is_refused

    wanted, folder = sorted(set(countries)), conf.home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(folder / "provider.sqlite3")
    app = App(store, url="http://127.0.0.1", key="", real=time.time)
    block(app, wanted)
    refused = is_refused(app, wanted)
    store.close()
    return refused
