"""Ways to pay: which are open, which are shut and why; and the provider's rule that blocks cards from listed countries, step by step.

Promises: nothing opens by being looked at; what is recorded has a name and a day, in the log of deeds as well. Two clicks, or two people at
once, record once. Leaves to ``contributions.methods`` what follows from a record.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from tamizdat.contributions import doors, methods
from tamizdat.contributions.desk.card_rules import LONGEST_RULE, Guide, guide
from tamizdat.contributions.desk.rights import SET_UP
from tamizdat.contributions.ledger import log
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.models import CardRule
from tamizdat.contributions.rules import THROUGH_BANKS
from tamizdat.edition.countries import countries, country_name
from tamizdat.newsletters.views.rights import needs

NAMES = {"card": "Cards", "paypal": "PayPal", "crypto": "Cryptocurrency"}
LATELY = 20


class Refused(ValueError):
    """What was typed cannot be recorded; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How the rule stands at one provider."""

    provider: str
    title: str
    needed: tuple[tuple[str, str], ...]  # code and name of each country that must be blocked
    missing: tuple[str, ...]  # names of those that the newest record does not have
    newest: CardRule | None
    due: bool  # nobody has looked for a month
    guide: Guide
    history: tuple[CardRule, ...]

    @property
    def seen(self) -> int:
        """What a form carries of the record that its page showed."""
        return self.newest.pk if self.newest else 0


@require_http_methods(["GET", "POST"])
@needs(SET_UP)
def ways_to_pay(request: HttpRequest) -> HttpResponse:
    """Show all of it; record, confirm or try on POST."""
    if request.method == "POST":
        return _act(request)
    shown = {
        "known": doors.terms() is not None,
        "open": [(NAMES[one.code], one) for one in methods.open_methods()],
        "closed": [(NAMES[one.code], one) for one in methods.closed_methods()],
        "rules": rules(timezone.now()),
        "names": [methods.TITLES.get(name, name) for name in doors.giving().names],
        "longest": LONGEST_RULE,
        "today": timezone.localdate(),
    }
    return render(request, "contributions/methods/ways_to_pay.html", shown)


ways_to_pay.writes_elsewhere = True  # type: ignore[attr-defined] # the ledger's database has its own transactions


def rules(now: datetime) -> list[Rule]:
    """Return how the rule stands at each provider that takes something through banks, for the terms as they are now."""
    due = {rule.provider for rule in methods.to_confirm(now)}
    return [_rule(name, due) for name in doors.giving().names if needed_at(name) is not None]


def needed_at(provider: str) -> set[str] | None:
    """Return the countries whose cards *provider* must refuse; None if it takes nothing through banks, or there are no terms."""
    terms, codes = doors.terms(), [code for code, one in methods.offered() if one.name == provider and code in THROUGH_BANKS]
    return set[str]().union(*(methods.blocked_countries(terms, code) for code in codes)) if terms and codes else None


def _rule(provider: str, due: set[str]) -> Rule:
    needed, newest = needed_at(provider) or set(), methods.newest_rule(provider)
    missing = needed - set(newest.countries if newest else ())
    return Rule(
        provider=provider,
        title=methods.TITLES.get(provider, provider),
        needed=tuple(sorted(((code, country_name("en", code)) for code in needed), key=lambda one: one[1])),
        missing=tuple(sorted(country_name("en", code) for code in missing)),
        newest=newest,
        due=provider in due,
        guide=guide(provider, needed),
        history=tuple(CardRule.objects.filter(provider=provider).order_by("-recorded_at", "-pk")[:LATELY]),
    )


def _act(request: HttpRequest) -> HttpResponse:
    act = {"record": _record, "confirm": _confirm, "pretend": _pretend}.get(request.POST.get("act", ""))
    provider = request.POST.get("provider", "")
    try:
        if act is None or needed_at(provider) is None:
            raise Refused("There is nothing to record for this provider.")
        messages.success(request, act(request, provider))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("contributions_methods")


def _record(request: HttpRequest, provider: str) -> str:
    what = request.POST.get("what", "").strip()
    listed = _codes(request.POST.get("countries", ""))
    tested = _tested(request.POST.get("tested", ""), timezone.now())
    if not what or len(what) > LONGEST_RULE:
        raise Refused(f"Write down the rule as it stands at the provider, in at most {LONGEST_RULE} characters.")
    _write(request, provider, "card rule recorded", what=what, countries=listed, test_card_refused_at=tested)
    return _outcome(provider)


def _confirm(request: HttpRequest, provider: str) -> str:
    newest = methods.newest_rule(provider)
    if newest is None:
        raise Refused("There is no record yet to confirm.")
    said = {"what": newest.what, "countries": newest.countries, "test_card_refused_at": newest.test_card_refused_at}
    _write(request, provider, "card rule confirmed", **said)
    return "Written down: you looked today, and the rule still stands at the provider."


def _pretend(request: HttpRequest, provider: str) -> str:
    """Set the pretend provider's rule and try it: in the demo alone."""
    needed = needed_at(provider) or set()
    if provider != "local":
        raise Refused("Only the pretend provider can be set up from here.")
    if not import_string("tamizdat.contributions.providers.local.from_settings.refuses")(settings.TAMIZDAT, needed):
        raise Refused("The pretend provider did not refuse a pretend card from a listed country: nothing was recorded.")
    rule = guide(provider, needed).rule[:LONGEST_RULE]
    _write(request, provider, "card rule recorded", what=rule, countries=sorted(needed), test_card_refused_at=timezone.now())
    return _outcome(provider)


def _write(request: HttpRequest, provider: str, act: str, **said: Any) -> None:
    """Record it, unless somebody (or a first click) has recorded something since the page was shown."""
    person, now = request.user.get_username(), timezone.now()
    with one_at_a_time():
        newest = methods.newest_rule(provider)
        if request.POST.get("seen") != str(newest.pk if newest else 0):
            raise Refused("Something was recorded since you opened this page: look at it again.")
        methods.record_card_rule(provider, by=person, now=now, **said)
        log.note(person, act, f"{provider} {' '.join(sorted(said['countries']))}", said["what"], now)


def _outcome(provider: str) -> str:
    shut = [f"{NAMES[one.code]}: {one.why}" for one in methods.closed_methods() if one.name == provider]
    return f"Recorded. Still shut: {'; '.join(shut)}." if shut else "Recorded. What it opens reaches readers within seconds."


def _codes(text: str) -> list[str]:
    known, found = {code for code, _ in countries("en")}, [code.upper() for code in re.findall(r"[^\s,;'\"()]+", text)]
    wrong = [code for code in found if code not in known]
    if wrong or not found:
        raise Refused(
            f"“{wrong[0][:20]}” is no country’s code." if wrong else "Say which countries the rule blocks, by their codes: BY RU."
        )
    return found


def _tested(text: str, now: datetime) -> datetime | None:
    """Return when the test card was refused, by the day that was typed; None for no day."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("Write the day of the refused test card as YYYY-MM-DD, or leave it empty.") from None
    if day > timezone.localdate(now) or now.date() - day > methods.CONFIRM_EVERY:
        raise Refused("The test card was refused today or within the last month; if it is longer ago, try it again.")
    return min(datetime.combine(day, time(12), UTC), now)
