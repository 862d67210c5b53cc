"""An editor at work: ``TAMIZDAT_HOME=… python -m benchmarks.clicks NEWSROOM_URL COUNT FIRST < account.json``.

Logs in over HTTP as a browser does, opens COUNT articles one after the other, from the FIRST newest on, gives each a new headline and
presses "Publish". Prints a JSON list with the seconds from sending the form until the article's file in the served folder holds the
headline and ``head.json`` names a newer edition, and until the newsroom answered. Reads the forms' contents from the database, as the
page's scripts would.
"""

import json
import re
import sys
import time
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tamizdat.site.commands import with_django

GIVE_UP = 30.0
POLL = 0.002


def main() -> int:
    """Log in, click, and print how long readers waited."""
    with_django()
    from django.conf import settings

    url, count, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    log_in(browser, url, json.load(sys.stdin))
    edition = settings.TAMIZDAT.home / "press" / "edition"
    print(json.dumps([click(browser, url, page, edition) for page in _pages(count, first)]))
    return 0


def log_in(browser: OpenerDirector, url: str, account: dict[str, str]) -> None:
    """Log in. Raises ``RuntimeError`` if the newsroom does not let the account in."""
    address = f"{url}/login/"
    with browser.open(address) as page:
        token = _token(page.read().decode())
    with browser.open(_post(address, {**account, "csrfmiddlewaretoken": token, "next": "/"})) as page:
        if page.url.rstrip("/") == address.rstrip("/"):
            raise RuntimeError("the newsroom did not let the editor in")


def click(browser: OpenerDirector, url: str, page: Any, edition: Path) -> dict[str, float]:
    """Publish *page* under a new headline; return seconds until it is on disk and until the newsroom answered."""
    from concurrent.futures import ThreadPoolExecutor

    address = f"{url}/pages/{page.pk}/edit/"
    with browser.open(address) as opened:
        token = _token(opened.read().decode())
    headline = f"{page.title.split(' · ')[0]} · {time.time_ns()}"
    form = _form(page, headline) | {"csrfmiddlewaretoken": token, "action-publish": "action-publish"}
    request, before = _post(address, form), _edition(edition)
    file = edition / page.public_path()
    with ThreadPoolExecutor(1) as pool:
        started = time.perf_counter()
        answer = pool.submit(_answer, browser, request)
        on_disk = _wait(file, headline.encode(), edition, before) - started
        answered = answer.result() - started
    return {"on_disk_s": round(on_disk, 4), "answered_s": round(answered, 4)}


def _answer(browser: OpenerDirector, request: Request) -> float:
    with browser.open(request) as page:
        done = time.perf_counter()
        if page.url == request.full_url and "error-message" in page.read().decode():
            raise RuntimeError("the newsroom refused the form")
    return done


def _wait(file: Path, headline: bytes, edition: Path, before: int) -> float:
    until = time.monotonic() + GIVE_UP
    while time.monotonic() < until:
        if _edition(edition) > before and headline in file.read_bytes():
            return time.perf_counter()
        time.sleep(POLL)
    raise RuntimeError(f"{file} did not hold the new headline after {GIVE_UP:.0f} s")


def _edition(folder: Path) -> int:
    return int(json.loads((folder / "head.json").read_bytes())["edition"])


def _pages(count: int, first: int) -> list[Any]:
    """The newest articles: what editors mostly correct."""
    from tamizdat.newsroom.models import ArticlePage

    return list(ArticlePage.objects.order_by("-first_published_at")[first : first + count])


def _form(page: Any, headline: str) -> dict[str, Any]:
    from wagtail.test.utils.form_data import inline_formset, nested_form_data

    bylines = [{"id": byline.pk, "person": byline.person_id, "DELETE": ""} for byline in page.bylines.all()]
    fields = {name: getattr(page, name) or "" for name in ("slug", "standfirst", "kind", "dateline", "lead_alt", "lead_caption")}
    chosen = {name: getattr(page, f"{name}_id") or "" for name in ("section", "story", "lead_photo")}
    empty = {name: inline_formset([]) for name in ("related_choices", "attributions", "corrections", "comments")}
    body = {"body": _body(page), "topics": [topic.pk for topic in page.topics.all()]}
    form: dict[str, Any] = nested_form_data(
        {"title": headline, **fields, **chosen, **empty, **body, "bylines": inline_formset(bylines, initial=len(bylines))}
    )
    return form


def _body(page: Any) -> dict[str, Any]:
    from wagtail.test.utils.form_data import rich_text, streamfield

    values: list[Any] = []
    for block in page.body:
        if block.block_type == "paragraph":
            values.append(("paragraph", rich_text(block.value.source)))
        elif block.block_type == "quotation":
            values.append(("quotation", {"paragraphs": rich_text(block.value["paragraphs"].source), "source": ""}))
        else:
            values.append((block.block_type, dict(block.value)))
    made: dict[str, Any] = streamfield(values)
    return made


def _post(address: str, form: dict[str, Any]) -> Request:
    return Request(address, urlencode(form, doseq=True).encode(), {"Referer": address})


def _token(html: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    if found is None:
        raise RuntimeError("the newsroom sent a page without a form")
    return found[1]


if __name__ == "__main__":
    sys.exit(main())
