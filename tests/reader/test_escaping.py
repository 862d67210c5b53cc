"""Whatever an editor types, a page shows it as text: no tag and no attribute breaks out of its place.

That a turned direction ends with its element is a matter of style: test_in_browser.py.
"""

from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from factories.edition import (
    article,
    attribution,
    correction,
    figure,
    language,
    newspaper,
    page,
    person,
    photo,
    section,
    site,
    story,
    tombstone,
    topic,
)
from factories.pages import Parsed, pages

HOSTILE = st.one_of(
    st.sampled_from(
        [
            "</title><script>alert(1)</script>",
            '" onmouseover="alert(1)',
            "' autofocus onfocus='alert(1)",
            "<img src=https://evil.example/x>",
            "-->\u2028<b>--!>",
            "]]></style><style>*{display:none}",
            "{{ 7 * 7 }}{% raw %}",
            "&lt;&amp;&#60;",
            "javascript:alert(1)",
            "\u202egnp.exe\u2066\u2069\u200f",
            "`${1}`\\u003cscript\\u003e",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60),
).map(lambda text: f"x{text}x")
"""Any text without control characters (the newsroom takes those out); the letters at the ends keep its spaces."""


def typed(text: str):
    """A newspaper with *text* in every field that holds plain text, and everything on its pages."""
    shown = figure(alt=text, caption=text, credit=text)
    blocks = (
        {"type": "heading", "text": text, "level": 2},
        {"type": "quotation", "paragraphs": ["said"], "source": text},
        {"type": "pull_quote", "text": text, "source": text},
        {"type": "photo", "photo": "photo-harbour", "alt": text, "caption": text, "credit": text},
        {"type": "link_card", "url": "https://example.org/", "title": text, "text": text},
        {"type": "background", "title": text, "blocks": []},
        {"type": "letter_box", "title": text, "text": text},
        {"type": "appeal_box", "title": text, "text": text},
        {"type": "related", "article": "article-2"},
    )
    named = {"name": text, "description": text}
    full = article(
        headline=text,
        standfirst=text,
        dateline=text,
        lead=shown,
        body=blocks,
        related=("article-2",),
        corrections=(correction(),),
        attributions=(attribution(claim=text, source=text, checked_by=text),),
    )
    return newspaper(
        site(languages=(language(name=text, motto=text, description=text),)),
        full,
        replace(full, id="article-2", path="en/2026/10/article-2.html", slug="article-2", translation_key="b", kind="opinion"),
        person(name=text, role=text, bio=text, pseudonym=True, portrait=shown),
        section(**named),
        topic(**named),
        story(name=text, summary=text),
        page(title=text, standfirst=text, body=blocks),
        photo(credit=text),
        tombstone(note=text),
    )


@cache
def plain() -> dict[str, list[tuple[str, list[str]]]]:
    """Each page of the same newspaper with a harmless word: its elements and the names of their attributes."""
    return {path: shape(text) for path, text in pages(typed("xwordx")).items()}


def shape(html: str) -> list[tuple[str, list[str]]]:
    return [(element.name, list(element.attributes)) for element in Parsed(html).elements]


@settings(max_examples=40, deadline=None)
@given(HOSTILE)
def test_no_text_changes_the_shape_of_any_page(text):
    for path, html in pages(typed(text)).items():
        assert shape(html) == plain()[path], path


@settings(max_examples=40, deadline=None)
@given(HOSTILE)
def test_every_field_is_shown_as_it_was_typed(text):
    made = pages(typed(text))
    whole = Parsed(made["en/2026/11/article-1.html"])
    assert whole.one("h1").text == text
    assert [one.text for one in whole.all("p", class_="stand")] == [text]
    assert all(one.attributes["alt"] == text for one in whole.all("img"))
    assert [one.text for one in whole.inside(".from") if one.name == "dt"] == [text]
    assert whole.one("meta", name="description").attributes["content"] == text
    assert whole.one("title").text.startswith(text)
    assert text in Parsed(made["en/2026/11/article-9.html"]).one("main").text
    assert Parsed(made["en/person/mara.html"]).one("h1").text == text
    assert text in Parsed(made["404.html"]).one("main").text
