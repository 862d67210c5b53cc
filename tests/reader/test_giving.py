"""Giving in a reader's hand: a plain form that asks where the bank is first, sealed where script runs, and gone where giving is a crime."""

import json
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe

from factories.edition import appeal, country_rule, giving, giving_method, giving_words, goal, raised
from factories.pages import Parsed, edition, whole_newspaper
from press.serve_kit import published, running
from reader.signing import head_of
from reader.test_valid_html import checked
from simulators.form_gates import form_gate
from tamizdat.edition.head import encode_head
from tamizdat.edition.records import CountryReason
from tamizdat.edition.theme import source_hash
from tamizdat.reader import load_theme
from tamizdat.sealed.boxes import open_box
from tamizdat.sealed.keys import P256, PrivateKey, unb64

SUPPORT, ARTICLE, THANKS = "en/support.html", "en/2026/11/article-1.html", "en/thanks.html"
WORDS = tuple(giving_words(language=code) for code in ("en", "ru", "fa"))
METHODS = (
    giving_method(),
    giving_method(code="paypal", provider="PayPal", origins=("https://www.paypal.com",)),
    giving_method(code="crypto", provider="BTCPay", points=0, fixed={}, frequencies=("once",), origins=()),
)
TERMS = giving(words=WORDS, methods=METHODS)
AUTUMN = appeal(goal=goal(), placements=("article", "front"), views=2, views_days=7)
PAGE = appeal(id="appeal-page", language="ru", translation_key="key-page", code="page", placements=("page",), rest_closed=0, rest_given=0)
BAR = appeal(id="appeal-bar", language="fa", translation_key="key-bar", code="bar", placements=("bar",), goal=goal())
FIELDS = [
    "language",
    "appeal",
    "variant",
    "bank",
    "frequency",
    "currency",
    "amount_once",
    "amount_monthly",
    "amount_annual",
    "other",
    "cover",
    "method",
    "residence",
    "email",
]


@dataclass
class Paper:
    """A newspaper that takes contributions, its gate, and what opens the queue."""

    site: str
    gate: object
    key: PrivateKey = field(repr=False)

    def wishes(self):
        return [
            json.loads(open_box({self.key.public.id: self.key}, unb64(box), purpose="tamizdat gate record 1", padded=True))
            for box in self.gate.boxes
        ]


@pytest.fixture(scope="module")
def served_paper(tmp_path_factory):
    key = PrivateKey.generate(P256)
    with ExitStack() as stack:
        gate = stack.enter_context(form_gate())
        site = {"canonical_base": "http://127.0.0.1", "gates": (gate.url,), "queue_key": key.public.text}
        pages = edition([*whole_newspaper(**site), TERMS, AUTUMN, BAR, PAGE, raised()])
        files = {path: text.encode() for path, text in pages.items()} | {"head.json": encode_head(head_of((gate.url,), key))}
        _, port = stack.enter_context(running(published(tmp_path_factory.mktemp("giving"), files)))
        yield Paper(f"http://127.0.0.1:{port}", gate, key)


@pytest.fixture
def paper(served_paper):
    served_paper.gate.posts.clear()
    served_paper.gate.statuses.clear()
    served_paper.gate.answers.clear()
    return served_paper


@pytest.fixture(scope="module")
def page_of():
    pages = edition([*whole_newspaper(), TERMS])
    return lambda path: Parsed(pages[path])


def test_the_form_asks_where_the_bank_is_before_any_amount_or_button_and_names_every_field(page_of):
    shown = page_of(SUPPORT)
    form = [one for one in shown.inside("main") if one.name in ("input", "select", "button")]
    names = [one.attributes.get("name", one.name) for one in form]
    given = names[: names.index("button")]
    assert list(dict.fromkeys(given)) == FIELDS
    listed = [one.attributes["value"] for one in shown.all("option")]
    assert listed[0] == "" and all(listed.count(code) == 2 for code in ("BY", "RU", "TR", "KP", "LV")), (
        "where the bank is, and where one lives"
    )
    assert len(listed) > 480


def test_amounts_are_plain_for_the_gate_and_written_for_the_reader(page_of):
    for language, written in {"en": "€25.50", "ru": "25,50\xa0€", "fa": "\u200e€\xa0۲۵٫۵۰"}.items():
        shown = page_of(f"{language}/support.html")
        assert "25.50" in [one.attributes["value"] for one in shown.all("input") if one.attributes.get("name") == "amount_once"]
        assert written in shown.html


def test_every_combination_that_is_offered_has_amounts_that_a_style_rule_shows(page_of):
    html = page_of(SUPPORT).html
    for one in TERMS.offers:
        assert f'data-key="{one.frequency}-{one.currency}"' in html
        assert f".s-{one.frequency}-{one.currency}{{display:flex}}" in html


def test_the_page_runs_its_own_script_alone_and_leads_to_gates_and_providers(page_of):
    for path, leads in {SUPPORT: " https://pay.example https://www.paypal.com", THANKS: ""}.items():
        policy = next(one for one in page_of(path).all("meta") if one.attributes.get("http-equiv")).attributes["content"]
        assert policy.endswith(f"form-action https://gate.example https://other-gate.example{leads}")
        assert (source_hash(load_theme().scripts["give"]) in policy) is (path == SUPPORT)


@pytest.mark.parametrize("stop", ["", "."])
def test_the_editors_own_words_keep_the_stop_that_they_have(stop):
    words = {"statement": f"FAR SHORE{stop}", "receiver": f"Far Shore Press, Riga{stop}", "deductible": f"In Latvia{stop}"}
    pages = edition([*whole_newspaper(), giving(words=tuple(giving_words(language=code, **words) for code in ("en", "ru", "fa")))])
    for code in ("en", "ru", "fa"):
        shown = Parsed(pages[f"{code}/support.html"]).html
        assert all(f"{said}<" in shown for said in words.values()) and f"Riga{stop}</p>" in shown


def test_only_the_page_of_giving_may_lead_to_a_provider(page_of):
    for path in (ARTICLE, "en/index.html", "en/letter.html"):
        assert "pay.example" not in page_of(path).html


def test_who_can_give_nothing_is_not_asked():
    pages = edition([*whole_newspaper(), giving(words=WORDS, methods=())])
    assert "It cannot take contributions here yet." in pages[SUPPORT]
    assert "data-appeals" not in pages[ARTICLE] and "lives on readers abroad" not in pages[ARTICLE]
    assert not {THANKS, "giving.json", "en/appeals.json"} & pages.keys()


def test_the_default_appeal_stands_at_the_end_of_articles_and_in_the_masthead(page_of):
    shown = page_of(ARTICLE)
    assert "This newspaper lives on readers abroad." in shown.main
    assert [one.attributes["href"] for one in shown.all("a") if one.attributes.get("class") == "asks"] == ["../../support.html"]


def choose(page, script, country="LV"):
    page.select_option("#bank", country)
    page.locator("[value=once]").check(force=True)
    if not script:
        page.locator(".s-once-EUR [value='10']").check(force=True)


def test_without_script_the_form_posts_what_the_gate_reads(paper, tab):
    page = tab(f"{paper.site}/{SUPPORT}", java_script_enabled=False)
    assert page.locator(".s-monthly-EUR").is_visible() and not page.locator(".s-once-EUR").is_visible()
    choose(page, script=False)
    chosen = page.locator(".s-once-EUR :checked + span")
    before = chosen.evaluate("shown => getComputedStyle(shown).backgroundColor")
    page.fill("#other", "12,50")
    assert chosen.evaluate("shown => getComputedStyle(shown).backgroundColor") != before, "what is typed goes before what is chosen"
    assert not page.locator("#receipt").is_visible(), "the gate asks for it where it is sealed"
    page.check("[name=cover]")
    page.click("form.give .go")
    page.wait_for_url(f"{paper.gate.url}/give")
    (post,) = paper.gate.posts
    assert {name: value[0] for name, value in post.items()} == {
        **{"language": "en", "appeal": "", "variant": "", "bank": "LV", "frequency": "once", "currency": "EUR"},
        **{f"amount_{frequency}": "10" for frequency in ("once", "monthly", "annual")},
        **{"other": "12,50", "cover": "1", "method": "card", "residence": "", "email": ""},
    }


@pytest.mark.parametrize("script", [False, True])
def test_a_listed_country_takes_the_forms_place_at_once_and_nothing_is_sent(paper, tab, script):
    page = tab(f"{paper.site}/{SUPPORT}", java_script_enabled=script)
    page.wait_for_load_state("networkidle")
    asked = list(page.asked)
    page.select_option("#bank", "BY")
    page.locator(".why-BY").wait_for()
    assert "calls extremist is punished there" in page.locator(".why-BY").inner_text()
    assert not page.locator("form.give .go").is_visible() and not page.locator("#other").is_visible()
    assert not page.locator(".remind").is_visible(), "who may not give is not reminded of it"
    assert page.asked == asked and not paper.gate.posts
    page.select_option("#bank", "LV")
    assert page.locator("form.give .go").is_visible() and not page.locator(".why-BY").is_visible()


def test_with_script_the_wish_is_sealed_and_leads_to_the_providers_page(paper, tab):
    page = tab(f"{paper.site}/{SUPPORT}#appeal=autumn.b")
    page.wait_for_load_state("networkidle")
    page.route("https://pay.example/**", lambda route: route.fulfill(content_type="text/html", body="<h1>Pay</h1>"))
    paper.gate.answers.append(json.dumps({"ref": "r" * 22, "answer": json.dumps({"url": "https://pay.example/c/1"})}))
    choose(page, script=True)
    assert page.locator(".s-once-EUR [value='10']").is_checked(), "the second amount is chosen beforehand"
    page.click("form.give .go")
    page.wait_for_url("https://pay.example/c/1")
    assert paper.wishes() == [
        {
            **{"amount": 1000, "appeal": "autumn", "bank": "LV", "cover": False, "currency": "EUR", "email": "", "frequency": "once"},
            **{"kind": "wish", "language": "en", "method": "card", "residence": "", "variant": "b"},
        }
    ]
    assert "bank" not in paper.gate.posts[0] and paper.gate.posts[0]["wait"] == ["8"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"answer": json.dumps({"refused": "giving_is_a_crime", "country": "BY"})}, "is a crime"),
        ({"refused": "not_supported", "country": "KP"}, "not open from there"),
        ({"answer": json.dumps({"refused": "large_gift", "country": ""})}, "A person looks at"),
        ({"answer": json.dumps({"refused": "something_new", "country": ""})}, "could not be taken"),
        ({"answer": json.dumps({"refused": "try_later", "country": ""})}, "use one of these pages"),
        ({"answer": "{}"}, "use one of these pages"),
    ],
)
def test_every_refusal_has_words_and_a_newsroom_that_is_away_its_links(paper, tab, answer, words):
    page = tab(f"{paper.site}/{SUPPORT}")
    page.wait_for_load_state("networkidle")
    paper.gate.answers.append(json.dumps({"ref": "r" * 22} | answer))
    choose(page, script=True)
    page.click("form.give .go")
    page.locator(".give .said", has_text=words).wait_for()
    assert (page.locator(".links a").count() == 1) is ("pages" in words)


def test_a_refusal_that_the_gate_gives_while_one_waits_has_its_words_and_no_links(paper, tab):
    page = tab(f"{paper.site}/{SUPPORT}")
    page.wait_for_load_state("networkidle")
    said = {"body": json.dumps({"refused": "giving_is_a_crime", "country": "RU"}), "headers": {"access-control-allow-origin": "*"}}
    page.route("**/reply", lambda route: route.fulfill(status=451, **said))
    paper.gate.statuses.append(202)
    paper.gate.answers.append(json.dumps({"ref": "r" * 22}))
    choose(page, script=True)
    page.click("form.give .go")
    page.locator(".give .said", has_text="is a crime").wait_for()
    assert page.locator(".links a").count() == 0


@pytest.mark.parametrize(
    ("do", "words"),
    [
        (lambda page: page.select_option("#bank", ""), "in which country your bank is"),
        (lambda page: page.fill("#other", "ten"), "write one as a number"),
        (lambda page: page.fill("#other", "1.99"), "less than the provider takes"),
        (lambda page: page.fill("#other", "5001"), "more than we take"),
        (lambda page: page.fill("#receipt", "nobody"), "not a mail address"),
        (lambda page: page.check("[value=crypto]"), "in which country you live"),
        (lambda page: page.select_option("#bank", "KP"), "not open from there"),
    ],
)
def test_what_is_missing_or_refused_is_said_in_the_page_and_nothing_is_sent(paper, tab, do, words):
    page = tab(f"{paper.site}/{SUPPORT}")
    page.wait_for_load_state("networkidle")
    choose(page, script=True)
    do(page)
    page.click("form.give .go")
    page.locator(".give .said", has_text=words).wait_for()
    assert not paper.gate.posts


def test_where_the_sealed_way_fails_the_form_goes_the_plain_way(paper, tab):
    page = tab(f"{paper.site}/{SUPPORT}")
    page.wait_for_load_state("networkidle")
    choose(page, script=True)
    page.route("**/token", lambda route: route.abort())
    page.click("form.give .go")
    page.wait_for_url(f"{paper.gate.url}/give")
    assert paper.gate.posts[-1]["bank"] == ["LV"]


def test_a_page_that_is_no_providers_of_ours_is_not_gone_to(paper, tab):
    page = tab(f"{paper.site}/{SUPPORT}")
    page.wait_for_load_state("networkidle")
    paper.gate.answers.append(json.dumps({"ref": "r" * 22, "answer": json.dumps({"url": "https://elsewhere.example/"})}))
    choose(page, script=True)
    page.click("form.give .go")
    page.wait_for_url(f"{paper.gate.url}/give")


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
@pytest.mark.parametrize("providers", [("mail.ru", "e-post.example"), tuple(f"mail{n}.example" for n in range(9)), ()])
def test_the_reminder_names_the_mailboxes_that_get_none(language, providers):
    made = edition([*whole_newspaper(careful_providers=providers), giving(words=(giving_words(language=language),))])
    for page in (made[f"{language}/support.html"], made[f"{language}/thanks.html"]):
        form = page[page.index('class="box remind"') :]
        assert [name in form for name in providers] == [True] * len(providers) and ("remind-careful" in form) is bool(providers)
        assert (", ".join(providers[:4]) in form) and ("<details" in form) is (len(providers) > 4)


def test_the_reminder_goes_to_the_gate_without_script(paper, tab):
    page = tab(f"{paper.site}/{THANKS}", java_script_enabled=False)
    page.locator("[value='9']").check(force=True)
    page.fill("#remind-mail", "reader@example.org")
    page.check("[name=consent]")
    page.click(".remind .go")
    page.wait_for_url(f"{paper.gate.url}/remind")
    assert {name: value[0] for name, value in paper.gate.posts[0].items()} == {
        **{"language": "en", "when": "9", "email": "reader@example.org", "consent": "1"},
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [SUPPORT, "fa/support.html", "ru/thanks.html", ARTICLE, "fa/2026/11/fa-1.html", "en/index.html"])
def test_axe_finds_nothing_to_object_to(paper, tab, path, scheme):
    page = tab(f"{paper.site}/{path}", color_scheme=scheme, bypass_csp=True)
    page.wait_for_load_state("networkidle")
    if "support" in path:
        page.select_option("#bank", "TR")
    elif "ru/" not in path:
        page.locator(".ask button[type=button]").wait_for()
    found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.mark.parametrize("path", [SUPPORT, "fa/support.html", "ru/support.html", THANKS])
def test_nothing_scrolls_sideways(paper, tab, path):
    page = tab(f"{paper.site}/{path}", java_script_enabled=False, viewport={"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_appeal_stands_where_the_default_stood_and_its_wording_goes_by_the_fragment_alone(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}", timezone_id="Europe/Riga")
    box = page.locator("section.article.ask")
    box.wait_for()
    assert page.locator("section.asks").count() == 0
    assert "€2,500 / €10,000 for a reporter in the strait" in box.inner_text()
    assert "in this browser alone" in box.inner_text()
    assert box.locator(".go").get_attribute("href") in [f"{paper.site}/{SUPPORT}#appeal=autumn.{code}" for code in "ab"]
    box.locator("button").click()
    page.reload()
    page.wait_for_load_state("networkidle")
    page.locator("section.asks").wait_for()
    assert json.loads(page.evaluate("localStorage['tamizdat appeals']")).keys() == {"seen", "rest"}
    page.evaluate("localStorage.clear()")
    assert not page.complaints


def test_appeals_stand_on_the_front_in_the_bar_and_on_the_page_of_giving(paper, tab):
    tab(f"{paper.site}/en/index.html").locator(".front + section.front.ask .go").wait_for()
    bar = tab(f"{paper.site}/fa/2026/11/fa-1.html").locator(".mast + aside.bar")
    bar.locator(".go").wait_for()
    assert "۱۰٬۰۰۰" in bar.locator(".goal").inner_text() and "/" not in bar.locator(".goal").inner_text(), (
        "what came is not known: the goal alone"
    )
    assert bar.locator("progress").count() == 0
    page = tab(f"{paper.site}/ru/support.html")
    page.locator("section.page.ask + form.give").wait_for()
    assert page.locator("section.page .go").count() == 0, "the form is below"
    assert "in this browser alone" not in page.locator("section.page").inner_text(), "nothing is counted for it"


def test_who_has_given_rests_and_the_page_of_thanks_notes_it_in_this_browser_alone(paper, tab):
    page = tab(f"{paper.site}/{THANKS}")
    page.locator("script[src$='appeal.js']").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    assert json.loads(page.evaluate("localStorage['tamizdat appeals']")).keys() == {"seen", "rest"}
    assert not paper.gate.posts and page.locator(".ask").count() == 0
    page.goto(f"{paper.site}/{ARTICLE}")
    page.wait_for_load_state("networkidle")
    assert page.locator("section.asks").count() == 1 and page.locator("section.article").count() == 0
    page.evaluate("localStorage.clear()")


@pytest.mark.parametrize("path", [ARTICLE, "en/index.html"])
def test_by_the_time_zone_of_a_listed_country_nobody_is_asked_at_all(paper, tab, path):
    page = tab(f"{paper.site}/{path}", timezone_id="Europe/Minsk")
    page.wait_for_load_state("networkidle")
    page.locator(".asks").first.wait_for(state="detached")
    assert not any("appeal.js" in address for address in page.asked)


@pytest.mark.parametrize(("zone", "answer", "shown"), [("Europe/Minsk", True, 0), ("Europe/Riga", True, 1), ("Europe/Minsk", False, 1)])
def test_the_ask_is_unseen_until_it_is_known_whether_one_may_ask_and_without_an_answer_as_without_script(paper, tab, zone, answer, shown):
    page, waiting = tab("about:blank", timezone_id=zone), []
    page.route("**/appeals.json", lambda route: waiting.append(route))
    with page.expect_request("**/appeals.json"):
        page.goto(f"{paper.site}/en/index.html")
    ask = page.locator(".top .asks")
    assert ask.count() == 1 and not ask.is_visible()
    waiting[0].continue_() if answer else waiting[0].abort()
    ask.wait_for(state="visible" if shown else "detached")
    plain = tab(f"{paper.site}/en/index.html", java_script_enabled=False)
    assert plain.locator(".top .asks").is_visible()


def test_the_reason_is_in_the_readers_language_and_in_no_page_but_the_one_of_giving():
    reasons = (CountryReason(language="ru", text="Там за это наказывают."), CountryReason(language="fa", text="آنجا جرم است."))
    pages = edition([*whole_newspaper(), giving(words=WORDS, countries=(country_rule(reason="A crime there.", reasons=reasons),))])
    for language, said in {"en": "A crime there.", "ru": "Там за это наказывают.", "fa": "آنجا جرم است."}.items():
        assert [path for path in pages if path.endswith(".html") and said in pages[path]] == [f"{language}/support.html"]


def test_other_laws_silence_nobody_but_say_what_one_should_know():
    pages = edition(
        [
            *whole_newspaper(),
            giving(words=WORDS, countries=(country_rule(country="KZ", law="no_share"), country_rule(country="TR", law="warn"))),
        ]
    )
    assert json.loads(pages["en/appeals.json"])["silent"] == []
    assert "why-TR" in pages[SUPPORT] and "why-KZ" not in pages[SUPPORT]
    assert ".rest" not in Parsed(pages[SUPPORT]).all("style")[-1].text


def test_the_pages_of_giving_are_valid(tmp_path):
    pages = edition([*whole_newspaper(), TERMS])
    paths = [SUPPORT, "fa/support.html", THANKS, ARTICLE]
    for path in paths:
        (tmp_path / path.replace("/", "-")).write_text(pages[path], "utf-8")
    assert checked(*(tmp_path / path.replace("/", "-") for path in paths)) == []


HOSTILE = "\"'><script>alert(1)</script><b onload=x>&"


def test_whatever_the_newsroom_writes_stays_text():
    every = {name: HOSTILE for name in giving_words().__dataclass_fields__ if name != "language"}
    terms = giving(
        words=(giving_words(**every),),
        countries=(country_rule(reason=HOSTILE, source=HOSTILE), country_rule(country="TR", law="warn", reason=HOSTILE)),
        methods=(giving_method(provider=HOSTILE),),
    )
    pages, plain = edition([*whole_newspaper(), terms]), edition([*whole_newspaper(), TERMS])
    for path in (SUPPORT, THANKS, ARTICLE, "en/index.html"):
        found, expected = Parsed(pages[path]), Parsed(plain[path])
        assert len(found.all("script")) == len(expected.all("script")), path
        assert not [one for one in found.elements if any(name.startswith("on") for name in one.attributes)], path
