"""Mail to the address beside the form: a person's asks for the letter, and nothing that could start a loop does."""

from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.newsletters.bounces.sign_ups import A_LOOK, SignUps, asked

MAILBOX = "letter@courier.example"
OWN = ("news@courier.example", "reading@plain.example")


def mail(sender="Ada <ada@reader.example>", to=MAILBOX, subject="Hello", *lines):
    head = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", *lines]
    return ("\r\n".join(head) + "\r\n\r\nPlease send me the letter.\r\n").encode()


def writer(data):
    ask = asked(data, MAILBOX, OWN)
    return ask and (ask.address, ask.tag)


@pytest.mark.parametrize(
    ("to", "tag"),
    [
        (MAILBOX, ""),
        ("The Courier <Letter@Courier.example>", ""),
        ("letter+ru@courier.example", "ru"),
        ("letter+zh-Hans@courier.example", "zh-hans"),
        ("bo@reader.example, letter+fa@courier.example", "fa"),
    ],
)
def test_a_persons_mail_asks_and_the_address_may_name_a_language(to, tag):
    assert writer(mail(to=to)) == ("ada@reader.example", tag)


def test_the_tag_is_found_where_the_server_has_cut_it_off_elsewhere():
    assert writer(mail(MAILBOX, MAILBOX)) is None
    assert writer(b"Delivered-To: letter@courier.example\r\n" + mail(to="letter+ru@courier.example")) == ("ada@reader.example", "ru")


def test_a_blind_copy_asks_by_the_line_that_the_server_added():
    data = b"X-Original-To: letter@courier.example\r\n" + mail(to="friends@reader.example")
    assert writer(data) == ("ada@reader.example", "")


@pytest.mark.parametrize(
    "to", ["editors@courier.example", "newsletter@courier.example", "letter@courier.example.evil", "letter.x@courier.example", ""]
)
def test_mail_to_others_asks_for_nothing(to):
    assert writer(mail(to=to)) is None


@pytest.mark.parametrize(
    "line",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "Precedence: list",
        "Precedence: auto_reply",
        "List-Id: <friends.reader.example>",
        "List-Unsubscribe: <https://reader.example>",
        "Return-Path: <>",
        "X-Autoreply: yes",
        "X-Loop: us",
        "X-Spam-Flag: YES",
        "Content-Type: multipart/report; boundary=b",
    ],
)
def test_what_a_program_a_list_or_a_server_sends_asks_for_nothing(line):
    assert writer(mail("ada@reader.example", MAILBOX, "Hello", line)) is None


@pytest.mark.parametrize(
    "sender",
    [
        "MAILER-DAEMON@reader.example",
        "postmaster@reader.example",
        "no-reply@reader.example",
        "donotreply@reader.example",
        "friends-request@reader.example",
        "Letter <letter@courier.example>",
        "letter+ru@courier.example",
        "News@courier.example",
        "reading@plain.example",
        "bounces+abc@courier.example",
        "leave+abc@courier.example",
        "ada@reader.example, bo@reader.example",
        "",
    ],
)
def test_a_forged_loop_ends_at_its_first_mail(sender):
    assert writer(mail(sender)) is None


@pytest.mark.parametrize(
    "subject",
    ["Re: The Friday letter", "RE: x", Header("Отв: Пятничное письмо", "utf-8").encode(), "Fwd: x", "=?utf-8?q?Re=3A_x?=", "Out of office"],
)
def test_an_answer_to_a_letter_is_a_persons_mail_and_stays(subject):
    assert writer(mail(subject=subject)) is None
    assert writer(mail("ada@reader.example", MAILBOX, "Hello", "In-Reply-To: <1@courier.example>")) is None


@given(st.binary(max_size=400))
def test_no_bytes_break_it_and_nothing_is_asked_without_a_writer(data):
    ask = asked(b"To: letter@courier.example\r\n" + data, MAILBOX, OWN)
    assert ask is None or ask.address


def test_a_request_shows_no_address_when_it_is_printed():
    assert "ada" not in repr(asked(mail(), MAILBOX, OWN))


def test_one_look_causes_few_mails_however_many_ask():
    taken = []
    look = SignUps(MAILBOX, OWN, lambda ask: taken.append(ask) or "asks")
    kinds = [look(mail(f"ada{number}@reader.example")).kind for number in range(A_LOOK + 5)]
    assert kinds == ["asks"] * A_LOOK + ["waits"] * 5 and len(taken) == A_LOOK


def test_who_asks_again_and_again_takes_nobodys_turn():
    look = SignUps(MAILBOX, OWN, lambda ask: "nothing")
    assert {look(mail()).kind for _ in range(A_LOOK * 3)} == {"nothing"}
