"""Self-service: what the newsroom does with the gate's records of kind ``gift_change``. Pause, resume, another amount or card, the end.

Promises: a link is good for one contribution. What was asked is a row on the disk, one for each record, before anybody acts; each write at
the provider has one key for good; what is so already is not written again. Wishes by one link are carried out one at a time, and the last
word counts. Somebody waits for the answer: it is left at the gate within seconds, or is "try later" and the wish is carried out all the
same. An end or a pause is never given up while its row lives: a person and the giver learn that it is not done yet (``not_done``).
``till_process`` runs it. docs/spec/giving.md, section 7.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tamizdat.contributions import doors, not_done, outcomes, pauses, replies, rules
from tamizdat.contributions.givers.fetching import fetch_lately
from tamizdat.contributions.interfaces import Can, Facts, Provider
from tamizdat.contributions.ledger import outgoing
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.states import RECURRING
from tamizdat.contributions.models import Contribution, GiftChange, Given, Outgoing
from tamizdat.contributions.money import BadAmount, read_amount
from tamizdat.contributions.providers.from_settings import provider as provider_named
from tamizdat.contributions.till import AGAIN, GIVEN_UP, LEASE, Line
from tamizdat.newsletters.collecting.gate_line import GateAway, NotOurGate
from tamizdat.newsletters.interfaces import GateRecord
from tamizdat.sealed.keyring import KeyringDamaged

WHATS: dict[str, Can] = {"pause": "pause", "resume": "pause", "amount": "amount", "card": "card", "cancel": "cancel"}
"""What may be asked for, and what a provider must be able to do for it."""

ENDED, UNKNOWN, CANNOT, NOT_PAID = "ended", "unknown", "cannot", "not_running"
"""Refusals: it has ended already; no such contribution; the provider has no such thing; it is no recurring one."""

FIRST_PAUSE, LONGEST_PAUSE, GIVE_UP = timedelta(seconds=2), timedelta(minutes=30), timedelta(days=2)
"""Between tries while a provider is away, and for how long it is tried, but for what stops payments."""

STOPS = ("pause", "cancel")
PERSON_AFTER, AFTER_A_NO = timedelta(hours=6), timedelta(hours=6)
"""What stops payments is tried for so long before a person is told. Of a plain no they are told at once; then it is asked again."""

SUPERSEDED_BY: dict[str, tuple[str, ...]] = {
    "pause": ("pause", "resume", "cancel"),
    "resume": ("pause", "resume", "cancel"),
    "amount": ("amount", "cancel"),
    "card": ("card", "cancel"),
    "cancel": ("cancel", "resume"),
}
"""What was asked for and is not done yet -> what, asked for later by the same link, counts instead. An end waits for no pause."""

ROW = timedelta(days=35)
"""Longer than a queue key lives: what comes again later than this, nobody can open."""

LINK_CHARACTERS = 22
SO_ALREADY = {"pause": "paused", "resume": "active"}

log = logging.getLogger(__name__)


def take_change(record: GateRecord) -> str | None:
    """Take a wish to change a contribution, or return why not, as the text of a one-use reply."""
    return take(record, timezone.now())


def take(record: GateRecord, now: datetime) -> str | None:
    """Take a wish at a moment."""
    link, what = record.fields.get("ref"), record.fields.get("what")
    if not isinstance(what, str) or what not in WHATS or not isinstance(link, str) or not 0 < len(link) <= LINK_CHARACTERS:
        return replies.refused(UNKNOWN)
    gift = gift_of(link)
    refusal = _refusal(gift, what, record.fields)
    if refusal or gift is None:
        return replies.refused(refusal or UNKNOWN)
    amount = read_amount_of(record.fields.get("amount"), gift.currency) if what == "amount" else 0
    until = _until(record.fields.get("months"), now) if what == "pause" else None
    asked = {"link": link, "what": what, "amount": amount, "until": until, "made": now, "due": now}
    GiftChange.objects.get_or_create(record=record.id, defaults=asked)
    return None


def gift_of(link: str) -> Contribution | None:
    """Return the contribution behind a link."""
    given = Given.objects.filter(link=link).first()
    return Contribution.objects.filter(ref=given.ref).order_by("pk").first() if given else None


def read_amount_of(said: Any, currency: str) -> int:
    """Return minor units: a record's number, or what was typed. Raises ``BadAmount``."""
    return said if type(said) is int else read_amount(said if isinstance(said, str) else "", currency)


def _until(months: Any, now: datetime) -> datetime | None:
    """Return when a pause ends, None for one that ends when somebody asks for it."""
    return pauses.months_later(now, int(months)) if months in map(str, pauses.MONTHS) else None


def _refusal(gift: Contribution | None, what: str, said: Mapping[str, Any]) -> str:
    """Return the name of the rule that refuses, "" if none does."""
    if gift is None:
        return UNKNOWN
    if gift.frequency not in RECURRING or not gift.subscription:
        return NOT_PAID
    if gift.ended:
        return ENDED
    if what == "card":
        return _bad_bank(said.get("bank"))
    return _bad_amount(gift, said.get("amount")) if what == "amount" else ""


def _bad_bank(said: Any) -> str:
    """Return the rule by which no card of such a bank is taken. What was said is not kept; the card is looked at once it is entered."""
    terms = doors.terms()
    return rules.decide_card(terms.countries, said).refused if terms else replies.CLOSED


def _bad_amount(gift: Contribution, said: Any) -> str:
    terms = doors.terms()
    offer = terms.offer(gift.currency, gift.frequency) if terms else None
    if offer is None:
        return replies.CLOSED
    try:
        amount = read_amount_of(said, gift.currency)
    except BadAmount:
        return "amount"
    return "too_little" if amount < offer.least else "too_much" if amount > offer.most else ""


@dataclass(frozen=True)
class Changes:
    """The work, a step at a time, as ``till.Till`` is. *named*: finds a provider; *line*: gives a line to the gate; *now*: the clock."""

    line: Callable[[], Line]
    named: Callable[[str], Provider] = provider_named
    ledger: Facts = field(default_factory=Ledger)
    now: Callable[[], datetime] = timezone.now

    def waiting(self) -> list[tuple[int, str]]:
        """Return the wishes that are to be looked at now, with their states, oldest first."""
        waiting = GiftChange.objects.filter(answered__isnull=True, due__lte=self.now())
        return list(waiting.order_by("due", "pk").values_list("pk", "state")[:100])

    def serve(self, pk: int) -> bool:
        """Take one wish as far as it goes; return whether nothing is left to do."""
        wish, provider = self._taken(pk), None
        if wish is None:
            return False
        if wish.state == GiftChange.BUSY:
            provider = self._carry_out(wish)
            wish.refresh_from_db()
        done = wish.state not in GiftChange.OPEN and self._leave(wish)
        if provider and wish.state == GiftChange.DONE and wish.what != "card":
            fetch_lately(provider, self.ledger, self.now())
        return done

    def _taken(self, pk: int) -> GiftChange | None:
        """Return a wish that is this hand's for ``LEASE``: to be carried out (``BUSY``), or with an answer that is to be left."""
        now = self.now()
        with transaction.atomic(using=doors.DATABASE):
            row = GiftChange.objects.filter(pk=pk, answered__isnull=True, due__lte=now)
            link = row.values_list("link", flat=True).first()
            if link is None:
                return None
            list(Given.objects.select_for_update().filter(link=link))  # two hands do not look at one link's wishes at once
            wish = row.first()
            if wish is None or (wish.state in GiftChange.OPEN and self._must_wait(wish, now)):
                return None
            wish.state = GiftChange.BUSY if wish.state in GiftChange.OPEN else wish.state
            wish.due, wish.tries = now + LEASE, wish.tries + 1
            wish.save(update_fields=["state", "due", "tries"])
        return wish

    def _must_wait(self, wish: GiftChange, now: datetime) -> bool:
        """Return whether another hand is at a wish by the same link; end *wish* in favour of a later one."""
        others = GiftChange.objects.filter(link=wish.link).exclude(pk=wish.pk)
        if others.filter(state=GiftChange.BUSY, due__gt=now).exists():
            GiftChange.objects.filter(pk=wish.pk).update(due=now + AGAIN)
            return True
        if others.filter(pk__gt=wish.pk, what__in=SUPERSEDED_BY[wish.what]).exists():
            _end(wish, GiftChange.REFUSED, replies.refused(replies.NEWER))
            wish.refresh_from_db()
        return False

    def _carry_out(self, wish: GiftChange) -> Provider | None:
        """Do it; what came of it is on the disk when this returns the provider that did it, or None."""
        gift = gift_of(wish.link)
        if gift is None:
            _end(wish, GiftChange.REFUSED, replies.refused(UNKNOWN))
            return None
        try:
            provider = self.named(gift.provider)
            answer = _done(wish, gift, provider, self.now)
        except _Refused as refusal:
            _end(wish, GiftChange.REFUSED, replies.refused(refusal.code))
        except Exception as error:
            verdict = outcomes.judge(error, waited=timedelta())
            if verdict.outcome == "stop":
                raise
            self._failed(wish, gift, verdict)
        else:
            with transaction.atomic(using=doors.DATABASE):
                if wish.what in ("pause", "resume", "cancel"):
                    pauses.note(gift.provider, gift.subscription, wish.until)
                _end(wish, GiftChange.DONE, answer)
            return provider
        return None

    def _failed(self, wish: GiftChange, gift: Contribution, verdict: outcomes.Verdict) -> None:
        now, away = self.now(), verdict.outcome == "retry"
        log.error("a contribution could not be changed: %s", verdict.why)
        if wish.what in STOPS:
            self._not_yet(wish, gift, verdict, now)
        elif away and wish.what != "card" and now - wish.made < GIVE_UP:
            self._again(wish, now + _pause(wish))
            self._say_later(wish)
        else:
            with transaction.atomic(using=doors.DATABASE):
                _end(wish, GiftChange.REFUSED, replies.refused(replies.NOT_DONE))
                not_done.tell(wish, gift, verdict.why, now)

    def _not_yet(self, wish: GiftChange, gift: Contribution, verdict: outcomes.Verdict, now: datetime) -> None:
        """Go on trying what stops payments, and let those know who can do more, or wait for it."""
        away = verdict.outcome == "retry"
        with transaction.atomic(using=doors.DATABASE):
            self._again(wish, now + (_pause(wish) if away else AFTER_A_NO))
            if not away or now - wish.made >= PERSON_AFTER:
                not_done.tell(wish, gift, verdict.why, now)
        if away:
            self._say_later(wish)
        elif now - wish.made <= GIVEN_UP:
            self._tell(wish, replies.refused(replies.NOT_YET))

    def _again(self, wish: GiftChange, due: datetime) -> None:
        GiftChange.objects.filter(pk=wish.pk, state=GiftChange.BUSY).update(state=GiftChange.NEW, due=due)

    def _say_later(self, wish: GiftChange) -> None:
        """Tell who waits that it may take a while, once: it will be carried out, and a mail says so."""
        if wish.tries == 2:  # the second try: some four seconds have gone
            self._tell(wish, replies.refused(replies.TRY_LATER))

    def _leave(self, wish: GiftChange) -> bool:
        """Leave the answer at the gate, for as long as somebody may wait."""
        row, now = GiftChange.objects.filter(pk=wish.pk, answered__isnull=True), self.now()
        if now - wish.made <= GIVEN_UP and not self._tell(wish, wish.answer):
            row.update(due=now + AGAIN)
            return False
        row.update(answered=now, answer="")
        return True

    def _tell(self, wish: GiftChange, answer: str) -> bool:
        try:
            self.line().ask(limit=0, replies={wish.record: answer})
        except (GateAway, NotOurGate, KeyringDamaged) as error:
            log.error("an answer could not be left at the gate: %s", error)
            return False
        return True


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _done(wish: GiftChange, gift: Contribution, provider: Provider, now: Callable[[], datetime]) -> str:
    """Carry out what was asked, unless it is so already; return the answer. Raises ``_Refused``, ``ProviderFault``."""
    if WHATS[wish.what] not in provider.can:
        raise _Refused(CANNOT)
    standing = provider.standing(gift.subscription)
    if standing.state == "ended" and wish.what != "cancel":
        raise _Refused(ENDED)
    so_already = standing.state == ("ended" if wish.what == "cancel" else SO_ALREADY.get(wish.what, ""))
    if wish.what == "pause" and wish.until != pauses.until(gift.provider, gift.subscription):
        so_already = False  # it is to end at another moment, which the provider may remember too
    if so_already or (wish.what == "amount" and standing.amount == wish.amount):
        return _answer(wish.what)
    if wish.what == "pause" and wish.until and wish.until <= now():
        raise _Refused(replies.NOT_DONE)  # the provider was away for all that time
    request = {"subscription": gift.subscription, "amount": wish.amount}
    request |= {"until": int(wish.until.timestamp())} if wish.until else {}
    ask = _calls(provider, gift.subscription, wish)[wish.what]
    try:
        said = outgoing.once(gift.provider, wish.what, _about(wish, gift.provider), ask, request=request, now=now)
    except outgoing.AnotherWish:
        raise _Refused(UNKNOWN) from None
    return replies.led_to(said) if wish.what == "card" else _answer(wish.what)


def _about(wish: GiftChange, provider: str) -> str:
    """Return under which name a wish is written: its record's, and after each plain no to what stops payments another."""
    name = f"change:{wish.record}"
    noes = Outgoing.objects.filter(provider=provider, action=wish.what, state=Outgoing.REFUSED, about__startswith=name)
    number = noes.count() if wish.what in STOPS else 0
    return f"{name}:{number}" if number else name


def _calls(provider: Provider, subscription: str, wish: GiftChange) -> dict[str, Callable[[str], str]]:
    """Return what is asked of the provider, by what was asked for."""
    writes: dict[str, Callable[[str], None]] = {
        "pause": lambda key: provider.pause(subscription, until=wish.until, key=key),
        "resume": lambda key: provider.resume(subscription, key=key),
        "amount": lambda key: provider.change_amount(subscription, wish.amount, key=key),
        "cancel": lambda key: provider.cancel(subscription, key=key),
    }
    pages = {"card": lambda key: provider.card_page(subscription, back=doors.after_card(), key=key)}
    return pages | {what: _saying_done(write) for what, write in writes.items()}


def _saying_done(write: Callable[[str], None]) -> Callable[[str], str]:
    def ask(key: str) -> str:
        write(key)
        return "done"

    return ask


def _answer(what: str) -> str:
    return json.dumps({"done": what}, separators=(",", ":"))


def _pause(wish: GiftChange) -> timedelta:
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(wish.tries, 20))


def _end(wish: GiftChange, state: str, answer: str) -> None:
    GiftChange.objects.filter(pk=wish.pk, state__in=GiftChange.OPEN).update(state=state, answer=answer)


def expire(now: datetime) -> int:
    """Forget what was asked long ago; return how many."""
    old = GiftChange.objects.filter(made__lt=now - ROW)
    return int(old.delete()[0]) if old.exists() else 0
