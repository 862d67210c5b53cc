"""The SMTP client against sinks that behave and that do not: sent, refused, later, or in doubt, and never anything else."""

import asyncio
from time import monotonic

import pytest

from factories.mail import envelope
from simulators.mail_sinks import MailSink, Manner
from tamizdat.newsletters.interfaces import Outcome
from tamizdat.newsletters.providers.interfaces import Limits, RelayDown
from tamizdat.newsletters.providers.smtp import Patience, SmtpRelay, stuffed

PLAIN = ("SIZE 10485760", "8BITMIME")
WAYS = {"in one packet": None, "marked before DATA": "mark", "a command at a time": "plain"}


def relay(sink, **changes):
    values = {"host": "127.0.0.1", "port": sink.port, "tls": "none", "patience": Patience.of(0.4)}
    return SmtpRelay(**values | changes)


def deliver(sink, *envelopes, way=None, **changes):
    """Hand envelopes over by one connection; return outcomes, and the connection as it was left."""

    async def mark():
        marks.append(len(sink.taken))

    async def run():
        connection = await relay(sink, **changes).open()
        mark_or_none = mark if way == "mark" else None
        outcomes = [await connection.deliver(one, before_data=mark_or_none) for one in envelopes]
        state = (connection.usable, connection.fault)
        await connection.close()
        return outcomes, *state

    marks = []
    outcomes, usable, fault = asyncio.run(run())
    return outcomes, usable, fault, marks


def manner(way, **changes):
    return Manner(**({"extensions": PLAIN} if way == "plain" else {}) | changes)


ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())


@ways
def test_messages_arrive_as_they_were_written(way):
    first, second = envelope("ada@example.org"), envelope("bo@example.org", data=b"Message-ID: <2@x>\r\n\r\n.\r\n..\r\n.x\r\n")
    with MailSink(manner(way)) as sink:
        outcomes, usable, fault, marks = deliver(sink, first, second, way=way)
        assert [outcome.state for outcome in outcomes] == ["sent", "sent"] and usable and not fault
        assert [(one.sender, one.recipient, one.data) for one in sink.taken] == [
            (one.sender, one.recipient, one.data) for one in (first, second)
        ]
        assert sink.connections == 1 and marks == ([0, 1] if way == "mark" else [])


BEFORE = [
    (stage, deed) for stage in ("MAIL", "RCPT", "DATA") for deed in ("drop", "stall", "garbage", "421 4.3.2 closing", "451 4.3.0 later")
]


@ways
@pytest.mark.parametrize(("stage", "deed"), BEFORE)
def test_what_fails_before_the_message_is_later_and_never_in_doubt(way, stage, deed):
    with MailSink(manner(way, at={stage: deed})) as sink:
        [outcome], usable, fault, _ = deliver(sink, envelope(), way=way)
        assert outcome.state == "later" and not sink.taken
        assert usable is (deed == "451 4.3.0 later") and bool(fault) is (deed != "451 4.3.0 later")


@ways
@pytest.mark.parametrize("deed", ["drop", "stall", "garbage", "354 go on"])
def test_a_message_that_is_not_answered_is_in_doubt_and_its_connection_is_left(way, deed):
    with MailSink(manner(way, at={".": deed})) as sink:
        [outcome], usable, fault, _ = deliver(sink, envelope(), way=way)
        assert outcome.state == "doubt" and outcome.code == 0 and not usable and fault


@ways
@pytest.mark.parametrize(
    ("deed", "state"), [("451 4.7.1 slow down", "later"), ("554 5.7.1 spam", "refused"), ("421 4.3.2 closing", "later")]
)
def test_an_answer_to_the_message_is_taken_at_its_word(way, deed, state):
    with MailSink(manner(way, at={".": deed})) as sink:
        [outcome], usable, _, _ = deliver(sink, envelope(), way=way)
        assert (outcome.state, outcome.code) == (state, int(deed[:3])) and usable is (outcome.code != 421)


@ways
def test_a_refused_recipient_costs_the_connection_nothing(way):
    with MailSink(manner(way, dead=("gone@example.org",))) as sink:
        outcomes, usable, fault, _ = deliver(sink, envelope("gone@example.org"), envelope("ada@example.org"), way=way)
        assert [(one.state, one.code) for one in outcomes] == [("refused", 550), ("sent", 250)] and usable and not fault
        assert [one.recipient for one in sink.taken] == ["ada@example.org"] and sink.connections == 1


@ways
def test_a_refused_sender_speaks_against_the_relay_and_not_against_the_reader(way):
    with MailSink(manner(way, at={"MAIL": "550 5.7.1 not you"})) as sink:
        [outcome], _, fault, _ = deliver(sink, envelope(), way=way)
        assert outcome == Outcome(state="later", code=550, words="5.7.1 not you") and "refuses the sender" in fault


@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
def test_a_relay_that_lets_data_through_after_a_refusal_gets_no_message_at_all(stage):
    began = monotonic()
    with MailSink(Manner(at={stage: "550 5.1.1 no"}, loose=True)) as sink:
        [outcome], usable, _, _ = deliver(sink, envelope(), patience=Patience.of(30))
        assert outcome.state == ("refused" if stage == "RCPT" else "later") and not usable
        assert "DATA" in sink.heard and not sink.taken and monotonic() - began < 20, "it is left at once"


def test_a_message_whose_end_never_left_us_is_not_in_doubt():
    huge = envelope(data=b"Message-ID: <1@x>\r\n\r\n" + b"x" * 30_000_000)
    with MailSink(Manner(at={"DATA": "deaf"}, extensions=())) as sink:
        [outcome], usable, _, _ = deliver(sink, huge, patience=Patience.of(10))
        assert outcome.state == "later" and not usable and not sink.taken


@ways
@pytest.mark.parametrize(
    ("stage", "deed"),
    [("MAIL", "chatty"), ("RCPT", "chatty"), ("RCPT", "354 go on"), ("DATA", "250 ok"), ("DATA", "334 ok"), ("DATA", "chatty")],
)
def test_replies_out_of_turn_are_never_taken_for_a_message_that_was_sent(way, stage, deed):
    with MailSink(manner(way, at={stage: deed})) as sink:
        outcomes, usable, _, _ = deliver(sink, envelope(), envelope(), way=way)
        assert [one.state for one in outcomes] == ["later", "later"] and not usable and not sink.taken


def test_a_reply_too_many_after_a_message_ends_the_connection_and_not_the_truth():
    with MailSink(Manner(at={".": "chatty"})) as sink:
        outcomes, usable, _, _ = deliver(sink, envelope(), envelope())
        assert [one.state for one in outcomes] == ["sent", "later"] and not usable and len(sink.taken) == 1


def test_what_the_mark_raises_comes_out_and_nothing_is_handed_over():
    async def fail():
        raise LookupError("the ledger is gone")

    async def run(sink):
        connection = await relay(sink).open()
        with pytest.raises(LookupError, match="ledger"):
            await connection.deliver(envelope(), before_data=fail)
        assert not connection.usable
        await connection.close()

    with MailSink() as sink:
        asyncio.run(run(sink))
        assert "DATA" not in sink.heard and not sink.taken


@pytest.mark.parametrize("deed", ["drop", "stall", "garbage", "554 5.3.2 no service", "421 4.3.2 full"])
@pytest.mark.parametrize("stage", ["connect", "EHLO"])
def test_a_relay_that_cannot_be_used_says_why(stage, deed):
    with MailSink(Manner(at={stage: deed})) as sink, pytest.raises(RelayDown, match=rf"127\.0\.0\.1:{sink.port}: \w+"):
        deliver(sink)


def test_nobody_listens():
    with MailSink() as sink:
        port = sink.port
    with pytest.raises(RelayDown, match="refused"):
        asyncio.run(SmtpRelay(host="127.0.0.1", port=port, tls="none").open())


def test_a_message_larger_than_the_relay_takes_is_not_begun():
    with MailSink(Manner(extensions=("SIZE 100",))) as sink:
        [outcome], usable, _, _ = deliver(sink, envelope())
        assert outcome.state == "refused" and outcome.code == 0 and "the relay takes 100" in outcome.words
        assert "MAIL" not in sink.heard and usable


def test_an_address_beyond_ascii_goes_only_where_smtputf8_is_offered():
    with MailSink() as sink:
        [outcome], *_ = deliver(sink, envelope("ада@example.org"))
        assert outcome.state == "refused" and "SMTPUTF8" in outcome.words and not sink.taken
    with MailSink(Manner(extensions=("SMTPUTF8", "8BITMIME"))) as sink:
        [outcome], *_ = deliver(sink, envelope("ада@example.org"))
        assert outcome.state == "sent"


def test_a_connection_ends_after_its_messages():
    with MailSink() as sink:
        outcomes, usable, _, _ = deliver(sink, *(envelope() for _ in range(3)), limits=Limits(messages=3))
        assert [one.state for one in outcomes] == ["sent"] * 3 and not usable


@pytest.mark.parametrize("mechanisms", ["PLAIN LOGIN", "LOGIN"])
def test_the_log_in_is_used(mechanisms):
    with MailSink(Manner(login=("ada", "sécret"), mechanisms=mechanisms)) as sink:
        [outcome], *_ = deliver(sink, envelope(), user="ada", password="sécret")
        assert outcome.state == "sent"
        with pytest.raises(RelayDown, match="refuses the log-in: 535") as refused:
            deliver(sink, envelope(), user="ada", password="wrong-word")
        assert "wrong-word" not in str(refused.value)


def test_a_relay_without_a_log_in_that_we_know_is_refused():
    with (
        MailSink(Manner(login=("ada", "x"), mechanisms="CRAM-MD5")) as sink,
        pytest.raises(RelayDown, match="neither AUTH PLAIN nor AUTH LOGIN"),
    ):
        deliver(sink, user="ada", password="x")


def test_a_relays_representation_shows_no_password():
    assert "s3cret" not in repr(SmtpRelay(host="relay.example", port=587, user="ada", password="s3cret"))


@pytest.mark.parametrize(
    ("data", "wire"), [(b"a", b"a\r\n.\r\n"), (b"a\r\n", b"a\r\n.\r\n"), (b".a\r\n.\r\n", b"..a\r\n..\r\n.\r\n"), (b"", b"\r\n.\r\n")]
)
def test_dots_at_line_starts_are_doubled(data, wire):
    assert stuffed(data) == wire


def test_one_message_can_be_sent_without_a_loop_and_from_inside_one():
    async def inside(one):
        return relay(sink).send(one)

    with MailSink() as sink:
        assert relay(sink).send(envelope()).state == "sent"
        assert asyncio.run(inside(envelope())).state == "sent" and len(sink.taken) == 2
    assert relay(sink).send(envelope()).state == "later"


def test_a_relay_that_is_late_is_given_up_at_the_last_waits_end_whatever_was_waited_for_before():
    quick, late = Patience(connect=2, greeting=9, command=9, data=9, end=0.2), Patience(connect=2, greeting=9, command=9, data=0.2, end=9)
    for patience, stage, state in ((quick, ".", "doubt"), (late, "RCPT", "later")):
        with MailSink(Manner(at={stage: "stall"})) as sink:
            began = monotonic()
            outcome = SmtpRelay(host="127.0.0.1", port=sink.port, tls="none", patience=patience).send(envelope())
            assert (outcome.state, outcome.words) == (state, "no answer within 0.2 seconds") and monotonic() - began < 3
