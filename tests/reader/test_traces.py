"""What a sign-up leaves on the reader's own device: nothing but the visited addresses (threat T25).

The form says ``autocomplete="off"`` where WCAG 1.3.5 would have it say ``email``: a browser that remembers what is typed here would keep,
for whoever searches the device, that its owner asked a banned newspaper for its letter.
"""

import shutil
from pathlib import Path

import pytest

from conftest import CHROMIUM
from reader.signing import ARTICLE, LETTER

NAME = "a-reader-nobody-may-know"
ADDRESS = f"{NAME}@example.org"


@pytest.fixture
def visit(browser, tmp_path):
    """Return a function that opens pages in a browser with a profile of its own, does something, closes it, and returns the profile."""

    def visit_one(*visits, **options):
        context = browser.browser_type.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=shutil.which("chromium"), args=CHROMIUM, **options
        )
        for url, act in visits:
            page = context.new_page()
            page.goto(url)
            act(page)
        context.close()
        return tmp_path / "profile"

    return visit_one


def found_in(profile: Path, text: str) -> set[str]:
    """Return the files of a profile that hold *text* in any encoding that a browser writes."""
    needles = [text.encode(coding) for coding in ("utf-8", "utf-16-le")]
    files = (path for path in profile.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(profile)) for path in files if any(needle in path.read_bytes() for needle in needles)}


def sealed(page):
    page.locator(".foot li a").first.click()
    page.locator("dialog [name=address]").fill(ADDRESS)
    page.locator("dialog [name=consent]").check()
    page.locator("dialog .go").click()
    page.locator(".said:focus").wait_for()


def plain(page):
    page.locator("form.sign [name=address]").fill(ADDRESS)
    page.locator("form.sign [name=consent]").check()
    page.locator("form.sign .go").click()
    page.locator("h1", has_text="on its way").wait_for()


def test_a_sealed_sign_up_leaves_no_trace_of_what_was_typed(paper, visit):
    profile = visit((f"{paper.site}/{ARTICLE}", sealed))
    assert found_in(profile, paper.site.removeprefix("http://")), "the search finds what is there: the visited address"
    assert found_in(profile, NAME) == set()


@pytest.mark.parametrize("redirects", [True, False])
def test_a_plain_sign_up_leaves_no_trace_where_the_gate_answers_by_a_redirect(paper, visit, redirects):
    """A browser that is to bring its tabs back keeps the post that made a page, but not one that led to another address."""
    paper.gates[0].redirects = redirects
    profile = visit((f"{paper.site}/{LETTER}", plain), java_script_enabled=False)
    assert {Path(name).parts[1] for name in found_in(profile, NAME)} == (set() if redirects else {"Sessions"})


def test_a_visit_keeps_no_cookie_and_no_storage(paper, visit):
    kept = {}

    def look(page):
        sealed(page)
        kept["storage"] = page.evaluate("[localStorage.length, sessionStorage.length]")
        kept["cookies"] = page.context.cookies()
        kept["databases"] = page.evaluate("indexedDB.databases().then(all => all.length)")

    visit((f"{paper.site}/{ARTICLE}", look))
    assert kept == {"storage": [0, 0], "cookies": [], "databases": 0}
