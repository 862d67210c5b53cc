"""Whatever stands in a letter's fields, its mail runs nothing, fetches nothing and leads nowhere but where it says."""

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from factories.edition import article, figure, letter, letter_item, paragraph
from factories.letters import mail_of
from factories.pages import Parsed
from tamizdat.edition.mail import PREFERENCES, UNSUBSCRIBE

ATTACKS = [
    '"><img src="https://spy.example/x.gif">',
    "</title><script>fetch('//spy.example')</script>",
    "</style><style>@import url(https://spy.example/x.css);</style>",
    "<![endif]--><img src=//spy.example/x><!--[if mso]>",
    "' style='background:url(https://spy.example)",
    "javascript:alert(1)",
    "{{ style }}{% include 'mail.html' %}",
    "Subject\r\nBcc: victim@post.example",
    "\u202eevil\u2066 \x00 \ud7ff \u2028 </td></tr></table>",
    "&lt;img src=x&gt; &#60;script&#62;",
    "https://spy.example/ data:text/html,x",
]
TEXT = st.one_of(st.sampled_from(ATTACKS), st.text(max_size=30))
URLS = st.sampled_from(["https://example.org/a?b=c&d='e'", "https://example.org/)url(x", "http://example.org/#<x".replace("<", "%3C")])


def everything(text, url):
    """A letter, and an article in it, with *text* wherever text may stand."""
    link = {"type": "link_card", "url": url, "title": text, "text": text}
    background = {"type": "background", "title": text, "blocks": [{"type": "heading", "text": text, "level": 2}]}
    body = (
        paragraph(f'<a href="{url.replace(chr(38), "&amp;").replace(chr(39), "%27")}">x</a>'),
        {"type": "pull_quote", "text": text, "source": text},
        {"type": "quotation", "paragraphs": ["x"], "source": text},
        {"type": "photo", "photo": "photo-harbour", "alt": text, "caption": text, "credit": text},
        {"type": "related", "article": "article-5"},
        link,
        background,
    )
    lead = figure(alt=text, caption=text, credit=text)
    hostile = article(id="article-5", headline=text, standfirst=text, body=body, lead=lead, card=None)
    items = (letter_item(article="article-5", form="full", remark=text), letter_item(article="article-5", remark=text))
    shown = letter(subject=text, preheader=text, appeal=text or "x", appeal_label=text, intro=body, note=body, items=items)
    return shown, hostile


@settings(max_examples=60)
@given(TEXT, URLS)
def test_no_text_makes_a_mail_do_anything(text, url):
    shown, hostile = everything(text, url)
    mail = mail_of(shown, hostile)
    parsed = Parsed(mail.html)

    assert {one.name for one in parsed.elements} <= {
        "html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "p", "h1", "h2", "h3", "h4", "a", "br", "hr",
        "blockquote", "time", "span",
    }  # fmt: skip
    for one in parsed.elements:
        assert set(one.attributes) <= {
            "lang", "dir", "class", "style", "href", "role", "width", "align", "cellpadding", "cellspacing", "border", "datetime",
            "charset", "name", "content",
        }  # fmt: skip
        assert not re.search("[<>]", "".join(one.attributes.values())), "a crude program reads markup inside an attribute"
        assert "url(" not in one.attributes.get("style", "")
        assert one.attributes.get("href", "https://x/").startswith(("https://", "http://example.org/"))
    assert all(not re.search(r"url\(|@import", one.text) for one in parsed.all("style"))
    assert len(parsed.all("style")) == 1 and mail.html.count("<!--") == mail.html.count("-->") == 3


@settings(max_examples=40)
@given(TEXT)
def test_no_text_adds_a_line_to_the_head_or_a_mark_to_the_body(text):
    shown, hostile = everything(text, "https://example.org/")
    mail = mail_of(shown, hostile)
    for line in (mail.subject, mail.preheader):
        assert len(line.splitlines()) <= 1 and not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", line)
    for body in (mail.html, mail.text):
        assert not re.search(r"[\x00-\x08\x0b-\x0c\x0e-\x1f]", body)
    assert mail.html.count(UNSUBSCRIBE) == mail.html.count(PREFERENCES) == 1


@given(st.text(alphabet="ab <>&\"'\n\u00a0", max_size=40))
def test_plain_text_stays_what_it_was(text):
    """As a reader reads it: white space may fold, nothing else changes."""
    shown = replace(letter(items=(), note=()), appeal=f"x{text}x")
    expected = " ".join(f"x{text}x".split())
    mail = mail_of(shown)
    assert expected in " ".join(Parsed(mail.html).one("body").text.split())
    assert expected in " ".join(mail.text.split())
