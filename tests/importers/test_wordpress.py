"""A whole archive comes into the newsroom: what editors find there, what readers get, and what never came in."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from factories.newsroom import front, person
from importers import wxr_factory as make
from simulators.press import PressSimulator
from tamizdat.edition.inline import plain_text
from tamizdat.edition.schema import decode
from tamizdat.importers.archive import BadArchive
from tamizdat.importers.summary import Summary
from tamizdat.importers.wordpress import import_wordpress
from tamizdat.newsroom.models import ArticlePage, Counter, Freeze, ImportedItem, OldAddress, Person, Section, StaticPage, Topic

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])  # all rows there are are counted

SHARED = Path(__file__).parents[3] / "shared" / "data" / "wordpress-theme-unit-test.wxr.xml"


def bring_in(folder: Path, *parts: str, **options: Any) -> Summary:
    head = {name: options.pop(name) for name in ("head", "version", "base") if name in options}
    return import_wordpress(make.write(folder, make.document(*parts, **head)), **options)


def frozen(page: Any) -> Any:
    return decode(Freeze.latest(page.record_id).data.encode())


def rows() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in apps.get_models()}


def everything_kept() -> str:
    """All of the database as text."""
    return "\n".join(connection.connection.iterdump())


def reasons(summary: Summary, kind: str) -> list[tuple[str, str]]:
    return [(one.fate, one.why) for one in summary.tally.differences if one.kind == kind]


def test_a_post_becomes_an_article_that_readers_get(tmp_path: Path, press: PressSimulator) -> None:
    summary = bring_in(tmp_path, make.item(excerpt="In short.", terms=make.term() + make.term("post_tag", "border", "The border")))
    page = ArticlePage.objects.get()
    assert (page.title, page.slug, page.standfirst, page.live, page.kind) == ("Story 11", "story-11", "In short.", True, "news")
    assert page.first_published_at == page.last_published_at == datetime(2021, 5, 4, 12, tzinfo=UTC)
    record = press.records[page.record_id]
    assert (record.path, record.first_published) == ("en/2021/05/story-11.html", "2021-05-04T12:00:00Z")
    assert [block["text"] for block in record.body] == ["The first paragraph.", "The second one."]
    assert [press.records[name].name for name in (record.section, *record.topics, *record.bylines)] == [
        "Politics",
        "The border",
        "Vera Lind",
    ]
    assert summary.made == {"articles": 1, "sections": 1, "topics": 1, "people": 1, "old addresses": 2}
    assert summary.handed_over


def test_a_page_becomes_a_static_page(tmp_path: Path) -> None:
    bring_in(tmp_path, make.item(30, type="page", name="about", title="About us"))
    page = StaticPage.objects.get()
    assert (page.title, page.slug, page.live) == ("About us", "about", True)
    assert frozen(page).path == "en/about.html"


def test_a_page_never_takes_an_address_that_the_edition_needs(tmp_path: Path) -> None:
    bring_in(tmp_path, make.item(30, type="page", name="archive"), make.item(31, type="page", name="2021"))
    assert {page.slug for page in StaticPage.objects.all()} == {"archive-2", "page-2021"}


def test_sequence_follows_time_whatever_the_order_in_the_file(tmp_path: Path) -> None:
    times = {1: "2021-03-01 10:00:00", 2: "2021-01-01 10:00:00", 3: "2021-02-01 10:00:00"}
    bring_in(tmp_path, *(make.item(number, date_gmt=time) for number, time in times.items()))
    ordered = sorted(ArticlePage.objects.all(), key=lambda page: frozen(page).sequence)
    assert [page.title for page in ordered] == ["Story 2", "Story 3", "Story 1"]


def test_links_between_old_posts_lead_to_the_new_ones(tmp_path: Path) -> None:
    spellings = [
        "https://old.example/2021/05/story-12/",
        "http://www.old.example/2021/05/story-12/#x",
        "/2021/05/story-12",
        "/?p=12",
        "/old-guid/",
    ]
    links = "\n\n".join(f'<a href="{address}">there</a>' for address in spellings)
    bring_in(tmp_path, make.item(content=links, date_gmt="2021-01-01 10:00:00"), make.item(12, guid="https://old.example/old-guid/"))
    source, goal = (ArticlePage.objects.get(title=title) for title in ("Story 11", "Story 12"))
    assert {block["text"] for block in frozen(source).body} == {f'<a href="record:{goal.record_id}">there</a>'}
    assert f'linktype="page" id="{goal.pk}"' in str(source.body.raw_data[0]["value"])


def test_old_addresses_lead_to_the_new_pages(tmp_path: Path) -> None:
    bring_in(
        tmp_path,
        make.item(link="https://old.example/2021/05/%D0%BC%D0%BE%D1%81%D1%82/"),
        make.item(30, type="page", link="https://old.example/a/b/"),
    )
    kept = {(old.path, old.query): old.page.title for old in OldAddress.objects.all()}
    assert kept == {
        ("2021/05/мост/", ""): "Story 11",
        ("", "p=11"): "Story 11",
        ("a/b/", ""): "Story 30",
        ("", "page_id=30"): "Story 30",
        ("", "p=30"): "Story 30",
    }


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"status": "draft"}, "it was a draft"),
        ({"status": "pending"}, "it waited for review"),
        ({"status": "private"}, "it was private"),
        ({"status": "future", "date_gmt": "2031-01-01 10:00:00"}, "it was scheduled"),
        ({"date_gmt": "2031-01-01 10:00:00"}, "it is dated in the future"),
        ({"password": "Opensesame"}, "it asked for a password"),
        ({"status": "members-only"}, "its status is not known"),
        ({"date": "", "date_gmt": "0000-00-00 00:00:00", "modified_gmt": "", "pub": ""}, "it has no date"),
    ],
)
def test_what_was_not_public_stays_a_draft(tmp_path: Path, press: PressSimulator, fields: dict[str, str], why: str) -> None:
    summary = bring_in(tmp_path, make.item(**fields))
    page = ArticlePage.objects.get()
    assert not page.live
    assert page.latest_revision is not None
    assert page.record_id not in press.records
    assert not OldAddress.objects.exists()
    assert reasons(summary, "post") == [("changed", f"a draft: {why}")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "trash"}, "“trash”"),
        ({"status": "auto-draft"}, "“auto-draft”"),
        ({"type": "nav_menu_item"}, "a menu's entry"),
        ({"type": "revision", "status": "inherit"}, "an older version"),
        ({"type": "product"}, "“product”"),
    ],
)
def test_what_is_not_taken_is_listed_by_name(tmp_path: Path, fields: dict[str, str], words: str) -> None:
    summary = bring_in(tmp_path, make.item(title="Left behind", **fields))
    assert not ArticlePage.objects.exists()
    [one] = summary.tally.differences
    assert (one.fate, one.where, one.excerpt) == ("left out", "Left behind", "Left behind")
    assert words in one.why


def test_a_byline_without_a_name_in_the_archive_is_none(tmp_path: Path) -> None:
    summary = bring_in(tmp_path, make.item(creator="unlisted"))
    assert list(ArticlePage.objects.get().bylines.all()) == []
    assert not Person.objects.exists()
    assert [fate for fate, _ in reasons(summary, "byline")] == ["left out"]


def test_one_name_is_one_person_even_if_it_was_here_before(tmp_path: Path) -> None:
    here = person("Vera Lind")
    bring_in(
        tmp_path, make.item(), make.item(12, creator="vera2"), head=make.author() + make.author("vera2", "Vera Lind", "x@secret.example")
    )
    assert [byline.person for page in ArticlePage.objects.all() for byline in page.bylines.all()] == [here, here]


def test_the_first_category_is_the_section_and_the_rest_are_topics(tmp_path: Path) -> None:
    terms = (
        make.term("category", "uncategorized", "Uncategorized") + make.term("category", "a", "Art") + make.term("category", "b", "Books")
    )
    summary = bring_in(tmp_path, make.item(terms=terms + make.term("post_format", "x", "Aside")))
    page = ArticlePage.objects.get()
    assert (page.section.name, [topic.name for topic in page.topics.all()]) == ("Art", ["Books"])
    assert (Section.objects.count(), Topic.objects.count()) == (1, 1)
    assert [fate for fate, _ in reasons(summary, "category")] == ["left out", "changed"]
    assert [fate for fate, _ in reasons(summary, "term of “post_format”")] == ["left out"]


def test_slugs_are_latin_and_shared_by_no_two_pages(tmp_path: Path) -> None:
    bring_in(tmp_path, make.item(name="%D0%BC%D0%BE%D1%81%D1%82"), make.item(12, name="most"), make.item(13, name="", title="Мост"))
    assert {page.slug for page in ArticlePage.objects.all()} == {"most", "most-2", "most-3"}


def test_titles_lose_markup_and_never_stay_empty(tmp_path: Path) -> None:
    bring_in(
        tmp_path,
        make.item(title="A <em>long</em> road &amp; back"),
        make.item(12, title="", content="<p>It rained all night, and we walked on towards the sea.</p>"),
    )
    assert {page.title for page in ArticlePage.objects.all()} == {"A long road & back", "It rained all night, and we walked on…"}


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    parts = (make.item(), make.item(12, status="draft"), make.item(30, type="page"), make.attachment())
    bring_in(tmp_path, *parts)
    page = ArticlePage.objects.get(title="Story 11")
    page.title = "Edited since"
    page.save_revision().publish()
    before, dump = rows(), everything_kept()
    summary = bring_in(tmp_path, *parts)
    assert rows() == before
    assert everything_kept() == dump
    assert (summary.already, summary.made, summary.tally.rows) == (3, {}, {})


def test_a_later_export_brings_only_what_is_new_and_links_to_what_was_there(tmp_path: Path) -> None:
    bring_in(tmp_path, make.item())
    summary = bring_in(tmp_path, make.item(), make.item(12, content='<a href="/?p=11">x</a>'))
    assert (summary.already, summary.made["articles"]) == (1, 1)
    old, new = (ArticlePage.objects.get(title=title) for title in ("Story 11", "Story 12"))
    assert f"record:{old.record_id}" in frozen(new).body[0]["text"]


def test_an_import_that_is_stopped_leaves_nothing_and_can_be_repeated(tmp_path: Path, press: PressSimulator) -> None:
    before = rows()

    def stop(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("importing", 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(tmp_path, *(make.item(number) for number in (11, 12, 13)), progress=stop)
    assert rows() == before
    assert press.records == {}
    assert bring_in(tmp_path, *(make.item(number) for number in (11, 12, 13))).made["articles"] == 3


@pytest.mark.parametrize("broken", ["<!DOCTYPE rss [<!ENTITY a 'b'>]>", "truncated", "late"])
def test_a_bad_archive_writes_not_one_row(tmp_path: Path, broken: str) -> None:
    text = make.document(*(make.item(number) for number in range(11, 31)))
    text = {"truncated": text[:-300], "late": text.replace("<wp:post_id>30<", "<wp:post_id>none<")}.get(
        broken, text.replace("<rss", broken + "<rss")
    )
    before, dump = rows(), everything_kept()
    with pytest.raises(BadArchive):
        import_wordpress(make.write(tmp_path, text))
    assert rows() == before
    assert everything_kept() == dump


def test_nothing_personal_is_kept_anywhere(tmp_path: Path, press: PressSimulator) -> None:
    extra = make.comment() + make.meta("_edit_lock", "Secretmeta") + make.meta("_thumbnail_id", "50")
    summary = bring_in(tmp_path, make.item(password="Secretpassword"), make.item(12, extra=extra), make.attachment())
    kept = everything_kept() + repr(press.submitted) + json.dumps(summary.plain())
    assert "Story 12" in kept
    for planted in ("vera-login", "secret.example", "Secret", "203.0.113.77"):
        assert planted not in kept


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path, press: PressSimulator) -> None:
    parts = (
        make.item(content="<table><tr><td>a</td></tr></table>"),
        make.item(12, status="draft"),
        make.item(30, type="page"),
        make.attachment(),
    )
    before, dump = rows(), everything_kept()
    dry = bring_in(tmp_path, *parts, dry_run=True)
    assert rows() == before
    assert everything_kept() == dump
    assert press.records == {}
    wet = bring_in(tmp_path, *parts)
    assert {name: dry.made[name] for name in ("articles", "pages", "drafts")} == {
        name: wet.made[name] for name in ("articles", "pages", "drafts")
    }
    assert dry.tally.differences == wet.tally.differences
    assert {**wet.tally.rows, "old address": None} == {**dry.tally.rows, "old address": None}


def test_an_archive_in_another_language_goes_to_its_front(tmp_path: Path) -> None:
    front("ru")
    bring_in(tmp_path, make.item(title="Мост закрыт"), language="ru")
    page = ArticlePage.objects.get()
    assert (page.language, page.section.locale.language_code) == ("ru", "ru")
    with pytest.raises(BadArchive, match="no front in the language “xx”"):
        bring_in(tmp_path, make.item(), language="xx")


def test_an_editor_can_save_whatever_came_in(tmp_path: Path) -> None:
    content = f"""<h2>{"long heading " * 30}</h2><blockquote>One.<cite>{"source " * 60}</cite></blockquote><ul><li>a<ol><li>b</li></ol></li></ul>
    <figure class="wp-block-pullquote"><blockquote>{"pulled " * 70}</blockquote></figure><table><tr><th>x</th></tr><tr><td>y</td></tr></table>
    <pre>code  here</pre><hr><iframe src="https://v.example/{"1" * 2100}"></iframe>[embed]https://v.example/1[/embed]"""
    bring_in(tmp_path, make.item(content=content, excerpt="Words. " * 200, title="Long " * 80))
    page = ArticlePage.objects.get()
    page.full_clean()
    page.body.stream_block.clean(page.body)
    shown = " ".join(plain_text(text) for block in frozen(page).body for text in map(str, block.values()))
    for word, number in (("heading", 30), ("source", 60), ("pulled", 70), ("Words.", 200)):
        assert shown.count(word) == number


def test_the_press_being_down_loses_nothing(tmp_path: Path, press: PressSimulator) -> None:
    press.down = True
    summary = bring_in(tmp_path, make.item())
    assert not summary.handed_over
    assert "press did not answer" in summary.text()
    assert ArticlePage.objects.get().live


def test_each_thing_remembers_where_it_came_from(tmp_path: Path) -> None:
    bring_in(tmp_path, make.item(), make.item(30, type="page"))
    noted = {(row.archive, row.kind, row.item) for row in ImportedItem.objects.all()}
    archive = "wordpress old.example"
    assert noted == {
        (archive, "article", "11"),
        (archive, "page", "30"),
        (archive, "section", "Politics"),
        (archive, "person", "Vera Lind"),
    }


def test_old_dates_of_change_are_kept(tmp_path: Path) -> None:
    bring_in(tmp_path, make.item(modified_gmt="2022-01-01 00:00:00"))
    page = ArticlePage.objects.get()
    assert (page.first_published_at.year, page.last_published_at.year) == (2021, 2022)


def test_an_import_costs_one_delivery(tmp_path: Path, press: PressSimulator) -> None:
    bring_in(tmp_path, *(make.item(number) for number in range(11, 21)))
    assert press.edition == 1
    assert Counter.objects.get(name="sequence").value == 10


def kitchen_sink(folder: Path) -> Path:
    """An export with something of everything."""
    everything = "".join(
        (
            "Classic text\n\nwith a [gallery ids='50,99'] and [caption id='attachment_50']<img class='wp-image-50'> Cranes[/caption]",
            "<!--more--><h1>A</h1><h4>B</h4><ul><li>a<ul><li>b</li></ul></li></ul><blockquote>q<cite>c</cite></blockquote><hr>",
            "<table><tr><td>1</td><td>2</td></tr></table><pre>code</pre><iframe src='https://v.example/1'></iframe><dl><dt>t<dd>d</dl>",
            "<script>x</script><!-- wp:search /--><p><a href='/?p=12'>x</a> <a href='javascript:y'>y</a></p><!--nextpage-->",
        )
    )
    items = [make.item(11, content=everything, extra=make.comment()), make.item(12, excerpt="<b>Short</b>", sticky=1), make.attachment()]
    others = [
        make.item(30, type="page", parent=31),
        make.item(13, status="draft"),
        make.item(14, type="nav_menu_item"),
        make.item(12, title="Twin"),
    ]
    return make.write(folder, make.document(*items, *others))


@pytest.mark.parametrize("name", ["our own", *(["a real one"] if SHARED.exists() else [])])
def test_every_count_of_an_archive_is_accounted_for(tmp_path: Path, name: str) -> None:
    path = SHARED if name == "a real one" else kitchen_sink(tmp_path)
    summary = import_wordpress(path)
    assert [one for one in summary.tally.differences if "please report" in one.why] == []
    for kind, row in summary.tally.rows.items():
        assert row.came == row.same + row.changed + row.left_out, kind
    listed = sum(one.fate == "changed" for one in summary.tally.differences)
    assert listed == sum(row.changed for row in summary.tally.rows.values())
    assert import_wordpress(path).made == {}
