"""What givers asked for behind their links and the provider has not done: who learns of it, and what of it stands at the desk.

Promises: one alarm for a contribution while it is open, one mail for a wish. An end or a pause is tried on meanwhile; of the rest the giver
learns that nothing is different. Leaves the trying to ``self_service``, and silence to the mailer.
"""

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from tamizdat.contributions.ledger import alarms
from tamizdat.contributions.models import Contribution, GiftChange, Given, Mail

NOT_STOPPED, NOT_CHANGED = "not_stopped", "not_changed"
"""Kinds of alarm: payments go on that a giver wanted to end or pause; another change was not carried out."""

SOON = timedelta(minutes=10)
"""Within which a change is usually done."""


def tell(wish: GiftChange, gift: Contribution, why: str, now: datetime) -> None:
    """Let a person know at the desk, and the giver by a mail. *why*: a sentence that holds nothing about the giver."""
    kind = NOT_CHANGED if wish.what in ("resume", "amount", "card") else NOT_STOPPED
    if not alarms.is_open(kind, gift.provider, gift.ref):
        detail = {"wish": wish.what, "asked": wish.made.isoformat(), "why": why[:300], "subscription": gift.subscription}
        raised = alarms.Raised(kind=kind, provider=gift.provider, event=f"change:{wish.record}", ref=gift.ref, detail=detail)
        alarms.raise_all([raised], now)
    given = Given.objects.filter(link=wish.link).select_related("giver").first()
    if given is not None and wish.what != "card":  # who wanted to enter a card saw at once that there is no page
        mail = "not_yet" if kind == NOT_STOPPED else "not_done"
        fields = {"kind": mail, "ref": gift.ref, "giver": given.giver, "due": now, "made": now}
        fields["address_hash"] = bytes(given.giver.address_hash)
        Mail.objects.get_or_create(about=name_of(wish), defaults=fields)


def name_of(wish: GiftChange) -> str:
    """Return the name of the mail about a wish that was not carried out."""
    return f"undone:{wish.record}"[:80]


def waiting_long(now: datetime) -> QuerySet[GiftChange]:
    """Return the changes that should have been carried out by now and are tried again, oldest first; not those that have an alarm."""
    told = alarms.open_of(NOT_STOPPED).values("ref")
    late = GiftChange.objects.filter(state__in=GiftChange.OPEN, made__lt=now - SOON)
    return late.exclude(link__in=Given.objects.filter(ref__in=told).values("link")).order_by("made", "pk")


def running() -> dict[str, int]:
    """Return how many contributions go on at each provider; where nobody can be asked, nobody here can change or end these."""
    going_on = Contribution.objects.filter(state__in=("active", "paused", "past_due")).exclude(subscription="")
    return dict(going_on.order_by().values_list("provider").annotate(number=Count("pk")))
