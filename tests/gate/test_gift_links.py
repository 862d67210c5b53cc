"""Links to one's own contribution and to a reminder: two clicks to the end, from everywhere; nothing paid from where it is a crime."""

import itertools
import json
import time

import pytest

from gate.giving_kit import PAGE, SECRET, GivingScene, seen
from gate.kit import text
from tamizdat.gate import words
from tamizdat.gate.lines import BEAT, FAILED

REF = "R" * 22
SHOWN = ("500", "USD", "monthly", "active", "amount cancel card pause", "card")
BY_PAYPAL = (*SHOWN[:5], "paypal")


@pytest.fixture
def scene(tmp_path, monkeypatch) -> GivingScene:
    """A clock that goes three seconds a look."""
    ticks = itertools.count(int(time.time()), 3)
    monkeypatch.setattr(time, "time", lambda: next(ticks))
    return GivingScene(tmp_path / "gate")


def own(scene: GivingScene, **said: object) -> str:
    return f"/g/{scene.newsroom.link('give', **({'shown': SHOWN} | said))}"


def test_a_link_shows_its_own_values_and_opening_it_changes_nothing(scene):
    page = scene.get(own(scene))
    assert "US$5 every month" in seen(page) and "Running" in seen(page)
    assert 'value="pause"' in text(page) and 'value="resume"' not in text(page)
    assert 'value="resume"' in text(scene.get(own(scene, shown=("500", "USD", "monthly", "paused"))))
    assert scene.keeper.asked == []


@pytest.mark.parametrize(
    "shown", [(), ("x", "USD", "monthly", "active"), ("5", "<b>", "monthly", "active"), ("5", "USD", "monthly", "<b>")]
)
def test_a_link_that_says_something_else_shows_no_values(scene, shown):
    page = scene.get(own(scene, shown=shown))
    assert page.status == 200 and "<dl>" not in text(page) and "<b>" not in text(page)


@pytest.mark.parametrize("what", ["pause", "resume", "amount", "cancel"])
def test_a_change_is_sealed_and_what_became_of_it_is_said(scene, what):
    scene.says = {"done": what}
    answer = scene.post(own(scene, language="ru"), what=what, amount="7,50")
    said = {"amount": "7,50" if what == "amount" else "", "months": "", "bank": ""}
    assert scene.records == [{"kind": "gift_change", "ref": REF, "what": what} | said]
    assert (answer.status, answer.body, answer.location) == (303, b"", f"/changed?lang=ru&why=done_{what}")
    assert words.words_of("ru")[f"own_done_{what}"] in seen(scene.get(answer.location))


@pytest.mark.parametrize(("months", "said"), [("3", "3"), ("", ""), ("2", ""), ("-1", ""), ("999", "")])
def test_a_pause_may_have_an_end_of_those_that_are_offered(scene, months, said):
    assert '<option value="3">for three months</option>' in text(scene.get(own(scene)))
    scene.says = {"done": "pause"}
    scene.post(own(scene), what="pause", months=months, amount="7")
    assert scene.records == [{"kind": "gift_change", "ref": REF, "what": "pause", "amount": "", "months": said, "bank": ""}]


def test_a_new_card_is_entered_at_the_provider_and_nowhere_else(scene):
    assert scene.post(own(scene), what="card", bank="NL").location == PAGE
    assert scene.records == [{"kind": "gift_change", "ref": REF, "what": "card", "amount": "", "months": "", "bank": "NL"}]
    scene.says = {"url": "https://evil.example/"}
    assert scene.post(own(scene), what="card", bank="NL").location == "/changed?lang=en&why=later"
    scene.says = {"url": PAGE}
    assert scene.post(own(scene), what="pause").location == "/changed?lang=en&why=later"
    assert "form-action 'self' https://pay.cards.example" in scene.get(own(scene)).policy


def test_the_end_takes_two_clicks(scene):
    first = text(scene.get(own(scene)))
    assert 'value="cancel"' not in first and "?end=1" in first
    assert 'value="cancel"' in text(scene.get(f"{own(scene)}?end=1"))
    assert scene.keeper.asked == []


@pytest.mark.parametrize("what", ["resume", "amount", "card"])
def test_from_a_listed_network_nobody_is_led_to_pay_again(scene, what):
    scene.network = "RU"
    answer = scene.post(own(scene), what=what, amount="5", bank="NL")
    assert scene.keeper.asked == [] and scene.get(answer.location).status == 451


@pytest.mark.parametrize("what", ["resume", "amount"])
def test_where_cards_alone_are_closed_what_is_paid_otherwise_goes_on(scene, what):
    scene.network, scene.says = "VE", {"done": what}
    for shown in (SHOWN, SHOWN[:4], (*SHOWN[:5], "<b>")):
        answer = scene.post(own(scene, shown=shown), what=what, amount="5")
        assert scene.keeper.asked == [] and scene.get(answer.location).status == 451
    assert scene.post(own(scene, shown=BY_PAYPAL), what=what, amount="5").location.endswith(f"done_{what}")
    assert "why=not_supported" in scene.post(own(scene, shown=BY_PAYPAL), what="card", bank="NL").location


@pytest.mark.parametrize("network", ["", "NL"])
@pytest.mark.parametrize(("bank", "name"), [("RU", "own_bank_giving_is_a_crime"), ("VE", "own_bank_not_supported")])
def test_no_card_of_a_listed_bank_is_entered_from_wherever_one_is(scene, network, bank, name):
    scene.network = network
    for language in ("en", "ru", "fa"):
        page = scene.get(scene.post(own(scene, language=language), what="card", bank=bank).location)
        assert page.status == 451 and words.words_of(language)[name] in seen(page)
    assert scene.keeper.asked == []


def test_the_newsrooms_no_to_a_bank_is_no_word_about_the_network(scene):
    scene.says = {"refused": "giving_is_a_crime", "country": "NL"}
    answer = scene.post(own(scene), what="card", bank="NL")
    assert answer.location == "/changed?lang=en&why=bank_giving_is_a_crime"


@pytest.mark.parametrize("bank", ["", "nl", "RUS", "<b>"])
def test_where_the_bank_of_a_new_card_is_must_be_said(scene, bank):
    assert '<select name="bank"' in text(scene.get(own(scene)))
    answer = scene.post(own(scene), what="card", bank=bank)
    assert scene.keeper.asked == [] and words.words_of("en")["wrong_bank_not_declared"] in seen(scene.get(answer.location))


@pytest.mark.parametrize("what", ["pause", "cancel"])
def test_pausing_and_ending_work_from_everywhere(scene, what):
    scene.network, scene.says = "RU", {"done": what}
    assert scene.post(own(scene), what=what).location.endswith(f"done_{what}")
    assert len(scene.records) == 1


@pytest.mark.parametrize("says", [None, {}, {"refused": "try_later"}, {"refused": "<b>"}, {"done": "other"}])
def test_what_was_not_answered_is_not_called_done(scene, says):
    scene.says = says
    page = scene.get(scene.post(own(scene), what="pause").location)
    assert words.words_of("en")["own_later"] in seen(page) and "<b>" not in text(page)


@pytest.mark.parametrize("code", ["ended", "unknown", "cannot", "not_running", "too_little", "amount"])
def test_a_refusal_has_its_sentence(scene, code):
    scene.says = {"refused": code, "country": ""}
    page = seen(scene.get(scene.post(own(scene), what="amount", amount="0").location))
    said = words.words_of("en")
    assert said[f"wrong_{code}" if f"wrong_{code}" in said else f"own_{code}"] in page


@pytest.mark.parametrize("path", ["/g/{give}", "/r/{remind}", "/g/{confirm}", "/r/{give}", "/g/x.y"])
@pytest.mark.parametrize("what", ["", "nonsense", "refund"])
def test_what_is_no_change_reaches_nobody(scene, path, what):
    links = {action: scene.newsroom.link(action, until=1) for action in ("give", "remind", "confirm")}
    assert scene.post(path.format(**links), what=what).status in (200, 303)
    assert {use for use, _ in scene.keeper.asked} <= {BEAT}


def test_a_link_is_pressed_at_most_thirty_times_a_day(scene):
    scene.says = {"done": "pause"}
    for _ in range(35):
        scene.post(own(scene), what="pause")
    assert len(scene.records) == 30


@pytest.mark.parametrize(
    ("shown", "what", "kind"), [(("confirm", "6"), "confirm", "reminder_confirm"), (("stop",), "stop", "reminder_cancel")]
)
def test_a_reminder_is_confirmed_or_stopped_by_its_link(scene, shown, what, kind):
    link = f"/r/{scene.newsroom.link('remind', shown=shown)}"
    page = text(scene.get(link))
    assert scene.keeper.asked == []
    assert f'value="{what}"' in page and page.count("<button") == 1
    assert ("In 6 months" in page) is (what == "confirm")
    scene.post(link, what=what)
    assert scene.records == [{"kind": kind, "ref": REF}]


STRANGE = [{"email": "nonsense"}, {"email": "x" * 5_000}, {"when": "yesterday"}, {"website": "trap"}, {"email": "<b>@mail.example"}]


def ask(scene: GivingScene, **fields: object):
    return scene.post("/remind", **({"language": "ru", "email": SECRET, "when": "9", "consent": "1"} | fields))


def test_a_wish_to_be_reminded_is_sealed_and_led_elsewhere(scene):
    answer = ask(scene)
    assert (answer.status, answer.body, answer.location) == (303, b"", "/remind/thanks?lang=ru&back=")
    assert scene.records == [{"kind": "reminder", "when": "9", "email": SECRET, "language": "ru", "consent": "1"}]
    assert words.words_of("ru")["remind_thanks"] in seen(scene.get(answer.location))


@pytest.mark.parametrize("fields", STRANGE, ids=str)
def test_the_answer_is_the_same_whatever_was_typed(scene, fields):
    usual, strange = ask(scene), ask(scene, **fields)
    assert (strange.status, strange.location, strange.body) == (usual.status, usual.location, usual.body)


@pytest.mark.parametrize("missing", ["email", "consent"])
def test_what_is_empty_is_said_on_the_gates_own_form(scene, missing):
    answer = ask(scene, **{missing: ""})
    page = scene.get(answer.location)
    assert answer.location.startswith("/remind?") and 'name="token"' in text(page) and "secret" not in text(page)
    assert scene.keeper.asked == []


def test_under_attack_who_wants_to_be_reminded_is_asked_once_more(scene):
    scene.shared.set("attack_until", int(time.time()) + 6_000)
    answer = ask(scene)
    assert "why=step" in answer.location and scene.keeper.asked == []
    token = text(scene.get(answer.location)).partition('name="token" value="')[2].partition('"')[0]
    assert ask(scene, token=token).location.startswith("/remind/thanks")


def test_a_reminder_that_is_not_on_the_disk_is_not_called_taken(scene):
    scene.keeper.says = FAILED
    assert ask(scene).location == "/not-taken?lang=ru&back=&why=failed"


def test_an_address_is_reminded_of_reminders_three_times_a_day(scene):
    for _ in range(6):
        ask(scene)
    assert len(scene.records) == 3
    assert json.dumps(scene.records).count(SECRET) == 3


def test_who_comes_back_from_the_page_for_a_new_card_reads_it_in_every_language(scene):
    page = text(scene.get("/changed?why=card"))
    for language, way in (("en", "ltr"), ("ru", "ltr"), ("fa", "rtl")):
        assert f'<p lang="{language}" dir="{way}">{words.words_of(language)["own_card"]}</p>' in page


@pytest.mark.parametrize(
    ("shown", "buttons"),
    [
        (("500", "USD", "monthly", "active", "amount card pause", "card"), {"pause", "amount", "card"}),
        (("500", "USD", "monthly", "paused", "pause", "paypal"), {"resume"}),
        (("500", "USD", "monthly", "active", "", "card"), set()),
        (("500", "USD", "monthly", "ended", "amount card pause", "card"), None),
        (("500", "USD", "once", "active"), None),
    ],
)
def test_only_what_can_be_done_has_a_button(scene, shown, buttons):
    page = text(scene.get(own(scene, shown=shown)))
    assert {what for what in ("pause", "resume", "amount", "card", "cancel") if f'value="{what}"' in page} == (buttons or set())
    assert ("?end=1" in page) is (buttons is not None)


@pytest.mark.parametrize("code", ["not_yet", "not_done", "newer"])
@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_what_the_provider_did_not_do_is_not_called_carried_out(scene, code, language):
    scene.says = {"refused": code, "country": ""}
    page = seen(scene.get(scene.post(own(scene, language=language), what="pause").location))
    said = words.words_of(language)
    assert said[f"own_{code}"] in page and said["own_later"] not in page
