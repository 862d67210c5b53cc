"""Shredders run over every store, each by its own clock."""

from datetime import UTC, datetime

from tamizdat.sealed.shredders import Shredder, erase_everywhere, expire_all


def shredder(store, asked, rows):
    def noted(what):
        asked.append((store, what))
        return rows

    return Shredder(store=store, holds="", basis="", keeps="", export=lambda _: [], erase=noted, expire=noted)


def test_every_store_is_asked_and_says_how_much_went():
    asked, now = [], datetime(2026, 11, 27, tzinfo=UTC)
    stores = [shredder("readers", asked, 2), shredder("wishes", asked, 0)]
    assert erase_everywhere(stores, b"hash") == {"readers": 2, "wishes": 0}
    assert expire_all(stores, now) == {"readers": 2, "wishes": 0}
    assert asked == [("readers", b"hash"), ("wishes", b"hash"), ("readers", now), ("wishes", now)]
