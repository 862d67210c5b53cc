"""A mistake in a content file is refused with its file and line; what is well written becomes the right blocks."""

import shutil
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from tamizdat.newsroom.demo.content import load
from tamizdat.newsroom.demo.fields import BadContent
from tamizdat.newsroom.demo.notation import BadNotation, inline, read_body
from tamizdat.newsroom.demo.shapes import Block, DemoFigure, Moment

FIGURE = DemoFigure("tram", "A tram", "Number 6", "Illustration: I. T.")


def read(text: str) -> tuple[Block, ...]:
    return read_body(text, 1, {"tram": FIGURE}.__getitem__)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(str(files("tamizdat.newsroom.demo") / "content"), tmp_path / "content"))


MISTAKES = [
    ("giving.toml", 'headline = "Support The Far Shore"', "", "giving.toml, [en]: headline: this field is missing."),
    ("giving.toml", "rank = 10", "ranck = 10", "giving.toml, [en], [[appeals]] 1: rank: this field is missing."),
    ("giving.toml", "*Ours goes out.*", "*Ours goes out.", "giving.toml, [en], [[appeals]] 1, [[variants]] 2: text:"),
    ("articles/en/number-six.txt", "+++\nkind", "kind", "articles/en/number-six.txt, line 1: the file begins with front matter"),
    ("articles/en/number-six.txt", 'kind = "feature"', "kind = feature", "articles/en/number-six.txt: Invalid value (at line 2,"),
    (
        "articles/en/number-six.txt",
        'kind = "feature"',
        'kind = "poem"',
        "articles/en/number-six.txt, line 2: kind: it is one of news,",
    ),
    ("articles/en/number-six.txt", "dateline", "datline", "articles/en/number-six.txt, line 5: datline: there is no such field."),
    (
        "articles/en/number-six.txt",
        'lead = "tram"',
        'lead = "train"',
        "articles/en/number-six.txt, line 9: lead: there is no picture “train”",
    ),
    (
        "articles/en/number-six.txt",
        "days_ago = 310",
        "days_ago = 0",
        "articles/en/number-six.txt, line 10: published: it has days_ago (1 or more)",
    ),
    (
        "articles/en/number-six.txt",
        "hour = 7",
        "hour = 24",
        "articles/en/number-six.txt, line 10: published: a day has hours 0 to 23",
    ),
    (
        "articles/en/number-six.txt",
        '"transport"',
        '"trams"',
        "articles/en/number-six.txt: there is no topic “trams” in this language.",
    ),
    (
        "articles/en/number-six.txt",
        '"v-mostovaya"',
        '"m-veley"',
        "articles/en/number-six.txt: there is no person “m-veley” in this language.",
    ),
    (
        "articles/en/number-six.txt",
        "## 8.10\n",
        "## 8.10\nStudents\n",
        "articles/en/number-six.txt, line 19: A heading is one line",
    ),
    (
        "articles/en/bridge-closed.txt",
        "url: https",
        "link: https",
        "articles/en/bridge-closed.txt, line 45: A link_card has lines",
    ),
    (
        "articles/en/bridge-closed.txt",
        "url: https",
        "url: ftp",
        "articles/en/bridge-closed.txt, line 44: link_card.url must be a web address.",
    ),
    (
        "articles/en/passengers-walk-home.txt",
        "article: ferry",
        "article: fairy",
        "there is no article “fairy-detained” in this language.",
    ),
    (
        "articles/en/library-lawyer.txt",
        "::end",
        "",
        "articles/en/library-lawyer.txt, line 50: This background box has no “::end”",
    ),
    (
        "articles/en/bridge-closed.txt",
        'over it."',
        'over it."\nstory = 7',
        "articles/en/bridge-closed.txt: Cannot overwrite a value",
    ),
    (
        "articles/en/bridge-closed.txt",
        "said that the bridge",
        "said that *the bridge",
        "[[corrections]] 1: text: a star without its partner",
    ),
    (
        "articles/en/bridge-closed.txt",
        "said that the bridge",
        "said [that](javascript:it) bridge",
        "[[corrections]] 1: text: not allowed in text:",
    ),
    (
        "letters/en/verdict.txt",
        'key = "joint-survey"',
        'key = "joint"',
        "letters/en/verdict.txt: there is no article “joint” in this language.",
    ),
    (
        "letters/en/verdict.txt",
        'letter = "weekly"',
        'letter = "daily"',
        "letters/en/verdict.txt: there is no letter “daily” in this language.",
    ),
    ("letters/en/verdict.txt", "weeks_ago = 1", 'weeks_ago = "1"', "letters/en/verdict.txt, line 3: weeks_ago: it is a whole number."),
    ("letters/en/verdict.txt", 'form = "full"', 'form = "half"', "letters/en/verdict.txt, [[articles]] 1: form: it is one of teaser, full"),
    (
        "letters/en/verdict.txt",
        "Dear readers,",
        "::related\narticle: joint-survey",
        "letters/en/verdict.txt, line 2: letter: a letter's words hold paragraph,",
    ),
    ("letters.toml", 'rhythm = "every Friday"', "", "letters.toml, [en], [[letters]] 1: rhythm: this field is missing."),
    ("pages/en/contact.txt", "page:tips", "page:tricks", "pages/en/contact.txt: there is no page “tricks” in this language."),
    ("people.toml", "pseudonym = true", "", "people.toml, [v-mostovaya]: pseudonym: this field is missing."),
    ("sections.toml", 'name = "Politics"', "", "sections.toml, [politics], [en]: name: this field is missing."),
    (
        "site.toml",
        '["swallow-returns"',
        '["sparrow-returns"',
        "site.toml, [en]: there is no article “sparrow-returns” in this language.",
    ),
]


@pytest.mark.parametrize(("file", "right", "wrong", "sentence"), MISTAKES)
def test_a_mistake_is_refused_with_its_place(content: Path, file: str, right: str, wrong: str, sentence: str) -> None:
    text = (content / file).read_text("utf-8")
    assert right in text
    (content / file).write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(BadContent) as refusal:
        load(content)
    assert sentence in str(refusal.value)


def test_a_copy_of_the_newspaper_is_the_newspaper(content: Path) -> None:
    assert load(content) == load()


def test_each_mark_becomes_its_block() -> None:
    assert read("one\ntwo") == ({"type": "paragraph", "text": "one two"},)
    assert read("### small") == ({"type": "heading", "level": 3, "text": "small"},)
    assert read("---") == ({"type": "divider"},)
    assert read("- a\n- b\n  c") == ({"type": "list", "ordered": False, "items": ["a", "b c"]},)
    assert read("1. a\n2. b") == ({"type": "list", "ordered": True, "items": ["a", "b"]},)
    assert read("> a\n>\n> b\n> — C") == ({"type": "quotation", "paragraphs": ["a", "b"], "source": "C"},)
    assert read("::appeal_box") == ({"type": "appeal_box", "title": "", "text": ""},)
    assert read("::background B\n\nx\n\n::end") == ({"type": "background", "title": "B", "blocks": [{"type": "paragraph", "text": "x"}]},)


def test_a_photo_takes_its_words_from_the_picture_unless_told_otherwise() -> None:
    photo = {"type": "photo", "photo": "tram", "alt": "A tram", "caption": "Number 6", "credit": "Illustration: I. T."}
    assert read("::photo\nphoto: tram") == (photo,)
    assert read("::photo\nphoto: tram\ncaption: Late: again") == ({**photo, "caption": "Late: again"},)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n\n::poem", 3),
        ("::photo\nphoto: bus", 1),
        ("::photo\ncaption: x", 1),
        ("> a\nb", 2),
        ("::background B\n\n::photo\nphoto: tram\n\n::end", 3),
    ],
)
def test_a_body_that_cannot_be_read_names_the_line(text: str, line: int) -> None:
    with pytest.raises(BadNotation) as refusal:
        read(text)
    assert refusal.value.line == line


def test_inline_marks_become_the_canonical_spelling() -> None:
    assert inline("a *b* **c** <sub>2</sub><br>") == "a <em>b</em> <strong>c</strong> <sub>2</sub><br>"
    assert inline("R&D < <b>") == "R&amp;D &lt; &lt;b&gt;"
    assert (
        inline("[x](article:ab-c) [y](https://example.org/a)")
        == '<a href="record:article.ab-c">x</a> <a href="https://example.org/a">y</a>'
    )


@pytest.mark.parametrize("text", ["[x](javascript:alert(1))", "<em>open", "a **b <em>c** d</em>"])
def test_inline_text_that_is_not_canonical_is_refused(text: str) -> None:
    with pytest.raises(BadNotation):
        read(text)


def test_a_moment_is_told_from_today_and_never_lies_ahead() -> None:
    now = datetime(2031, 3, 2, 6, 0, tzinfo=UTC)
    assert Moment(1, 9, 30).at(now) == datetime(2031, 3, 1, 9, 30, tzinfo=UTC)
    assert Moment(0, 9).at(now) == now
    assert Moment(0, hours_ago=30).at(now) == datetime(2031, 3, 1, 0, 0, tzinfo=UTC)
    assert Moment(3, 9).age > Moment(3, 10).age > Moment(0, hours_ago=5).age
