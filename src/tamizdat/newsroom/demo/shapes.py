"""What the demo newspaper is made of, as frozen plain data that ``content`` reads and the newsroom's loader takes over.

Promises: keys are the names of files and tables; the same key in another language is the twin. Bodies are blocks in the forms of
``edition.blocks``, but a photo and a related article are named by their demo key, and a link in the text is
``record:article.KEY`` or ``record:page.KEY``. Refuses nothing; ``content`` checks. Leaves ids and addresses to the loader.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that is told from today, so that the demo never ages: either an hour of a day, or so many hours ago."""

    days_ago: int
    hour: int = 0
    minute: int = 0
    hours_ago: int | None = None

    @property
    def age(self) -> int:
        """Return roughly how many minutes ago this is: a key to sort by, the oldest the greatest."""
        return self.hours_ago * 60 if self.hours_ago is not None else (self.days_ago * 24 + 24 - self.hour) * 60 - self.minute

    def at(self, now: datetime) -> datetime:
        """Return this moment in UTC as seen from *now* (aware); never later than *now*."""
        now = now.astimezone(UTC)
        if self.hours_ago is not None:
            return (now - timedelta(hours=self.hours_ago)).replace(second=0, microsecond=0)
        day = now.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        return min(day - timedelta(days=self.days_ago), now)


@dataclass(frozen=True, slots=True)
class DemoFigure:
    """A picture as one piece shows it, in the piece's language."""

    picture: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class DemoPicture:
    """A picture that ``pictures.draw`` makes; *focus* is its point of interest in per cent from the left and from the top."""

    key: str
    focus: tuple[int, int]
    figures: dict[str, DemoFigure]  # by language


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A byline, in one language."""

    language: str
    key: str
    name: str
    role: str
    bio: str
    pseudonym: bool
    portrait: DemoFigure | None


@dataclass(frozen=True, slots=True)
class DemoTerm:
    """A section, a topic or a running story; *about* is its description or summary."""

    language: str
    key: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class DemoCorrection:
    """A dated public note on an article."""

    kind: str
    time: Moment
    text: str  # inline text


@dataclass(frozen=True, slots=True)
class DemoAttribution:
    """Where a claim comes from and who checked it."""

    claim: str
    source: str
    checked_by: str


@dataclass(frozen=True, slots=True)
class DemoWithdrawal:
    """When an article went, and what is said in its place."""

    time: Moment
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoArticle:
    """One article in one language. Its key is also its slug."""

    file: str
    language: str
    key: str
    kind: str
    headline: str
    standfirst: str
    dateline: str
    bylines: tuple[str, ...]  # keys of people, in order
    section: str
    topics: tuple[str, ...]
    story: str | None
    lead: DemoFigure | None
    published: Moment
    corrections: tuple[DemoCorrection, ...]
    attributions: tuple[DemoAttribution, ...]
    withdrawn: DemoWithdrawal | None
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPage:
    """One static page in one language. Its key is also its slug."""

    file: str
    language: str
    key: str
    role: str
    title: str
    standfirst: str
    updated: Moment
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class DemoLetterKind:
    """A letter that readers of one language can order; *weekday* is 0 for Monday, None for no fixed day."""

    code: str
    name: str
    promise: str
    rhythm: str
    weekday: int | None


@dataclass(frozen=True, slots=True)
class DemoOffer:
    """What readers of one language can order, and what they agree to."""

    language: str
    consent: str
    kinds: tuple[DemoLetterKind, ...]


@dataclass(frozen=True, slots=True)
class DemoLetterItem:
    """An article in a letter, by its key."""

    article: str
    form: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLetter:
    """A letter in one language. *weeks_ago* 1 is the last that went out, 0 the next one: a draft with the week's selection."""

    file: str
    language: str
    key: str
    kind: str
    weeks_ago: int
    subject: str
    preheader: str
    appeal: str
    appeal_label: str
    items: tuple[DemoLetterItem, ...]
    intro: tuple[Block, ...]
    note: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLanguage:
    """What the newspaper is in one language."""

    code: str
    name: str
    motto: str
    description: str
    direction: str
    navigation: tuple[str, ...]  # keys of sections
    footer: tuple[str, ...]  # keys of pages
    front: tuple[str, ...]  # keys of articles: the lead, then the others


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSite:
    """What the newspaper is in all languages."""

    canonical_base: str
    time_zone: str
    accent: str
    accent_dark: str
    logo: str | None
    languages: tuple[DemoLanguage, ...]


@dataclass(frozen=True, slots=True)
class DemoGivingOffer:
    """What is suggested in one currency at one rhythm, as people write amounts."""

    currency: str
    frequency: str
    amounts: str
    least: str
    most: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGivingWords:
    """The words of giving in one language."""

    language: str
    headline: str
    promise: str
    ask_title: str
    ask_text: str
    ask_button: str
    statement: str
    receiver: str


@dataclass(frozen=True, slots=True)
class DemoWording:
    """One wording of an appeal; the text is inline."""

    code: str
    title: str
    text: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAppeal:
    """An appeal in one language."""

    language: str
    code: str
    placements: tuple[str, ...]
    rank: int
    goal_amount: str
    goal_currency: str
    goal_label: str
    wordings: tuple[DemoWording, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGiving:
    """On which terms one gives, and what is asked for."""

    offers: tuple[DemoGivingOffer, ...]
    words: tuple[DemoGivingWords, ...]
    appeals: tuple[DemoAppeal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoNewspaper:
    """All of it."""

    site: DemoSite
    people: tuple[DemoPerson, ...]
    sections: tuple[DemoTerm, ...]
    topics: tuple[DemoTerm, ...]
    stories: tuple[DemoTerm, ...]
    pictures: tuple[DemoPicture, ...]
    pages: tuple[DemoPage, ...]
    articles: tuple[DemoArticle, ...]  # oldest first within a language
    sign_up_address: str
    offers: tuple[DemoOffer, ...]
    letters: tuple[DemoLetter, ...]  # oldest first
    giving: DemoGiving
