"""The provider's own rule for cards is tried with its test cards before anybody may call it set; and the trial leaves no trace."""

from types import SimpleNamespace

from simulators.pretend import PretendProvider
from tamizdat.contributions.providers.local.from_settings import local_provider, refuses, shared_secrets
from tamizdat.contributions.providers.local.means import LISTED, PAYS
from tamizdat.contributions.providers.local.store import Store
from tamizdat.contributions.providers.local.trial import block, is_refused


def conf(folder):
    return SimpleNamespace(home=folder, local_port=8003, mail=SimpleNamespace(gate_url="http://127.0.0.1:8002"))


def test_cards_are_refused_when_the_rule_is_set_and_not_before(provider):
    assert not is_refused(provider.app, ["RU", "BY"])
    block(provider.app, ["RU"])
    assert is_refused(provider.app, ["RU"])
    assert not is_refused(provider.app, ["RU", "BY"])


def test_a_rule_that_refuses_everybody_is_none(provider):
    block(provider.app, ["RU", "DE"])
    assert not is_refused(provider.app, ["RU"])


def test_a_country_without_a_test_card_proves_nothing(provider):
    block(provider.app, ["AQ"])
    assert not is_refused(provider.app, ["AQ"])


def test_nothing_of_a_trial_stays(provider):
    block(provider.app, ["RU"])
    is_refused(provider.app, ["RU"])
    assert provider.kinds() == [] and provider.store.things("checkout") == [] and provider.hooks() == []
    assert provider.store.next_due() is None


def test_the_rule_is_there_for_the_provider_that_runs_later(tmp_path):
    assert refuses(conf(tmp_path), ["RU", "BY"])
    provider = PretendProvider(store=Store(tmp_path / "local" / "provider.sqlite3"))
    provider.give(LISTED)
    provider.give(PAYS, ref="S" * 22)
    assert provider.kinds() == ["failed", "paid"]
    provider.store.close()


def test_the_two_secrets_are_made_once_and_for_their_owner_alone(tmp_path):
    first = shared_secrets(tmp_path / "keys")
    assert shared_secrets(tmp_path / "keys") == first and len(set(first)) == 2
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["local-hook-secret", "local-key"]
    assert local_provider(conf(tmp_path)).origins() == ("http://127.0.0.1:8003",)
