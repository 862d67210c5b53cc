"""The newsroom's side of letters and the key agent, in memory (``TAMIZDAT_LETTERS``, ``TAMIZDAT_OPENER``): tests change their minds."""

from collections.abc import Sequence
from typing import ClassVar

from factories.edition import letter
from tamizdat.edition.mail import PREFERENCES, UNSUBSCRIBE
from tamizdat.edition.schema import encode
from tamizdat.newsletters.interfaces import LetterMail, Locked
from tamizdat.sealed.agent import READER_PURPOSE
from tamizdat.sealed.boxes import CannotOpen, open_box
from tamizdat.sealed.keys import PrivateKey

KIND, LANGUAGE = "weekly", "en"
SENTENCE = "Паром снова ходит, и рыбаки с обоих берегов пришли на него посмотреть. "

ASK = "Support us."


class Letters:
    """A newsroom with as many letters as are asked for."""

    subjects: ClassVar[dict[str, str]] = {}  # letter -> what it says now
    gone: ClassVar[str] = ""  # what is missing, a sentence
    archived: ClassVar[list[bytes]] = []
    size: ClassVar[int] = 2_000  # bytes, about

    @classmethod
    def reset(cls) -> None:
        """Begin anew."""
        cls.subjects, cls.gone, cls.archived = {}, "", []

    def frozen(self, letter_id: str) -> bytes:
        """As ``interfaces.LetterDesk``."""
        subject = self.subjects.get(letter_id, "The week in Kesh")
        return encode(letter(id=letter_id, letter=KIND, language=LANGUAGE, subject=subject))

    def rendered(self, record: bytes, *, discreet: bool, ask: bool = True) -> LetterMail:
        """As ``interfaces.LetterDesk``."""
        if self.gone:
            raise LookupError(self.gone)
        said = SENTENCE * (self.size // 600)
        links = f'<a href="{UNSUBSCRIBE}">Leave</a> <a href="{PREFERENCES}">Change</a>'
        html = f'<!doctype html><html lang="{LANGUAGE}"><body><p>{said}</p>{links}</body></html>'
        asks = "" if discreet or not ask else f"{ASK}\n\n"
        text = f"{said}\n\n{asks}{UNSUBSCRIBE}\n{PREFERENCES}\n"
        subject = "Letter" if discreet else "The week in Kesh"
        return LetterMail(subject=subject, preheader="", html=html, text=text, language=LANGUAGE, direction="ltr")

    def goes_out(self, record: bytes) -> None:
        """As ``interfaces.LetterDesk``."""
        self.archived.append(record)


class Agent:
    """The key agent, unlocked with *key* or locked without one."""

    key: ClassVar[PrivateKey | None] = None

    def needs_passphrase(self) -> bool:
        """As ``interfaces.Opener``."""
        return self.key is None

    def open(self, boxes: Sequence[bytes]) -> list[str | None]:
        """As ``interfaces.Opener``."""
        if self.key is None:
            raise Locked("The list key is locked.")
        return [_opened(self.key, box) for box in boxes]


def _opened(key: PrivateKey, box: bytes) -> str | None:
    try:
        return open_box({key.public.id: key}, box, purpose=READER_PURPOSE, padded=True).decode()
    except CannotOpen:
        return None
