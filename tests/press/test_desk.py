"""The desk: handing in, waiting, previews, status."""

import threading

import pytest

from factories.edition import article, letter, letter_item, newspaper, paragraph, section, site, tombstone
from tamizdat.edition.canonical import digest
from tamizdat.edition.head import decode_head
from tamizdat.edition.schema import BadRecord, encode
from tamizdat.edition.statement import read_statement
from tamizdat.press.desk import NoSuchPage, NotALetter, Press
from tamizdat.press.lock import PressIsBusy, press_lock
from tamizdat.press.process import PressProcess
from tamizdat.sealed.keys import P256, PrivateKey


@pytest.fixture
def home(folder, monkeypatch):
    monkeypatch.setattr("tamizdat.press.build.sync_filesystem", lambda folder: None)
    return folder / "press"


def before_statement(page: bytes) -> bytes:
    return page[: page.rindex(b"<!--tamizdat")]


def test_what_is_handed_in_is_in_the_edition_that_the_ticket_names(home):
    desk = Press(home)
    ticket = desk.submit(newspaper())
    assert desk.wait(ticket, timeout=0) is None
    assert PressProcess(home).step()

    edition = desk.wait(ticket, timeout=1)
    assert edition == desk.status().edition == 1
    assert (home / "edition" / "en" / "2026" / "11" / "article-1.html").exists()


def test_the_head_says_where_a_form_is_sent_and_what_it_is_sealed_to(home):
    key = PrivateKey.generate(P256).public.text
    desk = Press(home)
    desk.submit([*newspaper(), site(change=9, queue_key=key, gates=("https://gate.example",))])
    assert PressProcess(home).step()

    head = decode_head((home / "edition" / "head.json").read_bytes())
    assert (head.queue, head.gates) == (key, ("https://gate.example",))


def test_clicks_that_come_together_go_into_one_edition(home):
    desk, press = Press(home), PressProcess(home)
    desk.submit(newspaper())
    press.step()
    tickets = [desk.submit([article(id=f"article-{n}", change=n, lead=None, card=None)]) for n in (11, 12, 13)]
    press.step()

    assert {desk.wait(ticket, timeout=0) for ticket in tickets} == {13}
    assert desk.status().waiting == 0


def test_a_press_that_dies_between_two_steps_loses_nothing(home):
    desk = Press(home)
    ticket = desk.submit(newspaper())
    PressProcess(home)._builder.take(newspaper())  # taken, and then the process ends

    PressProcess(home).step()
    assert desk.wait(ticket, timeout=0) == 1


def test_a_preview_is_the_page_that_publishing_makes_but_for_its_statement(home):
    desk, press = Press(home), PressProcess(home)
    desk.submit(newspaper())
    press.step()
    draft = article(
        id="article-1", change=0, translation_key="key-strait", headline="A draft", body=(paragraph("Not yet."),), version=3, card=None
    )
    preview = desk.preview([draft], "article-1").encode()
    from dataclasses import replace

    desk.submit([replace(draft, change=9)])
    press.step()
    published = (home / "edition" / draft.path).read_bytes()

    assert before_statement(preview) == before_statement(published)
    assert read_statement(published).version == 3


def test_a_preview_leaves_no_trace_behind(home):
    desk, press = Press(home), PressProcess(home)
    desk.submit(newspaper())
    press.step()
    before = desk.front_preview([], "en")
    desk.preview([article(id="article-8", change=0, headline="Never published", lead=None)], "article-8")
    desk.preview([article(id="article-1", change=0, headline="Never published either", lead=None)], "article-1")

    assert desk.front_preview([], "en") == before
    assert b"Never published" not in b"".join(path.read_bytes() for path in (home / "edition").rglob("*.html"))


def test_a_draft_can_be_previewed_before_the_first_edition(home):
    html = Press(home).preview(newspaper(), "article-2")
    assert "Who owns the sea?" in html


def test_a_preview_of_what_has_no_page_says_so(home):
    with pytest.raises(NoSuchPage):
        Press(home).preview(newspaper(), "photo-harbour")


def test_the_status_warns_of_heavy_pages_and_of_pictures_that_never_came(home):
    desk = Press(home)
    import random

    words = " ".join("".join(random.Random(n).choices("abcdefghijklmnopqrstuvwxyz", k=7)) for n in range(4000))
    desk.submit([*newspaper(), article(id="article-7", change=5, lead=None, body=(paragraph(words),), card=None)])
    PressProcess(home).step()
    warned = dict(desk.status().warnings)

    assert "bytes" in warned["en/2026/11/article-7.html"]
    assert any(path.startswith("media/") for path in warned)


def test_a_mail_is_made_of_a_frozen_letter_and_the_current_edition(home):
    desk, press = Press(home), PressProcess(home)
    desk.submit(newspaper())
    press.step()
    mail = desk.letter_mail([], encode(letter(change=0)))

    assert mail.subject == "The week the ferries stopped"
    assert "By noon the quay was empty." not in mail.html and "What the log says" in mail.html
    assert "https://farshore.example/en/2026/10/article-2.html" in mail.text
    assert desk.letter_mail([], encode(letter(change=0)), discreet=True).subject == "Your weekly reading, 20 November 2026"


def test_a_mail_can_be_made_with_drafts_and_leaves_no_trace_of_them(home):
    desk, press = Press(home), PressProcess(home)
    desk.submit(newspaper())
    press.step()
    record = encode(letter(change=0, items=(letter_item(article="article-8", form="full"),)))
    draft = article(id="article-8", change=0, headline="Not yet out", body=(paragraph("Nor this."),), lead=None, card=None)
    mail = desk.letter_mail([draft], record)

    assert "Not yet out" in mail.html and "Nor this." in mail.text
    with pytest.raises(LookupError, match="not published"):
        desk.letter_mail([], record)
    assert "The week" not in desk.preview(newspaper(), "article-2")


def test_a_letters_page_can_be_previewed_and_is_the_page_that_sending_publishes(home):
    desk, press = Press(home), PressProcess(home)
    desk.submit(newspaper())
    press.step()
    preview = desk.preview([letter(change=0)], "letter-1").encode()
    desk.submit([letter(change=9)])
    press.step()

    assert before_statement(preview) == before_statement((home / "edition" / letter().path).read_bytes())


def test_a_mail_of_an_article_that_was_withdrawn_is_refused(home):
    desk, press = Press(home), PressProcess(home)
    desk.submit([*newspaper(), tombstone(id="article-2", change=5, path="en/2026/10/article-2.html")])
    press.step()
    with pytest.raises(LookupError, match="place 2"):
        desk.letter_mail([], encode(letter()))


@pytest.mark.parametrize(("record", "refusal"), [(encode(section()), NotALetter), (b"{}", BadRecord)])
def test_a_mail_of_what_is_no_letter_is_refused(home, record, refusal):
    with pytest.raises(refusal):
        Press(home).letter_mail(newspaper(), record)


def test_the_status_warns_of_a_letter_whose_page_a_throttled_line_would_cut(home):
    desk = Press(home)
    words = " ".join(digest(bytes([n % 256, n // 256])) for n in range(400))
    desk.submit([*newspaper(), letter(change=5, subject=words)])
    PressProcess(home).step()

    assert "bytes" in dict(desk.status().warnings)["en/letters/2026-11-20-the-week.html"]


def test_one_press_at_a_time(home):
    with press_lock(home):
        failed = []

        def second():
            try:
                with press_lock(home):
                    pass
            except PressIsBusy as error:
                failed.append(str(error))

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert failed and "another press" in failed[0]
    with press_lock(home):
        pass


def test_a_record_that_cannot_be_shown_is_set_aside_and_holds_up_nobody(home):
    desk = Press(home)
    desk._inbox.hand_in("record", [b"not a record", b'{"schema":99}'])
    ticket = desk.submit(newspaper())
    PressProcess(home).step()

    assert desk.wait(ticket, timeout=0) == 1
