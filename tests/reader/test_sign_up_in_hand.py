"""The form in a reader's hand: warned while typing, by keyboard alone, right to left, and with nothing for axe to object to."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from reader.signing import ARTICLE, LETTER, LINK, PERSIAN, answer, fill, open_form


def test_the_warning_shows_while_such_an_address_is_typed_without_script(paper, tab):
    page = tab(f"{paper.site}/{LETTER}", java_script_enabled=False)
    warning = page.locator(".warn")
    for address, shown in {
        "": False,
        "reader@example.org": False,
        "reader@mail.ru": True,
        "reader@corp.Mail.RU ": True,
        "reader@notmail.ru": False,
        "mail.ru@example.org": False,
        "reader@e-post.example": True,
        "reader@mail.ru.example.org": False,
        "reader@mail-ru": False,
    }.items():
        page.fill("[name=address]", address)
        assert warning.is_visible() is shown, address
    assert "mail.ru, e-post.example" in page.locator("#sign-up-careful").inner_text()


def test_a_warned_reader_may_go_on_all_the_same(paper, tab):
    page = tab(f"{paper.site}/{LETTER}", java_script_enabled=False)
    fill(page, "reader@mail.ru")
    page.click("form.sign .go")
    page.wait_for_url(f"{paper.gates[0].url}/sign-up")
    assert paper.gates[0].posts[0]["address"] == ["reader@mail.ru"]


def test_with_a_keyboard_alone_the_form_opens_goes_round_and_closes_where_it_was_opened(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    page.focus(LINK)
    page.keyboard.press("Enter")
    page.locator("dialog[open] [name=address]:focus").wait_for()
    seen = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.closest('dialog') ? document.activeElement.outerHTML.slice(0, 40) : ''"))
    assert len(seen - {""}) >= 8
    assert not any("website" in one for one in seen)
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    assert page.evaluate("document.activeElement.href").endswith("/letter.html")
    page.keyboard.press("Enter")
    page.locator("dialog[open] [name=address]:focus").wait_for()
    page.click("dialog .close")
    page.locator("dialog").wait_for(state="detached")


def test_enter_in_the_field_sends_and_the_answer_has_the_focus(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    open_form(page)
    fill(page)
    page.press("form.sign [name=address]", "Enter")
    answer(page)
    assert "said" in page.evaluate("document.activeElement.className")
    assert page.locator("dialog a").count() == 0


def test_a_new_tab_is_still_a_new_tab(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    with page.context.expect_page() as opened:
        page.locator(LINK).first.click(modifiers=["Control"])
    assert opened.value.url in ("about:blank", f"{paper.site}/{LETTER}")
    assert page.locator("dialog").count() == 0


def test_the_links_of_the_form_lead_from_an_article_where_they_lead_from_its_page(paper, tab):
    def addresses(page):
        return page.eval_on_selector_all(".sign a", "all => all.map(one => one.href)")

    page = tab(f"{paper.site}/{ARTICLE}")
    open_form(page)
    assert addresses(page) == addresses(tab(f"{paper.site}/{LETTER}"))
    assert f"{paper.site}/en/privacy.html" in addresses(page)


@pytest.mark.parametrize("path", [PERSIAN, "ru/archive.html"])
def test_the_form_speaks_and_runs_as_its_page_does(paper, tab, path):
    page = tab(f"{paper.site}/{path}", viewport={"width": 360, "height": 740})
    open_form(page)
    assert page.get_attribute("dialog", "lang") == path[:2]
    assert page.get_attribute("dialog", "dir") == ("rtl" if path == PERSIAN else "ltr")
    dialog, close = page.locator("dialog").bounding_box(), page.locator(".close").bounding_box()
    assert (close["x"] < 180) is (path == PERSIAN)
    assert dialog["x"] >= 0
    assert dialog["x"] + dialog["width"] <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [ARTICLE, PERSIAN])
def test_axe_finds_nothing_in_the_open_form_warned_or_answered(paper, tab, path, scheme):
    page = tab(f"{paper.site}/{path}", color_scheme=scheme, bypass_csp=True)

    def objections():
        found = Axe().run(page, context="dialog", options={"rules": {"target-size": {"enabled": True}}})
        return [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]

    open_form(page)
    fill(page, "reader@mail.ru")
    assert page.locator(".warn").is_visible()
    assert objections() == []
    page.click("form.sign .go")
    page.locator(".said:focus").wait_for()
    assert objections() == []
