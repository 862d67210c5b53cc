"""The outbox folder: durable, private, each message once."""

import stat

import pytest

from factories.mail import envelope
from tamizdat.newsletters.providers.outbox import Outbox, listing, message


def test_a_message_is_one_file_however_often_it_is_sent(tmp_path):
    outbox, one = Outbox(tmp_path / "mail"), envelope()
    assert [outbox.send(one).state, outbox.send(one).state, outbox.send(envelope()).state] == ["sent"] * 3
    files = list((tmp_path / "mail").iterdir())
    assert len(files) == 2 and one.data in [file.read_bytes() for file in files]


def test_only_the_owner_reads_it(tmp_path):
    Outbox(tmp_path / "mail").send(envelope())
    [file] = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_message_is_on_disk_before_it_is_called_sent(tmp_path, monkeypatch):
    from tamizdat.newsletters.providers import outbox

    done = []
    monkeypatch.setattr(outbox.os, "fsync", lambda number: done.append("synced"))
    rename = outbox.Path.rename
    monkeypatch.setattr(outbox.Path, "rename", lambda path, to: (done.append("named"), rename(path, to)))
    Outbox(tmp_path).send(envelope())
    assert done == ["synced", "named", "synced"]


def test_a_folder_that_cannot_be_written_is_later_with_a_reason(tmp_path):
    (tmp_path / "mail").write_text("no folder")
    outcome = Outbox(tmp_path / "mail").send(envelope())
    assert outcome.state == "later" and "cannot be written" in outcome.words


def test_what_lies_there_is_listed_the_newest_first_and_opened_by_name(tmp_path):
    outbox = Outbox(tmp_path)
    for number in range(3):
        outbox.send(envelope(f"reader{number}@example.org"))
    found = listing(tmp_path, limit=2)
    assert [one.recipient for one in found] == ["reader2@example.org", "reader1@example.org"] and found[0].subject == "Friday"
    assert message(tmp_path, found[0].name)["to"] == "reader2@example.org"
    assert listing(tmp_path / "nowhere") == []


@pytest.mark.parametrize("name", ["../secret.eml", "x.eml", "/etc/passwd", ""])
def test_a_name_that_is_not_in_the_list_opens_nothing(tmp_path, name):
    with pytest.raises(LookupError, match="no such message"):
        message(tmp_path, name)
