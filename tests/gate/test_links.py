"""Links from letters: a page shows what its link says, GET changes nothing, any POST unsubscribes, a bad link looks like a good one."""

import pytest

from gate.kit import Scene, text
from tamizdat.gate.lines import BEAT, LINK

REF = "R" * 22
PAGES = {"c": "confirm", "p": "preferences", "u": "unsubscribe"}


@pytest.mark.parametrize("letter", PAGES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_a_link_changes_nothing(scene, letter, method):
    assert scene.send(method, f"/{letter}/{scene.newsroom.link(PAGES[letter])}").status == 200
    assert scene.keeper.asked == []


def test_a_confirmation_is_sealed(scene):
    scene.post(f"/c/{scene.newsroom.link('confirm')}")
    assert scene.records == [{"kind": "confirm", "ref": REF}]
    assert [use for use, _ in scene.keeper.asked] == [LINK]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n', "multipart/form-data"),
        (b"", ""),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
    ],
)
def test_any_post_unsubscribes_as_rfc_8058_wants_it(scene, body, kind):
    link = scene.newsroom.link("unsubscribe", shown=("weekly",), issue="letter-7")
    answer = scene.send("POST", f"/u/{link}", body, kind)
    names = {name for name, _ in answer.headers(hsts=False, close=True)}
    assert answer.status == 200
    assert not names & {"location", "set-cookie"}
    assert scene.records == [{"kind": "unsubscribe", "ref": REF, "letter": "weekly", "issue": "letter-7"}]


def test_the_pages_second_button_leaves_all_letters(scene):
    link = scene.newsroom.link("unsubscribe", shown=("weekly",))
    scene.post(f"/u/{link}", letter="")
    scene.post(f"/u/{link}", letter="weekly")
    assert [record["letter"] for record in scene.records] == ["", "weekly"]


def test_the_preferences_page_shows_what_the_link_says_and_nothing_else(scene):
    page = text(scene.get(f"/p/{scene.newsroom.link('preferences', language='ru', shown=('alerts', '+discreet'))}"))
    assert 'value="alerts" checked' in page
    assert 'value="weekly" checked' not in page
    assert 'name="discreet" value="1" checked' in page
    assert 'value="ru" selected' in page
    assert 'lang="ru"' in page


def test_preferences_are_sealed(scene):
    scene.post(f"/p/{scene.newsroom.link('preferences')}", letter=["weekly", "alerts", "BAD CODE"], language="fa", discreet="1")
    scene.post(f"/p/{scene.newsroom.link('preferences')}", language="xx")
    assert scene.records == [
        {"kind": "preferences", "ref": REF, "letters": ["weekly", "alerts"], "language": "fa", "discreet": True},
        {"kind": "preferences", "ref": REF, "letters": [], "language": "en", "discreet": False},
    ]


def test_the_page_that_confirms_names_the_letters_that_were_asked_for(scene):
    page = text(scene.get(f"/c/{scene.newsroom.link('confirm', shown=('alerts', '+discreet'))}"))
    assert "<li>Alerts</li>" in page
    assert "The Friday letter" not in page and "discreet" not in page


def test_the_preferences_page_has_a_way_out_of_all_letters(scene):
    link = scene.newsroom.link("mail", shown=("weekly", "weekly", "alerts"), issue="letter-7")
    assert '<button class="second" name="leave" value="all">Unsubscribe from all letters</button>' in text(scene.get(f"/p/{link}"))
    answer = scene.post(f"/p/{link}", leave="all", letter=["weekly", "alerts"], language="en")
    assert scene.records == [{"kind": "unsubscribe", "ref": REF, "letter": "", "issue": "letter-7"}]
    assert "Unsubscribed" in text(answer)


def bad_links(scene: Scene) -> list[str]:
    good = scene.newsroom.link("confirm")
    stranger = Scene(scene.gate._home.folder.parent / "other").newsroom
    return [
        good[:-3],
        good[:20],
        "x" + good[1:],
        stranger.link("confirm"),
        scene.newsroom.link("give"),
        scene.newsroom.link("confirm", until=1),
        "AAAA.AAAA",
        "..",
    ]


@pytest.mark.parametrize("letter", PAGES)
def test_a_bad_link_gets_the_answer_of_a_good_one_and_no_row(scene, letter):
    good = scene.post(f"/{letter}/{scene.newsroom.link(PAGES[letter])}")
    scene.keeper.asked.clear()
    for link in bad_links(scene):
        if letter != "c" or link != scene.newsroom.link("confirm"):
            answer = scene.post(f"/{letter}/{link}")
            assert (answer.status, answer.body) == (good.status, good.body), link
    assert {use for use, _ in scene.keeper.asked} == {BEAT}


@pytest.mark.parametrize("letter", PAGES)
def test_the_page_of_a_bad_link_differs_from_a_good_ones_by_the_link_alone(scene, letter):
    good = scene.newsroom.link(PAGES[letter])
    page = text(scene.get(f"/{letter}/{good}")).replace(good, "LINK")
    for link in bad_links(scene):
        assert text(scene.get(f"/{letter}/{link}")).replace(link, "LINK") == page


def test_a_link_for_one_thing_is_none_for_another(scene):
    scene.post(f"/u/{scene.newsroom.link('preferences')}")
    scene.post(f"/c/{scene.newsroom.link('unsubscribe')}")
    assert scene.records == []


def test_the_link_of_a_letter_serves_its_two_pages_and_no_other(scene):
    link = scene.newsroom.link("mail", shown=("weekly", "alerts", "+discreet"), issue="letter-7")
    page = text(scene.get(f"/p/{link}"))
    assert 'value="alerts" checked' in page and 'value="weekly" checked' not in page
    scene.post(f"/c/{link}")
    assert scene.records == []
    scene.post(f"/u/{link}")
    scene.post(f"/p/{link}", letter="alerts", language="en")
    assert scene.records == [
        {"kind": "unsubscribe", "ref": REF, "letter": "weekly", "issue": "letter-7"},
        {"kind": "preferences", "ref": REF, "letters": ["alerts"], "language": "en", "discreet": False},
    ]


def test_a_link_pressed_all_day_is_taken_thirty_times(scene):
    link = scene.newsroom.link("unsubscribe")
    answers = {scene.post(f"/u/{link}").body for _ in range(40)}
    assert len(answers) == 1
    assert len(scene.records) == 30


def test_a_link_cannot_break_out_of_its_page(scene):
    evil = '"><script>alert(1)</script>'
    assert "<script>" not in text(scene.get(f"/c/{evil}"))
    hostile = scene.newsroom.link("unsubscribe", language=evil, shown=(evil,))
    assert "<script>" not in text(scene.get(f"/u/{hostile}"))


def test_a_link_without_end_is_no_page(scene):
    assert scene.get(f"/c/{'A' * 5000}").status == 404
