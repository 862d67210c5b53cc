"""The records behind the golden files: one of each kind, every field full, every type of block, and texts that try an encoder.

``GOLDEN`` are those of the present schema; ``GOLDEN_OF`` says what the files of each schema mean now.
"""

from dataclasses import replace

from factories.edition import (
    appeal,
    article,
    attribution,
    correction,
    every_block,
    figure,
    giving,
    giving_words,
    goal,
    language,
    letter,
    letter_item,
    letter_kind,
    page,
    raised,
    rendition,
    site,
)
from tamizdat.edition.records import (
    Correction,
    CountryReason,
    Front,
    Giving,
    Person,
    Photo,
    Record,
    Redirect,
    Section,
    Site,
    Story,
    Style,
    Tombstone,
    Topic,
)

_COUNTRIES = giving().countries
_ABOUT = {"change": 1234567, "frozen": "2026-11-20T09:30:00Z"}
_NAMED = _ABOUT | {"language": "ru", "translation_key": "0b6f1e8c4d2a4f5f9b1d7a3c5e7f9012"}
_HOSTILE = 'quotes " and \\ and </script> & ]]> \u2028 é ё 📰 ی'

GOLDEN: dict[str, Record] = {
    "article": article(
        **_NAMED,
        id="article.8c2f",
        path="ru/2026/11/port-zakryt.html",
        slug="port-zakryt",
        first_published="2026-11-18T06:00:00Z",
        updated="2026-11-19T15:00:00Z",
        kind="investigation",
        headline="Порт закрыт",
        standfirst=_HOSTILE,
        bylines=("person.1", "person.2"),
        topics=("topic.1", "topic.2"),
        related=("article.1", "article.2"),
        corrections=(
            correction(),
            Correction(kind="update", time="2026-11-19T15:00:00Z", text='See <a href="record:article.1">this</a> &amp; that.'),
        ),
        attributions=(attribution(),),
        body=every_block(),
        sequence=77,
        version=3,
        former=("section:section.9", "topic:topic.9"),
    ),
    "person": Person(
        **_NAMED,
        id="person.1",
        slug="m-lind",
        name="М. Линд",
        role="Политика",
        bio="Пишет с 2019 года.\n\nЖивёт за морем.",
        pseudonym=True,
        portrait=figure(),
    ),
    "section": Section(**_NAMED, id="section.1", slug="politika", name="Политика", description=_HOSTILE),
    "topic": Topic(**_NAMED, id="topic.1", slug="porty", name="Порты", description="О гаванях."),
    "story": Story(**_NAMED, id="story.1", slug="proliv", name="Спор о проливе", summary="Два государства, один пролив."),
    "photo": Photo(
        **_ABOUT,
        id="photo.1",
        credit="Ilya Varga",
        renditions=(rendition(format="avif", width=320), rendition(width=320), rendition(width=1280)),
        teasers=(rendition(name="crop", width=240),),
    ),
    "page": page(**_NAMED, id="page.1", slug="o-nas", body=every_block(), role="safety", title="О нас"),
    "redirect": Redirect(**_ABOUT, id="redirect.1", old_path="2019/01/порт--закрыт/", query="p=17&x=%20", target="article.8c2f"),
    "tombstone": Tombstone(
        **_ABOUT,
        id="article.3",
        of="article",
        kind="withdrawn",
        language="ru",
        path="ru/2026/10/ushlo.html",
        time="2026-11-20T09:00:00Z",
        note="Снято, чтобы защитить источник.",
        version=4,
        first_published="2026-10-01T06:00:00Z",
        sequence=12,
        lists=("lang:ru", "section:section.1"),
        former=("topic:topic.9",),
    ),
    "front": Front(**_ABOUT, id="front.ru", language="ru", articles=("article.8c2f", "article.1")),
    "letter": letter(
        **_NAMED,
        id="letter.1",
        path="ru/letters/2026-11-20-nedelya.html",
        slug="nedelya",
        subject="Неделя без паромов",
        preheader=_HOSTILE,
        sequence=12,
        intro=every_block(),
        items=(letter_item(article="article.8c2f", form="full"), letter_item(article="article.1", remark="Прочтите.")),
        note=every_block(),
    ),
    "giving": giving(
        **_ABOUT,
        countries=(replace(_COUNTRIES[0], reasons=(CountryReason(language="ru", text="Там за это наказывают."),)), *_COUNTRIES[1:]),
        words=(giving_words(deductible="In Latvia."), giving_words(language="ru", headline="Поддержите нас", promise=_HOSTILE)),
        asked_change=1234000,
        asked="2026-10-01T08:00:00Z",
    ),
    "appeal": appeal(
        **_NAMED,
        id="appeal.1",
        code="Autumn_26-1",
        placements=("bar", "article", "front", "letter", "page"),
        starts="2026-11-01T00:00:00Z",
        ends="2026-12-31T23:59:59Z",
        sections=("section.1",),
        kinds=("news", "feature"),
        views=3,
        views_days=30,
        goal=goal(),
    ),
    "raised": raised(**_ABOUT, code="Autumn_26-1"),
    "site": site(
        **_ABOUT,
        languages=(
            language(letters=(letter_kind(), letter_kind(code="alerts-2", name="Alerts", promise="At once.", rhythm="When it happens"))),
            language(code="fa", name="ساحل دور", direction="rtl", navigation=(), footer=(), letters=(), consent="", consent_version=""),
        ),
        canonical_base="https://farshore.example/paper",
        style=Style(accent="#9b1c1c", accent_dark="#f0a3a3"),
        logo="photo.1",
        mirrors=("https://one.example/", "https://two.example/m/"),
        gates=("https://gate.example/",),
        onion="http://farshore.onion",
        queue_key=f"B{'x' * 85}A",
        sign_up_address="letters@farshore.example",
        careful_providers=("mail.example", "post.example"),
        discreet=True,
        settled_change=1234000,
        settled="2026-10-01T08:00:00Z",
    ),
}

_SITE = GOLDEN["site"]
assert isinstance(_SITE, Site)

_FIRST_SITE = replace(
    _SITE,
    languages=tuple(replace(one, letters=(), consent="", consent_version="") for one in _SITE.languages),
    queue_key="",
    sign_up_address="",
    careful_providers=(),
    discreet=False,
    settled_change=0,
    settled="",
)

_GIVING = GOLDEN["giving"]
assert isinstance(_GIVING, Giving)

_THIRD_GIVING = replace(_GIVING, countries=tuple(replace(rule, reasons=()) for rule in _GIVING.countries))

_SECOND = {kind: record for kind, record in GOLDEN.items() if kind not in ("giving", "appeal", "raised")}

GOLDEN_OF: dict[int, dict[str, Record]] = {
    1: {kind: record for kind, record in _SECOND.items() if kind != "letter"} | {"site": _FIRST_SITE},
    2: _SECOND,
    3: GOLDEN | {"giving": _THIRD_GIVING},
    4: GOLDEN,
}
