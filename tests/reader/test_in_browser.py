"""What a reader meets, in a real browser: accessible, readable on any screen, by keyboard alone, without script, in any direction."""

import pytest
from axe_playwright_python.sync_playwright import Axe

ARTICLE, PERSIAN, FRONT = "en/2026/11/article-1.html", "fa/index.html", "en/index.html"
OPTIONS = {"rules": {"target-size": {"enabled": True}}}
"""WCAG 2.2's size of targets is off in axe unless asked for."""


@pytest.fixture
def look(browser, folder):
    """Open a page at a width, in a scheme; close it when the test ends."""
    contexts = []

    def open_page(path, width=1280, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.asked = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(folder.url(path))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_object_to(look, folder, scheme):
    page = look(FRONT, color_scheme=scheme, bypass_csp=True)
    for path in folder.one_of_each:
        page.goto(folder.url(path))
        found = Axe().run(page, options=OPTIONS).response["violations"]
        assert [(path, one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_the_policy_lets_style_and_pictures_through_and_the_browser_complains_of_nothing(look, folder):
    page = look(FRONT)
    for path in folder.one_of_each:
        page.goto(folder.url(path))
        assert page.complaints == [], path
        assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    page.goto(folder.url(ARTICLE))
    assert page.locator("main img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_a_page_asks_for_nothing_but_its_own_files(look, folder):
    page = look(FRONT)
    for path in folder.one_of_each:
        page.goto(folder.url(path))
    assert len(page.asked) > len(folder.one_of_each)
    assert all(url.startswith(folder.root.as_uri()) for url in page.asked)


def test_a_redirect_arrives_without_script(look):
    page = look("news/2019/harbour/index.html", java_script_enabled=False)
    page.wait_for_url("**/en/2026/11/article-1.html")


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_scrolls_sideways(look, folder, width):
    page = look(FRONT, width=width, height=256)  # 320 x 256: a desk at 400 % (WCAG 1.4.10)
    for path in folder.one_of_each:
        page.goto(folder.url(path))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_large_type_scrolls_nothing_sideways_either(look):
    page = look(ARTICLE, width=640)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_a_right_to_left_page_is_the_mirror_image(look):
    english, persian = look(FRONT), look(PERSIAN)
    for page, mirrored in ((english, False), (persian, True)):
        lead, beside = (page.locator(part).bounding_box() for part in (".lead", ".beside"))
        assert (lead["x"] > beside["x"]) is mirrored
        name = page.locator(".mast .name a").bounding_box()
        assert (name["x"] > 640) is mirrored
    assert persian.evaluate("getComputedStyle(document.body).direction") == "rtl"


def test_dark_is_dark(look):
    brightness = "Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])"
    assert look(FRONT, color_scheme="dark").evaluate(brightness) < 60
    assert look(FRONT, color_scheme="light").evaluate(brightness) > 200


def test_the_first_key_press_offers_to_skip_to_the_content(look):
    page = look(ARTICLE)
    hidden = page.locator(".skip").bounding_box()
    page.keyboard.press("Tab")
    shown = page.locator(".skip").bounding_box()
    assert hidden["x"] < -100
    assert shown["x"] == 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("path", [ARTICLE, FRONT, "404.html"])
def test_whatever_has_the_focus_shows_it(look, path):
    page = look(path)
    seen = 0
    for _ in range(200):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null;
            const s = getComputedStyle(e), r = e.getBoundingClientRect();
            return {outline: s.outlineStyle, width: parseFloat(s.outlineWidth), height: r.height, top: r.top, bottom: r.bottom} }"""
        )
        if focus is None:
            break
        seen += 1
        assert focus["outline"] == "solid"
        assert focus["width"] >= 2
        assert focus["height"] > 0
        assert focus["top"] >= -1
        assert focus["bottom"] <= 901
    assert seen >= 6


def test_without_script_everything_is_there(look):
    page = look(ARTICLE, java_script_enabled=False)
    assert page.locator("h1").inner_text() == "Harbour closed as talks over the strait stall"
    assert page.locator("main img").first.is_visible()


@pytest.mark.parametrize(("width", "ratio", "expected"), [(360, 3, "320.avif"), (1280, 2, "1280.avif")])
def test_a_phone_asks_for_the_first_file_alone_whatever_its_screen(look, width, ratio, expected):
    page = look(ARTICLE, width=width, device_scale_factor=ratio)
    page.locator("main img").first.evaluate("image => image.decode()")
    sizes = {url.rpartition("-")[2] for url in page.asked if url.endswith(".avif")}
    assert sizes == {expected}


def test_paper_has_the_words_and_the_address_and_no_navigation(look):
    page = look(ARTICLE)
    page.emulate_media(media="print")
    assert page.locator(".pr").is_visible()
    assert page.locator("h1").is_visible()
    for part in (".sections", ".foot", ".share", ".ask", ".more"):
        assert not page.locator(part).first.is_visible(), part


def test_a_turned_direction_ends_with_its_element(look, folder):
    html = (folder.root / FRONT).read_text("utf-8")
    assert "<b>Mara Lind</b> · <time" in html
    (folder.root / "en" / "turned.html").write_text(html.replace("<b>Mara Lind</b>", "<b>Mara \u202eLind</b>"), "utf-8")
    letters = """() => { const time = document.querySelector('.meta b + time').firstChild, range = document.createRange();
        return [0, 1].map(at => { range.setStart(time, at); range.setEnd(time, at + 1); return range.getBoundingClientRect().left }) }"""
    first, second = look("en/turned.html").evaluate(letters)
    assert first < second
