"""Mailboxes: what is applied is taken out, what is not recognised stays as it was, unread."""

from collections import Counter
from contextlib import contextmanager

import pytest

from factories.certificates import certificate
from factories.mail import ref
from simulators.imap import ImapServer, Mailbox
from tamizdat.newsletters.bounces.imap import ImapSource
from tamizdat.newsletters.bounces.maildir import MaildirSource
from tamizdat.newsletters.bounces.sources import BadSource, SourceDown, source_from_url
from tamizdat.newsletters.bounces.tick import collect
from tamizdat.newsletters.mail.names import return_path

KEY, READER = b"k" * 32, ref()
BACK = return_path(KEY, 27, READER, "courier.example")
REPORT = (
    f"To: {BACK}\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: {}\r\n\r\n--b--\r\n"
)
GONE, FULL = REPORT.format("5.1.1").encode(), REPORT.format("5.2.2").encode()
LEAVE = f"To: {BACK.replace('bounces+', 'leave+')}\r\nFrom: ada@mail.example\r\n\r\n".encode()
PERSON = b"To: letters@courier.example\r\nFrom: ada@mail.example\r\nSubject: Thank you\r\n\r\nFor the letter.\r\n"
AUTOMATIC = f"To: {BACK}\r\nFrom: ada@mail.example\r\nAuto-Submitted: auto-replied\r\n\r\nAway.\r\n".encode()


class Store:
    """A store of readers that remembers what it was told, and fails when it is told to."""

    def __init__(self, *, fails=False):
        self.told, self.fails = [], fails

    def suppress(self, who, reason):
        if self.fails:
            raise OSError("the database is gone")
        self.told.append((who, reason))

    def temporary_failure(self, who):
        self.told.append((who, "temporary"))

    def leave(self, token):
        self.told.append((token.ref, f"leave {token.mailing}"))


@contextmanager
def maildir(tmp_path, messages):
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    for number, data in enumerate(messages):
        folder = "cur" if number % 2 else "new"
        (tmp_path / folder / f"{number}.host{':2,' if number % 2 else ''}").write_bytes(data)
    yield MaildirSource(tmp_path), lambda: [path.read_bytes() for path in sorted(tmp_path.glob("*/*"), key=lambda path: path.name)]


@contextmanager
def imap(tmp_path, messages):
    files, authority = certificate(tmp_path)
    box = Mailbox({number + 1: data for number, data in enumerate(messages)})
    with ImapServer(box, files) as server:
        yield ImapSource("127.0.0.1", server.port, "ada", "word", ca=authority), lambda: [box.messages[uid] for uid in sorted(box.messages)]


kinds = pytest.mark.parametrize("opened", [maildir, imap])


def look(source, store):
    return collect(source, store, key=KEY, leave=store.leave)


@kinds
def test_what_came_back_is_applied_and_taken_out_and_mail_of_people_stays(opened, tmp_path):
    store = Store()
    with opened(tmp_path, [PERSON, GONE, LEAVE, PERSON, FULL, AUTOMATIC]) as (source, left):
        assert look(source, store) == Counter(unknown=2, gone=1, leave=1, temporary=1, nothing=1)
        assert store.told == [(READER, "bounce"), (READER, "leave 27"), (READER, "temporary")]
        assert left() == [PERSON, PERSON]


@kinds
def test_what_was_passed_over_is_not_read_again_by_the_same_process(opened, tmp_path):
    store = Store()
    with opened(tmp_path, [PERSON]) as (source, left):
        assert [look(source, store), look(source, store)] == [Counter(unknown=1), Counter()] and left() == [PERSON]


@kinds
def test_what_cannot_be_applied_stays_and_is_applied_later(opened, tmp_path):
    with opened(tmp_path, [GONE]) as (source, left):
        with pytest.raises(OSError, match="database"):
            look(source, Store(fails=True))
        assert left() == [GONE]
        store = Store()
        look(source, store)
        assert store.told == [(READER, "bounce")] and left() == []


@kinds
def test_a_mailing_hears_what_came_of_it_once_it_is_applied(opened, tmp_path):
    store, heard = Store(), []
    with opened(tmp_path, [GONE, PERSON]) as (source, _):
        collect(source, store, key=KEY, leave=store.leave, heard=lambda finding: heard.append((finding.kind, len(store.told))))
    assert heard == [("gone", 1)]


def test_mail_that_another_program_marks_as_read_is_still_known(tmp_path):
    with maildir(tmp_path, [PERSON]) as (source, _):
        look(source, Store())
        (tmp_path / "new" / "0.host").rename(tmp_path / "cur" / "0.host:2,S")
        assert look(source, Store()) == Counter()


def test_a_folder_that_is_no_maildir_is_named(tmp_path):
    with pytest.raises(SourceDown, match="is no Maildir"):
        look(MaildirSource(tmp_path), Store())


def test_imap_neither_marks_as_read_nor_expunges_what_others_deleted(tmp_path):
    files, authority = certificate(tmp_path)
    box = Mailbox({1: PERSON, 2: GONE, 3: GONE}, flags={3: {"\\Deleted"}})
    with ImapServer(box, files) as server:
        look(ImapSource("127.0.0.1", server.port, "ada", "word", ca=authority), Store())
    assert box.messages == {1: PERSON, 3: GONE} and box.flags == {2: {"\\Deleted"}, 3: {"\\Deleted"}}
    assert "UID EXPUNGE 2" in box.heard and not [line for line in box.heard if line.startswith(("EXPUNGE", "CLOSE")) or "Seen" in line]


def test_imap_without_single_expunge_leaves_the_message_marked_as_deleted(tmp_path):
    files, authority = certificate(tmp_path)
    box = Mailbox({1: GONE}, capabilities="IMAP4rev1")
    with ImapServer(box, files) as server:
        source = ImapSource("127.0.0.1", server.port, "ada", "word", ca=authority)
        assert look(source, Store()) == Counter(gone=1) and look(source, Store()) == Counter()
    assert box.flags == {1: {"\\Deleted"}} and box.messages == {1: GONE}


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"password": "wrong-word"}, "refuses the log-in"), ({"folder": "Nowhere"}, "refuses"), ({"ca": ""}, "self-signed|certificate")],
)
def test_a_mailbox_that_cannot_be_read_says_why_and_not_the_password(tmp_path, changes, says):
    files, authority = certificate(tmp_path)
    with ImapServer(Mailbox({1: GONE}), files) as server:
        values = {"host": "127.0.0.1", "port": server.port, "user": "ada", "password": "word", "ca": authority}
        with pytest.raises(SourceDown, match=says) as down:
            look(ImapSource(**values | changes), Store())
    assert "word" not in str(down.value)


@pytest.mark.parametrize("command", ["SELECT", "SEARCH", "FETCH", "STORE"])
def test_a_server_that_hangs_up_midway_loses_nothing(tmp_path, command):
    files, authority = certificate(tmp_path)
    box, store = Mailbox({1: GONE}, silent_at=command), Store()
    with ImapServer(box, files) as server:
        source = ImapSource("127.0.0.1", server.port, "ada", "word", ca=authority)
        with pytest.raises(SourceDown):
            look(source, store)
        box.silent_at = ""
        look(source, store)
    assert (READER, "bounce") in store.told and box.messages == {}


def test_numbers_are_logged_and_no_word_of_a_message(tmp_path, caplog):
    caplog.set_level("INFO")
    blocked = REPORT.format("5.7.1").replace("Status", "Diagnostic-Code: smtp; 550 no mail from ada@mail.example\r\nStatus").encode()
    with maildir(tmp_path, [PERSON, GONE, blocked, blocked]) as (source, _):
        look(source, Store())
    said = [record.getMessage() for record in caplog.records if "tick" in record.name]
    assert said[0] == "mail that came back: blocked 2, gone 1, unknown 1" and "(5.7.1 2)" in said[1]
    assert "ada" not in caplog.text and READER not in caplog.text


def test_one_mailbox_is_one_object_so_that_it_remembers_what_it_passed_over(tmp_path):
    assert source_from_url(f"maildir:{tmp_path}") is source_from_url(f"maildir:{tmp_path}")


def test_settings_lines_for_mailboxes(tmp_path):
    assert source_from_url(f"maildir:{tmp_path}") == MaildirSource(tmp_path)
    source = source_from_url("imaps://ada%40x:w%2Fd@mail.example/Bounces%20here")
    assert source == ImapSource("mail.example", 993, "ada@x", "w/d", "Bounces here") and source.hosts() == ("mail.example",)
    assert "w/d" not in repr(source)
    for bad in ("imap://ada:s3cret@mail.example", "imaps://mail.example", "pop3://x", "", "imaps://ada:s3cret@mail.example:x"):
        with pytest.raises(BadSource) as refused:
            source_from_url(bad)
        assert "s3cret" not in str(refused.value)
