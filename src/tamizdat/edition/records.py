"""The records: everything that an edition is made of, as frozen plain data.

Promises: a record says all that a reader may learn of a thing, and all of its history that a page depends on (sequence,
first publication, related list, former lists). Refuses nothing itself; ``schema`` reads and writes records and checks them.
Leaves to the newsroom where the data comes from, and to ``catalogue`` which records belong together.

Times are UTC, ``YYYY-MM-DDTHH:MM:SSZ``. Ids are opaque strings of ``[A-Za-z0-9_.-]``; a translated thing has one id a language.
Inline text is the small HTML that ``inline`` allows. The written contract is docs/spec/records.md.
"""

from dataclasses import dataclass
from typing import Any, Literal

from tamizdat.edition.giving import AppealGoal as AppealGoal
from tamizdat.edition.giving import AppealVariant as AppealVariant
from tamizdat.edition.giving import CountryReason as CountryReason
from tamizdat.edition.giving import CountryRule as CountryRule
from tamizdat.edition.giving import GivingLink as GivingLink
from tamizdat.edition.giving import GivingMethod as GivingMethod
from tamizdat.edition.giving import GivingOffer as GivingOffer
from tamizdat.edition.giving import GivingWords as GivingWords
from tamizdat.edition.giving import Placement as Placement

SCHEMA = 4

Block = dict[str, Any]
"""One block of a body: ``{"type": …}`` and the fields that ``blocks.FORMS`` names for this type."""

ArticleKind = Literal["news", "feature", "analysis", "opinion", "interview", "explainer", "investigation", "editorial"]
CorrectionKind = Literal["correction", "clarification", "update"]
PageRole = Literal["about", "imprint", "contact", "privacy", "tips", "safety", "other"]
ItemForm = Literal["teaser", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all records share: an id, the number of the change that froze it (one growing count for the newsroom), and when."""

    id: str
    change: int
    frozen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One encoded picture file: its path in the edition, size in pixels and bytes, and the digest of its bytes."""

    path: str  # media/{22-char id}-{width}.{avif|jpg}, or media/{22-char id}-card.jpg
    format: Literal["avif", "jpeg"]
    width: int
    height: int
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo(Record):
    """A picture: whole-frame renditions by width, and 3:2 crops around the focal point for teasers. Smallest first."""

    credit: str
    renditions: tuple[Rendition, ...]
    teasers: tuple[Rendition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A photo as one article shows it: the words may differ between articles and languages."""

    photo: str  # id of a Photo
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A dated public note on an article."""

    kind: CorrectionKind
    time: str
    text: str  # inline text


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Where a claim comes from and who checked it, as far as the newsroom lets the reader know. Plain text."""

    claim: str
    source: str
    checked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Record):
    """One published version of one article in one language."""

    language: str
    translation_key: str
    path: str  # {lang}/{yyyy}/{mm}/{slug}.html, fixed at first publication
    slug: str
    kind: ArticleKind
    headline: str
    standfirst: str
    bylines: tuple[str, ...]  # ids of persons in order; empty: no byline
    dateline: str
    section: str | None
    topics: tuple[str, ...]
    story: str | None
    lead: Figure | None
    first_published: str
    updated: str
    sequence: int  # grows with each first publication in the newsroom
    version: int  # 1 at first publication, one more with each later one
    related: tuple[str, ...]  # ids of articles, frozen at publication
    corrections: tuple[Correction, ...]
    attributions: tuple[Attribution, ...]
    body: tuple[Block, ...]
    card: Rendition | None  # social card, 1200 x 630
    former: tuple[str, ...] = ()  # keys of lists that it once stood in (catalogue.list_keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone(Record):
    """What is left of a record that went away. It keeps its id and, for an article, its place in the lists.

    ``withdrawn``: the page stays and says so, with the public note. ``unpublished``: nothing stays; the place is empty.
    """

    of: Literal["article", "person", "section", "topic", "story", "page", "photo", "redirect", "letter", "appeal"]
    kind: Literal["withdrawn", "unpublished"]
    language: str
    path: str  # of the article, page or letter; "" for others
    time: str
    note: str  # public reason, plain text; "" when unpublished
    version: int = 1  # of an article: one more than the last that was published
    first_published: str = ""
    sequence: int = 0
    lists: tuple[str, ...] = ()  # keys of lists that it stood in
    former: tuple[str, ...] = ()  # keys of lists that it had left before


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """A byline: a person of the newsroom or a pseudonym. Linked to no account, here or in the newsroom."""

    language: str
    translation_key: str
    slug: str
    name: str
    role: str
    bio: str  # plain text, blank lines between paragraphs
    pseudonym: bool  # the page says that this is a pseudonym
    portrait: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Record):
    """A part of the newspaper with its own page and feeds."""

    language: str
    translation_key: str
    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Record):
    """What articles are about, besides their section."""

    language: str
    translation_key: str
    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(Record):
    """A running story: its page is a timeline of its articles, oldest to newest."""

    language: str
    translation_key: str
    slug: str
    name: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Record):
    """A static page, such as the imprint."""

    language: str
    translation_key: str
    path: str  # {lang}/{slug}.html
    slug: str
    role: PageRole
    title: str
    standfirst: str
    updated: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect(Record):
    """An old address and the record that stands there now. ``query`` is what followed the question mark, if anything."""

    old_path: str  # without a leading slash; "" for the root
    query: str
    target: str  # id of an Article or Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Front(Record):
    """The editor's choice for one language's front: the lead first, then the others in order; the newest follow by themselves."""

    language: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterItem:
    """One article in a letter: as a teaser or in full, with the editor's remark before it (plain text, may be empty)."""

    article: str  # id of an Article
    form: ItemForm
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Record):
    """One letter to readers in one language, as it went out. Its page is the archive's; the mail is made from the same record."""

    language: str
    translation_key: str
    path: str  # {lang}/letters/{yyyy-mm-dd}-{slug}.html, fixed when it is first frozen
    slug: str
    letter: str  # code of the LetterKind that readers ordered
    subject: str
    preheader: str  # what a mailbox shows behind the subject; may be empty
    published: str
    sequence: int  # grows with each letter of the newsroom, and never changes
    intro: tuple[Block, ...]
    items: tuple[LetterItem, ...]
    appeal: str  # plain text; empty: no appeal
    appeal_label: str  # of the link to the support page; empty: the edition's own words
    note: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """A letter that readers can order: its code is fixed, the rest are words for the sign-up form. Plain text."""

    code: str
    name: str
    promise: str  # what a reader gets
    rhythm: str  # how often: "every Friday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What the newspaper is in one language."""

    code: str
    name: str  # of the newspaper
    motto: str
    description: str
    direction: Literal["ltr", "rtl"]
    navigation: tuple[str, ...]  # ids of sections, in order
    footer: tuple[str, ...]  # ids of static pages, in order
    letters: tuple[LetterKind, ...] = ()  # the first is the one that sign-up boxes offer
    consent: str = ""  # what a reader agrees to when signing up; plain text
    consent_version: str = ""  # names the wording of ``consent``


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The newspaper's colours as ``#rrggbb``, for a light and a dark page."""

    accent: str
    accent_dark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Record):
    """The newspaper itself. A change here is site-wide: every page is made anew, unless only *doors* change (``doors``)."""

    languages: tuple[Language, ...]  # the first is the default
    canonical_base: str  # https://host[/folder], no slash at the end
    time_zone: str  # IANA name
    style: Style
    logo: str | None  # id of a Photo
    mirrors: tuple[str, ...]
    gates: tuple[str, ...]
    onion: str
    queue_key: str = ""  # public key to which sign-ups are sealed: P-256, uncompressed, 65 bytes in base64url
    sign_up_address: str = ""  # mailbox to which one can write instead of using the form
    careful_providers: tuple[str, ...] = ()  # domains of mailbox providers that must hand mail over to the state
    discreet: bool = False  # whether letters can come from a sender that does not tell of the newspaper: the form offers it then
    settled_change: int = 0  # number of the last change of anything but doors; 0: this one
    settled: str = ""  # and when it was frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving(Record):
    """On which terms one gives to the newspaper, and the words for it. One, with the id ``giving``."""

    offers: tuple[GivingOffer, ...]
    methods: tuple[GivingMethod, ...]  # empty: nobody can give, and nobody is asked
    countries: tuple[CountryRule, ...]
    links: tuple[GivingLink, ...]
    words: tuple[GivingWords, ...]
    looked_through: str  # YYYY-MM-DD on which the table of countries was last looked through; empty: never
    asked_change: int = 0  # number of the last change of the default appeal (``asking``); 0: this one
    asked: str = ""  # and when it was frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(Record):
    """The editors' message that asks, in one language. Chosen in the reader's browser; costs no page."""

    language: str
    translation_key: str
    code: str  # the same in all languages; carried by a contribution
    variants: tuple[AppealVariant, ...]
    placements: tuple[Placement, ...]
    starts: str  # time, or empty
    ends: str
    sections: tuple[str, ...]  # ids; empty: all
    kinds: tuple[str, ...]  # of articles; empty: all
    views: int  # shown at most so often …
    views_days: int  # … in so many days; 0: no cap
    rest_closed: int  # days without it after closing it
    rest_given: int  # and after giving
    goal: AppealGoal | None
    rank: int  # smaller goes first


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised(Record):
    """What an appeal has brought so far, with the id ``raised-{code}``; frozen at most hourly."""

    code: str
    amount: int
    currency: str
    as_of: str


KINDS: dict[str, type[Record]] = {
    "article": Article,
    "person": Person,
    "section": Section,
    "topic": Topic,
    "story": Story,
    "photo": Photo,
    "page": Page,
    "redirect": Redirect,
    "tombstone": Tombstone,
    "front": Front,
    "letter": Letter,
    "giving": Giving,
    "appeal": Appeal,
    "raised": Raised,
    "site": Site,
}
"""The name of a kind in a record's JSON, and its class."""
