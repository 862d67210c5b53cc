"""What a reader meets on the demo newspaper's site, in a real browser: every kind of page, phone to desk, light and dark, script off."""

import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from e2e.conftest import ROOT
from tamizdat.reader import load_theme

VNU = ROOT / ".cache" / "npm" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.fixture(scope="session")
def kinds(newspaper):
    """One address of each kind of page, in a language that has it."""
    edition = newspaper.home / "press" / "edition"

    def first(pattern, holding=""):
        found = [path for path in sorted(edition.glob(pattern)) if holding in path.read_text()]
        assert found, f"the demo has no page like {pattern}"
        return str(found[0].relative_to(edition))

    return {
        "front": "index.html",
        "front ru": "ru/index.html",
        "front fa": "fa/index.html",
        "article": first("en/2*/*/*.html", "<figure"),
        "article fa": first("fa/2*/*/*.html"),
        "withdrawn": first("en/2*/*/*.html", 'name="robots"') if _has(edition, 'name="robots"') else first("en/2*/*/*.html"),
        "section": first("en/section/*.html"),
        "section month": first("en/section/*/*.html"),
        "topic": first("ru/topic/*.html"),
        "story": first("en/story/*.html"),
        "person": first("en/person/*.html"),
        "archive": "en/archive.html",
        "month": first("en/archive/*.html"),
        "about": "en/about.html",
        "corrections": "en/corrections.html",
        "letter": "en/letter.html",
        "support": "ru/support.html",
        "search": "fa/search.html",
        "not found": "404.html",
    }


def _has(edition: Path, words: str) -> bool:
    return any(words in path.read_text() for path in edition.glob("en/2*/*/*.html"))


def test_no_page_asks_another_host_keeps_anything_or_breaks_its_policy(newspaper, open_page, kinds):
    for kind, path in kinds.items():
        page = open_page("about:blank")
        hosts, complaints = set(), []
        page.on("request", lambda request, hosts=hosts: hosts.add(request.url.split("/")[2]))
        page.on("console", lambda message, complaints=complaints: complaints.append(message.text))
        page.goto(f"{newspaper.site}/{path}")
        page.wait_for_load_state("networkidle")
        assert hosts == {newspaper.site.split("/")[2]}, kind
        assert [said for said in complaints if "404" not in said] == [], kind
        assert page.context.cookies() == []
        running = page.evaluate("[...document.scripts].filter(one => one.type != 'application/ld+json').map(one => one.src || one.text)")
        ours = {*load_theme().scripts.values(), *(f"{newspaper.site}/js/{name}.js" for name in load_theme().scripts)}
        assert set(running) <= ours, f"{kind}: only our own script runs, in the page or from this very copy"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_fails_the_accessibility_rules(newspaper, open_page, kinds, scheme):
    wrong = {}
    for kind, path in kinds.items():
        page = open_page(f"{newspaper.site}/{path}", color_scheme=scheme, bypass_csp=True)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        if found.violations_count:
            wrong[kind] = found.generate_report()
    assert wrong == {}


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_scrolls_sideways(newspaper, open_page, kinds, width):
    for kind, path in kinds.items():
        page = open_page(f"{newspaper.site}/{path}", viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind


def test_a_reader_without_script_gets_from_the_front_to_an_article_and_back(newspaper, open_page):
    page = open_page(f"{newspaper.site}/", java_script_enabled=False)
    headline = page.locator("main article h2, main h2").first.inner_text()
    page.locator("main a", has_text=headline).first.click()
    assert page.locator("h1").inner_text() == headline
    page.locator("header nav a").first.click()
    assert "/section/" in page.url
    page.locator("header a").first.click()
    assert page.locator("main").count() == 1


def test_a_reader_with_a_keyboard_alone_skips_to_the_text(newspaper, open_page):
    page = open_page(f"{newspaper.site}/")
    page.keyboard.press("Tab")
    focused = page.evaluate(
        "[document.activeElement.tagName, document.activeElement.getAttribute('href'), document.activeElement.offsetHeight > 0]"
    )
    assert focused[0] == "A" and focused[1].startswith("#") and focused[2]
    page.keyboard.press("Enter")
    assert page.url.endswith(focused[1])


def test_persian_pages_run_from_right_to_left(newspaper, open_page):
    page = open_page(f"{newspaper.site}/fa/")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    nav = page.locator("header nav a").first.bounding_box()
    assert nav["x"] + nav["width"] > 640, "the navigation begins on the right"


def test_the_page_is_dark_where_the_reader_wants_it_dark(newspaper, open_page):
    shades = {}
    for scheme in ("light", "dark"):
        page = open_page(f"{newspaper.site}/", color_scheme=scheme)
        shade = page.evaluate(
            "getComputedStyle(document.body).backgroundColor || getComputedStyle(document.documentElement).backgroundColor"
        )
        shades[scheme] = sum(int(part) for part in shade[shade.index("(") + 1 : -1].split(",")[:3])
    assert shades["dark"] < 150 < 600 < shades["light"]


def test_the_html_checker_finds_no_error_in_the_whole_edition(newspaper):
    edition = (newspaper.home / "press" / "edition").resolve()
    checked = subprocess.run(
        ["java", "-jar", str(VNU), "--errors-only", "--skip-non-html", str(edition)], capture_output=True, text=True, timeout=300
    )
    assert checked.returncode == 0, checked.stderr[-4000:]


def test_a_missing_page_is_the_newspapers_own(newspaper, open_page):
    page = open_page(f"{newspaper.site}/en/2020/01/nothing.html")
    assert page.locator("main a").count() >= 1
    page.locator("main a").first.click()
    assert page.locator("h1, h2").count() >= 1


def test_nothing_of_the_newsroom_is_reachable_through_the_site(newspaper, open_page):
    page = open_page("about:blank")
    for path in ("login/", "admin/", "pages/", "photos/x.jpg", "static/wagtailadmin/css/core.css", "../newsroom/newsroom.sqlite3"):
        answer = page.request.get(f"{newspaper.site}/{path}")
        assert answer.status == 404, path
