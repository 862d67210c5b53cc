"""The plan: which files an edition has, in groups, and which groups a change may touch.

Promises: ``all_groups`` and ``specs`` name every file once; ``touched`` names every group whose files the change of a record can alter
by itself; the groups that *name* the record come from the press's reverse index. A group too many costs time, never correctness.
Pure: asks the catalogue only.

Groups: ``article:ID`` ``page:ID`` ``list:KEY`` ``period:KEY/PERIOD`` ``front:LANG`` ``fixed:LANG`` ``corrections:LANG`` ``root``
``sitemap:LANG/MONTH`` ``sitemaps`` ``redirect:ID`` ``photo:ID`` ``card:ID``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tamizdat.edition.catalogue import Catalogue, Entry, Teaser, list_keys, period_of, photos_of
from tamizdat.edition.paths import FEEDS, RESERVED, entry_path, feed_path, list_path, period_path
from tamizdat.edition.records import Front, Page, Person, Photo, Redirect, Section, Site, Story, Tombstone, Topic

TEASERS_PER_PART = 25
HEADLINES_PER_PART = 100
"""How many articles stand on one page of a list, and of the archive. Numbered from the oldest, so that full pages rest."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One file to make: its path, the view that makes it, and what the view needs to know."""

    path: str
    view: str
    group: str
    language: str
    subject: str = ""  # record id, list key or feed
    period: str = ""
    part: int = 0


def all_groups(catalogue: Catalogue) -> Iterator[str]:
    """Yield every group of the edition once."""
    return iter(dict.fromkeys(_all_groups(catalogue)))


def _all_groups(catalogue: Catalogue) -> Iterator[str]:
    yield from ("root", "sitemaps", "list:site")
    for language in catalogue.languages():
        yield from (f"front:{language}", f"fixed:{language}", f"corrections:{language}", f"sitemap:{language}/pages")
        yield f"list:lang:{language}"  # a language without articles has an archive and feeds all the same
    for record_id in catalogue.ids():
        yield from own_groups(record_id, catalogue)
    for key in catalogue.list_keys():
        yield from (f"list:{key}", *(f"period:{key}/{period}" for period in catalogue.periods(key)))
        if key.startswith("lang:"):
            yield from (f"sitemap:{key[5:]}/{period}" for period in catalogue.periods(key))


def own_groups(record_id: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the groups that exist because of one record."""
    entry = catalogue.entry(record_id)
    if isinstance(entry, Teaser) or (isinstance(entry, Tombstone) and entry.of == "article"):
        return (f"article:{record_id}", f"card:{record_id}")
    if isinstance(entry, Tombstone):
        return (f"{entry.of}:{record_id}",) if entry.of in ("page", "photo", "redirect") else (f"list:{entry.of}:{record_id}",)
    for kind, name in ((Page, "page"), (Photo, "photo"), (Redirect, "redirect"), (Front, "front")):
        if isinstance(entry, kind):
            return (f"front:{entry.language}",) if isinstance(entry, Front) else (f"{name}:{record_id}",)
    for kind in (Section, Topic, Story, Person):
        if isinstance(entry, kind):
            return (f"list:{kind.__name__.lower()}:{record_id}",)
    return ()


def touched(old: Entry | None, new: Entry, catalogue: Catalogue) -> set[str]:
    """Return the groups that replacing *old* by *new* may alter; *catalogue* already holds *new*."""
    if isinstance(new, Site):
        return set(all_groups(catalogue))
    paths = {getattr(entry, "path", "") for entry in (old, new)}
    groups = {*own_groups(new.id, catalogue), "root", "sitemaps"}
    groups |= {f"redirect:{redirect}" for redirect in catalogue.redirects_about(new.id, *paths)}
    for entry in (old, new):
        groups |= {f"photo:{photo}" for photo in photos_of(entry)} if entry else set()
        if isinstance(entry, Teaser) or (isinstance(entry, Tombstone) and entry.of == "article"):
            groups |= _groups_of_article(entry, catalogue)
        elif isinstance(entry, Section | Topic | Story | Person):
            key = f"{type(entry).__name__.lower()}:{entry.id}"
            groups |= {f"period:{key}/{period}" for period in catalogue.periods(key)}
        if (language := getattr(entry, "language", "")) and isinstance(entry, Page | Section | Topic | Story | Person | Tombstone | Front):
            groups |= {f"sitemap:{language}/pages", f"front:{language}"}
    return groups


def _groups_of_article(entry: Teaser | Tombstone, catalogue: Catalogue) -> set[str]:
    language = entry.language
    groups = {f"front:{language}", f"corrections:{language}", f"sitemap:{language}/{period_of(f'lang:{language}', entry)}"}
    for key in ("site", *(list_keys(entry) if isinstance(entry, Teaser) else entry.lists), *entry.former):
        period = period_of(key, entry)
        groups |= {f"list:{key}", *(f"period:{key}/{near}" for near in _neighbours(catalogue.periods(key), period))}
    if isinstance(entry, Teaser):
        groups |= {f"article:{twin}" for twin in catalogue.twins(entry.translation_key).values()}
    return groups


def _neighbours(periods: list[str], period: str) -> list[str]:
    older = [p for p in periods if p < period][-1:]
    newer = [p for p in periods if p > period][:1]
    return [*older, period, *newer]


def specs(group: str, catalogue: Catalogue) -> list[Spec]:
    """Return the files of *group* as the catalogue now stands; none if the group has nothing (any more)."""
    kind, _, rest = group.partition(":")
    return _PLANS[kind](group, rest, catalogue)


def _article(group: str, record_id: str, catalogue: Catalogue) -> list[Spec]:
    if teaser := catalogue.teaser(record_id):
        return [Spec(teaser.path, "article", group, teaser.language, record_id)]
    stone = catalogue.tombstone(record_id)
    if stone and stone.kind == "withdrawn":
        return [Spec(stone.path, "withdrawn", group, stone.language, record_id)]
    return []


def _page(group: str, record_id: str, catalogue: Catalogue) -> list[Spec]:
    page = catalogue.get(record_id)
    return [Spec(page.path, "page", group, page.language, record_id)] if isinstance(page, Page) else []


def _list(group: str, key: str, catalogue: Catalogue) -> list[Spec]:
    """The first page of a list and its feeds. The front is a group of its own; languages list their archive here."""
    path = list_path(catalogue, key)
    if path is None:
        return []
    kind, _, record_id = key.partition(":")
    language = catalogue.languages()[0] if kind == "site" else record_id if kind == "lang" else path.split("/")[0]
    feeds = [Spec(feed_path(path, feed), f"feed_{feed}", group, language, key) for feed in FEEDS]
    first = {"site": [], "lang": [Spec(f"{record_id}/archive.html", "archive", group, language, key)]}
    return [*first.get(kind, [Spec(path, kind, group, language, key)]), *feeds]


def _period(group: str, rest: str, catalogue: Catalogue) -> list[Spec]:
    key, _, period = rest.rpartition("/")
    kind = key.partition(":")[0]
    members = catalogue.members(key, period)
    if kind == "site" or not any(members):
        return []
    size = HEADLINES_PER_PART if kind == "lang" else TEASERS_PER_PART
    made = []
    for part in range(1, (len(members) - 1) // size + 2):
        path = period_path(catalogue, key, period, part)
        if path and any(members[(part - 1) * size : part * size]):
            made.append(Spec(path, "archive_month" if kind == "lang" else "period", group, path.split("/")[0], key, period, part))
    return made


def _front(group: str, language: str, catalogue: Catalogue) -> list[Spec]:
    if language not in catalogue.languages():
        return []
    fronts = [Spec(f"{language}/index.html", "front", group, language, f"lang:{language}")]
    if language == catalogue.languages()[0]:
        fronts.append(Spec("index.html", "front", group, language, f"lang:{language}"))
    return fronts


def _fixed(group: str, language: str, catalogue: Catalogue) -> list[Spec]:
    return [Spec(f"{language}/{view}.html", view, group, language) for view in ("letter", "support", "search")]


def _corrections(group: str, language: str, catalogue: Catalogue) -> list[Spec]:
    return [Spec(f"{language}/corrections.html", "corrections", group, language)]


def _root(group: str, _rest: str, catalogue: Catalogue) -> list[Spec]:
    default = catalogue.languages()[0]
    return [Spec("404.html", "not_found", group, default), Spec("robots.txt", "robots", group, default)]


def _sitemap(group: str, rest: str, catalogue: Catalogue) -> list[Spec]:
    language, _, month = rest.partition("/")
    if month != "pages" and not any(catalogue.members(f"lang:{language}", month)):
        return []
    return [Spec(f"sitemap/{language}-{month}.xml", "sitemap", group, language, f"lang:{language}", month)]


def _sitemaps(group: str, _rest: str, catalogue: Catalogue) -> list[Spec]:
    default = catalogue.languages()[0]
    return [Spec("sitemap.xml", "sitemap_index", group, default), Spec("sitemap-news.xml", "sitemap_news", group, default)]


def _redirect(group: str, record_id: str, catalogue: Catalogue) -> list[Spec]:
    redirect = catalogue.get(record_id)
    if not isinstance(redirect, Redirect) or redirect.query or not entry_path(catalogue, redirect.target):
        return []
    path = redirect_path(redirect.old_path)
    target = catalogue.get(redirect.target)
    if path is None or not _is_free(path, catalogue):
        return []
    return [Spec(path, "redirect", group, getattr(target, "language", ""), record_id)]


def redirect_path(old_path: str) -> str | None:
    """Return where a static host must hold a page for it to answer at *old_path*; None where no page can."""
    path = old_path if old_path.endswith((".html", ".htm")) else f"{old_path.rstrip('/')}/index.html"
    steps = path.split("/")
    if not all(steps) or any(step.startswith(".") for step in steps) or len(path.encode()) > 400 or not path.isprintable():
        return None
    return path


def _is_free(path: str, catalogue: Catalogue) -> bool:
    """Tell whether no page of ours can ever stand at *path*: redirects yield to the newspaper's own paths."""
    first, *rest = path.split("/")
    ours = first in catalogue.languages() and (not rest or rest[0].removesuffix(".html") in RESERVED or len(rest) == 1)
    return bool(rest) and first not in ("media", "tree", "sitemap") and not ours and catalogue.standing_at(path) is None


def _photo(group: str, record_id: str, catalogue: Catalogue) -> list[Spec]:
    photo = catalogue.get(record_id)
    if not isinstance(photo, Photo) or not catalogue.photo_is_shown(record_id):
        return []
    return [Spec(rendition.path, "media", group, "", rendition.digest) for rendition in (*photo.renditions, *photo.teasers)]


def _card(group: str, record_id: str, catalogue: Catalogue) -> list[Spec]:
    teaser = catalogue.teaser(record_id)
    return [Spec(teaser.card.path, "media", group, "", teaser.card.digest)] if teaser and teaser.card else []


_PLANS: dict[str, Callable[[str, str, Catalogue], list[Spec]]] = {
    "article": _article,
    "page": _page,
    "list": _list,
    "period": _period,
    "front": _front,
    "fixed": _fixed,
    "corrections": _corrections,
    "root": _root,
    "sitemap": _sitemap,
    "sitemaps": _sitemaps,
    "redirect": _redirect,
    "photo": _photo,
    "card": _card,
}
