"""An editor's day in a real browser: write, preview, publish, be read, withdraw."""

import re
import time

import pytest

HEADLINE = "Lighthouse keepers vote to stay lit"
SENTENCE = "The vote was nine to four, and the lamp was lit before it was counted."


def wait_for(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return found


def write_article(editor, newspaper, headline, sentence):
    """Fill in the form of a new article as an editor does."""
    editor.goto(f"{newspaper.newsroom}/pages/add/newsroom/articlepage/{newspaper.front('en')}/")
    editor.fill("[name=title]", headline)
    editor.fill("[name=standfirst]", "A small room, a large lamp.")
    editor.locator(".c-sf-add-button").first.click()
    editor.get_by_role("option", name="Paragraphs").first.click()
    editor.locator("[contenteditable=true]").last.click()
    editor.keyboard.type(sentence)
    editor.wait_for_timeout(800)  # the editor's script notes the last words


def publish(editor):
    """Press the publish button in the menu at the foot of the form."""
    with editor.expect_navigation():
        editor.evaluate("document.querySelector('button[name=action-publish]').click()")


def id_of(newspaper, headline):
    return newspaper.query("SELECT id FROM wagtailcore_page WHERE title = ?", headline)[0][0]


@pytest.fixture(scope="module")
def path():
    return {}


def test_an_editor_writes_previews_and_publishes_and_a_reader_reads(newspaper, editor, open_page, path):
    write_article(editor, newspaper, HEADLINE, SENTENCE)
    publish(editor)
    said = editor.locator(".messages").inner_text()
    assert HEADLINE in said and re.search(r"edition \d+", said), said

    found = wait_for(lambda: list((newspaper.home / "press" / "edition").glob("en/2*/*/lighthouse*.html")))
    path["article"] = str(found[0].relative_to(newspaper.home / "press" / "edition"))
    reader = open_page(f"{newspaper.site}/{path['article']}", java_script_enabled=False)
    assert reader.locator("h1").inner_text() == HEADLINE
    assert SENTENCE in reader.locator("main").inner_text()
    assert HEADLINE in open_page(f"{newspaper.site}/en/archive/{time.strftime('%Y-%m')}.html").locator("main").inner_text()
    assert HEADLINE in newspaper.page("en/index.rss.xml")


def test_the_preview_is_the_page_that_readers_get(newspaper, editor, path):
    """But for the statement, and for the moment of publication, which the preview cannot know."""
    editor.goto(f"{newspaper.newsroom}/pages/{id_of(newspaper, HEADLINE)}/edit/")
    editor.fill("[name=standfirst]", "A smaller room, a larger lamp.")
    with editor.expect_response(lambda answer: "in_preview_panel" in answer.url) as shown:
        editor.evaluate("document.querySelector('[data-side-panel-toggle=preview]').click()")
    preview = editor.request.get(shown.value.url).text()
    publish(editor)
    published = wait_for(lambda: "A smaller room" in newspaper.page(path["article"]) and newspaper.page(path["article"]))

    def timeless(html):
        html = re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", "MOMENT", html[: html.rindex("<!--tamizdat")])
        return re.sub(r"\b\d\d:\d\d\b", "MINUTE", html)

    assert "A smaller room" in preview
    assert timeless(preview) == timeless(published)


def test_a_withdrawn_article_is_gone_from_the_site_but_for_its_note(newspaper, editor, open_page, path):
    editor.goto(f"{newspaper.newsroom}/pages/{id_of(newspaper, HEADLINE)}/edit/")
    link = editor.locator("a[href*=withdraw]").first.get_attribute("href")
    editor.goto(f"{newspaper.newsroom}{link}")
    editor.fill("textarea[name=note]", "Withdrawn at the keepers' wish.")
    with editor.expect_navigation():
        editor.locator("main form button[type=submit], form button[type=submit]").last.click()
    wait_for(lambda: SENTENCE not in (newspaper.page(path["article"]) or ""))

    reader = open_page(f"{newspaper.site}/{path['article']}")
    assert "Withdrawn at the keepers' wish." in reader.locator("main").inner_text()
    everything = [
        file.read_text() for file in (newspaper.home / "press" / "edition").rglob("*") if file.suffix in (".html", ".xml", ".json", ".txt")
    ]
    assert not [text for text in everything if HEADLINE in text or SENTENCE in text]
