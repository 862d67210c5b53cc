"""A turned key or a moved mirror freezes the newspaper again, with a note that nothing else changed; a letter that goes keeps its place."""

import pytest

from factories.newsroom import article, letter
from tamizdat.edition.schema import decode
from tamizdat.newsroom.freezing import bury, freeze, refreeze
from tamizdat.newsroom.letters import Desk
from tamizdat.newsroom.models import Freeze, NewspaperSettings
from tamizdat.newsroom.setup import refresh_queue_key

pytestmark = pytest.mark.django_db


def site():
    return decode(Freeze.latest("site").data.encode())


def test_a_turned_key_notes_that_nothing_else_changed():
    freeze(NewspaperSettings.load())
    before = site()
    assert refresh_queue_key(b"\x04" + b"k" * 64)
    after = site()

    assert after.change > before.change and after.queue_key != before.queue_key
    assert (after.settled_change, after.settled) == (before.settled_change or before.change, before.settled or before.frozen)


def test_what_every_page_shows_is_noted_as_the_records_own_change():
    newspaper = NewspaperSettings.load()
    freeze(newspaper)
    refresh_queue_key(b"\x04" + b"k" * 64)
    newspaper = NewspaperSettings.load()
    newspaper.onion = "http://courier.onion"
    newspaper.save()

    assert (site().settled_change, site().settled) == (0, "")


def test_a_newspaper_that_says_nothing_new_is_not_frozen_for_its_note():
    freeze(NewspaperSettings.load())
    refresh_queue_key(b"\x04" + b"k" * 64)
    assert refreeze(NewspaperSettings.load()) is None


def test_the_tombstone_of_a_letter_keeps_its_place_in_the_list():
    one = letter(article(publish=True))
    record = Desk().frozen(one.record_id)
    Desk().goes_out(record)
    sent = decode(record)
    stone = decode(bury(one).data.encode())

    assert (stone.of, stone.path, stone.version) == ("letter", sent.path, 2)
    assert (stone.first_published, stone.sequence) == (sent.published, sent.sequence)
