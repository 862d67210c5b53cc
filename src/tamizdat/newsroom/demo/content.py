"""The demo newspaper's reader: the files under ``content/`` become one frozen ``DemoNewspaper``.

Promises: ``load`` returns only what is whole: every field there, every block in form, every picture, person, section, topic, story,
article and page that is named exists in the language that names it. Refuses anything else with one sentence that begins with the file
and, where there is one, the line. Leaves to the loader what becomes of it in Wagtail, and to ``pictures`` how a picture is drawn.
"""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, get_args

from tamizdat.edition.inline import BadInline
from tamizdat.edition.records import ArticleKind, CorrectionKind, PageRole
from tamizdat.newsroom.demo.fields import BadContent, Fields
from tamizdat.newsroom.demo.giving import read_giving
from tamizdat.newsroom.demo.letters import read_letter, read_offers
from tamizdat.newsroom.demo.notation import BadNotation, Figures, inline, read_body
from tamizdat.newsroom.demo.references import check_references
from tamizdat.newsroom.demo.shapes import (
    DemoArticle,
    DemoAttribution,
    DemoCorrection,
    DemoFigure,
    DemoLanguage,
    DemoLetter,
    DemoNewspaper,
    DemoPage,
    DemoPerson,
    DemoPicture,
    DemoSite,
    DemoTerm,
    DemoWithdrawal,
)

LANGUAGES = ("en", "ru", "fa")
"""The folders of articles and pages, the newspaper's own language of record first."""

FENCE = "+++"
"""The line before and after the front matter of an article or page."""


def load(folder: Traversable | None = None) -> DemoNewspaper:
    """Return the newspaper in *folder*, by default the one that is shipped. Raises ``BadContent``."""
    root = folder if folder is not None else files("tamizdat.newsroom.demo") / "content"
    pictures = {picture.key: picture for picture in _pictures(root)}
    offered = Fields("letters.toml", _toml(root, "letters.toml"))
    newspaper = DemoNewspaper(
        site=_site(root),
        people=tuple(_people(root, pictures)),
        sections=tuple(_terms(root, "sections.toml")),
        topics=tuple(_terms(root, "topics.toml")),
        stories=tuple(_terms(root, "stories.toml")),
        pictures=tuple(pictures.values()),
        pages=tuple(_page(name, text, lang, pictures) for name, text, lang in _texts(root, "pages")),
        articles=tuple(_articles(root, pictures)),
        sign_up_address=offered.text("sign_up_address"),
        offers=tuple(read_offers(offered, LANGUAGES)),
        letters=tuple(_letters(root, pictures)),
        giving=read_giving(Fields("giving.toml", _toml(root, "giving.toml")), LANGUAGES),
    )
    offered.finish(also=LANGUAGES)
    check_references(newspaper)
    return newspaper


def _toml(root: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((root / name).read_text("utf-8"))
    except (tomllib.TOMLDecodeError, FileNotFoundError) as error:
        raise BadContent(f"{name}: {error}.") from None


def _texts(root: Traversable, kind: str) -> Iterator[tuple[str, str, str]]:
    for language in LANGUAGES:
        found = sorted((root / kind / language).iterdir(), key=lambda file: file.name)
        for file in found:
            if file.name.endswith(".txt"):
                yield f"{kind}/{language}/{file.name}", file.read_text("utf-8"), language


def _pictures(root: Traversable) -> Iterator[DemoPicture]:
    for key, table in _toml(root, "pictures.toml").items():
        picture = Fields(f"pictures.toml, [{key}]", table)
        x, y = picture.numbers("focus", 2)
        figures = {language: _figure(key, picture.table(language)) for language in LANGUAGES if language in table}
        yield DemoPicture(key, (x, y), figures)
        picture.finish(also=LANGUAGES)


def _figure(key: str, words: Fields) -> DemoFigure:
    figure = DemoFigure(key, words.text("alt"), words.text("caption"), words.text("credit"))
    words.finish()
    return figure


def _people(root: Traversable, pictures: dict[str, DemoPicture]) -> Iterator[DemoPerson]:
    for key, table in _toml(root, "people.toml").items():
        person = Fields(f"people.toml, [{key}]", table)
        pseudonym, portrait = person.flag("pseudonym"), person.text("portrait", "")
        for language in (code for code in LANGUAGES if code in table):
            words = person.table(language)
            figure = _named_figure(pictures, portrait, language, person) if portrait else None
            yield DemoPerson(language, key, words.text("name"), words.text("role"), words.text("bio"), pseudonym, figure)
            words.finish()
        person.finish(also=LANGUAGES)


def _terms(root: Traversable, name: str) -> Iterator[DemoTerm]:
    for key, table in _toml(root, name).items():
        term = Fields(f"{name}, [{key}]", table)
        for language in (code for code in LANGUAGES if code in table):
            words = term.table(language)
            yield DemoTerm(language, key, words.text("name"), words.text("about"))
            words.finish()
        term.finish(also=LANGUAGES)


def _site(root: Traversable) -> DemoSite:
    site = Fields("site.toml", _toml(root, "site.toml"))
    whole = DemoSite(
        canonical_base=site.text("canonical_base"),
        time_zone=site.text("time_zone"),
        accent=site.text("accent"),
        accent_dark=site.text("accent_dark"),
        logo=site.text("logo", "") or None,
        languages=tuple(_language(code, site.table(code)) for code in LANGUAGES),
    )
    site.finish()
    return whole


def _language(code: str, words: Fields) -> DemoLanguage:
    language = DemoLanguage(
        code=code,
        name=words.text("name"),
        motto=words.text("motto"),
        description=words.text("description"),
        direction=words.one_of("direction", ("ltr", "rtl")),
        navigation=words.texts("navigation"),
        footer=words.texts("footer"),
        front=words.texts("front"),
    )
    words.finish()
    return language


def _articles(root: Traversable, pictures: dict[str, DemoPicture]) -> Iterator[DemoArticle]:
    for language in LANGUAGES:
        found = [_article(name, text, lang, pictures) for name, text, lang in _texts(root, "articles") if lang == language]
        yield from sorted(found, key=lambda article: article.published.age, reverse=True)


def _article(name: str, text: str, language: str, pictures: dict[str, DemoPicture]) -> DemoArticle:
    front, body_text, first_line = _split(name, text)
    lead = front.text("lead", "")
    article = DemoArticle(
        file=name,
        language=language,
        key=_key(name),
        kind=front.one_of("kind", get_args(ArticleKind)),
        headline=front.text("headline"),
        standfirst=front.text("standfirst"),
        dateline=front.text("dateline", ""),
        bylines=front.texts("bylines"),
        section=front.text("section"),
        topics=front.texts("topics"),
        story=front.text("story", "") or None,
        lead=_named_figure(pictures, lead, language, front, front.text("caption", "")) if lead else None,
        published=front.moment("published"),
        corrections=tuple(_correction(table) for table in front.tables("corrections")),
        attributions=tuple(_attribution(table) for table in front.tables("attributions")),
        withdrawn=_withdrawal(front.table("withdrawn")) if front.has("withdrawn") else None,
        body=_body(name, body_text, first_line, language, pictures),
    )
    front.finish()
    return article


def _page(name: str, text: str, language: str, pictures: dict[str, DemoPicture]) -> DemoPage:
    front, body_text, first_line = _split(name, text)
    page = DemoPage(
        file=name,
        language=language,
        key=_key(name),
        role=front.one_of("role", get_args(PageRole)),
        title=front.text("title"),
        standfirst=front.text("standfirst"),
        updated=front.moment("updated"),
        body=_body(name, body_text, first_line, language, pictures),
    )
    front.finish()
    return page


def _letters(root: Traversable, pictures: dict[str, DemoPicture]) -> Iterator[DemoLetter]:
    letters = []
    for name, text, language in _texts(root, "letters"):
        front, body_text, first_line = _split(name, text)
        letters.append(read_letter(name, language, _key(name), front, _body(name, body_text, first_line, language, pictures)))
    return iter(sorted(letters, key=lambda letter: -letter.weeks_ago))


def _key(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".txt")


def _split(name: str, text: str) -> tuple[Fields, str, int]:
    lines = text.split("\n")
    if lines[0] != FENCE or FENCE not in lines[1:]:
        raise BadContent(f"{name}, line 1: the file begins with front matter between two lines “{FENCE}”.")
    end = lines.index(FENCE, 1)
    try:
        table = tomllib.loads("\n".join(["", *lines[1:end]]))
    except tomllib.TOMLDecodeError as error:
        raise BadContent(f"{name}: {error}.") from None
    return Fields(name, table, lines[:end]), "\n".join(lines[end + 1 :]), end + 2


def _body(name: str, text: str, first_line: int, language: str, pictures: dict[str, DemoPicture]) -> tuple[dict[str, Any], ...]:
    try:
        return read_body(text, first_line, _figures(pictures, language))
    except BadNotation as error:
        raise BadContent(f"{name}, line {error.line}: {error.sentence}") from None


def _figures(pictures: dict[str, DemoPicture], language: str) -> Figures:
    return lambda key: pictures[key].figures[language]


def _named_figure(pictures: dict[str, DemoPicture], key: str, language: str, at: Fields, caption: str = "") -> DemoFigure:
    if key not in pictures or language not in pictures[key].figures:
        raise at.wrong("lead", f"there is no picture “{key}” with words in “{language}”")
    figure = pictures[key].figures[language]
    return DemoFigure(key, figure.alt, caption or figure.caption, figure.credit)


def _correction(table: Fields) -> DemoCorrection:
    kind, time, text = table.one_of("kind", get_args(CorrectionKind)), table.moment("time"), table.text("text")
    table.finish()
    try:
        return DemoCorrection(kind, time, inline(text))
    except BadInline as error:
        raise table.wrong("text", str(error)) from None


def _attribution(table: Fields) -> DemoAttribution:
    attribution = DemoAttribution(table.text("claim"), table.text("source"), table.text("checked_by"))
    table.finish()
    return attribution


def _withdrawal(table: Fields) -> DemoWithdrawal:
    withdrawal = DemoWithdrawal(table.moment("time"), table.text("note"))
    table.finish()
    return withdrawal
