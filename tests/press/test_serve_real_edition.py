"""A newspaper as the press really makes it, asked for file by file: what stands on the disk is what readers get."""

import gzip
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from wsgiref.types import WSGIApplication

import brotli
import pytest

from factories.edition import AS_OF, newspaper, redirect
from factories.pages import taking_letters
from press.serve_kit import ask, observatory_score
from tamizdat.edition.records import Photo, Rendition
from tamizdat.press.build import Builder
from tamizdat.press.serving.app import make_app
from tamizdat.reader import load_theme


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    builder = Builder(tmp_path_factory.mktemp("home"), load_theme(), processes=1)

    def stored(rendition: Rendition) -> Rendition:
        data = f"picture {rendition.path}".encode()
        return replace(rendition, digest=builder.store.put(data), bytes=len(data))

    records = [
        replace(record, renditions=tuple(map(stored, record.renditions)), teasers=tuple(map(stored, record.teasers)))
        if isinstance(record, Photo)
        else record
        for record in newspaper(
            redirect(id="old", old_path="2009/05/\u0441\u0442\u0430\u0440\u044b\u0439/", target="article-1"), **taking_letters()
        )
    ]
    builder.take(records)
    builder.build(as_of=AS_OF)
    builder.close()
    return builder.folder.link


@pytest.fixture(scope="module")
def site(folder: Path) -> WSGIApplication:
    return make_app(folder)


def plain_files(folder: Path) -> dict[str, bytes]:
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.endswith((".br", ".gz"))}


def test_every_file_of_the_edition_is_served_in_every_form(folder: Path, site: WSGIApplication) -> None:
    files = plain_files(folder)
    assert len(files) > 50
    for name, data in files.items():
        assert ask(site, f"/{name}").body == data
        packed = ask(site, f"/{name}", accept_encoding="br")
        assert packed.status == 200
        if packed.headers.get("content-encoding") == "br":
            assert brotli.decompress(packed.body) == data
            assert gzip.decompress(ask(site, f"/{name}", accept_encoding="gzip").body) == data
        else:
            assert name.startswith(("media/", "tree/"))


def test_the_style_of_every_page_is_allowed_by_its_header(folder: Path, site: WSGIApplication) -> None:
    pages = {name: data for name, data in plain_files(folder).items() if name.endswith(".html")}
    assert len(pages) > 20
    for name, data in pages.items():
        policy = ask(site, f"/{name}").headers["content-security-policy"]
        styles = re.findall(rb"<style>(.*?)</style>", data, re.DOTALL)
        assert styles
        for style in styles:
            assert f"'sha256-{b64encode(sha256(style).digest()).decode()}'" in policy


def test_every_real_page_scores_130_with_the_observatory_and_its_header_says_what_its_own_policy_says(folder: Path, site: WSGIApplication):
    for name, data in plain_files(folder).items():
        if name.endswith(".html"):
            reply = ask(site, f"/{name}", x_forwarded_proto="https")
            assert observatory_score(reply) == 130, name
            own = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]*)"', data)
            assert own and reply.headers["content-security-policy"] == f"{own[1].decode()}; frame-ancestors 'none'", name


def test_no_type_is_left_to_be_guessed(folder: Path, site: WSGIApplication) -> None:
    guessed = {name for name in plain_files(folder) if ask(site, f"/{name}").headers["content-type"] == "application/octet-stream"}
    assert {name for name in guessed if not name.startswith("tree/")} == set()


def test_an_old_address_answers_with_the_page_that_leads_on(site: WSGIApplication) -> None:
    reply = ask(site, "/2009/05/\u0441\u0442\u0430\u0440\u044b\u0439/")
    assert reply.status == 200
    assert b'http-equiv="refresh"' in reply.body
