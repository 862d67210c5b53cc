"""What is withdrawn or unpublished leaves its headline, names, text and photos nowhere; only a withdrawal leaves its note."""

import pytest

from factories.edition import AS_OF, article, figure, letter, letter_item, newspaper, paragraph, tombstone
from press.conftest import folder_of, photo_with_files
from tamizdat.edition.catalogue import list_keys
from tamizdat.edition.verify import verify
from tamizdat.press.build import Builder
from tamizdat.reader import load_theme

SECRETS = ("Zanzibarov", "quokkaquarrel", "xylophonecaption", "wombatstandfirst", "numbatremark")


@pytest.fixture
def press(folder, monkeypatch):
    """A builder with the real theme."""
    monkeypatch.setattr("tamizdat.press.build.sync_filesystem", lambda home: None)
    builder = Builder(folder / "press", load_theme(), processes=1)
    yield builder
    builder.close()


def publish(press):
    """Publish an article full of words that stand nowhere else, and one that reads on to it."""
    picture = photo_with_files(press, id="photo-secret")
    secret = article(
        id="article-5",
        change=20,
        headline="Zanzibarov resigns",
        standfirst="A wombatstandfirst.",
        body=(paragraph("Of a quokkaquarrel."), {"type": "related", "article": "article-2"}),
        lead=figure(photo="photo-secret", caption="A xylophonecaption."),
        card=None,
        slug="a-resignation",
        translation_key="key-secret",
    )
    twin = article(
        id="article-5-ru",
        change=21,
        language="ru",
        translation_key="key-secret",
        section=None,
        topics=(),
        story=None,
        bylines=(),
        card=None,
    )
    reader = article(
        id="article-6", change=22, related=("article-5",), body=(paragraph('See <a href="record:article-5">this</a>.'),), card=None
    )
    item = letter_item(article="article-5", form="full", remark="A numbatremark.")
    sent = letter(
        id="letter-2",
        change=23,
        items=(item, letter_item(article="article-2")),
        intro=(paragraph('Read <a href="record:article-5">it</a>.'), {"type": "related", "article": "article-5"}),
    )
    press.take([*newspaper(picture), secret, twin, reader, sent])
    press.build(as_of=AS_OF)
    return secret, picture


def retract(press, secret, kind, note=""):
    stone = tombstone(
        id=secret.id, kind=kind, note=note, change=30, path=secret.path, first_published=secret.first_published,
        sequence=secret.sequence, lists=list_keys(secret), version=2,
    )  # fmt: skip
    press.take([stone])
    press.build(as_of=AS_OF)


def places_of(press, word):
    return {path for path, data in folder_of(press).items() if word.encode() in data and not path.endswith((".br", ".gz"))}


@pytest.mark.parametrize("kind", ["withdrawn", "unpublished"])
def test_nothing_of_a_retracted_article_stays(press, kind):
    secret, picture = publish(press)
    assert all(places_of(press, word) for word in SECRETS), "the words were not found while they should be there"
    retract(press, secret, kind, note="A source asked us to.")

    assert {word: places_of(press, word) for word in SECRETS} == {word: set() for word in SECRETS}
    files = folder_of(press)
    assert not [rendition.path for rendition in (*picture.renditions, *picture.teasers) if rendition.path in files]


@pytest.mark.parametrize("kind", ["withdrawn", "unpublished"])
def test_a_letter_says_that_an_article_of_it_was_withdrawn_and_keeps_the_rest(press, kind):
    secret, _ = publish(press)
    retract(press, secret, kind)

    for name in ("2026-11-20-the-week", "latest"):
        page = folder_of(press)[f"en/letters/{name}.html"].decode()
        assert ("An article that stood here was withdrawn." in page) is (kind == "withdrawn")
        assert "Who owns the sea?" in page


def test_nothing_of_a_withdrawn_letter_stays(press):
    publish(press)
    assert places_of(press, "numbatremark") == {"en/letters/2026-11-20-the-week.html", "en/letters/latest.html"}
    path = "en/letters/2026-11-20-the-week.html"
    press.take([tombstone(id="letter-2", of="letter", change=30, path=path, note="It named a source.", version=2)])
    press.build(as_of=AS_OF)

    assert places_of(press, "numbatremark") == places_of(press, "The week the ferries stopped") == set()
    assert places_of(press, "It named a source.") == {path, "en/corrections.html"}
    assert b"No letter has gone out yet." in folder_of(press)["en/letters/latest.html"]


def test_a_withdrawal_leaves_its_note_and_an_unpublishing_leaves_nothing(press):
    secret, _ = publish(press)
    retract(press, secret, "withdrawn", note="A source asked us to.")
    named = {path for path in places_of(press, "a-resignation") if path.endswith(".html")}

    assert places_of(press, "A source asked us to.") == {secret.path, "en/corrections.html"}
    assert named <= {secret.path, "en/corrections.html"}, f"still linked from {named}"


def test_an_unpublished_article_is_named_by_no_path(press):
    secret, _ = publish(press)
    retract(press, secret, "unpublished")

    assert places_of(press, "a-resignation") == set()
    assert not [path for path in folder_of(press) if "a-resignation" in path]


def test_the_edition_stays_whole(press):
    secret, _ = publish(press)
    retract(press, secret, "withdrawn", note="Withdrawn.")
    files = folder_of(press)
    report = verify(files, files.__getitem__, now=AS_OF)

    assert report.whole, report.as_text()


def test_a_retracted_article_can_come_back(press):
    secret, _ = publish(press)
    retract(press, secret, "unpublished")
    press.take([article(id="article-5", change=40, headline="Zanzibarov returns", slug="a-resignation", lead=None, card=None, version=3)])
    press.build(as_of=AS_OF)

    assert secret.path in places_of(press, "Zanzibarov returns")
