"""A new edition appears with the next request, whole, and nothing of the old one outlives it."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from press.serve_kit import ask, page, publish, published, write_edition
from tamizdat.press.serving.app import make_app
from tamizdat.press.serving.memory import Memory
from tamizdat.press.serving.shelf import File, Shelf


def edition(number: int) -> dict[str, bytes]:
    return {"index.html": page(f"front {number}"), "a.html": page(f"article {number}"), "404.html": page(f"none {number}")}


def test_the_next_request_after_a_publish_sees_the_new_edition(tmp_path: Path) -> None:
    app = make_app(published(tmp_path, edition(1)))
    assert b"front 1" in ask(app).body
    write_edition(tmp_path / "edition-b", edition(2))
    assert b"front 1" in ask(app).body  # prepared, and not yet published
    publish(tmp_path, "edition-b")
    assert b"front 2" in ask(app).body
    assert b"none 2" in ask(app, "/nothing").body


def test_the_same_folder_with_new_contents_is_a_new_edition(tmp_path: Path) -> None:
    app = make_app(published(tmp_path, edition(1)))
    assert b"front 1" in ask(app).body
    publish(tmp_path, "edition-b")  # nobody asks meanwhile
    write_edition(tmp_path / "edition-a", edition(3))
    publish(tmp_path, "edition-a")
    assert b"front 3" in ask(app).body


def test_a_page_that_is_withdrawn_is_gone_at_once_from_memory_too(tmp_path: Path) -> None:
    app = make_app(published(tmp_path, edition(1)))
    assert ask(app, "/a.html").status == 200
    (tmp_path / "edition-b").mkdir()
    publish(tmp_path, "edition-b")
    assert ask(app, "/a.html").status == 404


def after_each_read(monkeypatch: pytest.MonkeyPatch, happens: Callable[[Path], None]) -> None:
    read = Path.read_bytes

    def reading(path: Path) -> bytes:
        data = read(path)
        happens(path)
        return data

    monkeypatch.setattr(Path, "read_bytes", reading)


def test_a_publish_between_a_page_and_its_twin_mixes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(published(tmp_path, edition(1)))
    turns = iter([2])

    def publish_twice(path: Path) -> None:
        for number in turns:  # only once: the press switches away and at once rewrites the folder that is being read
            publish(tmp_path, "edition-b")
            write_edition(tmp_path / "edition-a", edition(number))
            publish(tmp_path, "edition-a")

    after_each_read(monkeypatch, publish_twice)
    found = shelf.find("/index.html")
    monkeypatch.undo()
    assert isinstance(found, File)
    assert b"front 2" in found.variants["identity"].body
    fresh = Shelf(tmp_path / "edition").find("/index.html")
    assert isinstance(fresh, File)
    assert {coding: variant.etag for coding, variant in found.variants.items()} == {
        coding: variant.etag for coding, variant in fresh.variants.items()
    }


def test_a_link_that_never_rests_still_gets_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(published(tmp_path, edition(1)))
    after_each_read(monkeypatch, lambda _: publish(tmp_path, "edition-a"))
    assert isinstance(shelf.find("/index.html"), File)


def test_readers_who_come_while_we_publish_see_one_edition_or_the_other(tmp_path: Path) -> None:
    app = make_app(published(tmp_path, edition(0)))
    seen: list[bytes] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.extend(ask(app, path).body for path in ("/", "/a.html"))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 25):
        slot = f"edition-{'ab'[number % 2]}"
        write_edition_as_the_press_does(tmp_path / slot, edition(number))
        publish(tmp_path, slot)
        assert page(f"front {number}") == ask(app).body
    stop.set()
    for reader in readers:
        reader.join()
    whole = {body for number in range(25) for body in edition(number).values()}
    assert seen
    assert set(seen) <= whole


def write_edition_as_the_press_does(folder: Path, files: dict[str, bytes]) -> None:
    beside = folder.with_name(f"{folder.name}.new")
    write_edition(beside, files)
    folder.mkdir(exist_ok=True)
    for path in beside.iterdir():
        path.rename(folder / path.name)


def test_memory_keeps_what_is_used_and_never_more_than_its_budget() -> None:
    memory = Memory[bytes](1000)
    memory.keep("front", b"front", 100)
    for number in range(100):
        memory.keep(str(number), bytes(100), 100)
        assert memory.get("front") == b"front"
        kept = {name for name in map(str, range(number + 1)) if name in memory._young or name in memory._old}
        assert 100 * (len(kept) + 1) <= 1000
    assert memory.get("0") is None


def test_memory_is_not_given_to_one_file_that_would_crowd_out_the_rest() -> None:
    memory = Memory[bytes](1000)
    memory.keep("front", b"front", 100)
    memory.keep("film", b"film", 900)
    assert memory.get("film") is None
    assert memory.get("front") == b"front"


def test_a_file_too_large_for_memory_is_served_all_the_same(tmp_path: Path) -> None:
    large = bytes(range(256)) * 1000
    app = make_app(published(tmp_path, {"media/large.jpg": large}), budget=100_000)
    assert ask(app, "/media/large.jpg").body == large
    assert ask(app, "/media/large.jpg", range="bytes=-10").body == large[-10:]


def test_a_known_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(published(tmp_path, edition(1)))
    first = ask(app, "/a.html")
    after_each_read(monkeypatch, lambda path: pytest.fail(f"{path} was read again"))
    assert ask(app, "/a.html") == first
