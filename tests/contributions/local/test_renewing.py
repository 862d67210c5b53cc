"""A recurring contribution by the provider's own clock: renewals, retries, pauses, other amounts, other cards, the end."""

from datetime import UTC, datetime, timedelta

import pytest

from simulators.pretend import BEGAN, URL
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.providers.local.calendar import due
from tamizdat.contributions.providers.local.means import DECLINED, EXPIRES, PAYS, WAVERS


def begin(provider, means=PAYS, frequency="monthly"):
    provider.give(means, frequency=frequency)
    return next(fact.subscription for fact in provider.journal())


def paid_on(provider):
    return [f"{fact.at:%m-%d}" for fact in provider.journal() if fact.kind == "paid"]


def test_it_begins_with_its_first_payment_and_renews_by_the_month(provider):
    begin(provider)
    provider.days(92)
    assert provider.kinds()[:2] == ["started", "paid"]
    assert paid_on(provider) == ["01-31", "02-28", "03-31", "04-30"]


@pytest.mark.parametrize(
    ("frequency", "days"),
    [
        ("monthly", ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]),
        ("annual", ["2024-01-31", "2025-01-31", "2026-01-31", "2027-01-31"]),
    ],
)
def test_the_last_of_a_month_stays_the_last(frequency, days):
    anchor = int(datetime(2024, 1, 31, 23, 59, tzinfo=UTC).timestamp())
    assert [f"{datetime.fromtimestamp(due(anchor, frequency, number), UTC):%Y-%m-%d}" for number in range(4)] == days


def test_a_leap_day_comes_back_every_fourth_year():
    anchor = int(datetime(2024, 2, 29, tzinfo=UTC).timestamp())
    days = [datetime.fromtimestamp(due(anchor, "annual", number), UTC).day for number in range(5)]
    assert days == [29, 28, 28, 28, 29]


def test_a_failed_renewal_is_tried_again_and_the_dates_stay(provider):
    subscription = begin(provider, WAVERS)
    provider.days(29)
    assert provider.client.standing(subscription).state == "past_due"
    provider.days(31)
    assert provider.kinds() == ["started", "paid", "failed", "paid", "paid"]
    assert paid_on(provider) == ["01-31", "03-03", "03-31"]
    assert provider.client.standing(subscription).state == "active"


def test_after_three_tries_more_it_ends(provider):
    subscription = begin(provider, EXPIRES)
    provider.days(60)
    assert provider.kinds() == ["started", "paid", *["failed"] * 4, "cancelled"]
    assert [fact.why for fact in provider.journal()][-2:] == ["expired_card", "payment_failed"]
    assert provider.client.standing(subscription).state == "ended"
    provider.days(400)
    assert provider.kinds().count("paid") == 1


def test_another_amount_counts_from_the_next_payment_on(provider):
    subscription = begin(provider)
    provider.client.change_amount(subscription, 2500, key="a")
    provider.client.change_amount(subscription, 2500, key="a")
    provider.days(30)
    assert [(fact.kind, fact.amount) for fact in provider.journal()] == [
        ("started", 1000),
        ("paid", 1000),
        ("changed", 2500),
        ("paid", 2500),
    ]


def test_a_pause_skips_payments_and_ends_by_itself(provider):
    subscription = begin(provider)
    until = datetime.fromtimestamp(BEGAN, UTC) + timedelta(days=70)
    provider.client.pause(subscription, until=until, key="p")
    assert provider.client.standing(subscription).next_payment is None
    provider.days(92)
    assert provider.kinds() == ["started", "paid", "paused", "resumed", "paid"]
    assert paid_on(provider) == ["01-31", "04-30"]


def test_it_is_resumed_when_asked_and_twice_changes_nothing(provider):
    subscription = begin(provider)
    provider.client.pause(subscription, until=None, key="p")
    provider.days(100)
    provider.client.resume(subscription, key="r")
    provider.client.resume(subscription, key="r2")
    assert provider.kinds() == ["started", "paid", "paused", "resumed"]
    assert f"{provider.client.standing(subscription).next_payment:%m-%d}" == "05-31"


def test_a_new_card_becomes_the_default_and_pays_what_is_owed(provider):
    subscription = begin(provider, EXPIRES)
    provider.days(29)
    page = provider.client.card_page(subscription, back="https://courier.example/", key="c")
    assert provider.ask("GET", page.removeprefix(URL)).status == 200
    answer = provider.pay(page, PAYS)
    assert (answer.status, answer.location) == (303, "https://courier.example/")
    provider.days(62)
    assert provider.kinds() == ["started", "paid", "failed", "paid", "paid", "paid"]


def test_a_card_that_is_refused_changes_nothing(provider):
    subscription = begin(provider)
    page = provider.client.card_page(subscription, back="https://courier.example/", key="c")
    assert provider.pay(page, DECLINED).status == 402
    provider.days(30)
    assert provider.kinds() == ["started", "paid", "paid"]


def test_what_was_cancelled_takes_nothing_more_and_may_be_cancelled_again(provider):
    subscription = begin(provider)
    provider.client.cancel(subscription, key="x")
    provider.client.cancel(subscription, key="y")
    provider.days(400)
    assert provider.kinds() == ["started", "paid", "cancelled"]
    with pytest.raises(ProviderFault):
        provider.client.change_amount(subscription, 2000, key="z")


def test_what_was_due_while_it_was_off_happens_in_order_each_at_its_time(provider):
    begin(provider, frequency="annual")
    provider.give(frequency="monthly", ref="S" * 22)
    provider.now += 366 * 86_400
    moments = [fact.at for fact in provider.journal()]
    assert moments == sorted(moments)
    assert len(set(moments)) >= 12


def test_the_clock_does_not_go_back(provider):
    now = provider.app.clock.now()
    assert provider.app.clock.move(to=now - 1000) == now
