"""A counting house: the ledger on a disk, workers that are killed at work, and the pretend provider beside them, without newsroom or gate.

    python -m simulators.counting_house storm HOME [--events 10000] [--postgres URL] [--unlocked]     print what came of it, as JSON
    python -m simulators.counting_house try HOME [--postgres URL]     one event in many threads, and whether the database refuses changes

The provider's whole story happens first. Then every webhook of it is delivered three times in no order, forged ones among them, while two
workers apply them; each is killed with SIGKILL before one of its database statements, at random, some hundred times. At the end the ledger
is held against the provider's own list. ``--unlocked`` is the control: nobody is killed, and no transaction, lock or unique index is there.
"""

import argparse
import json
import os
import random
import re
import secrets
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from django.conf import settings

from simulators.pretend import PretendProvider
from tamizdat.contributions.interfaces import Hook
from tamizdat.contributions.providers.local.posting import signature
from tamizdat.contributions.providers.local.signing import HEADER
from tamizdat.contributions.providers.local.store import Store
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keyring_locks import LEAST_COST
from tamizdat.site.conf import database, load

SEED, WORKERS, COPIES = 2026, 2, 3
FORGED = 0.1
"""Of all deliveries."""

WITHHELD = 50
"""Gifts of which only forged webhooks tell: whoever believes one has them in the ledger."""

STATEMENTS = 9
"""Database statements that a delivery takes, about: a worker is killed at one in a hundred deliveries."""

ENDS_WITHIN = 3_600.0
TIRED = 10.0
"""Seconds after the last delivery in which the control may still settle something."""


def configure(home: Path, *, postgres: str = "") -> None:
    """Set Django up for this house alone."""
    conf = replace(load({"TAMIZDAT_HOME": str(home)}), databases=dict.fromkeys(("newsroom", "readers"), "") | {"ledger": postgres})
    (home / "ledger").mkdir(parents=True, exist_ok=True)
    settings.configure(
        SECRET_KEY="house",
        USE_TZ=True,
        INSTALLED_APPS=["tamizdat.newsletters", "tamizdat.contributions"],
        DATABASES={"default": database(conf, "ledger") if not postgres else _nowhere(), "ledger": database(conf, "ledger")},
        DATABASE_ROUTERS=["tamizdat.site.routers.ZoneRouter"],
        TAMIZDAT=SimpleNamespace(home=home, giving=conf.giving, mail=conf.mail),
        TAMIZDAT_TERMS="factories.ledger.terms",
    )
    django.setup()


def make(home: Path) -> None:
    """Make the database and the keys."""
    from django.core.management import call_command

    Keyring(home / "keys").make_missing("tern lantern gravel oath", cost=LEAST_COST)
    call_command("migrate", "contributions", database="ledger", verbosity=0)


def story(home: Path, events: int, chance: random.Random) -> tuple[PretendProvider, list[Hook], list[Hook]]:
    """Let *events* happen at a provider; return it, its webhooks, and those of gifts of which nothing else must tell."""
    provider = PretendProvider(store=Store(home / "provider.sqlite3"), now=datetime.now(UTC).timestamp())
    for number in range(WITHHELD):
        provider.give(ref=f"withheld{number:014}")
    withheld = provider.hooks()
    provider.posted.clear()
    happened = 0
    while happened < events:
        for number in range(40):
            frequency = chance.choice(("once", "once", "monthly", "annual"))
            provider.give(ref=f"{happened:011}{number:011}", amount=chance.randrange(200, 20_000), frequency=frequency)
        _turns(provider, chance)
        provider.days(chance.randrange(5, 40))
        happened = len(provider.journal()) - WITHHELD
    hooks = provider.hooks()
    return provider, hooks, withheld


def _turns(provider: PretendProvider, chance: random.Random) -> None:
    """Some are refunded, some disputed, some cancelled."""
    from tamizdat.contributions.interfaces import ProviderFault

    journal = provider.journal()
    for fact in chance.sample(journal, min(12, len(journal))):
        try:
            if fact.kind == "paid" and not fact.ref.startswith("withheld"):
                provider.client.refund(fact.transaction, max(1, fact.amount // chance.choice((1, 2, 3))), key=secrets.token_hex(8))
            elif fact.subscription:
                chance.choice((provider.client.cancel, provider.client.resume))(fact.subscription, key=secrets.token_hex(8))
        except ProviderFault:
            pass  # it had been done before


def deliveries(hooks: list[Hook], withheld: list[Hook], chance: random.Random) -> list[Hook]:
    """Return every hook three times and forged ones between, in no order."""
    told = [replace(hook, id=f"{number}-{copy}") for number, hook in enumerate(hooks) for copy in range(COPIES)]
    forged = [_forged(chance.choice(withheld), number) for number in range(int(len(told) * FORGED))]
    chance.shuffle(whole := told + forged)
    return whole


def _forged(hook: Hook, number: int) -> Hook:
    header = signature(secrets.token_bytes(32), hook.body, now=int(hook.received.timestamp()))
    return replace(hook, id=f"forged-{number}", headers={**hook.headers, HEADER: header})


def storm(home: Path, events: int, *, unlocked: bool = False) -> dict[str, Any]:
    """Deliver a story while workers die; return what is wrong afterwards."""
    from django.db import connections

    chance = random.Random(SEED)
    provider, hooks, withheld = story(home, events, chance)
    waiting = deliveries(hooks, withheld, chance)
    if unlocked:
        unlock()
    connections.close_all()
    provider.store.close()
    started = time.perf_counter()
    children = {_child(lambda: _take(waiting)): "taker"} | {_child(lambda n=n: _work(home, n, unlocked)): "worker" for n in range(WORKERS)}
    kills, born = _watch(children, lambda: _child(lambda: _work(home, secrets.randbits(32), unlocked)))
    seconds = time.perf_counter() - started
    return held_against(home) | {"deliveries": len(waiting), "kills": kills, "workers": born + WORKERS, "seconds": round(seconds, 1)}


def _watch(children: dict[int, str], again: Callable[[], int]) -> tuple[int, int]:
    """Wait for all to end; a worker that was killed is followed by another. Return how many were killed, and how many followed."""
    kills, until = 0, time.monotonic() + ENDS_WITHIN
    while children and time.monotonic() < until:
        pid, status = os.wait()
        role = children.pop(pid)
        if os.WIFSIGNALED(status):
            kills += 1
            children[again()] = role
        elif os.waitstatus_to_exitcode(status):
            raise RuntimeError(f"a {role} ended with {os.waitstatus_to_exitcode(status)}")
    return kills, kills


def _child(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except Exception as error:  # noqa: BLE001 - said, and the parent sees the code
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        os._exit(code)


def _take(waiting: list[Hook]) -> None:
    """What the collector does."""
    from django.utils import timezone

    from tamizdat.contributions import inbox

    for hook in waiting:
        inbox.take_at(hook, timezone.now())  # type: ignore[arg-type]
    (Path(settings.TAMIZDAT.home) / "all-taken").touch()


def _work(home: Path, number: int, unlocked: bool) -> None:
    """Work until nothing is left, or killed."""
    from django.db import IntegrityError, OperationalError, connections

    from tamizdat.contributions.models import Inbound
    from tamizdat.contributions.worker import Worker

    provider = PretendProvider(store=Store(home / "provider.sqlite3"))
    worker = Worker(named=lambda _: provider.client, lease=timedelta(seconds=1))
    chance = random.Random(f"{SEED} {number}")

    def tired() -> bool:
        return unlocked and _taken_since(home) > TIRED  # without locks some hooks never come to rest

    with connections["ledger"].execute_wrapper(_killer(chance, 0 if unlocked else 0.01)):
        while not (home / "all-taken").exists() or Inbound.objects.filter(state__in=("new", "retry")).exists():
            try:
                worker.step(tired)
            except (OperationalError, IntegrityError):
                if not unlocked:
                    raise
            if tired():
                return
            time.sleep(0.02)


def _taken_since(home: Path) -> float:
    try:
        return time.time() - (home / "all-taken").stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _killer(chance: random.Random, share: float) -> Callable[..., Any]:
    """Return a wrapper of statements that ends this process before one of them, as a fallen machine does; *share* of all deliveries."""

    def wrap(execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any) -> Any:
        if chance.random() < share / STATEMENTS:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    return wrap


def held_against(home: Path) -> dict[str, Any]:
    """Return the differences between the ledger and the provider's own list, and what was counted."""
    from collections import Counter

    from tamizdat.contributions.ledger.entries import fact_of
    from tamizdat.contributions.ledger.filing import row_of
    from tamizdat.contributions.ledger.handles import handles
    from tamizdat.contributions.ledger.states import derive
    from tamizdat.contributions.ledger.verifying import verify
    from tamizdat.contributions.models import Contribution, Entry, HookDay, Inbound

    provider = PretendProvider(store=Store(home / "provider.sqlite3"))
    there = {replace(fact, issued_in="") for fact in provider.journal() if not fact.ref.startswith("withheld")}
    here = Counter(fact_of(entry) for entry in Entry.objects.iterator())
    forged = sum(count for fact, count in here.items() if fact.ref.startswith("withheld"))
    doubled = sum(count - 1 for count in here.values())
    states = {json.dumps(_shown(row), default=str, sort_keys=True) for row in Contribution.objects.iterator()}
    of_ref: dict[str, list[Any]] = {}
    for fact in there:
        of_ref.setdefault(fact.ref or handles(fact)[0], []).append(fact)
    expected = {json.dumps(_shown(row_of(derive(facts))), default=str, sort_keys=True) for facts in of_ref.values()}
    report = verify()
    return {
        "events": len(there),
        "missing": len(there - here.keys()),
        "invented": len([fact for fact in here if fact not in there and not fact.ref.startswith("withheld")]),
        "doubled": doubled,
        "states_that_differ": len(states ^ expected),
        "faults": len(report.faults) + report.more,
        "first_faults": report.faults[:3],
        "unsettled": Inbound.objects.filter(state__in=("new", "retry", "damaged")).count(),
        "forged_applied": forged,
        "outcomes": {state: sum(counts) for state, counts in _by_state(HookDay).items()},
    }


def _by_state(table: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for state, count in table.objects.values_list("state", "count"):
        found.setdefault(state, []).append(count)
    return found


def _shown(row: Any) -> dict[str, Any]:
    return {name.attname: getattr(row, name.attname) for name in row._meta.concrete_fields if name.attname != "id"}


def try_out() -> str:
    """Let many threads enter one event, and try to change what was entered; return what holds, in words."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import DatabaseError, connections, transaction

    from factories.ledger import NOON, monthly, paid, refunded, started
    from tamizdat.contributions.ledger.append import Ledger
    from tamizdat.contributions.ledger.rebuilding import rebuild
    from tamizdat.contributions.ledger.verifying import verify
    from tamizdat.contributions.models import Entry

    ledger = Ledger(now=lambda: NOON)

    def enter(_: int) -> int:
        try:
            return ledger.apply([paid()])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as threads:
        said = ["one row"] if sum(threads.map(enter, range(50))) == Entry.objects.count() == 1 else ["many rows"]
    ledger.apply([refunded(500, "ch_m1"), monthly(1), started(), monthly(0), paid(transaction="ch_late", issued_in="XN")])
    refused = 0
    for asked in ("UPDATE contributions_entry SET amount = 1", "DELETE FROM contributions_entry", "TRUNCATE contributions_entry CASCADE"):
        try:
            with transaction.atomic("ledger"), connections["ledger"].cursor() as cursor:
                cursor.execute(asked)
        except DatabaseError:
            refused += 1
    said.append("append only" if refused == 3 else "may be changed")
    before = verify()
    said.append("all holds" if before.holds and rebuild() == before.entries and verify().holds else "does not hold")
    return ", ".join(said)


def unlock() -> None:
    """Take away what keeps two workers apart: transactions, the lock of the head, unique indexes."""
    from tamizdat.contributions import inbox
    from tamizdat.contributions.ledger import alarms, append, log, origins
    from tamizdat.contributions.models import ChainHead

    @contextmanager
    def unlocked() -> Iterator[Any]:
        head = ChainHead.objects.get(pk=1)
        before = head.number
        yield head
        if head.number != before:
            head.save(update_fields=["number", "digest"])

    for module in (inbox, alarms, append, log, origins):
        module.one_at_a_time = unlocked  # type: ignore[assignment]
    without_unique_indexes()


def without_unique_indexes() -> None:
    """Make the two tables, which are still empty, anew without what keeps an event or a movement from having two rows. SQLite alone."""
    from django.db import connections

    with connections["ledger"].cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        for table in ("contributions_entry", "contributions_handle"):
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
            (made,) = cursor.fetchone()
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(re.sub(r', CONSTRAINT "\w+" UNIQUE \([^)]*\)', "", made))


def _nowhere() -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


def environment() -> dict[str, str]:
    """Return the environment in which this module can be run as a process."""
    root = Path(__file__).resolve().parents[2]
    return os.environ | {"PYTHONPATH": f"{root / 'src'}{os.pathsep}{root / 'tests'}"}


def command(*words: object) -> list[str]:
    """Return the command line that runs this module with *words*."""
    return [sys.executable, "-m", "simulators.counting_house", *map(str, words)]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="A counting house.")
    parser.add_argument("deed", choices=["storm", "try"])
    parser.add_argument("home", type=Path)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--unlocked", action="store_true")
    chosen = parser.parse_args()
    chosen.home.mkdir(parents=True, exist_ok=True)
    configure(chosen.home, postgres=chosen.postgres)
    make(chosen.home)
    if chosen.deed == "try":
        print(try_out())
    else:
        print(json.dumps(storm(chosen.home, chosen.events, unlocked=chosen.unlocked)))


if __name__ == "__main__":
    main()
