"""One giver's whole way, on the databases that the environment names: gives, gets a receipt, changes, is opened, corrected, erased.

    TAMIZDAT_HOME=… TAMIZDAT_DATABASE_LEDGER=postgres://… TAMIZDAT_DATABASE_READERS=postgres://… python -m simulators.giving_walk

Prints what it saw, as JSON.
"""

import json
import os
from datetime import timedelta
from typing import Any

BO = "bo@reader.example"


def walk() -> dict[str, Any]:
    """Walk; return what was seen."""
    from django.core.management import call_command
    from django.db import connections
    from django.test import override_settings

    from factories.readers import keys
    from simulators import giving, newspaper
    from simulators.giving_house import ADA, House

    for database, app in (("ledger", "contributions"), ("readers", "newsletters")):
        call_command("migrate", app, database=database, verbosity=0)
    keys()
    newspaper.reset()
    giving.said = giving.USUAL
    doors = {"TERMS": "simulators.giving.terms", "GIVING_PAGES": "simulators.giving.pages", "NEWSPAPER": "simulators.newspaper"}
    with override_settings(**{f"TAMIZDAT_{name}": path for name, path in doors.items()}, TAMIZDAT_GIVING="simulators.giving_house.said"):
        house = House()
        seen: dict[str, Any] = {"databases": [connections[name].vendor for name in ("ledger", "readers")]}
        return seen | _give(house) | _decide(house) | _keep_silent(house) | _open(house, ADA) | _erase(house)


def _give(house: Any) -> dict[str, Any]:
    from tamizdat.contributions import methods, reminders
    from tamizdat.contributions.models import Reminder
    from tamizdat.contributions.providers import from_settings

    from_settings.providers = methods.providers = lambda: {"local": house.pretend.client}  # type: ignore[assignment, return-value]
    methods.record_card_rule("local", by="op", what="block RU", countries=["RU"], test_card_refused_at=house.now, now=house.now)
    ref = house.give(frequency="monthly")
    sent = house.subjects()
    house.ask("amount", ref, amount=2500)
    house.carry_out()
    house.learn()
    sent += house.subjects()
    fields = {"when": "3", "email": BO, "language": "en", "consent": "1"}
    asked = reminders.ask(house.record("reminder", **fields), house.now)
    wish = Reminder.objects.get().ref
    confirmed = reminders.confirm({"ref": wish}, house.now)
    ended = reminders.cancel({"ref": wish})
    return {"sent": sent, "amount": house.gift(ref).amount, "reminder": [asked, confirmed, ended]}


def _decide(house: Any) -> dict[str, Any]:
    from tamizdat.contributions import differences, inbox, reconcile
    from tamizdat.contributions.desk import waiting
    from tamizdat.contributions.models import Inbound

    house.learn, learn = lambda: None, house.learn
    house.give(email="")
    house.learn = learn
    house.days(1)
    reconcile.run(house.pretend.client, house.ledger, house.now)
    Inbound.objects.create(id="h", name="local", box=b"", received=house.now, came=house.now, due=house.now, state="damaged")
    counted = waiting.counts()
    rows = differences.missing_here("local")
    done = differences.apply_missing("local", "nadia", "listed", house.now, house.ledger, seen=len(rows), last=rows[-1].pk)
    reconcile.run(house.pretend.client, house.ledger, house.now)
    left = inbox.decide("h", "nadia", "a test", house.now, apply=False)
    return {"waits": counted["damaged"] == 1 and counted["differences"] >= done == len(rows) > 0, "left": left, "open": waiting.count()}


def _keep_silent(house: Any) -> dict[str, Any]:
    from tamizdat.contributions.givers import renewals, silence
    from tamizdat.contributions.models import Alarm, Contribution
    from tamizdat.contributions.providers.local.means import LISTED

    ref = house.give(LISTED, email="")
    sent, gift = house.subjects(), house.gift(ref)
    row = Contribution.objects.filter(pk=gift.pk)
    row.update(state="past_due", failed=house.now - timedelta(days=40), subscription="gone")
    lapsed = renewals.lapse(house.named, house.ledger, house.now)
    row.update(state=gift.state, failed=None, subscription="")
    return {"alarms": Alarm.objects.count(), "silent": [sent, silence.silent_among([gift.pk]) == {gift.pk}, lapsed]}


def _open(house: Any, address: str) -> dict[str, Any]:
    from tamizdat.contributions.givers import correcting, opening
    from tamizdat.contributions.mails import statement_runs

    opened = opening.by_address(address, "nadia", "asked", house.agent, house.now)
    correcting.correct(opened.giver.pk, BO, "nadia", "moved", house.agent, house.now)
    again = opening.by_contribution(opened.gifts[0].ref, "nadia", "to see", house.agent, house.now)
    later = house.now + timedelta(days=400)
    run = statement_runs.ask(later.year - 1, "nadia", "the key was locked", later)
    statement_runs.decide(run.pk, "omar", later, approve=True)
    return {"opened": [opened.person.address, again.person.address], "statements": statement_runs.carry_out(later)}


def _erase(house: Any) -> dict[str, Any]:
    from tamizdat.contributions.givers import correcting, departures
    from tamizdat.contributions.ledger import log
    from tamizdat.contributions.ledger.verifying import verify
    from tamizdat.contributions.models import Deed, Giver, Mail
    from tamizdat.contributions.shredding import SHREDDERS
    from tamizdat.sealed.shredders import expire_all

    giver = Giver.objects.get().pk
    gone = correcting.erase(giver, "nadia", "asked", house.now)
    taken = departures.take_in(departures.read([f"{line}\n" for line in departures.lines()]))
    expire_all(SHREDDERS, house.now + timedelta(days=600))
    left = [Giver.objects.count(), Mail.objects.filter(state="waiting").count()]
    return {
        "erased": gone["givers"],
        "taken": taken,
        "kept": left,
        "deeds": Deed.objects.count(),
        "whole": log.check() is None and verify().holds,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tamizdat.site.settings")
    import django

    django.setup()
    print(json.dumps(walk()))
