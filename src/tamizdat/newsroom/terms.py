"""The terms of giving come into force by two persons: one saves them, another reads exactly that and puts it into force.

Promises: readers keep the terms that hold until somebody else has approved what was saved; what only takes away holds at once. An edit
between reading and approving voids the approval. Every step is kept with its person, chained (``first_broken`` names the first that is not
what it was). Refuses nothing to programs that act for nobody, and lets it pass where one account alone may approve, as ``rules`` does.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context

from tamizdat.edition.canonical import canonical
from tamizdat.edition.schema import encode
from tamizdat.newsroom import freezing
from tamizdat.newsroom.models import GivingSettings, TermsStep
from tamizdat.newsroom.rules import Verdict
from tamizdat.newsroom.terms_content import NOTHING, Content, content_of, digest_of, settings_of, tightened

APPROVE = "newsroom.approve_giving"


class NotNow(Exception):
    """Terms that cannot come into force as asked; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What was saved and does not hold yet."""

    holds: Content
    wanted: Content
    said: str  # digest of what is wanted: an approval is of this and nothing else
    authors: tuple[str, ...]  # log-in names of who changed it since all that was saved held
    since: datetime | None
    unlogged: bool  # it is not what anybody saved here: the database was changed past the newsroom


@dataclass
class Case:
    """A person and changed terms, with the facts that the rules look at."""

    user: Any
    waiting: Waiting

    @cached_property
    def approver(self) -> bool:
        """Whether the person's role approves terms."""
        return approvers().filter(pk=self.user.pk).exists()

    @cached_property
    def second_person_exists(self) -> bool:
        """Whether somebody else could approve."""
        return approvers().exclude(pk=self.user.pk).exists()

    @property
    def author(self) -> bool:
        """Whether the person changed any of it."""
        return self.user.get_username() in self.waiting.authors


RULES: list[tuple[str, Callable[[Case], bool], bool]] = [
    ("nobody saved it here: open the settings, look at all of it, and save", lambda case: case.waiting.unlogged, False),
    ("your role does not approve terms", lambda case: not case.approver, False),
    ("yours is the only account that may approve", lambda case: not case.second_person_exists, True),
    ("you changed some of it: somebody else must read and approve it", lambda case: case.author, False),
]
"""What the rule says, when it speaks, and its answer. The first that speaks decides; if none does, the answer is yes."""


def may_approve(user: Any, waiting: Waiting) -> Verdict:
    """Return whether *user* may put what waits into force, and why."""
    case = Case(user, waiting)
    for name, speaks, answer in RULES:
        if speaks(case):
            return Verdict(answer, name)
    return Verdict(allowed=True, reason="somebody else changed it")


def approvers() -> Any:
    """Return the active accounts that may approve."""
    able: Any = get_user_model().objects
    return able.with_perm(APPROVE, is_active=True, backend="django.contrib.auth.backends.ModelBackend")


def able(found: Waiting) -> list[Any]:
    """Return the accounts that may approve what waits: none is left where each of them wrote some of it."""
    everybody = list(approvers())
    return [person for person in everybody if len(everybody) == 1 or person.get_username() not in found.authors]


def in_force() -> GivingSettings | None:
    """Return settings, unsaved, that say what holds; None while nothing does, or while the log of it is not what it was."""
    step = _holding()
    if step is None or step.digest != step.own_digest():
        return None
    giving = settings_of(json.loads(step.content))
    kept = GivingSettings.objects.first()
    if kept is not None:
        giving.looked_through, giving.looked_through_by = kept.looked_through, kept.looked_through_by
    return giving


def note_saved(giving: GivingSettings, now: datetime) -> None:
    """Write down what was saved, and by whom. A program's terms hold; of a person's, what only takes away.

    Raises ``BadRecord`` for terms that no page could show.
    """
    content, user = content_of(giving), get_active_log_context().user
    last = TermsStep.objects.last()
    said = digest_of(content)
    if last is not None and _saved_last() == said:
        return
    if user is None:
        _write(TermsStep.SET, "", content, now, settled=True)
        return
    encode(freezing.draft_records(giving, now)[-1])
    holds = _held()
    sure = _holding() is None or in_force() is not None
    less = tightened(holds, content)
    _write(TermsStep.SAVED, user.get_username(), content, now, settled=sure and digest_of(holds) == said)
    if sure and digest_of(less) != digest_of(holds):
        _write(TermsStep.TIGHTENED, user.get_username(), less, now, settled=digest_of(less) == said)


def waiting(giving: GivingSettings | None = None) -> Waiting | None:
    """Return what was saved and does not hold, None if all that was saved does."""
    giving = giving or GivingSettings.objects.first()
    wanted, holds = content_of(giving) if giving else NOTHING, _held()
    said = digest_of(wanted)
    if said == digest_of(holds) or not (holds["offers"] or wanted["offers"] or wanted["words"]):
        return None
    settled = TermsStep.objects.filter(settled=True).last()
    saved = TermsStep.objects.filter(number__gt=settled.number if settled else 0, act=TermsStep.SAVED)
    authors = tuple(dict.fromkeys(saved.values_list("person", flat=True)))
    last = saved.last()
    return Waiting(holds=holds, wanted=wanted, said=said, authors=authors, since=last.at if last else None, unlogged=_saved_last() != said)


@transaction.atomic
def approve(user: Any, said: str, now: datetime | None = None) -> None:
    """Put into force what waits, if it is what *user* has read (*said*, its digest). Raises ``NotNow`` with the rule or the reason.

    The caller freezes what holds then (``giving.freeze_terms``).
    """
    giving = GivingSettings.objects.select_for_update().first()
    found = waiting(giving)
    if found is None:
        raise NotNow("Nothing waits any more: what was saved holds.")
    if found.said != said:
        raise NotNow("Somebody has changed the terms since you read them: read them again.")
    verdict = may_approve(user, found)
    if not verdict:
        raise NotNow(f"You cannot approve this: {verdict.reason}.")
    name = user.get_username()
    alone = name in found.authors
    _write(TermsStep.ALONE if alone else TermsStep.APPROVED, name, found.wanted, now or timezone.now(), settled=True)


@transaction.atomic
def take_back(said: str) -> None:
    """Set the settings back to what holds. Raises ``NotNow`` if they are not what was read (*said*), or what holds is not known."""
    giving, found = GivingSettings.objects.select_for_update().first(), waiting()
    if found is None or giving is None or found.said != said:
        raise NotNow("Somebody has changed the terms since you read them: read them again.")
    if in_force() is None:
        raise NotNow("There are no terms to go back to.")
    settings_of(found.holds, into=giving).save()


def first_broken() -> int | None:
    """Return the number of the first step that is not what it was, None if all are."""
    before, expected = "", 1
    for step in TermsStep.objects.iterator():
        if step.number != expected or step.before != before or step.digest != step.own_digest() or step.said != _said(step):
            return expected
        before, expected = step.digest, expected + 1
    return None


def _held() -> Content:
    giving = in_force()
    return content_of(giving) if giving else NOTHING


def _holding() -> TermsStep | None:
    return TermsStep.objects.exclude(act=TermsStep.SAVED).last()


def _saved_last() -> str:
    """Return the digest of the settings as they were last saved, or set."""
    last = TermsStep.objects.exclude(act=TermsStep.TIGHTENED).last()
    return digest_of(content_of(settings_of(json.loads(last.content)))) if last else ""  # also of what was saved before a field was known


def _said(step: TermsStep) -> str:
    try:
        return digest_of(json.loads(step.content))
    except (ValueError, KeyError, TypeError):
        return ""


def _write(act: str, person: str, content: Content, now: datetime, *, settled: bool) -> None:
    last = TermsStep.objects.last()
    step = TermsStep(number=last.number + 1 if last else 1, at=now, act=act, person=person, settled=settled)
    step.content, step.said = canonical(content).decode(), digest_of(content)
    step.before = last.digest if last else ""
    step.digest = step.own_digest()
    step.save(force_insert=True)
