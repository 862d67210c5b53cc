"""Letters: what readers send arrives, confirmations go out, nothing stands still or in doubt, relays can be reached."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

from tamizdat.site.doctor.findings import Case, Said

SILENT = timedelta(minutes=10)
WAITED = timedelta(hours=1)


def gate(case: Case) -> Iterator[Said]:
    """The gate answers, loses nothing and holds nothing back."""
    from tamizdat.newsletters.collecting.watching import withholds
    from tamizdat.newsletters.models.collected import GateState, HookPart, SetAside

    state = GateState.objects.filter(pk=1).first()
    if state is None or state.heard is None:
        yield "bad", "has never answered: does it run, and is it the one that is pinned (tamizdat keys pin-gate)?"
        return
    silent = case.now - state.heard > SILENT
    heard = f"answered last at {state.heard:%Y-%m-%d %H:%M} UTC, {state.waiting} records waiting"
    yield ("bad" if silent else "fine"), heard
    if withholds(state, case.now):
        yield "bad", "does not hand over what is posted there: what we posted as a reader did not come back"
    if state.missing or state.went_back or state.replaced:
        yield (
            "bad",
            f"{state.missing} records never came, its queue went back {state.went_back} times and was exchanged {state.replaced} times",
        )
    if state.unreadable:
        yield "warning", f"{state.unreadable} records were sealed to a key that is gone"
    if state.refused:
        yield "warning", f"{state.refused} hooks were refused: somebody tries, or a secret is not the provider's (see the collector's log)"
    if state.wrong_door:
        yield (
            "warning",
            f"{state.wrong_door} records were posted where their kind is not taken, and refused: somebody tries to get around a form",
        )
    hooks = HookPart.objects.exclude(tried=None).values("hook").distinct().count()
    if aside := SetAside.objects.count() + hooks:
        yield "bad", f"{aside} records could not be applied and are tried again: look into the collector's log"


def confirmations(case: Case) -> Iterator[Said]:
    """Who signs up gets the mail to confirm with."""
    from tamizdat.newsletters.models import Notice

    oldest = Notice.objects.filter(state=Notice.WAITING, created__lt=case.now - WAITED).count()
    if oldest:
        yield "bad", f"{oldest} mails about subscriptions have waited for more than an hour: does the relay take them?"
    else:
        yield "fine", "no mail about a subscription waits for long"


def in_doubt(case: Case) -> Iterator[Said]:
    """Copies of letters of which nobody knows whether they went, and letters that stand still."""
    from tamizdat.newsletters.models import Mailing
    from tamizdat.newsletters.sending import desk

    for mailing in Mailing.objects.exclude(state__in=("draft", "approved")):
        progress = desk.progress(mailing)
        if progress.doubt:
            yield (
                "warning",
                f"mailing {mailing.pk}: {progress.doubt} copies are in doubt; compare them with the relay's log in the newsroom",
            )
        if mailing.state == "sending" and mailing.moved_at and case.now - mailing.moved_at > WAITED:
            yield "bad", f"mailing {mailing.pk} stands still since {mailing.moved_at:%H:%M} UTC: {mailing.said or 'look at the sender'}"
        if mailing.state in ("held", "paused"):
            yield "warning", f"mailing {mailing.pk} is {mailing.state}: {mailing.said}"
    yield "fine", f"{Mailing.objects.filter(state='sent').count()} have gone out"


def relays(case: Case) -> Iterator[Said]:
    """There is a way out for mail; with ``--network``, each relay is reached and logged in to, and nothing is sent."""
    from tamizdat.newsletters.providers.interfaces import RelayDown
    from tamizdat.newsletters.sending import means

    for relay in means.relays():
        if not relay.hosts():
            yield case.risk, f"{relay.name}: letters stay on this machine; name a relay in TAMIZDAT_RELAYS"
        elif case.network:
            try:
                asyncio.run(_reach(relay))
            except RelayDown as down:
                yield "bad", f"{relay.name}: {down}"
            else:
                yield "fine", f"{relay.name} can be reached"
        else:
            yield "fine", f"{relay.name} (not contacted; --network does)"


async def _reach(relay: object) -> None:
    connection = await relay.open()  # type: ignore[attr-defined]
    await connection.close()
