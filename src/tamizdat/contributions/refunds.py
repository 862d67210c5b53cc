"""Refunds: one person asks, a second one approves above an amount, and the provider is told once, under one key for good.

Promises: the wish is on the disk before anybody acts, and a second click is the same wish; no more is given back than is left of a payment,
what is under way counted; killed anywhere, it is carried out again under the same key, for as long as providers know it. Each step is a
deed with a name and a reason. A refund undoes no bank record. Leaves it to the provider to move money, and to the ledger to learn that it
did.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tamizdat.contributions import doors
from tamizdat.contributions.givers.fetching import fetch_lately
from tamizdat.contributions.interfaces import Fact, Provider, ProviderFault
from tamizdat.contributions.ledger import log, outgoing
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.filing import facts_of
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.models import Contribution, Handle, Refund
from tamizdat.contributions.providers.from_settings import provider as provider_named

OPEN = (Refund.ASKED, Refund.APPROVED)

TRIED = timedelta(days=40)
"""So long after it was approved the provider may be told: PayPal forgets keys after 45 days, and what it did is known by then."""


class NotPossible(ValueError):
    """What cannot be done with a contribution; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment that came, and how much of it can still be given back (minor units)."""

    transaction: str
    at: datetime
    amount: int
    currency: str
    left: int


def payments(contribution: Contribution) -> list[Payment]:
    """Return the payments of *contribution*, newest first."""
    facts = facts_of(contribution)
    came = [fact for fact in facts if fact.kind in ("paid", "over") and (fact.transaction or fact.of)]
    known = {fact.transaction or fact.of: fact for fact in sorted(came, key=lambda fact: fact.amount)}
    gone = _gone(facts)
    under_way = _under_way(contribution.provider, known, _refunded(facts))
    left = {name: max(0, fact.amount - gone[name] - under_way[name]) for name, fact in known.items()}
    return [
        Payment(transaction=name, at=fact.at, amount=fact.amount, currency=fact.currency, left=left[name])
        for name, fact in sorted(known.items(), key=lambda one: one[1].at, reverse=True)
    ]


def ask(
    contribution: Contribution, transaction: str, amount: int, *, person: str, reason: str, wish: str, others: bool, now: datetime
) -> Refund:
    """Write down that *person* wants *amount* of a payment given back. *wish* makes it one; *others*: whether somebody else may approve.

    It is approved at once where one person may decide alone. Raises ``NotPossible``.
    """
    _say_why(reason)
    with one_at_a_time():
        if known := Refund.objects.filter(wish=wish).first():
            return known
        payment = next((one for one in payments(contribution) if one.transaction == transaction), None)
        if payment is None or "refund" not in _provider(contribution.provider).can:
            raise NotPossible("This payment cannot be given back from here: its provider has no such thing.")
        if Refund.objects.filter(provider=contribution.provider, transaction=transaction, state__in=OPEN).exists():
            raise NotPossible("A refund of this payment is under way already: see it through first.")
        if not 0 < amount <= payment.left:
            raise NotPossible("That is more than is left of this payment.")
        alone = not others or doors.giving().may_refund_alone(amount, payment.currency)
        said = {"state": Refund.APPROVED, "approved": now, "approved_by": person} if alone else {}
        made = Refund.objects.create(
            wish=wish, provider=contribution.provider, ref=contribution.ref, transaction=transaction, amount=amount,
            currency=payment.currency, reason=reason.strip()[:300], asked=now, asked_by=person, **said,
        )  # fmt: skip
        log.note(person, "refund decided alone" if alone else "refund asked for", _about(made), made.reason, now)
    return made


def approve(refund: Refund, *, person: str, others: bool, now: datetime) -> bool:
    """Approve what somebody else asked for; return whether it waited for that. *others*: whether anybody but *person* may."""
    if person == refund.asked_by and others:
        raise NotPossible("You asked for it: somebody else must approve it.")
    with one_at_a_time():
        waited = Refund.objects.filter(pk=refund.pk, state=Refund.ASKED)
        done = waited.update(state=Refund.APPROVED, approved=now, approved_by=person)
        if done:
            log.note(person, "refund approved", _about(refund), refund.reason, now)
    return bool(done)


def drop(refund: Refund, *, person: str, now: datetime) -> bool:
    """Take a wish back that nobody has approved; return whether it waited."""
    with one_at_a_time():
        done = Refund.objects.filter(pk=refund.pk, state=Refund.ASKED).update(state=Refund.DROPPED, ended=now)
        if done:
            log.note(person, "refund dropped", _about(refund), refund.reason, now)
    return bool(done)


def carry_out(refund: Refund, now: datetime, named: Callable[[str], Provider] = provider_named) -> bool:
    """Have the provider give it back, if it is approved; return whether it is done. Not inside a transaction.

    Raises ``NotPossible``: with a provider that does not answer it stays as it is, to be carried out again under its key.
    """
    if not Refund.objects.filter(pk=refund.pk, state=Refund.APPROVED).exists():
        return Refund.objects.filter(pk=refund.pk, state=Refund.DONE).exists()
    if now - (refund.approved or refund.asked) > TRIED:
        _end(refund, Refund.FAILED, "refund failed", "not answered in time", now)
        raise NotPossible(
            "It was approved too long ago to be tried again: see at the provider whether it was given back, and ask anew if not."
        )
    provider = named(refund.provider)
    asked = {"transaction": refund.transaction, "amount": refund.amount}

    def call(key: str) -> str:
        provider.refund(refund.transaction, refund.amount, key=key)
        return "done"

    try:
        outgoing.once(refund.provider, "refund", f"refund:{refund.pk}", call, request=asked, now=lambda: now)
    except ProviderFault as fault:
        if fault.outcome == "retry":
            raise NotPossible(
                f"The provider does not answer now ({fault}). Try again: it is given back once, however often you do."
            ) from None
        _end(refund, Refund.FAILED, "refund failed", str(fault), now)
        raise NotPossible(f"The provider refused: {fault}.") from None
    _end(refund, Refund.DONE, "refunded", "", now)
    fetch_lately(provider, Ledger(), now)
    return True


def waiting() -> list[Refund]:
    """Return the refunds that somebody must see to, oldest first."""
    return list(Refund.objects.filter(state__in=OPEN).order_by("asked", "pk"))


def contribution_of(refund: Refund) -> int | None:
    """Return the number of the contribution that a refund is about."""
    found = Handle.objects.filter(provider=refund.provider, name=f"tx:{refund.transaction}").first()
    return found.contribution_id if found else None


def _end(refund: Refund, state: str, act: str, why: str, now: datetime) -> None:
    with one_at_a_time():
        if Refund.objects.filter(pk=refund.pk, state=Refund.APPROVED).update(state=state, why=why[:300], ended=now):
            approver = Refund.objects.values_list("approved_by", flat=True).get(pk=refund.pk)
            log.note(approver, act, _about(refund), why or refund.reason, now)


def _about(refund: Refund) -> str:
    return f"{refund.provider} {refund.transaction} {refund.amount} {refund.currency}"


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise NotPossible("Say why: somebody will read it later.")


def _provider(name: str) -> Provider:
    try:
        return provider_named(name)
    except ProviderFault as fault:
        raise NotPossible(f"{str(fault).capitalize()}.") from None


def _refunded(facts: Iterable[Fact]) -> defaultdict[str, int]:
    """Return transaction -> what was given back of it, as the ledger knows."""
    back: defaultdict[str, int] = defaultdict(int)
    for fact in facts:
        back[fact.of] += fact.amount if fact.kind == "refunded" else 0
    return back


def _gone(facts: list[Fact]) -> defaultdict[str, int]:
    """Return transaction -> what went back of it: refunds that did not bounce, and what banks have taken."""
    gone = _refunded(facts)
    for fact in facts:
        gone[fact.of] += {"disputed": fact.amount, "dispute_won": -fact.amount, "bounced": -fact.amount}.get(fact.kind, 0)
    return gone


def _under_way(provider: str, transactions: Iterable[str], known: defaultdict[str, int]) -> defaultdict[str, int]:
    """Return transaction -> what is to be given back, or was and the ledger does not know it yet."""
    asked, done = defaultdict[str, int](int), defaultdict[str, int](int)
    for refund in Refund.objects.filter(provider=provider, transaction__in=list(transactions), state__in=(*OPEN, Refund.DONE)):
        (done if refund.state == Refund.DONE else asked)[refund.transaction] += refund.amount
    for transaction, amount in done.items():
        asked[transaction] += max(0, amount - known[transaction])
    return asked
