"""The ledger: what waits for a person, and whether the provider's own list was compared lately. Leaves the chain's proof to ``verify``."""

from collections.abc import Iterator
from datetime import timedelta

from tamizdat.site.doctor.findings import Case, Said

COMPARED = timedelta(days=2)
"""It is compared every day; a day may be missed."""


def waiting(case: Case) -> Iterator[Said]:
    """Webhooks, differences and alarms that only a person can decide."""
    from tamizdat.contributions import differences, inbox
    from tamizdat.contributions.ledger import alarms

    damaged, found, raised = len(inbox.damaged()), len(differences.open_differences()), len(alarms.open_alarms())
    if damaged:
        yield "bad", f"{damaged} webhooks about payments could not be applied: see the newsroom (Contributions, To decide)"
    if found:
        yield "warning", f"{found} differences from the provider's list are open: see the newsroom (Contributions, To decide)"
    if raised:
        yield "warning", f"{raised} alarms about contributions wait for a person: see the newsroom (Contributions, To decide; Large gifts)"
    if not damaged and not found and not raised:
        yield "fine", "nothing about payments waits for a person"


def compared(case: Case) -> Iterator[Said]:
    """Every provider's own list was compared with the ledger within two days."""
    from tamizdat.contributions.models import Reconciliation

    for name in case.settings.giving.known:
        last = Reconciliation.objects.filter(provider=name, trouble="").order_by("-ran").first()
        if last is None:
            yield "warning", f"{name}'s own list was never compared with the ledger: is the ledger's process running?"
        elif case.now - last.ran > COMPARED:
            yield "bad", f"{name}'s own list was last compared on {last.ran:%Y-%m-%d}: `tamizdat contributions reconcile` says why"
        else:
            yield "fine", f"{name}'s own list was compared on {last.ran:%Y-%m-%d %H:%M} UTC"


def left_behind(case: Case) -> Iterator[Said]:
    """Whoever still takes payments can be asked to end them: a giver's own wish to end reaches nobody else."""
    from tamizdat.contributions import not_done

    giving, running = case.settings.giving, not_done.running()
    for name in sorted(set(running) - {"local", *giving.known}):
        stuck = f"{running[name]} contributions run at {name}, which no setting names: nobody can end or change them from here"
        yield "bad", f"{stuck}. Set TAMIZDAT_PROVIDER_KEPT={name} with its keys"
    for name in giving.kept:
        left = running.get(name, 0)
        yield "fine", f"{left} contributions still run at {name}, which is kept for them" if left else f"nothing runs at {name} any more"
