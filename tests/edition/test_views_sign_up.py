"""The form by which a reader asks for a letter: where it stands, what it says, and where it would send what is typed."""

import re
from dataclasses import replace

import pytest

from factories.edition import RUSSIAN, language, letter, letter_kind, page, site, tombstone
from factories.pages import Parsed, page_at, taking_letters
from tamizdat.edition.views.policy import open_gates
from tamizdat.edition.views.sign_up import none_of

LETTER = "en/letter.html"
ONION = f"http://{'k' * 56}.onion"


def taking(**changes):
    return site(**taking_letters(**changes))


def form_of(shown: Parsed) -> dict[str, str]:
    return shown.one("form").attributes


def fields(shown: Parsed) -> set[tuple[str, str]]:
    return {(one.attributes["name"], one.attributes.get("value", "")) for one in shown.inside("form") if one.name == "input"}


def policy_of(shown: Parsed) -> dict[str, list[str]]:
    text = shown.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    return {part.split()[0]: part.split()[1:] for part in text.split("; ")}


@pytest.mark.parametrize("path", [LETTER, "en/index.html", "index.html", "fa/index.html"])
def test_the_front_and_the_page_of_the_letter_carry_the_form(path):
    code = "en" if path == "index.html" else path[:2]
    shown = page_at(path, taking())
    assert form_of(shown)["action"] == "https://gate.example/sign-up"
    assert form_of(shown)["method"] == "post"
    assert {("lang", code), ("back", f"{code}/letter.html"), ("letter", "weekly"), ("address", ""), ("website", "")} <= fields(shown)


def test_the_front_has_a_short_form_and_a_way_to_the_whole_one():
    front, whole = page_at("en/index.html", taking(), letter()), page_at(LETTER, taking(), letter())
    assert fields(whole) - fields(front) == {("letter", "alerts"), ("discreet", "1")}
    assert [one.attributes["href"] for one in front.inside("form") if one.name == "a"] == ["letters/latest.html", "letter.html"]
    assert front.one("input", name="letter").attributes["type"] == "hidden"
    for said in (letter_kind().name, letter_kind().promise, language().consent, "mail.ru, e-post.example", "The state can read"):
        assert said in front.one("section", class_="sign-up").text
    ids = {one.attributes.get("id") for one in whole.inside("section")}
    assert not ids & {one.attributes["id"] for one in front.inside(".sign-up") if "id" in one.attributes}, "both may stand in one page"


@pytest.mark.parametrize("lacking", [{"gates": ()}, {"languages": (language(letters=()),)}, {"languages": (language(consent=""),)}])
def test_without_gate_letter_or_words_of_consent_there_is_no_form_and_the_page_says_what_there_is(lacking):
    shown = page_at(LETTER, taking(**lacking))
    assert shown.all("form") == []
    assert "It has not started yet." in shown.main
    assert "index.rss.xml" in [one.attributes.get("href") for one in shown.inside("main")]
    assert page_at("en/index.html", taking(**lacking)).all("form") == []
    assert policy_of(shown)["form-action"] == ["'none'"]


def test_several_letters_are_boxes_the_first_of_them_chosen():
    boxes = page_at(LETTER, taking()).all("input", name="letter")
    assert [(one.attributes["type"], one.attributes["value"], "checked" in one.attributes) for one in boxes] == [
        ("checkbox", "weekly", True),
        ("checkbox", "alerts", False),
    ]


def test_one_letter_alone_needs_no_box_and_says_what_it_promises():
    shown = page_at("fa/letter.html", taking())
    assert shown.one("input", name="letter").attributes["type"] == "hidden"
    assert letter_kind().promise in shown.main


def test_a_rhythm_that_stands_by_itself_begins_as_a_sentence_does():
    kinds = (letter_kind(promise="What mattered.", rhythm="every Friday"), letter_kind(code="alerts"))
    shown = page_at("en/index.html", taking(languages=(replace(language(), letters=kinds),)), letter())
    assert "What mattered. Every Friday." in shown.main


def test_consent_is_the_exact_words_their_version_and_a_way_to_the_privacy_page():
    privacy = page(id="page-privacy", slug="privacy", role="privacy", title="Privacy")
    shown = page_at(LETTER, taking(), privacy)
    assert "checked" not in shown.one("input", name="consent").attributes
    assert shown.one("input", name="consent").attributes["value"] == language().consent_version
    assert language().consent in shown.main
    assert shown.all("a", href="privacy.html")
    gone = tombstone(id="page-privacy", of="page", kind="unpublished", path="", note="", change=9, lists=())
    assert page_at(LETTER, taking(), privacy, gone).all("a", href="privacy.html") == []


def test_a_privacy_page_in_another_language_is_not_linked():
    privacy = page(id="page-privacy", language="ru", slug="privacy", role="privacy", title="Privacy")
    assert page_at(LETTER, taking(), privacy).all("a", href="privacy.html") == []


def test_the_preview_leads_to_the_latest_letter_once_there_is_one():
    assert page_at(LETTER, taking()).all("a", href="letters/latest.html") == []
    assert page_at(LETTER, taking(), letter()).one("a", href="letters/latest.html").text == "Preview"
    assert page_at("index.html", taking(), letter()).one("a", href="en/letters/latest.html")


def test_nothing_that_is_typed_is_remembered_by_the_browser():
    shown = page_at(LETTER, taking())
    assert form_of(shown)["autocomplete"] == "off"
    for field in (one for one in shown.inside("form") if one.name == "input" and one.attributes["type"] == "text"):
        assert field.attributes["autocomplete"] == "off"
    assert shown.one("input", name="address").attributes["spellcheck"] == "false"


def test_the_trap_is_seen_by_no_reader_and_reached_by_no_key():
    trap = page_at(LETTER, taking()).one("input", name="website")
    assert trap.attributes["tabindex"] == "-1"
    assert ".trap" in trap.within


def test_every_other_way_in_is_named():
    links = {one.attributes["href"] for one in page_at(LETTER, taking()).inside("form") if one.name == "a"}
    assert {
        "mailto:letter@farshore.example",
        "https://gate.example/letter?lang=en",
        "https://other-gate.example/way/letter?lang=en",
        f"{ONION}/letter?lang=en",
    } <= links


def test_without_an_onion_gate_the_newspapers_own_onion_copy_is_named():
    shown = page_at(LETTER, taking(gates=("https://gate.example",), onion=ONION))
    assert shown.one("a", href=f"{ONION}/en/letter.html").text == f"through Tor: {'k' * 16}….onion"
    assert not [one for one in page_at(LETTER, taking(gates=("https://gate.example",))).all("a") if "Tor" in one.text]


def test_the_policy_of_a_page_with_a_form_names_the_gates_that_any_browser_reaches():
    assert policy_of(page_at(LETTER, taking()))["form-action"] == ["https://gate.example", "https://other-gate.example"]
    assert policy_of(page_at("en/archive.html", taking()))["form-action"] == ["'none'"]


def test_a_newspaper_that_lives_in_tor_alone_sends_its_form_there():
    shown = page_at(LETTER, taking(gates=(ONION,), canonical_base=ONION))
    assert form_of(shown)["action"] == f"{ONION}/sign-up"
    assert policy_of(shown)["form-action"] == [ONION]


def test_only_a_newspaper_without_tls_lets_its_script_speak_without():
    assert policy_of(page_at(LETTER, taking()))["connect-src"] == ["'self'", "https:"]
    demo = policy_of(page_at(LETTER, taking(canonical_base="http://127.0.0.1:8000", gates=("http://127.0.0.1:8002",))))
    assert demo["connect-src"] == ["'self'", "https:", "http://*.onion", "http://127.0.0.1:*", "http://localhost:*"]


@pytest.mark.parametrize(
    "gate", ["https://a.example;script-src", "https://a.example,b", "https://me@a.example", "https://a.example'x'", "https://a.example:x"]
)
def test_no_address_of_a_gate_can_add_to_the_policy(gate):
    assert open_gates(taking(gates=(gate,))) == []
    assert policy_of(page_at(LETTER, taking(gates=(gate, "https://gate.example"))))["form-action"] == ["https://gate.example"]


@pytest.mark.parametrize(
    ("address", "careful"),
    [
        ("reader@mail.ru", True),
        ("READER@MAIL.RU", True),
        ("reader@corp.mail.ru", True),
        ("reader@mail.ru ", True),
        ("reader@email.ru", False),
        ("reader@mail.ru.example", False),
        ("mail.ru", False),
        ("reader@mailxru", False),
        ("reader@my-post.example", True),
        ("", False),
    ],
)
def test_the_pattern_tells_careful_providers_from_others(address, careful):
    assert (re.fullmatch(none_of(("mail.ru", "my-post.example")), address) is None) is careful


def test_careful_providers_are_named_in_words_too():
    shown = page_at(LETTER, taking())
    assert "mail.ru, e-post.example" in shown.main
    assert "novalidate" in form_of(shown)


def test_of_many_careful_providers_the_first_are_named_at_once_and_all_a_click_away():
    many = tuple(f"post-{number}.example" for number in range(9))
    shown = page_at(LETTER, taking(careful_providers=many))
    assert "post-3.example …" in shown.one("summary").text
    assert "post-4.example" not in shown.one("summary").text
    assert ", ".join(many) in shown.one("details").text
    assert shown.one("input", name="address").attributes["aria-describedby"].split() == ["sign-up-warn", "sign-up-careful"]


def test_a_newspaper_that_fears_no_provider_warns_of_none():
    shown = page_at(LETTER, taking(careful_providers=()))
    assert "pattern" not in shown.one("input", name="address").attributes
    assert shown.all("p", class_="warn") == []


def test_whatever_the_newsroom_types_stays_text():
    evil = '"><script>alert(1)</script>'
    kind = letter_kind(name=evil, promise=evil, rhythm=evil)
    for letters in ((kind,), (kind, letter_kind(code="other", name=evil))):
        changed = replace(RUSSIAN, letters=letters, consent=evil)
        shown = page_at("ru/letter.html", taking(languages=(language(), changed)))
        assert evil in shown.one("form").text + shown.main
        assert all("alert" not in script.text for script in shown.all("script"))


def test_discreet_letters_are_offered_only_where_there_is_a_sender_for_them():
    assert ("discreet", "1") in fields(page_at(LETTER, taking()))
    assert ("discreet", "1") not in fields(page_at(LETTER, taking(discreet=False)))
