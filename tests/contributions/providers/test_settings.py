"""Switching is one setting; what a provider needs beside is asked for by name before anything starts."""

from dataclasses import replace

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from tamizdat.contributions import methods
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.providers import from_settings
from tamizdat.contributions.providers.settings import GivingSettings
from tamizdat.site.errors import BadSetting
from tamizdat.site.giving_settings import PAYPAL_SANDBOX, giving_settings

STRIPE = {"TAMIZDAT_STRIPE_KEY": "rk_live_" + "k3Y" * 8, "TAMIZDAT_STRIPE_HOOK_SECRET": "whsec_" + "s3CrEt" * 4}
PAYPAL = {
    "TAMIZDAT_PAYPAL_ID": "AbCdEfGhIjKlMnOpQrStUvWx",
    "TAMIZDAT_PAYPAL_SECRET": "ThIsIsTheSecretOfPayPalsApplication",
    "TAMIZDAT_PAYPAL_HOOK": "8PT597110X687430LKGECATA",
}
BTCPAY = {
    "TAMIZDAT_BTCPAY_URL": "https://btcpay.courier.example",
    "TAMIZDAT_BTCPAY_STORE": "9CiNzKoANXxmk5ayZngSXrHTiVvvgCrw",
    "TAMIZDAT_BTCPAY_KEY": "a1b2c3d4e5f6a1b2c3d4e5f6a1b2",
    "TAMIZDAT_BTCPAY_HOOK_SECRET": "hook-secret-of-btcpay",
    "TAMIZDAT_REVIEW_ABOVE": "1000 EUR 900.50 USD 100000 JPY",
}
ALL = {**STRIPE, **PAYPAL, **BTCPAY}


def named(names: str, **other: str) -> GivingSettings:
    return giving_settings({"TAMIZDAT_PROVIDER": names, **ALL, **other})


def test_nothing_said_is_the_pretend_provider():
    assert giving_settings({}).names == ("local",)


def test_several_take_different_methods():
    giving = named("stripe paypal  btcpay")
    assert giving.names == ("stripe", "paypal", "btcpay")
    assert giving.stripe and giving.paypal and giving.btcpay


def test_what_a_provider_that_is_not_named_was_told_is_not_kept():
    giving = named("stripe")
    assert giving.paypal is None and giving.btcpay is None


@pytest.mark.parametrize("name", sorted({**STRIPE, **PAYPAL, **BTCPAY}))
@pytest.mark.parametrize("value", ["", "a b"])
def test_a_missing_or_garbled_setting_stops_the_start_with_its_name_and_an_example(name, value):
    with pytest.raises(BadSetting, match=rf"^{name} .* Example: {name}=\S+"):
        named("stripe paypal btcpay", **{name: value})


@pytest.mark.parametrize("name", sorted({**STRIPE, **PAYPAL, **BTCPAY}))
def test_no_sentence_about_a_setting_holds_what_was_set(name):
    with pytest.raises(BadSetting) as caught:
        named("stripe paypal btcpay", **{name: "!sh0uld Not BeSeen"})
    assert "sh0uld" not in str(caught.value)


@pytest.mark.parametrize("names", ["strype", "stripe null", "local stripe", "stripe stripe"])
def test_providers_that_cannot_be_together_are_refused(names):
    with pytest.raises(BadSetting, match=r"^TAMIZDAT_PROVIDER "):
        named(names)


@pytest.mark.parametrize("url", ["https://paypal.example", "http://api-m.paypal.com", "https://api-m.paypal.com.example"])
def test_paypal_is_paypal_or_its_sandbox(url):
    assert named("paypal", TAMIZDAT_PAYPAL_URL=PAYPAL_SANDBOX).paypal.url == PAYPAL_SANDBOX
    with pytest.raises(BadSetting, match=r"^TAMIZDAT_PAYPAL_URL "):
        named("paypal", TAMIZDAT_PAYPAL_URL=url)


@pytest.mark.parametrize("url", ["http://btcpay.example", "https://user:pw@btcpay.example", "ftp://btcpay.example", "http://abc.onion"])
def test_a_btcpay_server_is_reached_encrypted_or_as_an_onion_or_here(url):
    for good in ("http://127.0.0.1:23000", "http://" + "a2" * 28 + ".onion", "https://pay.example/btcpay/"):
        assert not named("btcpay", TAMIZDAT_BTCPAY_URL=good).btcpay.url.endswith("/")
    with pytest.raises(BadSetting, match=r"^TAMIZDAT_BTCPAY_URL "):
        named("btcpay", TAMIZDAT_BTCPAY_URL=url)


def test_a_proxy_is_socks():
    assert named("stripe", TAMIZDAT_PROVIDER_PROXY="socks5://127.0.0.1:9050").proxy
    with pytest.raises(BadSetting, match=r"^TAMIZDAT_PROVIDER_PROXY "):
        named("stripe", TAMIZDAT_PROVIDER_PROXY="http://127.0.0.1:3128")


@pytest.mark.parametrize("text", ["EUR 1000", "1000", "1000 EUR USD", "10.001 EUR", "1000 XAU", "-5 EUR"])
def test_limits_above_which_a_person_decides_are_amounts_with_currencies(text):
    with pytest.raises(BadSetting, match=r"^TAMIZDAT_REVIEW_ABOVE "):
        named("btcpay", TAMIZDAT_REVIEW_ABOVE=text)


def test_large_gifts_of_which_nobody_can_know_wait_for_a_person():
    giving = named("btcpay")
    assert not giving.needs_review("crypto", 1000_00, "EUR")
    assert giving.needs_review("crypto", 1000_01, "EUR")
    assert giving.needs_review("crypto", 900_51, "USD") and not giving.needs_review("crypto", 100_000, "JPY")
    assert giving.needs_review("crypto", 1, "CHF"), "no limit is set for it: nothing passes unseen"
    assert not giving.needs_review("card", 9000_00, "EUR")


def test_one_person_gives_back_alone_only_up_to_what_the_operator_says():
    giving = named("stripe", TAMIZDAT_REFUND_ALONE="20 EUR")
    assert giving.may_refund_alone(20_00, "EUR") and not giving.may_refund_alone(20_01, "EUR")
    assert not giving.may_refund_alone(1, "USD") and not named("stripe").may_refund_alone(1, "EUR")
    with pytest.raises(BadSetting, match=r"^TAMIZDAT_REFUND_ALONE "):
        named("stripe", TAMIZDAT_REFUND_ALONE="20")


def test_no_secret_is_in_what_the_settings_look_like():
    shown = repr(named("stripe paypal btcpay"))
    for name in (
        "TAMIZDAT_STRIPE_KEY",
        "TAMIZDAT_STRIPE_HOOK_SECRET",
        "TAMIZDAT_PAYPAL_SECRET",
        "TAMIZDAT_BTCPAY_KEY",
        "TAMIZDAT_BTCPAY_HOOK_SECRET",
    ):
        assert ALL[name] not in shown


def test_a_provider_that_is_not_set_now_may_be_set_again():
    with override_settings(TAMIZDAT=replace(django_settings.TAMIZDAT, giving=named("null"))):
        assert from_settings.provider_for("card") is None
        with pytest.raises(ProviderFault) as caught:
            from_settings.provider("stripe")
        assert caught.value.outcome == "retry"


def test_one_setting_switches_and_each_provider_is_made_once():
    for names in ("null", "local", "stripe", "paypal", "btcpay", "stripe paypal btcpay"):
        with override_settings(TAMIZDAT=replace(django_settings.TAMIZDAT, giving=named(names))):
            assert tuple(from_settings.providers()) == tuple(names.split())
            for name, provider in from_settings.providers().items():
                assert provider.name == name and from_settings.provider(name) is provider
                assert all(from_settings.provider_for(method) is provider for method in provider.methods)


def test_whoever_took_payments_before_is_kept_for_what_runs_there_and_offered_to_nobody():
    giving = giving_settings({"TAMIZDAT_PROVIDER": "stripe", "TAMIZDAT_PROVIDER_KEPT": "paypal", **STRIPE, **PAYPAL})
    assert (giving.names, giving.kept, giving.known) == (("stripe",), ("paypal",), ("stripe", "paypal"))
    with override_settings(TAMIZDAT=replace(django_settings.TAMIZDAT, giving=giving)):
        assert from_settings.provider("paypal").name == "paypal" and from_settings.provider_for("paypal") is None
        assert [(code, one.name) for code, one in methods.offered()] == [("card", "stripe")]
        assert methods.may_change("paypal") == {"pause"} and methods.may_change("btcpay") == frozenset()
    with pytest.raises(BadSetting, match=r"^TAMIZDAT_PAYPAL_ID "):
        giving_settings({"TAMIZDAT_PROVIDER": "stripe", "TAMIZDAT_PROVIDER_KEPT": "paypal", **STRIPE})


@pytest.mark.parametrize("kept", ["stripe", "strype", "paypal paypal", "local", "null"])
def test_nobody_is_kept_who_takes_payments_now_or_never_did(kept):
    with pytest.raises(BadSetting, match=r"^TAMIZDAT_PROVIDER_KEPT "):
        giving_settings({"TAMIZDAT_PROVIDER": "stripe", "TAMIZDAT_PROVIDER_KEPT": kept, **STRIPE, **PAYPAL})
