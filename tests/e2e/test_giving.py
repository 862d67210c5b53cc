"""A contribution's whole way in the running newspaper, as readers go it: from the form, wherever a copy of it stands, over the pretend
provider's page to the receipt; and from its link to another amount, a pause, a new card and the end."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from e2e import giving_ways as ways
from e2e.conftest import Newspaper
from e2e.test_letter import mails, text_of, wait_for
from simulators.copies import FOLDER, copied

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DAY = 86_400


@dataclass
class Copies:
    """Where the edition can be read beside its own site, and which pages readers of these tests have met."""

    newspaper: Newspaper
    mirror: str
    folder: str
    port: int
    met: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def copies(newspaper) -> Iterator[Copies]:
    with copied(newspaper.home / "press" / "edition") as port:
        yield Copies(newspaper, f"http://127.0.0.1:{port}", f"http://localhost:{port}{FOLDER}", port)


def test_on_a_phone_without_script_from_a_mirror_in_a_folder_a_monthly_gift_is_given_changed_and_ended(copies, open_page):
    newspaper, me = copies.newspaper, "monthly@giver.example"
    page = open_page(ways.support(copies.folder), java_script_enabled=False, **ways.PHONE)
    ways.fill(page, other="1")
    page.check("[name=cover]")
    page.click("form.give .go")
    page.wait_for_url("**/give?**")
    copies.met["wrong"] = page.url
    assert "below what can be taken" in page.inner_text("[role=alert]")
    assert page.input_value("[name=bank]") == "LV" and page.is_checked("[name=cover]") and page.is_checked("[value=monthly]")
    page.fill("[name=other]", "7,50")
    page.click("main button")
    page.wait_for_url("**/give/check?**")
    copies.met["check"] = page.url
    assert "US$8.0" in page.inner_text("dl") and "Latvia" in page.inner_text("dl")
    page.fill("[name=email]", me)
    page.wait_for_timeout(ways.RIPE)
    page.click("main button")
    page.wait_for_url("**/pay/*")
    copies.met["pay"] = page.url
    assert "every month, until cancelled" in page.inner_text("main")
    ways.pay(page)
    ways.come_back(page, newspaper, "en")

    first = ways.mail_that_says(newspaper, me, "Thank you")
    own = ways.link_in(newspaper, first, "g")
    page.goto(own)
    copies.met["own"] = own
    assert re.search(r"US\$8\.0\d every month", page.inner_text("dl")) and "Running" in page.inner_text("dl")
    for what, amount, said in (
        ("amount", "1", "below"),
        ("amount", "9", "taken from the next payment"),
        ("pause", "", "Nothing is taken until"),
    ):
        page.goto(own)
        if amount:
            page.fill("[name=amount]", amount)
        press(page, what)
        assert said in page.inner_text("main"), what
    paused = ways.mail_that_says(newspaper, me, "Your contribution is paused")
    page.goto(ways.link_in(newspaper, paused, "g"))
    copies.met["paused"] = page.url
    assert "US$9 every month" in page.inner_text("dl") and "Paused" in page.inner_text("dl"), "a mail's link carries what is so by then"
    press(page, "resume")
    assert "Payments go on" in page.inner_text("main")
    page.goto(own)
    page.select_option("[name=bank]", "RU")
    press(page, "card")
    assert "crime" in page.inner_text("main") and "/card/" not in page.url, "a new card is held against the same table"
    page.goto(own)
    page.select_option("[name=bank]", "NL")
    press(page, "card")
    page.wait_for_url("**/card/*")
    copies.met["card"] = page.url
    page.click("main button")
    page.wait_for_url("**/changed?why=card")
    copies.met["new card"] = page.url
    assert "payments are taken from it" in page.inner_text("main")
    page.goto(own)
    page.get_by_role("link", name="End it").click()
    copies.met["ending"] = page.url
    press(page, "cancel")
    assert "has ended" in page.inner_text("main")
    ways.mail_that_says(newspaper, me, "Your contribution has ended")
    told = {"Thank you", "Your contribution has changed", "Your contribution is paused", "Your contribution has ended"}
    assert told <= set(ways.subjects(newspaper, me))
    state = "SELECT state FROM contributions_contribution WHERE amount = 900"
    wait_for(lambda: ways.gifts(newspaper, state) == [("cancelled",)])


def press(page: Page, what: str) -> None:
    with page.expect_navigation():
        page.click(f"button[value={what}]")


def test_on_a_desk_with_script_a_single_gift_is_sealed_in_the_page_and_carries_what_was_read(copies, open_page):
    newspaper, me = copies.newspaper, "once@giver.example"
    page = open_page(f"{newspaper.site}/en/support.html#appeal=winter-boat.b")
    page.wait_for_load_state("networkidle")
    ways.fill(page, often="once", currency="EUR", method="paypal", other="12", email=me)
    page.click("form.give .go")
    ways.pay(page, "account-pays")
    ways.come_back(page, newspaper, "en")
    receipt = text_of(ways.mail_that_says(newspaper, me, "Thank you"))
    assert "€12" in receipt and f"{newspaper.gate}/g/" not in receipt and "deductible" not in receipt
    sql = "SELECT o.appeal, o.variant, c.amount, c.state FROM contributions_origin o JOIN contributions_contribution c ON c.ref = o.ref"
    assert ("winter-boat", "b", 1200) in [row[:3] for row in ways.gifts(newspaper, sql)]
    page.get_by_role("link", name="Get our letter").click()
    page.locator("dialog form.sign").wait_for()


def test_from_an_onion_a_yearly_gift_is_given_and_its_renewal_is_announced(copies, browser):
    newspaper, me = copies.newspaper, "yearly@giver.example"
    ways.provider_clock(newspaper, -345 * DAY)
    try:
        with ways.onion_browser(browser, copies.port) as (tor, home):
            page = tor.new_context().new_page()
            page.goto(ways.support(home, "ru"))
            page.wait_for_load_state("networkidle")
            ways.fill(page, often="annual", email=me)
            page.locator(".s-annual-USD [value='50']").check(force=True)
            page.click("form.give .go")
            ways.pay(page)
            ways.come_back(page, newspaper, "ru")
            page.goto(ways.support(home, "ru"))
            plain = tor.new_context(java_script_enabled=False).new_page()
            plain.goto(ways.support(home, "ru"))
            ways.fill(plain, often="once")
            plain.click("form.give .go")
            plain.wait_for_url("**/give/check?**")
        wait_for(lambda: ways.gifts(newspaper, "SELECT 1 FROM contributions_contribution WHERE frequency = 'annual' AND state = 'active'"))
    finally:
        ways.provider_clock(newspaper, 0)
    wait_for(lambda: ways.gifts(newspaper, "SELECT 1 FROM contributions_given"))
    ways.start_anew(newspaper, "postman")
    notice = wait_for(lambda: mails(newspaper, me))[-1]
    assert "продл" in str(notice["Subject"]).lower() and "50" in text_of(notice)
    assert ways.link_in(newspaper, notice, "g")


def test_a_renewal_that_fails_is_told_kindly_and_a_new_card_sets_it_right(copies, open_page):
    newspaper, me = copies.newspaper, "fails@giver.example"
    page = open_page(ways.support(copies.mirror, "fa"), java_script_enabled=False, **ways.PHONE)
    ways.fill(page, other="۶")
    page.click("form.give .go")
    page.wait_for_url("**/give/check?**")
    copies.met["check fa"] = page.url
    page.fill("[name=email]", me)
    page.wait_for_timeout(ways.RIPE)
    page.click("main button")
    copies.met["pay fa"] = wait_for(lambda: "/pay/" in page.url and page.url)
    ways.pay(page, ways.EXPIRES)
    ways.come_back(page, newspaper, "fa")
    state = "SELECT state FROM contributions_contribution WHERE amount = 600 AND currency = 'USD'"
    wait_for(lambda: ways.gifts(newspaper, state) == [("active",)])
    ways.provider_clock(newspaper, 32 * DAY)
    try:
        wait_for(lambda: ways.gifts(newspaper, state) == [("past_due",)])
        wait_for(lambda: len(mails(newspaper, me)) == 2)
        page.goto(ways.link_in(newspaper, mails(newspaper, me)[-1], "g"))
        copies.met["failed fa"] = page.url
        page.select_option("[name=bank]", "NL")
        press(page, "card")
        page.wait_for_url("**/card/*")
        copies.met["card fa"] = page.url
        page.check(f"[value='{ways.PAYS}']")
        page.click("main button")
        wait_for(lambda: ways.gifts(newspaper, state) == [("active",)])
    finally:
        ways.provider_clock(newspaper, 32 * DAY)
    assert len(mails(newspaper, me)) == 2, "a receipt, and one mail about the failure"


WRONG = {
    "0.5": ("below", "less than"),
    "999999": ("above", "more than"),
    "ten": ("as a number", "as a number"),
    "1,234": ("as a number",) * 2,
}


def test_an_amount_that_cannot_be_taken_is_said_in_a_sentence_and_nothing_that_was_chosen_is_lost(copies, open_page):
    scripted = open_page(ways.support(copies.newspaper.site))
    scripted.wait_for_load_state("networkidle")
    ways.fill(scripted, often="annual", currency="EUR", method="paypal")
    plain = open_page(ways.support(copies.newspaper.site), java_script_enabled=False)
    ways.fill(plain, often="annual", currency="EUR", method="paypal")
    for typed, (there, here) in WRONG.items():
        scripted.fill("[name=other]", typed)
        scripted.click("form.give .go")
        scripted.locator(".give .said", has_text=here).wait_for()
        plain.fill("[name=other]", typed)
        with plain.expect_navigation():
            plain.locator("form.give .go, form[action='/give'] button").click()
        assert there in plain.inner_text("[role=alert]")
        for page, currency in ((scripted, "EUR"), (plain, None)):
            assert page.input_value("[name=other]") == typed and page.input_value("[name=bank]") == "LV"
            assert page.is_checked("[value=annual]") and page.is_checked("[value=paypal]")
            assert currency is None or page.input_value("[name=currency]") == currency
        assert plain.input_value("[type=hidden][name=currency]") == "EUR"


def test_paying_by_chain_asks_where_one_lives_and_warns_that_the_chain_is_public(copies, open_page):
    newspaper = copies.newspaper
    page = open_page(ways.support(newspaper.site), java_script_enabled=False)
    page.locator("[value=once]").check(force=True)
    page.check("[value=crypto]")
    assert "public for ever" in page.inner_text("#residence")
    page.click("form.give .go")
    assert "say where you live" in page.inner_text("[role=alert]")
    page.select_option("[name=residence]", "GE")
    page.click("main button")
    page.wait_for_url("**/give/check?**")
    assert "public for ever" in page.inner_text("main .note")
    page.wait_for_timeout(ways.RIPE)
    page.click("main button")
    ways.pay(page, "wallet-exact")
    ways.come_back(page, newspaper, "en")
    scripted = open_page(ways.support(newspaper.site))
    scripted.wait_for_load_state("networkidle")
    scripted.locator("[value=once]").check(force=True)
    scripted.check("[value=crypto]")
    scripted.click("form.give .go")
    scripted.locator(".give .said", has_text="in which country you live").wait_for()
    scripted.select_option("[name=residence]", "RU")
    scripted.locator(".why-RU").wait_for()
    assert not scripted.locator("form.give .go").is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_from_a_listed_country_there_is_a_reason_what_helps_instead_and_no_way_to_a_button_that_pays(copies, open_page, script):
    newspaper = copies.newspaper
    page = open_page(ways.support(copies.mirror), java_script_enabled=script)
    page.wait_for_load_state("networkidle")
    page.select_option("#bank", "RU")
    page.locator(".why-RU").wait_for()
    assert "tell somebody abroad of us, in person" in page.inner_text(".why-RU") and "article" in page.inner_text(".why-RU")
    assert not page.locator("form.give button:visible, form.give [type=radio]:visible, .remind button:visible, .links a:visible").count()
    there = open_page(f"{newspaper.gate}/give?lang=en", java_script_enabled=script, extra_http_headers={"X-Real-IP": "5.8.1.2"})
    copies.met.setdefault("refused by network", there.url)
    assert "giving to this newspaper is a crime" in there.inner_text("main") and "Read us" in there.inner_text("main")
    assert not there.locator("form, button").count()
    providers = {origin for way in json.loads(newspaper.page("giving.json"))["methods"] for origin in way["origins"]}
    leads = there.locator("a").evaluate_all("all => all.map(one => one.href)")
    assert leads and not [lead for lead in leads if any(lead.startswith(origin) for origin in providers)]
    refused = there.request.post(
        f"{newspaper.gate}/give", form={"lang": "en", "bank": "RU", "method": "card", "frequency": "once", "currency": "USD", "other": "5"}
    )
    assert refused.status == 451


def test_while_the_newsroom_is_away_the_pages_made_beforehand_are_offered_nearest_first(copies, open_page):
    newspaper, board = copies.newspaper, copies.newspaper.home / "gate" / "board.json"
    said = json.loads(board.read_text())
    links = [
        {"currency": "USD", "frequency": "once", "amount": amount, "method": "card", "url": f"https://pay.example/once-{amount}"}
        for amount in (500, 1500, 3000, 6000)
    ]
    scripted = open_page(ways.support(newspaper.site))
    terms = json.loads(newspaper.page("giving.json")) | {"links": links}
    scripted.route("**/giving.json", lambda route: route.fulfill(json=terms))
    scripted.reload(wait_until="networkidle")
    plain = open_page(ways.support(newspaper.site), java_script_enabled=False)
    with ways.newsroom_away(newspaper):
        board.write_text(json.dumps(said | {"giving": said["giving"] | {"links": links}}))
        for page in (scripted, plain):
            ways.fill(page, often="once", other="14")
        plain.click("form.give .go")
        plain.wait_for_timeout(ways.RIPE)
        scripted.click("form.give .go", no_wait_after=True)
        plain.click("main button")
        plain.wait_for_url("**/give/away?**", timeout=20_000)
        copies.met["away"] = plain.url
        there = plain.locator("main a[rel=noreferrer]").evaluate_all("all => all.map(one => one.href)")
        scripted.locator(".links a").first.wait_for(timeout=30_000)
        here = scripted.locator(".links a").evaluate_all("all => all.map(one => one.href)")
        clean(scripted, "links in the page")
        clean(open_page(plain.url, bypass_csp=True), "away")
        board.write_text(json.dumps(said))
    assert there == here == [links[1]["url"], links[0]["url"], links[2]["url"]]
    assert "Nothing was paid" in plain.inner_text("main")


def test_who_cannot_give_today_is_reminded_if_they_say_so_twice_and_never_if_they_say_once(copies, open_page):
    newspaper = copies.newspaper
    asked = {when: f"remind-{when}@giver.example" for when in ("january", "3", "6", "9")}
    page = open_page("about:blank", java_script_enabled=False, **ways.PHONE)
    for when, address in asked.items():
        page.goto(f"{newspaper.site}/en/{'thanks' if when == 'january' else 'support'}.html")
        page.locator(f".remind [name=when][value='{when}']").check(force=True)
        page.fill(".remind [name=email]", address)
        page.check(".remind [name=consent]")
        page.click(".remind .go")
        page.wait_for_url("**/remind/thanks?**")
    copies.met["remind thanks"] = page.url
    for when, words in {"january": "in January", "3": "in three months", "6": "in six months", "9": "in nine months"}.items():
        mail = ways.mail_that_says(newspaper, asked[when], "Please confirm")
        assert words in text_of(mail)
    page.goto(ways.link_in(newspaper, ways.mail_that_says(newspaper, asked["january"], "Please confirm"), "r"))
    copies.met["remind confirm"] = page.url
    page.get_by_role("button", name="Yes, remind me").click()
    assert "the reminder will come" in page.inner_text("main")
    due = "SELECT due FROM contributions_reminder WHERE due IS NOT NULL"
    ((day,),) = wait_for(lambda: ways.gifts(newspaper, due))
    assert re.match(r"\d{4}-01-(10|24)", day)
    ways.in_ledger(newspaper, "UPDATE contributions_reminder SET due = datetime('now') WHERE due IS NOT NULL")
    reminder = ways.mail_that_says(newspaper, asked["january"], "You asked to be reminded")
    page.goto(ways.link_in(newspaper, reminder, "r"))
    copies.met["remind stop"] = page.url
    page.get_by_role("button", name="Do not remind me").click()
    assert "no reminder will come" in page.inner_text("main")
    wait_for(lambda: len(ways.gifts(newspaper, "SELECT 1 FROM contributions_reminder")) == 3)


def clean(page: Page, what: str) -> None:
    """axe finds nothing to object to on a page, light and dark."""
    for scheme, rules in (("light", WCAG), ("dark", ["color-contrast"])):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"runOnly": rules})
        assert not found.violations_count, f"{what}, {scheme}: {found.generate_report()}"


def test_axe_finds_nothing_to_object_to_on_any_page_of_the_way(copies, open_page):
    newspaper = copies.newspaper
    page = open_page("about:blank", bypass_csp=True)
    places = dict(copies.met)
    for language in ("en", "fa"):
        places |= {f"{name} {language}": f"{newspaper.site}/{language}/{name}.html" for name in ("support", "thanks")}
        places |= {f"{name} {language}": f"{newspaper.gate}/{name}?lang={language}" for name in ("give", "remind", "remind/thanks")}
        places |= {f"{why} {language}": f"{newspaper.gate}/changed?lang={language}&why={why}" for why in ("done_pause", "too_little")}
    for what, address in places.items():
        page.goto(address)
        clean(page, what)
    for language in ("en", "fa"):
        page.set_extra_http_headers({"X-Real-IP": "5.8.1.2"})
        page.goto(f"{newspaper.gate}/give?lang={language}")
        clean(page, f"refused {language}")
        page.set_extra_http_headers({})
        page.goto(f"{newspaper.site}/{language}/support.html")
        page.select_option("#bank", "BY")
        clean(page, f"listed {language}")
