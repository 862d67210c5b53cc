"""Records with every field filled, so that a test says only what it is about: ``article(headline="…")``.

Promises: each passes ``schema.encode``; the same call gives the same record. What depends on another field (slug, path, translation
key) follows from it unless it is given too. ``newspaper()`` is a small whole edition in two languages with one of everything.
Import as ``from factories.edition import article, newspaper``.
"""

from datetime import UTC, datetime
from typing import Any

from tamizdat.edition.canonical import digest, short_id
from tamizdat.edition.records import (
    Appeal,
    AppealGoal,
    AppealVariant,
    Article,
    Attribution,
    Block,
    Correction,
    CountryRule,
    Figure,
    Front,
    Giving,
    GivingLink,
    GivingMethod,
    GivingOffer,
    GivingWords,
    Language,
    Letter,
    LetterItem,
    LetterKind,
    Page,
    Person,
    Photo,
    Raised,
    Record,
    Redirect,
    Rendition,
    Section,
    Site,
    Story,
    Style,
    Tombstone,
    Topic,
)

FROZEN = "2026-11-20T09:30:00Z"
AS_OF = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def rendition(**changes: Any) -> Rendition:
    """Return one encoded picture file that no disk holds."""
    name = changes.pop("name", "harbour")
    width, form = changes.pop("width", 640), changes.pop("format", "jpeg")
    suffix = {"avif": "avif", "jpeg": "jpg"}[form]
    values: dict[str, Any] = {
        "path": f"media/{short_id(name.encode())}-{width}.{suffix}",
        "format": form,
        "width": width,
        "height": width * 2 // 3,
        "bytes": width * 20,
        "digest": digest(f"{name} {width} {form}".encode()),
    }
    return Rendition(**values | changes)


def renditions(name: str, *widths: int) -> tuple[Rendition, ...]:
    """Return a picture in both formats at each of *widths*, smallest first."""
    return tuple(rendition(name=name, width=width, format=form) for width in widths for form in ("avif", "jpeg"))


def photo(**changes: Any) -> Photo:
    """Return a photo whose files are named after its id."""
    name = changes.get("id", "photo-harbour")
    values: dict[str, Any] = {
        "id": name,
        "change": 1,
        "frozen": FROZEN,
        "credit": "Ilya Varga",
        "renditions": renditions(name, 320, 640, 1280),
        "teasers": renditions(f"{name} teaser", 240, 480),
    }
    return Photo(**values | changes)


def figure(**changes: Any) -> Figure:
    """Return a photo as an article shows it."""
    values: dict[str, Any] = {
        "photo": "photo-harbour",
        "alt": "Three cranes over an empty quay at dusk",
        "caption": "The harbour of Lower Veldt on the day the ferries stopped.",
        "credit": "Ilya Varga",
    }
    return Figure(**values | changes)


def correction(**changes: Any) -> Correction:
    """Return a dated public note."""
    values: dict[str, Any] = {
        "kind": "correction",
        "time": "2026-11-19T15:00:00Z",
        "text": "An earlier version gave the wrong <em>year</em>.",
    }
    return Correction(**values | changes)


def attribution(**changes: Any) -> Attribution:
    """Return where a claim comes from."""
    values: dict[str, Any] = {
        "claim": "The ferries stopped on 3 November",
        "source": "Port authority log, seen by us",
        "checked_by": "Two editors",
    }
    return Attribution(**values | changes)


def paragraph(text: str = "The ferries <strong>stopped</strong> on a Tuesday.") -> Block:
    """Return the plainest block."""
    return {"type": "paragraph", "text": text}


def every_block(photo_id: str = "photo-harbour", article_id: str = "article-2") -> tuple[Block, ...]:
    """Return a body with each type of block at least once."""
    return (
        paragraph(),
        {"type": "heading", "text": "What the log says", "level": 2},
        paragraph('It is <a href="https://example.org/log">public</a>, <em>and so</em> is <a href="record:article-2">the reply</a>.'),
        {"type": "list", "ordered": False, "items": ["one crossing at dawn", "none after <strong>noon</strong>"]},
        {"type": "heading", "text": "In order", "level": 3},
        {"type": "list", "ordered": True, "items": ["first the cranes", "then the boats"]},
        {"type": "quotation", "paragraphs": ["We were told to wait.", "We waited."], "source": "a deckhand"},
        {"type": "pull_quote", "text": "Nobody closes a harbour by accident.", "source": "Mara Lind"},
        {"type": "photo", "photo": photo_id, "alt": "A closed gate", "caption": "The gate of pier four.", "credit": "Ilya Varga"},
        {"type": "divider"},
        {
            "type": "link_card",
            "url": "https://example.org/report",
            "title": "The port report",
            "text": "Forty pages, in English.",
        },
        {"type": "related", "article": article_id},
        {
            "type": "background",
            "title": "What is the Veldt strait?",
            "blocks": [
                paragraph("A strait <em>nine</em> kilometres wide."),
                {"type": "heading", "text": "Since when", "level": 3},
            ],
        },
        {"type": "letter_box", "title": "", "text": ""},
        {"type": "appeal_box", "title": "", "text": ""},
    )


def article(**changes: Any) -> Article:
    """Return a published article with a lead photo and a short body."""
    record_id = changes.get("id", "article-1")
    language, published = changes.get("language", "en"), changes.get("first_published", "2026-11-18T06:00:00Z")
    slug = changes.get("slug", record_id.lower())
    values: dict[str, Any] = {
        "id": record_id,
        "change": 1,
        "frozen": FROZEN,
        "language": language,
        "translation_key": f"key-{record_id}",
        "path": f"{language}/{published[:4]}/{published[5:7]}/{slug}.html",
        "slug": slug,
        "kind": "news",
        "headline": "Harbour closed as talks over the strait stall",
        "standfirst": "The ferries stopped on a Tuesday. Nobody has said who gave the order.",
        "bylines": ("person-mara",),
        "dateline": "Lower Veldt",
        "section": "section-politics",
        "topics": ("topic-ports",),
        "story": "story-strait",
        "lead": figure(),
        "first_published": published,
        "updated": published,
        "sequence": 1,
        "version": 1,
        "related": (),
        "corrections": (),
        "attributions": (),
        "body": (paragraph(), paragraph("By noon the quay was empty.")),
        "card": rendition(name=record_id, width=1200, path=f"media/{short_id(record_id.encode())}-card.jpg", height=630),
    }
    return Article(**values | changes)


def tombstone(**changes: Any) -> Tombstone:
    """Return what is left of a withdrawn article."""
    record_id = changes.get("id", "article-9")
    values: dict[str, Any] = {
        "id": record_id,
        "change": 1,
        "frozen": FROZEN,
        "of": "article",
        "kind": "withdrawn",
        "language": "en",
        "path": f"en/2026/11/{record_id}.html",
        "time": "2026-11-20T09:00:00Z",
        "note": "Withdrawn to protect a source.",
        "first_published": "2026-11-17T06:00:00Z",
        "sequence": 9,
        "lists": ("lang:en", "section:section-politics"),
    }
    return Tombstone(**values | changes)


def person(**changes: Any) -> Person:
    """Return a byline."""
    values: dict[str, Any] = {
        **_named("person-mara", changes),
        "name": "Mara Lind",
        "role": "Political correspondent",
        "bio": "Mara Lind has covered the strait since 2019.\n\nShe writes from abroad.",
        "pseudonym": False,
        "portrait": None,
    }
    return Person(**values | changes)


def section(**changes: Any) -> Section:
    """Return a section."""
    values: dict[str, Any] = {
        **_named("section-politics", changes),
        "name": "Politics",
        "description": "Power, and who holds it.",
    }
    return Section(**values | changes)


def topic(**changes: Any) -> Topic:
    """Return a topic."""
    values: dict[str, Any] = {
        **_named("topic-ports", changes),
        "name": "Ports",
        "description": "Harbours and those who work there.",
    }
    return Topic(**values | changes)


def story(**changes: Any) -> Story:
    """Return a running story."""
    values: dict[str, Any] = {
        **_named("story-strait", changes),
        "name": "The strait dispute",
        "summary": "Two states, one strait, no ferry.",
    }
    return Story(**values | changes)


def page(**changes: Any) -> Page:
    """Return a static page."""
    record_id, language = changes.get("id", "page-about"), changes.get("language", "en")
    slug = changes.get("slug", record_id.rpartition("-")[2])
    values: dict[str, Any] = {
        **_named(record_id, changes),
        "slug": slug,
        "path": f"{language}/{slug}.html",
        "role": "about",
        "title": "About us",
        "standfirst": "Who we are and who pays for it.",
        "updated": FROZEN,
        "body": (paragraph("We are a newspaper."),),
    }
    return Page(**values | changes)


def redirect(**changes: Any) -> Redirect:
    """Return an old address of the first article."""
    values: dict[str, Any] = {
        "id": "redirect-1",
        "change": 1,
        "frozen": FROZEN,
        "old_path": "news/2019/harbour",
        "query": "",
        "target": "article-1",
    }
    return Redirect(**values | changes)


def front(**changes: Any) -> Front:
    """Return an editor's choice for the English front."""
    language = changes.get("language", "en")
    values: dict[str, Any] = {
        "id": f"front.{language}",
        "change": 1,
        "frozen": FROZEN,
        "language": language,
        "articles": ("article-1",),
    }
    return Front(**values | changes)


def letter(**changes: Any) -> Letter:
    """Return a letter with one article in full and one as a teaser."""
    record_id = changes.get("id", "letter-1")
    language, published = changes.get("language", "en"), changes.get("published", "2026-11-20T09:00:00Z")
    slug = changes.get("slug", "the-week")
    values: dict[str, Any] = {
        "id": record_id,
        "change": 1,
        "frozen": FROZEN,
        "language": language,
        "translation_key": f"key-{record_id}",
        "path": f"{language}/letters/{published[:10]}-{slug}.html",
        "slug": slug,
        "letter": "weekly",
        "subject": "The week the ferries stopped",
        "preheader": "Who gave the order, and who pays for it.",
        "published": published,
        "sequence": 1,
        "intro": (paragraph("Dear readers, <em>this week</em> we looked for a signature."),),
        "items": (letter_item(article="article-1", form="full"), letter_item(article="article-2", remark="")),
        "appeal": "This letter is free because some of you pay for it.",
        "appeal_label": "Support the paper",
        "note": (paragraph("The next letter comes on Friday."),),
    }
    return Letter(**values | changes)


def letter_item(**changes: Any) -> LetterItem:
    """Return an article in a letter."""
    values: dict[str, Any] = {"article": "article-1", "form": "teaser", "remark": "If you read one thing, read this."}
    return LetterItem(**values | changes)


def letter_kind(**changes: Any) -> LetterKind:
    """Return a letter that readers can order."""
    values: dict[str, Any] = {
        "code": "weekly",
        "name": "The Friday letter",
        "promise": "A hand-picked selection of news, features and analysis.",
        "rhythm": "Every Friday",
    }
    return LetterKind(**values | changes)


def giving(**changes: Any) -> Giving:
    """Return terms on which one gives in euros and yen, by card and in Bitcoin, with words in English."""
    values: dict[str, Any] = {
        "id": "giving",
        "change": 1,
        "frozen": FROZEN,
        "offers": (
            *(offer(frequency=frequency) for frequency in ("once", "monthly", "annual")),
            offer(currency="JPY", amounts=(500, 1500, 5000), least=300, most=1_000_000),
        ),
        "methods": (giving_method(), giving_method(code="crypto", provider="BTCPay", points=0, fixed={}, frequencies=("once",))),
        "countries": (
            country_rule(),
            country_rule(country="TR", law="warn", reason="Banks there report payments from abroad."),
            country_rule(country="KP", law="unsupported", reason="No provider takes payments from there.", methods=("card",)),
        ),
        "links": (GivingLink(currency="EUR", frequency="once", amount=1000, method="card", url="https://pay.example/10"),),
        "words": (giving_words(),),
        "looked_through": "2026-11-01",
    }
    return Giving(**values | changes)


def offer(**changes: Any) -> GivingOffer:
    """Return what is suggested in euros."""
    values: dict[str, Any] = {"currency": "EUR", "frequency": "once", "amounts": (500, 1000, 2550), "least": 200, "most": 500_000}
    return GivingOffer(**values | changes)


def giving_method(**changes: Any) -> GivingMethod:
    """Return a way to pay by card."""
    values: dict[str, Any] = {
        "code": "card",
        "provider": "Stripe",
        "points": 150,
        "fixed": {"EUR": 25},
        "frequencies": ("once", "monthly", "annual"),
        "origins": ("https://pay.example",),
    }
    return GivingMethod(**values | changes)


def country_rule(**changes: Any) -> CountryRule:
    """Return a country where giving is a crime."""
    values: dict[str, Any] = {
        "country": "BY",
        "law": "no_ask",
        "reason": "Giving money to a newspaper that the state calls extremist is punished there.",
        "date": "2026-10-01",
        "source": "Criminal Code, article 361-2",
    }
    return CountryRule(**values | changes)


def giving_words(**changes: Any) -> GivingWords:
    """Return the words of giving in English."""
    values: dict[str, Any] = {
        "language": "en",
        "headline": "Keep the far shore in sight",
        "promise": "Support us monthly starting from just €2. It's quick to set up.",
        "ask_title": "You have read to the end",
        "ask_text": "This newspaper lives on readers abroad. If you can give safely, please do.",
        "ask_button": "Support us",
        "statement": "FAR SHORE PRESS",
        "receiver": "Far Shore Press, an association in Riga",
        "deductible": "",
    }
    return GivingWords(**values | changes)


def appeal(**changes: Any) -> Appeal:
    """Return an appeal with two wordings that may stand anywhere."""
    values: dict[str, Any] = {
        **_named("appeal-autumn", changes),
        "code": "autumn",
        "variants": (variant(), variant(code="b", title="Another winter", text="Help us through <em>it</em>.")),
        "placements": ("bar", "article", "front"),
        "starts": "",
        "ends": "",
        "sections": (),
        "kinds": (),
        "views": 0,
        "views_days": 0,
        "rest_closed": 7,
        "rest_given": 90,
        "goal": None,
        "rank": 1,
    }
    del values["slug"]
    return Appeal(**values | changes)


def variant(**changes: Any) -> AppealVariant:
    """Return one wording of an appeal."""
    values: dict[str, Any] = {"code": "a", "title": "The ferries do not sail", "text": "We do.", "button": "Give"}
    return AppealVariant(**values | changes)


def goal(**changes: Any) -> AppealGoal:
    """Return what an appeal is to bring."""
    values: dict[str, Any] = {"amount": 1_000_000, "currency": "EUR", "label": "for a reporter in the strait"}
    return AppealGoal(**values | changes)


def raised(**changes: Any) -> Raised:
    """Return what an appeal has brought."""
    code = changes.get("code", "autumn")
    values: dict[str, Any] = {
        "id": f"raised-{code}",
        "change": 1,
        "frozen": FROZEN,
        "code": code,
        "amount": 250_000,
        "currency": "EUR",
        "as_of": FROZEN,
    }
    return Raised(**values | changes)


def language(**changes: Any) -> Language:
    """Return what the newspaper is in English."""
    values: dict[str, Any] = {
        "code": "en",
        "name": "The Far Shore",
        "motto": "Read at home all the same",
        "description": "News of Lower Veldt, from outside it.",
        "direction": "ltr",
        "navigation": ("section-politics",),
        "footer": ("page-about",),
        "letters": (letter_kind(),),
        "consent": "I agree that my address is kept, sealed, to send me this letter.",
        "consent_version": "2026-11",
    }
    return Language(**values | changes)


def site(**changes: Any) -> Site:
    """Return the newspaper itself, in English alone unless told otherwise."""
    values: dict[str, Any] = {
        "id": "site",
        "change": 1,
        "frozen": FROZEN,
        "languages": (language(),),
        "canonical_base": "https://farshore.example",
        "time_zone": "Europe/Riga",
        "style": Style(accent="#9b1c1c", accent_dark="#f0a3a3"),
        "logo": None,
        "mirrors": (),
        "gates": (),
        "onion": "",
    }
    return Site(**values | changes)


def _named(record_id: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that persons, sections, topics, stories and pages share."""
    record_id = changes.get("id", record_id)
    return {
        "id": record_id,
        "change": 1,
        "frozen": FROZEN,
        "language": "en",
        "translation_key": f"key-{record_id}",
        "slug": record_id.partition("-")[2] or record_id,
    }


RUSSIAN = language(
    code="ru",
    name="Дальний берег",
    motto="И всё-таки читают дома",
    description="Новости Нижнего Вельдта.",
    navigation=(),
    footer=(),
)
PERSIAN = language(
    code="fa",
    name="ساحل دور",
    motto="با این همه در خانه خوانده می‌شود",
    description="خبرها",
    direction="rtl",
    navigation=(),
    footer=(),
)


def newspaper(*more: Record, **of_site: Any) -> list[Record]:
    """Return a small edition with one of everything, English and Russian; *more* come on top, by id in place of the same."""
    full = article(
        id="article-1",
        translation_key="key-strait",
        body=every_block(),
        related=("article-2",),
        corrections=(correction(),),
        attributions=(attribution(),),
        updated="2026-11-19T15:00:00Z",
        version=2,
    )
    records = [
        site(**{"languages": (language(), RUSSIAN)} | of_site),
        photo(),
        section(),
        topic(),
        story(),
        person(),
        page(),
        full,
        article(id="article-2", sequence=2, kind="opinion", headline="Who owns the sea?", first_published="2026-10-30T06:00:00Z"),
        article(
            id="article-1-ru",
            language="ru",
            translation_key="key-strait",
            sequence=3,
            headline="Порт закрыт: переговоры о проливе зашли в тупик",
            section=None,
            topics=(),
            story=None,
            bylines=(),
        ),
        tombstone(),
        front(),
        redirect(),
    ]
    return list({record.id: record for record in [*records, *more]}.values())
