"""Verification: an honest edition is whole, and no single file can be changed, missing, added, swapped, cut short or older."""

import gzip
import io
import random
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.edition import AS_OF, newspaper
from factories.files import EDITION, edition_files, sealed, small_edition, twins_of
from factories.scopes import every_spec
from tamizdat.edition.canonical import canonical, digest
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.compile import make
from tamizdat.edition.head import decode_head, encode_head, utc
from tamizdat.edition.records import Article
from tamizdat.edition.statement import seal_page
from tamizdat.edition.tree import LEAF, node_name
from tamizdat.edition.verify import CHUNK, Report, verify
from tamizdat.reader import load_theme

Files = dict[str, bytes]
WHOLE = small_edition()
PAGE, OTHER = "en/2026/11/article-5.html", "en/2026/11/article-6.html"
CORRECTED = "en/2026/11/article-0.html"
PICTURE = next(path for path in WHOLE if path.startswith("media/"))


def check(files: Files, now=AS_OF) -> Report:
    return verify(files, files.__getitem__, now=now)


def problems(files: Files) -> dict[str, str]:
    return {problem.path: problem.sentence for problem in check(files).problems}


def test_an_honest_edition_is_whole_and_says_that_it_is_unsigned():
    report = check(WHOLE)
    assert report.whole
    assert not report.problems
    assert not report.warnings
    assert not report.signed
    assert "unsigned" in report.as_text()
    assert (report.edition, report.pages, report.objects) == (EDITION, 80, 82)
    assert report.pages + report.objects + report.nodes + report.twins + 1 == len(WHOLE)
    assert report.bytes == sum(map(len, WHOLE.values()))


def test_what_the_press_compiles_is_whole():
    records = newspaper()
    catalogue, theme = Catalogue(records), load_theme()
    articles = {record.id: record for record in records if isinstance(record, Article)}
    specs = [spec for spec in every_spec(catalogue).values() if spec.view != "media"]
    made = {spec.path: make(spec, catalogue, theme, articles.__getitem__, as_of=AS_OF).data for spec in specs}
    pages = {path: data for path, data in made.items() if path.endswith(".html")}
    report = check(edition_files(pages, {path: data for path, data in made.items() if path not in pages}))
    assert report.whole
    assert report.pages == len(pages) > 20


def test_an_expired_edition_is_whole_but_says_so():
    late = AS_OF + timedelta(days=8)
    report = check(WHOLE, now=late)
    assert report.whole
    assert "expired" in report.warnings[0]
    assert "expired" in report.as_text()
    assert not check(WHOLE, now=AS_OF + timedelta(days=6)).warnings


# One file at a time

HARMLESS = {"head.json", "head.json.br", "head.json.gz"}
"""Until a key signs the head, its own times and mirrors are taken at their word; the trees that it names are not."""


def changed(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :]


def longer(data: bytes, chance: random.Random) -> bytes:
    return data + chance.randbytes(1)


def shorter(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def emptied(_data: bytes, _chance: random.Random) -> bytes:
    return b""


MUTATIONS = (changed, longer, shorter, emptied)


def still_says_the_same(path: str, data: bytes, files: Files) -> bool:
    """Two bytes of a gzip head, and some bits of brotli, mean nothing: such a twin still unpacks to its file."""
    try:
        return (brotli.decompress if path.endswith(".br") else gzip.decompress)(data) == files[path[:-3]]
    except (brotli.error, OSError, EOFError, zlib.error):
        return False


def assert_noticed(path: str, mutation: Callable[[bytes, random.Random], bytes], files: Files, chance: random.Random) -> None:
    data = mutation(files[path], chance)
    if not (path.endswith((".br", ".gz")) and still_says_the_same(path, data, files)):
        assert not check(files | {path: data}).whole, f"{path} {mutation.__name__} was not noticed"


def test_no_file_can_be_altered():
    chance = random.Random("each")
    for number, path in enumerate(sorted(WHOLE.keys() - HARMLESS)):
        assert_noticed(path, MUTATIONS[number % 4], WHOLE, chance)


def test_thousands_of_random_mutations_are_all_found():
    small, chance = small_edition(3), random.Random("mutations")
    targets = sorted(small.keys() - HARMLESS)
    for _ in range(4000):
        assert_noticed(chance.choice(targets), chance.choice(MUTATIONS), small, chance)


def test_no_file_can_be_missing():
    small = small_edition(3)
    for path in sorted(path for path in small if not path.endswith((".br", ".gz"))):
        files = {name: data for name, data in small.items() if name != path}
        assert not check(files).whole, path


def test_a_missing_page_is_told_even_when_its_twins_are_gone_too():
    files = {path: data for path, data in WHOLE.items() if not path.startswith(PAGE)}
    (problem,) = check(files).problems
    assert "page of the edition is missing" in problem.sentence


def test_an_edition_without_twins_is_whole():
    assert check({path: data for path, data in WHOLE.items() if not path.endswith((".br", ".gz"))}).whole


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("en/2026/11/more.html", sealed("en/2026/11/more.html")),
        ("more.html", b"<p>no statement"),
        ("media/more.avif", b"picture"),
        (".hidden", b""),
        ("tree/more", b"\x00"),
        (f"tree/{node_name(b'')}", b""),
        ("lone.html.br", brotli.compress(b"x")),
        ("en/index.rss.xml.br.gz", gzip.compress(WHOLE["en/index.rss.xml.br"], mtime=0)),
        (f"{next(path for path in WHOLE if path.startswith('tree/'))}.gz", b""),
        ("head.json~", b"{}"),
    ],
)
def test_no_file_can_be_added(path, data):
    assert path in problems(WHOLE | {path: data})


def test_no_two_files_can_be_swapped():
    chance = random.Random("swap")
    kinds = [
        [path for path in WHOLE if path.endswith(ending) and path not in HARMLESS] for ending in (".html", ".avif", ".json", ".br", ".gz")
    ]
    kinds.append([path for path in WHOLE if path.startswith("tree/")])
    for _ in range(300):
        one, other = (chance.choice(chance.choice(kinds)) for _ in range(2))
        if WHOLE[one] != WHOLE[other]:
            assert not check(WHOLE | {one: WHOLE[other], other: WHOLE[one]}).whole, (one, other)


def test_a_page_at_another_pages_address_is_named_as_such():
    found = problems(WHOLE | {PAGE: WHOLE[OTHER]} | {f"{PAGE}{twin}": WHOLE[f"{OTHER}{twin}"] for twin in (".br", ".gz")})
    assert list(found) == [PAGE]


def test_two_pages_of_the_same_words_cannot_change_places():
    pages = {path: seal_page(b"<p>same words\n", path=path, version=1, edition=1, date=utc(AS_OF)) for path in (PAGE, OTHER)}
    files = edition_files(pages, {})
    assert check(files).whole
    assert problems(files | with_twins({PAGE: pages[OTHER]})) == {PAGE: f"it is another page: its statement says {OTHER}"}


def test_a_head_that_names_another_floor_than_its_tree_is_refused():
    head = replace(decode_head(WHOLE["head.json"]), floor=digest(b"other"))
    assert problems(WHOLE | with_twins({"head.json": encode_head(head)})) == {"floor.json": "it is not the floor that the head names"}


def with_twins(files: Files) -> Files:
    return files | twins_of(files)


def test_an_older_page_is_refused_with_its_twins():
    assert problems(WHOLE | with_twins({PAGE: sealed(PAGE, "as it was", edition=1)})) == {
        PAGE: "it is not the page that the head vouches for, but an older or a foreign one"
    }


def test_an_older_picture_or_feed_is_refused_with_its_twins():
    for path in (PICTURE, "en/index.rss.xml"):
        assert list(problems(WHOLE | with_twins({path: b"as it was"}))) == [path]


def test_a_page_below_the_floor_is_refused_even_by_a_tree_that_names_it():
    old = edition_files({CORRECTED: sealed(CORRECTED, version=2)}, {}, floor={CORRECTED: 3})
    assert problems(old) == {CORRECTED: "it is version 2, and the floor asks for 3 at least"}
    assert check(edition_files({CORRECTED: sealed(CORRECTED, version=3)}, {}, floor={CORRECTED: 3})).whole


def test_a_floor_other_than_the_heads_is_refused():
    lower = canonical({"schema": 1, "articles": {}, "segments": []})
    assert "floor.json" in problems(WHOLE | with_twins({"floor.json": lower}))


@pytest.mark.parametrize(
    "floor",
    [
        b"[]",
        b"{}",
        b"no json",
        b'{"articles":[],"schema":1,"segments":[]}',
        b'{"articles":{"a":"1"},"schema":1,"segments":[]}',
        b"[" * 5000,
    ],
)
def test_a_floor_that_is_none_is_refused_even_if_the_head_names_it(floor):
    files = edition_files({PAGE: sealed(PAGE)}, {})
    head = replace(decode_head(files["head.json"]), floor=digest(floor))
    assert "floor.json" in problems(files | with_twins({"head.json": encode_head(head), "floor.json": floor}))


def test_a_page_from_a_later_edition_than_the_head_is_refused():
    files = edition_files({PAGE: sealed(PAGE, edition=EDITION + 1)}, {})
    assert "later than the head's" in problems(files)[PAGE]


def test_a_tree_of_another_shape_is_refused_though_every_node_has_its_name():
    node = LEAF + WHOLE_LEAVES[40:80] + WHOLE_LEAVES[:40]
    head = replace(decode_head(WHOLE["head.json"]), pages=node_name(node))
    assert "out of order" in problems(WHOLE | with_twins({"head.json": encode_head(head)}) | {f"tree/{node_name(node)}": node})["head.json"]


def _a_leaf() -> bytes:
    nodes = (data for path, data in WHOLE.items() if path.startswith("tree/"))
    return next(node for node in nodes if node[:1] == LEAF and len(node) > 81)[1:]


WHOLE_LEAVES = _a_leaf()


@pytest.mark.parametrize("head", [b"", b"{}", b"null", b"\xff", b"x" * 2000, b"[" * 1000])
def test_a_head_that_is_none_is_one_problem_and_no_crash(head):
    assert list(problems(WHOLE | {"head.json": head})) == ["head.json"]


def test_a_file_that_cannot_be_read_is_reported_by_name():
    def read(path: str) -> bytes:
        if path == PICTURE:
            raise PermissionError(path)
        return WHOLE[path]

    (problem,) = verify(WHOLE, read, now=AS_OF).problems
    assert problem.path == PICTURE
    assert "cannot be read" in problem.sentence


def test_a_gzip_twin_carries_no_name_time_or_comment():
    named = io.BytesIO()
    with gzip.GzipFile("reader-17.html", "wb", fileobj=named, mtime=0) as file:
        file.write(WHOLE[PAGE])
    for hidden in (named.getvalue(), gzip.compress(WHOLE[PAGE], mtime=17)):
        assert list(problems(WHOLE | {f"{PAGE}.gz": hidden})) == [f"{PAGE}.gz"]


def test_a_twin_that_unpacks_to_more_than_its_file_never_fills_the_memory(monkeypatch):
    bombs = {f"{PAGE}.br": brotli.compress(bytes(200 * CHUNK), quality=1), f"{PAGE}.gz": gzip.compress(bytes(200 * CHUNK))}
    most = 0
    real = brotli.Decompressor

    class Counting:
        def __init__(self):
            self.inner = real()

        def process(self, data, **limits):
            nonlocal most
            piece = self.inner.process(data, **limits)
            most += len(piece)
            return piece

        def is_finished(self):
            return self.inner.is_finished()

    monkeypatch.setattr(brotli, "Decompressor", Counting)
    found = problems(WHOLE | bombs)
    assert set(found) == set(bombs)
    assert most < sum(map(len, WHOLE.values())) + 4 * CHUNK


@given(st.binary(max_size=200), st.sampled_from([".br", ".gz"]))
def test_a_twin_of_any_bytes_is_refused(data, ending):
    assert list(problems(SMALLEST | {f"{PAGE}{ending}": data})) == [f"{PAGE}{ending}"]


SMALLEST = edition_files({PAGE: sealed(PAGE)}, {})


def test_the_report_is_plain_data_and_a_text_of_bounded_length():
    files = {path: b"" if path.startswith("media/") else data for path, data in WHOLE.items()}
    report = check(files)
    assert report.as_plain()["problems"][0]["path"].startswith("media/")
    assert report.as_plain()["whole"] is False
    assert report.as_plain()["signed"] is False
    assert "and 60 more" in report.as_text()
    assert len(report.as_text().splitlines()) == 23
