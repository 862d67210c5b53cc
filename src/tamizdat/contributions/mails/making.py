"""Making: what one waiting mail says, by the ledger and the newspaper as they are when it goes out.

Promises: None for a mail that has lost its reason: the contribution is gone or goes otherwise by now, the day is over. A link in it is good
for one contribution, whose values it carries. Who reads our letters discreetly is written to discreetly here too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from tamizdat.contributions import doors
from tamizdat.contributions.givers.renewals import day_of
from tamizdat.contributions.ledger.states import RECURRING
from tamizdat.contributions.mails import statements
from tamizdat.contributions.mails.composing import Button, Items, Part, Rows, Text
from tamizdat.contributions.mails.composing import mail as composed
from tamizdat.contributions.mails.words import words_in
from tamizdat.contributions.mails.writing import write_day, write_sum, write_year
from tamizdat.contributions.methods import may_change
from tamizdat.contributions.models import Contribution, Entry, GiftChange, Given, Mail, Reminder
from tamizdat.newsletters.interfaces import LetterMail
from tamizdat.newsletters.mail.senders import Sender, named
from tamizdat.newsletters.models import Reader
from tamizdat.newsletters.readers.doors import newspaper
from tamizdat.sealed.links import Link, sign_link

Senders = Callable[[bool], Sender]
CONFIRM, STOP = "confirm", "stop"
"""What a link of action ``remind`` shows first: what its page's button does. Then, to confirm, when the reminder comes."""

RUNS = ("active", "past_due", "paused")


class Spoken(Protocol):
    """What a mail needs to know of the newspaper in a language."""

    @property
    def code(self) -> str:
        """The language's code."""
        ...

    @property
    def name(self) -> str:
        """What the newspaper is called in it."""
        ...

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        ...

    @property
    def letters(self) -> Sequence[object]:
        """The letters that it has in it."""
        ...


@dataclass(frozen=True, slots=True)
class Scene:
    """To whom, in which language, from whom, when. *zone*: the newspaper's."""

    language: Spoken
    sender: Sender
    zone: str
    reads: bool  # whether they receive our letters
    now: datetime

    @property
    def code(self) -> str:
        """The language's code."""
        return self.language.code

    @property
    def words(self) -> dict[str, Any]:
        """The words of the language."""
        return words_in(self.code)

    def day(self, moment: datetime) -> str:
        """Return a day as it is written."""
        return write_day(moment, self.code, self.zone)

    def sum(self, amount: int, currency: str) -> str:
        """Return a sum as it is written."""
        return write_sum(amount, currency, self.code)


def make(mail: Mail, address_hash: bytes, language: str, senders: Senders, now: datetime) -> tuple[LetterMail, Sender] | None:
    """Return what *mail* says in *language*, and from whom; None if there is no more reason for it."""
    said = newspaper()
    spoken = next((known for known in said.languages if known.code == language), said.languages[0]) if said else None
    if said is None or spoken is None:
        return None
    reader = Reader.objects.filter(address_hash=address_hash).first()
    sender = named(senders(bool(reader and reader.discreet)), spoken.name)
    scene = Scene(spoken, sender, said.time_zone, reader is not None, now)
    found = _PARTS[mail.kind](mail, scene)
    if found is None:
        return None
    parts, filled = found
    words = scene.words[mail.kind]
    subject = words["discreet" if sender.neutral else "subject"].format(newspaper=spoken.name, **filled)
    texts = [Text(text.format(**filled)) for text in words["text"]]
    signed = [] if sender.neutral else [Text(spoken.name)]
    return composed(subject, [*texts, *parts, *signed], language=spoken.code, direction=spoken.direction), sender


Found = tuple[list[Part], dict[str, str]] | None


def _receipt(mail: Mail, scene: Scene) -> Found:
    """A payment's own receipt, or the first of several."""
    gift, entry = _gift(mail), Entry.objects.filter(pk=mail.entry).first()
    if gift is None or entry is None:
        return None
    words = scene.words
    parts: list[Part] = [_rows(gift, scene, entry.amount, entry.at, entry.currency)]
    deductible = _deductible(scene.code)
    parts += [Text(deductible)] if deductible else []
    parts.append(Text(words["shared"]["keep"]))
    if gift.frequency in RECURRING and gift.state in RUNS:
        parts += [Text(words["shared"]["change"]), _own_page(gift, scene, words["shared"]["change_button"])]
    if scene.language.letters and not scene.reads and not scene.sender.neutral:
        letter = f"{scene.sender.gate}/letter?lang={scene.code}"
        parts += [Text(words["shared"]["letter"]), Button(words["shared"]["letter_button"], letter)]
    return parts, {}


def _changed(mail: Mail, scene: Scene) -> Found:
    gift, entry = _gift(mail), Entry.objects.filter(pk=mail.entry).first()
    if gift is None or entry is None or gift.state not in RUNS:
        return None
    shared = scene.words["shared"]
    page = _own_page(gift, scene, scene.words[mail.kind].get("button") or shared["change_button"])
    rows = _rows(gift, scene, entry.amount or gift.amount, None)
    return ([page, rows] if mail.kind == "paused" else [rows, Text(shared["change"]), page]), {}


def _ended(mail: Mail, scene: Scene) -> Found:
    gift, shared = _gift(mail), scene.words["shared"]
    if gift is None:
        return None
    again: list[Part] = [Text(shared["again"]), Button(shared["again_button"], doors.pages(scene.code)[1])]
    rows = _rows(gift, scene, gift.amount, None)
    return ([rows] if scene.sender.neutral else [rows, *again]), {}


def _failed(mail: Mail, scene: Scene) -> Found:
    gift, words = _gift(mail), scene.words["failed"]
    if gift is None or gift.state != "past_due":
        return None
    return [_own_page(gift, scene, words["button"]), _rows(gift, scene, gift.amount, None), Text(words["last"])], {}


def _undone(mail: Mail, scene: Scene) -> Found:
    """What was asked for and is not done (``not_done``): no news once it is done, or something else was asked for since."""
    gift, wish = _gift(mail), GiftChange.objects.filter(record=mail.about.partition(":")[2]).first()
    still = wish is not None and (wish.state in GiftChange.OPEN) is (mail.kind == "not_yet")
    if gift is None or wish is None or not still or gift.state not in RUNS:
        return None
    page = _own_page(gift, scene, scene.words["shared"]["change_button"])
    return [page, _rows(gift, scene, gift.amount, None)], {"wish": scene.words["wish"][wish.what]}


def _annual(mail: Mail, scene: Scene) -> Found:
    gift, renews = _gift(mail), day_of(mail.about)
    if gift is None or gift.state != "active" or renews <= scene.now:
        return None
    gift.due_by = renews  # as the provider said, in the lines of the mail, too
    page = _own_page(gift, scene, scene.words["shared"]["change_button"])
    return [page, _rows(gift, scene, gift.amount, None)], {"date": scene.day(renews)}


def _statement(mail: Mail, scene: Scene) -> Found:
    words = scene.words["statement"]
    parts: list[Part] = []
    for currency, lines in statements.of_year(mail.giver_id or "", mail.year or 0, scene.zone).items():
        said = [words[line.what].format(date=scene.day(line.at), amount=scene.sum(line.amount, currency)) for line in lines]
        total = words["total"].format(amount=scene.sum(statements.total(lines), currency))
        parts += [Items(tuple(said)), Text(total)]
    deductible = _deductible(scene.code)
    parts += [Text(deductible)] if deductible and parts else []
    return (parts, {"year": write_year(mail.year or 0, scene.code)}) if parts else None


def _remind_confirm(mail: Mail, scene: Scene) -> Found:
    wish, words = Reminder.objects.filter(ref=mail.ref, due__isnull=True).first(), scene.words["remind_confirm"]
    if wish is None:
        return None
    page = Button(words["button"], _reminders_page(wish, scene, CONFIRM, wish.when))
    return [page, Text(words["last"])], {"when": scene.words["when"][wish.when]}


def _reminder(mail: Mail, scene: Scene) -> Found:
    wish, words = Reminder.objects.filter(ref=mail.ref, due__isnull=False).first(), scene.words["reminder"]
    if wish is None:
        return None
    parts: list[Part] = [Button(words["button"], doors.pages(scene.code)[1])]
    if wish.sent:
        return [*parts, Text(words["last"])], {}
    return [*parts, Text(words["once_more"]), Button(words["stop_button"], _reminders_page(wish, scene, STOP))], {}


_PARTS: dict[str, Callable[[Mail, Scene], Found]] = {
    "receipt": _receipt,
    "first": _receipt,
    "statement": _statement,
    "paused": _changed,
    "resumed": _changed,
    "amount": _changed,
    "cancelled": _ended,
    "lapsed": _ended,
    "failed": _failed,
    "annual": _annual,
    "not_yet": _undone,
    "not_done": _undone,
    "remind_confirm": _remind_confirm,
    "reminder": _reminder,
}
"""Kind of mail -> what makes its parts. The words of each are under its name."""


def _deductible(language: str) -> str:
    """What the newspaper's settings say about taxes, in a language; "" where they say nothing."""
    said = import_string(settings.TAMIZDAT_GIVING)()
    words = said["words"] if said else ()
    return next((str(each["deductible"]) for each in words if each["language"] == language), "")


def _gift(mail: Mail) -> Contribution | None:
    return Contribution.objects.filter(ref=mail.ref).order_by("pk").first()


def _rows(gift: Contribution, scene: Scene, amount: int, at: datetime | None, currency: str = "") -> Rows:
    words = scene.words["rows"]
    rows = [(words["amount"], scene.sum(amount, currency or gift.currency))]
    rows += [(words["date"], scene.day(at))] if at else []
    if gift.frequency in RECURRING:
        rows.append((words["often"], scene.words["often"][gift.frequency]))
        rows += [(words["next"], scene.day(gift.due_by))] if gift.due_by and gift.due_by > scene.now and gift.state == "active" else []
    return Rows((*rows, (words["reference"], gift.ref)))


def _own_page(gift: Contribution, scene: Scene, label: str) -> Button:
    """The page of one contribution, and no other: its link has a reference of its own, which no provider knows."""
    own = Given.objects.get(ref=gift.ref).link
    state = gift.state if gift.state in RUNS else "ended"
    shown = (str(gift.amount), gift.currency, gift.frequency, state, " ".join(sorted(may_change(gift.provider))), gift.method)
    link = Link(action="give", ref=own, language=scene.code, shown=shown)
    return Button(label, f"{scene.sender.gate}/g/{sign_link(doors.keyring().links(), link)}")


def _reminders_page(wish: Reminder, scene: Scene, *shown: str) -> str:
    link = Link(action="remind", ref=wish.ref, language=scene.code, shown=shown)
    return f"{scene.sender.gate}/r/{sign_link(doors.keyring().links(), link)}"
