"""TLS: verified, or nothing is said."""

import asyncio

import pytest

from factories.certificates import certificate
from factories.mail import envelope
from simulators.mail_sinks import MailSink, Manner
from tamizdat.newsletters.providers.interfaces import RelayDown
from tamizdat.newsletters.providers.smtp import Patience, SmtpRelay


@pytest.fixture
def served(tmp_path):
    files, authority = certificate(tmp_path)
    return files, authority


def relay(sink, tls, **changes):
    return SmtpRelay(host="127.0.0.1", port=sink.port, tls=tls, patience=Patience.of(5), **changes)


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_message_goes_under_tls(served, tls):
    files, authority = served
    with MailSink(Manner(tls=tls, certificate=files, login=("ada", "word"))) as sink:
        assert relay(sink, tls, ca=authority, user="ada", password="word").send(envelope()).state == "sent"


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_certificate_that_nobody_trusts_ends_the_dialogue_before_the_log_in(served, tls):
    with MailSink(Manner(tls=tls, certificate=served[0], login=("ada", "word"))) as sink:
        outcome = relay(sink, tls, user="ada", password="word").send(envelope())
        assert outcome.state == "later" and "certificate is not to be trusted" in outcome.words and "AUTH" not in sink.heard


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_certificate_for_another_name_ends_it_too(tmp_path, tls):
    files, authority = certificate(tmp_path, address="127.0.0.2")
    with MailSink(Manner(tls=tls, certificate=files)) as sink:
        outcome = relay(sink, tls, ca=authority).send(envelope())
        assert outcome.state == "later" and "certificate is not to be trusted" in outcome.words and "MAIL" not in sink.heard


def test_a_relay_that_offers_no_tls_any_more_gets_nothing(served):
    with MailSink(Manner(login=("ada", "word"))) as sink:
        outcome = relay(sink, "starttls", user="ada", password="word").send(envelope())
        assert "offers no TLS" in outcome.words and set(sink.heard) <= {"EHLO", "QUIT"}


def test_what_was_slipped_in_before_tls_is_not_believed(served):
    with MailSink(Manner(tls="starttls", certificate=served[0], at={"STARTTLS": "220 go on\r\n250 2.0.0 all is well"})) as sink:
        outcome = relay(sink, "starttls", ca=served[1]).send(envelope())
        assert "out of turn" in outcome.words and "MAIL" not in sink.heard


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_message_in_doubt_is_in_doubt_under_tls_too(served, tls, count):
    async def run(sink):
        connection = await relay(sink, tls, ca=served[1]).open()
        states = [(await connection.deliver(envelope())).state for _ in range(count)]
        await connection.close()
        return states

    with MailSink(Manner(tls=tls, certificate=served[0], at={".": "drop"}, every=count)) as sink:
        assert asyncio.run(run(sink)) == ["sent"] * (count - 1) + ["doubt"] and len(sink.taken) == count


def test_a_missing_file_of_certificates_is_named():
    with MailSink() as sink, pytest.raises(RelayDown, match=r"\(/nowhere\.pem\) cannot be read"):
        asyncio.run(relay(sink, "starttls", ca="/nowhere.pem").open())
