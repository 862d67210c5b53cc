"""The newsroom's side of letters: what sending may ask of it (``newsletters.interfaces.LetterDesk``), and what the sending desk shows.

Promises: the record of a letter has the same bytes until somebody edits it or publishes an article of it anew; the mail is made by the
press, by the code that makes the archive's page. Refuses, with ``LookupError`` and a sentence, a letter that is gone, and to make a mail
of one that is unfinished or names an article that readers cannot open. Leaves readers, approval and sending to ``newsletters``. The
settings name ``Desk``; nobody imports it.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tamizdat.edition.records import Letter as LetterRecord
from tamizdat.edition.schema import BadRecord, decode, encode
from tamizdat.newsroom import delivery
from tamizdat.newsroom.export.letters import kind_of, letter_record
from tamizdat.newsroom.freezing import draft_records, keep
from tamizdat.newsroom.letter_checks import problems
from tamizdat.newsroom.models import Freeze, Letter, LetterKind, NewspaperSettings
from tamizdat.newsroom.rules import last_changer

LISTED = 60
"""Letters that the sending desk lists, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A letter as the sending desk lists it."""

    id: str  # of its record
    twins: str  # the same for a letter and its twins
    subject: str
    language: str
    kind: str  # code of the letter that readers ordered
    name: str  # of that letter
    date: date
    archived: bool  # it began to go out once: it stands in the archive, or stood there
    withdrawn: bool  # it was taken out of the archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed(Listed):
    """A letter as its own page at the sending desk shows it."""

    edit: str  # address in the newsroom
    withdraw: str  # where it is withdrawn from the archive
    rhythm: str  # "every Friday 10:00"; empty: no fixed day
    time_zone: str
    changed_by: str  # log-in name; empty: nobody that is known
    problems: tuple[str, ...]  # what stands in the way of sending it, a sentence each


class Desk:
    """Satisfies ``newsletters.interfaces.LetterDesk`` by its form, and offers the sending desk what its pages show."""

    def frozen(self, letter: str) -> bytes:
        """Return the record of *letter* as it stands now, canonical JSON. Raises ``LookupError`` for one that is gone."""
        record = letter_record(_letter(letter))
        try:
            return encode(record)
        except BadRecord as broken:
            raise LookupError(f"The edition cannot show the letter: {broken}.") from None

    def rendered(self, record: bytes, *, discreet: bool, ask: bool = True) -> Any:
        """Return the mail that a frozen letter makes; *ask*: with its appeal, which a discreet one never has.

        Raises ``LookupError`` if it is unfinished or an article of it is gone.
        """
        letter = _decoded(record)
        for sentence in problems(letter):
            raise LookupError(sentence)
        if letter.appeal and (discreet or not ask):
            record = encode(replace(letter, appeal="", appeal_label=""))
        site = draft_records(NewspaperSettings.load(), timezone.now())
        return delivery.press_desk().letter_mail(site, record, discreet=discreet)

    @transaction.atomic
    def goes_out(self, record: bytes) -> None:
        """Put the letter's page into the archive. Again changes nothing."""
        letter = _decoded(record)
        if Freeze.latest(letter.id) is None:
            keep(letter)

    def composed(self) -> list[Listed]:
        """Return the newest letters. Asks the database a fixed number of times."""
        letters = list(Letter.objects.select_related("locale").order_by("-date", "-sequence")[:LISTED])
        ids = [letter.record_id for letter in letters]
        stand = dict(Freeze.objects.filter(record__in=ids).order_by("change").values_list("record", "kind"))
        kinds = LetterKind.objects.filter(page__live=True).values_list("page__locale__language_code", "code", "name")
        names = {(language, code): name for language, code, name in kinds}
        return [Listed(**_line(letter, names, stand.get(letter.record_id))) for letter in letters]

    def about(self, letter: str) -> Composed:
        """Return what the desk shows of one letter. Raises ``LookupError`` for one that is gone."""
        return _composed(_letter(letter))


def _letter(record_id: str) -> Letter:
    key, _, language = record_id.partition(".")
    hexadecimal = len(key) == 32 and set(key) <= set("0123456789abcdef")
    found = Letter.objects.filter(translation_key=key, locale__language_code=language).first() if hexadecimal else None
    if found is None:
        raise LookupError("This letter is no longer in the newsroom.")
    return found


def _decoded(record: bytes) -> LetterRecord:
    letter = decode(record)
    assert isinstance(letter, LetterRecord), "sending gives back what frozen gave it"
    return letter


def _line(letter: Letter, names: dict[tuple[str, str], str], stands: str | None) -> dict[str, Any]:
    return {
        "id": letter.record_id,
        "twins": letter.translation_key.hex,
        "subject": str(letter),
        "language": letter.language,
        "kind": letter.kind,
        "name": names.get((letter.language, letter.kind), letter.kind),
        "date": letter.date,
        "archived": stands is not None,
        "withdrawn": stands == "tombstone",
    }


def _composed(letter: Letter) -> Composed:
    kind, changer = kind_of(letter), last_changer(letter)
    names = {(letter.language, letter.kind): kind.name} if kind else {}
    latest = Freeze.latest(letter.record_id)
    return Composed(
        **_line(letter, names, latest.kind if latest else None),
        edit=reverse(letter.snippet_viewset.get_url_name("edit"), args=[letter.pk]),
        withdraw=reverse("newsroom_withdraw_letter", args=[letter.pk]),
        rhythm=kind.slot if kind else "",
        time_zone=kind.zone.key if kind else NewspaperSettings.load().time_zone,
        changed_by=changer.get_username() if changer else "",
        problems=tuple(problems(letter_record(letter))),
    )
