"""Where the list key's passphrase lies on the disk, as in the demo, letters go out without anybody typing it; elsewhere they wait."""

import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import override_settings

from factories.newsroom import static_page
from tamizdat.sealed.agent import AgentClient, Locked, seal_address
from tamizdat.sealed.agent_process import Agent, listen, serve_one
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keyring_locks import LEAST_COST
from tamizdat.site import doors

PASSPHRASE = "a lamp that stays lit"


@contextmanager
def agent_for(home, questions):
    """An agent that answers so many questions and stops."""
    door = listen(home / "keys" / "agent.sock")
    agent = Agent(Keyring(home / "keys").locked("list"))
    thread = threading.Thread(target=lambda: [serve_one(door, agent) for _ in range(questions)])
    thread.start()
    try:
        with override_settings(TAMIZDAT=replace(settings.TAMIZDAT, home=home)):
            yield doors.opener()
    finally:
        thread.join(20)
        door.close()


@pytest.fixture
def keyring(tmp_path):
    ring = Keyring(tmp_path / "keys")
    ring.make_missing(PASSPHRASE, cost=LEAST_COST)
    return ring


def test_a_passphrase_on_the_disk_is_used_when_the_agent_is_locked(keyring, tmp_path):
    (keyring.folder / "list.passphrase").write_text(PASSPHRASE + "\n")
    box = seal_address(keyring.list_public(), "reader@mail.example")
    with agent_for(tmp_path, questions=3) as opener:  # locked, unlock, open
        assert opener.open([box]) == ["reader@mail.example"]


def test_without_it_letters_wait_for_a_person(keyring, tmp_path):
    (keyring.folder / "list.passphrase").unlink(missing_ok=True)
    with agent_for(tmp_path, questions=1) as opener:
        assert type(opener) is AgentClient
        with pytest.raises(Locked):
            opener.open([b"box"])


@pytest.mark.django_db
def test_the_page_on_readers_data_is_the_one_that_stands_now():
    first = static_page(language="en", publish=True, role="privacy", title="What we know about you")
    assert doors.privacy() == {"en": f"en/{first.slug}.html"}
    first.unpublish()
    assert doors.privacy() == {}
