"""The weight of pages: the shell leaves most of an article's 10,240 bytes to the article."""

import brotli

from factories.edition import article, every_block, language, newspaper, page, paragraph, section
from factories.pages import pages, taking_letters

BUDGET = 10_240
"""DESIGN.md, "Budgets": an article page, brotli 5, with style and statement."""

SHELL = 5_120
"""What a page may weigh before its first word: style sheet, masthead, foot, metadata, policy, and the few words of script."""

PATH = "en/2026/11/article-1.html"
SECTIONS = [
    section(id=f"section-{name}", name=name.title()) for name in ("politics", "economy", "society", "culture", "opinion", "letters")
]
STANDING = [page(id=f"page-{name}", title=name.title()) for name in ("about", "imprint", "contact", "privacy", "tips", "safety")]
LANGUAGE = language(navigation=tuple(one.id for one in SECTIONS), footer=tuple(one.id for one in STANDING))

PROSE = (
    "The ferry {0} left berth {1} at {2} minutes past six with {3} passengers, {4} bicycles and a goat that nobody claimed. "
    "On the far side the customs shed had lost its roof in storm {5}; the officer on duty, No. {6}, wrote each name by hand, "
    "in pencil, and gave out {7} receipts that no office has so far agreed to recognise."
)


def weight(**changes) -> int:
    made = pages(newspaper(article(**changes), *SECTIONS, *STANDING, languages=(LANGUAGE,)))[PATH]
    return len(brotli.compress(made.encode(), quality=5))


def prose(paragraphs: int):
    """Paragraphs that differ from one another as those of a report do."""
    return [paragraph(PROSE.format(*(str(n * 7919 * k % 997) for k in range(3, 11)))) for n in range(1, paragraphs + 1)]


def test_the_shell_is_light():
    bare = {"body": (), "lead": None, "standfirst": "", "bylines": (), "topics": (), "story": None, "dateline": ""}
    assert weight(**bare) <= SHELL


def test_an_article_with_every_block_and_a_thousand_words_is_within_the_budget():
    body = (*every_block(), *prose(18))
    assert sum(len(block.get("text", "").split()) for block in body) > 1000
    assert weight(body=body, related=("article-2",)) <= BUDGET


FORM_ON_THE_FRONT = 1_536
"""What the short form may add to a front, which has to pass before a line freezes, too: thirty careful providers included."""


def test_the_form_on_the_front_is_light():
    providers = tuple(f"{name}.example" for name in PROSE.lower().replace(".", "").replace(",", "").split() if name.isalpha())[:30]
    plain, forms = (
        pages(newspaper(*SECTIONS, *STANDING, **taking_letters(careful_providers=providers, **changes)))["en/index.html"]
        for changes in ({"gates": ()}, {})
    )
    assert "<form" in forms
    assert len(brotli.compress(forms.encode(), quality=5)) - len(brotli.compress(plain.encode(), quality=5)) <= FORM_ON_THE_FRONT
