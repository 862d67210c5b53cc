"""Asking to be reminded: where nobody may give nobody is asked to be, and mailboxes that are handed over are named before one types."""

import pytest

from gate.giving_kit import SECRET, GivingScene, seen
from gate.kit import text
from tamizdat.gate import words
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import sealed

WISH = {"language": "ru", "email": SECRET, "when": "9", "consent": "1"}


@pytest.mark.parametrize(("network", "why"), [("RU", "no_crime"), ("KP", "no_support")])
def test_from_a_network_where_nobody_may_give_nobody_is_asked_to_be_reminded(tmp_path, network, why):
    scene = GivingScene(tmp_path / "gate")
    scene.network = network
    box = b64(sealed(scene.newsroom.queue.public, "reminder", email=SECRET))
    said = words.words_of("ru")[why].partition("{")[0]
    for answer in (scene.get("/remind?lang=ru"), scene.post("/remind", **WISH), scene.post("/remind", box=box, lang="ru")):
        assert answer.status == 451 and said in seen(answer) and "<form" not in text(answer)
    assert scene.keeper.asked == []


@pytest.mark.parametrize("network", ["", "NL", "VE"])
def test_where_one_way_of_giving_is_open_one_may_be_reminded(tmp_path, network):
    scene = GivingScene(tmp_path / "gate")
    scene.network = network
    assert scene.get("/remind").status == 200 and scene.post("/remind", **WISH).location.startswith("/remind/thanks")
    assert len(scene.records) == 1


def test_where_one_cannot_give_at_all_the_form_stays_as_it_was(tmp_path):
    scene = GivingScene(tmp_path / "gate", giving=None)
    scene.network = "RU"
    assert scene.get("/remind").status == 200


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_the_form_says_before_one_types_that_some_mailboxes_get_no_reminder(tmp_path, language):
    page = text(GivingScene(tmp_path / "gate").get(f"/remind?lang={language}"))
    sentence = words.words_of(language)["remind_careful"].partition("{providers}")[0]
    assert page.index(sentence) < page.index("mail.ru, yandex.ru") < page.index('name="email"')
    none = text(GivingScene(tmp_path / "none", board={"careful": []}).get(f"/remind?lang={language}"))
    assert sentence not in none
