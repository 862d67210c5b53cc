"""Settings lines for relays: what they may say, and that what is wrong is said without the password."""

from pathlib import Path

import pytest

from tamizdat.newsletters.providers.from_url import BadRelay, relay_from_url, relays_from_urls
from tamizdat.newsletters.providers.null import Null
from tamizdat.newsletters.providers.outbox import Outbox
from tamizdat.newsletters.providers.smtp import SmtpRelay

MAIL = Path("/var/mail-of-tests")


def made(url):
    return relay_from_url(url, mail_folder=MAIL)


def test_a_relay_with_everything():
    relay = made(
        "smtp://ada%40x:p%2Fw@relay.example:2525?weight=2&rate=600/m&domain_rate=5/s&domain_rate=Mail.ru:1/s&connections=3&timeout=9&hello=l.example"
    )
    assert isinstance(relay, SmtpRelay) and (relay.host, relay.port, relay.tls, relay.user, relay.password) == (
        "relay.example",
        2525,
        "starttls",
        "ada@x",
        "p/w",
    )
    limits = relay.limits
    assert (limits.weight, limits.rate, limits.domain_rate, limits.domain_rates, limits.connections) == (
        2,
        10.0,
        5.0,
        (("mail.ru", 1.0),),
        3,
    )
    assert relay.patience.end == 9 and relay.hello == "l.example" and relay.hosts() == ("relay.example",)


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        ("smtp://relay.example", 587, "starttls"),
        ("smtps://relay.example", 465, "implicit"),
        ("smtp://127.0.0.1?tls=none", 25, "none"),
        ("smtp://[::1]:26?tls=none", 26, "none"),
    ],
)
def test_ports_and_tls_by_default(url, port, tls):
    relay = made(url)
    assert isinstance(relay, SmtpRelay) and (relay.port, relay.tls) == (port, tls)


def test_folders_and_nothing():
    assert made("outbox:") == Outbox(MAIL) and made("outbox:/tmp/x%20y") == Outbox(Path("/tmp/x y"))
    assert isinstance(made("null:?rate=5/s"), Null) and made("null:?rate=5/s").limits.rate == 5


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("smtp://ada:s3cret@relay.example?tls=none", "tls=none is for this machine alone"),
        ("smtps://ada:s3cret@127.0.0.1?tls=none", "tls=none is for this machine alone"),
        ("smtp://ada:s3cret@relay.example?tls=maybe", "tls=none is for this machine alone"),
        ("smtp://ada:s3cret@relay.example?wieght=2", "no such option as wieght; there are ca, connections"),
        ("smtp://ada:s3cret@relay.example?weight=two", "weight=two: not a number"),
        ("smtp://ada:s3cret@relay.example?weight=0", "must be above zero"),
        ("smtp://ada:s3cret@relay.example?rate=50", "write a rate as 50/s"),
        ("smtp://ada:s3cret@relay.example?domain_rate=mail.ru:x/s", "domain_rate=x: not a number"),
        ("smtp://ada:s3cret@relay.example:99999", "no number below 65536"),
        ("smtp://", "has no host"),
        ("http://ada:s3cret@relay.example", "begins with smtp://"),
        ("relay.example", "not with nothing"),
        ("smtp://[ada:s3cret@relay.example", "not the address of a relay"),
    ],
)
def test_a_line_that_names_no_relay_says_what_is_wrong_and_not_the_password(url, says):
    with pytest.raises(BadRelay) as refused:
        made(url)
    assert says in str(refused.value) and "s3cret" not in str(refused.value)


def test_several_relays_stand_in_one_line_and_none_is_refused():
    assert len(relays_from_urls("smtp://a.example  smtps://b.example?weight=3", mail_folder=MAIL)) == 2
    with pytest.raises(BadRelay, match="without one no letter can go out"):
        relays_from_urls("  ", mail_folder=MAIL)
