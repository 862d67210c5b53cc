"""The rules in the page's hand: the same answers as the newsroom's to every case, amounts as people type them, and appeals by named rules."""

import json
import subprocess
from pathlib import Path

import pytest

from tamizdat.contributions.money import EXPONENTS, BadAmount, read_amount
from tamizdat.edition.sums import EXPONENTS as OTHERS
from tamizdat.reader.loader import files

ROOM = files("tamizdat.reader") / "js"
VECTORS = json.loads((Path(__file__).parents[1] / "contributions" / "rules_vectors.json").read_text("utf-8"))
DAY = 86_400_000
NOW = 1_800_000_000_000
APPEAL = {
    **{"code": "autumn", "placements": ["article", "bar"], "starts": "", "ends": "", "sections": [], "kinds": []},
    **{"views": 0, "views_days": 0, "rest_closed": 0, "rest_given": 0, "variants": [{"code": "a"}, {"code": "b"}]},
}
PAGE = {"slots": ["article", "bar"], "section": "politics", "kind": "news"}


def run(chapter: str, program: str):
    """Return what *program* prints as JSON after a chapter of the scripts."""
    text = (ROOM / f"{chapter}.js").read_text("utf-8") + program
    return json.loads(subprocess.run(["node", "-e", text], capture_output=True, text=True, check=True, timeout=20).stdout)


def choose(appeals, page=PAGE, kept=None, now=NOW, random=0.0):
    about = ", ".join(map(json.dumps, (appeals, page, kept or {}, now, random)))
    return run("choosing", f"console.log(JSON.stringify(choose({about})))")


def remember(appeals, kept, **news):
    return run("choosing", f"console.log(JSON.stringify(remember({json.dumps(appeals)}, {json.dumps(kept)}, {NOW}, {json.dumps(news)})))")


def test_the_pages_rules_give_the_newsrooms_answer_to_every_case():
    cases = VECTORS["cases"]
    program = f"const {{table, cases}} = {json.dumps(VECTORS)};\nconsole.log(JSON.stringify(cases.map(one => decide(table, one.signals))))"
    assert len(cases) > 100
    assert run("rules", program) == [{name: case[name] for name in ("refused", "country", "warnings")} for case in cases]


AMOUNTS = [
    "12",
    "12.50",
    "12,50",
    "1 200",
    "1\u202f200",
    "۱۲",
    "۱۲٫۵",
    "٣",
    "1.2345",
    "12.505",
    "1.000",
    "0",
    "-5",
    "",
    "x",
    "1e3",
    "12.500",
    "9" * 10,
]


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
def test_an_amount_means_in_the_page_what_it_means_at_the_gate(currency):
    text = (ROOM / "give.js").read_text("utf-8")
    function = text[text.index("function amountOf") : text.index("const signals")]
    program = f"{function};console.log(JSON.stringify({json.dumps(AMOUNTS)}.map(text => amountOf(text, {EXPONENTS[currency]}))))"
    made = json.loads(subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True, timeout=20).stdout)
    assert made == [_read(text, currency) for text in AMOUNTS]


def _read(text, currency):
    try:
        return read_amount(text, currency)
    except BadAmount:
        return 0


def test_the_edition_and_the_newsroom_count_the_digits_of_a_currency_alike():
    assert {currency: OTHERS.get(currency, 2) for currency in EXPONENTS} == EXPONENTS


@pytest.mark.parametrize(
    ("changes", "kept", "said"),
    [
        ({}, {}, ""),
        ({"starts": "2030-01-01T00:00:00Z"}, {}, "has not begun"),
        ({"ends": "2020-01-01T00:00:00Z"}, {}, "is over"),
        ({"starts": "2020-01-01T00:00:00Z", "ends": "2030-01-01T00:00:00Z"}, {}, ""),
        ({"placements": ["front", "letter"]}, {}, "has no place here"),
        ({"sections": ["culture"]}, {}, "is not for this section"),
        ({"sections": ["culture", "politics"]}, {}, ""),
        ({"kinds": ["opinion"]}, {}, "is not for this kind"),
        ({"views": 2, "views_days": 7}, {"seen": {"autumn": [NOW - DAY, NOW - 2 * DAY]}}, "was shown often enough"),
        ({"views": 2, "views_days": 7}, {"seen": {"autumn": [NOW - DAY, NOW - 8 * DAY]}}, ""),
        ({"views": 2, "views_days": 0}, {"seen": {"autumn": [NOW] * 9}}, ""),
        ({"rest_closed": 7}, {"rest": {"autumn": NOW // DAY + 1}}, "rests"),
        ({"rest_closed": 7}, {"rest": {"autumn": NOW // DAY}}, ""),
        ({"rest_closed": 7}, {"rest": {"spring": NOW // DAY + 9}}, ""),
    ],
)
def test_an_appeal_is_shown_or_the_rule_that_said_no_is_named(changes, kept, said):
    chosen = choose([APPEAL | changes], kept=kept)
    assert chosen["said"] == {"autumn": said}
    assert ("appeal" in chosen) is (said == "")


def test_the_first_that_may_be_shown_is_in_the_first_of_its_places():
    closed, second = APPEAL | {"code": "closed", "kinds": ["opinion"]}, APPEAL | {"placements": ["front", "bar", "article"]}
    chosen = choose([closed, second, APPEAL | {"code": "third"}])
    assert (chosen["appeal"]["code"], chosen["slot"]) == ("autumn", "bar")
    assert chosen["said"] == {"closed": "is not for this kind", "autumn": "", "third": ""}


@pytest.mark.parametrize(("random", "code"), [(0, "a"), (0.499, "a"), (0.5, "b"), (0.999, "b")])
def test_wordings_have_equal_odds(random, code):
    assert choose([APPEAL], random=random)["variant"]["code"] == code


def test_nothing_is_kept_that_no_live_rule_asks_for():
    nothing = {"seen": {}, "rest": {}}
    assert remember([APPEAL], {}, seen="autumn", closed="autumn", given=True) == nothing
    assert remember([], {"seen": {"autumn": [NOW]}, "rest": {"autumn": NOW // DAY + 9}}) == nothing
    before = {"given": NOW, "closed": {"autumn": NOW}}
    assert remember([APPEAL | {"rest_closed": 7}], before, given=True) == nothing, "nor what an older script kept"


def test_what_a_rule_asks_for_is_kept_until_it_counts_no_more():
    strict, today = APPEAL | {"views": 3, "views_days": 7, "rest_closed": 7, "rest_given": 0}, -(-NOW // DAY)
    first = remember([strict], {"seen": {"autumn": [NOW - 8 * DAY, NOW - DAY]}}, seen="autumn", closed="autumn")
    assert first == {"seen": {"autumn": [NOW - DAY, NOW]}, "rest": {"autumn": today + 7}}
    assert remember([strict], first) == first
    assert remember([strict], {"rest": {"autumn": today - 1}}) == {"seen": {}, "rest": {}}


@pytest.mark.parametrize(("closed", "given"), [(7, 90), (0, 90), (90, 7)])
def test_having_given_is_kept_as_having_closed_is(closed, given):
    resting = APPEAL | {"rest_closed": closed, "rest_given": given}
    gave, shut = (remember([resting], {}, **news) for news in ({"given": True}, {"closed": "autumn"}))
    assert gave == shut == {"seen": {}, "rest": {"autumn": -(-NOW // DAY) + 90}}
    assert choose([resting], kept=gave, now=NOW + 89 * DAY)["said"] == {"autumn": "rests"}
    assert choose([resting], kept=gave, now=NOW + 91 * DAY)["said"] == {"autumn": ""}
