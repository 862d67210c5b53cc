"""Letters in a small newspaper, and their mails: what tests of the letter look at.

Import as ``from factories.letters import mail_of, page_of``.
"""

from dataclasses import replace
from typing import Any

from factories.edition import AS_OF, PERSIAN, RUSSIAN, article, every_block, language, letter, letter_item, letter_kind, newspaper, page
from factories.scopes import every_spec, scope_of
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.compile import make
from tamizdat.edition.mail import Mail, letter_mail
from tamizdat.edition.records import Article, Letter, Record
from tamizdat.reader import load_theme

MIRRORS = ("https://one.example/", "https://two.example/m/", "https://three.example/")
ONION = "http://farshore2c3d4e5f6a7b2c3d4e5f6a7b2c3d4e5f6a7b2c3d4e5f6a7b.onion"


def with_letters(*more: Record, **of_site: Any) -> list[Record]:
    """Return the small newspaper in three languages, with mirrors, an onion address and an imprint; *more* come on top."""
    english = language(footer=("page-about", "page-imprint"))
    persian = replace(PERSIAN, letters=(letter_kind(name="نامهٔ جمعه"),))
    values: dict[str, Any] = {"languages": (english, RUSSIAN, persian), "mirrors": MIRRORS, "onion": ONION}
    return newspaper(page(id="page-imprint", role="imprint", title="Imprint"), persian_article(), *more, **values | of_site)


def persian_article() -> Article:
    """Return an article with every block, right to left."""
    return article(
        id="fa-1",
        language="fa",
        headline="بندر بسته شد؛ گفت‌وگو بر سر تنگه به جایی نرسید",
        standfirst="کشتی‌ها سه‌شنبه از کار افتادند.",
        bylines=(),
        section=None,
        topics=(),
        story=None,
        body=every_block(),
    )


def persian_letter(**changes: Any) -> Letter:
    """Return a twin of the factory's letter, right to left."""
    values: dict[str, Any] = {
        "id": "letter-fa",
        "language": "fa",
        "translation_key": "key-letter-1",
        "subject": "هفته‌ای که کشتی‌ها ایستادند",
        "preheader": "چه کسی دستور داد؟",
        "items": (letter_item(article="fa-1", form="full"),),
    }
    return letter(**values | changes)


def mail_of(shown: Letter, *more: Record, discreet: bool = False, fingerprint: str = "", **of_site: Any) -> Mail:
    """Return the mail of a letter in the small newspaper."""
    scope = scope_of(shown.path, with_letters(shown, *more, **of_site), theme=load_theme())
    return letter_mail(scope, shown, discreet=discreet, fingerprint=fingerprint)


def page_of(path: str, *more: Record, **of_site: Any) -> str:
    """Return one page of the small newspaper."""
    records = with_letters(*more, **of_site)
    articles = {record.id: record for record in records if isinstance(record, Article)}
    catalogue = Catalogue(records)
    return make(every_spec(catalogue)[path], catalogue, load_theme(), articles.__getitem__, as_of=AS_OF).data.decode()
