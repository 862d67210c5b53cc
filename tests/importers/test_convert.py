"""Bodies of old posts become our blocks: one claim a form, and a balanced account for each."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tamizdat.importers.convert import convert
from tamizdat.importers.oldsite import Picture
from tamizdat.importers.tally import Tally


@dataclass
class Library:
    """An old site with three pictures at hand, and one page."""

    base: str = "https://old.example"
    files: dict[int, str] = field(default_factory=lambda: {5: "five.jpg", 6: "six.jpg", 7: "seven.jpg"})

    def picture(self, address: str, attachment: int | None) -> Picture:
        number = attachment or next((key for key, name in self.files.items() if address.endswith(name)), None)
        if number in self.files:
            return Picture(f"photo-{number}", self.files[number], f"alt {number}", f"Caption <em>{number}</em>")
        return Picture(None, address.rsplit("/", 1)[-1] or f"attachment {number}")

    def attached(self, item: int) -> list[int]:
        return [6, 7] if item == 1 else []

    def page(self, address: str) -> str | None:
        return "record:post-2" if address.startswith("https://old.example/two/") else None

    def file(self, attachment: int) -> str | None:
        return f"https://old.example/{attachment}.mp3"


def blocks(html: str, tally: Tally | None = None) -> list[dict[str, Any]]:
    """Convert *html*, and hold the account to its promise."""
    tally = tally or Tally()
    made = convert(html, old=Library(), tally=tally, item=1)
    tally.balance()
    faults = [one for one in tally.differences if "please report" in one.why]
    assert not faults, faults
    return made


def paragraphs(html: str) -> list[str]:
    made = blocks(html)
    assert {block["type"] for block in made} <= {"paragraph"}
    return [block["text"] for block in made]


def differences(html: str) -> list[tuple[str, str, str]]:
    tally = Tally()
    blocks(html, tally)
    return [(one.kind, one.fate, one.excerpt) for one in tally.differences]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One\nline.", ["One<br>line."]),
        ("One.<br />\nTwo.", ["One.<br>Two."]),
        ("One.<br><br>Two.", ["One.", "Two."]),
        ("<p>One.</p>\n\n<p>Two\n\nthree.</p>", ["One.", "Two", "three."]),
        ("<div>One.</div>Two.", ["One.", "Two."]),
        ("\n\n  \n&nbsp;\n\n<p></p>One.", ["One."]),
        ("<!-- wp:paragraph -->\n<p>One\nline.</p>\n<!-- /wp:paragraph -->\n\nClassic\nline.", ["One line.", "Classic<br>line."]),
        ("a < b & c &gt; d &#8212; &laquo;e&raquo; &unknown;", ["a &lt; b &amp; c &gt; d — «e» &amp;unknown;"]),
        ('<p dir="rtl">سلام دنیا</p>', ["سلام دنیا"]),
        ("5 < 6", ["5 &lt; 6"]),
    ],
)
def test_text_becomes_the_paragraphs_that_the_old_site_showed(html: str, expected: list[str]) -> None:
    assert paragraphs(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<b>a</b> <i>b</i> <strike>c</strike> <tt>d</tt> H<sub>2</sub>O <del>e</del>",
            "<strong>a</strong> <em>b</em> <s>c</s> <code>d</code> H<sub>2</sub>O <s>e</s>",
        ),
        ("<strong>a <em>b</strong> c</em> d", "<strong>a <em>b</em></strong><em> c</em> d"),
        ("<b><b>a</b></b>", "<strong>a</strong>"),
        ('<span style="color:red">a</span><font size=7>b</font>', "ab"),
        ("<q>Yes</q>, said she", "“Yes”, said she"),
        ("<em></em>a<strong> </strong>b", "a<strong> </strong>b"),
        ('<a href="https://x.example/?a=1&b=2">x</a>', '<a href="https://x.example/?a=1&amp;b=2">x</a>'),
        ('<a href="//x.example/y">x</a>', '<a href="https://x.example/y">x</a>'),
        ('<a href="mailto:desk@old.example">x</a>', '<a href="mailto:desk@old.example">x</a>'),
        ('<a href="https://x.example/a b\'&quot;<>c">x</a>', '<a href="https://x.example/a%20b&#x27;%22%3C%3Ec">x</a>'),
        ('<a href="/two/">x <b>y</b></a>', '<a href="record:post-2">x <strong>y</strong></a>'),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href=" JaVa\nscript:alert(1)">x</a>', "x"),
        ('<a href="#note">x</a><a name="y">z</a>', "xz"),
    ],
)
def test_inline_text_is_canonical(html: str, expected: str) -> None:
    assert paragraphs(html) == [expected]


def test_unclosed_formatting_ends_with_its_block() -> None:
    assert paragraphs("<p><strong>a</p><p>b</p>") == ["<strong>a</strong>", "b"]
    assert paragraphs("<b><p>a</b> b</p><p>c</p>") == ["<strong>a</strong> b", "c"]


def test_headings_have_two_levels_and_no_markup() -> None:
    made = blocks("<h1>A</h1><h2><strong>B</strong></h2><h3>C &amp; D</h3><h5>E</h5>")
    assert [(block["text"], block["level"]) for block in made] == [("A", 2), ("B", 2), ("C & D", 3), ("E", 3)]
    assert ("heading", "changed", "E") in differences("<h5>E</h5>")


def test_a_link_in_a_heading_is_named() -> None:
    assert ("link", "left out", "https://x.example/") in differences('<h2><a href="https://x.example/">A</a></h2>')


def test_lists_keep_items_and_order() -> None:
    assert blocks("<ol><li>a<li><b>b</b></ol>") == [{"type": "list", "ordered": True, "items": ["a", "<strong>b</strong>"]}]


def test_nested_lists_fold_into_their_item() -> None:
    html = "<ul><li>a<ol><li>b<ul><li>c</li></ul></li><li>d</li></ol></li><li>e</li></ul>"
    assert blocks(html)[0]["items"] == ["a<br>1. b<br>– – c<br>2. d", "e"]
    assert [one[0] for one in differences(html)] == ["list", "list"]


def test_a_list_beside_items_belongs_to_the_item_before() -> None:
    assert blocks("<ul><li>a</li><ul><li>b</li></ul>stray</ul>")[0]["items"] == ["a<br>– b<br>stray"]


def test_a_picture_in_a_list_stands_behind_it() -> None:
    made = blocks('<ul><li>a <img src="/five.jpg"></li><li>b</li></ul>')
    assert [block["type"] for block in made] == ["list", "photo"]


def test_a_quotation_names_its_source() -> None:
    made = blocks("<blockquote><p>One.</p><p>Two.</p><cite>A <b>poet</b></cite></blockquote>")
    assert made == [{"type": "quotation", "paragraphs": ["One.", "Two."], "source": "A poet"}]
    assert blocks('<blockquote cite="https://x.example/">One.</blockquote>')[0]["source"] == "https://x.example/"
    assert blocks("<blockquote>One. — <cite>Poet</cite></blockquote>")[0]["source"] == "Poet"


def test_a_pull_quote_is_plain() -> None:
    html = '<figure class="wp-block-pullquote"><blockquote><p>One <b>two</b>.</p><cite>Poet</cite></blockquote></figure>'
    assert blocks(html) == [{"type": "pull_quote", "text": "One two.", "source": "Poet"}]


def test_a_table_becomes_a_list_of_its_rows() -> None:
    made = blocks(
        "<table><caption>Prices</caption><tr><th>Good</th><th>Price</th></tr><tr><td>Bread</td><td>3<br>4</td></tr><tr><td></td><td>5</td></tr></table>"
    )
    assert made == [
        {"type": "paragraph", "text": "Prices"},
        {"type": "paragraph", "text": "<strong>Good · Price</strong>"},
        {"type": "list", "ordered": False, "items": ["Bread · 3 / 4", "– · 5"]},
    ]


def test_a_table_that_only_holds_pictures_in_place_gives_them_back() -> None:
    assert [block["type"] for block in blocks('<table><tr><td><img src="/five.jpg"></td></tr></table>')] == ["photo"]


def test_definitions_become_a_list_with_terms_in_bold() -> None:
    assert blocks("<dl><dt>Tar</dt><dd>Black.</dd><dd>Sticky.</dd></dl>")[0]["items"] == ["<strong>Tar</strong><br>Black.<br>Sticky."]


def test_preformatted_text_keeps_its_lines_and_indents() -> None:
    assert paragraphs("<pre>if a:\n    b &lt; c\n\nend</pre>") == ["<code>if a:<br>\u00a0\u00a0\u00a0\u00a0b &lt; c<br><br>end</code>"]
    assert paragraphs('<pre class="wp-block-verse">Rose\nis a rose</pre>') == ["Rose<br>is a rose"]
    assert paragraphs("[code]a  b[/code]") == ["<code>a\u00a0\u00a0b</code>"]


def test_dividers_stay_and_marks_are_named() -> None:
    html = "<p>a</p><hr><!--more--><p>b</p><!--nextpage-->"
    assert [block["type"] for block in blocks(html)] == ["paragraph", "divider", "paragraph"]
    assert [one[0] for one in differences(html)] == ["more mark", "page break"]


PHOTO = {"type": "photo", "photo": "photo-5", "alt": "alt 5", "caption": "", "credit": ""}


@pytest.mark.parametrize(
    ("html", "caption"),
    [
        ('<img class="alignleft wp-image-5 size-full" src="/wp-content/x.jpg">', ""),
        ('<img src="https://old.example/five.jpg">', ""),
        ('<a href="/five.jpg"><img src="/five.jpg"></a>', ""),
        ('<figure><img src="/five.jpg"><figcaption>At <b>dawn</b></figcaption></figure>', "At dawn"),
        ('[caption id="attachment_5" width="300"]<img class="wp-image-5"> At dawn[/caption]', "At dawn"),
        (
            '[caption id="attachment_5" width="300" caption="At &quot;dawn&quot;"]<a href="/five.jpg"><img class="wp-image-5"></a>[/caption]',
            'At "dawn"',
        ),
        ('<div class="wp-caption"><img src="/five.jpg"><p class="wp-caption-text">At dawn</p></div>', "At dawn"),
        ('<img src="data:image/gif;base64,AA" data-src="/five.jpg">', ""),
    ],
)
def test_a_picture_at_hand_becomes_a_photo_with_its_caption(html: str, caption: str) -> None:
    assert blocks(html) == [{**PHOTO, "caption": caption}]


def test_a_missing_picture_is_named_and_its_caption_stays() -> None:
    html = '[caption id="x"]<img src="/u/lost.jpg" alt="A quay"> The <b>quay</b>[/caption]'
    assert paragraphs(html) == ["<em>The <strong>quay</strong></em>"]
    assert ("picture", "left out", "lost.jpg (A quay)") in differences(html)


def test_a_picture_amid_a_sentence_does_not_cut_it() -> None:
    made = blocks('<p>One <img src="/five.jpg"> two.</p><p><img src="/six.jpg">Three.</p>')
    assert [block.get("text", block.get("photo")) for block in made] == ["One two.", "photo-5", "photo-6", "Three."]


def test_galleries_show_what_they_name_or_what_belongs_to_the_post() -> None:
    named = blocks('[gallery ids="7,5" columns="2"]')
    assert [(block["photo"], block["caption"]) for block in named] == [("photo-7", "Caption 7"), ("photo-5", "Caption 5")]
    assert [block["photo"] for block in blocks("[gallery]")] == ["photo-6", "photo-7"]
    assert ("picture", "left out", "attachment 99") in differences('[gallery ids="5,99"]')
    old_block = '<ul class="wp-block-gallery"><li class="blocks-gallery-item"><figure><img src="/five.jpg"></figure></li></ul>'
    assert [block["type"] for block in blocks(old_block)] == ["photo"]


def test_a_character_drawn_as_a_picture_is_a_character_again() -> None:
    assert paragraphs('So <img class="emoji" alt="🙂" src="https://s.w.org/x.svg"> so') == ["So 🙂 so"]


def test_a_counter_of_readers_is_left_at_the_door() -> None:
    assert blocks('<img src="https://count.example/p.gif" width="1" height="1">') == []
    assert ("picture", "left out", "https://count.example/p.gif") in differences(
        '<img src="https://count.example/p.gif" width="1" height="1">'
    )


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ('<iframe src="//www.youtube.com/embed/abc"></iframe>', "https://www.youtube.com/embed/abc"),
        ("https://video.example/watch?v=1&amp;t=2", "https://video.example/watch?v=1&t=2"),
        ("[embed width=3]https://video.example/1[/embed]", "https://video.example/1"),
        ("[youtube=https://youtu.be/abcdefg]", "https://youtu.be/abcdefg"),
        ("[youtube abcdefg]", "https://www.youtube.com/watch?v=abcdefg"),
        ('[audio mp3="https://old.example/a.mp3"][/audio]', "https://old.example/a.mp3"),
        ('<video controls><source src="/a.mp4">No film for you</video>', "https://old.example/a.mp4"),
        ('<object data="x"><param name="movie" value="https://f.example/v.swf"></object>', "https://f.example/v.swf"),
        ('[playlist ids="9"]', "https://old.example/9.mp3"),
    ],
)
def test_what_would_load_from_elsewhere_becomes_a_card(html: str, address: str) -> None:
    made = blocks(html)
    assert [(block["type"], block["url"]) for block in made] == [("link_card", address)]
    assert [one[0] for one in differences(html)] == ["embed"]


@pytest.mark.parametrize("html", ['<iframe src="javascript:alert(1)"></iframe>', "<iframe></iframe>", "[embed][/embed]", "[vimeo]"])
def test_an_embed_of_nothing_is_left_out_by_name(html: str) -> None:
    assert blocks(html) == []
    assert [one[:2] for one in differences(html)] == [("embed", "left out")]


def test_scripts_styles_and_fields_are_left_out_by_name() -> None:
    html = '<script>track("you")</script><style>p{}</style><svg><text>x</text></svg><form>Name <input value="Go"></form>'
    assert paragraphs(html) == ["Name"]
    assert [(kind, excerpt) for kind, _, excerpt in differences(html)] == [
        ("script", 'track("you")'), ("style sheet", "p{}"), ("drawing", "x"), ("form field", "Go"),
    ]  # fmt: skip


def test_blocks_that_the_old_site_filled_in_are_named() -> None:
    html = '<!-- wp:latest-posts {"postsToShow":3} /--><!-- wp:block {"ref":8} /--><p>a</p>'
    assert [one[0] for one in differences(html)] == ["dynamic block", "dynamic block"]
    assert paragraphs(html) == ["a"]


def test_brackets_that_are_no_shortcode_stay_text() -> None:
    assert paragraphs("He [the mayor] said [[gallery]] and [contact-form to=x]hi[/contact-form].") == [
        "He [the mayor] said [gallery] and [contact-form to=x]hi[/contact-form]."
    ]
    assert [one[:2] for one in differences("[contact-form to=x]")] == [("shortcode", "noted")]
    assert paragraphs("&#91;gallery&#93;") == ["[gallery]"]


def test_a_background_picture_of_a_cover_is_a_photo() -> None:
    made = blocks('<div class="wp-block-cover" style="background-image:url(https://old.example/five.jpg)"><p>Words</p></div>')
    assert [block["type"] for block in made] == ["photo", "paragraph"]


def test_a_shortcode_that_is_never_closed_takes_no_text_with_it() -> None:
    assert [block["type"] for block in blocks('[caption id="a"]<img src="/five.jpg"> One.\n\nTwo.')] == ["photo", "paragraph", "paragraph"]


def test_what_is_nested_without_end_keeps_its_words() -> None:
    assert paragraphs("<div>" * 3000 + "deep" + "</div>" * 3000) == ["deep"]
    assert "deep" in str(blocks("<ul><li>" * 500 + "deep"))
    assert "deep" in str(blocks("<table><tr><td>" * 500 + "deep"))
