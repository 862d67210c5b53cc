"""The form by which a reader asks for a letter, in a real browser: sealed where script runs, plain where it does not, from any copy."""

import re

import pytest

from reader.signing import ADDRESS, ARTICLE, FRONT, FULL, GONE, LETTER, LINK, OLD, answer, fill, open_form, said_to
from simulators.form_gates import ANSWER, TOKEN


@pytest.mark.parametrize("path", [ARTICLE, LETTER])
def test_where_script_runs_what_is_typed_is_sealed_in_the_page(paper, tab, path):
    page = tab(f"{paper.site}/{path}")
    open_form(page)
    fill(page)
    page.check("form.sign [name=discreet]")
    page.check("form.sign [name=letter][value=alerts]")
    page.click("form.sign .go")
    answer(page)
    assert [paper.opened(box) for box in paper.gates[0].boxes] == [
        {
            "kind": "sign_up",
            "address": ADDRESS,
            "consent": "2026-11",
            "discreet": True,
            "language": "en",
            "letters": ["weekly", "alerts"],
        }
    ]
    assert page.url == f"{paper.site}/{path}"
    assert page.complaints == []


def test_the_short_form_of_the_front_is_sealed_where_it_stands(paper, tab):
    page = tab(f"{paper.site}/index.html")
    page.fill("form.short [name=address]", ADDRESS)
    page.click("form.short .go")
    answer(page, "Without your consent")
    page.check("form.short [name=consent]")
    page.click("form.short .go")
    answer(page)
    said = {"kind": "sign_up", "address": ADDRESS, "consent": "2026-11", "discreet": False, "language": "en", "letters": ["weekly"]}
    assert [paper.opened(box) for box in paper.gates[0].boxes] == [said]
    assert page.url == f"{paper.site}/index.html"
    assert page.complaints == []


def test_from_the_front_the_whole_form_opens_in_place(paper, tab):
    page = tab(f"{paper.site}/{FRONT}")
    page.click("form.short a[href='letter.html']")
    page.locator("dialog form.sign [name=address]:focus").wait_for()
    assert page.locator("dialog [name=discreet]").is_visible()
    ids = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", [LETTER])
def test_the_gate_never_hears_the_address_who_asks_or_where_from(paper, tab, path):
    page = tab(f"{paper.site}/{path}")
    page.context.add_cookies([{"name": "mark", "value": "me", "url": gate.url} for gate in paper.gates])
    open_form(page)
    fill(page)
    page.click("form.sign .go")
    answer(page)
    heard = said_to(paper.gates).lower()
    assert "post /sign-up" in heard
    assert not re.search("reader|far.shore|@example|%40|referer|cookie", heard)
    assert set(paper.gates[0].posts[0]) == {"box", "lang", "token", "work"}


def test_a_page_speaks_to_no_gate_before_the_reader_sends(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    assert [url for url in page.asked if url.endswith(".js")] == []
    open_form(page)
    fill(page)
    assert said_to(paper.gates) == ""
    assert all(url.startswith(paper.site) for url in page.asked)


@pytest.mark.parametrize("path", [LETTER, FRONT])
def test_without_script_the_same_form_is_plain_html(paper, tab, path):
    page = tab(f"{paper.site}/{path}", java_script_enabled=False)
    fill(page)
    page.click("form.sign .go")
    page.wait_for_url(f"{paper.gates[0].url}/sign-up")
    assert "on its way" in page.content()
    assert paper.gates[0].posts == [
        {"lang": ["en"], "back": ["en/letter.html"], "letter": ["weekly"], "address": [ADDRESS], "consent": ["2026-11"], "website": [""]}
    ]
    assert not re.search("referer|cookie", said_to(paper.gates), re.IGNORECASE)


def test_without_script_the_link_of_an_article_leads_to_the_form(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}", java_script_enabled=False)
    page.click(LINK)
    page.wait_for_url(f"{paper.site}/{LETTER}")


def test_from_a_mirror_the_form_goes_to_the_gates_of_the_head(paper, tab):
    page = tab(f"{paper.mirror}/{ARTICLE}")
    open_form(page)
    fill(page)
    page.click("form.sign .go")
    answer(page)
    assert len(paper.gates[0].boxes) == 1
    assert {url.split("/")[2] for url in page.asked} == {paper.mirror.split("/")[2], paper.gates[0].url.split("/")[2]}


def test_when_the_first_gate_is_dead_the_second_takes_it(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    page.route("**/head.json", lambda route: route.fulfill(body=paper.head(gates=["http://127.0.0.1:9", paper.gates[1].url])))
    open_form(page)
    fill(page)
    page.click("form.sign .go")
    answer(page)
    assert [paper.opened(box)["address"] for box in paper.gates[1].boxes] == [ADDRESS]


def test_a_moved_gate_needs_no_new_page_but_a_new_head(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    page.route("**/head.json", lambda route: route.fulfill(body=paper.head(gates=[paper.gates[1].url + "/"])))
    open_form(page)
    fill(page)
    page.click("form.sign .go")
    answer(page)
    assert (paper.gates[0].posts, len(paper.gates[1].boxes)) == ([], 1)


@pytest.mark.parametrize(
    ("statuses", "words"), [(([503], [503]), FULL), (([409], [409]), OLD), (([500], [404]), GONE), (([503], [500]), FULL)]
)
def test_what_no_gate_took_is_said_and_what_was_typed_stays(paper, tab, statuses, words):
    page = tab(f"{paper.site}/{ARTICLE}")
    for gate, given in zip(paper.gates, statuses, strict=True):
        gate.statuses = list(given)
    open_form(page)
    fill(page)
    page.click("form.sign .go")
    answer(page, words)
    assert page.input_value("form.sign [name=address]") == ADDRESS
    page.click("form.sign .go")
    answer(page)


def test_a_gate_that_is_full_hands_the_reader_to_the_next(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    paper.gates[0].statuses = [503]
    open_form(page)
    fill(page)
    page.click("form.sign .go")
    answer(page)
    assert (len(paper.gates[0].boxes), len(paper.gates[1].boxes)) == (1, 1)


def test_no_gate_talks_a_page_into_sending_what_is_typed_in_clear(paper, tab):
    page = tab(f"{paper.site}/{LETTER}")
    for gate in paper.gates:
        gate.statuses = [409]
    fill(page)
    page.click("form.sign .go")
    answer(page, OLD)
    assert page.url == f"{paper.site}/{LETTER}"
    assert "example.org" not in said_to(paper.gates)


def test_work_is_done_when_a_gate_asks_for_it(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    paper.gates[0].work = 10
    open_form(page)
    fill(page)
    page.click("form.sign .go")
    answer(page)
    (post,) = paper.gates[0].posts
    assert post["token"] == [TOKEN]
    assert paper.gates[0].worked(post)


def test_an_attack_that_began_meanwhile_costs_a_second_try(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    paper.gates[0].statuses = [428]
    open_form(page)
    fill(page)
    page.click("form.sign .go")
    answer(page)
    assert (paper.gates[0].tokens, len(paper.gates[0].boxes), paper.gates[1].boxes) == (2, 2, [])


def test_a_gate_that_asks_for_endless_work_or_patience_is_passed_by(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    paper.gates[0].work, paper.gates[1].after = 60, 10_000
    open_form(page)
    fill(page)
    page.click("form.sign .go")
    answer(page, GONE)


def test_a_token_is_given_the_time_to_ripen(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    paper.gates[0].after = 0.6
    open_form(page)
    fill(page)
    before = page.evaluate("performance.now()")
    page.click("form.sign .go")
    answer(page)
    assert page.evaluate("performance.now()") - before >= 600


@pytest.mark.parametrize(
    ("spoil", "words", "field"),
    [
        (lambda page: page.fill("form.sign [name=address]", "nobody"), "not a mail address", "address"),
        (lambda page: page.uncheck("form.sign [name=consent]"), "Without your consent", "consent"),
        (lambda page: page.uncheck("form.sign [value=weekly]"), "choose a letter", "letter"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_sent(paper, tab, spoil, words, field):
    page = tab(f"{paper.site}/{ARTICLE}")
    open_form(page)
    fill(page)
    spoil(page)
    page.click("form.sign .go")
    answer(page, words)
    assert page.evaluate("document.activeElement.name") == field
    assert said_to(paper.gates) == ""


def test_what_fills_the_trap_is_thanked_and_not_sent(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    open_form(page)
    fill(page)
    page.evaluate("document.querySelector('[name=website]').value = 'https://spam.example'")
    page.click("form.sign .go")
    answer(page)
    assert paper.gates[0].posts == []


def test_two_clicks_send_once(paper, tab):
    page = tab(f"{paper.site}/{ARTICLE}")
    paper.gates[0].after = 0.3
    open_form(page)
    fill(page)
    page.evaluate("for (let n = 0; n < 3; n++) document.querySelector('form.sign').requestSubmit()")
    answer(page)
    assert len(paper.gates[0].boxes) == 1


@pytest.mark.parametrize("missing", ["**/js/letter.js", "**/en/letter.html"])
def test_a_page_whose_files_do_not_come_leads_to_the_plain_form(paper, tab, missing):
    page = tab(f"{paper.site}/{ARTICLE}")
    page.route(missing, lambda route: route.abort() if route.request.resource_type != "document" else route.continue_())
    page.click(LINK)
    page.wait_for_url(f"{paper.site}/{LETTER}")


def test_a_changed_script_does_not_run_and_the_form_is_plain(paper, tab):
    page = tab(f"{paper.site}/{LETTER}")
    evil = "tamizdatLetter = {send: form => fetch('/stolen?' + form.elements.address.value)}"
    page.route("**/js/letter.js", lambda route: route.fulfill(content_type="text/javascript", body=evil))
    fill(page)
    page.click("form.sign .go")
    page.wait_for_url(f"{paper.gates[0].url}/sign-up")
    assert not [url for url in page.asked if "stolen" in url]
    assert paper.gates[0].posts[0]["address"] == [ADDRESS]


@pytest.mark.parametrize("changes", [{"queue": ""}, {"gates": []}, {"expires": "2020-01-01T00:00:00Z"}])
def test_a_head_that_gives_nothing_to_seal_to_leaves_the_form_plain(paper, tab, changes):
    page = tab(f"{paper.site}/{LETTER}")
    page.route("**/head.json", lambda route: route.fulfill(body=paper.head(**changes)))
    fill(page)
    page.click("form.sign .go")
    page.wait_for_url(f"{paper.gates[0].url}/sign-up")
    assert ANSWER[-20:] in page.content()


def test_a_browser_that_cannot_seal_gets_the_plain_form(paper, tab):
    page = tab("about:blank")
    page.add_init_script("Object.defineProperty(crypto.__proto__, 'subtle', {value: undefined})")
    page.goto(f"{paper.site}/{ARTICLE}")
    page.click(LINK)
    page.wait_for_url(f"{paper.site}/{LETTER}")
    fill(page)
    page.click("form.sign .go")
    page.wait_for_url(f"{paper.gates[0].url}/sign-up")
