"""Appeals' numbers: told for those who may see them, with what is left out, and not told where there is not enough."""

from datetime import timedelta

import pytest
from django.test import Client

from factories.ledger import NOON, fact, paid, refunded, started
from factories.newsroom import account, appeal
from factories.readers import keys
from tamizdat.contributions.desk import appeal_numbers as numbers
from tamizdat.contributions.desk.appeals import verdict
from tamizdat.contributions.desk.intervals import Row, intervals
from tamizdat.contributions.ledger import origins
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.models import Total
from tamizdat.contributions.variants import compare
from tamizdat.newsroom.appeal_runs import runs
from tamizdat.newsroom.appeals import publish_appeal, take_down_appeal
from tamizdat.newsroom.models import AppealVariantRow
from tamizdat.newsroom.permissions import EDITOR, REPORTER

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])

BEFORE = NOON - timedelta(days=2)


@pytest.fixture(autouse=True)
def ledger_zone(settings):
    """Terms under which nothing is listed that a gift here comes from."""
    keys()
    settings.TAMIZDAT_TERMS = "factories.ledger.terms"


def given(after, variant, count, amount=1_000, *, first=0, **said):
    """So many single gifts after a wording."""
    refs = [f"{after}-{variant}-{number}"[:22].ljust(22, "_") for number in range(first, first + count)]
    Ledger(now=lambda: NOON).apply([paid(amount, f"ch_{ref}", ref=ref, **said) for ref in refs])
    for ref in refs:
        origins.note(ref, appeal=after, variant=variant)
    return refs


def page(address, role=EDITOR):
    client = Client()
    client.force_login(account(role))
    answer = client.get(address)
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


def test_the_page_names_the_best_wording_draws_it_with_its_intervals_and_says_what_is_left_out():
    publish_appeal(appeal("a", "b", code="boat"), now=BEFORE)
    given("boat", "a", 25)
    (last, *_) = given("boat", "b", 60)
    given("boat", "", 3)
    given("boat", "a", 2, currency="USD", first=100)
    given("boat", "b", 4, at=BEFORE - timedelta(days=9), first=200)
    Ledger(now=lambda: NOON).apply([refunded(1_000, f"ch_{last}")])
    shown = page("/contributions/appeals/boat/")
    assert "“b” brings the most, as far as can be told: in 99 of 100 cases" in shown
    assert shown.count("<svg") >= 3 and "Gifts: a 25, between" in shown and "Value: a €250, between" in shown
    assert "<td>25</td>" in shown and "<td>59</td>" in shown and "<td>€590</td>" in shown, "what went back altogether is no gift"
    assert "3 gifts after this appeal carry none" in shown and "no rate is claimed" in shown
    assert "5 gifts in EUR came before" not in shown and "gifts in EUR came before" in shown
    assert '<a href="?currency=USD">USD</a> (2)' in shown
    assert "There is not enough to tell yet" in page("/contributions/appeals/boat/?currency=USD")
    listed = page("/contributions/appeals/")
    assert "€910, $20" in listed or "€910, US$20" in listed
    assert page("/contributions/appeals/", REPORTER) != listed and "boat" not in str(page("/contributions/appeals/boat/", REPORTER))
    assert page("/contributions/appeals/nobodys/") == 404


def test_what_cannot_be_told_is_said_in_a_sentence():
    one = appeal("a", code="one")
    publish_appeal(one, now=BEFORE)
    publish_appeal(appeal("a", "b", code="two"), now=BEFORE)
    publish_appeal(appeal("b", "c", code="two-ru", language="ru"), now=BEFORE)
    two = next(run for run in runs() if run.code == "two")
    assert "Nobody has given after reading this appeal yet" in page("/contributions/appeals/one/")
    given("one", "a", 2)
    assert "It has one wording" in page("/contributions/appeals/one/")
    few, close = compare({"a": [500] * 30, "b": [500] * 7}), compare({"a": [500] * 30, "b": [500] * 31})
    assert "every wording needs at least 20 gifts, and “b” has 7" in verdict(few, two)
    assert "too close to tell: the best so far, “b”, would be so in" in verdict(close, two)
    given("gone", "a", 1)
    assert "does not know this appeal any more" in page("/contributions/appeals/gone/")


def test_wordings_are_counted_from_when_all_of_them_stood_side_by_side_and_never_where_languages_differ():
    one = appeal("a", "b", code="boat")
    publish_appeal(one, now=BEFORE)
    assert [(run.code, run.since, dict(run.wordings), run.shown) for run in runs()] == [
        ("boat", BEFORE, {"a": "Title a", "b": "Title b"}, True)
    ]
    one.variants = [*one.variants.all(), AppealVariantRow(code="c", title="Title c", text="<p>Now.</p>", button="Give")]
    one.save()
    publish_appeal(one, now=NOON)
    one.rank = 3
    one.save()
    publish_appeal(one, now=NOON + timedelta(days=1))
    assert [run.since for run in runs()] == [NOON], "a change beside the wordings changes no odds"
    twin = one.copy_for_translation(appeal(language="ru", code="other").locale)
    twin.variants = [AppealVariantRow(code="a", title="Лодка", text="<p>Нужна лодка.</p>", button="Помочь")]
    twin.save()
    publish_appeal(twin, now=NOON + timedelta(days=2))
    (run,) = runs()
    given("boat", "a", 30)
    told = page("/contributions/appeals/boat/")
    assert "cannot be compared" in told and "Is the best in" not in told and "Best in so many" not in told
    assert run.since is None and "cannot be compared" in verdict(compare({"a": [1] * 30, "b": [1] * 40, "c": [1] * 90}), run)
    take_down_appeal(twin)
    take_down_appeal(one)
    assert [(run.shown, run.since) for run in runs()] == [(False, None)]


def test_a_yearly_gift_counts_one_year_and_a_monthly_one_what_months_bring_by_how_many_stay():
    publish_appeal(appeal("a", "b", code="boat"), now=BEFORE)
    Ledger(now=lambda: NOON).apply(
        [
            started(500, ref="m" * 22, subscription="sub_m"),
            paid(500, "ch_m", ref="m" * 22, subscription="sub_m", frequency="monthly"),
            paid(9_000, "ch_y", ref="y" * 22, subscription="sub_y", frequency="annual"),
            fact("started", ref="n" * 22, subscription="sub_n", frequency="monthly", amount=700),
        ]
    )
    for ref in ("m", "y", "n"):
        origins.note(ref * 22, appeal="boat", variant="a")
    assert sorted(numbers.worths("boat", "EUR", since=BEFORE, months=9.5)["a"]) == [4_750, 9_000], "who has not paid yet gave nothing yet"
    none_known = sum(0.95**month for month in range(12))
    Total.objects.all().delete()
    assert numbers.months_expected(NOON.date()) == pytest.approx(none_known)
    Total.objects.create(day=NOON.date(), currency="EUR", frequency="monthly", method="card", what="paid", count=980)
    Total.objects.create(day=NOON.date(), currency="EUR", frequency="monthly", method="card", what="ended", count=9)
    assert numbers.months_expected(NOON.date()) == pytest.approx(sum(0.99**month for month in range(12)))
    assert numbers.months_expected(NOON.date() + timedelta(days=400)) == pytest.approx(none_known)


def test_the_way_there_stands_at_the_head_of_an_appeal_that_readers_have_seen():
    draft, seen = appeal(code="draft"), appeal(code="boat")
    publish_appeal(seen)
    assert "/contributions/appeals/boat/" in page(f"/appeals/edit/{seen.pk}/")
    assert "/contributions/appeals/draft/" not in page(f"/appeals/edit/{draft.pk}/")


def test_a_drawing_says_its_numbers_and_lets_no_name_through_as_markup():
    drawn = intervals([Row("<b>", 5, 2, 9), Row("b", 3, 3, 3)], about="Gifts", write=lambda value: f"{value:.0f}")
    assert "&lt;b&gt; 5, between 2 and 9; b 3." in drawn and "<b>" not in drawn
    assert drawn.count("<circle") == 1, "what is known exactly is a bar"
    assert "No gift" not in intervals([], about="Gifts", write=str)
