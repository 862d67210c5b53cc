"""Debian's Postfix and its smtp-sink: what they take arrives unchanged, and what they refuse is understood."""

import asyncio
import socket
import subprocess
import time
from collections import Counter

import pytest

from factories.certificates import certificate
from factories.mail import WHEN, envelope, ref, sender, signers, splicer
from simulators.dkim_receiver import good_signatures
from simulators.postfix import HERE, postfix
from tamizdat.newsletters.providers.interfaces import Limits
from tamizdat.newsletters.providers.pool import Pool
from tamizdat.newsletters.providers.smtp import SmtpRelay


@pytest.fixture(scope="module")
def relay(tmp_path_factory):
    files, authority = certificate(tmp_path_factory.mktemp("certificates"))
    with postfix(boxes=("ada", "bo"), certificate=files) as server:
        yield server, SmtpRelay(host="127.0.0.1", port=server.port, tls="starttls", ca=authority, limits=Limits(connections=4))


def arrived(server, name, count):
    """Wait until *count* messages lie in a mailbox; return them as they arrived."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        files = list((server.boxes / name / "new").glob("*"))
        if len(files) >= count:
            return [file.read_bytes().replace(b"\n", b"\r\n") for file in files]
        time.sleep(0.05)
    raise AssertionError(f"fewer than {count} messages arrived: {server.log.read_text()[-2000:]}")


def test_letters_arrive_through_postfix_with_both_signatures_whole(relay):
    server, by = relay
    made = splicer(by=sender(signers=signers()))

    async def send():
        pool = Pool([by])
        letters = [made.envelope(ref(), f"ada@{HERE}", WHEN) for _ in range(20)]
        outcomes = await asyncio.gather(*(pool.deliver(one) for one in letters))
        await pool.close()
        return letters, outcomes

    letters, outcomes = asyncio.run(send())
    assert {one.state for one in outcomes} == {"sent"}
    came = arrived(server, "ada", 20)
    whole = {data[data.index(b"DKIM-Signature: ") :] for data in came}
    assert whole == {one.data for one in letters}
    assert all(good_signatures(data, signers()) == [True, True] for data in came[:2])
    log = server.log.read_text()
    assert all(one.message_id in log for one in letters), "a relay's log is what copies in doubt are looked up in"


def test_postfix_refuses_who_is_not_there_and_takes_the_next(relay):
    server, by = relay

    async def send():
        connection = await by.open()
        outcomes = [await connection.deliver(envelope(f"{name}@{HERE}")) for name in ("nobody", "bo", "nobody", "bo")]
        await connection.close()
        return outcomes

    assert [(one.state, one.code) for one in asyncio.run(send())] == [("refused", 550), ("sent", 250)] * 2
    assert all(b"\r\n.A line with a dot\r\n" in data for data in arrived(server, "bo", 2))


def test_smtp_sink_takes_what_several_connections_bring():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = subprocess.Popen(["/usr/sbin/smtp-sink", "-u", "nobody", f"127.0.0.1:{port}", "100"])

    async def send():
        pool = Pool([SmtpRelay(host="127.0.0.1", port=port, tls="none")])
        outcomes = await asyncio.gather(*(pool.deliver(envelope()) for _ in range(300)))
        await pool.close()
        return Counter(one.state for one in outcomes)

    try:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        assert asyncio.run(send()) == {"sent": 300}
    finally:
        sink.terminate()
        sink.wait()
