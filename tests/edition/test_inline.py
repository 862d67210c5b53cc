"""Inline text: the small HTML that records may hold, in one spelling; whatever passes runs nothing and fetches nothing."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.edition.inline import ALLOWED, BadInline, check_inline, linked_records, plain_text, resolve_links

GOOD = [
    "",
    "plain words, 100 %",
    "quotes \" and ' stay",
    "a &amp; b &lt; c &gt; d &quot;e&quot; &#39;f&#39; &#x1f4f0;",
    "<strong>a</strong> <em>b <s>c</s></em> x<sub>2</sub>y<sup>3</sup> <code>z</code>",
    "one<br>two",
    '<a href="https://example.org/a?b=1&amp;c=2#d">link</a>',
    '<a href="mailto:tips@farshore.example">write</a>',
    '<a href="record:article.8c2f">see <em>this</em></a>',
    "новости ی 📰",
]
BAD = [
    "a < b",
    "a > b",
    "a & b",
    "&nbsp;",
    "&amp",
    "&#;",
    "&#0;",
    "&#x0;",
    "&#13;",
    "&#128;",
    "&#xd800;",
    "&#xffff;",
    "&#1114112;",
    "&#" + "9" * 400 + ";",
    "&#xA0;",
    "<b>x</b>",
    "<STRONG>x</STRONG>",
    "<strong >x</strong>",
    '<strong class="x">x</strong>',
    "<em>x",
    "x</em>",
    "<em><strong>x</em></strong>",
    "<br/>",
    "</br>",
    "<script>alert(1)</script>",
    "<!-- x -->",
    "<![CDATA[x]]>",
    "<img src=x>",
    "<a>x</a>",
    "<a href='https://x.example'>x</a>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JAVASCRIPT:alert(1)">x</a>',
    '<a href=" https://x.example">x</a>',
    '<a href="//x.example">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="/x">x</a>',
    '<a href="record:a/b">x</a>',
    '<a href="https://x.example" onclick="x">x</a>',
    '<a href="https://x.example"onclick="x">x</a>',
    '<a href="https://one.example">x<a href="https://two.example">y</a></a>',
    '<a href="https://one.example"><em><a href="record:b">y</a></em></a>',
]


@pytest.mark.parametrize("text", GOOD)
def test_what_is_allowed_passes(text):
    check_inline(text)


@pytest.mark.parametrize("text", BAD)
def test_everything_else_is_refused_with_a_sentence(text):
    with pytest.raises(BadInline) as refusal:
        check_inline(text)
    assert len(str(refusal.value)) < 200


class Elements(HTMLParser):
    """The elements and attributes that a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.others: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.others.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


pieces = st.sampled_from([*GOOD, *BAD, "<", ">", "&", '"', "</em>", "<em>", "</a>", '<a href="record:x">', "<br>", "&lt;", "javascript:"])


@given(st.lists(pieces | st.text(max_size=6), max_size=6).map("".join))
def test_whatever_passes_is_what_a_browser_finds_and_nothing_more(text):
    try:
        check_inline(text)
    except BadInline:
        return
    page = Elements(f"<p>{text}</p>")
    assert page.found[0][0] == "p"
    assert not page.others
    for tag, attributes in page.found[1:]:
        assert tag in (*ALLOWED, "br", "a")
        assert set(attributes) == ({"href"} if tag == "a" else set())
        assert all(value.startswith(("https://", "http://", "mailto:", "record:")) for value in attributes.values())
    assert page.text.replace(" ", "") == plain_text(text).replace(" ", "")


def test_records_are_resolved_and_the_words_stay_where_there_is_none():
    text = 'See <a href="record:a.1">the <em>first</em></a> and <a href="record:gone">the other</a>, <a href="https://x.example">out</a>.'
    resolved = resolve_links(text, {"a.1": "../a.html"}.get)
    assert resolved == 'See <a href="../a.html">the <em>first</em></a> and the other, <a href="https://x.example">out</a>.'
    assert linked_records(text) == {"a.1", "gone"}


def test_words_that_only_look_like_a_link_stay():
    text = "the word record:a.1 and &lt;a href=&quot;record:a.1&quot;&gt;"
    check_inline(text)
    assert resolve_links(text, lambda _: "x") == text
    assert linked_records(text) == set()


def test_plain_text_is_without_tags_and_references():
    assert plain_text('<em>a</em> &amp; b<br>c &lt;i&gt; <a href="https://x.example">d</a>') == "a & b c <i> d"
