"""What the desk says of a mail before anybody gets it."""

from dataclasses import replace

import pytest

from tamizdat.edition.budget import MAIL_BYTES
from tamizdat.newsletters.interfaces import LetterMail
from tamizdat.newsletters.views.looking import look_through

MAIL = LetterMail(
    subject="The week in Kesh",
    preheader="And a ferry",
    html='<p><a href="https://courier.example/a.html">A</a> <a href="https://mirror.example/a.html">B</a>'
    '<a href="https://unsubscribe.invalid/">Leave</a> <a href="mailto:letter@courier.example">Write</a></p>',
    text="A",
    language="en",
    direction="ltr",
)


def test_links_are_counted_and_their_hosts_named_without_the_readers_own():
    look = look_through(MAIL)
    assert look.links == 3
    assert look.hosts == ("courier.example", "mirror.example")
    assert look.warnings == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"html": "<p>" + "x" * MAIL_BYTES}, "cut its end off"),
        ({"html": '<img src="https://courier.example/p.gif">'}, "tell who opened it"),
        ({"html": '<table background="//courier.example/p.gif">'}, "tell who opened it"),
        ({"html": '<a href="#top">Up</a>'}, "leads nowhere"),
        ({"html": '<a href="javascript:alert(1)">Up</a>'}, "leads nowhere"),
        ({"subject": "S" * 61}, "longer than what a phone shows"),
        ({"preheader": ""}, "no preheader"),
    ],
)
def test_what_mail_programs_dislike_is_said(changes, words):
    (warning,) = look_through(replace(MAIL, **changes)).warnings
    assert words in warning


def test_a_picture_within_the_mail_is_no_tracker():
    assert look_through(replace(MAIL, html='<img src="cid:mark"><img src="data:image/png;base64,AA==">')).warnings == ()
