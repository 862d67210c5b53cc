"""A gift's whole way in one process: form, gate's queue, collector, till, provider, webhook, worker; so that each wait for the disk can fail.

    python -m simulators.gift_chain make HOME           databases, keys, the operator's record
    python -m simulators.gift_chain live HOME URL       go on until the gift is in the ledger
    python -m simulators.gift_chain look HOME           print what the ledger has, as JSON

What the giver, the provider and the network do between is not under test: the provider runs elsewhere, at URL; what it posts lies in
``HOME/posted``; what the giver saw is noted in files that nobody waits for. A giver who got no answer writes the form once more; a provider
whose webhook was not taken posts it again. ``live`` may end anywhere, and is started again.
"""

import json
import secrets
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import httpx
from django.conf import settings

from simulators.pretend import KEY, SECRET
from tamizdat.contributions.providers.local.client import Local
from tamizdat.contributions.providers.local.means import PAYS
from tamizdat.contributions.providers.settings import GivingSettings
from tamizdat.gate.stores.sqlite import SqliteHatch, SqliteShelf
from tamizdat.sealed.hooks import Posted, cut
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keyring_locks import LEAST_COST
from tamizdat.sealed.poll import Row
from tamizdat.sealed.records import record_id, sealed
from tamizdat.site.conf import database, load

TURN = timedelta(seconds=25)
"""By which the clock goes on with each turn: no lease outlives it."""

TURNS = 10
FIELDS = {
    "frequency": "once", "amount": 1000, "currency": "EUR", "method": "card", "bank": "DE", "residence": "", "cover": False,
    "language": "en", "email": "", "appeal": "", "variant": "",
}  # fmt: skip


def configure(home: Path) -> None:
    """Set Django up for this chain alone."""
    conf = load({"TAMIZDAT_HOME": str(home)})
    for zone in ("readers", "ledger", "gate"):
        (home / zone).mkdir(parents=True, exist_ok=True)
    settings.configure(
        SECRET_KEY="chain",
        USE_TZ=True,
        INSTALLED_APPS=["tamizdat.newsletters", "tamizdat.contributions"],
        DATABASES={"default": database(conf, "ledger"), "readers": database(conf, "readers"), "ledger": database(conf, "ledger")},
        DATABASE_ROUTERS=["tamizdat.site.routers.ZoneRouter"],
        TAMIZDAT=replace(conf, giving=GivingSettings(names=("local",), review_above=(("EUR", 100_000),))),
        TAMIZDAT_TERMS="simulators.giving.terms",
        TAMIZDAT_GIVING_PAGES="simulators.giving.pages",
    )
    django.setup()


def make(home: Path) -> None:
    """Make what lies on a newspaper's disk before its first gift."""
    from django.core.management import call_command

    from tamizdat.contributions import methods

    Keyring(home / "keys").make_missing("tern lantern gravel oath", cost=LEAST_COST)
    call_command("migrate", "newsletters", database="readers", verbosity=0)
    call_command("migrate", "contributions", database="ledger", verbosity=0)
    SqliteHatch(home / "gate" / "queue.sqlite3")
    now = datetime.now(UTC)
    methods.record_card_rule("local", by="operator", what="a rule", countries=["RU"], test_card_refused_at=now, now=now)


class Chain:
    """One life of the chain. *url*: where the provider is."""

    def __init__(self, home: Path, url: str) -> None:
        from tamizdat.contributions import inbox, methods
        from tamizdat.contributions.ledger.append import Ledger
        from tamizdat.contributions.providers import from_settings
        from tamizdat.contributions.till import Till
        from tamizdat.contributions.wishes import take
        from tamizdat.contributions.worker import Worker

        self._home, self._url, self._keys = home, url, Keyring(home / "keys")
        client = Local(url=url, key=KEY, secret=SECRET)
        from_settings.providers = methods.providers = lambda: {"local": client}  # type: ignore[assignment]
        self._hatch, self._shelf = SqliteHatch(home / "gate" / "queue.sqlite3"), SqliteShelf(home / "gate" / "queue.sqlite3")
        self._till = Till(lambda: self, named=lambda _: client, now=self.now)
        self._worker = Worker(Ledger(now=self.now), lambda _: client, self.now)
        self._handlers = {"wish": lambda record: take(record, self.now())}
        self._takers = {"local": lambda hook: inbox.take_at(hook, self.now())}

    def now(self) -> datetime:
        """The clock, which is further with each turn of each life."""
        return datetime.now(UTC) + int(self._said("turns") or 0) * TURN

    def ask(self, *, replies: dict[str, str], **_: Any) -> None:
        """Be the till's line to the gate: the giver's page fetches what is left there."""
        for record, answer in replies.items():
            if record == self._said("record"):
                self._say("answer", answer)

    def turn(self) -> None:
        """Everybody does what there is to do."""
        self._say("turns", str(int(self._said("turns") or 0) + 1))
        if not self._said("paid"):
            self._write_form()
            self._collect()
            for pk, _ in self._till.waiting():
                self._till.serve(pk)
            self._pay()
        self._take_hooks()
        self._collect()
        self._worker.step()

    def _write_form(self) -> None:
        box = sealed(self._keys.queue_public(), "wish", **FIELDS)
        self._say("record", record_id(box))
        self._say("answer", "")
        self._append([box], "G")

    def _append(self, boxes: list[bytes], door: str) -> None:
        last, minute = self._hatch.bounds()[1], int(self.now().timestamp()) // 60
        self._shelf.append([Row(last + 1 + number, minute, box, door) for number, box in enumerate(boxes)], 0)

    def _collect(self) -> None:
        from tamizdat.newsletters.collecting.applying import apply

        while rows := self._hatch.read(100):
            applied = apply(rows, self._keys.queue_keys(), self._handlers, self._takers)  # type: ignore[arg-type]
            self._hatch.erase(rows[-1].seq)
            self.ask(replies=applied.replies)

    def _pay(self) -> None:
        url = json.loads(self._said("answer") or "{}").get("url", "")
        if url:
            self._say("paid", url)  # before: who pays does not pay again because a page did not load
            httpx.post(f"{self._url}{urlsplit(url).path}", data={"means": PAYS}, trust_env=False)

    def _take_hooks(self) -> None:
        until = time.monotonic() + 10
        while self._said("paid") and not list((self._home / "posted").glob("*.json")) and time.monotonic() < until:
            time.sleep(0.02)
        for path in sorted((self._home / "posted").glob("*.json")):
            said, came = json.loads(path.read_text()), int(self.now().timestamp())
            posted = Posted(name="local", headers=said["headers"], body=said["body"].encode(), came=came)
            self._append(cut(self._keys.queue_public(), posted, hook=secrets.token_urlsafe(16)), "H")
            path.unlink()  # answered 200

    def _said(self, name: str) -> str:
        try:
            return (self._home / f"seen-{name}").read_text()
        except FileNotFoundError:
            return ""

    def _say(self, name: str, text: str) -> None:
        (self._home / f"seen-{name}").write_text(text)


def live(home: Path, url: str) -> None:
    """Live until the gift is in the ledger."""
    chain = Chain(home, url)
    for _ in range(TURNS):
        chain.turn()
        if look()["paid"]:
            return


def look() -> dict[str, Any]:
    """Return what the ledger has."""
    from tamizdat.contributions.ledger.verifying import verify
    from tamizdat.contributions.models import Contribution, Entry, Inbound

    return {
        "paid": Entry.objects.filter(kind="paid").count(),
        "contributions": Contribution.objects.filter(state="paid").count(),
        "waiting": Inbound.objects.filter(state__in=("new", "retry", "damaged")).count(),
        "faults": verify().faults,
    }


def main() -> None:
    """Run the command line."""
    deed, home = sys.argv[1], Path(sys.argv[2])
    configure(home)
    if deed == "make":
        make(home)
    elif deed == "live":
        live(home, sys.argv[3])
    else:
        print(json.dumps(look()))


if __name__ == "__main__":
    main()
