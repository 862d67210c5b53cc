"""To decide: webhooks that were set aside, differences from the provider's list, alarms, changes that stay undone. Amounts and references,
nobody's name.

Promises: nothing is done by looking; each decision has a reason, which the log keeps, and is about what the page showed: if it has changed
or somebody else was quicker, that is said, and what was typed stands there still. The command line decides by the same functions.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from tamizdat.contributions import differences, inbox, not_done, replies, self_service, stopping
from tamizdat.contributions.desk import saying
from tamizdat.contributions.desk.rights import DECIDE
from tamizdat.contributions.interfaces import Provider, ProviderFault
from tamizdat.contributions.ledger import alarms
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.methods import TITLES
from tamizdat.contributions.models import Alarm, Contribution, Difference, Entry, GiftChange, Inbound, Reconciliation
from tamizdat.contributions.providers import from_settings
from tamizdat.newsletters.views.rights import needs

SHOWN = 25
"""Of each kind; whoever decides about these sees the next."""

NAME = "contributions_waiting"
log = logging.getLogger(__name__)

GONE = "Somebody has decided about it meanwhile, or it is gone."


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing to decide: the row, and how it is said."""

    row: Any
    title: str
    words: str
    lines: list[saying.Line]
    may: tuple[str, ...] = ()  # what can be done beside closing it
    version: str = ""
    gift: Contribution | None = None
    paid: bool = False  # of a listed card: whether any paid

    @property
    def named(self) -> str:
        """What tells it from others on the page."""
        return str(self.row.pk)

    @property
    def provider(self) -> str:
        """The provider, as people know it."""
        return TITLES.get(self.row.provider, self.row.provider)


@dataclass(frozen=True, slots=True)
class Compared:
    """How the last comparison with a provider went."""

    provider: str
    title: str
    last: Reconciliation | None
    trouble: str  # since then
    open: int
    missing: int  # of these, how many one decision can enter
    until: int  # the last of those


@require_safe
@needs(DECIDE)
def waiting(request: HttpRequest) -> HttpResponse:
    """Show what waits."""
    return _page(request, {})


@require_POST
@needs(DECIDE)
def decide(request: HttpRequest, what: str) -> HttpResponse:
    """Decide about one thing, or about all that one provider lists and that is missing here."""
    if what not in ACTIONS:
        raise Http404
    try:
        messages.success(request, ACTIONS[what](request.POST, request.user.get_username(), timezone.now()))
    except (ValueError, ProviderFault) as refusal:
        away = isinstance(refusal, ProviderFault)
        messages.error(request, f"The provider could not be asked: {refusal}. Try again in a while." if away else str(refusal))
        return _page(request, {"what": what, "which": request.POST.get("which", ""), "reason": request.POST.get("reason", "")}, status=422)
    return redirect(NAME)


decide.writes_elsewhere = True  # type: ignore[attr-defined] # the ledger's database has its own transactions


def _damaged(typed: Mapping[str, str], person: str, now: datetime) -> str:
    again = typed.get("do") == "again"
    if not inbox.decide(typed.get("which", ""), person, typed.get("reason", ""), now, apply=again):
        raise ValueError(GONE)
    return "It is tried again now; if that fails, it stands here again." if again else "It is left for good."


def _difference(typed: Mapping[str, str], person: str, now: datetime) -> str:
    row, enter = _row(Difference, typed), typed.get("do") == "enter"
    done = differences.decide(row, person, typed.get("reason", ""), now, Ledger(), apply=enter, seen=typed.get("seen", "-"))
    if not done:
        raise ValueError(GONE)
    return "Entered, as the provider says." if enter else "Closed with your reason."


def _missing(typed: Mapping[str, str], person: str, now: datetime) -> str:
    seen, last = (int(typed.get(name, "")) if typed.get(name, "").isdecimal() else 0 for name in ("seen", "last"))
    provider, reason = typed.get("which", ""), typed.get("reason", "")
    return f"{differences.apply_missing(provider, person, reason, now, Ledger(), seen=seen, last=last)} entered, as the provider says."


def _alarm(typed: Mapping[str, str], person: str, now: datetime) -> str:
    row, do, reason = _row(Alarm, typed), typed.get("do", ""), typed.get("reason", "")
    if row.decided:
        raise ValueError(GONE)
    if do in ("pause", "cancel"):
        gift, provider = gift_of(row), _provider(row.provider)
        if gift is None or provider is None or do not in stopping.may_stop(gift, provider):
            raise ValueError("There is nothing left to stop: look at it again.")
        new = stopping.stop(gift, do, f"alarm:{row.pk}", person, reason, now, provider, Ledger())  # type: ignore[arg-type]
        said = {"pause": "No payment is taken until it goes on again.", "cancel": "No payment is taken any more."}[do]
        return f"{said} The alarm stays open until you close it." if new else "It was so already. The alarm stays open until you close it."
    if not alarms.decide(row, person, reason, now):
        raise ValueError(GONE)
    return "Closed with your reason."


ACTIONS: dict[str, Callable[[Mapping[str, str], str, datetime], str]] = {
    "damaged": _damaged,
    "difference": _difference,
    "missing": _missing,
    "alarm": _alarm,
}


def _row(kind: Any, typed: Mapping[str, str]) -> Any:
    which = typed.get("which", "")
    row = kind.objects.filter(pk=int(which)).first() if which.isdecimal() and len(which) < 19 else None
    if row is None:
        raise ValueError(GONE)
    return row


def counts() -> dict[str, int]:
    """Return how much waits, by kind. Large gifts have a page of their own."""
    return {
        "damaged": Inbound.objects.filter(state=Inbound.DAMAGED).count(),
        "differences": Difference.objects.filter(closed__isnull=True).count(),
        "alarms": _open_alarms().count(),
        "changes": not_done.waiting_long(timezone.now()).count(),
    }


def count() -> int:
    """Return how much waits in all, 0 where the ledger cannot be read: every page of the newsroom has the number in its menu."""
    try:
        return sum(counts().values())
    except Exception as error:  # noqa: BLE001 - whoever writes an article need not know what the ledger suffers from
        log.error("what waits could not be counted: %s", type(error).__name__)
        return 0


def gift_of(alarm: Alarm) -> Contribution | None:
    """Return the contribution that an alarm is about."""
    named = Contribution.objects.filter(provider=alarm.provider)
    by_entry = named.filter(filed__entry__event=alarm.event).order_by("pk").first()
    found: Contribution | None = by_entry or (named.filter(ref=alarm.ref).order_by("pk").first() if alarm.ref else None)
    return found


def _page(request: HttpRequest, typed: Mapping[str, str], status: int = 200) -> HttpResponse:
    numbers = counts()
    shown = {
        "typed": typed,
        "counts": numbers,
        "more": {kind: max(0, number - SHOWN) for kind, number in numbers.items()},
        "alarms": [_shown_alarm(row) for row in _open_alarms()[:SHOWN]],
        "damaged": [_shown_damaged(row) for row in inbox.damaged()[:SHOWN]],
        "differences": [_shown_difference(row) for row in Difference.objects.filter(closed__isnull=True).order_by("pk")[:SHOWN]],
        "changes": [_shown_change(row) for row in not_done.waiting_long(timezone.now())[:SHOWN]],
        "compared": [_compared(name) for name in sorted(from_settings.providers())],
    }
    return TemplateResponse(request, "contributions/waiting/page.html", shown, status=status)


def _open_alarms() -> Any:
    return Alarm.objects.filter(decided__isnull=True).exclude(kind=replies.LARGE).order_by("raised", "pk")


def _shown_alarm(row: Alarm) -> Shown:
    gift = gift_of(row)
    may = stopping.may_stop(gift, _provider(row.provider)) if row.kind in (alarms.LISTED_CARD, not_done.NOT_STOPPED) else ()
    if row.kind == alarms.CONTRADICTION:
        return Shown(row, "The provider contradicts itself", "", saying.sides(row.detail.get("here"), row.detail.get("there")), gift=gift)
    if row.kind == alarms.LISTED_CARD:
        country = saying.written({"issued_in": row.detail.get("country", "")}, "issued_in")
        such = Entry.objects.filter(filed__contribution=gift).exclude(issued_in="") if gift else Entry.objects.none()
        tried, paid = such.count(), bool(row.detail.get("transaction")) or such.exclude(transaction="").exists()
        lines = [saying.Line("Entries about such cards in this contribution", str(tried), "")] if tried > 1 else []
        return Shown(row, f"A card that was issued in {country or 'a listed country'}", country, lines, may, gift=gift, paid=paid)
    if row.kind in saying.UNDONE:
        return Shown(row, saying.UNDONE[row.kind], "", saying.undone(row.detail), may, gift=gift)
    lines = [saying.Line(name.replace("_", " "), str(value), "") for name, value in row.detail.items() if value]
    return Shown(row, row.kind.replace("_", " ").capitalize(), "", lines, gift=gift)


def _shown_change(row: GiftChange) -> Shown:
    gift = self_service.gift_of(row.link)
    name = TITLES.get(gift.provider, gift.provider) if gift else "gone"
    return Shown(row, saying.WISHES[row.what].capitalize(), name, [], gift=gift)


def _shown_damaged(row: Inbound) -> Shown:
    may = ("again",) if row.event or row.box else ()
    return Shown(row, f"From {TITLES.get(row.name, row.name)}, {saying.moment(row.received)}", saying.explained(row.why), [], may)


def _shown_difference(row: Difference) -> Shown:
    kind = saying.DIFFERENCES[row.kind]
    may = ("enter",) if differences.may_apply(row) else ()
    return Shown(row, kind.title, kind.explained, saying.sides(row.here, row.there), may, differences.version(row))


def _compared(name: str) -> Compared:
    runs = Reconciliation.objects.filter(provider=name).order_by("-ran", "-pk")
    last, newest = runs.filter(trouble="").first(), runs.first()
    missing = differences.missing_here(name)
    return Compared(
        provider=name,
        title=TITLES.get(name, name),
        last=last,
        trouble=newest.trouble if newest else "",
        open=len(differences.open_differences(name)),
        missing=len(missing),
        until=missing[-1].pk if missing else 0,
    )


def _provider(name: str) -> Provider | None:
    try:
        return from_settings.provider(name)
    except ProviderFault:
        return None
