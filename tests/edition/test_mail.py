"""The mail of a letter: what it shows, what it never holds, and what it does when there is too much of it."""

import re
from itertools import pairwise

import pytest

from factories.edition import article, every_block, language, letter, letter_item, letter_kind, paragraph, tombstone
from factories.letters import ONION, RUSSIAN, mail_of, page_of, persian_letter
from factories.pages import Parsed
from tamizdat.edition.budget import MAIL_BYTES
from tamizdat.edition.mail import PREFERENCES, ROOM_FOR_LINKS, UNSUBSCRIBE, ArticleGone
from tamizdat.edition.schema import decode, encode
from tamizdat.newsletters.interfaces import LetterMail

SITE = "https://farshore.example"


def links(html):
    return [one.attributes["href"] for one in Parsed(html).elements if "href" in one.attributes]


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("form", ["html", "text"])
def test_a_mail_shows_every_part_of_the_letter(form):
    shown = letter()
    mail = mail_of(shown)
    said = words(Parsed(mail.html).one("body").text if form == "html" else mail.text)

    assert (mail.subject, mail.preheader, mail.language, mail.direction) == (shown.subject, shown.preheader, "en", "ltr")
    for part in (
        "The Far Shore",
        "The Friday letter · 20 November 2026",
        "The week the ferries stopped",
        "Dear readers, this week we looked for a signature.",
        "If you read one thing, read this.",
        "Harbour closed as talks over the strait stall",
        "Mara Lind",
        "Opinion",
        "Who owns the sea?",
        "This letter is free because some of you pay for it.",
        "Support the paper",
        "The next letter comes on Friday.",
        "You get this letter because you asked for it and confirmed your address.",
        "Imprint",
    ):
        assert part in said, part


def test_an_article_comes_in_full_or_as_a_teaser():
    body = (paragraph("A sentence that only the body has."),)
    for form, found in (("full", True), ("teaser", False)):
        mail = mail_of(letter(items=(letter_item(article="article-5", form=form),)), article(id="article-5", body=body))
        assert ("A sentence that only the body has." in mail.html) is ("A sentence that only the body has." in mail.text) is found


@pytest.mark.parametrize("form", ["html", "text"])
def test_every_kind_of_block_comes_through_as_words_and_links(form):
    mail = mail_of(letter(items=(), intro=every_block()))
    said = words(Parsed(mail.html).one("body").text if form == "html" else mail.text)
    for part in (
        "What the log says",
        "one crossing at dawn",
        "then the boats",
        "We waited.",
        "a deckhand",
        "Nobody closes a harbour by accident.",
        "Picture · A closed gate · The gate of pier four. · Ilya Varga",
        "The port report",
        "Forty pages, in English.",
        "Read also: Who owns the sea?",
        "What is the Veldt strait?",
        "A strait nine kilometres wide.",
    ):
        assert part in said, part
    assert "One letter a week" not in said and "help us to make the next one" not in said, "a letter advertises neither itself nor twice"


def test_the_headings_of_an_article_stand_below_its_headline():
    mail = Parsed(mail_of(letter(intro=(), items=(letter_item(form="full"),))).html)
    assert [one.text for one in mail.all("h2")] == ["Harbour closed as talks over the strait stall"]
    assert "What the log says" in [one.text for one in mail.all("h3")]


def test_headings_never_skip_a_level():
    for shown in (letter(intro=every_block()), letter(items=(letter_item(form="full"),))):
        levels = [int(one.name[1]) for one in Parsed(mail_of(shown).html).elements if re.fullmatch("h[1-6]", one.name)]
        assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("discreet", [False, True])
def test_each_mark_stands_once_in_html_and_once_in_text(discreet):
    mail = mail_of(letter(), discreet=discreet)
    for mark in (UNSUBSCRIBE, PREFERENCES):
        assert mail.html.count(mark) == mail.text.count(mark) == 1
        assert f'href="{mark}"' in mail.html and f"<{mark}>" in mail.text


def test_every_link_is_absolute_and_leads_where_it_says():
    found = links(mail_of(letter(intro=every_block())).html)
    assert all(re.match(r"https?://|mailto:", link) for link in found)
    assert f"{SITE}/en/2026/10/article-2.html" in found
    assert f"{SITE}/en/letters/2026-11-20-the-week.html" in found
    assert f"{SITE}/en/support.html" in found


def test_nothing_is_fetched_to_read_it():
    html = mail_of(letter(intro=every_block(), items=(letter_item(form="full"),))).html
    names = {one.name for one in Parsed(html).elements}
    assert not names & {"img", "picture", "source", "link", "script", "iframe", "object", "embed", "video", "audio", "form", "base", "svg"}
    assert not re.search(r"url\(|@import|@font-face|background=|srcset=|expression\(|http-equiv", html, re.IGNORECASE)


def test_two_mirrors_are_named_and_the_onion_address_is_text():
    mail = mail_of(letter())
    shown = Parsed(mail.html).words
    assert [host in shown for host in ("one.example", "two.example", "three.example")] == [True, True, False]
    assert [host in mail.text for host in ("one.example", "two.example", "three.example")] == [True, True, False]
    assert ONION in shown and ONION in mail.text and ONION not in links(mail.html)


def test_a_newspaper_without_mirrors_onion_imprint_appeal_and_note_has_a_plain_mail():
    mail = mail_of(letter(appeal="", note=(), preheader=""), mirrors=(), onion="", languages=(RUSSIAN,))
    assert not re.search(r"None|undefined", mail.html + mail.text)
    assert 'class="ahead"' not in mail.html and "Support the paper" not in mail.html + mail.text


def test_the_fingerprint_has_its_place_once_editions_are_signed():
    assert "Fingerprint" not in mail_of(letter()).html
    signed = mail_of(letter(), fingerprint="2GRX 7Q4M 11PZ")
    assert "Fingerprint of our key: 2GRX 7Q4M 11PZ" in Parsed(signed.html).words
    assert "Fingerprint of our key:\n2GRX 7Q4M 11PZ" in signed.text


@pytest.mark.parametrize("gone", [tombstone(id="article-5"), tombstone(id="article-5", kind="unpublished"), None])
def test_a_letter_with_an_article_that_is_gone_makes_no_mail(gone):
    shown = letter(items=(letter_item(article="article-2"), letter_item(article="article-5")))
    with pytest.raises(ArticleGone, match="place 2") as refusal:
        mail_of(shown, *([gone] if gone else []))
    assert isinstance(refusal.value, LookupError)


# Discretion


def test_a_discreet_mail_gives_nobody_away():
    mail = mail_of(letter(intro=(), note=(), appeal="", items=()), discreet=True)
    assert mail.subject == "Your weekly reading, 20 November 2026"
    assert mail.preheader == "What we chose for you."
    assert Parsed(mail.html).one("title").text == mail.subject
    for text in (mail.subject, mail.preheader, mail.html, mail.text):
        assert not re.search("The Far Shore|Friday letter|ferries", text)


def test_a_discreet_letter_of_another_kind_promises_no_week():
    assert mail_of(letter(letter="alerts"), discreet=True).subject.startswith("Your reading, ")


def test_a_list_of_mails_shows_nothing_behind_a_discreet_preheader():
    ahead = Parsed(mail_of(letter(), discreet=True).html).one("div", class_="ahead").text
    assert len(ahead) > 300 and words(ahead.replace("\u034f", "").replace("\u200c", "")) == "What we chose for you."


# Length


def long_articles(count, paragraphs=160):
    text = "Nobody on the quay would say who had given the order, and the timetable said nothing at all. " * 3
    return [
        article(id=f"article-{20 + n}", headline=f"Long read {n}", body=(paragraph(text),) * paragraphs, lead=None, card=None)
        for n in range(count)
    ]


def test_a_letter_that_mailboxes_would_cut_loses_full_texts_from_the_last_on():
    articles = long_articles(3)
    mail = mail_of(letter(items=tuple(letter_item(article=one.id, form="full") for one in articles)), *articles)

    assert [mail.html.count(f">{one.headline}<") for one in articles] == [1, 1, 1]
    assert MAIL_BYTES / 3 < len(mail.html.encode()) <= MAIL_BYTES - ROOM_FOR_LINKS
    assert [re.search("Long read .", warning)[0] for warning in mail.warnings] == ["Long read 2", "Long read 1"]
    assert mail.text.count("timetable") == 160 * 3, "text and HTML tell the same"


def test_a_letter_that_fits_has_no_warnings():
    assert mail_of(letter()).warnings == ()


def test_a_letter_that_stays_too_long_says_so():
    (warning,) = mail_of(letter(items=(), intro=long_articles(1, paragraphs=500)[0].body)).warnings
    assert "mailboxes cut at 100,000" in warning


# One renderer


def test_mail_and_archive_page_show_the_same():
    shown = letter(intro=every_block())
    page = Parsed(page_of(shown.path, shown)).one("main").text
    mail = Parsed(mail_of(shown).html)
    inside = next(one for one in mail.elements if "inside" in one.attributes.get("class", "")).text
    assert words(page) == words(inside)


def test_what_was_frozen_makes_the_same_mail():
    shown = letter(intro=every_block())
    assert mail_of(decode(encode(shown))) == mail_of(shown)


def test_a_mail_has_what_sending_asks_for():
    mail = mail_of(letter())
    assert LetterMail(**{name: getattr(mail, name) for name in LetterMail.__dataclass_fields__}).html == mail.html


# Mail programs


def test_rules_stand_beside_their_elements():
    mail = Parsed(mail_of(letter()).html)
    assert "color: #5b574f" in mail.all("p", class_="soft")[0].attributes["style"]
    assert "max-width: 600px" in mail.one("table", class_="paper").attributes["style"]
    (style,) = (one.text for one in mail.all("style"))
    assert "prefers-color-scheme:dark" in style and ".paper{background-color:#151619 !important}" in style


def test_outlook_gets_a_table_of_600_pixels_and_closes_it():
    html = mail_of(letter()).html
    conditions = re.findall(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", html, re.DOTALL)
    assert len(conditions) == 3 and 'width="600"' in conditions[1]
    assert (conditions[1] + conditions[2]).count("<t") == (conditions[1] + conditions[2]).count("</t")


def test_tables_are_layout_and_say_so():
    html = mail_of(letter(intro=every_block())).html
    assert {one.attributes.get("role") for one in Parsed(html).all("table")} == {"presentation"}
    assert html.count("<table") == html.count("</table>") and html.count("<td") == html.count("</td>")


def test_colours_come_from_the_newspaper():
    assert "#9b1c1c" in mail_of(letter()).html
    assert "ACCENT" not in mail_of(letter()).html


def test_a_mail_from_right_to_left():
    mail = mail_of(persian_letter())
    parsed = Parsed(mail.html)
    assert mail.direction == "rtl" and parsed.one("html").attributes == {"lang": "fa", "dir": "rtl"}
    assert all("border-right: 4px" in one.attributes["style"] for one in parsed.all("blockquote"))
    assert all(one.attributes["dir"] == "ltr" for one in parsed.all("a") if one.text.startswith("http"))
    assert "نامهٔ جمعه · ۲۰ نوامبر ۲۰۲۶" in mail.text


def test_a_kind_that_is_offered_no_more_has_no_name():
    assert "The Friday letter" not in mail_of(letter(letter="alerts")).html
    two = (letter_kind(), letter_kind(code="alerts", name="Alerts"))
    assert "Alerts · 20 November" in Parsed(mail_of(letter(letter="alerts"), languages=(language(letters=two),)).html).words
