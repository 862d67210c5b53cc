"""Giving at the gate: nothing from where it is a crime, nobody led astray, nothing kept, one attempt a page."""

import asyncio
import itertools
import json
import re
import time

import pytest

from gate.giving_kit import PAGE, SECRET, GivingScene, carried_in, seen
from gate.kit import text
from simulators.gate_running import BOARD, GIVING
from tamizdat.contributions.rules import Signals, decide
from tamizdat.contributions.terms import read_terms
from tamizdat.gate import words
from tamizdat.gate.lines import FAILED, FULL
from tamizdat.sealed.keys import P256, PrivateKey, b64, unb64
from tamizdat.sealed.records import sealed

TERMS = read_terms(GIVING)
METHODS = ("card", "paypal", "crypto")
PLACES = [
    "/give",
    "/give?lang=ru&currency=EUR",
    "/give?lang=fa",
    "/give/check",
    "/give/no?why=closed",
    "/give/away",
    "/give?why=amount.step",
]


@pytest.fixture
def scene(tmp_path, monkeypatch) -> GivingScene:
    """Every look at the clock is three seconds after the one before: pages are read."""
    ticks = itertools.count(int(time.time()), 3)
    monkeypatch.setattr(time, "time", lambda: next(ticks))
    return GivingScene(tmp_path / "gate", gift_calm=1_000, gift_calm_hour=10_000)


def test_a_plain_form_is_checked_sealed_answered_and_led_to_the_provider(scene):
    check = scene.form(other="12,50", cover="1", appeal="winter", variant="b")
    assert (check.status, check.body) == (303, b"") and check.location.startswith("/give/check?lang=en&w=")
    assert scene.keeper.asked == []
    page = scene.get(check.location)
    assert "US$13.18" in seen(page) and "Netherlands" in seen(page) and "KESHCOUR" in seen(page)
    answer = scene.go(check, email=SECRET)
    assert (answer.status, answer.location, answer.body) == (303, PAGE, b"")
    assert scene.records == [
        {
            "kind": "wish", "frequency": "once", "amount": 1250, "currency": "USD", "method": "card", "bank": "NL", "residence": "", "cover": True,
            "language": "en", "email": SECRET, "appeal": "winter", "variant": "b",
        }
    ]  # fmt: skip
    assert scene.asked == [(scene.refs[0], 8)]


def test_the_address_for_the_receipt_is_asked_for_last_and_comes_back_nowhere(scene):
    check = scene.form(email=SECRET)
    again = scene.go(check, email="secret@nonsense")
    scene.says = None
    away = scene.go(scene.form(), email=SECRET)
    for answer in (check, scene.get(check.location), again, scene.get(again.location), away, scene.get(away.location)):
        assert "secret" not in text(answer) + answer.location
    assert scene.records[0]["email"] == SECRET
    assert words.words_of("en")["wrong_email"] in seen(scene.get(again.location))


def test_what_is_carried_from_page_to_page_can_be_read_by_nobody_else(scene, tmp_path):
    carried = carried_in(scene.form(bank="NL"))
    assert carried != carried_in(scene.form(bank="NL"))
    names = (b"currency", b"frequency", b"bank", b"card")  # long enough that no chance makes them
    assert not [name for name in names if name in unb64(carried) or b64(name) in carried or name.decode() in carried]
    other = GivingScene(tmp_path / "other")
    assert other.post("/give/go", w=carried).location == "/give?lang=en&why=later"
    assert scene.post("/give/go", w=carried[:-4] + "AAAA").location == "/give?lang=en&why=later"
    assert scene.keeper.asked == []


@pytest.mark.parametrize("path", PLACES)
def test_opening_a_page_for_giving_changes_nothing(scene, path):
    for method in ("GET", "HEAD"):
        assert scene.send(method, path).status in (200, 503)
    assert scene.keeper.asked == [] and scene.shared.get("gift_hour_posts") == 0


@pytest.mark.parametrize("where", ["give/go", "give"])
def test_the_button_is_a_button(scene, where):
    assert scene.get("/give/go").status == 405
    assert scene.send("PUT", f"/{where}").status == 405


@pytest.mark.parametrize("network", ["", "NL", "RU", "BY", "KZ", "TR", "KP", "VE"])
@pytest.mark.parametrize("method", METHODS)
def test_a_plain_wish_reaches_the_newsroom_only_where_the_table_says_yes(scene, method, network):
    scene.says = {"url": f"{TERMS.method(method).origins[0]}/checkout"}
    for bank, residence in itertools.product(("", "NL", "RU", "KZ", "TR", "KP", "VE"), repeat=2):
        scene.keeper.asked.clear()
        scene.network = network
        check = scene.form(method=method, bank=bank, residence=residence)
        may = decide(TERMS.countries, Signals(method=method, bank=bank, residence=residence, network=network)).may
        assert check.location.startswith("/give/check?") is may, (bank, residence)
        answer = scene.go(check) if "w=" in check.location else scene.get(check.location)
        assert (len(scene.keeper.asked), answer.location.startswith("https:")) == (int(may), may), (bank, residence)


@pytest.mark.parametrize("network", ["RU", "BY", "KP"])
def test_from_a_listed_network_nothing_is_shown_asked_or_answered(scene, network):
    scene.network = network
    for answer in (scene.get("/give"), scene.boxed(), scene.post("/ask", box="x"), scene.post("/reply", ref="R" * 22)):
        assert answer.status == 451
    assert scene.asked == [] and scene.keeper.asked == []
    assert json.loads(scene.boxed().body) == {"refused": "not_supported" if network == "KP" else "giving_is_a_crime", "country": network}
    assert "method" not in text(scene.get("/give"))


@pytest.mark.parametrize("network", ["", "NL", "RU", "VE"])
@pytest.mark.parametrize("method", [*METHODS, "", "barter"])
def test_a_sealed_wish_is_taken_where_its_method_is_open_and_says_at_which_door_it_came(scene, method, network):
    """The gate cannot see the method of what is sealed: it marks which one was said, and the newsroom holds the wish to that."""
    scene.network = network
    box = b64(sealed(scene.newsroom.queue.public, "wish", method=method))
    answer = scene.post("/give", box=box, token=scene.gate.token("script"), method=method, wait=0)
    may = network != "RU" and (network != "VE" or method in ("paypal", "crypto"))
    assert answer.status == (200 if may else 451)
    assert [use for use, _ in scene.keeper.asked] == ([{"card": b"c", "paypal": b"p", "crypto": b"x"}.get(method, b"G")] if may else [])
    scene.gate.reply = lambda *_, **__: asyncio.sleep(0)
    reply = scene.post("/reply", ref="R" * 22)
    assert reply.status == (451 if network == "RU" else 404)


def test_each_address_marks_what_it_takes_with_its_own_door(scene):
    """A wish that is posted where one signs up, or asks to be reminded, is marked so: the newsroom takes none there."""
    key, came = scene.newsroom.queue.public, []
    scene.gate.reply = lambda *_, **__: asyncio.sleep(0)
    for path in ("/sign-up", "/remind", "/ask", "/give"):
        scene.post(path, box=b64(sealed(key, "wish", place=path)), token=scene.gate.token("script"), lang="en", wait=0)
        came.append((path, scene.keeper.asked[-1][0]))
    for path, action, said in (("c", "confirm", {}), ("p", "preferences", {}), ("u", "unsubscribe", {}), ("g", "give", {"what": "pause"})):
        scene.post(f"/{path}/{scene.newsroom.link(action)}", **said)
        came.append((path, scene.keeper.asked[-1][0]))
    scene.go(scene.form(method="crypto", residence="NL"))
    came.append(("/give/go", scene.keeper.asked[-1][0]))
    links = [(path, b"L") for path in "cpug"]
    assert came == [("/sign-up", b"S"), ("/remind", b"R"), ("/ask", b"G"), ("/give", b"G"), *links, ("/give/go", b"x")]


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_who_has_paid_is_led_back_to_the_copy_that_they_choose_and_to_nobody_elses(tmp_path, language):
    """The provider knows one address for all; what it adds to that, and who asks to be led elsewhere, changes nothing."""
    mirrors = ["https://mirror.example/news", "http://mirror.example", "javascript:alert(1)", "https://b.example/x?y", 7]
    scene = GivingScene(tmp_path / "gate", board={"copies": mirrors})
    answer = scene.get(f"/given?lang={language}")
    links = re.findall(r'href="(http[^"]+thanks\.html)"', text(answer))
    assert links == [
        f"{home}/{language}/thanks.html" for home in ("https://courier.example", "https://mirror.example/news", BOARD["onion"])
    ]
    assert f'href="/letter?lang={language}"' in text(answer) and f'href="/remind?lang={language}"' in text(answer), "what thanks offers"
    for more in ("token=5O190127TN364715T&PayerID=FSMVU44LF3YUS", "back=https://evil.example", "lang=//evil.example", "%", "a=b" * 300):
        again = scene.get(f"/given?lang={language}&{more}")
        assert (again.status, again.body, again.location) == (200, answer.body, "")
    assert scene.keeper.asked == []


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_whose_data_the_table_of_networks_is_made_of_is_said_as_its_licence_wants_it(scene, language):
    page = text(scene.get(f"/give?lang={language}"))
    assert 'href="https://www.nro.net/"' in page and 'href="https://creativecommons.org/licenses/by/4.0/"' in page
    assert "ip-location-db" in page and "{" not in seen(scene.get(f"/give?lang={language}"))


def test_who_has_come_to_a_listed_network_since_the_check_is_refused_as_well(scene):
    check = scene.form()
    scene.network = "RU"
    assert scene.get(check.location).status == 451
    refused = scene.go(check)
    assert refused.location.startswith("/give/no?") and scene.get(refused.location).status == 451
    assert scene.keeper.asked == []


def test_a_refusal_says_why_what_the_bank_shows_and_what_one_can_do(scene):
    page = scene.get(scene.form(bank="RU").location)
    said = seen(page)
    assert page.status == 451
    for part in (
        "In Russia giving to this newspaper is a crime",
        "Up to five years",
        "Register of laws",
        "KESHCOUR",
        "Read us",
        "lives abroad",
    ):
        assert part in said, part
    assert "Pass an article on" not in said


@pytest.mark.parametrize(
    ("bank", "residence", "passed_on"), [("KP", "", True), ("KP", "KZ", False), ("KP", "RU", False), ("BY", "", False)]
)
def test_passing_on_is_suggested_to_nobody_whom_it_could_harm(scene, bank, residence, passed_on):
    said = seen(scene.get(scene.form(bank=bank, residence=residence).location))
    assert ("Pass an article on" in said) is passed_on


def test_a_refusal_is_in_the_readers_language(scene):
    page = scene.get(scene.form(lang="ru", bank="RU").location)
    assert "Россия" in seen(page) and words.words_of("ru")["instead_read"] in seen(page) and "KESHCOUR и сумма" in seen(page)
    assert "Это запрещено." in seen(scene.get(scene.form(lang="ru", bank="BY").location))
    assert "Called extremist." in seen(scene.get(scene.form(bank="BY").location))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://pay.cards.example.evil.example/",
        "https://pay.cards.example@evil.example/",
        "https://pay.cards.example:444/",
        "http://pay.cards.example/",
        "//pay.cards.example/",
        "https://pay.chain.example/other-method",
        "javascript:alert(1)",
        "https://pay.cards.example/\r\nset-cookie: a=b",
        "https://pay.cards.example/" + "x" * 3_000,
        "https://[pay.cards.example/",
        5,
        None,
    ],
)
def test_nobody_is_led_anywhere_but_to_the_methods_own_origins(scene, url):
    scene.says = {"url": url}
    assert scene.go(scene.form()).location.startswith("/give/away?")


@pytest.mark.parametrize("says", [None, "", "nonsense", "[]", {}, {"refused": "try_later"}])
def test_who_is_not_answered_gets_the_nearest_ready_pages_and_may_try_again(scene, says):
    scene.says = says
    answer = scene.go(scene.form(other="9"))
    page = scene.get(answer.location)
    assert page.status == 503
    assert text(page).index("once-1000") < text(page).index("once-500") < text(page).index("once-2500")
    scene.says = {"url": PAGE}
    again = scene.post("/give", lang="en", w=carried_in(page))
    assert scene.go(again).location == PAGE


@pytest.mark.parametrize("says", [FULL, FAILED])
def test_a_wish_that_is_not_on_the_disk_waits_for_nothing(scene, says):
    scene.keeper.says = says
    assert scene.go(scene.form()).location.startswith("/give/away?")
    assert scene.asked == []


@pytest.mark.parametrize(
    ("code", "part"), [("closed", "in this way now"), ("large_gift", "looked at by a person"), ("<b>", "in this way now")]
)
def test_the_newsrooms_refusal_is_a_page_of_its_own(scene, code, part):
    scene.says = {"refused": code, "country": ""}
    answer = scene.go(scene.form())
    assert answer.location.startswith("/give/no?lang=en&why=")
    assert part in seen(scene.get(answer.location))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"amount": "1"}, "too_little"),
        ({"amount": "9999999"}, "too_much"),
        ({"amount": "ten"}, "amount"),
        ({"amount": None}, "amount"),
        ({"frequency": "weekly"}, "frequency"),
        ({"currency": "XXX"}, "currency"),
        ({"method": "cash"}, "method"),
        ({"method": "crypto", "frequency": "monthly"}, "method"),
        ({"bank": "Netherlands"}, "country"),
        ({"bank": ""}, "bank_not_declared"),
        ({"method": "crypto", "bank": ""}, "residence_not_declared"),
        ({"website": "https://spam.example"}, "later"),
    ],
)
def test_what_is_wrong_is_said_on_the_form(scene, fields, why):
    answer = scene.form(**fields)
    assert answer.location.startswith("/give?") and f"why={why}" in answer.location
    assert words.words_of("en")[f"wrong_{why}"] in seen(scene.get(answer.location))
    assert scene.keeper.asked == []


def test_an_amount_that_was_typed_goes_before_the_one_that_was_chosen(scene):
    scene.go(scene.form(amount=None, amount_once="5.00", amount_monthly="2.00", other=""))
    scene.go(scene.form(amount="7", amount_once="5.00", other="۲۵"))
    assert [record["amount"] for record in scene.records] == [500, 2500]


def test_amounts_are_written_in_the_readers_digits(scene):
    assert "۱۲" in seen(scene.get(scene.form(lang="fa", other="12").location))
    assert "12 $" in seen(scene.get(scene.form(lang="ru", other="12").location)).replace("\xa0", " ")


def test_a_warning_stands_before_the_button(scene):
    said = seen(scene.get(scene.form(method="crypto", residence="TR", bank="").location))
    assert said.index("public for ever") < said.index("Continue") and said.index("may be watched") < said.index("Continue")


def test_only_the_page_with_the_button_may_be_led_to_the_provider_and_nowhere_else(scene):
    policy = scene.get(scene.form().location).policy
    assert "form-action 'self' https://pay.cards.example https://pay.chain.example https://pay.wallet.example;" in policy
    assert "form-action 'self';" in scene.get("/give").policy


def test_a_newspaper_without_terms_asks_nobody_for_money(tmp_path):
    for giving in (None, GIVING | {"methods": []}):
        scene = GivingScene(tmp_path / f"gate-{bool(giving)}", giving=giving)
        assert scene.get("/give").status == 503 and "cannot give here" in seen(scene.get("/give"))
        assert scene.get(scene.form().location).status == 503
    assert GivingScene(tmp_path / "none", giving=None).boxed().status == 503
    assert scene.keeper.asked == []


def test_a_box_is_queued_and_answered_as_it_is_asked(scene):
    answer = scene.boxed(amount=1000)
    assert answer.status == 200
    assert json.loads(answer.body) == {"ref": scene.refs[0], "answer": json.dumps({"url": PAGE})}
    scene.says = None
    assert scene.boxed(amount=2000).status == 202
    assert scene.asked[-1] == (scene.refs[-1], 5)


@pytest.mark.parametrize("box", ["x", b64(b"\x02" * 2138)])
def test_what_is_no_box_or_too_old_is_not_asked(scene, box):
    assert scene.post("/give", box=box, token=scene.gate.token("script")).status == 400
    old = b64(sealed(PrivateKey.generate(P256).public, "wish"))
    assert scene.post("/give", box=old, token=scene.gate.token("script")).status == 409
    assert scene.keeper.asked == []


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_every_page_speaks_the_readers_language(scene, language):
    for place in (f"/give?lang={language}", scene.form(lang=language).location, scene.form(lang=language, bank="RU").location):
        assert f'<html lang="{language}"' in text(scene.get(place))
    assert scene.form(lang=language).location.startswith(f"/give/check?lang={language}&")
