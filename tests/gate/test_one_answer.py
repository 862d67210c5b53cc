"""The same answer whatever was typed; and only what is wanted, sealed, is queued."""

import time

import pytest

from gate.kit import Scene, text
from tamizdat.gate.lines import BEAT, FAILED, FULL, KEPT, SIGN_UP
from tamizdat.gate.words import words_of
from tamizdat.sealed.keys import P256, PrivateKey, b64
from tamizdat.sealed.records import BOX_BYTES, sealed

STRANGE = [
    {"address": "other@mail.example"},
    {"address": "not an address"},
    {"address": "a@b"},
    {"address": "x" * 5_000},
    {"address": "ÿ\U0001f600@mail.example"},
    {"address": "<script>alert(1)</script>@mail.example"},
    {"website": "https://spam.example"},
    {"consent": "<b>"},
    {"letter": "no-such-letter"},
    {"letter": ["weekly"] * 50},
    {"discreet": "1"},
    {"discreet": "yes\r\nSet-Cookie: a=1"},
    {"junk": "j" * 5_000},
]


@pytest.mark.parametrize("fields", STRANGE, ids=str)
def test_the_answer_is_the_same_bytes_whatever_was_typed(scene, fields):
    usual = scene.sign_up()
    strange = scene.sign_up(**fields)
    assert (strange.status, strange.body, strange.headers(hsts=True, close=True)) == (
        usual.status,
        usual.body,
        usual.headers(hsts=True, close=True),
    )


def test_a_plain_form_is_led_elsewhere_so_that_the_browser_keeps_no_copy_of_it(scene):
    posts = [{"address": "reader@mail.example"}, {"address": "nonsense"}, {"website": "trap", "address": "x@y.example"}]
    answers = [scene.post("/sign-up", lang="ru", letter="weekly", consent="2026-11", back="ru/index.html", **post) for post in posts]
    assert {(answer.status, answer.location, answer.body) for answer in answers} == {(303, "/thanks?lang=ru&back=ru%2Findex.html", b"")}


def test_nobody_is_led_off_the_newspaper(scene):
    for evil in ("https://evil.example/", "//evil.example", "x\r\nset-cookie: a=b"):
        answer = scene.post("/sign-up", lang="en", address="a@b.example", letter="weekly", consent="2026-11", back=evil)
        assert answer.location == "/thanks?lang=en&back="
    assert "evil" not in text(scene.get("/thanks?lang=en&back=https://evil.example/"))


def test_the_answer_is_the_same_when_an_address_comes_too_often(scene):
    answers = {scene.sign_up().body for _ in range(10)}
    assert len(answers) == 1
    assert len(scene.records) == 3
    assert [use for use, _ in scene.keeper.asked] == [SIGN_UP] * 3 + [BEAT] * 7


def test_what_is_not_wanted_waits_for_the_disk_like_the_rest(scene):
    scene.sign_up(address="nonsense")
    scene.sign_up(website="trap")
    assert [use for use, _ in scene.keeper.asked] == [BEAT, BEAT]
    assert scene.records == []


def test_a_sign_up_is_sealed_as_the_page_would_seal_it(scene):
    scene.sign_up(letter=["weekly", "alerts"], lang="ru", discreet="1")
    assert scene.records == [
        {
            "kind": "sign_up",
            "language": "ru",
            "address": "reader@mail.example",
            "letters": ["weekly", "alerts"],
            "consent": "2026-11",
            "discreet": True,
        }
    ]
    assert {len(box) for _, box in scene.keeper.asked} == {BOX_BYTES}


@pytest.mark.parametrize("missing", ["address", "letter", "consent"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_an_empty_field_is_said_on_a_fresh_form_and_nothing_of_the_others_comes_back(scene, missing, value):
    fields = {"lang": "ru", "address": "very-secret@mail.example", "letter": "weekly", "consent": "2026-11", "back": "ru/index.html"}
    answer = scene.post("/sign-up", **{name: said for name, said in (fields | {missing: value}).items() if said is not None})
    reason = f"missing_{missing}s" if missing == "letter" else f"missing_{missing}"
    assert (answer.status, answer.location, answer.body) == (303, f"/letter?lang=ru&back=ru%2Findex.html&why={reason}", b"")
    page = scene.get(answer.location)
    assert words_of("ru")[reason] in text(page) and words_of("ru")["again"] in text(page)
    assert 'name="back" value="ru/index.html"' in text(page)
    assert "secret" not in text(page)
    assert scene.keeper.asked == []


def test_all_that_is_empty_is_said_at_once(scene):
    page = text(scene.get(scene.post("/sign-up", lang="en").location))
    assert all(words_of("en")[f"missing_{name}"] in page for name in ("address", "letters", "consent"))


@pytest.mark.parametrize("why", ["nonsense", "form_title", "<b>", "step<b>", "thanks"])
def test_a_form_says_no_other_reasons_than_its_own(scene, why):
    assert text(scene.get(f"/letter?why={why}")).count('class="note"') == text(scene.get("/letter")).count('class="note"')


@pytest.mark.parametrize("trouble", ["calm", "attack", "empty", "full", "kept away"])
def test_no_plain_post_is_answered_with_a_page_whatever_comes_of_it(tmp_path, trouble):
    scene = Scene(tmp_path / "gate", rows=10)
    scene.shared.set("attack_until", int(time.time()) + 600 if trouble == "attack" else 0)
    scene.shared.set("last", 10 if trouble == "full" else 0)
    scene.keeper.says = FAILED if trouble == "kept away" else KEPT
    consent = "" if trouble == "empty" else "2026-11"
    answer = scene.post("/sign-up", lang="en", address="very-secret@mail.example", letter="weekly", consent=consent)
    assert (answer.status, answer.body) == (303, b"")
    assert "secret" not in answer.location


def test_a_box_is_taken_with_a_ripe_token_and_never_opened(scene, monkeypatch):
    box = sealed(scene.newsroom.queue.public, "sign_up", address="reader@mail.example")
    token = scene.gate.token("script")
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 5)
    assert scene.post("/sign-up", box=b64(box), token=token).status == 200
    assert scene.keeper.asked == [(SIGN_UP, box)]


def test_a_box_for_a_key_that_is_gone_gets_a_plain_form(scene):
    box = sealed(PrivateKey.generate(P256).public, "sign_up", address="reader@mail.example")
    answer = scene.post("/sign-up", box=b64(box), lang="ru")
    assert answer.status == 409
    assert 'name="address"' in text(answer)
    assert scene.keeper.asked == []


@pytest.mark.parametrize("box", ["", "x", "AAAA", "A" * 2851, b64(b"\x02" + b"x" * (BOX_BYTES - 1))])
def test_what_is_no_box_is_refused(scene, box):
    assert scene.post("/sign-up", box=box).status == 400
    assert scene.keeper.asked == []


@pytest.mark.parametrize("says", [FULL, FAILED])
def test_what_is_not_on_the_disk_is_not_called_taken(scene, says):
    scene.keeper.says = says
    answer = scene.sign_up()
    assert answer.status == 503
    assert "not taken" in text(answer)
    assert "mailto:letter@courier.example" in text(answer)
    assert ".onion" in text(answer)


def test_a_full_queue_is_said_to_everybody_alike(tmp_path):
    scene = Scene(tmp_path / "gate", rows=10)
    scene.shared.set("last", 10)
    answers = {scene.sign_up(**fields).body for fields in STRANGE}
    assert len(answers) == 1
    assert scene.keeper.asked == []


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", ""])
def test_only_forms_are_taken(scene, kind):
    assert scene.send("POST", "/sign-up", b"{}", kind).status == 415


def test_a_form_that_is_no_utf8_is_refused(scene):
    assert scene.send("POST", "/sign-up", b"address=%ff%fe").status == 400


def test_the_way_back_leads_to_the_newspaper_and_nowhere_else(scene):
    assert 'href="https://courier.example/en/2026/11/harbour.html"' in text(scene.sign_up(back="en/2026/11/harbour.html"))
    for evil in ("https://evil.example/", "//evil.example", "../../x", "javascript:alert(1)", 'x" onclick="y'):
        assert 'href="https://courier.example/en/index.html"' in text(scene.sign_up(back=evil))
