"""The keyring: every key made once, for its owner's eyes, found damaged rather than used so, and turned in time."""

import json
import shutil
import stat
import threading

import pytest

from tamizdat.sealed.boxes import open_box, seal
from tamizdat.sealed.keyring import (
    QUEUE_LINGERS,
    QUEUE_LIVES,
    Keyring,
    KeyringDamaged,
    WrongPassphrase,
    for_gate,
    introduce,
    make_gate_keys,
    open_key_file,
)
from tamizdat.sealed.keyring_files import key_file, make_folder, read_key, write_new
from tamizdat.sealed.keyring_locks import LEAST_COST, lock, new_passphrase, unlock

PASSPHRASE = "correct horse battery"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Keys, made once: stretching a passphrase takes its time."""
    ring = Keyring(tmp_path_factory.mktemp("made") / "keys")
    ring.make_missing(PASSPHRASE, cost=LEAST_COST)
    return ring


@pytest.fixture
def keyring(made, tmp_path):
    return Keyring(shutil.copytree(made.folder, tmp_path / "keys"))


def contents(ring):
    return {path.name: path.read_bytes() for path in ring.folder.iterdir()}


def test_every_key_is_made_once_and_stays(keyring):
    before = contents(keyring)
    assert keyring.make_missing("another passphrase") == []
    assert contents(keyring) == before


def test_nobody_else_on_the_machine_can_read_a_key(keyring):
    assert stat.S_IMODE(keyring.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in keyring.folder.iterdir()} == {0o600}


def test_a_folder_that_was_open_is_closed(tmp_path):
    tmp_path.chmod(0o755)
    make_folder(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_chosen_passphrase_lies_nowhere(keyring):
    assert keyring.passphrase_on_disk() is None
    assert not [path for path in keyring.folder.iterdir() if PASSPHRASE.encode() in path.read_bytes()]


def test_without_one_a_passphrase_is_made_up_and_left(tmp_path):
    ring = Keyring(tmp_path)
    ring.make_missing(cost=LEAST_COST)
    assert ring.open_locked("list", ring.passphrase_on_disk()).public == ring.list_public()
    assert len(ring.passphrase_on_disk()) == 29 and new_passphrase() != new_passphrase()


def test_a_key_lost_later_is_made_under_the_passphrase_that_lies_there(tmp_path):
    ring = Keyring(tmp_path)
    ring.make_missing(cost=LEAST_COST)
    (tmp_path / "backup.public").unlink()
    assert ring.make_missing(cost=LEAST_COST) == ["backup"]
    assert ring.open_locked("backup", ring.passphrase_on_disk()).public == ring.backup_public()


@pytest.mark.parametrize("kind", ["list", "archive", "backup"])
def test_locked_keys_seal_here_and_open_with_the_passphrase_alone(keyring, kind):
    public = getattr(keyring, f"{kind}_public")()
    box = seal(public, b"reader@mail.example", purpose="a")
    key = keyring.open_locked(kind, PASSPHRASE)
    assert open_box({key.public.id: key}, box, purpose="a") == b"reader@mail.example"
    with pytest.raises(WrongPassphrase):
        keyring.open_locked(kind, PASSPHRASE + " ")


def test_the_passphrase_can_be_changed(tmp_path):
    ring = Keyring(tmp_path)
    ring.make_missing(cost=LEAST_COST)
    before, public = ring.passphrase_on_disk(), ring.list_public()
    ring.change_passphrase(before, PASSPHRASE, cost=LEAST_COST)
    assert ring.passphrase_on_disk() is None
    assert ring.open_locked("list", PASSPHRASE).public == public
    with pytest.raises(WrongPassphrase):
        ring.open_locked("backup", before)


def test_a_wrong_old_passphrase_changes_nothing(keyring):
    before = contents(keyring)
    with pytest.raises(WrongPassphrase):
        keyring.change_passphrase("wrong", "a new passphrase", cost=LEAST_COST)
    assert contents(keyring) == before


def test_a_locked_key_may_be_carried_away(keyring):
    keyring.locked("archive").unlink()
    assert keyring.make_missing(PASSPHRASE) == []
    keyring.change_passphrase(PASSPHRASE, "a new passphrase", cost=LEAST_COST)
    with pytest.raises(KeyringDamaged, match="not on this disk"):
        keyring.open_locked("archive", PASSPHRASE)


def test_online_keys_are_kept(keyring):
    assert keyring.lookup() == Keyring(keyring.folder).lookup() != keyring.message_ids()
    assert keyring.links().public_key().public_bytes_raw() != keyring.poll().public_key().public_bytes_raw()


def test_the_queue_key_turns_every_week_and_the_old_one_opens_for_two_more(keyring):
    first = keyring.queue_public()
    made = read_key(keyring.folder / f"queue-{first.id.hex()[:8]}", "queue", 33)[1]
    assert not keyring.turn_queue(now=made + QUEUE_LIVES)
    assert keyring.turn_queue(now=made + QUEUE_LIVES + 1)
    second = keyring.queue_public()
    assert second != first and set(keyring.queue_keys()) == {first.id, second.id}
    turned = made + QUEUE_LIVES + 1
    assert keyring.turn_queue(now=turned + QUEUE_LINGERS)
    assert first.id in keyring.queue_keys()
    keyring.turn_queue(now=turned + QUEUE_LINGERS + 1)
    assert first.id not in keyring.queue_keys() and second.id in keyring.queue_keys()


def test_several_who_make_keys_at_once_make_one_set(tmp_path):
    rings = [Keyring(tmp_path / "keys") for _ in range(4)]
    threads = [threading.Thread(target=ring.make_missing, args=(PASSPHRASE,), kwargs={"cost": LEAST_COST}) for ring in rings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rings[0].queue_keys()) == 1
    assert rings[0].open_locked("list", PASSPHRASE).public == rings[0].list_public()


def test_the_gate_and_the_newsroom_are_told_of_each_other(keyring, tmp_path):
    gate = tmp_path / "gate"
    introduce(keyring, gate)
    introduce(keyring, gate)
    assert keyring.gate_public().public_bytes_raw() == make_gate_keys(gate)
    for name, raw in for_gate(keyring).items():
        assert read_key(gate / name, name, len(raw))[0] == raw
    assert len(read_key(gate / "form-token", "form-token", 32)[0]) == 32
    assert stat.S_IMODE(gate.stat().st_mode) == 0o700


def test_nothing_secret_of_the_newsroom_is_in_the_gates_folder(keyring, tmp_path):
    introduce(keyring, tmp_path / "gate")
    secrets = [keyring.lookup(), keyring.message_ids(), keyring.links().private_bytes_raw(), keyring.poll().private_bytes_raw()]
    secrets += [key.to_bytes()[1:] for key in keyring.queue_keys().values()]
    held = [read_key(path, path.name, size)[0] for path in (tmp_path / "gate").iterdir() for size in [65 if "queue" in path.name else 32]]
    assert not set(secrets) & set(held)


def test_without_a_gate_there_is_none_to_listen_to(keyring):
    with pytest.raises(KeyringDamaged, match=r"gate\.public is missing"):
        keyring.gate_public()


def test_without_a_queue_key_the_sentence_says_what_to_do(tmp_path):
    with pytest.raises(KeyringDamaged, match=r"no queue key in .* `tamizdat keys init`"):
        Keyring(tmp_path).queue_public()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"kind": "lookup"}',
        key_file("links", bytes(32), 0),
        key_file("lookup", bytes(31), 0),
        key_file("lookup", bytes(32), 0).replace(b"AAAA", b"BAAA", 1),
        key_file("lookup", bytes(32), 0)[:-10],
        b"\xff\xfe",
    ],
)
def test_a_damaged_key_file_is_named_and_not_used(keyring, data):
    (keyring.folder / "lookup").write_bytes(data)
    with pytest.raises(KeyringDamaged, match="lookup is damaged"):
        keyring.lookup()


def test_a_queue_file_that_holds_no_key_is_named(keyring):
    (keyring.folder / "queue-00000000").write_bytes(key_file("queue", bytes(33), 0))
    with pytest.raises(KeyringDamaged, match="queue-00000000 holds no key"):
        keyring.queue_keys()


def test_every_byte_of_a_lock_is_under_its_check(keyring):
    whole = json.loads(keyring.locked("list").read_bytes())
    for name, value in {"salt": "A" * 22, "nonce": "A" * 16, "locked": "A" * 66, "n": LEAST_COST * 2, "extra": 1}.items():
        with pytest.raises(WrongPassphrase):
            unlock(json.dumps(whole | {name: value}).encode(), PASSPHRASE, kind="list key")


@pytest.mark.parametrize(
    "change",
    [{"kind": "backup key"}, {"kdf": "none"}, {"n": 1024}, {"n": 2**40}, {"n": LEAST_COST + 1}, {"r": 1}, {"salt": 7}, {"nonce": "!"}],
)
def test_a_lock_of_another_kind_or_cost_is_refused(keyring, change):
    damaged = json.dumps(json.loads(keyring.locked("list").read_bytes()) | change).encode()
    with pytest.raises(KeyringDamaged, match="locked list key is damaged"):
        unlock(damaged, PASSPHRASE, kind="list key")


@pytest.mark.parametrize("data", [b"", b"7", b"{}", b'{"locked": "!"}', b"\xff"])
def test_what_is_no_lock_is_refused(tmp_path, data):
    (tmp_path / "list.locked").write_bytes(data)
    with pytest.raises(KeyringDamaged):
        open_key_file(tmp_path / "list.locked", PASSPHRASE, "list")


def test_what_is_locked_comes_out_as_it_was():
    assert unlock(lock(b"a secret", PASSPHRASE, kind="k", cost=LEAST_COST), PASSPHRASE, kind="k") == b"a secret"


def test_a_key_that_is_there_is_never_written_over(tmp_path):
    assert write_new(tmp_path / "key", b"first")
    assert not write_new(tmp_path / "key", b"second")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"first"]
