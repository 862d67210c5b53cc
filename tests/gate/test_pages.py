"""The gate's pages: headers, languages, escaping; nothing runs, loads or is kept."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gate.kit import Scene, text
from simulators.gate_running import BOARD
from tamizdat.gate import words

PLACES = [
    "/",
    "/letter?lang=ru",
    "/letter?lang=fa",
    "/c/x",
    "/p/x",
    "/u/x",
    "/letter?why=step.missing_letters",
    "/not-taken?why=failed",
    "/nothing",
    "/token",
    "/health",
]


def directives(policy: str) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in policy.split(";")}


def observatory_score(headers: dict[str, str]) -> int:
    """Score by the rules of MDN HTTP Observatory 1.4 that can apply to a page without scripts and cookies, over TLS."""
    policy = directives(headers["content-security-policy"])
    sources = [source for found in policy.values() for source in found]
    unsafe = any(source.startswith(("'unsafe", "http:", "https:", "data:")) or source == "*" for source in sources)
    seconds = int(headers.get("strict-transport-security", "max-age=0").removeprefix("max-age="))
    rules = {
        "no unsafe source, and default-src is none": 10 if not unsafe and policy["default-src"] == ["'none'"] else -25,
        "cross-origin-resource-policy": 10 if headers.get("cross-origin-resource-policy") in ("same-origin", "same-site") else 0,
        "referrer-policy": 5 if headers.get("referrer-policy") in ("no-referrer", "same-origin", "strict-origin") else 0,
        "frame-ancestors": 5 if policy.get("frame-ancestors") == ["'none'"] else -20,
        "strict-transport-security": 0 if seconds >= 15_552_000 else -20,
        "x-content-type-options": 0 if headers.get("x-content-type-options") == "nosniff" else -5,
        "cookies": -20 if "set-cookie" in headers else 0,
    }
    return 100 + sum(rules.values())


@pytest.mark.parametrize("place", PLACES)
def test_every_answer_scores_130_with_the_observatory_behind_tls(scene, place):
    headers = dict(scene.get(place).headers(hsts=True, close=False))
    assert observatory_score(headers) == 130
    assert headers["cache-control"] == "no-store"


def test_transport_security_is_said_only_where_there_is_some(scene):
    assert "strict-transport-security" not in dict(scene.get("/").headers(hsts=False, close=False))


@pytest.mark.parametrize("place", ["/token", "/health"])
def test_what_script_calls_may_be_read_from_any_origin(scene, place):
    assert ("access-control-allow-origin", "*") in scene.get(place).headers(hsts=False, close=False)
    assert ("access-control-allow-origin", "*") in scene.post("/sign-up", box="x").headers(hsts=False, close=False)
    assert "access-control-allow-origin" not in dict(scene.get("/").headers(hsts=False, close=False))


class Reading(HTMLParser):
    """Notes every attribute that loads or runs something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loads += [name for name, _ in attrs if name in ("src", "srcset", "style") or name.startswith("on")]


@pytest.mark.parametrize("place", PLACES[:8])
def test_a_page_loads_and_runs_nothing(scene, place):
    reading = Reading(text(scene.get(place)))
    assert reading.loads == []
    assert not {"script", "img", "link", "iframe"} & set(reading.tags)


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("ru", "ltr"), ("fa", "rtl")])
def test_a_page_speaks_the_readers_language_and_direction(scene, code, direction):
    page = text(scene.get(f"/letter?lang={code}"))
    assert f'<html lang="{code}" dir="{direction}">' in page
    assert words.words_of(code)["send"] in page


@pytest.mark.parametrize("query", ["", "?lang=", "?lang=xx", "?lang=%ff", "?lang=../../etc/passwd", "?" + "a&" * 500])
def test_an_unknown_language_gets_the_first(scene, query):
    assert '<html lang="en"' in text(scene.get(f"/letter{query}"))


def test_every_language_has_every_sentence_with_its_places():
    said = {path.stem: json.loads(path.read_text("utf-8")) for path in Path(words.__file__).parent.glob("*.json")}
    assert set(said) == {"en", "ru", "fa"}
    for code, sentences in said.items():
        assert sentences.keys() == said["en"].keys(), code
        for name, sentence in sentences.items():
            assert sentence.strip(), (code, name)
            assert re.findall(r"{\w+}", sentence) == re.findall(r"{\w+}", said["en"][name]), (code, name)


def test_the_form_warns_of_mailbox_providers_before_anything_is_typed(scene):
    page = text(scene.get("/letter"))
    assert page.index("mail.ru, yandex.ru") < page.index('name="address"')


def test_a_long_list_of_providers_is_a_click_away_and_works_without_script(tmp_path):
    providers = [f"mail{number}.example" for number in range(9)]
    page = text(Scene(tmp_path / "gate", board=BOARD | {"careful": providers}).get("/letter"))
    assert "<summary>and 5 more</summary>" in page
    assert all(provider in page for provider in providers)
    assert "mail4.example" not in page.partition("<details>")[0]


@pytest.mark.parametrize(("code", "summary"), [("ru", "и ещё 24"), ("fa", "و ۲۴ سرویس دیگر")])
def test_how_many_more_providers_there_are_is_said_in_the_readers_digits(tmp_path, code, summary):
    providers = [f"mail{number}.example" for number in range(28)]
    page = text(Scene(tmp_path / "gate", board=BOARD | {"careful": providers}).get(f"/letter?lang={code}"))
    assert f"<summary>{summary}</summary>" in page


def test_languages_are_listed_by_their_own_names_where_the_newspaper_has_one_name_in_all(tmp_path):
    board = json.loads(json.dumps(BOARD))
    for tongue in board["languages"]:
        tongue["newspaper"] = "Courier"
    page = text(Scene(tmp_path / "old", board=board).get("/letter?lang=ru"))
    assert ">English</a>" in page and ">فارسی</a>" in page and page.count("Courier") == 1
    board["languages"][0]["name"] = "English (UK)"
    assert ">English (UK)</a>" in text(Scene(tmp_path / "new", board=board).get("/letter?lang=ru"))


def test_a_page_wears_the_newspapers_own_colours_and_allows_that_style_alone(tmp_path):
    scene = Scene(tmp_path / "gate", board=BOARD | {"accent": "#0b5c4a", "accent_dark": "#7fd8c0"})
    answer = scene.get("/letter")
    style = text(answer).partition("<style>")[2].partition("</style>")[0]
    assert "--own: #0b5c4a" in style and "--own: #7fd8c0" in style and "ACCENT" not in style
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in answer.policy
    assert answer.policy != Scene(tmp_path / "plain").get("/letter").policy


@pytest.mark.parametrize("colour", ["red", "#fff", "#0b5c4a;}body{display:none", "url(x)"])
def test_what_is_no_colour_is_no_board(tmp_path, colour):
    assert "has not set its letter up" in text(Scene(tmp_path / "gate", board=BOARD | {"accent": colour}).get("/"))


def test_a_neutral_sender_is_offered_only_where_there_is_one(tmp_path):
    scene = Scene(tmp_path / "gate", board=BOARD | {"discreet": False})
    assert 'name="discreet"' not in text(scene.get("/letter"))
    assert 'name="discreet"' not in text(scene.get(f"/p/{scene.newsroom.link('preferences')}"))
    assert 'value="1" checked' in text(scene.get(f"/p/{scene.newsroom.link('preferences', shown=('+discreet',))}"))


def test_who_came_from_a_copy_is_told_the_way_back_to_it(scene):
    for place in ("/thanks?back=en/index.html", "/not-taken?why=full"):
        page = text(scene.get(place))
        assert words.words_of("en")["back_copy"] in page
    assert 'wx.onion/en/index.html"' in text(scene.get("/thanks?back=en/index.html"))
    assert words.words_of("en")["back_copy"] not in text(scene.post(f"/c/{scene.newsroom.link('confirm')}"))


def test_words_on_the_board_are_words_and_no_markup(tmp_path):
    evil = '"><script>alert(1)</script>'
    board = json.loads(json.dumps(BOARD))
    for tongue in board["languages"]:
        tongue |= {"newspaper": evil, "consent": evil}
        for letter in tongue["letters"]:
            letter |= {"name": evil, "promise": evil}
    scene = Scene(tmp_path / "gate", board=board)
    for place in PLACES[:8]:
        assert "<script" not in text(scene.get(place))
    assert text(scene.get("/")).count("&lt;script&gt;") >= 6


def test_a_gate_without_a_board_says_so(tmp_path):
    scene = Scene(tmp_path / "gate", board=None)
    assert "has not set its letter up" in text(scene.get("/"))
    assert scene.get("/health").status == 503


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sign-up", 405),
        ("POST", "/letter", 405),
        ("PUT", "/", 405),
        ("DELETE", "/c/x", 405),
        ("GET", "/newsroom/poll", 405),
        ("GET", "/ask", 405),
        ("GET", "/reply", 405),
        ("GET", "/c", 404),
        ("GET", "/etc/passwd", 404),
        ("OPTIONS", "/sign-up", 405),
    ],
)
def test_other_methods_and_places_are_refused(scene, method, path, status):
    assert scene.send(method, path).status == status
    assert scene.keeper.asked == []


def test_get_changes_nothing_anywhere(scene):
    before = {name: scene.shared.get(name) for name in ("taken", "dropped", "minute_posts", "hour_posts")}
    for place in PLACES:
        scene.get(place)
    assert scene.keeper.asked == []
    assert {name: scene.shared.get(name) for name in before} == before
