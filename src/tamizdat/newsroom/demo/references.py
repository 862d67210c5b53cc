"""Whatever a piece names must be there in its own language: people, sections, topics, stories, articles and pages.

Promises: after ``check_references`` no key in a newspaper leads nowhere. Refuses the first one that does, with the file's name.
Pictures are checked where they are read.
"""

from collections.abc import Iterable, Iterator

from tamizdat.edition.inline import linked_records
from tamizdat.newsroom.demo.fields import BadContent
from tamizdat.newsroom.demo.shapes import Block, DemoArticle, DemoLanguage, DemoLetter, DemoNewspaper, DemoPage

Named = tuple[str, str]
"""A kind and a key, such as ``("section", "politics")``."""


def check_references(newspaper: DemoNewspaper) -> None:
    """Raise ``BadContent`` unless everything that *newspaper* names exists in the language that names it."""
    there = {language.code: _known(newspaper, language.code) for language in newspaper.site.languages}
    for language in newspaper.site.languages:
        _check(f"site.toml, [{language.code}]", _named_by_language(language), there[language.code])
    for article in newspaper.articles:
        _check(article.file, _named_by_article(article), there[article.language])
    for page in newspaper.pages:
        _check(page.file, _named_in(page.body), there[page.language])
    for letter in newspaper.letters:
        kinds = {("letter", kind.code) for offer in newspaper.offers if offer.language == letter.language for kind in offer.kinds}
        _check(letter.file, _named_by_letter(letter), there[letter.language] | kinds)


def links(blocks: Iterable[Block]) -> Iterator[Named]:
    """Yield what the inline text of *blocks* links to within the newspaper."""
    for text in _inline_texts(blocks):
        for record in linked_records(text):
            kind, _, key = record.partition(".")
            yield kind, key


def _check(file: str, named: Iterable[Named], there: set[Named]) -> None:
    for kind, key in named:
        if (kind, key) not in there:
            raise BadContent(f"{file}: there is no {kind} “{key}” in this language.")


def _known(newspaper: DemoNewspaper, language: str) -> set[Named]:
    groups: dict[str, Iterable[DemoArticle | DemoPage]] = {"article": newspaper.articles, "page": newspaper.pages}
    pieces = {(kind, piece.key) for kind, group in groups.items() for piece in group if piece.language == language}
    terms = {"section": newspaper.sections, "topic": newspaper.topics, "story": newspaper.stories}
    named = {(kind, term.key) for kind, group in terms.items() for term in group if term.language == language}
    return pieces | named | {("person", person.key) for person in newspaper.people if person.language == language}


def _named_by_language(language: DemoLanguage) -> Iterator[Named]:
    yield from (("section", key) for key in language.navigation)
    yield from (("page", key) for key in language.footer)
    yield from (("article", key) for key in language.front)


def _named_by_article(article: DemoArticle) -> Iterator[Named]:
    yield "section", article.section
    yield from (("person", key) for key in article.bylines)
    yield from (("topic", key) for key in article.topics)
    if article.story:
        yield "story", article.story
    yield from _named_in(article.body)


def _named_by_letter(letter: DemoLetter) -> Iterator[Named]:
    yield "letter", letter.kind
    yield from (("article", item.article) for item in letter.items)
    yield from _named_in((*letter.intro, *letter.note))


def _named_in(body: Iterable[Block]) -> Iterator[Named]:
    body = tuple(body)
    yield from links(body)
    yield from (("article", block["article"]) for block in body if block["type"] == "related")


def _inline_texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if block["type"] == "paragraph":
            yield block["text"]
        yield from block.get("items", ())
        yield from block.get("paragraphs", ())
        yield from _inline_texts(block.get("blocks", ()))
