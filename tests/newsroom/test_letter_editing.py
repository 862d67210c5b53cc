"""The letter's form and its preview, as an editor meets them."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import strip_tags
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

import tamizdat
from factories.newsroom import account, appeal, article, front, letter, letter_kind
from tamizdat.newsroom.appeals import publish_appeal
from tamizdat.newsroom.letters import Desk
from tamizdat.newsroom.models import Letter
from tamizdat.newsroom.permissions import EDITOR, PUBLISHER

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    client = Client()
    client.force_login(account(EDITOR))
    return client


def form(*articles, **fields):
    """The letter's form with every field there."""
    rows = [{"article": page.pk, "form": "teaser", "remark": ""} for page in articles]
    return nested_form_data(
        {
            "subject": "The week in Kesh",
            "preheader": "",
            "date": "2026-11-27",
            "intro": streamfield([("paragraph", rich_text("<p>Dear readers,</p>"))]),
            "appeal": "",
            "appeal_label": "",
            "note": streamfield([]),
            "items": inline_formset(rows),
            **fields,
        }
    )


def save(client, one, *articles, **fields):
    return client.post(f"/letters/edit/{one.pk}/", form(*articles, **fields))


def test_the_form_keeps_what_was_written_and_in_which_order(editor):
    first, second, one = article(publish=True), article(publish=True), letter()
    save(editor, one, second, first, subject="Two bridges", note=streamfield([("paragraph", rich_text("<p>Until Friday.</p>"))]))
    record = Letter.objects.get(pk=one.pk)
    assert record.subject == "Two bridges"
    assert [item.article_id for item in record.items.all()] == [second.pk, first.pk]
    assert record.revisions.count() == 2


def test_articles_that_stay_where_they_are_keep_their_places_though_others_were_deleted_before(editor):
    pages = [article(publish=True) for _ in range(6)]
    one = letter(*pages)
    one.items.filter(article__in=pages[1:3]).delete()
    rows = [
        {"id": item.pk, "article": item.article_id, "form": "teaser", "remark": "", "ORDER": place}
        for item, place in zip(one.items.all(), (1, 2, 4, 3), strict=True)
    ]
    sent = form()
    sent |= nested_form_data({"items": inline_formset(rows, initial=4)}) | {
        f"items-{n}-ORDER": str(row["ORDER"]) for n, row in enumerate(rows)
    }
    editor.post(f"/letters/edit/{one.pk}/", sent)
    shown = [(item.article_id, item.sort_order) for item in Letter.objects.get(pk=one.pk).items.all()]
    assert shown == [(pages[0].pk, 0), (pages[3].pk, 1), (pages[5].pk, 2), (pages[4].pk, 3)]


def test_an_unfinished_letter_can_be_kept(editor):
    one = letter()
    save(editor, one, subject="")
    assert Letter.objects.get(pk=one.pk).subject == ""


def test_an_article_in_another_language_is_refused_in_its_row(editor):
    foreign, one = article(title="سفر", language="fa", publish=True), letter()
    assert "“سفر” is in another language: choose its twin." in save(editor, one, foreign).content.decode()
    assert not Letter.objects.get(pk=one.pk).items.exists()


def test_a_letter_that_has_gone_out_cannot_be_changed(editor):
    one = letter(subject="As it went")
    Desk().goes_out(Desk().frozen(one.record_id))
    assert "This letter has gone out" in save(editor, one, subject="Otherwise").content.decode()
    assert Letter.objects.get(pk=one.pk).subject == "As it went"


def test_a_letter_that_has_gone_out_cannot_be_deleted(editor):
    out, draft = letter(), letter()
    Desk().goes_out(Desk().frozen(out.record_id))
    for one in (out, draft):
        editor.post(f"/letters/delete/{one.pk}/")
    assert list(Letter.objects.all()) == [out]


# The preview


def preview(client, one, mode="html"):
    return client.get(f"/letters/preview/{one.pk}/?mode={mode}")


def posted(client, one, **fields):
    client.post(f"/letters/preview/{one.pk}/", form(**fields))
    return preview(client, one)


def test_the_preview_is_the_mail_of_the_draft_not_of_what_is_kept(editor):
    one = letter(subject="Kept")
    assert "<title>Drafted</title>" in posted(editor, one, subject="Drafted").content.decode()


def test_the_preview_can_do_nothing_in_the_newsroom(editor):
    policy = posted(editor, letter())["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy


def test_the_preview_shows_plain_text_and_the_discreet_form(editor):
    one = letter(subject="The week <in> Kesh")
    posted(editor, one, subject="The week <in> Kesh")
    assert "The week &lt;in&gt; Kesh: 0 articles" in preview(editor, one, "text").content.decode()
    assert "<title>A letter</title>" in preview(editor, one, "discreet").content.decode()


def test_an_article_that_is_still_a_draft_can_be_seen_in_the_preview(editor):
    draft, out = article(), article(publish=True)
    one = letter()
    editor.post(f"/letters/preview/{one.pk}/", form(draft, out))
    assert "2 articles, 2 records" in preview(editor, one).content.decode()  # the newspaper's record and the draft's


# Twins


def test_a_twin_holds_the_twins_of_the_articles():
    front("fa")
    twinned, alone = article(publish=True), article(publish=True)
    twin = twinned.copy_for_translation(Locale.objects.get(language_code="fa"))
    one = letter(twinned, alone)
    client = Client()
    client.force_login(account(PUBLISHER))
    locale = Locale.objects.get(language_code="fa")
    client.post(f"/translation/submit/snippet/newsroom/letter/{one.pk}/", {"locales": [locale.pk]})
    made = Letter.objects.get(locale=locale)
    assert made.translation_key == one.translation_key
    assert [item.article_id for item in made.items.all()] == [twin.pk]
    assert made.sequence != one.sequence


def test_the_list_names_the_letter_and_its_kind(editor):
    letter_kind(name="The Sunday post")
    letter(subject="Rivers rise", date="2026-11-27")
    letter(subject="", date="2026-12-04")
    shown = editor.get("/letters/").content.decode()
    assert "Rivers rise" in shown
    assert "The Sunday post" in shown
    assert "27 Nov 2026" in shown and "weekly of 4 Dec 2026, no subject yet" in shown and "2026-11" not in shown
    heads = [" ".join(strip_tags(head).split()) for head in re.findall(r"(?s)<th[ >].*?</th>", shown)]
    assert len([head for head in heads if head.startswith("Letter")]) == 1 and any(head.startswith("Kind") for head in heads)


def test_the_subject_bears_the_star_of_what_must_be_filled_and_a_draft_is_kept_without_it(editor):
    one = letter(subject="Rivers rise")
    shown = editor.get(f"/letters/edit/{one.pk}/").content.decode()
    label = shown[shown.index("Subject") :]
    assert "w-required-mark" in label[:200]
    assert save(editor, one, subject="").status_code == 302
    assert Letter.objects.get().subject == ""


def test_characters_are_counted_by_a_script_of_our_own(editor):
    shown = editor.get(f"/letters/edit/{letter().pk}/").content.decode()
    assert 'data-counted="120"' in shown
    assert "/static/newsroom/counts.js" in shown
    assert (Path(tamizdat.__file__).parent / "newsroom" / "static" / "newsroom" / "counts.js").exists()


# The words of an appeal


def test_the_words_of_an_appeal_that_is_published_for_letters_can_be_taken(editor):
    out, hidden, elsewhere = (
        appeal("a", code=code, placements=places) for code, places in (("out", ["letter"]), ("hidden", ["letter"]), ("far", ["front"]))
    )
    publish_appeal(out)
    publish_appeal(elsewhere)
    shown = editor.get(f"/letters/edit/{letter().pk}/").content.decode()
    assert 'value="out/a" data-text="We need a boat." data-button="Support us"' in shown
    assert f"{hidden.code}/a" not in shown
    assert f"{elsewhere.code}/a" not in shown


def test_what_was_picked_is_no_part_of_the_letter(editor):
    publish_appeal(appeal("a", code="out", placements=["letter"]))
    one = letter()
    save(editor, one, appeal_words="out/a", appeal="In our own words.")
    assert Letter.objects.get(pk=one.pk).appeal == "In our own words."
