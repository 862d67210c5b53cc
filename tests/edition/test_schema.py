"""The schema: golden bytes that every later version must still read, one upgrade rule, and no crash whatever comes in."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.golden_records import GOLDEN, GOLDEN_OF
from factories.edition import (
    appeal,
    article,
    correction,
    country_rule,
    every_block,
    giving,
    giving_method,
    goal,
    language,
    letter,
    letter_item,
    letter_kind,
    newspaper,
    offer,
    page,
    paragraph,
    photo,
    raised,
    redirect,
    rendition,
    site,
    tombstone,
    variant,
)
from tamizdat.edition import schema
from tamizdat.edition.canonical import canonical, digest
from tamizdat.edition.records import KINDS, SCHEMA, Section, Style
from tamizdat.edition.schema import BadRecord, decode, encode, kind_of

GOLDEN_FILES = Path(__file__).parent / "golden"


def golden(kind, number=SCHEMA) -> bytes:
    return (GOLDEN_FILES / str(number) / f"{kind}.json").read_bytes()


@pytest.mark.parametrize("number", GOLDEN_OF)
def test_there_is_a_golden_file_of_each_kind(number):
    assert {path.name for path in (GOLDEN_FILES / str(number)).iterdir()} == {f"{kind}.json" for kind in GOLDEN_OF[number]}


def test_every_schema_and_every_kind_of_the_present_one_have_golden_records():
    assert set(GOLDEN_OF) == set(range(1, SCHEMA + 1))
    assert set(GOLDEN) == set(KINDS)


@pytest.mark.parametrize(("number", "kind"), [(number, kind) for number, records in GOLDEN_OF.items() for kind in sorted(records)])
def test_the_golden_bytes_mean_what_they_always_meant(number, kind):
    assert decode(golden(kind, number)) == GOLDEN_OF[number][kind]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_present_schema_writes_its_golden_bytes(kind):
    assert encode(GOLDEN[kind]) == golden(kind), "the same record gives other bytes: raise SCHEMA and add an upgrade"
    assert kind_of(GOLDEN[kind]) == kind


@pytest.mark.parametrize("languages", [None, {}, "ru", ["ru"], [None]])
def test_a_damaged_record_of_an_older_schema_is_refused_like_any_other(languages):
    with pytest.raises(BadRecord):
        decode(canonical(json.loads(golden("site", 1)) | {"languages": languages}))


def test_the_golden_records_leave_no_field_empty():
    for kind, record in GOLDEN.items():
        assert not [name for name in record.__dataclass_fields__ if getattr(record, name) in ("", (), None, 0)], kind


@pytest.mark.parametrize("record", newspaper(), ids=lambda record: record.id)
def test_what_is_written_is_read_back(record):
    assert decode(encode(record)) == record


def test_fields_that_came_later_may_be_missing_from_earlier_bytes():
    plain = json.loads(encode(article()))
    del plain["former"]
    assert decode(canonical(plain)) == article()


def test_older_schemas_are_upgraded_step_by_step(monkeypatch):
    """A made-up past: schema 0 had a motto in a section, schema -1 called its name a title."""

    def from_first(plain):
        return {"name": plain.pop("title"), **plain}

    def from_second(plain):
        plain.pop("motto")
        return plain

    monkeypatch.setattr(schema, "UPGRADES", {SCHEMA - 2: from_first, SCHEMA - 1: from_second})
    now = json.loads(encode(GOLDEN["section"]))
    second = now | {"schema": SCHEMA - 1, "motto": "x"}
    first = {name: value for name, value in second.items() if name != "name"} | {"schema": SCHEMA - 2, "title": now["name"]}
    assert decode(canonical(first)) == decode(canonical(second)) == decode(canonical(now)) == GOLDEN["section"]
    with pytest.raises(BadRecord, match="no Tamizdat wrote"):
        decode(canonical(now | {"schema": SCHEMA - 3}))


def test_bytes_of_a_newer_schema_are_refused_with_what_to_do():
    with pytest.raises(BadRecord, match="upgrade first"):
        decode(canonical(json.loads(encode(site())) | {"schema": SCHEMA + 1}))


def altered(record, **fields) -> bytes:
    return canonical(json.loads(encode(record)) | fields)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"schema":1}',
        b'{"schema":true,"record":"section"}',
        b'{"schema":0,"record":"section"}',
        b'{"schema":-1,"record":"section"}',
        b'{"schema":1,"record":["section"]}',
        b'{"schema":1,"record":{}}',
        b'{"schema":1,"record":"nothing"}',
        b'{"schema":' + b"9" * 5000 + b"}",
        altered(article(), headline=1),
        altered(article(), headline=None),
        altered(article(), version="1"),
        altered(article(), version=True),
        altered(article(), kind="gossip"),
        altered(article(), kind=["news"]),
        altered(article(), bylines="person-mara"),
        altered(article(), bylines=[1]),
        altered(article(), lead=[]),
        altered(article(), lead={}),
        altered(article(), corrections=[None]),
        altered(article(), body=["x"]),
        altered(article(), body={}),
        altered(article(), more=1),
        altered(letter(), items=[{"article": "article-1", "form": "picture", "remark": ""}]),
        encode(article()).replace(b'"version":1', b'"version":1.0'),
        encode(article()).replace(b'"version":1', b'"version":NaN'),
        encode(article()).replace(b"Harbour", b"\\ud800"),
    ],
)
def test_hostile_json_is_refused_with_a_sentence(data):
    with pytest.raises(BadRecord) as refusal:
        decode(data)
    assert 0 < len(str(refusal.value)) < 600


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "text", "photo", "path", "x"]), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_no_value_in_any_field_is_more_than_refused(kind, data):
    plain = json.loads(golden(kind))
    name = data.draw(st.sampled_from(sorted(plain)))
    hostile = json.dumps(plain | {name: data.draw(JSON)}).encode()
    try:
        record = decode(hostile)
    except BadRecord:
        return
    assert decode(encode(record)) == record


@given(st.binary(max_size=80))
def test_noise_is_refused(data):
    with pytest.raises(BadRecord):
        decode(data)


FORMLESS = [
    article(path="../../etc/passwd.html"),
    article(path="en/2026/11/../x.html"),
    article(path="/en/2026/11/x.html"),
    article(path="en/2026/11/x.html\n"),
    article(path="en/2026/11/x"),
    article(path="ru/2026/11/x.html"),
    article(slug="A B"),
    article(language="EN"),
    article(updated="yesterday"),
    article(first_published="2026-11-18T06:00:00+00:00"),
    article(bylines=("person/mara",)),
    article(section="a section"),
    article(former=("section:",)),
    article(lead=replace(article().lead, photo="<")),
    article(card=rendition(path="media/../head.json")),
    article(card=rendition(digest="short")),
    article(body=({"type": "related", "article": "a b"},)),
    article(body=({"type": "photo", "photo": "a/b", "alt": "", "caption": "", "credit": ""},)),
    article(corrections=(correction(time=""),)),
    photo(renditions=(rendition(path="media/x.svg"),)),
    page(path="en/2026/11/x.html"),
    page(path="about.html"),
    redirect(target=""),
    tombstone(path=""),
    tombstone(lists=("site/..",)),
    site(canonical_base="https://farshore.example/"),
    site(canonical_base="javascript:alert(1)"),
    site(canonical_base='https://x"><script>'),
    site(style=Style(accent="red;}", accent_dark="#f0a3a3")),
    site(logo="a/b"),
    site(mirrors=("mirror.example",)),
    site(gates=("https://gate.example/ more",)),
    site(time_zone="Europe/Riga\n"),
    site(queue_key="B" * 86),
    site(queue_key="A" * 87),
    site(sign_up_address="letters@one@two.example"),
    site(sign_up_address="letters@farshore.example?subject=x"),
    site(careful_providers=("post.example ",)),
    site(languages=(language(letters=(letter_kind(code="The letter"),)),)),
    site(languages=(language(consent_version="a b"),)),
    letter(path="en/2026/11/the-week.html"),
    letter(path="en/letters/the-week.html"),
    letter(path="ru/letters/2026-11-20-the-week.html"),
    letter(letter="Weekly"),
    letter(published="Friday"),
    letter(items=(letter_item(article="a b"),)),
    letter(note=({"type": "related", "article": "a b"},)),
    tombstone(of="letter"),
    giving(id="terms"),
    giving(looked_through="yesterday"),
    giving(offers=(offer(currency="eur"),)),
    giving(offers=(offer(amounts=(100,)),)),
    giving(offers=(offer(amounts=(), least=0),)),
    giving(offers=(offer(amounts=(), least=9, most=8),)),
    giving(methods=(giving_method(origins=("https://pay.example; script-src *",)),)),
    giving(methods=(giving_method(origins=("https://pay.example/x",)),)),
    giving(methods=(giving_method(points=5000),)),
    giving(methods=(giving_method(fixed={"EUR": "25"}),)),
    giving(methods=(giving_method(fixed={"euro": 25}),)),
    giving(methods=(giving_method(frequencies=("daily",)),)),
    giving(countries=(country_rule(country="Belarus"),)),
    giving(countries=(country_rule(date="2026"),)),
    giving(countries=(country_rule(methods=("cash",)),)),
    giving(links=(replace(giving().links[0], url="javascript:alert(1)"),)),
    appeal(code="a b"),
    appeal(variants=()),
    appeal(variants=(variant(code=""),)),
    appeal(variants=(variant(text="<script>"),)),
    appeal(starts="tomorrow"),
    appeal(sections=("a b",)),
    appeal(kinds=("News",)),
    appeal(views=-1),
    appeal(goal=goal(amount=0)),
    raised(id="raised-spring"),
    raised(amount=-1),
    replace(GOLDEN["section"], id="a/b"),
    replace(GOLDEN["section"], id=""),
    replace(GOLDEN["section"], frozen="2026-11-20"),
    replace(GOLDEN["section"], translation_key="a b"),
]


@pytest.mark.parametrize("record", FORMLESS, ids=lambda record: f"{kind_of(record)}-{digest(repr(record).encode())[:6]}")
def test_a_field_that_could_break_a_path_a_style_or_an_address_is_refused_both_ways(record):
    with pytest.raises(BadRecord):
        encode(record)
    plain = {"schema": SCHEMA, "record": kind_of(record), **schema._plain(record)}
    with pytest.raises(BadRecord):
        decode(canonical(plain))


@pytest.mark.parametrize("text", ["<script>", "<b>x</b>", "<em>x", "a < b", '<a href="javascript:x">y</a>'])
def test_markup_that_is_not_allowed_is_refused_in_bodies_and_corrections(text):
    records = [article(body=(paragraph(text),)), article(corrections=(correction(text=text),)), page(body=(paragraph(text),))]
    for record in (*records, letter(intro=(paragraph(text),)), letter(note=(paragraph(text),))):
        with pytest.raises(BadRecord, match=record.id):
            encode(record)


def test_any_text_is_kept_as_it_is_where_readers_see_it():
    wild = "\x00\x1f\u2028\ufffe</script>📰"
    kept = decode(encode(article(headline=wild, standfirst=wild, body=every_block())))
    assert kept.headline == kept.standfirst == wild


@pytest.mark.parametrize("record", [article(headline="half \ud800 a character"), article(sequence=1.5)])
def test_what_canonical_json_cannot_say_is_refused_when_written(record):
    with pytest.raises(BadRecord, match="article-1"):
        encode(record)


def test_every_kind_has_its_name():
    assert kind_of(GOLDEN["section"]) == "section"
    assert KINDS["section"] is Section
