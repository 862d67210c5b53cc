"""Any HTML at all: blocks that a page can show, every visible word, a balanced account, time in proportion."""

import time

import nh3
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.edition.blocks import check_block
from tamizdat.importers.convert import convert
from tamizdat.importers.oldsite import Nothing
from tamizdat.importers.tally import Tally

TAGS = [
    "p",
    "div",
    "h1",
    "h2",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "cite",
    "table",
    "caption",
    "thead",
    "tr",
    "td",
    "th",
    "dl",
    "dt",
    "dd",
    "pre",
    "code",
    "b",
    "strong",
    "em",
    "i",
    "a",
    "q",
    "u",
    "s",
    "span",
    "font",
    "figure",
    "figcaption",
    "section",
    "center",
    "details",
    "summary",
    "button",
    "form",
    "noscript",
    "address",
    "math",
    "picture",
    "template-x",
]
STRAYS = (
    "\n", "\n\n", "\r\n", " ", "<br>", "<br/>", "<hr>", "<!--more-->", "<!--nextpage-->", "<!-- wp:paragraph -->", "<!-- /wp:paragraph -->",
    '<!-- wp:search {"a":1} /-->', '<img src="x.jpg" alt="a">', '<iframe src="https://v.example/1"></iframe>', "[gallery]", "[caption]",
    "[/caption]", '[caption id="attachment_1"]', "[embed]", "[/embed]", "[code]", "[/code]", "<script>var x = '<b>'</script>", "&amp;", "&nbsp;",
    "&#0;", "&#99999999999;", "\x00", "<", ">", "&", '"', "<input value=x>", "<a name=x>", '<a href="https://x.example/">', "<td>",
    '<a href="javascript:x">', "<p class='wp-caption-text'>", '<ul class="wp-block-gallery">', '<p style="background-image:url(x.jpg)">',
)  # fmt: skip


@st.composite
def soups(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Return HTML with tags opened and closed at random, and the words that a reader would have seen in it."""
    parts: list[str] = []
    words: list[str] = []
    for number in range(draw(st.integers(0, 40))):
        choice = draw(st.integers(0, 3))
        if choice == 0:
            words.append(f"w{number}w")
            parts.append(f" {words[-1]} ")
        elif choice == 1:
            parts.append(f"<{draw(st.sampled_from(TAGS))}>")
        elif choice == 2:
            parts.append(f"</{draw(st.sampled_from(TAGS))}>")
        else:
            parts.append(draw(st.sampled_from(STRAYS)))
    return "".join(parts), words


def converted(html: str) -> tuple[list[dict[str, object]], Tally]:
    tally = Tally()
    made = convert(html, old=Nothing(), tally=tally)
    tally.balance()
    return made, tally


@settings(max_examples=600, deadline=None)
@given(soups())
def test_every_word_arrives_in_blocks_that_a_page_can_show(soup: tuple[str, list[str]]) -> None:
    html, words = soup
    made, tally = converted(html)
    for block in made:
        check_block(block)
    shown = str(made)
    assert [word for word in words if word not in shown] == []
    assert [one for one in tally.differences if "please report" in one.why] == []


@settings(max_examples=400, deadline=None)
@given(st.text(st.sampled_from("<>/=\"' abpli![]-&;#\n\0é&xquot"), max_size=200))
def test_no_text_breaks_the_conversion(html: str) -> None:
    for block in converted(html)[0]:
        check_block(block)


@settings(max_examples=300, deadline=None)
@given(soups())
def test_a_browser_finds_nothing_else_in_the_result(soup: tuple[str, list[str]]) -> None:
    """An independent parser, with the same list of tags, must find nothing to strip or mend."""
    for block in converted(soup[0])[0]:
        text = block.get("text") if block["type"] == "paragraph" else None
        if isinstance(text, str):
            kept = nh3.clean(text, tags={"strong", "em", "s", "sub", "sup", "code", "br", "a"}, attributes={"a": {"href"}}, link_rel=None)
            assert kept.replace("&nbsp;", "\u00a0") == text


def test_hostile_markup_takes_time_in_proportion_to_its_length() -> None:
    """Repeated pieces that make naive parsers quadratic: twice the length must not take four times as long."""
    for piece in ("<", "<a ", '<a "', "<!--", "<div>", "<i>x", "<b a=", "<ul><li>", "<table><td>", "[x]", "[caption]", "&#9", "</p>"):
        start = time.process_time()
        converted(piece * (100_000 // len(piece)))
        assert time.process_time() - start < 5, piece  # quadratic code takes minutes here
