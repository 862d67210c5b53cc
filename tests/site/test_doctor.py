"""The doctor: what is sick is said, what is well is not, and what cannot be looked at hides nothing else."""

import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import ClassVar

import pytest
from django.conf import settings
from django.test import override_settings
from wagtail.models import Locale

from simulators import newspaper
from tamizdat.newsletters.models import Mailing, MailingRecipient, Notice
from tamizdat.newsletters.models.collected import GateState, SetAside
from tamizdat.newsroom.models import GivingOfferRow, GivingSettings, GivingWordsRow, NewspaperSettings
from tamizdat.sealed.keyring import Keyring, introduce
from tamizdat.sealed.keyring_locks import LEAST_COST
from tamizdat.site.conf import load
from tamizdat.site.doctor import CHECKS, Case, examine
from tamizdat.site.running import hold, runs

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["default", "readers"])


@pytest.fixture
def home(tmp_path):
    ring = Keyring(tmp_path / "keys")
    ring.make_missing("correct horse battery", cost=LEAST_COST)
    introduce(ring, tmp_path / "gate")
    newspaper.reset()
    with override_settings(TAMIZDAT=replace(settings.TAMIZDAT, home=tmp_path)):
        yield tmp_path


@pytest.fixture
def seen(home):
    """Return a function from a topic to the levels and words that the doctor has for it."""

    def look(topic, *, now=None, demo=False, **variables):
        case = Case(load({"TAMIZDAT_HOME": str(home), **variables}), now or datetime.now(UTC), demo, network=False)
        return [(finding.level, finding.words) for finding in examine(case) if finding.topic == topic]

    return look


def test_a_newspaper_that_is_not_there_is_sick_in_every_way_and_still_examined(tmp_path):
    found = examine(Case(load({"TAMIZDAT_HOME": str(tmp_path)}), NOW, demo=False, network=False))
    assert {finding.topic for finding in found if finding.level == "bad"} >= {"keys", "queue key", "processes", "edition", "key agent"}
    assert all(finding.words[-1] != "." and "\n" not in finding.words for finding in found)


def test_a_check_that_breaks_is_said_and_hides_no_other(home, monkeypatch):
    def breaks(_):
        raise RuntimeError("ada@reader.example")

    monkeypatch.setattr("tamizdat.site.doctor.CHECKS", (("broken", breaks), *CHECKS[1:2]))
    found = examine(Case(load({"TAMIZDAT_HOME": str(home)}), NOW, demo=False, network=False))
    assert found[0].words == "this could not be looked at (RuntimeError)"
    assert len(found) == 2


def test_a_missing_key_is_named(home, seen):
    assert [level for level, _ in seen("keys")] == ["fine"]
    (home / "keys" / "lookup").unlink()
    assert any(level == "bad" and "lookup is missing" in words for level, words in seen("keys"))


def test_a_passphrase_beside_its_keys_is_bad_and_in_the_demo_a_warning(home, seen):
    assert seen("passphrase")[0][0] == "fine"
    (home / "keys" / "list.passphrase").write_text("words\n")
    assert seen("passphrase")[0][0] == "bad"
    assert seen("passphrase", demo=True)[0][0] == "warning"


def test_a_key_that_others_can_read_is_named(home, seen):
    assert seen("key files")[0][0] == "fine"
    (home / "keys" / "poll").chmod(0o640)
    level, words = seen("key files")[0]
    assert level == "bad" and "poll" in words and "lookup" not in words


def test_a_queue_key_that_does_not_turn_is_bad(seen):
    assert seen("queue key")[0][0] == "fine"
    assert seen("queue key", now=datetime.now(UTC) + timedelta(days=10))[0][0] == "bad"


def test_letters_that_are_not_signed_are_said_and_old_keys_too(tmp_path, seen):
    assert "not signed" in seen("mail signatures")[0][1]
    key = tmp_path / "dkim.pem"
    key.write_text("a key")
    named = {"TAMIZDAT_DKIM_KEYS": f"courier.example:2026a:{key}"}
    assert seen("mail signatures", **named)[0][0] == "fine"
    os.utime(key, (0, 0))
    assert seen("mail signatures", **named)[0][0] == "warning"


def test_a_process_runs_while_it_holds_its_file(home):
    assert not runs(home, "worker")
    hold(home, "worker")
    assert runs(home, "worker") and not runs(home, "sender")


def test_an_edition_about_to_expire_is_bad(home, seen):
    edition = home / "press" / "edition"
    edition.mkdir(parents=True)
    for days, level in ((6, "fine"), (1, "bad")):
        (edition / "head.json").write_text(json.dumps({"expires": (NOW + timedelta(days=days)).isoformat()}))
        assert seen("edition", now=NOW)[0][0] == level


def test_a_backup_that_is_old_or_missing_is_bad(home, seen):
    assert "none was ever made" in seen("backups")[0][1]
    (home / "backups").mkdir()
    for days, level in ((1, "fine"), (5, "bad")):
        (home / "backups" / "last.json").write_text(json.dumps({"made": (NOW - timedelta(days=days)).timestamp()}))
        assert seen("backups", now=NOW)[0][0] == level


def test_a_full_disk_is_bad(seen, monkeypatch):
    assert seen("disk")[0][0] in ("fine", "bad")
    for free, level in ((50, "fine"), (1, "bad"), (3, "bad")):
        usage = SimpleNamespace(total=100 * 1024**3, free=free * 1024**3)
        monkeypatch.setattr("tamizdat.site.doctor.machine.shutil.disk_usage", lambda _, usage=usage: usage)
        assert seen("disk")[0][0] == level


def test_a_gate_that_is_silent_loses_or_withholds_is_bad(seen):
    assert "never answered" in seen("gate")[0][1]
    GateState.objects.create(pk=1, heard=NOW - timedelta(minutes=1))
    assert [level for level, _ in seen("gate", now=NOW)] == ["fine"]
    GateState.objects.filter(pk=1).update(heard=NOW - timedelta(hours=1), missing=3, canary_sent=NOW - timedelta(hours=1), unreadable=2)
    SetAside.objects.create(record="r", box=b"", came=NOW, why="ValueError", since=NOW, tried=NOW)
    words = " ".join(words for _, words in seen("gate", now=NOW))
    assert "does not hand over" in words and "3 records never came" in words and "2 records were sealed" in words and "1 records" in words


def test_confirmations_that_wait_for_hours_are_bad(seen):
    assert seen("confirmations", now=NOW)[0][0] == "fine"
    Notice.objects.create(kind="confirm", ref="r" * 22, address_hash=b"h", box=b"b", due=NOW, created=NOW - timedelta(hours=2))
    assert seen("confirmations", now=NOW)[0][0] == "bad"


def test_copies_in_doubt_and_letters_that_stand_still_are_said(seen):
    fields = {"language": "en", "kind": "weekly", "subject": "s", "record": b"{}", "prepared_by": "ada", "prepared_at": NOW}
    fields |= {"approved_by": "bo", "approved_at": NOW}
    stuck = Mailing.objects.create(letter="a", state="sending", moved_at=NOW - timedelta(hours=3), **fields)
    Mailing.objects.create(letter="b", state="paused", said="The relay is down.", **fields)
    MailingRecipient.objects.create(mailing=stuck, ref="r" * 22, attempt=1, message_id="m", state="doubt")
    said = seen("letters", now=NOW)
    assert ("bad", f"mailing {stuck.pk} stands still since 07:00 UTC: look at the sender") in said
    assert any("1 copies are in doubt" in words for _, words in said) and any("The relay is down." in words for _, words in said)


def test_duties_of_law_are_open_until_they_are_done(seen):
    assert len(seen("responsible")) == 2
    done = {"TAMIZDAT_CONTROLLER": "The Courier, Shore 1, Kesh", "TAMIZDAT_ASSESSED": "2026-11-01"}
    assert seen("responsible", now=NOW, **done) == []
    assert seen("responsible", now=NOW + timedelta(days=400), **done)[0][0] == "warning"
    assert load(done).assessed == date(2026, 11, 1)


def test_one_publisher_alone_is_a_warning(seen):
    assert seen("second person")[0][0] == "warning"


def test_forms_that_go_out_unencrypted_are_bad_and_onions_are_not(seen):
    paper = NewspaperSettings.load()
    for gates, level in (("http://letters.courier.example", "bad"), ("", "bad")):
        paper.gates = gates
        paper.save()
        assert (level, True) in {(found, "gate" in words or "forms" in words) for found, words in seen("addresses")}
    paper.gates = "https://letters.courier.example\nhttp://abcdef.onion"
    paper.save()
    assert not any("forms go to" in words for _, words in seen("addresses"))


class Answering(BaseHTTPRequestHandler):
    """Says at ``/health`` what it is told to."""

    says: ClassVar[bytes] = b""

    def do_GET(self):
        self.wfile.write(b"HTTP/1.0 503 x\r\n\r\n" + self.says if self.says else b"\x15\x03\x03\x00\x02")

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (b'{"state": "empty"}', "site empty, gate empty"),
        (b"<html>", "site unwell, gate unwell"),
        (b'{"state": "ok"}', ""),
        (b"", ""),  # speaks TLS: it runs, and no more is known
    ],
)
def test_what_answers_and_is_not_well_is_said(seen, monkeypatch, says, words):
    monkeypatch.setattr(Answering, "says", says)
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            port = str(server.server_port)
            said = seen("processes", SITE_PORT=port, GATE_PORT=port, NEWSROOM_PORT="1")
        finally:
            server.shutdown()
            thread.join()
    sick = [sentence for level, sentence in said if "/health" in sentence and level == "bad"]
    assert [sentence.rpartition(": ")[2] for sentence in sick] == ([words] if words else [])


def test_an_address_on_the_form_that_nobody_reads_is_said_to_lead_nowhere(home, seen):
    NewspaperSettings.objects.update_or_create(pk=1, defaults={"sign_up_address": "letter@courier.example"})
    assert any("letter@courier.example" in words and level == "bad" for level, words in seen("addresses"))
    assert not any("letter@courier" in words for _, words in seen("addresses", TAMIZDAT_BOUNCES="maildir:/var/mail/bounces"))


def test_discreet_letters_that_would_name_the_newspaper_are_said_to_be_open(seen):
    sender = {"TAMIZDAT_MAIL_FROM": "letter@courier.example"}
    assert any("TAMIZDAT_DISCREET_FROM" in words and level == "bad" for level, words in seen("addresses", **sender))
    assert not any("DISCREET" in words for _, words in seen("addresses", **sender, TAMIZDAT_DISCREET_FROM="post@plain.example"))


def test_a_table_of_countries_that_nobody_looks_through_is_said(seen):
    terms = GivingSettings.load()
    assert seen("countries", now=NOW) == [("fine", "there are no terms of giving yet, and nobody can give")]
    terms.offers = [GivingOfferRow(currency="USD", frequency="once", amounts="5", least="2", most="50")]
    terms.words = [GivingWordsRow(locale=Locale.objects.get(language_code="en"), headline="Give")]
    terms.offers.commit()
    terms.words.commit()
    assert seen("countries", now=NOW)[0][0] == "bad"
    GivingSettings.objects.update(looked_through=NOW.date() - timedelta(days=31))
    assert seen("countries", now=NOW)[0][0] == "fine"
    GivingSettings.objects.update(looked_through=NOW.date() - timedelta(days=32))
    assert seen("countries", now=NOW)[0][0] == "warning"
