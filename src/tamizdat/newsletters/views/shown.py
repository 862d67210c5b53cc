"""What a page of the desk shows of a letter: where it stands, what would happen, and what this person may do about it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from tamizdat.newsletters.models import Subscription
from tamizdat.newsletters.models.mailings import Mailing, MailingRecipient
from tamizdat.newsletters.sending import desk, means
from tamizdat.newsletters.sending.states import MAILING
from tamizdat.newsletters.views.composed import Composed, Listed, letters
from tamizdat.newsletters.views.looking import Look, look_through
from tamizdat.newsletters.views.rights import SEND, STOP, TRY, others_may_approve
from tamizdat.newsletters.views.times import Offer, offer

RIGHTS = {
    "prepare": TRY,
    "test": TRY,
    "approve": SEND,
    "schedule": SEND,
    "hold": STOP,
    "pause": STOP,
    "resume": SEND,
    "cancel": SEND,
    "again": SEND,
    "settle": SEND,
    "unlock": SEND,
}
"""What may be done at the desk -> the right that it needs."""

BEFORE, BEGUN = ("draft", "approved", "scheduled", "held"), ("sending", "paused", "sent", "cancelled")
ABOUT_TO_GO = ("approved", "scheduled", "sending")
"""States in which somebody should unlock the list key."""

STATES = {
    "": "not handed in",
    "archived": "in the archive",
    "withdrawn": "withdrawn from the archive",
    "draft": "waits for approval",
    "approved": "approved, without a time",
    "scheduled": "scheduled",
    "held": "held",
    "sending": "going out",
    "paused": "paused",
    "sent": "sent",
    "cancelled": "cancelled",
}

STEPS = {
    "prepare": "handed in, as last changed",
    "redraft": "handed in again, as last changed",
    "approve": "approved",
    "schedule": "given a time",
    "hold": "held",
    "begin": "began to go out",
    "pause": "paused",
    "resume": "resumed",
    "finish": "done",
    "again": "sent again to those who did not get it",
    "settle": "doubts settled",
    "cancel": "cancelled",
}

DOUBTS_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One letter in the desk's list, or among its twins."""

    letter: Listed
    mailing: Mailing | None
    readers: int

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        return state_of(self.letter, self.mailing)

    @property
    def counted(self) -> bool:
        """Whether today's readers say anything of it: not of one that went out elsewhere and only lies in the archive."""
        return self.mailing is not None or not (self.letter.archived or self.letter.withdrawn)


@dataclass(slots=True, kw_only=True)
class Shown:
    """All that the page of one letter shows."""

    letter: Composed
    mailing: Mailing | None
    possible: set[str]  # actions that its state and this person's role allow
    may_withdraw: bool  # from the archive
    others: bool  # whether somebody else may approve
    offered: Offer | None
    due: datetime | None = None  # by the clock of its kind's place
    readers: int = 0
    discreet: int = 0
    dry: desk.DryRun | None = None
    look: Look | None = None
    progress: desk.Progress | None = None
    missing: list[desk.Missing] = field(default_factory=list)
    doubts: list[MailingRecipient] = field(default_factory=list)
    twins: list[Line] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        return state_of(self.letter, self.mailing)

    @property
    def version(self) -> str:
        """Names what this page shows, so that nobody approves what was handed in after they looked."""
        return version_of(self.mailing)

    @property
    def steps(self) -> list[tuple[datetime, str, str, str]]:
        """The mailing's history: when, what, who, why."""
        made = self.mailing.steps.all() if self.mailing else ()
        return [(step.at, STEPS.get(step.action, step.action), step.person, step.said) for step in made]

    @property
    def share(self) -> int:
        """How many of a hundred readers want discreet mail."""
        return round(100 * self.discreet / self.readers) if self.readers else 0

    @property
    def percent(self) -> int:
        """How far it is."""
        done = self.progress.total - self.progress.to_send if self.progress else 0
        return 100 * done // self.progress.total if self.progress and self.progress.total else 0


def shown_of(letter: Composed, request: HttpRequest, now: datetime) -> Shown:
    """Return what the page of *letter* shows to who asks."""
    mailing = latest(letter.id)
    person = request.user.get_username()
    shown = Shown(
        letter=letter,
        mailing=mailing,
        possible=possible(letter, mailing, request),
        may_withdraw=letter.archived and not letter.withdrawn and request.user.has_perm(SEND),
        others=others_may_approve(person),
        offered=offer(letter.rhythm, letter.time_zone, now),
        readers=means.readers().count(letter.kind, letter.language),
        discreet=Subscription.objects.filter(letter=letter.kind, language=letter.language, reader__discreet=True).count(),
        twins=[line for line in lines() if line.letter.twins == letter.twins and line.letter.id != letter.id],
    )
    if mailing:
        _add_mailing(shown, mailing, now)
    return shown


def _add_mailing(shown: Shown, mailing: Mailing, now: datetime) -> None:
    shown.due = mailing.due_at.astimezone(ZoneInfo(shown.letter.time_zone)) if mailing.due_at else None
    if mailing.state in BEFORE:
        shown.dry = desk.dry_run(mailing, now=now)
        shown.look = _look(mailing)
    elif mailing.began_at:
        shown.progress = desk.progress(mailing)
        shown.missing = desk.missing(mailing)
        shown.doubts = desk.doubts(mailing)[:DOUBTS_SHOWN]


def _look(mailing: Mailing) -> Look | None:
    try:
        return look_through(means.letters().rendered(bytes(mailing.record), discreet=False))
    except LookupError:  # the dry run says which article is gone
        return None


def possible(letter: Composed, mailing: Mailing | None, request: HttpRequest) -> set[str]:
    """Return the actions that the state of *mailing* and the role of who asks allow. What is in the archive does not begin once more."""
    allowed = {action for action, right in RIGHTS.items() if request.user.has_perm(right)}
    if mailing is None or (mailing.state == "cancelled" and mailing.began_at is None):
        return set() if letter.archived else allowed & {"prepare"}
    by_state = {action for state, action in MAILING if state == mailing.state}
    by_state |= {"prepare", "test"} if mailing.state in BEFORE else set()
    by_state |= {"settle"} if mailing.began_at else set()
    by_state -= {"again", "resume"} if letter.withdrawn else set()
    by_state |= {"unlock"} if mailing.state in ABOUT_TO_GO and means.opener().needs_passphrase() else set()
    return allowed & by_state


def latest(letter: str) -> Mailing | None:
    """Return the last mailing of the letter with this record id."""
    found: Mailing | None = Mailing.objects.filter(letter=letter).order_by("-pk").first()
    return found


def lines() -> list[Line]:
    """Return the letters of the desk's list, the newest first, each with its last mailing."""
    composed = list(letters().composed())
    mailings = {mailing.letter: mailing for mailing in Mailing.objects.filter(letter__in=[one.id for one in composed]).order_by("pk")}
    kinds: dict[tuple[str, str], int] = {}
    store: Any = means.readers()
    for one in composed:
        key = (one.kind, one.language)
        kinds[key] = kinds[key] if key in kinds else store.count(*key)
    return [Line(letter=one, mailing=mailings.get(one.id), readers=kinds[one.kind, one.language]) for one in composed]


def state_of(letter: Listed, mailing: Mailing | None) -> str:
    """Return where a letter stands, in words."""
    if letter.withdrawn:
        return f"{STATES[mailing.state]}, {STATES['withdrawn']}" if mailing else STATES["withdrawn"]
    return STATES[mailing.state] if mailing else STATES["archived" if letter.archived else ""]


def version_of(mailing: Mailing | None) -> str:
    """Return what names one handing in of a letter."""
    return f"{mailing.pk}.{mailing.attempt}.{mailing.prepared_at:%Y%m%d%H%M%S%f}" if mailing else ""
