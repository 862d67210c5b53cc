"""Objects are whole or absent; the folder holds what it was told and switches at once."""

import gzip

import brotli
import pytest

from tamizdat.press.folder import EditionFolder, Placement
from tamizdat.press.store import MissingObject, Store


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "objects")


@pytest.fixture
def editions(tmp_path, store):
    return EditionFolder(tmp_path, store)


def test_keeping_the_same_bytes_twice_keeps_one_object(store):
    assert store.put(b"tide") == store.put(b"tide")
    assert len([path for path in store.root.rglob("*") if path.is_file()]) == 1


def test_an_object_cut_short_by_a_crash_is_written_again(store):
    name = store.put(b"a whole page")
    path = store.path(name)
    path.unlink()
    path.write_bytes(b"a wh")
    store.put(b"a whole page")

    assert store.get(name) == b"a whole page"


def test_twins_unpack_to_the_object(store):
    data = b"<p>tide</p>" * 300
    name, packed = store.put_packed(data)

    assert brotli.decompress(store.path(name).with_name(f"{name}.br").read_bytes()) == data
    assert gzip.decompress(store.path(name).with_name(f"{name}.gz").read_bytes()) == data
    assert packed == store.path(name).with_name(f"{name}.br").stat().st_size


def test_a_missing_object_is_named(store):
    with pytest.raises(MissingObject, match="nowhere"):
        store.get("nowhere")


def test_a_path_is_placed_replaced_and_taken_away_with_its_twins_and_empty_folders(editions, store):
    one, _ = store.put_packed(b"one")
    two, _ = store.put_packed(b"two")
    for name in (one, two):
        editions.apply("edition-a", [Placement("en/2026/11/x.html", name, packed=True)])
    root = editions.home / "edition-a"
    assert (root / "en/2026/11/x.html").read_bytes() == b"two"
    assert brotli.decompress((root / "en/2026/11/x.html.br").read_bytes()) == b"two"
    editions.apply("edition-a", [Placement("en/2026/11/x.html", None, packed=True)])
    assert list(root.iterdir()) == []


def test_applying_twice_changes_nothing(editions, store):
    placements = [Placement("index.html", store.put(b"front"), packed=False)]
    editions.apply("edition-a", placements)
    editions.apply("edition-a", placements)
    assert [path.name for path in (editions.home / "edition-a").iterdir()] == ["index.html"]


def test_switching_is_seen_through_the_link(editions, store):
    for slot in ("edition-a", "edition-b"):
        editions.apply(slot, [Placement("index.html", store.put(slot.encode()), packed=False)])
        editions.switch(slot)
        assert (editions.link / "index.html").read_bytes() == slot.encode()
        assert editions.current() == slot != editions.idle()
