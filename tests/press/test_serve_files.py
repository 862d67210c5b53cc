"""What the site answers: every kind of file, the addresses people really use, and the calm pages for when there is none."""

import gzip
import logging
from pathlib import Path
from wsgiref.types import WSGIApplication

import brotli
import pytest

from press.serve_kit import ARTICLE, FILES, NODE, PHOTO, ask, published
from tamizdat.press.serving.app import make_app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> WSGIApplication:
    return make_app(published(tmp_path_factory.mktemp("press")))


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_served_at_its_path_and_says_its_length(app: WSGIApplication, name: str) -> None:
    reply = ask(app, f"/{name}")
    assert (reply.status, reply.body) == (200, FILES[name])
    assert reply.headers["content-length"] == str(len(FILES[name]))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        (ARTICLE, "text/html; charset=utf-8"),
        ("/en/index.rss.xml", "application/rss+xml; charset=utf-8"),
        ("/en/index.atom.xml", "application/atom+xml; charset=utf-8"),
        ("/en/index.feed.json", "application/feed+json; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/head.json", "application/json; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        (PHOTO, "image/avif"),
        (NODE, "application/octet-stream"),
    ],
)
def test_every_kind_of_file_has_its_type(app: WSGIApplication, path: str, kind: str) -> None:
    assert ask(app, path).headers["content-type"] == kind


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        (PHOTO, "public, max-age=31536000, immutable"),
        (NODE, "public, max-age=31536000, immutable"),
        ("/", "public, max-age=60, must-revalidate"),
        ("/en/index.rss.xml", "public, max-age=60, must-revalidate"),
        ("/head.json", "no-cache"),
    ],
)
def test_what_never_changes_is_kept_for_good_and_the_rest_for_a_minute_at_most(app: WSGIApplication, path: str, caching: str) -> None:
    assert ask(app, path).headers["cache-control"] == caching


@pytest.mark.parametrize(("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_twin_is_sent_to_those_who_take_it_under_an_etag_of_its_own(app: WSGIApplication, coding: str, unpack: object) -> None:
    plain, packed = ask(app, ARTICLE), ask(app, ARTICLE, accept_encoding=coding)
    assert packed.headers["content-encoding"] == coding
    assert callable(unpack)
    assert unpack(packed.body) == plain.body
    assert int(packed.headers["content-length"]) == len(packed.body) < len(plain.body)
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


def test_a_picture_has_no_twin_and_varies_with_nothing(app: WSGIApplication) -> None:
    reply = ask(app, PHOTO, accept_encoding="br, gzip")
    assert reply.body == FILES[PHOTO[1:]]
    assert not {"vary", "content-encoding"} & reply.headers.keys()


def test_a_browser_that_refuses_every_form_is_told_so(app: WSGIApplication) -> None:
    assert ask(app, PHOTO, accept_encoding="br, identity;q=0").status == 406
    assert ask(app, ARTICLE, accept_encoding="br, identity;q=0").status == 200


@pytest.mark.parametrize("path", ["/", ARTICLE, PHOTO, "/nothing", "/en"])
def test_head_says_what_get_says_without_the_body(app: WSGIApplication, path: str) -> None:
    get, head = ask(app, path), ask(app, path, "HEAD")
    assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get"])
@pytest.mark.filterwarnings("ignore:Unknown REQUEST_METHOD")
def test_the_site_can_only_be_read(app: WSGIApplication, method: str) -> None:
    reply = ask(app, "/", method)
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/en", "en/"),
        ("/en/2026/11/harbour-reopens", "harbour-reopens.html"),
        ("/2014/05/\u043f\u0440\u0438\u0432\u0435\u0442", "%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82/"),
    ],
)
def test_an_address_without_its_ending_leads_to_the_page(app: WSGIApplication, asked: str, location: str) -> None:
    reply = ask(app, asked)
    assert (reply.status, reply.headers["location"]) == (308, location)


def test_a_folder_shows_its_index_whatever_its_alphabet(app: WSGIApplication) -> None:
    assert ask(app, "/").body == FILES["index.html"]
    assert ask(app, "/en/").body == FILES["en/index.html"]
    assert ask(app, "/2014/05/\u043f\u0440\u0438\u0432\u0435\u0442/").status == 200
    assert ask(app, "/media/").status == 404  # and is never listed


def test_what_is_not_there_gets_the_editions_own_page(app: WSGIApplication) -> None:
    reply = ask(app, "/en/2026/11/never-written.html", accept_encoding="br")
    assert reply.status == 404
    assert brotli.decompress(reply.body) == FILES["404.html"]
    assert reply.headers["cache-control"] == "no-cache"
    assert not {"etag", "accept-ranges"} & reply.headers.keys()  # nothing to ask again about, nothing to ask a part of


@pytest.mark.parametrize("header", ["range", "if_none_match", "if_match"])
def test_a_missing_page_stays_missing_under_every_condition(app: WSGIApplication, header: str) -> None:
    assert ask(app, "/nothing", **{header: "bytes=0-1" if header == "range" else "*"}).status == 404


def test_an_edition_without_its_own_page_for_it_still_answers(tmp_path: Path) -> None:
    app = make_app(published(tmp_path, {"index.html": b"front"}))
    reply = ask(app, "/nothing")
    assert (reply.status, reply.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert b"There is no such page." in reply.body


def test_an_old_address_is_a_page_whatever_its_ending(tmp_path: Path) -> None:
    app = make_app(published(tmp_path, {"2009/old story.htm": b"moved", "archive.php/7/index.html": b"moved", "50%/index.html": b"moved"}))
    assert ask(app, "/2009/old story.htm").headers["content-type"] == "text/html; charset=utf-8"
    assert ask(app, "/archive.php/7/").headers["content-type"] == "text/html; charset=utf-8"
    assert ask(app, "/archive.php/7").headers["location"] == "7/"
    assert ask(app, "/50%").headers["location"] == "50%25/"


def test_before_the_first_edition_the_site_says_so_and_comes_by_itself(tmp_path: Path) -> None:
    app = make_app(tmp_path / "edition")
    reply = ask(app, "/")
    assert (reply.status, reply.headers["retry-after"]) == (503, "5")
    assert b"The first edition is being made." in reply.body
    published(tmp_path)
    assert ask(app, "/").body == FILES["index.html"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_health_says_whether_there_is_an_edition(tmp_path: Path, method: str) -> None:
    app = make_app(tmp_path / "edition")
    before = ask(app, "/health", method)
    published(tmp_path)
    after = ask(app, "/health", method)
    assert [(reply.status, reply.headers["cache-control"]) for reply in (before, after)] == [(503, "no-store"), (200, "no-store")]
    assert (before.body, after.body) == ((b'{"state": "empty"}', b'{"state": "ok"}') if method == "GET" else (b"", b""))


def test_health_of_a_failing_disk_is_not_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("tamizdat.press.serving.shelf.Shelf.find", broken)
    assert ask(make_app(published(tmp_path)), "/health").status == 500


def test_a_link_that_leads_nowhere_is_no_edition(tmp_path: Path) -> None:
    (tmp_path / "edition").symlink_to("edition-a")
    assert ask(make_app(tmp_path / "edition"), "/").status == 503


def test_a_failing_disk_is_a_calm_page_and_a_log_without_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(published(tmp_path))

    def broken(path: Path) -> bytes:
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(Path, "read_bytes", broken)
    with caplog.at_level(logging.ERROR):
        assert ask(app, ARTICLE).status == 500
    assert "OSError" in caplog.text
    assert "harbour" not in caplog.text
