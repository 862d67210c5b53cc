"""The ways of a mailing and of each reader's copy: two tables, and nothing moves outside them.

Promises: a mailing reaches ``sending`` only through ``approve``; a copy that may have been handed over (marked, sent, in doubt) never
becomes one that may be sent, unless evidence or a person says that it was not.
"""

from typing import Literal

MailingState = Literal["draft", "approved", "scheduled", "held", "sending", "paused", "sent", "cancelled"]
Action = Literal["redraft", "approve", "schedule", "hold", "begin", "pause", "resume", "finish", "again", "cancel"]

MAILING: dict[tuple[str, str], MailingState] = {
    ("draft", "redraft"): "draft",
    ("approved", "redraft"): "draft",
    ("scheduled", "redraft"): "draft",
    ("held", "redraft"): "draft",
    ("draft", "approve"): "approved",
    ("held", "approve"): "approved",
    ("draft", "schedule"): "draft",
    ("approved", "schedule"): "scheduled",
    ("scheduled", "schedule"): "scheduled",
    ("draft", "hold"): "held",
    ("approved", "hold"): "held",
    ("scheduled", "hold"): "held",
    ("scheduled", "begin"): "sending",
    ("sending", "pause"): "paused",
    ("paused", "resume"): "sending",
    ("sending", "finish"): "sent",
    ("sent", "again"): "sending",
    ("draft", "cancel"): "cancelled",
    ("approved", "cancel"): "cancelled",
    ("scheduled", "cancel"): "cancelled",
    ("held", "cancel"): "cancelled",
    ("sending", "cancel"): "cancelled",
    ("paused", "cancel"): "cancelled",
}
"""(state, action) -> the state that follows. A draft that is scheduled stays a draft: without approval it is held at its time."""

CopyState = Literal["planned", "marked", "sent", "refused", "later", "doubt", "skipped", "redone"]
Event = Literal["mark", "sent", "refused", "later", "doubt", "skip", "found", "absent", "again"]

COPY: dict[tuple[str, str], CopyState] = {
    ("planned", "mark"): "marked",
    ("later", "mark"): "marked",
    ("planned", "skip"): "skipped",
    ("later", "skip"): "skipped",
    ("marked", "sent"): "sent",
    ("marked", "refused"): "refused",
    ("marked", "later"): "later",
    ("marked", "doubt"): "doubt",
    ("doubt", "found"): "sent",
    ("doubt", "absent"): "planned",
    ("refused", "again"): "redone",
    ("skipped", "again"): "redone",
}
"""(state, event) -> the state that follows. ``found`` and ``absent`` are what a relay's log, or a person, says of a copy in doubt;
``redone`` is a copy in whose place another attempt's stands."""

TO_SEND = ("planned", "later")
"""Copies that may still be handed over."""

MAY_HAVE_GOT_IT = ("marked", "sent", "doubt")
"""Copies that are never sent again by themselves."""


class NotPossible(ValueError):
    """An action that a mailing's state, or a rule, does not allow; the sentence says why."""


def after(state: str, action: str) -> MailingState:
    """Return the state that *action* leads to. Raises ``NotPossible``."""
    try:
        return MAILING[state, action]
    except KeyError:
        raise NotPossible(f"A mailing that is {_WORDS.get(state, state)} cannot {_VERBS.get(action, action)}.") from None


_WORDS = {"sending": "being sent", "draft": "a draft", "held": "on hold"}
_VERBS = {
    "redraft": "be changed any more",
    "approve": "be approved",
    "schedule": "be scheduled",
    "hold": "be held: pause or cancel it",
    "begin": "begin to go out",
    "pause": "be paused",
    "resume": "go on",
    "finish": "end",
    "again": "be sent again",
    "cancel": "be cancelled",
}
