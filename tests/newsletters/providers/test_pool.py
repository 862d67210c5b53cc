"""Several relays behind one door: weights, failover, rates, rest; and never a second relay for a message in doubt."""

import asyncio
from collections import Counter

import pytest

from factories.mail import envelope
from simulators.mail_sinks import MailSink, Manner
from tamizdat.newsletters.providers.interfaces import Limits
from tamizdat.newsletters.providers.null import Null
from tamizdat.newsletters.providers.pool import DOMAIN_FAILURES, PATIENCE, Pool
from tamizdat.newsletters.providers.rates import FIRST_WAIT
from tamizdat.newsletters.providers.smtp import Patience, SmtpRelay


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def relay(sink, seconds=0.5, **limits):
    return SmtpRelay(host="127.0.0.1", port=sink.port, tls="none", limits=Limits(**limits), patience=Patience.of(seconds))


def deliver(providers, *envelopes, clock=None, mark=None):
    """Hand envelopes over one after another; return outcomes and the pool."""

    async def run():
        pool = Pool(providers, clock=clock or Clock())
        outcomes = [await pool.deliver(one, before_data=mark) for one in envelopes]
        await pool.close()
        return outcomes, pool

    return asyncio.run(run())


def test_relays_take_turns_by_their_weights():
    light, heavy = Null(Limits(weight=1), "light"), Null(Limits(weight=3), "heavy")
    deliver([light, heavy], *(envelope() for _ in range(40)))
    assert (light.taken, heavy.taken) == (10, 30)


@pytest.mark.parametrize("stage", ["connect", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("deed", ["drop", "421 4.3.2 closing", "garbage"])
def test_another_relay_takes_what_the_first_certainly_did_not(stage, deed):
    with MailSink(Manner(at={stage: deed})) as bad, MailSink() as good:
        outcomes, pool = deliver([relay(bad, weight=9), relay(good)], envelope(), envelope())
        assert [one.state for one in outcomes] == ["sent", "sent"] and len(good.taken) == 2 and not bad.taken
        assert list(pool.troubles()) == [f"127.0.0.1:{bad.port}"]


def test_a_relay_that_refuses_our_sender_is_passed_over_and_the_reader_kept():
    with MailSink(Manner(at={"MAIL": "550 5.7.1 not you"})) as bad, MailSink() as good:
        [outcome], pool = deliver([relay(bad, weight=9), relay(good)], envelope())
        assert outcome.state == "sent" and "refuses the sender" in pool.troubles()[f"127.0.0.1:{bad.port}"]


@pytest.mark.parametrize("deed", ["drop", "stall", "garbage"])
def test_a_message_in_doubt_goes_to_nobody_else(deed):
    with MailSink(Manner(at={".": deed})) as bad, MailSink() as good:
        [outcome], _ = deliver([relay(bad, weight=9), relay(good)], envelope())
        assert outcome.state == "doubt" and not good.taken


def test_a_refused_recipient_is_not_tried_elsewhere():
    with MailSink(Manner(dead=("ada@example.org",))) as one, MailSink() as other:
        [outcome], _ = deliver([relay(one, weight=9), relay(other)], envelope())
        assert outcome.state == "refused" and not other.taken


def test_without_any_relay_that_answers_the_message_is_later_and_the_relays_rest():
    clock = Clock()
    with MailSink(Manner(at={"connect": "drop"})) as bad:
        outcomes, pool = deliver([relay(bad)], envelope(), envelope(), clock=clock)
        assert [one.state for one in outcomes] == ["later", "later"] and bad.connections == 1
        assert FIRST_WAIT - 1 < pool.wait_for("example.org") <= FIRST_WAIT


def test_a_relay_that_rested_is_tried_again():
    clock = Clock()

    async def run(sink):
        pool = Pool([relay(sink)], clock=clock)
        first = await pool.deliver(envelope())
        clock.now += FIRST_WAIT + 1
        second = await pool.deliver(envelope())
        await pool.close()
        return first.state, second.state, pool.troubles()

    with MailSink(Manner(at={"connect": "drop"}, times=1)) as sink:
        assert asyncio.run(run(sink)) == ("later", "sent", {})


@pytest.mark.parametrize("last_words", [b"", b"421 4.4.2 idle for too long\r\n"])
def test_a_kept_connection_that_the_relay_has_ended_costs_nothing(last_words):
    def end(transport):
        transport.write(last_words)
        transport.close()

    async def run(sink):
        pool = Pool([relay(sink)])
        first = await pool.deliver(envelope())
        for transport in list(sink.open):
            sink.loop.call_soon_threadsafe(end, transport)
        while sink.open:
            await asyncio.sleep(0.01)
        second = await pool.deliver(envelope())
        await pool.close()
        return first.state, second.state, pool.troubles()

    with MailSink() as sink:
        assert asyncio.run(run(sink)) == ("sent", "sent", {}) and len(sink.taken) == 2 and sink.connections == 2


def test_connections_are_kept_and_no_more_are_made_than_allowed():
    async def run(sink):
        pool = Pool([relay(sink, connections=3)])
        outcomes = await asyncio.gather(*(pool.deliver(envelope()) for _ in range(60)))
        await pool.close()
        return Counter(one.state for one in outcomes), pool.connections

    with MailSink() as sink:
        assert asyncio.run(run(sink)) == ({"sent": 60}, 3) and sink.connections <= 3


def test_a_rate_is_kept():
    async def run():
        pool = Pool([null])
        loop, began = asyncio.get_running_loop(), asyncio.get_running_loop().time()
        await asyncio.gather(*(pool.deliver(envelope()) for _ in range(120)))
        return loop.time() - began

    null = Null(Limits(rate=400.0, connections=50))
    assert asyncio.run(run()) >= 119 / 400 - 0.1 - 0.02 and null.taken == 120


def test_what_would_wait_too_long_for_its_domain_is_handed_back_at_once_and_other_domains_go():
    clock, null = Clock(), Null(Limits(domain_rates=(("slow.example", 0.01),), domain_rate=1000.0))
    outcomes, pool = deliver([null], *(envelope(f"ada@{name}.example") for name in ("slow", "slow", "quick")), clock=clock)
    assert [one.state for one in outcomes] == ["sent", "later", "sent"] and outcomes[1].code == 0
    assert pool.wait_for("slow.example") > PATIENCE > pool.wait_for("quick.example")


def test_a_domain_that_says_later_again_and_again_rests_and_others_go_on():
    with MailSink(Manner(at={"RCPT": "451 4.7.1 slow down"}, times=DOMAIN_FAILURES)) as sink:
        many = [envelope("ada@slow.example")] * (DOMAIN_FAILURES + 1)
        outcomes, pool = deliver([relay(sink)], *many, envelope("bo@quick.example"))
        assert [one.code for one in outcomes] == [451] * DOMAIN_FAILURES + [0, 250]
        assert pool.wait_for("slow.example") > 0 == pool.wait_for("quick.example") and not pool.troubles()


def test_the_mark_is_made_again_for_every_relay_that_is_tried():
    marks = []

    async def mark():
        marks.append(1)

    with MailSink(Manner(at={"DATA": "drop"})) as bad, MailSink() as good:
        [outcome], _ = deliver([relay(bad, weight=9), relay(good)], envelope(), mark=mark)
        assert outcome.state == "sent" and len(marks) == 2


def test_a_pool_says_whom_it_contacts_and_refuses_to_be_empty():
    assert Pool([Null(), SmtpRelay(host="relay.example", port=587)]).hosts() == ("relay.example",)
    with pytest.raises(ValueError, match="at least one relay"):
        Pool([])
