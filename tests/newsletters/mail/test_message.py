"""Single messages: confirmations."""

from email import message_from_bytes
from email.policy import default

import pytest

from factories.mail import KEYS, WHEN, ref, sender, signers
from simulators.dkim_receiver import good_signatures
from tamizdat.newsletters.mail.message import compose
from tamizdat.newsletters.mail.names import Token, tokens_in
from tamizdat.newsletters.mail.senders import sender_of


def confirmation(reader, **changes):
    values = {"address": "ada@example.org", "ref": reader, "about": "confirm:1", "when": WHEN, "language": "ru"}
    words = {"subject": "Подтвердите подписку", "text": "Нажмите:\nhttps://gate.example/c/x\n", "html": "<p>Нажмите</p>"}
    return compose(sender(signers=signers()), KEYS, **values | words | changes)


def test_a_confirmation_is_one_signed_message_to_one_person():
    envelope = confirmation(ref())
    message = message_from_bytes(envelope.data, policy=default)
    assert good_signatures(envelope.data, signers()) == [True, True] and not message.defects
    assert message["to"] == "ada@example.org" and message["subject"] == "Подтвердите подписку"
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == "Нажмите:\nhttps://gate.example/c/x\n"
    assert message["message-id"] == envelope.message_id and message["auto-submitted"] == "auto-generated"


def test_what_bounces_names_the_reader_and_no_mailing():
    reader = ref()
    assert tokens_in(KEYS.message_ids, confirmation(reader).sender) == [Token("bounces", 0, reader)]


def test_the_same_confirmation_is_known_by_its_message_id():
    reader = ref()
    assert confirmation(reader).message_id == confirmation(reader, when=WHEN + 60).message_id
    assert confirmation(reader).message_id != confirmation(reader, about="confirm:2").message_id


def test_a_sender_that_is_no_address_is_refused_with_an_example():
    with pytest.raises(ValueError, match=r"The Kesh Courier <letters@courier\.example>"):
        sender_of("letters at courier", gate="https://gate.example")
