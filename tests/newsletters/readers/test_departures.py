"""Departures: who left after a backup was made does not come back with it."""

import pytest
from django.db import transaction

from factories.readers import FRIDAY, hash_of, reader
from tamizdat.newsletters.models import MailQuota, Reader, Subscription, Suppression
from tamizdat.newsletters.readers.departures import BadDepartures, lines, take_in
from tamizdat.newsletters.readers.leaving import leave_all, leave_letter
from tamizdat.newsletters.readers.requests import erase
from tamizdat.newsletters.readers.store import ReaderStore
from tamizdat.site import cli
from tamizdat.site.commands import readers

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])

ADA, BO = "ada@example.org", "bo@example.org"


def departed_after_backup(leave):
    """What the file says after *leave()*, with the newsroom as it was before."""
    with transaction.atomic(using="readers"):
        leave()
        said = list(lines())
        transaction.set_rollback(True, using="readers")
    return said


def letters_of(address):
    return sorted(Subscription.objects.filter(reader__address_hash=hash_of(address)).values_list("letter", flat=True))


def test_who_left_everything_is_erased_again_and_nobody_else():
    one = reader(ADA)
    reader(BO)
    said = departed_after_backup(lambda: leave_all(one, FRIDAY))
    assert Reader.objects.count() == 2
    assert take_in(said, FRIDAY) == 1
    assert letters_of(ADA) == [] and letters_of(BO) == ["weekly"]
    assert Suppression.objects.get().reason == "left"
    assert take_in(said, FRIDAY) == 0, "again changes nothing"


def test_who_left_one_letter_keeps_the_other():
    one = reader(ADA, letters=("weekly", "alerts"))
    said = departed_after_backup(lambda: leave_letter(one, "weekly", FRIDAY))
    assert take_in(said, FRIDAY) == 1
    assert letters_of(ADA) == ["alerts"]


@pytest.mark.parametrize(("reason", "leave"), [("asked", lambda: erase(ADA, "nadia", FRIDAY, never_again=True)), ("bounce", None)])
def test_who_was_erased_or_bounced_stays_away_for_the_same_reason(reason, leave):
    one = reader(ADA)
    said = departed_after_backup(leave or (lambda: ReaderStore().suppress(one.ref, reason)))
    take_in(said, FRIDAY)
    assert not Reader.objects.exists() and Suppression.objects.get().reason == reason


def test_who_left_before_and_is_a_reader_again_stays():
    Suppression.objects.create(address_hash=hash_of(ADA), letter="", reason="left", since=FRIDAY.date())
    reader(ADA)
    assert take_in(list(lines()), FRIDAY) == 0
    assert letters_of(ADA) == ["weekly"]


def test_who_is_erased_leaves_no_mail_limit_behind():
    MailQuota.objects.create(address_hash=hash_of(ADA), mailed=[1], last=FRIDAY)
    said = departed_after_backup(lambda: erase(ADA, "nadia", FRIDAY))
    take_in(said, FRIDAY)
    assert not MailQuota.objects.exists()


def test_the_file_holds_no_address():
    leave_all(reader(ADA), FRIDAY)
    assert "ada" not in "\n".join(lines()).lower()


def test_a_file_that_is_cut_changed_or_anothers_is_refused_and_nothing_is_taken():
    one = reader(ADA)
    said = departed_after_backup(lambda: leave_all(one, FRIDAY))
    for bad in (said[:-1], said[1:], [], [said[0], *said[2:]], [said[0], "x" * 22 + " left", said[2]], [said[0][:-1] + "_", *said[1:]]):
        with pytest.raises(BadDepartures):
            take_in(bad, FRIDAY)
    assert letters_of(ADA) == ["weekly"]


def test_the_command_writes_it_closed_to_others_and_over_the_last_one(tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "newsroom_exists", lambda: True)
    file = tmp_path / "departures"
    file.write_text("old")
    leave_all(reader(ADA), FRIDAY)
    assert cli.main(["readers", "departures", str(file)]) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert "end 1" in file.read_text().splitlines()
    assert [path.name for path in tmp_path.iterdir()] == ["departures"]
