"""Every write is done once for one idempotency key, whatever the network and the provider do."""

import pytest

from simulators.pretend import order
from tamizdat.contributions.interfaces import Hint, ProviderFault


def checkouts(provider):
    return len(provider.store.things("checkout"))


def test_the_same_key_gives_the_same_checkout(provider):
    assert provider.client.start(order(), key="a") == provider.client.start(order(), key="a")
    assert provider.client.start(order(), key="b") != provider.client.start(order(), key="a")
    assert checkouts(provider) == 2


def test_a_key_serves_one_question(provider):
    provider.client.start(order(), key="a")
    with pytest.raises(ProviderFault) as fault:
        provider.client.start(order(amount=2000), key="a")
    assert fault.value.outcome == "damaged"


@pytest.mark.parametrize(("fault", "made"), [("error_before", 0), ("error_after", 1), ("stall", 0)])
def test_an_answer_that_did_not_come_is_asked_for_again_and_done_once(provider, fault, made):
    provider.client.control("faults", **{fault: 1})
    with pytest.raises(ProviderFault) as said:
        provider.client.start(order(), key="a")
    assert said.value.outcome == "retry"
    assert checkouts(provider) == made
    provider.client.start(order(), key="a")
    assert checkouts(provider) == 1


def test_a_no_is_the_same_no_for_the_same_key(provider):
    for _ in range(2):
        with pytest.raises(ProviderFault):
            provider.client.start(order(amount=1), key="a")


def test_what_there_is_not_is_nothing_to_apply(provider):
    with pytest.raises(ProviderFault) as fault:
        provider.client.fetch(Hint(event="e", what="payment", id="pay_none"))
    assert fault.value.outcome == "ignore"
    with pytest.raises(ProviderFault) as fault:
        provider.client.fetch(Hint(event="e", what="unheard-of", id="x"))
    assert fault.value.outcome == "damaged"


def test_there_are_no_other_switches(provider):
    for switch, said in (("faults", {"explode": 1}), ("faults", {"drop": -1}), ("faults", {"drop": True}), ("magic", {})):
        with pytest.raises(ProviderFault):
            provider.client.control(switch, **said)


def test_no_fault_is_on_by_itself(provider):
    for number in range(30):
        provider.give(ref=f"{number:022}")
    assert len(provider.hooks()) == 30
