"""No path leads out of the edition, and none to what is not public in it."""

import os
import posixpath
from pathlib import Path
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.serve_kit import ARTICLE, FILES, ask, published
from tamizdat.press.serving.addresses import LONGEST_PATH, place_of
from tamizdat.press.serving.app import make_app

SECRET = b"the names of our sources"
PUBLIC = {*FILES.values()}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> WSGIApplication:
    """An edition among everything that must not be read: outside it, hidden in it, and behind links that lead out of it."""
    home = tmp_path_factory.mktemp("press")
    link = published(home)
    (home / "secret.html").write_bytes(SECRET)
    (home / "edition-b").mkdir()
    (home / "edition-b" / "draft.html").write_bytes(SECRET)
    inside = home / "edition-a"
    (inside / ".git").mkdir()
    for hidden in (".htpasswd", ".git/config", "half-written.html~", "en\\secret.html", "tab\there.html"):
        (inside / hidden).write_bytes(SECRET)
    (inside / "out.html").symlink_to("../secret.html")
    (inside / "out").symlink_to("../edition-b")
    (inside / "self").symlink_to(".")
    (inside / "twin.html").write_bytes(b"plain")
    (inside / "twin.html.br").symlink_to("../secret.html")
    os.mkfifo(inside / "pipe.html")
    return make_app(link)


@pytest.mark.parametrize(
    "raw",
    [
        "/../secret.html",
        "/en/../../secret.html",
        "/..%2fsecret.html",
        "/%2e%2e/secret.html",
        "/%252e%252e/secret.html",
        "/%2e%2e",
        "/..\\secret.html",
        "/en\\secret.html",
        "/en%5csecret.html",
        "/..%c0%afsecret.html",  # overlong UTF-8 of "/"
        "/%c0%ae%c0%ae/secret.html",
        "/secret.html%00",
        "/index.html%00.jpg",
        "//secret.html",
        "/en//index.html",
        "//etc/passwd",
        "/./index.html",
        "/en/./index.html",
        "/.htpasswd",
        "/.git/config",
        "/half-written.html~",
        "/tab%09here.html",
        "/out.html",
        "/out/draft.html",
        "/self/index.html",
        "/pipe.html",
        "/pipe",
        "/en/index.html/",
        "/index.html.br",
        "/index.html.gz",
        "/index.html%2ebr",
        "secret.html",
        "",
        "*",
        "/%ff%fe",
        "/%ed%a0%80",
        "/" + "a" * 300,
        "/" + "a/" * 400,
        "/" + "a" * 100_000,
        "/en" * 20_000,
    ],
)
def test_a_path_that_means_no_public_file_is_not_found(app: WSGIApplication, raw: str) -> None:
    reply = ask(app, unquote_to_bytes(raw).decode("utf-8", "surrogateescape"))
    assert (reply.status, reply.body) == (404, FILES["404.html"])


def test_a_twin_that_leads_out_is_no_twin(app: WSGIApplication) -> None:
    assert ask(app, "/twin.html", accept_encoding="br").body == b"plain"


PIECES = ["..", ".", "", "en", "out", "self", "secret.html", "index.html", ".git", "config", "edition-b", "draft.html", "%2e%2e"]
odd = st.one_of(
    st.sampled_from(PIECES),
    st.text(max_size=8),
    st.text(st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF), max_size=3),  # bytes that are not UTF-8
)
joints = st.sampled_from(["/", "//", "\\", "/./", "/../", "%2f", "\0", "\u2215"])


@given(parts=st.lists(st.tuples(joints, odd), max_size=7), rooted=st.booleans())
def test_whatever_is_asked_the_answer_is_public(app: WSGIApplication, parts: list[tuple[str, str]], rooted: bool) -> None:
    path = ("/" if rooted else "") + "".join(joint + piece for joint, piece in parts)
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        path = path.encode("utf-8", "replace").decode()
    reply = ask(app, path)
    assert reply.status in (200, 308, 404)
    assert reply.status == 308 or reply.body in PUBLIC | {b"plain"}


@given(raw=st.binary(max_size=60))
def test_a_place_never_leaves_its_folder_whatever_the_bytes(raw: bytes) -> None:
    place = place_of(raw.decode("latin-1"))
    if place is not None:
        assert posixpath.normpath(f"/edition/{place}").rstrip("/") == f"/edition/{place}".rstrip("/")
        assert "\0" not in place
        assert raw == b"/" + place.encode()


@pytest.mark.parametrize("path", ["//etc/passwd", "/en//index.html", "/en//", "//", "/en/.", "/..", "/...", "index.html", ""])
def test_a_path_with_an_empty_or_dotted_part_means_no_place(path: str) -> None:
    assert place_of(path) is None


def test_a_path_may_be_as_long_as_we_say_and_no_longer() -> None:
    longest = "/" + "a" * (LONGEST_PATH - 1)
    assert place_of(longest) == longest[1:]
    assert place_of(longest + "a") is None


@given(query=st.text(st.characters(min_codepoint=33, max_codepoint=126)))
def test_a_query_changes_nothing(app: WSGIApplication, query: str) -> None:
    def with_query(environ: dict[str, object], start: object) -> object:
        return app(environ | {"QUERY_STRING": query}, start)  # type: ignore[arg-type]

    assert ask(with_query, ARTICLE) == ask(app, ARTICLE)  # type: ignore[arg-type]


@given(host=st.text(st.characters(min_codepoint=32, max_codepoint=255)))
def test_no_host_header_matters(app: WSGIApplication, host: str) -> None:
    assert ask(app, ARTICLE, host=host) == ask(app, ARTICLE)


def test_a_redirect_never_leads_to_another_host(app: WSGIApplication) -> None:
    for path in ("//evil.example/en", "/en/..//evil.example", "/\\evil.example"):
        assert ask(app, path).status == 404


def test_a_name_with_a_colon_is_not_taken_for_a_scheme(tmp_path: Path) -> None:
    app = make_app(published(tmp_path, {"javascript:alert(1)/index.html": b"old address", "404.html": b"none"}))
    assert ask(app, "/javascript:alert(1)").headers["location"] == "javascript%3Aalert%281%29/"
