"""What every provider promises, whoever it is."""

import asyncio
from collections.abc import Iterator

import pytest

from factories.mail import envelope
from simulators.mail_sinks import MailSink
from tamizdat.newsletters.providers.from_url import relay_from_url
from tamizdat.newsletters.providers.interfaces import Provider

URLS = {"smtp": "smtp://127.0.0.1:{port}?tls=none&timeout=5&weight=4", "outbox": "outbox:?weight=4", "null": "null:?weight=4"}


@pytest.fixture(params=URLS.values(), ids=URLS.keys())
def provider(request, tmp_path) -> Iterator[Provider]:
    with MailSink() as sink:
        yield relay_from_url(request.param.format(port=sink.port), mail_folder=tmp_path / "mail")


def test_it_is_a_provider_that_says_who_it_is_and_whom_it_contacts(provider):
    assert isinstance(provider, Provider) and provider.name and provider.limits.weight == 4
    assert provider.hosts() in ((), ("127.0.0.1",))


def test_it_sends_one_message(provider):
    assert provider.send(envelope()).state == "sent"


def test_it_delivers_many_over_one_connection_and_marks_each_once(provider):
    marks = []

    async def mark():
        marks.append(1)

    async def run():
        connection = await provider.open()
        outcomes = [await connection.deliver(envelope(), before_data=mark) for _ in range(5)]
        assert connection.usable and connection.fault == ""
        await connection.close()
        await connection.close()
        return outcomes

    outcomes = asyncio.run(run())
    assert [one.state for one in outcomes] == ["sent"] * 5 and len(marks) == 5
    assert not [one for one in outcomes if "@" in one.words]


def test_a_closed_connection_takes_nothing(provider):
    async def run():
        connection = await provider.open()
        await connection.close()
        return connection.usable, await connection.deliver(envelope())

    usable, outcome = asyncio.run(run())
    assert not usable and outcome.state == "later" and "closed" in outcome.words


def test_what_the_mark_raises_comes_out(provider):
    async def fail():
        raise LookupError("the ledger is gone")

    async def run():
        connection = await provider.open()
        with pytest.raises(LookupError, match="ledger"):
            await connection.deliver(envelope(), before_data=fail)
        await connection.close()

    asyncio.run(run())
