"""What every answer carries: the rules of MDN's Observatory and of CSP 3, and nothing that tells one reader from another."""

from pathlib import Path
from wsgiref.types import WSGIApplication

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.serve_kit import ARTICLE, FILES, PHOTO, POLICY, ask, directives, observatory_score, page, published
from tamizdat.press.serving.app import make_app
from tamizdat.press.serving.headers import policy_of

ONLY_PICTURES = policy_of(b"<p>no policy at all")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> WSGIApplication:
    return make_app(published(tmp_path_factory.mktemp("press")))


@pytest.mark.parametrize("path", ["/", ARTICLE, "/nothing", "/en", "/2014/05/\u043f\u0440\u0438\u0432\u0435\u0442/"])
def test_every_page_scores_130_with_the_observatory_behind_tls(app: WSGIApplication, path: str) -> None:
    assert observatory_score(ask(app, path, x_forwarded_proto="https")) == 130


def test_transport_security_is_said_only_where_there_is_some(app: WSGIApplication) -> None:
    assert "strict-transport-security" in ask(app, x_forwarded_proto="https").headers
    for proto in ("http", "", "https, http"):
        assert "strict-transport-security" not in ask(app, x_forwarded_proto=proto).headers
    assert "strict-transport-security" not in ask(app).headers


@pytest.mark.parametrize("path", [f"/{name}" for name in FILES])
def test_any_origin_may_fetch_and_only_pictures_may_be_embedded(app: WSGIApplication, path: str) -> None:
    headers = ask(app, path).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == ("cross-origin" if path == PHOTO else "same-origin")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_no_answer_depends_on_who_asks(app: WSGIApplication) -> None:
    asked = {"cookie": "id=1", "referer": "https://elsewhere.example/", "user_agent": "anything", "x_forwarded_for": "192.0.2.1"}
    assert ask(app, ARTICLE, **asked, authorization="Basic eDp5", accept_language="ru") == ask(app, ARTICLE)


def test_the_headers_leave_most_of_sixteen_kilobytes_to_the_page(app: WSGIApplication) -> None:
    headers = ask(app, ARTICLE, accept_encoding="br", x_forwarded_proto="https").headers
    assert sum(len(name) + len(value) + 4 for name, value in headers.items()) <= 1024


def test_one_answer_does_not_leak_headers_into_the_next(app: WSGIApplication) -> None:
    def careless(environ: dict[str, object], start: object) -> object:
        def spoiling(status: str, headers: list[tuple[str, str]], _: object = None) -> object:
            headers.append(("set-cookie", "id=1"))
            return start(status, headers)  # type: ignore[operator]

        return app(environ, spoiling)  # type: ignore[arg-type]

    assert "set-cookie" in ask(careless, ARTICLE).headers  # type: ignore[arg-type]
    assert "set-cookie" not in ask(app, ARTICLE).headers


def test_the_header_repeats_the_pages_own_policy_and_adds_what_only_a_header_can_say() -> None:
    own, sent = directives(POLICY), directives(policy_of(page("words")))
    assert own.items() <= sent.items()
    assert {name: sent[name] for name in sent.keys() - own.keys()} == {
        name: ["'none'"] for name in ("base-uri", "form-action", "frame-ancestors")
    }


def test_a_page_with_a_form_keeps_it() -> None:
    gate = "https://gate.example/letter"
    sent = directives(policy_of(page("letter", f"{POLICY}; form-action {gate}; base-uri 'self'")))
    assert (sent["form-action"], sent["base-uri"]) == ([gate], ["'self'"])


def test_a_page_whose_script_may_reach_gates_to_come_keeps_that_and_the_hashes_of_its_scripts() -> None:
    wide = f"{POLICY}; script-src 'sha256-abc='; connect-src 'self' https: http://*.onion"
    sent = directives(policy_of(page("words", wide)))
    assert sent["script-src"] == ["'sha256-abc='"]
    assert sent["connect-src"] == ["'self'", "https:", "http://*.onion"]
    assert policy_of(page("words", wide.replace("'sha256-abc='", "'unsafe-inline'"))) == ONLY_PICTURES


def test_each_encoding_of_a_page_has_the_same_policy(app: WSGIApplication) -> None:
    policies = {ask(app, ARTICLE, accept_encoding=coding).headers["content-security-policy"] for coding in ("br", "gzip", "identity")}
    assert len(policies) == 1
    assert "sha256-" in policies.pop()


@pytest.mark.parametrize(
    "policy",
    [
        None,
        "",
        "default-src 'self'",
        "default-src 'none' 'self'",
        "script-src 'none'",
        "default-src 'none'; script-src 'unsafe-inline'",
        "default-src 'none'; script-src *",
        "default-src 'none'; script-src https:",
        "default-src 'none'; connect-src http:",
        "default-src 'none'; connect-src *",
        "default-src 'none'; form-action https:",
        "default-src 'none'; style-src 'UNSAFE-INLINE'",
        "default-src 'self'; default-src 'none'",
        "default-src 'none'; img-src \u043f\u0440\u0438\u0432\u0435\u0442",
        "default-src 'none'; img-src " + "a" * 3000,
        "default-src 'none', script-src 'self'",
        "default-src 'none'; img-src 'self', script-src 'self'",
        "default-src 'none'; img-src \x1bself",
    ],
)
def test_a_loose_or_unreadable_policy_is_not_repeated(policy: str | None) -> None:
    assert policy_of(page("words", policy)) == ONLY_PICTURES


def test_two_policies_in_a_page_are_not_guessed_at() -> None:
    meta = f'<meta http-equiv="content-security-policy" content="{POLICY}">'
    assert policy_of(f"<head>{meta}</head>".encode()) != ONLY_PICTURES
    assert policy_of(f"<head>{meta}{meta}</head>".encode()) == ONLY_PICTURES


def test_a_policy_in_the_text_of_a_page_is_only_text() -> None:
    planted = b'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src https://evil.example">'
    honest = page("words")
    assert policy_of(honest.replace(b"<p>", b"<p>" + planted)) == policy_of(honest)
    assert policy_of(honest.replace(b"</head>", b"<!--" + planted + b"--></head>")) == policy_of(honest)
    assert policy_of(honest.replace(b"</head>", b"<style>" + planted + b"</style></head>")) == policy_of(honest)


@given(policy=st.text(max_size=80))
def test_no_policy_can_break_out_of_its_header(policy: str) -> None:
    for written in (policy, f"default-src 'none'; {policy}"):
        sent = policy_of(f'<head><meta http-equiv=Content-Security-Policy content="{written}"></head>'.encode(errors="replace"))
        assert sent.isascii()
        assert sent.isprintable()
        assert directives(sent)["frame-ancestors"] == ["'none'"]
        assert directives(sent)["default-src"] == ["'none'"]


def test_a_script_has_no_policy_of_its_own_that_would_stop_its_worker(tmp_path: Path) -> None:
    app = make_app(published(tmp_path, {"worker.js": b"self", "index.css": b"p{}"}))
    assert "content-security-policy" not in ask(app, "/worker.js").headers
    assert ask(app, "/index.css").headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
