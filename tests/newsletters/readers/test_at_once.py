"""Two at once: the same person's records in two threads come to what they come to one after the other."""

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connections

from factories.readers import FRIDAY, reader, record, sign_up
from simulators.relays import RelayInMemory
from tamizdat.newsletters.mail.senders import Sender
from tamizdat.newsletters.models import AppliedRecord, AuditEntry, Notice, Pending, Reader, Subscription, WeekCount
from tamizdat.newsletters.readers import audit
from tamizdat.newsletters.readers.handlers import HANDLERS
from tamizdat.newsletters.readers.mailing import send_waiting
from tamizdat.newsletters.readers.store import ReaderStore

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

ADA = "ada@example.org"
SENDER = Sender(name="Shore", address="letter@shore.example", gate="https://gate.example", domain="shore.example")


@pytest.fixture(autouse=True)
def file(tmp_path):
    """A readers' database in a file for all new threads, as in life; the tests' own in memory stays this thread's."""
    connection, path = connections["readers"], tmp_path / "readers.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
        schema = ";\n".join(sql for (sql,) in cursor.fetchall())
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=WAL")  # as the first start of a newspaper leaves it; two cannot change it at once
        copy.executescript(schema)
    kept, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], str(path)
    yield
    connection.settings_dict["NAME"] = kept


def aside(work):
    """Do something in a thread of its own, which sees the file; return what it returned or raised."""
    done = []

    def run():
        try:
            done.append((work(), None))
        except Exception as error:  # noqa: BLE001 - handed to who waits
            done.append((None, error))
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return lambda: (thread.join(), done[0])[1]


def do(work):
    """Do one thing on the file."""
    found, error = aside(work)()
    if error:
        raise error
    return found


def together(*works):
    """Do all at once; return what broke."""
    barrier = threading.Barrier(len(works))
    waiting = [aside(lambda work=work: (barrier.wait(), work())) for work in works]
    return [error for _, error in [wait() for wait in waiting] if error]


def applying(made):
    return lambda: HANDLERS[made.kind].at(made, FRIDAY)


def test_eight_sign_ups_of_one_address_at_once_are_one_mail():
    assert not together(*(applying(sign_up(ADA)) for _ in range(8)))
    assert do(lambda: (Notice.objects.count(), Pending.objects.count())) == (1, 1)
    assert do(lambda: {row.what: row.count for row in WeekCount.objects.all()}) == {"signed up": 1, "repeated": 7}


def test_one_record_applied_by_eight_at_once_is_applied_once():
    made = sign_up(ADA)
    assert not together(*(applying(made) for _ in range(8)))
    assert do(lambda: (AppliedRecord.objects.count(), WeekCount.objects.get().count)) == (1, 1)


def test_two_links_confirmed_at_once_make_one_reader():
    for day in (2, 0):
        do(lambda day=day: HANDLERS["sign_up"].at(sign_up(ADA, letters=["weekly"] if day else ["alerts"]), FRIDAY - timedelta(days=day)))
    refs = do(lambda: list(Pending.objects.values_list("ref", flat=True)))
    assert len(refs) == 2
    assert not together(*(applying(record("confirm", ref=ref)) for ref in refs * 3))
    assert do(lambda: (Reader.objects.count(), Subscription.objects.count())) == (1, 2)


def test_leaving_and_changing_at_once_never_leaves_a_reader_without_letters():
    ada = do(lambda: reader(ADA, letters=("weekly", "alerts")))
    wishes = [
        record("unsubscribe", ref=ada.ref, letter="weekly", issue=""),
        record("unsubscribe", ref=ada.ref, letter="alerts", issue=""),
        record("preferences", ref=ada.ref, letters=["alerts"], language="en", discreet=True),
    ]
    assert not together(*(applying(wish) for wish in wishes))
    readers, subscriptions = do(lambda: (Reader.objects.count(), Subscription.objects.count()))
    assert readers == subscriptions == 0 or (readers, subscriptions) == (1, 1)


def test_a_bounce_while_somebody_signs_up_again_ends_with_nobody_to_write_to():
    ada = do(lambda: reader(ADA))
    assert not together(lambda: ReaderStore().suppress(ada.ref, "bounce"), applying(sign_up(ADA)), applying(sign_up(ADA)))
    assert do(lambda: [kind.objects.count() for kind in (Reader, Notice, Pending)]) == [0, 0, 0]


def test_two_workers_send_each_mail_once():
    do(lambda: [HANDLERS["sign_up"].at(sign_up(f"reader{number}@example.org"), FRIDAY) for number in range(12)])
    relay = RelayInMemory()
    assert not together(*(lambda: send_waiting(relay, lambda discreet: SENDER, FRIDAY) for _ in range(2)))
    assert len(relay.got) == len({envelope.recipient for envelope in relay.got}) == 12


def test_the_log_stays_a_chain_when_six_write_to_it():
    assert not together(*(lambda: audit.note("nadia", "import", {}, FRIDAY) for _ in range(6)))
    assert do(lambda: (audit.check(), AuditEntry.objects.count())) == (None, 6)


def test_the_race_is_real_where_nothing_holds_it(monkeypatch):
    """Without immediate transactions two sign-ups read the quota before either writes it; SQLite then refuses one of them."""
    monkeypatch.setitem(connections["readers"].settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    broke = [error for _ in range(5) for error in together(*(applying(sign_up(ADA)) for _ in range(8)))]
    assert any("locked" in str(error) for error in broke)
