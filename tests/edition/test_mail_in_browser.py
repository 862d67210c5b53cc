"""Letters as a reader sees them, in a real browser: phone and desk, light and dark, from left and from right, mail and archive page."""

from urllib.parse import quote

import pytest

from factories.edition import article, every_block, letter, letter_item, paragraph
from factories.letters import mail_of, page_of, persian_letter

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3
ENGLISH = letter(intro=(*every_block(), paragraph(LONG)), subject=f"A week of {LONG}", items=(letter_item(form="full"),))
PERSIAN = persian_letter(intro=every_block())

LETTERS = {
    "mail": mail_of(ENGLISH).html,
    "discreet": mail_of(ENGLISH, discreet=True).html,
    "mail-fa": mail_of(PERSIAN).html,
    "page": page_of(ENGLISH.path, ENGLISH),
    "page-fa": page_of(PERSIAN.path, PERSIAN),
}

CONTRAST = """
() => {
  const light = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let worst = [99, ""];
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement, words = texts.currentNode.data.trim();
    if (!words || !element.getClientRects().length) continue;
    const both = [luminance(numbers(getComputedStyle(element).color)), luminance(ground(element))].sort((a, b) => b - a);
    const ratio = (both[0] + 0.05) / (both[1] + 0.05);
    if (ratio < worst[0]) worst = [ratio, words];
  }
  return worst;
}
"""


@pytest.fixture
def look(browser):
    """Show HTML at a width, in a scheme, without script of its own; what it asks for is noted."""
    contexts = []

    def show(html, width=320, scheme="light", scripts=True):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.goto("data:text/html;charset=utf-8," + quote(html))
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("width", [320, 1000])
def test_nothing_is_wider_than_the_screen(look, name, width):
    page = look(LETTERS[name], width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('.inside').getBoundingClientRect().width") <= 600


@pytest.mark.parametrize("name", LETTERS)
def test_reading_asks_for_nothing_and_breaks_no_rule_of_its_own(look, name):
    page = look(LETTERS[name])
    assert [url[:5] for url in page.asked if not url.startswith("data:")] == []
    assert page.complaints == []


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_ground(look, name, scheme):
    ratio, words = look(LETTERS[name], scheme=scheme).evaluate(CONTRAST)
    assert ratio >= 4.5, words


def test_the_contrast_that_is_measured_would_fail_for_pale_words(look):
    pale = LETTERS["mail"].replace("color: #5b574f", "color: #c8c4bc")
    assert look(pale).evaluate(CONTRAST)[0] < 4.5


@pytest.mark.parametrize("name", ["mail", "page"])
def test_dark_is_dark(look, name):
    ground = "getComputedStyle(document.querySelector('.paper')).backgroundColor"
    assert look(LETTERS[name], scheme="light").evaluate(ground) == "rgb(255, 253, 249)"
    assert look(LETTERS[name], scheme="dark").evaluate(ground) == "rgb(21, 22, 25)"


def test_the_preheader_is_not_seen(look):
    page = look(LETTERS["mail"])
    assert page.locator(".ahead").count() == 1 and not page.locator(".ahead").is_visible()


@pytest.mark.parametrize("name", ["mail-fa", "page-fa"])
def test_a_persian_letter_begins_on_the_right(look, name):
    page = look(LETTERS[name], 1000)
    title, inside = (page.locator(selector).first.bounding_box() for selector in ("h1", ".inside"))
    words = page.evaluate(
        "() => { const range = document.createRange(); range.selectNodeContents(document.querySelector('h1'));"
        " return range.getBoundingClientRect().right }"
    )
    assert abs(words - (title["x"] + title["width"])) < 2 and title["x"] + title["width"] > inside["x"] + inside["width"] / 2
    border = "getComputedStyle(document.querySelector('blockquote')).borderRightWidth"
    assert page.evaluate(border) == "4px"


@pytest.mark.parametrize("name", ["mail", "page"])
def test_a_button_can_be_hit_with_a_thumb(look, name):
    for box in (one.bounding_box() for one in look(LETTERS[name]).locator(".go").all()):
        assert box["height"] >= 40 and box["width"] >= 120


def test_a_mail_program_that_drops_the_style_sheet_shows_the_same(look):
    """Many keep only what stands beside the elements."""
    html = LETTERS["mail"]
    begin, end = html.index("<style>", html.index("<![endif]-->")), html.index("</style>", html.index("<![endif]-->"))
    bare = html[:begin] + html[end + len("</style>") :]
    shown = "Array.from(document.querySelectorAll('p, h1, h2, td'), e => [getComputedStyle(e).color, getComputedStyle(e).fontSize])"
    assert look(bare, 1000).evaluate(shown) == look(html, 1000).evaluate(shown)


def test_an_article_of_every_kind_fits_a_phone(look):
    wide = article(id="article-5", headline=LONG, standfirst=LONG, body=every_block(), lead=None, card=None)
    shown = letter(items=(letter_item(article="article-5", form="full", remark=LONG),), appeal=LONG, appeal_label=LONG)
    assert look(mail_of(shown, wide).html).evaluate("document.documentElement.scrollWidth") <= 320
