"""Giving: payments are real, and the ways through banks are open only where cards from listed countries are refused."""

from collections.abc import Iterator

from tamizdat.site.doctor.findings import Case, Said


def provider(case: Case) -> Iterator[Said]:
    """Who takes payments is real, where the newspaper is."""
    names = case.settings.giving.names
    if "local" in names and not case.demo:
        yield "bad", "payments are pretended and nothing reaches the newspaper: set TAMIZDAT_PROVIDER (null: nobody is asked for money)"
    else:
        yield "fine", f"payments go through {', '.join(names)}"


def hosts(case: Case) -> Iterator[Said]:
    """Whom a payment lets know of the newspaper and its givers, and what a firewall must let out: no other host is contacted for it."""
    from tamizdat.contributions.providers import from_settings

    named = from_settings.hosts(case.settings.giving)
    way = "through TAMIZDAT_PROVIDER_PROXY" if case.settings.giving.proxy else "directly"
    yield (
        "fine",
        f"for payments this machine, {way}, and givers contact {', '.join(named)}" if named else "for payments nobody is contacted",
    )


def cards(case: Case) -> Iterator[Said]:
    """The provider-side rule that blocks cards from listed countries is recorded, was tried, and was looked at within a month."""
    from tamizdat.contributions import doors, methods

    if doors.terms() is None:
        yield "fine", "there are no terms of giving yet, and nobody can give"
        return
    closed, old = methods.closed_methods(), methods.to_confirm(case.now)
    for method in closed:
        yield "warning", f"{method.code} through {method.name} is closed: {method.why}"
    for rule in old:
        yield (
            "warning",
            f"look whether {rule.provider} still blocks cards from listed countries: somebody did on {rule.confirmed_at:%Y-%m-%d}",
        )
    if not closed and not old:
        yield "fine", "every way to pay is open, and cards from listed countries are refused"


def countries(case: Case) -> Iterator[Said]:
    """Somebody has looked through the table of countries within a month: a law passed since can make a gift a crime."""
    from tamizdat.newsroom.models import GivingSettings

    giving = GivingSettings.objects.first()
    if giving is None or not giving.complete:
        yield "fine", "there are no terms of giving yet, and nobody can give"
    elif giving.looked_through is None:
        yield case.risk, "nobody has looked through the table of countries that came with the program: Settings → Giving → Countries"
    elif giving.stale(case.now.date()):
        yield "warning", f"look through the table of countries again: somebody did on {giving.looked_through}"
    else:
        yield "fine", f"the table of countries was looked through on {giving.looked_through}"


def terms(case: Case) -> Iterator[Said]:
    """Changed terms do not wait for ever, somebody else can approve them, and the log of who did is what it was."""
    from tamizdat.newsroom import terms as changing

    broken, waiting, able = changing.first_broken(), changing.waiting(), changing.approvers().count()
    if broken is not None:
        yield "bad", f"the log of the terms of giving was tampered with: step {broken} is not what it was"
    if waiting is not None:
        by = f" by {' and '.join(waiting.authors)}" if waiting.authors else ""
        yield "warning", f"terms of giving were changed{by} and wait for a second person: Contributions → Changed terms"
    if able < 2 and not case.demo:
        yield "warning", "one account alone may approve changed terms of giving: whoever has it can lead the money elsewhere"
    if broken is None and waiting is None and (able > 1 or case.demo):
        yield "fine", "the terms of giving that readers have were approved, and the log of it is whole"
