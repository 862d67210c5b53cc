"""The plan: which files an edition has, in groups, and which groups a change may touch.

Promises: ``all_groups`` and ``specs`` name every file once; ``touched`` names every group whose files the change of a record can alter
by itself; the groups that *name* the record come from the press's reverse index. A group too many costs time, never correctness.
Pure: asks the catalogue only.

Groups: ``article:ID`` ``letter:ID`` ``page:ID`` ``list:KEY`` ``period:KEY/PERIOD/PART`` ``front:LANG`` ``latest:LANG`` ``fixed:LANG``
``corrections:LANG`` ``appeals:LANG`` ``root`` ``sitemap:LANG/MONTH`` ``sitemaps`` ``redirect:ID`` ``photo:ID`` ``card:ID``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeGuard

from tamizdat.edition.asking import asked_since, is_open
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.doors import without_doors
from tamizdat.edition.paths import (
    FEEDS,
    GIVING_FILE,
    RESERVED,
    SCRIPTS,
    appeals_path,
    entry_path,
    feed_path,
    latest_letter_path,
    list_path,
    path_wanted,
    period_path,
)
from tamizdat.edition.records import (
    Appeal,
    Front,
    Giving,
    Letter,
    Page,
    Person,
    Photo,
    Raised,
    Record,
    Redirect,
    Section,
    Site,
    Story,
    Tombstone,
    Topic,
)
from tamizdat.edition.schema import kind_of
from tamizdat.edition.teaser import Entry, Listed, Teaser, is_article, is_listed, lists_of, once_in, period_of, photos_of

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
        yield from (f"latest:{language}", f"appeals:{language}")
        yield from (f"list:lang:{language}", f"list:letters:{language}")  # a language without articles has an archive and feeds, too
    for record_id in catalogue.ids():
        yield from own_groups(record_id, catalogue)
    for key in catalogue.list_keys():
        yield from (f"list:{key}", *(_periods_of(key, catalogue) if key != "site" else ()))
        if key.startswith("lang:"):
            yield from (f"sitemap:{key[5:]}/{period}" for period in catalogue.periods(key))


def own_groups(record_id: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the groups that exist because of one record."""
    entry = catalogue.entry(record_id)
    if is_article(entry):
        return (f"article:{record_id}", f"card:{record_id}")
    if isinstance(entry, Front):
        return (f"front:{entry.language}",)
    kind = entry.of if isinstance(entry, Tombstone) else kind_of(entry) if isinstance(entry, Record) else ""
    if kind in ("page", "letter", "photo", "redirect"):
        return (f"{kind}:{record_id}",)
    return (f"list:{kind}:{record_id}",) if kind in ("section", "topic", "story", "person") else ()


def touched(old: Entry | None, new: Entry, catalogue: Catalogue) -> set[str]:
    """Return the groups that replacing *old* by *new* may alter; *catalogue* already holds *new*."""
    if isinstance(new, Site):
        return _touched_by_site(old, new, catalogue)
    if isinstance(new, Giving):
        return _touched_by_giving(old, new, catalogue)
    if isinstance(new, Appeal | Raised) or (isinstance(new, Tombstone) and new.of == "appeal"):
        return {f"appeals:{language}" for language in catalogue.languages()}
    groups = {*own_groups(new.id, catalogue), "root", "sitemaps"}
    for entry in (old, new):
        if entry is not None:
            groups |= _beside(entry, catalogue)
        if isinstance(entry, Letter | Page | Section | Topic | Story | Person | Tombstone):
            groups |= {f"sitemap:{entry.language}/pages", f"front:{entry.language}"}
        if isinstance(entry, Letter | Page | Tombstone):  # the form names the privacy page and the latest letter
            groups.add(f"fixed:{entry.language}")
    return groups | _groups_of_lists(old, new, catalogue)


def _touched_by_site(old: Entry | None, new: Site, catalogue: Catalogue) -> set[str]:
    """Everything, unless only doors changed, which stand in forms and in the page for what is not there."""
    if not isinstance(old, Site) or without_doors(old) != without_doors(new):
        return set(all_groups(catalogue))
    return {"root", *(f"{kind}:{language}" for kind in ("front", "fixed") for language in catalogue.languages())}


def _touched_by_giving(old: Entry | None, new: Giving, catalogue: Catalogue) -> set[str]:
    """The form and the files of terms; everything where the words changed that ask in every page."""
    if not isinstance(old, Giving) or asked_since(old) != asked_since(new):
        return set(all_groups(catalogue))
    return {"root", *(f"{kind}:{language}" for kind in ("fixed", "appeals") for language in catalogue.languages())}


def _beside(entry: Entry, catalogue: Catalogue) -> set[str]:
    """The groups of what is bound to an entry without naming it: its photos, rivals for its path, redirects to it, its twins."""
    shown = [found for photo in photos_of(entry) if (found := catalogue.entry(photo))]
    ids = {sharing for one in (entry, *shown) for sharing in catalogue.sharing_media(one)}
    redirects = [found for record_id in catalogue.redirects_to(entry.id) if (found := catalogue.entry(record_id))]
    ids |= {rival for one in (entry, *redirects) for rival in catalogue.claimants(path_wanted(one) or "")}
    groups = {group for record_id in ids for group in own_groups(record_id, catalogue)}
    rivals = [entry, *(found for record_id in ids if (found := catalogue.entry(record_id)))]
    listed = [key for rival in rivals if (key := _key_about(rival))]
    return groups.union(*(_periods_of(key, catalogue) for key in listed), _groups_of_twins(entry, catalogue))


def _groups_of_twins(entry: Entry, catalogue: Catalogue) -> set[str]:
    groups: set[str] = set()
    for twin_id in catalogue.all_twins(getattr(entry, "translation_key", "")):
        twin = catalogue.entry(twin_id)
        shard = period_of("lang:", twin) if isinstance(twin, Teaser) else "pages"
        groups |= {*own_groups(twin_id, catalogue), f"sitemap:{twin.language}/{shard}"}  # type: ignore[union-attr]
    return groups


def _key_about(entry: Entry) -> str:
    """The key of the list that an entry gives its name to; "" if there is none."""
    return f"{kind_of(entry)}:{entry.id}" if isinstance(entry, Section | Topic | Story | Person) else ""


def _periods_of(key: str, catalogue: Catalogue) -> Iterator[str]:
    for period in catalogue.periods(key):
        yield from (f"period:{key}/{period}/{part}" for part in catalogue.parts(key, period, part_size(key)))


def _groups_of_lists(old: Entry | None, new: Entry, catalogue: Catalogue) -> set[str]:
    """The groups of the lists that an article or letter stands in, stood in, or leaves."""
    before, after = (set(lists_of(one)) if is_listed(one) else set() for one in (old, new))
    groups: set[str] = set()
    for one in filter(is_listed, (old, new)):
        groups |= _beside_lists(one)
        for key in {*lists_of(one), *once_in(one)} - {"site"}:
            parts = catalogue.parts_about(key, one, part_size(key), moved=key not in before & after)
            groups |= {f"list:{key}", *(f"period:{key}/{period}/{part}" for period, part in parts)}
    return groups


def _beside_lists(one: Listed) -> set[str]:
    """The groups that show what is new, whatever lists it stands in."""
    if not is_article(one):
        return {f"latest:{one.language}", f"corrections:{one.language}"}
    pages = {f"{kind}:{one.language}" for kind in ("front", "corrections")}
    return pages | {f"sitemap:{one.language}/{period_of('lang:', one)}", f"sitemap:{one.language}/pages", "list:site"}


def part_size(key: str) -> int:
    """Return how many articles stand on one page of a list."""
    return HEADLINES_PER_PART if key.startswith("lang:") else TEASERS_PER_PART


def specs(group: str, catalogue: Catalogue) -> list[Spec]:
    """Return the files of *group* as the catalogue now stands; none if the group has nothing (any more)."""
    kind, _, rest = group.partition(":")
    return _PLANS[kind](group, rest, catalogue)


def _article(group: str, record_id: str, catalogue: Catalogue) -> list[Spec]:
    entry = catalogue.entry(record_id)
    if not isinstance(entry, Teaser | Tombstone) or catalogue.standing_at(entry.path) != record_id:
        return []
    return [Spec(entry.path, "article" if isinstance(entry, Teaser) else "withdrawn", group, entry.language, record_id)]


def _letter(group: str, record_id: str, catalogue: Catalogue) -> list[Spec]:
    entry = catalogue.entry(record_id)
    if not isinstance(entry, Letter | Tombstone) or catalogue.standing_at(entry.path) != record_id:
        return []
    return [Spec(entry.path, "letter_page" if isinstance(entry, Letter) else "letter_withdrawn", group, entry.language, record_id)]


def _latest(group: str, language: str, catalogue: Catalogue) -> list[Spec]:
    if language not in catalogue.languages():
        return []
    return [Spec(latest_letter_path(language), "letter_latest", group, language, f"letters:{language}")]


def _page(group: str, record_id: str, catalogue: Catalogue) -> list[Spec]:
    page = catalogue.get(record_id)
    if not isinstance(page, Page) or catalogue.standing_at(page.path) != record_id:
        return []
    return [Spec(page.path, "page", group, page.language, record_id)]


def _list(group: str, key: str, catalogue: Catalogue) -> list[Spec]:
    """The first page of a list and its feeds. The front is a group of its own; languages list their archive here."""
    kind, _, record_id = key.partition(":")
    path = list_path(catalogue, key)
    if path is None or not _has_its_path(key, catalogue):
        return []
    language = catalogue.languages()[0] if kind == "site" else record_id if kind == "lang" else path.split("/")[0]
    feeds = [Spec(feed_path(path, feed), f"feed_{feed}", group, language, key) for feed in FEEDS]
    first = {"site": [], "lang": [Spec(f"{record_id}/archive.html", "archive", group, language, key)]}
    return [*first.get(kind, [Spec(path, kind, group, language, key)]), *feeds]


def _has_its_path(key: str, catalogue: Catalogue) -> bool:
    """Whether a list's page stands where it should: of two sections with one slug only one can."""
    kind, _, record_id = key.partition(":")
    path = list_path(catalogue, key)
    return kind in ("site", "lang", "letters") or (path is not None and catalogue.standing_at(path) == record_id)


def _period(group: str, rest: str, catalogue: Catalogue) -> list[Spec]:
    if rest.count("/") != 2:  # a group of an edition that an earlier Tamizdat made: its files go
        return []
    key, period, number = rest.split("/")
    kind, part = key.partition(":")[0], int(number)
    path = period_path(catalogue, key, period, part)
    if not path or not _has_its_path(key, catalogue) or not catalogue.has_part(key, period, part, part_size(key)):
        return []
    view = {"lang": "archive_month", "letters": "letters_year"}.get(kind, "period")
    return [Spec(path, view, group, path.split("/")[0], key, period, part)]


def _front(group: str, language: str, catalogue: Catalogue) -> list[Spec]:
    if language not in catalogue.languages():
        return []
    fronts = [Spec(f"{language}/index.html", "front", group, language, f"lang:{language}")]
    if language == catalogue.languages()[0]:
        fronts.append(Spec("index.html", "front", group, language, f"lang:{language}"))
    return fronts


def _fixed(group: str, language: str, catalogue: Catalogue) -> list[Spec]:
    thanks = ["thanks"] if is_open(catalogue.giving) else []
    return [Spec(f"{language}/{view}.html", view, group, language) for view in ("letter", "support", "search", *thanks)]


def _appeals(group: str, language: str, catalogue: Catalogue) -> list[Spec]:
    if language not in catalogue.languages() or not is_open(catalogue.giving):
        return []
    return [Spec(appeals_path(language), "appeals", group, language)]


def _corrections(group: str, language: str, catalogue: Catalogue) -> list[Spec]:
    return [Spec(f"{language}/corrections.html", "corrections", group, language)]


def _root(group: str, _rest: str, catalogue: Catalogue) -> list[Spec]:
    default = catalogue.languages()[0]
    giving = [Spec(GIVING_FILE, "giving", group, default)] if is_open(catalogue.giving) else []
    return [
        Spec("404.html", "not_found", group, default),
        Spec("robots.txt", "robots", group, default),
        *(Spec(f"js/{name}.js", "script", group, default, name) for name in SCRIPTS),
        *giving,
    ]


def _sitemap(group: str, rest: str, catalogue: Catalogue) -> list[Spec]:
    language, _, month = rest.partition("/")
    if month != "pages" and month not in catalogue.periods(f"lang:{language}"):
        return []
    return [Spec(f"sitemap/{language}-{month}.xml", "sitemap", group, language, f"lang:{language}", month)]


def _sitemaps(group: str, _rest: str, catalogue: Catalogue) -> list[Spec]:
    default = catalogue.languages()[0]
    return [Spec("sitemap.xml", "sitemap_index", group, default), Spec("sitemap-news.xml", "sitemap_news", group, default)]


def _redirect(group: str, record_id: str, catalogue: Catalogue) -> list[Spec]:
    redirect = catalogue.get(record_id)
    path = path_wanted(redirect) if isinstance(redirect, Redirect) else None
    if path is None or not _is_free(path, catalogue):
        return []
    rivals = [rival for rival in map(catalogue.get, catalogue.claimants(path)) if _leads_somewhere(rival, catalogue)]
    if not rivals or max(rivals, key=lambda rival: (rival.change, rival.id)).id != record_id:
        return []
    target = catalogue.get(redirect.target)  # type: ignore[union-attr]
    return [Spec(path, "redirect", group, getattr(target, "language", ""), record_id)]


def _leads_somewhere(entry: Entry | None, catalogue: Catalogue) -> TypeGuard[Redirect]:
    return isinstance(entry, Redirect) and entry_path(catalogue, entry.target) is not None


def _is_free(path: str, catalogue: Catalogue) -> bool:
    """Tell whether no page of ours can ever stand at *path*: redirects yield to the newspaper's own paths."""
    first, *rest = path.split("/")
    ours = first in catalogue.languages() and (not rest or rest[0].removesuffix(".html") in RESERVED or len(rest) == 1)
    taken = any(not isinstance(catalogue.entry(claimant), Redirect) for claimant in catalogue.claimants(path))
    return bool(rest) and first not in ("media", "tree", "sitemap", "js") and not ours and not taken


def _photo(group: str, record_id: str, catalogue: Catalogue) -> list[Spec]:
    files = _pictures(record_id, catalogue)
    rivals = catalogue.sharing_media(catalogue.entry(record_id)) - {record_id} if files else ()  # type: ignore[arg-type]
    elsewhere = {path for rival in rivals if rival < record_id for path in _pictures(rival, catalogue)}
    return [Spec(path, "media", group, "", name) for path, name in files.items() if path not in elsewhere]


def _pictures(record_id: str, catalogue: Catalogue) -> dict[str, str]:
    """Path → digest of the picture files that a record brings into the edition: a shown photo's, or an article's card."""
    entry = catalogue.get(record_id)
    if isinstance(entry, Teaser):
        return {entry.card.path: entry.card.digest} if entry.card else {}
    if not isinstance(entry, Photo) or not catalogue.photo_is_shown(record_id):
        return {}
    return {rendition.path: rendition.digest for rendition in (*entry.renditions, *entry.teasers)}


_PLANS: dict[str, Callable[[str, str, Catalogue], list[Spec]]] = {
    "article": _article,
    "letter": _letter,
    "latest": _latest,
    "page": _page,
    "list": _list,
    "period": _period,
    "front": _front,
    "fixed": _fixed,
    "appeals": _appeals,
    "corrections": _corrections,
    "root": _root,
    "sitemap": _sitemap,
    "sitemaps": _sitemaps,
    "redirect": _redirect,
    "photo": _photo,
    "card": _photo,
}
