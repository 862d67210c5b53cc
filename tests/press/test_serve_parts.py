"""Parts and conditions: RFC 9110, sections 13 and 14, on the plain form of a file."""

from pathlib import Path
from wsgiref.types import WSGIApplication

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.serve_kit import ARTICLE, FILES, PHOTO, ask, published
from tamizdat.press.serving.app import make_app

DATA = FILES[PHOTO[1:]]
SIZE = len(DATA)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> WSGIApplication:
    return make_app(published(tmp_path_factory.mktemp("press")))


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-", (0, SIZE - 1)),
        ("bytes=100-199", (100, 199)),
        ("BYTES=100-199", (100, 199)),
        ("bytes=-1", (SIZE - 1, SIZE - 1)),
        (f"bytes=-{SIZE + 5}", (0, SIZE - 1)),
        (f"bytes={SIZE - 1}-{SIZE + 5}", (SIZE - 1, SIZE - 1)),
    ],
)
def test_a_part_is_sent_with_its_place(app: WSGIApplication, header: str, part: tuple[int, int]) -> None:
    reply = ask(app, PHOTO, range=header)
    first, last = part
    assert (reply.status, reply.body) == (206, DATA[first : last + 1])
    assert reply.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"
    assert reply.headers["content-length"] == str(len(reply.body))
    assert reply.headers["etag"] == ask(app, PHOTO).headers["etag"]


@pytest.mark.parametrize("header", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 1}", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused_with_the_size(app: WSGIApplication, header: str) -> None:
    reply = ask(app, PHOTO, range=header)
    assert (reply.status, reply.headers["content-range"]) == (416, f"bytes */{SIZE}")


@pytest.mark.parametrize(
    "header", ["bytes=0-1,4-5", "bytes=5-4", "bytes=-", "bytes=", "bytes=a-b", "bytes=1", "lines=1-2", "", "bytes=1-" + "9" * 30]
)
def test_several_parts_and_nonsense_get_the_whole(app: WSGIApplication, header: str) -> None:
    reply = ask(app, PHOTO, range=header)
    assert (reply.status, reply.body) == (200, DATA)


@given(first=st.integers(0, SIZE + 10), length=st.integers(1, SIZE + 10))
def test_every_part_is_what_a_slice_would_be(app: WSGIApplication, first: int, length: int) -> None:
    reply = ask(app, PHOTO, range=f"bytes={first}-{first + length - 1}")
    expected = DATA[first : first + length]
    assert (reply.status, reply.body) == (206, expected) if expected else reply.status == 416


def test_parts_are_of_the_plain_form_only(app: WSGIApplication) -> None:
    packed = ask(app, ARTICLE, accept_encoding="br", range="bytes=0-9")
    assert (packed.status, packed.headers["content-encoding"]) == (200, "br")
    assert "accept-ranges" not in packed.headers
    assert ask(app, ARTICLE, accept_encoding="identity", range="bytes=0-9").body == FILES[ARTICLE[1:]][:10]


def test_a_part_is_only_sent_of_the_file_that_the_browser_has_begun(app: WSGIApplication) -> None:
    etag = ask(app, PHOTO).headers["etag"]
    assert ask(app, PHOTO, range="bytes=0-9", if_range=etag).status == 206
    for other in ('"another"', f"W/{etag}", "Sun, 22 Nov 2026 19:00:00 GMT", ""):
        assert ask(app, PHOTO, range="bytes=0-9", if_range=other).status == 200


def test_head_ignores_a_range(app: WSGIApplication) -> None:
    assert ask(app, PHOTO, "HEAD", range="bytes=0-9").status == 200


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '{}, W/"other"', "*", " * "])
def test_what_the_browser_already_has_is_not_sent_again(app: WSGIApplication, form: str) -> None:
    whole = ask(app, ARTICLE, accept_encoding="br")
    reply = ask(app, ARTICLE, accept_encoding="br", if_none_match=form.format(whole.headers["etag"]))
    assert (reply.status, reply.body) == (304, b"")
    assert {name: reply.headers[name] for name in ("etag", "vary", "cache-control")} == {
        name: whole.headers[name] for name in ("etag", "vary", "cache-control")
    }
    assert "content-type" not in reply.headers


@pytest.mark.parametrize("form", ['"other"', "", "{bare}", 'W/"other", "another"'])
def test_what_it_does_not_have_is_sent(app: WSGIApplication, form: str) -> None:
    bare = ask(app, ARTICLE).headers["etag"].strip('"')
    assert ask(app, ARTICLE, if_none_match=form.format(bare=bare)).status == 200


def test_the_etag_of_one_encoding_does_not_stand_for_another(app: WSGIApplication) -> None:
    packed = ask(app, ARTICLE, accept_encoding="gzip").headers["etag"]
    assert ask(app, ARTICLE, accept_encoding="br", if_none_match=packed).status == 200


def test_an_answer_can_be_wished_for_only_if_nothing_changed(app: WSGIApplication) -> None:
    etag = ask(app, PHOTO).headers["etag"]
    for still in (etag, "*", f'"other", {etag}'):
        assert ask(app, PHOTO, if_match=still).status == 200
    for changed in ('"other"', f"W/{etag}", ""):
        assert ask(app, PHOTO, if_match=changed).status == 412


def test_no_conditional_header_of_dates_means_anything(app: WSGIApplication) -> None:
    reply = ask(app, PHOTO, if_modified_since="Sun, 22 Nov 2099 19:00:00 GMT")
    assert reply.status == 200
    assert "last-modified" not in reply.headers  # mirrors would each say another


def test_equal_bytes_have_equal_etags_on_every_mirror(app: WSGIApplication, tmp_path: Path) -> None:
    mirror = make_app(published(tmp_path))
    for coding in ("br", "gzip", "identity"):
        here, there = (ask(site, ARTICLE, accept_encoding=coding).headers["etag"] for site in (app, mirror))
        assert here == there


@given(junk=st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60))
def test_no_condition_can_break_it(app: WSGIApplication, junk: str) -> None:
    for header in ("range", "if_range", "if_match", "if_none_match"):
        assert ask(app, PHOTO, range="bytes=1-2", **({header: junk} if header != "range" else {})).status in (200, 206, 304, 412)
        assert ask(app, PHOTO, range=junk).status in (200, 206, 416)
