"""The mails about subscriptions: what they say, and that each is handed over once, whatever dies meanwhile."""

import re
from datetime import timedelta

import pytest

from factories.readers import FRIDAY, keys, pending, reader, sign_up
from simulators import newspaper
from simulators.relays import DOUBT, LATER, REFUSED, SENT, RelayInMemory
from tamizdat.newsletters.mail.senders import Sender
from tamizdat.newsletters.models import Notice, Pending, Suppression, WeekCount
from tamizdat.newsletters.readers.handlers import HANDLERS
from tamizdat.newsletters.readers.mailing import GIVE_UP_AFTER, MARK_LASTS, send_waiting
from tamizdat.sealed.links import read_link

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

ADA = "ada@example.org"
PLAIN = Sender(name="The Far Shore", address="letter@shore.example", gate="https://gate.shore.example", domain="shore.example")
NEUTRAL = Sender(name="", address="post@plain.example", gate="https://plain.example", domain="plain.example", neutral=True)


def senders(discreet):
    return NEUTRAL if discreet else PLAIN


def ask(address=ADA, now=FRIDAY, **changes):
    HANDLERS["sign_up"].at(sign_up(address, **changes), now)


def send(relay, now=FRIDAY):
    return send_waiting(relay, senders, now)


def sent(**changes):
    relay = RelayInMemory()
    ask(**changes)
    assert send(relay) == {"sent": 1}
    return relay.messages()[0]


def parts(message):
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def link_in(text, gate):
    (found,) = set(re.findall(rf"{re.escape(gate)}/([cp])/(\S+?)(?=[\s\"<])", text))
    return read_link(keys().links().public_key(), found[1], now=FRIDAY.timestamp())


def test_a_confirmation_carries_one_signed_link_that_shows_what_was_asked():
    message = sent(letters=["weekly", "alerts"], language="ru")
    text, html = parts(message)
    link = link_in(text, PLAIN.gate)
    assert link == link_in(html, PLAIN.gate)
    assert (link.action, link.ref, link.language, link.shown) == ("confirm", pending(ADA).ref, "ru", ("alerts", "weekly"))
    assert link.until == int((FRIDAY + timedelta(days=7)).timestamp())
    assert message["To"] == f"<{ADA}>" or message["To"] == ADA


@pytest.mark.parametrize(
    ("language", "subject", "name"),
    [
        ("en", "Please confirm: The Far Shore", "The Friday letter (every Friday)"),
        ("ru", "Подтвердите подписку: Дальний берег", "The Friday letter"),
        ("fa", "لطفاً تأیید کنید: کرانهٔ دور", "The Friday letter"),
    ],
)
def test_each_language_has_its_own_words_and_direction(language, subject, name):
    message = sent(language=language)
    text, html = parts(message)
    assert message["Subject"] == subject and name in text and name in html
    assert f'dir="{"rtl" if language == "fa" else "ltr"}"' in html and f'lang="{language}"' in html


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "erased on 27 November 2026."),
        ("ru", "а 27 ноября 2026\u202fг. запрос сотрётся."),
        ("fa", "۲۷ نوامبر ۲۰۲۶"),
        ("be", "erased on 27 November 2026."),  # English words, and so English days
    ],
)
def test_the_day_is_written_as_the_newspapers_pages_write_it(language, day):
    newspaper.say(languages=(newspaper.spoken(language),))
    text, html = parts(sent(language=language))
    assert day in text and day in html


def test_the_day_is_the_newspapers_own():
    newspaper.say(time_zone="Pacific/Kiritimati")  # 14 hours ahead: there the 28th has begun
    assert "erased on 28 November 2026." in parts(sent())[0]


def test_a_language_without_words_of_its_own_gets_english_ones():
    newspaper.say(languages=(newspaper.spoken("be", name="Далёкі бераг"),))
    assert sent(language="be")["Subject"] == "Please confirm: Далёкі бераг"


def test_a_discreet_confirmation_names_neither_newspaper_nor_letters():
    relay = RelayInMemory()
    ask(discreet=True)
    send(relay)
    message, raw = relay.messages()[0], relay.got[0].data.decode()
    text, html = parts(message)
    for telling in ("Far Shore", "shore.example", "Friday", "weekly"):
        assert telling not in text + html + message["Subject"] + str(message["From"])
        assert telling not in raw.partition("\r\n\r\n")[0]
    assert link_in(text, NEUTRAL.gate).shown == ("+discreet", "weekly")


def test_a_mail_has_nothing_remote_and_no_text_that_a_stranger_typed():
    message = sent(address="buy-pills-now@example.org")
    text, html = parts(message)
    assert "<img" not in html and "src=" not in html and "url(" not in html
    assert "pills" not in text + html + message["Subject"]


def test_names_that_look_like_html_are_shown_and_not_obeyed():
    newspaper.say(languages=(newspaper.spoken("en", name="<b>Shore</b> & Sons"),))
    assert "&lt;b&gt;Shore&lt;/b&gt; &amp; Sons" in parts(sent())[1]


def test_who_reads_already_is_told_so_with_a_link_to_their_preferences():
    ada = reader(ADA, letters=("weekly", "alerts"))
    text, _ = parts(sent())
    link = link_in(text, PLAIN.gate)
    assert (link.action, link.ref, link.shown, link.until) == ("preferences", ada.ref, ("alerts", "weekly"), 0)
    assert "already receives" in text


def test_a_sent_mail_is_gone_from_the_queue():
    sent()
    assert not Notice.objects.exists() and Pending.objects.count() == 1


def test_a_mail_that_was_not_taken_is_tried_again_later_and_given_up_in_the_end():
    relay = RelayInMemory(LATER)
    ask()
    now = FRIDAY
    for _ in range(GIVE_UP_AFTER):
        assert send(relay, now) == {"later": 1}
        assert send(relay, now + timedelta(minutes=1)) == {}
        now += timedelta(days=1)
    assert len(relay.got) == GIVE_UP_AFTER and not Notice.objects.exists()
    assert len({envelope.message_id for envelope in relay.got}) == 1


@pytest.mark.parametrize("outcome", [DOUBT, REFUSED])
def test_a_mail_in_doubt_or_refused_is_never_sent_again(outcome):
    relay = RelayInMemory(outcome)
    ask()
    for day in range(5):
        send(relay, FRIDAY + timedelta(days=day))
    assert len(relay.got) == 1


def test_a_refused_mail_takes_the_wish_with_it_but_suppresses_nobody():
    ask()
    send(RelayInMemory(REFUSED))
    assert not Pending.objects.exists() and not Suppression.objects.exists()
    assert WeekCount.objects.get(what="undelivered").count == 1


class Killed(BaseException):
    """What a test raises where a process would die."""


def _die(envelope):
    raise Killed


def test_a_process_that_dies_while_handing_over_leaves_nothing_to_be_sent_twice():
    ask()
    ask("bo@example.org")
    with pytest.raises(Killed):
        send(RelayInMemory(_die))
    after = RelayInMemory()
    assert send(after, FRIDAY + MARK_LASTS * 2) == {"sent": 1}
    assert not Notice.objects.exists() and WeekCount.objects.get(what="in doubt").count == 1


def test_a_mail_is_marked_on_the_disk_before_it_is_handed_over():
    states = []

    def look(envelope):
        states.append(Notice.objects.get().state)
        return SENT

    ask()
    send(RelayInMemory(look))
    assert states == ["sending"]


def test_a_mail_whose_wish_was_erased_is_not_sent():
    ask()
    Pending.objects.all().delete()
    relay = RelayInMemory()
    assert send(relay) == {"dropped": 1} and not relay.got and not Notice.objects.exists()


def test_a_mail_whose_key_was_destroyed_is_dropped_and_counted():
    ask()
    Notice.objects.update(box=bytes(Pending.objects.get().box))
    assert send(RelayInMemory()) == {"dropped": 1}
