"""Inline text: what an editor pastes becomes what a reader may get, and nothing else."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.rich_text import RichText

from factories.newsroom import article
from tamizdat.edition.inline import check_inline, plain_text
from tamizdat.edition.schema import encode
from tamizdat.newsroom.blocks import BODY
from tamizdat.newsroom.export.text import one_line, paragraphs
from tamizdat.newsroom.richtext import TextBlock, clean_text

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src="https://tracker.example/pixel.gif">',
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" JaVaScRiPt:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<p style="background:url(https://evil.example)">x</p>',
    "<svg><script>alert(1)</script></svg>",
    '<b onclick="alert(1)">x</b>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    '<a href="https://a.example/"><a href="https://b.example/">x</a></a>',
    "<b><i>x</b></i>",
    "</p></b>x<b>",
    '<a linktype="page" id="1 OR 1=1">x</a>',
    '<a href="record:../../etc">x</a>',
    "a < b & c > d &lt;script&gt;",
    "\x00\x08null",
]


class Seen(HTMLParser):
    """What a browser would find in a text."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.hrefs = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.hrefs += [value for name, value in attrs if name == "href"]


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_text_is_neither_kept_nor_frozen(html):
    seen = Seen()
    seen.feed(clean_text(html))
    assert seen.tags <= {"p", "br", "b", "i", "a"}
    assert seen.attributes <= {"href", "linktype", "id"}
    assert all(href.startswith(("https://", "http://", "mailto:")) for href in seen.hrefs)
    for text in paragraphs(html):
        check_inline(text)


@given(st.text(alphabet="<>/abipes &;\"'=:#x\n", max_size=60))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_what_is_frozen_is_canonical(html):
    for text in paragraphs(html):
        check_inline(text)


@given(st.text(max_size=40).filter(lambda text: "&" not in text and "<" not in text))
@settings(max_examples=200, deadline=None)
def test_plain_words_survive(words):
    shown = "".join(char for char in words if (char >= " " and char != "\x7f") or char in "\t\n\r")
    assert " ".join(plain_text(text) for text in paragraphs(words)) == " ".join(shown.split())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One <b>bold</b> and <i>slanted</i>.</p>", ["One <strong>bold</strong> and <em>slanted</em>."]),
        ("<p>One</p><p></p><p>Two</p>", ["One", "Two"]),
        ("<p>A<br/>B<br/></p>", ["A<br>B"]),
        ('<p><a href="https://x.example/?a=1&amp;b=2">x</a></p>', ['<a href="https://x.example/?a=1&amp;b=2">x</a>']),
        ('<p><a href="mailto:desk@x.example">mail</a></p>', ['<a href="mailto:desk@x.example">mail</a>']),
        ('<p><a href="/local">words</a></p>', ["words"]),
        ("<p>5 &lt; 6 &amp; “so”</p>", ["5 &lt; 6 &amp; “so”"]),
    ],
)
def test_marks_are_spelt_in_one_way(html, expected):
    assert paragraphs(html) == expected


def test_paragraphs_become_lines_where_there_is_one_place():
    assert one_line("<p>One</p><p>Two</p>") == "One<br>Two"


def test_the_block_cleans_what_is_pasted_into_it():
    pasted = RichText('<p data-block-key="a1">Words<img src="https://tracker.example/p.gif"></p>')
    assert TextBlock().clean(pasted).source == '<p data-block-key="a1">Words</p>'


def test_no_block_takes_raw_html():
    from wagtail.blocks import RawHTMLBlock

    def all_blocks(block):
        yield block
        children = getattr(block, "child_blocks", {}).values() or [child for child in [getattr(block, "child_block", None)] if child]
        for child in children:
            yield from all_blocks(child)

    assert not [block for _, top in BODY for block in all_blocks(top) if isinstance(block, RawHTMLBlock)]


@pytest.mark.django_db
def test_every_block_becomes_a_block_of_the_edition():
    from tamizdat.edition.blocks import FORMS
    from tamizdat.newsroom.freezing import draft_records

    other = article(publish=True)
    words = RichText("<p>Words</p>")
    body = [
        ("paragraph", words),
        ("heading", {"text": "Part", "level": "3"}),
        ("list", {"ordered": True, "items": [words]}),
        ("quotation", {"paragraphs": words, "source": "An envoy"}),
        ("pull_quote", {"text": "Enough.", "source": ""}),
        ("divider", None),
        ("link_card", {"url": "https://x.example/", "title": "There", "text": ""}),
        ("related", other.page_ptr),
        ("background", {"title": "Before", "blocks": [("paragraph", words), ("heading", {"text": "Then", "level": "2"})]}),
        ("letter_box", {"title": "", "text": ""}),
        ("appeal_box", {"title": "", "text": ""}),
    ]
    from django.utils import timezone

    record = draft_records(article(body=body), timezone.now())[-1]
    encode(record)
    assert {block["type"] for block in record.body} == set(FORMS) - {"photo"}
