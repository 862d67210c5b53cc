"""The whole way round: a letter through a real Postfix to a server that refuses it, back as a real bounce, and the reader given up."""

import time
from collections import Counter

from factories.mail import KEYS, WHEN, ref, sender, splicer
from simulators.mail_sinks import MailSink, Manner
from simulators.postfix import HERE, postfix
from tamizdat.newsletters.bounces.maildir import MaildirSource
from tamizdat.newsletters.bounces.tick import collect
from tamizdat.newsletters.providers.smtp import SmtpRelay


class Store:
    def __init__(self):
        self.told = []

    def suppress(self, who, reason):
        self.told.append((who, reason))

    def temporary_failure(self, who):
        self.told.append((who, "temporary"))

    def leave(self, token):
        self.told.append((token.ref, "leave"))


def test_a_reader_whose_mailbox_is_gone_is_given_up_and_nobody_else():
    made, gone, there, store = splicer(by=sender(domain=HERE)), ref(), ref(), Store()
    with (
        MailSink(Manner(dead=("gone@reader.example",))) as last,
        postfix(boxes=("bounces",), routes={"reader.example": last.port}) as relay,
    ):
        by = SmtpRelay(host="127.0.0.1", port=relay.port, tls="none")
        assert by.send(made.envelope(gone, "gone@reader.example", WHEN)).state == "sent"
        assert by.send(made.envelope(there, "ada@reader.example", WHEN)).state == "sent"
        box, until = relay.boxes / "bounces", time.monotonic() + 20
        while time.monotonic() < until and not (list(box.glob("new/*")) and last.taken):
            time.sleep(0.05)
        tally = collect(MaildirSource(box), store, key=KEYS.message_ids, leave=store.leave)
        assert tally == Counter(gone=1) and store.told == [(gone, "bounce")] and not list(box.glob("new/*"))
        assert [one.recipient for one in last.taken] == ["ada@reader.example"]
