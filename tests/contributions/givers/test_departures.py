"""Departures of givers: who was erased after a backup was made does not come back with it, nor does a reminder that has ended."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction

from simulators.giving_house import ADA, of_address
from tamizdat.contributions import reminders
from tamizdat.contributions.givers import correcting, departed, departures, opening, requests
from tamizdat.contributions.givers.following import follow
from tamizdat.contributions.models import Checkout, Contribution, Departed, Giver, Mail, Reminder
from tamizdat.contributions.shredding import SHREDDERS
from tamizdat.newsletters.readers.departures import BadDepartures, lines, take_in
from tamizdat.sealed.shredders import expire_all
from tamizdat.site import cli
from tamizdat.site.commands import backup, readers

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])

BO = "bo@reader.example"


@contextmanager
def after_the_backup():
    """What is done in the block is undone at its end, as by a restoration; what the file of departures said then is left."""
    said = []
    with transaction.atomic(using="ledger"), transaction.atomic(using="readers"):
        yield said
        said += [f"{line}\n" for line in (*lines(), *departures.lines())]
        transaction.set_rollback(True, using="ledger")
        transaction.set_rollback(True, using="readers")


def taken_in(said):
    file = iter(said)
    return take_in(file, None) + departures.take_in(departures.read(file))


def remind(house, address):
    fields = {"when": "3", "email": address, "language": "en", "consent": "1"}
    assert reminders.ask(house.record("reminder", **fields), house.now)
    return Reminder.objects.get(address_hash=of_address(address)).ref


def test_who_was_erased_or_has_cancelled_stays_away_and_nobody_else(house):
    ref = house.give(frequency="monthly")
    house.give(email=BO)
    follow(house.now)
    stays, goes = remind(house, BO), remind(house, "cy@reader.example")
    remind(house, ADA)
    books = list(Contribution.objects.values())
    with after_the_backup() as said:
        requests.erase(ADA, "nadia", house.now)
        reminders.cancel({"ref": goes})
    assert Giver.objects.count() == 2 and Reminder.objects.count() == 3 and not Departed.objects.exists()
    assert taken_in(said) == 2, "the giver, with all that lies under their address, and who cancelled"
    assert [bytes(row.address_hash) for row in Giver.objects.all()] == [of_address(BO)]
    assert [row.ref for row in Reminder.objects.all()] == [stays]
    assert list(Contribution.objects.values()) == books and ref in {row["ref"] for row in books}
    assert {mail.ref for mail in Mail.objects.all()}.isdisjoint({ref, goes})
    assert taken_in(said) == 0, "again changes nothing"
    assert ref in "".join(departures.lines()), "the next backup is held against it, too"


def test_who_had_paid_and_was_no_giver_yet_when_the_backup_was_made_is_erased_in_the_wish(house):
    ref = house.give()
    with after_the_backup() as said:
        follow(house.now)
        requests.erase(ADA, "nadia", house.now)
    assert bytes(Checkout.objects.get(ref=ref).box)
    assert taken_in(said) == 1
    assert house.tick() == [] and not Giver.objects.exists() and not bytes(Checkout.objects.get(ref=ref).box)


def test_a_corrected_address_does_not_come_back_and_what_they_gave_stays_theirs(house):
    ref = house.give(frequency="monthly")
    house.give(email=BO)
    follow(house.now)
    giver, agent = Giver.objects.get(address_hash=of_address(ADA)), house.agent
    with after_the_backup() as said:
        assert not correcting.correct(giver.pk, "cy@reader.example", "nadia", "they moved", agent, house.now)
        now_there = [f"{line}\n" for line in (*lines(), *departures.lines())]
        assert taken_in(now_there) == 0 and Giver.objects.filter(address_hash=of_address("cy@reader.example")).exists()
    assert taken_in(said) == 1 and taken_in(said) == 0
    house.ask("pause", ref)
    house.carry_out()
    assert house.gift(ref).state == "paused" and [message["To"] for message in house.tick()] == [BO]
    assert not Giver.objects.filter(address_hash=of_address(ADA)).exists()
    opened = opening.by_contribution(ref, "nadia", "to type it once more", agent, house.now)
    assert (opened.person.address, opened.person.language) == ("", "en")
    correcting.correct(giver.pk, "cy@reader.example", "nadia", "they moved", agent, house.now)
    house.ask("resume", ref)
    house.carry_out()
    assert [message["To"] for message in house.tick()] == ["cy@reader.example"]


def test_an_address_that_was_corrected_before_it_was_a_givers_in_the_backup_goes_from_the_wish(house):
    ref = house.give()
    with after_the_backup() as said:
        follow(house.now)
        correcting.correct(Giver.objects.get().pk, BO, "nadia", "a typo", house.agent, house.now)
    assert taken_in(said) == 1 and not bytes(Checkout.objects.get(ref=ref).box) and house.tick() == []


def test_a_reminder_that_went_out_twice_does_not_go_out_again(house):
    ref = remind(house, ADA)
    assert reminders.confirm({"ref": ref}, house.now)
    with after_the_backup() as said:
        house.tick()
        house.days(95)
        assert len(house.tick()) == 1
        house.days(15)
        assert len(house.tick()) == 1 and not Reminder.objects.exists()
    assert taken_in(said) == 1 and house.tick() == []


def test_who_gives_again_after_they_were_erased_is_let_be(house):
    house.give()
    follow(house.now)
    requests.erase(ADA, "nadia", house.now)
    house.give()
    follow(house.now)
    assert taken_in([f"{line}\n" for line in (*lines(), *departures.lines())]) == 0
    assert Giver.objects.count() == 1


def test_the_list_names_nobody_and_forgets_what_no_backup_holds(house):
    house.give()
    follow(house.now)
    requests.erase(ADA, "nadia", house.now)
    said = "".join(departures.lines())
    assert "ada" not in said.lower() and of_address(ADA).hex() not in said and len(said.split("\n")) == 1
    expire_all(SHREDDERS, house.now + departed.KEPT - timedelta(days=300))
    assert Departed.objects.count() == 2
    Departed.objects.update(since=(house.now - departed.KEPT - timedelta(days=1)).date())
    assert expire_all(SHREDDERS, house.now)["departures of givers"] == 2


def test_a_list_that_is_cut_changed_or_anothers_is_refused_and_nothing_is_taken(house):
    house.give()
    follow(house.now)
    with after_the_backup() as said:
        requests.erase(ADA, "nadia", house.now)
    own = said[said.index(next(line for line in said if line.startswith(departures.FORMAT))) :]
    for bad in ([], own[:-1], own[1:], [own[0], *own[2:]], [own[0], "giver x\n", *own[2:]], [own[0][:-2] + "_\n", *own[1:]]):
        with pytest.raises(BadDepartures):
            departures.take_in(departures.read(bad))
    assert Giver.objects.count() == 1


def test_one_file_carries_readers_and_givers_past_a_restoration(house, tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "newsroom_exists", lambda: True)
    house.give()
    follow(house.now)
    file = tmp_path / "departures"
    with after_the_backup():
        requests.erase(ADA, "nadia", house.now)
        assert cli.main(["readers", "departures", str(file)]) == 0
    assert Giver.objects.count() == 1
    assert backup._erase_again(file) == 1 and not Giver.objects.exists()
    file.write_text("\n".join(file.read_text().splitlines()[:-2]))
    with pytest.raises(backup.CannotDo, match=r"cut short|no givers"):
        backup._erase_again(file)
