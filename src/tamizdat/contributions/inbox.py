"""The inbox: webhooks as they came, sealed, on the disk before the gate may forget them, and settled one by one.

Promises: a hook that was taken is applied, ignored, refused as forged, or waits for a person: never lost, never applied twice. What a hook
says is a hint; the provider's own object, fetched, is what is entered, in one transaction with the note that the hook is settled. The box
goes with that; what waits longer than the queue key lives (three weeks) nobody can open any more, and its hint alone is left.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tamizdat.contributions import inbox_rows, outcomes
from tamizdat.contributions.interfaces import Facts, Hint, Hook, Provider
from tamizdat.contributions.ledger import log
from tamizdat.contributions.ledger.doors import DATABASE, keyring
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.models import Inbound
from tamizdat.sealed.boxes import open_box, seal
from tamizdat.sealed.keys import b64, unb64

PURPOSE = "tamizdat contributions hook 1"

LEASE = timedelta(seconds=60)
"""For which one worker has a hook to itself; after a crash another takes it then. Two at once would do no harm."""

WAITING = (Inbound.NEW, Inbound.RETRY)

Named = Callable[[str], Provider]


def take(hook: Hook) -> bool:
    """Keep *hook*, durably (``newsletters.interfaces.HookTaker``). Whether it is to be believed is found out when it is applied."""
    return take_at(hook, timezone.now())


def take_at(hook: Hook, now: datetime) -> bool:
    """Keep *hook* at a moment; the same one again changes nothing."""
    raw = json.dumps({"headers": dict(hook.headers), "body": b64(hook.body)}).encode()
    box = seal(keyring().queue_public(), raw, purpose=PURPOSE)
    with transaction.atomic(using=DATABASE, durable=True):
        defaults = {"name": hook.name[:32], "box": box, "received": hook.received, "came": now, "due": now}
        Inbound.objects.get_or_create(id=hook.id, defaults=defaults)
    return True


def due(now: datetime, at_once: int = 100) -> list[Inbound]:
    """Return hooks that are to be looked at now, oldest first."""
    return list(Inbound.objects.filter(state__in=WAITING, due__lte=now).order_by("due", "came")[:at_once])


def settle(row: Inbound, ledger: Facts, named: Named, now: datetime, *, lease: timedelta = LEASE) -> str:
    """Take one hook as far as it goes; return its state then, "" if another worker has it. Raises what means that the database is away."""
    if not inbox_rows.lease(row, now + lease):
        return ""
    try:
        return _apply(row, ledger, named, now)
    except Exception as error:
        verdict = outcomes.judge(error, waited=now - row.came)
        if verdict.outcome == "stop":
            raise
        return _note(row, verdict, now)


def _apply(row: Inbound, ledger: Facts, named: Named, now: datetime) -> str:
    provider = named(row.name)
    hint = _hint(row, provider)
    if hint is None:
        return _end(row, Inbound.IGNORED, now)
    if inbox_rows.is_applied(row.name, row.event):
        return _end(row, Inbound.APPLIED, now)
    facts = provider.fetch(hint)
    with one_at_a_time():
        ledger.apply(facts)
        return _end(row, Inbound.APPLIED, now)


def _hint(row: Inbound, provider: Provider) -> Hint | None:
    """Return what the hook hints at, also in *row*, to be noted with what comes of it. Raises ``BadSignature``, ``CannotOpen``."""
    if row.event:
        return Hint(event=row.event, what=row.what, id=row.object)
    said = json.loads(open_box(keyring().queue_keys(), bytes(row.box), purpose=PURPOSE))
    hook = Hook(id=row.pk, name=row.name, headers=said["headers"], body=unb64(said["body"]), received=row.received)
    hint = provider.read_hook(hook)
    if hint is not None:
        row.event, row.what, row.object = hint.event[:200], hint.what[:64], hint.id[:200]
    return hint


def _note(row: Inbound, verdict: outcomes.Verdict, now: datetime) -> str:
    if verdict.outcome in ("forged", "ignored"):
        return _end(row, verdict.outcome, now, why=verdict.why)
    state = Inbound.RETRY if verdict.outcome == "retry" else Inbound.DAMAGED
    later, hinted = now + outcomes.pause(row.tries + 1), {"event": row.event, "what": row.what, "object": row.object}
    Inbound.objects.filter(pk=row.pk, state__in=WAITING).update(state=state, due=later, why=verdict.why[:300], **hinted)
    if state == Inbound.DAMAGED:
        inbox_rows.count(row.name, state, now)
    return state


def _end(row: Inbound, state: str, now: datetime, why: str = "") -> str:
    with transaction.atomic(using=DATABASE):
        if inbox_rows.end(row, state, now, why[:300]):
            inbox_rows.count(row.name, state, now)
    return state


def damaged() -> list[Inbound]:
    """Return the hooks that wait for a person, oldest first."""
    return list(Inbound.objects.filter(state=Inbound.DAMAGED).order_by("came", "pk"))


def decide(pk: str, person: str, reason: str, now: datetime, *, apply: bool) -> bool:
    """Decide about a damaged hook: *apply* it now (it is looked at anew), or leave it for good. Return whether it waited for that.

    Logged with the reason; raises ``ValueError`` without one.
    """
    if not reason.strip():
        raise ValueError("Say why: somebody will read it later.")
    with one_at_a_time():
        waiting = Inbound.objects.filter(pk=pk, state=Inbound.DAMAGED)
        row = waiting.first()
        if row is None:
            return False
        if apply:
            waiting.update(state=Inbound.NEW, due=now, came=now, tries=0)
        else:
            waiting.update(state=Inbound.IGNORED, settled=now, box=b"")
            inbox_rows.count(row.name, Inbound.IGNORED, now)
        log.note(person, "hook applied" if apply else "hook left", f"{row.name} {row.event or row.pk}", reason.strip(), now)
    return True
