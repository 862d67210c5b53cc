"""What the headers do in a real browser: the page keeps its own style, and other origins get what they need and no more."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from press.serve_kit import ARTICLE, FILES, POLICY, STYLE, page, published, running

ELSEWHERE = "http://elsewhere.localhost:8099"
INTRUDER = "<script>document.title = 'run'</script><style>body{color:red}</style><p style='color:red'>words</p>"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    picture = io.BytesIO()
    Image.new("RGB", (3, 2)).save(picture, "JPEG")
    styled = page("words", POLICY).replace(b"</head>", f"<style>{STYLE}</style></head>".encode())
    files = FILES | {"index.html": styled.replace(b"<p>", INTRUDER.encode() + b"<p>"), "media/photo.jpg": picture.getvalue()}
    with running(published(tmp_path_factory.mktemp("press"), files)) as (_, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_the_pages_own_style_applies_and_nothing_that_was_put_in(site: str, tab: Page) -> None:
    tab.goto(site)
    assert tab.evaluate("getComputedStyle(document.body).maxWidth") != "none"
    assert tab.evaluate("getComputedStyle(document.querySelector('p')).color") == "rgb(0, 0, 0)"
    assert tab.title() == "words"


def test_another_origin_may_fetch_a_page_and_show_a_picture_and_may_not_frame_it(site: str, tab: Page) -> None:
    tab.route(f"{ELSEWHERE}/**", lambda route: route.fulfill(content_type="text/html", body="<p>another site"))
    tab.goto(ELSEWHERE)
    fetched = tab.evaluate("async url => await (await fetch(url)).text()", site + ARTICLE)
    assert fetched.encode() == FILES[ARTICLE[1:]]
    shown = "async url => { const i = new Image(); i.src = url; await i.decode(); return i.naturalWidth }"
    assert tab.evaluate(shown, f"{site}/media/photo.jpg") == 3
    tab.set_content(f"<iframe src='{site}{ARTICLE}'></iframe>")
    tab.wait_for_load_state("networkidle")
    assert "The harbour reopens" not in "".join(frame.content() for frame in tab.frames)
