"""A letter's whole way, in the running newspaper: sign up, confirm, compose and approve, receive, leave with one click."""

import email
import email.policy
import re
import sqlite3
import time

import httpx
import pytest


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return found


def mails(newspaper, address):
    """All that the outbox holds for one address, oldest first."""
    files = sorted((newspaper.home / "mail").rglob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    read = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    return [mail for mail in read if address in str(mail["To"])]


def query_readers(newspaper, sql):
    """Return rows of the readers' database."""
    with sqlite3.connect(f"file:{newspaper.home}/readers/readers.sqlite3?mode=ro", uri=True) as db:
        return db.execute(sql).fetchall()


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def sign_up(newspaper, address, language="en"):
    """What a browser without script sends from the form on the letter's page."""
    page = newspaper.page(f"{language}/letter.html")
    consent = re.search(r'name="consent" value="([^"]+)"', page)[1]
    form = {"lang": language, "address": address, "letter": "weekly", "consent": consent, "website": ""}
    return httpx.post(f"{newspaper.gate}/sign-up", data=form, follow_redirects=True)


def link_to(newspaper, mail, kind):
    return re.search(rf"{re.escape(newspaper.gate)}/{kind}/\S+", text_of(mail))[0]


def confirm(newspaper, address):
    mail = wait_for(lambda: mails(newspaper, address))[0]
    link = link_to(newspaper, mail, "c")
    assert httpx.get(link).status_code == 200  # looking confirms nothing
    assert httpx.post(link).status_code == 200


@pytest.fixture(scope="module")
def readers(newspaper):
    """Three who signed up; two of them confirmed."""
    addresses = ["anna@post.example", "boris@post.example", "silent@post.example"]
    answers = {sign_up(newspaper, address).text for address in addresses}
    assert len(answers) == 1 and "<h1>" in answers.copy().pop(), "the answer must not tell one reader from another"
    for address in addresses[:2]:
        confirm(newspaper, address)
    return addresses


def press_button(page, words):
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(words)).first.click()
    return page.locator(".messages").inner_text()


def open_draft(newspaper, editor):
    editor.goto(f"{newspaper.newsroom}/sending/")
    editor.get_by_role("row").filter(has_text="not handed in").get_by_role("link").first.click()
    editor.wait_for_load_state()


def letters_to(newspaper, address):
    """The letters in the outbox, apart from questions whether somebody signed up."""
    return [mail for mail in mails(newspaper, address) if mail["List-Unsubscribe-Post"]]


def test_a_letter_goes_from_the_desk_to_those_who_confirmed_and_to_nobody_else(newspaper, editor, readers):
    open_draft(newspaper, editor)
    wait_for(lambda: editor.reload() and "go to 2 readers" in editor.locator("main").inner_text())
    press_button(editor, "^Hand it in")
    assert "Approved for 2 readers" in press_button(editor, "^Approve for")
    editor.get_by_label("Now", exact=True).check()
    press_button(editor, "^Give it this time")
    for address in readers[:2]:
        wait_for(lambda who=address: letters_to(newspaper, who))
    assert [len(letters_to(newspaper, address)) for address in readers] == [1, 1, 0]
    assert wait_for(lambda: editor.reload() and "2 of 2 handed over" in editor.locator("main").inner_text())


def test_the_letter_stands_in_the_archive_as_it_was_mailed(newspaper, readers, open_page):
    mail = letters_to(newspaper, readers[0])[0]
    path = re.search(rf"{re.escape(newspaper.site)}/(en/letters/20\S+\.html)", text_of(mail).replace("\n", ""))[1]
    page = wait_for(lambda: newspaper.page(path))
    assert str(mail["Subject"]) in page
    latest = open_page(f"{newspaper.site}/en/letters/latest.html", java_script_enabled=False)
    assert str(mail["Subject"]) in latest.locator("body").inner_text()
    assert newspaper.gate not in page, "the archive has no reader's own links"


def test_one_click_ends_it_without_a_redirect_or_a_cookie(newspaper, readers):
    mail = letters_to(newspaper, readers[0])[0]
    link = re.search(r"<(http[^>]+)>", mail["List-Unsubscribe"])[1]
    assert httpx.get(link).status_code == 200, "looking ends nothing"
    answer = httpx.post(link, data={"List-Unsubscribe": "One-Click"}, follow_redirects=False)
    assert answer.status_code == 200 and "set-cookie" not in answer.headers
    wait_for(lambda: query_readers(newspaper, "SELECT count(*) FROM newsletters_reader") == [(1,)])


def test_nothing_that_was_typed_lies_readable_anywhere_but_in_the_mail(newspaper, readers):
    names = [address.encode() for address in readers]
    for file in sorted(newspaper.home.rglob("*")):
        if file.is_file() and "mail" not in file.relative_to(newspaper.home).parts[:1]:
            assert not [name for name in names if name in file.read_bytes()], file.name
    assert not [name for name in names if name in newspaper.log.read_bytes()]


ROWS = "#id_items-FORMS > [data-inline-panel-child]"


@pytest.fixture
def five_articles(newspaper, editor):
    """The form of a new letter with five articles in it."""
    editor.goto(f"{newspaper.newsroom}/letters/add/")
    editor.get_by_role("radio").first.check()
    editor.get_by_role("button", name="Begin").click()
    editor.wait_for_url("**/letters/edit/*/")
    number = int(re.search(r"/edit/(\d+)/", editor.url)[1])
    english = "JOIN wagtailcore_page ON id = page_ptr_id WHERE live AND locale_id = (SELECT locale_id FROM newsroom_letter WHERE id = ?)"
    with sqlite3.connect(newspaper.home / "newsroom" / "newsroom.sqlite3", timeout=30) as db:
        db.execute("DELETE FROM newsroom_letterarticle WHERE letter_id = ?", (number,))
        db.execute(
            "INSERT INTO newsroom_letterarticle (letter_id, article_id, sort_order, form, remark) "
            f"SELECT ?, page_ptr_id, page_ptr_id, 'teaser', '' FROM newsroom_articlepage {english} LIMIT 5",
            (number, number),
        )
    editor.set_viewport_size({"width": 1280, "height": 2600})  # all five are seen at once
    editor.reload()
    return editor


def order(page):
    return page.locator(f"{ROWS}:visible input[name$='-article']").evaluate_all("fields => fields.map(field => field.value)")


def test_a_letters_articles_are_put_in_order_by_mouse_and_by_keyboard(five_articles):
    page = five_articles
    a, b, c, d, e = order(page)
    page.locator(ROWS).nth(3).locator("[data-inline-panel-child-drag]").hover()
    page.mouse.down()
    target = page.locator(ROWS).nth(0).bounding_box()

    def above_the_first() -> bool:
        """Whether it has come there: on a busy machine the browser takes the first moves for none, and a person would move on."""
        page.mouse.move(target["x"] + 200, target["y"] + 100, steps=10)
        page.mouse.move(target["x"] + 200, target["y"] + 10, steps=5)
        return page.locator(ROWS).nth(0).evaluate("row => row.matches('.sortable-chosen, .sortable-ghost')")

    wait_for(above_the_first)
    page.mouse.up()
    assert wait_for(lambda: order(page) == [d, a, b, c, e])
    page.locator(ROWS).nth(0).locator("[data-inline-panel-child-move-down]").press("Enter")
    assert wait_for(lambda: order(page) == [a, d, b, c, e])
    page.locator(ROWS).nth(4).locator("[data-inline-panel-child-move-up]").click()
    assert wait_for(lambda: order(page) == [a, d, b, e, c])
    address = page.url
    page.get_by_label("Subject").fill("In order")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").first.click()
    page.goto(address)
    assert order(page) == [a, d, b, e, c]
