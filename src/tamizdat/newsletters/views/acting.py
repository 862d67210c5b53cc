"""What the desk's buttons do. Each returns the sentence that the person sees next, or raises ``Refused`` or ``NotPossible`` with one."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from tamizdat.newsletters.interfaces import Locked
from tamizdat.newsletters.models.mailings import Mailing
from tamizdat.newsletters.sending import desk, means
from tamizdat.newsletters.views.composed import Composed
from tamizdat.newsletters.views.forms import ApprovalForm, DecisionForm, ScheduleForm, TestForm, UnlockForm
from tamizdat.newsletters.views.rights import SEND, others_may_approve
from tamizdat.newsletters.views.times import NOW, offer
from tamizdat.sealed.keyring_locks import WrongPassphrase
from tamizdat.sealed.lookup import BadAddress


class Refused(ValueError):
    """What was typed cannot be done; the sentence says why."""


def prepare(request: HttpRequest, letter: Composed, mailing: Mailing | None) -> str:
    """Hand the letter in as it stands. Who last changed it counts as who prepared it: somebody else approves."""
    if mailing is None and letter.archived:
        raise Refused("This letter went out long ago and stands in the archive: it does not go out once more.")
    for sentence in letter.problems:
        raise Refused(sentence)
    writer = letter.changed_by or request.user.get_username()
    desk.prepare(letter.id, writer)
    return f"The letter is handed in as it stands now. Look at the dry run; then {_who_approves(request, writer)}."


def _who_approves(request: HttpRequest, writer: str) -> str:
    others = others_may_approve(writer)
    if request.user.has_perm(SEND) and (request.user.get_username() != writer or not others):
        return "approve it"
    return "somebody else approves it" if others else "a publisher approves it"


def test(request: HttpRequest, letter: Composed, mailing: Mailing) -> str:
    """Send the letter to one address that is on no list."""
    form = _valid(TestForm(request.POST))
    try:
        outcome = desk.test_send(mailing, form["address"])
    except BadAddress:
        raise Refused("No mail can be sent to this address.") from None
    if outcome.state != "sent":
        raise Refused(f"The relay did not take the test: {outcome.words or 'it gave no reason'}.")
    return "The test is on its way. It is what readers will get, but for its marked subject and its links, which belong to nobody."


def approve(request: HttpRequest, letter: Composed, mailing: Mailing) -> str:
    """Approve the letter for the number of readers that the page showed."""
    form = _valid(ApprovalForm(request.POST))
    person = request.user.get_username()
    approved = desk.approve(mailing, person, form["seen"], others=others_may_approve(person))
    return f"Approved for {form['seen']} readers." + (" It goes out at its time." if approved.due_at else " Now give it a time.")


def schedule(request: HttpRequest, letter: Composed, mailing: Mailing) -> str:
    """Give the letter its time."""
    now = timezone.now()
    form = _valid(ScheduleForm(request.POST, offered=offer(letter.rhythm, letter.time_zone, now), time_zone=letter.time_zone))
    if form["moment"] is None:
        raise Refused("This letter has no fixed day: choose a time.")
    scheduled = desk.schedule(mailing, form["moment"], request.user.get_username())
    return (
        f"It goes out {'now' if form['when'] == NOW else 'at its time'}."
        if scheduled.state == "scheduled"
        else "It has its time, and goes out then if it is approved before."
    )


def hold(request: HttpRequest, letter: Composed, mailing: Mailing) -> str:
    """Take the letter off the schedule."""
    desk.hold(mailing, request.user.get_username(), "Held by hand.")
    return "The letter is held. It goes out after a new approval."


def pause(request: HttpRequest, letter: Composed, mailing: Mailing) -> str:
    """Stop handing over."""
    desk.pause(mailing, request.user.get_username())
    return "Paused. What was being handed over this second may still arrive."


def resume(request: HttpRequest, letter: Composed, mailing: Mailing) -> str:
    """Go on."""
    desk.resume(mailing, request.user.get_username())
    return "It goes on where it stopped."


def cancel(request: HttpRequest, letter: Composed, mailing: Mailing) -> str:
    """End it for good; what never began may begin anew."""
    desk.cancel(mailing, request.user.get_username())
    if mailing.began_at is None:
        return "This sending is cancelled; the letter can be handed in anew."
    return "Cancelled for good. Whoever has it keeps it; nobody else gets it."


def again(request: HttpRequest, letter: Composed, mailing: Mailing) -> str:
    """Send it to those who did not get it."""
    count = desk.send_again(mailing, request.user.get_username())
    return f"It goes out once more, to {count} who did not get it, and to nobody else."


def unlock(request: HttpRequest, letter: Composed, mailing: Mailing) -> str:
    """Hand the passphrase to the key agent, which opens addresses for two hours."""
    form = _valid(UnlockForm(request.POST))
    try:
        means.opener().unlock(form["passphrase"].strip())
    except (WrongPassphrase, Locked) as refusal:
        raise Refused(f"The list key stays locked: {refusal}.") from None
    return "The list key is unlocked for two hours. Then it is forgotten by itself."


def settle(request: HttpRequest, letter: Composed, mailing: Mailing) -> str:
    """Decide about copies in doubt."""
    form = _valid(DecisionForm(request.POST, copies=[copy.pk for copy in desk.doubts(mailing)]))
    arrived = form["arrived"] == "yes"
    count = desk.settle(mailing, form["copy"], request.user.get_username(), arrived=arrived)
    return f"{count} settled: {'they count as sent' if arrived else 'they are sent again'}."


ACTIONS: dict[str, Callable[[HttpRequest, Composed, Any], str]] = {
    "prepare": prepare,
    "test": test,
    "approve": approve,
    "schedule": schedule,
    "hold": hold,
    "pause": pause,
    "resume": resume,
    "cancel": cancel,
    "again": again,
    "settle": settle,
    "unlock": unlock,
}


def _valid(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused(" ".join(sentence for sentences in form.errors.values() for sentence in sentences))
    return dict(form.cleaned_data)
