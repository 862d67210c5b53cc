"""The one promise that all of sending rests on: whatever two relays do at whatever stage, what we say of a message is true."""

import asyncio
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from factories.mail import envelope
from simulators.mail_sinks import MailSink, Manner
from tamizdat.newsletters.providers.interfaces import Limits
from tamizdat.newsletters.providers.pool import Pool
from tamizdat.newsletters.providers.smtp import Patience, SmtpRelay

STAGES = ("connect", "EHLO", "MAIL", "RCPT", "DATA", ".", "RSET")
DEEDS = (
    "drop",
    "garbage",
    "chatty",
    "421 4.3.2 closing",
    "451 4.3.0 later",
    "550 5.1.1 gone",
    "354 go on",
    "250 2.0.0 ok",
    "wait 0.001",
    "deaf",
)
BEHAVIOUR = st.builds(
    Manner,
    at=st.dictionaries(st.sampled_from(STAGES), st.sampled_from(DEEDS), max_size=3),
    every=st.integers(1, 4),
    times=st.integers(1, 12),
    extensions=st.sampled_from([("PIPELINING", "SIZE 1000000"), ()]),
    loose=st.booleans(),
)
RESTS = 10_000.0


class Impatient:
    """A clock on which every rest is over at the next look."""

    now = 0.0

    def __call__(self):
        self.now += RESTS
        return self.now


async def mark():
    """Nothing: that it may be awaited is enough."""


async def hand_over(relays, letters, *, marked):
    pool = Pool(relays, clock=Impatient())
    outcomes = await asyncio.gather(*(pool.deliver(one, before_data=mark if marked else None) for one in letters))
    await pool.close()
    return outcomes


@settings(max_examples=30)
@given(BEHAVIOUR, BEHAVIOUR, st.booleans())
@example(Manner(at={".": "drop"}, every=2), Manner(at={"DATA": "chatty"}, every=3), False)
@example(Manner(at={"RCPT": "550 5.1.1 gone", "RSET": "chatty"}), Manner(at={".": "chatty"}), True)
def test_what_is_called_sent_was_taken_once_and_what_is_not_was_not_taken(one, other, marked):
    letters = [envelope(f"reader{number}@example.org") for number in range(12)]
    with MailSink(one) as first, MailSink(other) as second:
        relays = [
            SmtpRelay(host="127.0.0.1", port=sink.port, tls="none", limits=Limits(connections=2), patience=Patience.of(0.3))
            for sink in (first, second)
        ]
        outcomes = asyncio.run(hand_over(relays, letters, marked=marked))
        taken = Counter(one.message_id for one in (*first.taken, *second.taken) if one.recipient)
    for letter, outcome in zip(letters, outcomes, strict=True):
        count = taken[letter.message_id]
        assert count <= 1, "a message is never handed over twice"
        assert count == {"sent": 1, "refused": 0, "later": 0}.get(outcome.state, count), (
            f"{outcome} of a message that was taken {count} times"
        )
