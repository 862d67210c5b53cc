"""The site as a WSGI application: GET and HEAD of the current edition's files.

Promises: the same answer to every reader; a 404 is the edition's own page; before the first edition a calm 503. ``/health`` says whether
there is an edition, to a monitor. Refuses all
other methods. Writes no log of requests, and looks at no address, cookie, referrer or user agent.
Leaves to ``press.serve`` the sockets and their time limits.
"""

import logging
import traceback
from pathlib import Path
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from tamizdat.press.serving.conditions import Unsatisfiable, is_known, is_still, wanted_range
from tamizdat.press.serving.headers import ASK_ALWAYS, SECURE_TRANSPORT, Headers, security_of
from tamizdat.press.serving.negotiation import IDENTITY, preferred
from tamizdat.press.serving.shelf import BUDGET, Elsewhere, File, NoEdition, Shelf, Variant

log = logging.getLogger(__name__)

_OF_ONE_ANSWER = ("etag", "accept-ranges", "cache-control")


class Answer(NamedTuple):
    """One answer: status line, headers (not to be changed), bytes."""

    status: str
    headers: Headers
    body: bytes


def make_app(edition: Path, budget: int = BUDGET) -> WSGIApplication:
    """Return the application that serves whatever *edition* links to, keeping at most *budget* bytes of it in memory."""
    shelf = Shelf(edition, budget)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        try:
            status, headers, body = answer(shelf, environ)
        except Exception as error:  # noqa: BLE001 - the rim: whatever it was, the reader gets a page and the log no path
            _report(error)
            status, headers, body = _BROKEN
        headers = headers.copy()  # some servers add to the list they are given, and ours is kept
        if environ.get("HTTP_X_FORWARDED_PROTO") == "https":
            headers.append(SECURE_TRANSPORT)
        start_response(status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return app


def answer(shelf: Shelf, environ: WSGIEnvironment) -> Answer:
    """Return the answer to one request. Raises ``OSError`` when the disk fails."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return _NOT_ALLOWED
    try:
        if environ["PATH_INFO"] == "/health":
            return _health(shelf)
        found = shelf.find(environ["PATH_INFO"])
        if isinstance(found, File):
            return _of_file(found, environ)
        if isinstance(found, Elsewhere):
            return _elsewhere(found)
        return _not_found(shelf, environ)
    except NoEdition:
        return _NOT_YET


def _health(shelf: Shelf) -> Answer:
    try:
        return _OK if isinstance(shelf.find("/head.json"), File) else _EMPTY
    except NoEdition:
        return _EMPTY


def _of_file(file: File, environ: WSGIEnvironment) -> Answer:
    coding = preferred(environ.get("HTTP_ACCEPT_ENCODING"), file.codings)
    if coding is None:
        return _NOT_ACCEPTABLE
    variant = file.variants[coding]
    if "HTTP_IF_MATCH" in environ and not is_still(environ["HTTP_IF_MATCH"], variant.etag):
        return _CHANGED
    if "HTTP_IF_NONE_MATCH" in environ and is_known(environ["HTTP_IF_NONE_MATCH"], variant.etag):
        return Answer("304 Not Modified", variant.unchanged, b"")
    if "HTTP_RANGE" in environ and coding == IDENTITY and environ["REQUEST_METHOD"] == "GET":
        return _part(variant, environ)
    return Answer("200 OK", variant.headers, variant.body)


def _part(variant: Variant, environ: WSGIEnvironment) -> Answer:
    size = len(variant.body)
    whole = Answer("200 OK", variant.headers, variant.body)
    if environ.get("HTTP_IF_RANGE", variant.etag).strip() != variant.etag:
        return whole
    try:
        wanted = wanted_range(environ["HTTP_RANGE"], size)
    except Unsatisfiable:
        return _plain("416 Range Not Satisfiable", "There is no such part of this file.", ("content-range", f"bytes */{size}"))
    if wanted is None:
        return whole
    first, last = wanted
    kept = [pair for pair in variant.headers if pair[0] != "content-length"]
    sized = [("content-range", f"bytes {first}-{last}/{size}"), ("content-length", str(last - first + 1))]
    return Answer("206 Partial Content", [*kept, *sized], variant.body[first : last + 1])


def _not_found(shelf: Shelf, environ: WSGIEnvironment) -> Answer:
    page = shelf.find("/404.html")
    coding = preferred(environ.get("HTTP_ACCEPT_ENCODING"), page.codings) if isinstance(page, File) else None
    if not isinstance(page, File) or coding is None:
        return _plain("404 Not Found", "There is no such page.")
    variant = page.variants[coding]
    kept = [pair for pair in variant.headers if pair[0] not in _OF_ONE_ANSWER]
    return Answer("404 Not Found", [*kept, ("cache-control", ASK_ALWAYS)], variant.body)


def _elsewhere(found: Elsewhere) -> Answer:
    return _plain("308 Permanent Redirect", "This page has another address.", ("location", found.location))


def _plain(status: str, sentence: str, *more: tuple[str, str], refresh: str = "") -> Answer:
    page = f"<!doctype html><html lang=en><meta charset=utf-8>{refresh}<title>{sentence}</title><p>{sentence}"
    kind = "text/html; charset=utf-8"
    body = page.encode()
    sized = [("content-type", kind), ("content-length", str(len(body))), ("cache-control", ASK_ALWAYS)]
    return Answer(status, [*sized, *security_of("", kind, body), *more], body)


def _state(status: str, state: str) -> Answer:
    body, kind = f'{{"state": "{state}"}}'.encode(), "application/json; charset=utf-8"
    sized = [("content-type", kind), ("content-length", str(len(body))), ("cache-control", "no-store")]
    return Answer(status, [*sized, *security_of("", kind, body)], body)


def _report(error: Exception) -> None:
    # Where in our code, and what kind: an error's own text may hold the path that somebody read.
    last = traceback.extract_tb(error.__traceback__)[-1]
    log.error("A request failed in %s, line %s: %s. Check the edition's disk.", last.filename, last.lineno, type(error).__name__)


_OK, _EMPTY = _state("200 OK", "ok"), _state("503 Service Unavailable", "empty")
_NOT_ALLOWED = _plain("405 Method Not Allowed", "This site can only be read.", ("allow", "GET, HEAD"))
_NOT_ACCEPTABLE = _plain("406 Not Acceptable", "Your browser refuses every form that we have.", ("vary", "Accept-Encoding"))
_CHANGED = _plain("412 Precondition Failed", "This has changed since.")
_BROKEN = _plain("500 Internal Server Error", "Something broke on our side. Please try again in a moment.")
_NOT_YET = _plain(
    "503 Service Unavailable",
    "The first edition is being made. Please come back in a moment.",
    ("retry-after", "5"),
    refresh='<meta http-equiv=refresh content="5">',
)
