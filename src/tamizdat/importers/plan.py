"""What becomes of each item of an archive: a plain plan of an article or a static page, decided before anything is written.

Promises: nothing is guessed. No byline without a name in the archive's own list; no date without one in the item; nothing public that
was not public there. Every decision against the archive is entered in the tally with its reason.
Leaves the body to ``convert`` and the writing to ``wordpress``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import unquote, urlsplit

from tamizdat.edition.records import Block
from tamizdat.importers import fit, names
from tamizdat.importers.archive import WxrPost, WxrTerm
from tamizdat.importers.convert import convert, plain_words
from tamizdat.importers.index import NOT_TAKEN, TAKEN, Archive
from tamizdat.importers.library import Library
from tamizdat.importers.oldsite import Picture
from tamizdat.importers.reusable import TYPE, with_reusable
from tamizdat.importers.tally import Tally

NO_CATEGORY = ("uncategorized", "без рубрики", "bez-rubriki", "دسته‌بندی نشده")
"""WordPress's own word for "none", by slug or name, in the languages that we speak."""

Rule = tuple[str, Callable[[WxrPost, datetime], bool]]

DRAFT_RULES: list[Rule] = [
    ("it asked for a password", lambda post, _: post.protected),
    ("it was private", lambda post, _: post.status == "private"),
    ("it waited for review", lambda post, _: post.status == "pending"),
    ("it was a draft", lambda post, _: post.status == "draft"),
    ("it was scheduled", lambda post, _: post.status == "future"),
    ("its status is not known", lambda post, _: post.status != "publish"),
    ("it has no date", lambda post, _: post.published is None and post.modified is None),
    ("it is dated in the future", lambda post, now: (post.published or post.modified or now) > now),
]
"""Why something stays a draft: the first rule that speaks. Nobody speaks: it is published."""


@dataclass(frozen=True, slots=True)
class Stub:
    """What must be known of a page before any body that links to it is written."""

    item: int
    kind: Literal["article", "page"]
    title: str
    slug: str


@dataclass(frozen=True, slots=True)
class Term:
    """A section or topic by its name in the archive."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that is written of one item."""

    stub: Stub
    draft: str  # why it stays a draft; "": it is published
    published: datetime | None
    modified: datetime | None
    standfirst: str
    byline: str  # "": none
    section: Term | None
    topics: tuple[Term, ...]
    lead: Picture | None
    body: list[Block]
    addresses: tuple[tuple[str, str], ...]  # path without leading slash, query


def fate_of(post: WxrPost) -> str:
    """Return why *post* is not taken at all; "" if it is."""
    if post.type == "nav_menu_item":
        return "a menu's entry: the navigation here is the sections"
    if post.type == "revision":
        return "an older version"
    if post.type == TYPE:
        return "a reusable block: its text stands in each post that shows it"
    if post.type not in TAKEN:
        return f"of the type “{post.type}”, which is neither post nor page"
    return f"it was in the state “{post.status}”" if post.status in NOT_TAKEN else ""


def stub_of(post: WxrPost, taken: set[str], tally: Tally) -> Stub:
    """Return the title and slug of *post*; its slug joins *taken*."""
    kind: Literal["article", "page"] = "page" if post.type == "page" else "article"
    title = fit.title(_title(post, tally), tally)
    wanted = names.slug(post.slug, title, post.id)
    if wanted.isdigit():  # at the top of the edition a number is a year
        wanted = f"{kind}-{wanted}"
    slug = names.free(wanted, taken)
    if post.slug and slug != post.slug:
        tally.note("slug", f"“{slug}” here", post.slug)
    return Stub(post.id, kind, title, slug)


def _title(post: WxrPost, tally: Tally) -> str:
    title = plain_words(post.title)
    if "<" in post.title and title != post.title:
        tally.note("title", "its markup is gone, its words stay", post.title)
    if title:
        return title
    words = plain_words(post.content[:4000]).split()[:8]
    made = " ".join(words) + ("…" if len(words) == 8 else "")
    tally.note("title", "there was none: its first words, or its number, stand there", made)
    return made or f"Post {post.id}"


def plan_of(post: WxrPost, stub: Stub, archive: Archive, library: Library, tally: Tally, now: datetime) -> Plan:
    """Return what becomes of *post*, and account for everything in it."""
    draft = next((why for why, speaks in DRAFT_RULES if speaks(post, now)), "")
    _account(post, draft, tally)
    content = with_reusable(post.content, archive, tally)
    body = convert(content, old=library, tally=tally, item=post.id)
    standfirst = _standfirst(post, tally)
    body = fit.body(body, tally)
    if len(standfirst) > fit.STANDFIRST:
        body = fit.lead_in(standfirst, body, tally)
        standfirst = ""
    section, topics = _terms(post, archive, tally) if stub.kind == "article" else (None, ())
    return Plan(
        stub=stub,
        draft=draft,
        published=post.published or post.modified,
        modified=post.modified,
        standfirst=standfirst,
        byline=_byline(post, archive, tally) if stub.kind == "article" else "",
        section=section,
        topics=topics,
        lead=_lead(post, library, tally) if stub.kind == "article" else None,
        body=body,
        addresses=_addresses(post, archive.site.base),
    )


def _account(post: WxrPost, draft: str, tally: Tally) -> None:
    tally.came(post.type)
    if draft:
        tally.changed(post.type, f"a draft: {draft}", post.title)
    else:
        tally.took(post.type)
    if post.sticky:
        tally.note("post", "it was pinned to the old front: put it on the front yourself if it belongs there")
    if post.published is None and post.modified is not None:
        tally.note("date", "its time of publication is impossible: that of its last change stands there", post.modified.isoformat())
    elif post.published is None:
        tally.note("date", "its time of publication is impossible")
    elif post.published_is_local:
        tally.note("date", "the old site's local time, taken as UTC", post.published.isoformat())
    if post.type == "page" and post.parent:
        tally.note("page", "it stood below another page: all pages stand side by side here")
    if post.comments:
        tally.drop("comment", "left at the door, with all who wrote them", post.comments)


def _standfirst(post: WxrPost, tally: Tally) -> str:
    words = plain_words(post.excerpt)
    if words:
        tally.came("excerpt")
        if "<" in post.excerpt:
            tally.changed("excerpt", "plain words, as a standfirst is", post.excerpt)
        else:
            tally.took("excerpt")
    return words


def _byline(post: WxrPost, archive: Archive, tally: Tally) -> str:
    name = archive.authors.get(post.author, "") if post.author else ""
    tally.came("byline")
    if name:
        tally.took("byline")
    else:
        tally.left_out("byline", "the archive does not say the author's name: no byline")
    return name[:120]


def _terms(post: WxrPost, archive: Archive, tally: Tally) -> tuple[Term | None, tuple[Term, ...]]:
    section: Term | None = None
    topics: list[Term] = []
    for term in post.terms:
        kind = {"category": "category", "tag": "tag"}.get(term.domain, f"term of “{term.domain}”")
        tally.came(kind)
        if term.domain not in ("category", "tag"):
            tally.left_out(kind, "there is nothing like it here", term.name)
        elif _is_none(term):
            tally.left_out(kind, "WordPress's word for no category", term.name)
        elif term.domain == "category" and section is None:
            section = _term(term, archive)
            tally.took(kind)
        elif term.domain == "category":
            topics.append(_term(term, archive))
            tally.changed(kind, "a topic: an article stands in one section", term.name)
        else:
            topics.append(_term(term, archive))
            tally.took(kind)
    return section, tuple({topic.name.casefold(): topic for topic in topics}.values())


def _is_none(term: WxrTerm) -> bool:
    return term.domain == "category" and (term.slug.lower() in NO_CATEGORY or term.name.lower() in NO_CATEGORY)


def _term(term: WxrTerm, archive: Archive) -> Term:
    name = plain_words(term.name)[:120] or term.slug[:120]
    return Term(term.slug, name, plain_words(archive.description(term))[:500])


def _lead(post: WxrPost, library: Library, tally: Tally) -> Picture | None:
    if post.picture is None:
        return None
    tally.came("lead picture")
    picture = library.picture("", post.picture)
    if picture.id is None:
        tally.left_out("lead picture", picture.why, f"{picture.name} ({picture.alt})" if picture.alt else picture.name)
        return None
    tally.took("lead picture")
    return picture


def _addresses(post: WxrPost, base: str) -> tuple[tuple[str, str], ...]:
    """The addresses under which readers knew the post, if they lie on the old site: its permalink, its guid and its number."""
    number = f"{'page_id' if post.type == 'page' else 'p'}={post.id}"
    found = [_old_address(address, base) for address in (post.link, post.guid, f"{base}/?{number}")]
    ours = [one for one in found if one and (one[0] or one[1] in (f"p={post.id}", f"page_id={post.id}"))]
    return tuple(dict.fromkeys(ours))


def _old_address(address: str, base: str) -> tuple[str, str] | None:
    try:
        parts, root = urlsplit(address), urlsplit(base)
    except ValueError:
        return None
    path = unquote(parts.path).lstrip("/")
    is_ours = parts.netloc.lower().removeprefix("www.") == root.netloc.lower().removeprefix("www.")
    return (path, parts.query) if is_ours and len(path) <= 500 and len(parts.query) <= 200 else None
