"""The plan: every file once, every group that a change can alter, and pages that rest when nothing on them changes."""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories.edition import (
    RUSSIAN,
    article,
    figure,
    front,
    language,
    newspaper,
    page,
    person,
    photo,
    redirect,
    rendition,
    section,
    site,
    story,
    tombstone,
    topic,
)
from factories.scopes import every_spec
from simulators.small_press import SmallPress
from tamizdat.edition import plan
from tamizdat.edition.catalogue import Catalogue, list_keys
from tamizdat.edition.paths import redirect_path
from tamizdat.edition.plan import all_groups, specs
from tamizdat.edition.records import Article, Record, Tombstone
from tamizdat.edition.scope import Scope
from tamizdat.edition.views import VIEWS
from tamizdat.reader import load_theme


def plain_view(scope: Scope) -> str:
    """Show all that a view of the spec may show, by asking its scope as the real views do."""
    navigation = [scope.link_to(name) for name in scope.language.navigation]
    return repr([scope.spec, scope.site.canonical_base, navigation, PLAIN.get(scope.spec.view, lambda _: "")(scope)])


def plain_article(scope: Scope) -> object:
    shown = scope.article(scope.spec.subject)
    links = [scope.link_to(name) for name in (*shown.bylines, shown.section, *shown.topics, shown.story)]
    photo_shown = scope.photo(shown.lead.photo) if shown.lead else None
    return shown.headline, links, photo_shown, sorted(scope.twins(shown.translation_key).items())


def plain_page(scope: Scope) -> object:
    shown = scope.get(scope.spec.subject)
    return shown, sorted(scope.twins(shown.translation_key).items())


def plain_newest(scope: Scope) -> object:
    return [near.headline for near in scope.newest(scope.spec.subject, 3)]


def plain_first(scope: Scope) -> object:
    return scope.get(scope.spec.subject.partition(":")[2]), scope.periods(scope.spec.subject), plain_newest(scope)


def plain_front(scope: Scope) -> object:
    return getattr(scope.get(f"front.{scope.spec.language}"), "articles", ()), plain_newest(scope)


def plain_part(scope: Scope) -> object:
    part = scope.part()
    return part, [near.headline for name in part.members if name and (near := scope.teaser(name))]


PLAIN: dict[str, Callable[[Scope], object]] = {
    "article": plain_article,
    "page": plain_page,
    "front": plain_front,
    "archive": lambda scope: scope.periods(scope.spec.subject),
    "redirect": lambda scope: scope.link_to(scope.get(scope.spec.subject).target),
    "withdrawn": lambda scope: scope.tombstone(scope.spec.subject),
    "corrections": lambda scope: [entry.path for entry in scope.corrected(scope.spec.language)],
    **dict.fromkeys(("section", "topic", "story", "person"), plain_first),
    **dict.fromkeys(("feed_rss", "feed_atom", "feed_json"), plain_newest),
    **dict.fromkeys(("period", "archive_month"), plain_part),
    **{view: VIEWS[view] for view in ("sitemap", "sitemap_index", "sitemap_news")},
}


ARTICLES = st.sampled_from(["a1", "a2", "a3", "a4", "a5ru"])
NAMED = {"section": section, "topic": topic, "story": story, "person": person}
OLD_PATHS = ["old/a", "old/a/", "old/b", "en/2026/11/same.html", "x.html/y", "en/archive/2026-11.html", "robots.txt"]


class Newsroom:
    """Freezes records as the real one does: changes grow, paths and places rest, lists that were left are remembered."""

    def __init__(self) -> None:
        self.known: dict[str, Record] = {}
        self.change = 0

    def freeze(self, make, **values) -> Record:
        self.change += 1
        record = make(change=self.change, frozen=f"2026-11-20T09:{self.change // 60:02}:{self.change % 60:02}Z", **values)
        self.known[record.id] = record
        return record

    def publish(self, record_id, headline, lists, day, key, picture, rival, card) -> Record:
        old, code = self.known.get(record_id), "ru" if record_id.endswith("ru") else "en"
        first = getattr(old, "first_published", "") or f"2026-{10 + day // 28}-{day % 28 + 1:02}T06:00:00Z"
        section_id, topics, story_id, persons = lists
        slug = old.path.rpartition("/")[2].removesuffix(".html") if old else "same" if rival else record_id
        return self.freeze(
            article,
            id=record_id,
            language=code,
            headline=headline,
            first_published=first,
            slug=slug,
            sequence=getattr(old, "sequence", self.change + 1),
            version=getattr(old, "version", 0) + 1,
            translation_key=key or f"key-{record_id}",
            section=section_id,
            topics=tuple(topics),
            story=story_id,
            bylines=tuple(persons),
            lead=figure(photo=picture) if picture else None,
            card=rendition(name="card", path=f"media/{'c' * 22}-card.jpg") if card else None,
            former=tuple(sorted(self._once_in(old) - {f"section:{section_id}", *(f"topic:{name}" for name in topics)})),
        )

    def _once_in(self, old: Record | None) -> set[str]:
        lists = list_keys(old) if isinstance(old, Article) else old.lists if isinstance(old, Tombstone) else ()
        return {*getattr(old, "former", ()), *lists}

    def retract(self, record_id, kind) -> Record | None:
        old = self.known.get(record_id)
        if not isinstance(old, Article):
            return None
        kept = {name: getattr(old, name) for name in ("language", "path", "first_published", "sequence", "former")}
        return self.freeze(tombstone, id=record_id, kind=kind, lists=list_keys(old), **kept)

    def name(self, kind, number, name, slug, key) -> Record:
        return self.freeze(NAMED[kind], id=f"{kind}-{number}", name=name, slug=slug, translation_key=key or f"key-{kind}-{number}")

    def unname(self, kind, number) -> Record | None:
        if not isinstance(self.known.get(f"{kind}-{number}"), (Tombstone, type(None))):
            return self.freeze(
                tombstone, id=f"{kind}-{number}", of=kind, kind="unpublished", path="", lists=(), first_published="", sequence=0
            )
        return None

    def keep_page(self, number, slug, title, key) -> Record:
        return self.freeze(page, id=f"page-{number}", slug=slug, title=title, translation_key=key or f"key-page-{number}")

    def move(self, number, old_path, query, target) -> Record:
        return self.freeze(redirect, id=f"redirect-{number}", old_path=old_path, query=query, target=target)

    def show(self, number, credit) -> Record:
        return self.freeze(lambda **values: photo(**values | {"renditions": photo().renditions}), id=f"photo-{number}", credit=credit)

    def choose(self, articles) -> Record:
        return self.freeze(front, articles=tuple(articles))

    def settle(self, base, navigation) -> Record:
        return self.freeze(site, canonical_base=base, languages=(language(navigation=tuple(navigation), footer=()), RUSSIAN))


words = st.sampled_from(["Tide", "Ebb", "Storm"])
some = lambda kind: st.sampled_from([f"{kind}-1", f"{kind}-2"])  # noqa: E731 - a word for a strategy
STEPS = st.one_of(
    *[
        st.tuples(
            st.just("publish"),
            ARTICLES,
            words,
            st.tuples(
                st.none() | some("section"),
                st.lists(some("topic"), unique=True, max_size=2),
                st.none() | some("story"),
                st.lists(some("person"), unique=True, max_size=2),
            ),
            st.integers(0, 55),
            st.sampled_from(["", "key-one"]),
            st.none() | some("photo"),
            st.booleans(),
            st.booleans(),
        )
    ]
    * 3,
    st.tuples(st.just("retract"), ARTICLES, st.sampled_from(["withdrawn", "unpublished"])),
    st.tuples(
        st.just("name"),
        st.sampled_from(sorted(NAMED)),
        st.sampled_from([1, 2]),
        words,
        st.sampled_from(["x", "y"]),
        st.sampled_from(["", "key-one"]),
    ),
    st.tuples(st.just("unname"), st.sampled_from(sorted(NAMED)), st.sampled_from([1, 2])),
    st.tuples(st.just("keep_page"), st.sampled_from([1, 2]), st.sampled_from(["about", "us"]), words, st.sampled_from(["", "key-page"])),
    st.tuples(
        st.just("move"), st.sampled_from([1, 2, 3]), st.sampled_from(OLD_PATHS), st.sampled_from(["", "p=1"]), ARTICLES | some("page")
    ),
    st.tuples(st.just("show"), st.sampled_from([1, 2]), words),
    st.tuples(st.just("choose"), st.lists(ARTICLES, unique=True, max_size=3)),
    st.tuples(
        st.just("settle"), st.sampled_from(["https://one.example", "https://two.example/paper"]), st.lists(some("section"), unique=True)
    ),
)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    """Two teasers and three headlines to a page, so that a handful of articles makes several pages."""
    monkeypatch.setattr(plan, "TEASERS_PER_PART", 2)
    monkeypatch.setattr(plan, "HEADLINES_PER_PART", 3)


def run(steps: Iterable[tuple], press: SmallPress) -> Newsroom:
    newsroom = Newsroom()
    press.take([newsroom.settle("https://one.example", [])])
    for name, *about in steps:
        record = getattr(newsroom, name)(*about)
        press.take([record] if record else [])
    return newsroom


def parts(press: SmallPress) -> dict[str, tuple]:
    return {path: (file.spec, file.text, file.change) for path, file in press.files.items()}


@settings(max_examples=250, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=14))
def test_what_a_change_touches_is_all_that_it_alters(steps):
    press = SmallPress(plain_view)
    run(steps, press)
    whole = press.at_once()
    assert parts(press) == {path: (file.spec, file.text, file.change) for path, file in whole.items()}


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=14), data=st.data())
def test_the_order_in_which_records_arrive_does_not_matter(steps, data):
    press = SmallPress(plain_view)
    newsroom = run(steps, press)
    shuffled = SmallPress(plain_view)
    shuffled.take(data.draw(st.permutations(list(newsroom.known.values()))))
    assert parts(shuffled) == parts(press)
    assert {path: file.text for path, file in shuffled.at_once().items()} == {path: file.text for path, file in press.files.items()}


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_the_change_that_a_page_states_never_goes_back_while_articles_only_come(steps):
    press, newsroom = SmallPress(plain_view), Newsroom()
    press.take([newsroom.settle("https://one.example", [])])
    for name, *about in steps:
        if name not in ("publish", "name", "keep_page", "show", "choose"):
            continue
        before = dict(press.files)
        press.take([getattr(newsroom, name)(*about)])
        for path, file in press.files.items():
            if path in before and before[path].spec == file.spec and file.spec.view in ("period", "archive_month", "archive"):
                assert file.change >= before[path].change
                assert file.text == before[path].text or file.change > before[path].change, f"{path} changed and does not say so"


@settings(max_examples=4, deadline=None)
@given(steps=st.lists(STEPS, min_size=6, max_size=10))
def test_the_real_views_ask_for_all_that_they_show(steps):
    press = SmallPress(lambda scope: VIEWS[scope.spec.view](scope), load_theme())
    run(steps, press)
    assert {path: file.text for path, file in press.files.items()} == {path: file.text for path, file in press.at_once().items()}


def kept_up(*records: Record) -> SmallPress:
    """A press that took *records* one by one, and has what a full build would have."""
    press = SmallPress(plain_view)
    for record in records:
        press.take([record])
    whole = press.at_once()
    assert parts(press) == {path: (file.spec, file.text, file.change) for path, file in whole.items()}
    return press


def test_a_page_comes_back_when_the_one_that_took_its_path_goes():
    one, other = (page(id=f"page-{number}", slug="about", change=number) for number in (2, 3))
    assert kept_up(site(), one, other).files["en/about.html"].spec.subject == "page-3"
    assert kept_up(site(), one, other, page(id="page-3", slug="us", change=4)).files["en/about.html"].spec.subject == "page-2"


def test_a_section_gives_way_to_another_of_its_slug_with_all_its_pages_and_comes_back():
    one, other = (section(id=f"section-{number}", slug="x", change=number) for number in (2, 3))
    articles = [article(id=f"a{number}", sequence=number, change=number + 3, section="section-2") for number in range(1, 6)]
    assert "en/section/x/2026-11.html" not in kept_up(site(), one, other, *articles).files
    assert "en/section/x/2026-11-3.html" in kept_up(site(), one, other, *articles, section(id="section-3", slug="y", change=20)).files


def test_a_redirect_comes_back_when_the_article_in_its_place_goes():
    old, target = redirect(old_path="en/2026/11/a.html", target="b", change=2), article(id="b", change=3)
    taking = article(id="a", change=4)
    assert kept_up(site(), old, target, taking).files["en/2026/11/a.html"].spec.view == "article"
    gone = tombstone(id="a", kind="unpublished", path="en/2026/11/a.html", change=5)
    assert kept_up(site(), old, target, taking, gone).files["en/2026/11/a.html"].spec.view == "redirect"


def test_a_redirect_appears_with_its_target_and_yields_to_a_newer_one():
    early = redirect(id="r1", old_path="old/a", target="a", change=2)
    other = redirect(id="r2", old_path="old/a/", target="b", change=3)
    assert "old/a/index.html" not in kept_up(site(), early, other).files
    found = kept_up(site(), early, other, article(id="a", change=4))
    assert found.files["old/a/index.html"].spec.subject == "r1"
    assert (
        kept_up(site(), early, other, article(id="a", change=4), article(id="b", change=5)).files["old/a/index.html"].spec.subject == "r2"
    )


def test_an_article_that_returns_to_a_list_moves_those_behind_it():
    first = {"id": "a1", "sequence": 1, "first_published": "2026-11-01T06:00:00Z"}
    others = [article(id=f"a{n}", sequence=n, change=n + 1, first_published=f"2026-11-{n:02}T06:00:00Z") for n in range(2, 8)]
    away = article(**first, section=None, former=("section:section-politics",), change=20, version=2)
    back = article(**first, change=21, version=3)
    press = kept_up(site(), section(), article(**first, change=2), *others, away, back)
    assert "a7" in press.files["en/section/politics/2026-11-4.html"].names


def test_an_article_that_left_a_list_still_counts_among_what_changed_it():
    first = {"id": "a1", "sequence": 1, "first_published": "2026-11-01T06:00:00Z"}
    away = {"section": None, "former": ("section:section-politics",)}
    stay = article(id="a2", sequence=2, change=3)
    press = kept_up(
        site(), section(), article(**first, change=2), stay, article(**first, **away, change=20), article(**first, **away, change=30)
    )
    assert press.files["en/section/politics/2026-11.html"].change[0] == 30


def test_of_two_translations_into_one_language_the_next_takes_over_when_the_first_goes():
    russian = {"language": "ru", "section": None, "topics": (), "story": None, "bylines": (), "translation_key": "k"}
    one, two = (article(id=f"r{number}", change=number, **russian) for number in (2, 3))
    gone = tombstone(id="r2", kind="unpublished", language="ru", path=one.path, lists=("lang:ru",), change=5)
    press = kept_up(site(languages=(language(), RUSSIAN)), article(translation_key="k", change=4), one, two, gone)
    assert "r3" in press.files["en/2026/11/article-1.html"].text


def test_every_file_of_the_newspaper_is_made_once():
    catalogue = Catalogue(newspaper())
    paths = [spec.path for group in all_groups(catalogue) for spec in specs(group, catalogue)]
    assert len(paths) == len(set(paths)) > 60
    assert {
        "index.html",
        "404.html",
        "robots.txt",
        "sitemap.xml",
        "en/archive.html",
        "ru/corrections.html",
        "news/2019/harbour/index.html",
    } <= set(paths)


def test_each_group_is_yielded_once():
    groups = list(all_groups(Catalogue(newspaper())))
    assert len(groups) == len(set(groups))


def months(count: int) -> list[Record]:
    """Articles of one December in the order of their publication, after all that the newspaper has."""
    times = (f"2026-12-{number // 4 + 1:02}T{number % 4:02}:00:00Z" for number in range(count))
    return [article(id=f"m{n:03}", sequence=n + 10, change=n + 2, first_published=time) for n, time in enumerate(times)]


def test_a_new_article_changes_one_page_of_each_list_and_begins_at_most_one_more():
    press = SmallPress(plain_view)
    press.take(newspaper(*months(40)))
    for number in range(40, 52):
        before = dict(press.files)
        press.take(months(number + 1)[-1:])
        changed = [path for path, file in press.files.items() if file.spec.view == "period" and before.get(path) != file]
        by_list = {
            path: sum(other.rpartition("/")[0] == path for other in changed) for path in {path.rpartition("/")[0] for path in changed}
        }
        assert by_list
        assert max(by_list.values()) <= 2, by_list


def test_a_correction_of_an_old_article_changes_the_pages_that_show_it_and_no_later_ones():
    press = SmallPress(plain_view)
    press.take(newspaper(*months(40)))
    before = dict(press.files)
    press.take([article(id="m010", sequence=20, change=900, version=2, first_published="2026-12-03T02:00:00Z", headline="Corrected")])
    changed = [path for path, file in press.files.items() if file.spec.view in ("period", "archive_month") and before[path] != file]
    assert 4 <= len(changed) <= 10


@pytest.mark.parametrize(
    ("old_path", "path"),
    [
        ("2019/harbour", "2019/harbour/index.html"),
        ("2019/harbour/", "2019/harbour/index.html"),
        ("2019/harbour.html", "2019/harbour.html"),
        ("", None),
        ("a//b", None),
        ("../a", None),
        (".well-known/a", None),
        ("with space", None),
        ("a<b", None),
        ("a\nb", None),
        ("robots.txt", None),
        ("sitemap.xml/a", None),
        ("page.html/amp", None),
        ("x.html.gz/", None),
        ("e" * 241, None),
        ("/".join(["e" * 100] * 5), None),
        ("новости/порт", "новости/порт/index.html"),
        ("foo--bar", "foo--bar/index.html"),
    ],
)
def test_an_old_address_leads_on_where_a_static_host_can_hold_a_page(old_path, path):
    assert redirect_path(old_path) == path


def test_of_two_uploads_of_one_picture_one_brings_the_files():
    twice = photo(id="photo-again", renditions=photo().renditions)
    records = newspaper(twice, article(id="article-2", lead=figure(photo="photo-again")))
    media = {path: spec for path, spec in every_spec(Catalogue(records)).items() if spec.view == "media"}
    assert {spec.group for path, spec in media.items() if path in {one.path for one in photo().renditions}} == {"photo:photo-again"}


def test_a_photo_that_nothing_shows_is_not_published():
    records = newspaper(photo(id="photo-unused", renditions=(rendition(name="unused"),), teasers=()))
    assert rendition(name="unused").path not in every_spec(Catalogue(records))
